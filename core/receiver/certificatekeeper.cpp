// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/certificatekeeper.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr auto settling = 300ms;    // a renewal writes several files
constexpr auto lookInterval = 1min; // for the dates, and for file systems that tell of no changes

QByteArray digestOf(const QStringList &files)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &name : files) {
        QFile file(name);
        hash.addData(file.open(QIODevice::ReadOnly) ? "+" + file.readAll() : QByteArray("-"));
    }
    return hash.result();
}

/// The folders in which a name decides where the path leads: the file's own, and that of every link on the way.
QSet<QString> decidingFolders(const QString &path, int links = 0)
{
    constexpr int mostLinks = 40; // as many as the system follows
    QSet<QString> folders {QFileInfo(path).absolutePath()};
    QString at = u"/"_s;
    const QStringList names = QDir::cleanPath(QFileInfo(path).absoluteFilePath()).split(u'/', Qt::SkipEmptyParts);
    for (const QString &name : names) {
        const QFileInfo entry(QDir(at), name);
        if (entry.isSymLink() && links < mostLinks)
            folders += decidingFolders(entry.symLinkTarget(), ++links) + QSet<QString> {at};
        at = entry.absoluteFilePath();
    }
    return folders;
}

} // namespace

CertificateKeeper::CertificateKeeper(const ReceiverOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_watcher(this)
    , m_settleTimer(this)
    , m_lookTimer(this)
{
    for (const QString &file : {options.tls.certificateFile, options.tls.keyFile, options.tls.passphraseFile}) {
        if (!file.isEmpty())
            m_files.append(file);
    }
    m_settleTimer.setSingleShot(true);
    m_settleTimer.setInterval(settling);
    m_lookTimer.setInterval(lookInterval);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settleTimer, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settleTimer, qOverload<>(&QTimer::start));
    connect(&m_settleTimer, &QTimer::timeout, this, &CertificateKeeper::look);
    connect(&m_lookTimer, &QTimer::timeout, this, &CertificateKeeper::look);
}

std::optional<Error> CertificateKeeper::load()
{
    m_digest = digestOf(m_files);
    auto loaded = loadCertificate(m_options.tls, m_options.dataFolder, m_options.host);
    if (!loaded)
        return loaded.error();
    m_certificate = std::move(*loaded);
    m_warnings = warningsNow();
    watch();
    m_lookTimer.start();
    return {};
}

/// Files are most often renamed into place, or are links that are turned, or lie behind such links: then a folder
/// tells, and what the names lead to now has to be watched anew.
void CertificateKeeper::watch()
{
    QSet<QString> paths;
    for (const QString &file : std::as_const(m_files))
        paths += decidingFolders(file) + QSet<QString> {file};
    const QStringList former = m_watcher.files() + m_watcher.directories();
    if (!former.isEmpty())
        m_watcher.removePaths(former);
    if (!paths.isEmpty())
        m_watcher.addPaths(paths.values()); // those it refuses are looked at once a minute
}

void CertificateKeeper::look()
{
    bool isOther = false;
    if (const QByteArray digest = digestOf(m_files); digest != m_digest) {
        m_digest = digest;
        auto loaded = loadCertificate(m_options.tls, m_options.dataFolder, m_options.host);
        if (loaded) {
            isOther = loaded->summary != m_certificate.summary;
            m_certificate = std::move(*loaded);
            m_refusal.reset();
        } else {
            m_refusal = Error {ErrorKind::RenewalRefused, {}, {loaded.error()}};
        }
    }
    watch();
    const QList<Error> warnings = warningsNow();
    if (warnings != std::exchange(m_warnings, warnings) || isOther)
        emit changed();
}

QList<Error> CertificateKeeper::warningsNow() const
{
    QList<Error> warnings;
    for (const auto &warning : {m_certificate.warning(QDateTime::currentMSecsSinceEpoch()), m_refusal}) {
        if (warning)
            warnings.append(*warning);
    }
    return warnings;
}

} // namespace Roomscope
