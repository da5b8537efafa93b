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

Result<QByteArray> readFile(const QString &fileName)
{
    QFile file(fileName);
    if (QFileInfo(fileName).exists() && !QFileInfo(fileName).isFile())
        return Error {ErrorKind::NotAFile};
    if (!file.open(QIODevice::ReadOnly))
        return Error {ErrorKind::FileUnreadable, {file.errorString()}};
    if (file.size() > largestFile)
        return Error {ErrorKind::FileTooLarge};
    return file.readAll();
}

QStringList namesOf(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    names.sort();
    return names;
}

Result<ServerCertificate> assemble(const QByteArray &certificates, const QByteArray &key, const QByteArray &passphrase,
                                   const TlsOptions &tls)
{
    const KeyCheck check = checkKey(certificates, key, passphrase);
    switch (check.result) {
    case KeyCheck::Result::Match: break;
    case KeyCheck::Result::NoCertificate: return Error {ErrorKind::NoCertificateInFile, {tls.certificateFile}};
    case KeyCheck::Result::NoKey: return Error {ErrorKind::NoKeyInFile, {tls.keyFile}};
    case KeyCheck::Result::NeedsPassphrase:
        return tls.passphraseFile.isEmpty() ? Error {ErrorKind::KeyNeedsPassphrase, {tls.keyFile}}
                                            : Error {ErrorKind::PassphraseWrong, {tls.passphraseFile, tls.keyFile}};
    case KeyCheck::Result::Mismatch: return Error {ErrorKind::KeyOfOther, {tls.keyFile, tls.certificateFile}};
    case KeyCheck::Result::UnknownKind: return Error {ErrorKind::KeyNotSupported, {tls.keyFile}};
    }
    const QList<QSslCertificate> chain = QSslCertificate::fromData(certificates, QSsl::Pem);
    const QSslKey privateKey(check.key, check.isRsa ? QSsl::Rsa : QSsl::Ec, QSsl::Pem, QSsl::PrivateKey);
    if (chain.isEmpty() || privateKey.isNull())
        return Error {ErrorKind::CertificateUnusable, {tls.certificateFile}};
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

Result<ServerCertificate> loadFiles(const TlsOptions &tls)
{
    const Result<QByteArray> certificates = readFile(tls.certificateFile);
    if (!certificates)
        return Error {ErrorKind::CertificateFile, {tls.certificateFile}, {certificates.error()}};
    const Result<QByteArray> key = readFile(tls.keyFile);
    if (!key)
        return Error {ErrorKind::KeyFile, {tls.keyFile}, {key.error()}};
    Result<QByteArray> passphrase = QByteArray();
    if (!tls.passphraseFile.isEmpty())
        passphrase = readFile(tls.passphraseFile);
    if (!passphrase)
        return Error {ErrorKind::PassphraseFile, {tls.passphraseFile}, {passphrase.error()}};
    while (passphrase->endsWith('\n') || passphrase->endsWith('\r'))
        passphrase->chop(1);
    return assemble(*certificates, *key, *passphrase, tls);
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

Result<ServerCertificate> loadSelfSigned(const QString &dataFolder, const QString &host)
{
    const QDir folder(dataFolder);
    const TlsOptions files {.certificateFile = folder.filePath(u"certificate.pem"_s),
                            .keyFile = folder.filePath(u"certificate-key.pem"_s),
                            .selfSigned = true};
    if (QFile::exists(files.certificateFile)) {
        auto kept = loadFiles(files);
        if (!kept) // another pair would have another fingerprint, which somebody may have noted
            return Error {ErrorKind::SelfSignedUnusable, {}, {kept.error()}};
        if (!kept->warning(QDateTime::currentMSecsSinceEpoch()))
            return kept;
    }
    QStringList names {u"localhost"_s, u"127.0.0.1"_s, u"::1"_s};
    for (const QString &name : {QSysInfo::machineHostName(), host}) {
        if (!name.isEmpty() && !names.contains(name) && !isAnyAddress(name))
            names.append(name);
    }
    const std::optional<KeyPair> pair = makeSelfSigned(names, selfSignedDays);
    if (!pair)
        return Error {ErrorKind::SelfSignedNotMade};
    if (!makePrivateFolder(dataFolder) || !write(files.keyFile, pair->key)
        || !write(files.certificateFile, pair->certificate))
        return Error {ErrorKind::SelfSignedNotWritten, {dataFolder}};
    return loadFiles(files);
}

} // namespace

std::optional<Error> ServerCertificate::warning(qint64 nowMs) const
{
    const QDateTime expires = QDateTime::fromMSecsSinceEpoch(summary.expiresMs, QTimeZone::utc());
    if (nowMs < validFromMs)
        return Error {ErrorKind::CertificateNotValidYet,
                      {QDateTime::fromMSecsSinceEpoch(validFromMs, QTimeZone::utc())}};
    if (nowMs >= summary.expiresMs)
        return Error {ErrorKind::CertificateExpired, {expires}};
    const qint64 days = (summary.expiresMs - nowMs) / dayMs;
    if (days < warnedDays)
        return Error {ErrorKind::CertificateExpiresSoon, {expires, days}};
    return {};
}

Result<ServerCertificate> loadCertificate(const TlsOptions &tls, const QString &dataFolder, const QString &host)
{
    if (!QSslSocket::supportsSsl())
        return Error {ErrorKind::NoTls};
    return tls.selfSigned ? loadSelfSigned(dataFolder, host) : loadFiles(tls);
}

} // namespace Roomscope
