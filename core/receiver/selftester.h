// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiverstatus.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QUrl>

namespace Roomscope {

/// Posts to our own address, as a sender would, to check that callbacks can arrive and be stored. The receiver
/// recognizes the request by a secret and stores a sign of life instead of a callback. GUI or main thread.
class SelfTester final : public QObject
{
    Q_OBJECT

public:
    explicit SelfTester(QObject *parent = nullptr);

    /// The header field for the secret; in lower case, as Qt 6.8 sends all names.
    static constexpr auto headerName = "roomscope-self-test";

    [[nodiscard]] const QByteArray &secret() const { return m_secret; }
    /// Ends a running test without a result. `fingerprint` is that of the expected certificate; empty without TLS.
    void start(const QString &url, const QByteArray &fingerprint);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_reply != nullptr; }

signals:
    void finished(const Roomscope::SelfTest &result);

private:
    void post();
    void finish();

    QNetworkAccessManager m_network;
    const QByteArray m_secret;
    QUrl m_url;
    QByteArray m_fingerprint;
    QNetworkReply *m_reply = nullptr;
    QElapsedTimer m_elapsed;
    int m_attempt = 0;
};

} // namespace Roomscope
