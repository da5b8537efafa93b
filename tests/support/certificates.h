// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiveroptions.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

/// Certificates and keys for tests, made with the openssl program.
namespace Roomscope::Test {

inline void runOpenssl(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral("openssl"), arguments);
    if (!process.waitForFinished(patienceMs) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
}

inline QByteArray fileText(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(fileName));
    return file.readAll();
}

inline void writeFile(const QString &fileName, const QByteArray &bytes)
{
    QFile file(fileName);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(fileName));
}

/// A folder of PEM files.
class CertificateFolder final
{
public:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    /// Creates NAME.pem and NAME-key.pem, for localhost; `algorithm` is the argument of -newkey, with its option.
    TlsOptions make(const QString &name, int days = 90,
                    const QStringList &algorithm = {QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                                                    QStringLiteral("ec_paramgen_curve:P-256")}) const
    {
        const TlsOptions tls {.certificateFile = path(name + QStringLiteral(".pem")),
                              .keyFile = path(name + QStringLiteral("-key.pem"))};
        runOpenssl(QStringList {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-nodes"),
                                QStringLiteral("-days"), QString::number(days), QStringLiteral("-subj"),
                                QString(QStringLiteral("/CN=") + name), QStringLiteral("-addext"),
                                QStringLiteral("subjectAltName=DNS:localhost,IP:127.0.0.1"), QStringLiteral("-out"),
                                tls.certificateFile, QStringLiteral("-keyout"), tls.keyFile, QStringLiteral("-newkey")}
                   + algorithm);
        return tls;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace Roomscope::Test
