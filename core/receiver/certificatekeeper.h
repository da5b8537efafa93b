// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/certificate.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace Roomscope {

/// The certificate in use: reads it, watches its files, reloads them when they are renewed, and watches its dates. An
/// unusable new pair is ignored. Receiver thread.
class CertificateKeeper final : public QObject
{
    Q_OBJECT

public:
    explicit CertificateKeeper(const ReceiverOptions &options, QObject *parent = nullptr);

    /// An error when there is no certificate that could be used.
    [[nodiscard]] std::optional<Error> load();
    [[nodiscard]] const ServerCertificate &certificate() const { return m_certificate; }
    /// About its dates, and about a renewal that was refused.
    [[nodiscard]] const QList<Error> &warnings() const { return m_warnings; }

signals:
    /// The certificate or the warnings have changed.
    void changed();

private:
    void watch();
    void look();
    [[nodiscard]] QList<Error> warningsNow() const;

    const ReceiverOptions m_options;
    QStringList m_files;
    ServerCertificate m_certificate;
    QByteArray m_digest; ///< Of the files as they were read last, good or bad.
    std::optional<Error> m_refusal;
    QList<Error> m_warnings;
    QFileSystemWatcher m_watcher;
    QTimer m_settleTimer;
    QTimer m_lookTimer;
};

} // namespace Roomscope
