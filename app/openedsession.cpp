// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/openedsession.h"

#include "app/commandline.h"
#include "core/base/pool.h"
#include "core/base/privatefolder.h"
#include "core/exchange/import.h"
#include "core/exchange/sessionfile.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QProgressDialog>
#include <QTimer>

#include <atomic>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int progressSteps = 1000;

/// A session's folder, or one to become it: a new one or an empty one.
bool isOwnFolder(const QFileInfo &path)
{
    return !path.exists()
        || (path.isDir()
            && (QFile::exists(journalFile(path.absoluteFilePath())) || QDir(path.absoluteFilePath()).isEmpty()));
}

/// Why nothing can be opened there.
std::optional<Error> objectionTo(const QFileInfo &path)
{
    if (!path.exists() && !path.suffix().isEmpty()) // of a session's folder, the name would have none
        return Error {ErrorKind::NoFileToOpen, {path.filePath()}};
    if (path.isDir() && !isOwnFolder(path) && bodyFiles(path.absoluteFilePath()).isEmpty())
        return Error {ErrorKind::NoCallbacksInFolder, {path.filePath()}};
    return {};
}

/// The same file in the same state has the same name.
QString copyName(const QFileInfo &file)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(file.canonicalFilePath().toUtf8());
    hash.addData(QByteArray::number(file.size()));
    hash.addData(QByteArray::number(file.lastModified().toMSecsSinceEpoch()));
    return file.completeBaseName() + u'-' + QString::fromLatin1(hash.result().toHex().first(12));
}

/// Imports in the pool, with a dialog for the one who waits.
ImportResult importWithProgress(const ImportOptions &options)
{
    struct Run
    {
        std::atomic<bool> cancelled = false;
        std::atomic<int> step = -1; ///< Not known yet.
    };
    const auto run = std::make_shared<Run>();
    QProgressDialog dialog(u"Reading “%1”…"_s.arg(QFileInfo(options.source).fileName()), u"Cancel"_s, 0, 0);
    dialog.setWindowTitle(u"Roomscope"_s);
    QObject::connect(&dialog, &QProgressDialog::canceled, &dialog, [run] { run->cancelled = true; });
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &dialog, [&dialog, run] {
        if (!run->cancelled)
            dialog.setMaximum(run->step < 0 ? 0 : progressSteps); // a bar without an end while it is being checked
        if (!run->cancelled && run->step >= 0)
            dialog.setValue(std::min(progressSteps - 1, run->step.load()));
    });
    timer.start(60);
    QEventLoop loop;
    ImportResult result;
    inPool([options, run] {
        return importCallbacks(options, [&run](qint64 done, qint64 total) {
            run->step = total > 0 ? int(done * progressSteps / total) : -1;
            return !run->cancelled;
        });
    }).then(&loop, [&](const ImportResult &imported) {
        result = imported;
        loop.quit();
    });
    loop.exec();
    return result;
}

std::optional<Error> fillCopy(const QString &path, const QString &folder, bool &isCancelled)
{
    if (!makePrivateFolder(folder))
        return Error {ErrorKind::CannotMakeFolder, {folder}};
    QFile file(path);
    if (file.open(QIODevice::ReadOnly) && isSessionFile(file.peek(16))) {
        file.close();
        return unpackSession(path, folder);
    }
    const ImportResult result = importWithProgress({.source = path, .dataFolder = folder, .sdkAppId = {}});
    isCancelled = result.cancelled;
    return result.error;
}

} // namespace

Result<std::optional<OpenedFolder>> openSessionPath(const QString &path)
{
    const QFileInfo info(path);
    if (const auto objection = objectionTo(info))
        return *objection;
    if (isOwnFolder(info))
        return std::optional(OpenedFolder {.folder = path});
    const QString folder = defaultDataFolder() + u"/opened/"_s + copyName(info);
    if (QFile::exists(journalFile(folder)))
        return std::optional(OpenedFolder {.folder = folder, .isCopy = true});
    const QString unfinished = folder + u".part"_s;
    QDir(unfinished).removeRecursively();
    bool isCancelled = false;
    auto error = fillCopy(path, unfinished, isCancelled);
    if (!error && !isCancelled && QDir().rename(unfinished, folder))
        return std::optional(OpenedFolder {.folder = folder, .isCopy = true});
    if (!error && !isCancelled)
        error = Error {ErrorKind::CannotMakeFolder, {folder}};
    QDir(unfinished).removeRecursively();
    if (error)
        return *error;
    return std::optional<OpenedFolder>();
}

} // namespace Roomscope
