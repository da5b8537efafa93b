// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/certificate.h"

#include "core/base/privatefolder.h"
#include "core/receiver/keypair.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QLocale>
#include <QSaveFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QSysInfo>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 dayMs = 24LL * 60 * 60 * 1000;
constexpr qint64 warnedDays = 14;
constexpr int selfSignedDays = 825; // the longest that common clients accept
constexpr qint64 largestFile = 1 << 20;

QString dayText(qint64 timeMs)
{
    return QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc()), u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

struct Contents
{
    QByteArray bytes;
    QString problem;
};

Contents readFile(const QString &fileName, const QString &what)
{
    QFile file(fileName);
    if (QFileInfo(fileName).exists() && !QFileInfo(fileName).isFile())
        return {.problem = u"the %1 \"%2\" is not a file"_s.arg(what, fileName)};
    if (!file.open(QIODevice::ReadOnly))
        return {.problem = u"the %1 \"%2\" cannot be read: %3"_s.arg(what, fileName, file.errorString())};
    if (file.size() > largestFile)
        return {.problem = u"the %1 \"%2\" is too large to be one"_s.arg(what, fileName)};
    return {.bytes = file.readAll()};
}

QStringList namesOf(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    names.sort();
    return names;
}

std::variant<ServerCertificate, QString> assemble(const QByteArray &certificates, const QByteArray &key,
                                                  const QByteArray &passphrase, const TlsOptions &tls)
{
    using Result = KeyCheck::Result;
    const KeyCheck check = checkKey(certificates, key, passphrase);
    switch (check.result) {
    case Result::Match: break;
    case Result::NoCertificate:
        return u"\"%1\" holds no certificate in PEM form (BEGIN CERTIFICATE)"_s.arg(tls.certificateFile);
    case Result::NoKey: return u"\"%1\" holds no private key in PEM form (BEGIN PRIVATE KEY)"_s.arg(tls.keyFile);
    case Result::NeedsPassphrase:
        return tls.passphraseFile.isEmpty()
            ? u"the key \"%1\" is encrypted; name a file with its passphrase"_s.arg(tls.keyFile)
            : u"the passphrase in \"%1\" does not open the key \"%2\""_s.arg(tls.passphraseFile, tls.keyFile);
    case Result::Mismatch:
        return u"the key \"%1\" does not belong to the first certificate in \"%2\"; are both of the same renewal, and "
               "is the server's certificate the first one?"_s.arg(tls.keyFile, tls.certificateFile);
    case Result::UnknownKind:
        return u"the key \"%1\" is neither RSA nor ECDSA; others are not supported"_s.arg(tls.keyFile);
    }
    const QList<QSslCertificate> chain = QSslCertificate::fromData(certificates, QSsl::Pem);
    const QSslKey privateKey(check.key, check.isRsa ? QSsl::Rsa : QSsl::Ec, QSsl::Pem, QSsl::PrivateKey);
    if (chain.isEmpty() || privateKey.isNull())
        return u"Qt cannot use the certificate \"%1\" with its key"_s.arg(tls.certificateFile);
    const QSslCertificate &own = chain.first();
    ServerCertificate result {
        .configuration = QSslConfiguration::defaultConfiguration(),
        .summary = {.subject = own.subjectDisplayName(),
                    .fingerprint = own.digest(QCryptographicHash::Sha256).toHex(':').toUpper(),
                    .expiresMs = own.expiryDate().toMSecsSinceEpoch(),
                    .selfSigned = tls.selfSigned},
        .names = namesOf(own),
        .validFromMs = own.effectiveDate().toMSecsSinceEpoch(),
    };
    result.configuration.setLocalCertificateChain(chain);
    result.configuration.setPrivateKey(privateKey);
    result.configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    result.configuration.setProtocol(QSsl::TlsV1_2OrLater);
    return result;
}

std::variant<ServerCertificate, QString> loadFiles(const TlsOptions &tls)
{
    const Contents certificates = readFile(tls.certificateFile, u"certificate"_s);
    if (!certificates.problem.isEmpty())
        return certificates.problem;
    const Contents key = readFile(tls.keyFile, u"key"_s);
    if (!key.problem.isEmpty())
        return key.problem;
    Contents passphrase;
    if (!tls.passphraseFile.isEmpty()) {
        passphrase = readFile(tls.passphraseFile, u"passphrase"_s);
        if (!passphrase.problem.isEmpty())
            return passphrase.problem;
        while (passphrase.bytes.endsWith('\n') || passphrase.bytes.endsWith('\r'))
            passphrase.bytes.chop(1);
    }
    return assemble(certificates.bytes, key.bytes, passphrase.bytes, tls);
}

/// Readable by its owner only, from the first byte on.
bool write(const QString &fileName, const QByteArray &bytes)
{
    QSaveFile file(fileName);
    return file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(bytes) == bytes.size() && file.commit();
}

bool isAnyAddress(const QString &host)
{
    const QHostAddress address(host);
    return address == QHostAddress::AnyIPv4 || address == QHostAddress::AnyIPv6;
}

std::variant<ServerCertificate, QString> loadSelfSigned(const QString &dataFolder, const QString &host)
{
    const QDir folder(dataFolder);
    const TlsOptions files {.certificateFile = folder.filePath(u"certificate.pem"_s),
                            .keyFile = folder.filePath(u"certificate-key.pem"_s),
                            .selfSigned = true};
    if (QFile::exists(files.certificateFile)) {
        auto kept = loadFiles(files);
        const auto *const certificate = std::get_if<ServerCertificate>(&kept);
        if (!certificate) // another pair would have another fingerprint, which somebody may have noted
            return QString(std::get<QString>(kept) + u"; remove both files to have new ones made"_s);
        if (certificate->warnings(QDateTime::currentMSecsSinceEpoch()).isEmpty())
            return kept;
    }
    QStringList names {u"localhost"_s, u"127.0.0.1"_s, u"::1"_s};
    for (const QString &name : {QSysInfo::machineHostName(), host}) {
        if (!name.isEmpty() && !names.contains(name) && !isAnyAddress(name))
            names.append(name);
    }
    const std::optional<KeyPair> pair = makeSelfSigned(names, selfSignedDays);
    if (!pair)
        return u"OpenSSL could not make a self-signed certificate"_s;
    if (!makePrivateFolder(dataFolder) || !write(files.keyFile, pair->key)
        || !write(files.certificateFile, pair->certificate))
        return u"the self-signed certificate cannot be written to \"%1\""_s.arg(dataFolder);
    return loadFiles(files);
}

} // namespace

QStringList ServerCertificate::warnings(qint64 nowMs) const
{
    if (nowMs < validFromMs)
        return {u"The certificate is not valid before %1: senders that check it refuse to connect."_s.arg(
            dayText(validFromMs))};
    if (nowMs >= summary.expiresMs)
        return {u"The certificate expired on %1: senders that check it refuse to connect."_s.arg(
            dayText(summary.expiresMs))};
    const qint64 days = (summary.expiresMs - nowMs) / dayMs;
    if (days < warnedDays)
        return {u"The certificate expires on %1, in %2 days: renew it."_s.arg(dayText(summary.expiresMs)).arg(days)};
    return {};
}

std::variant<ServerCertificate, QString> loadCertificate(const TlsOptions &tls, const QString &dataFolder,
                                                         const QString &host)
{
    if (!QSslSocket::supportsSsl())
        return u"TLS is not available: Qt has found no OpenSSL library"_s;
    return tls.selfSigned ? loadSelfSigned(dataFolder, host) : loadFiles(tls);
}

} // namespace Roomscope
