// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <optional>

class QSslSocket;

namespace Roomscope {

/// The parts of a response that a sender needs.
struct HttpAnswer
{
    int status = 0; ///< 0: no response, see error.
    QByteArray body;
    std::optional<Error> error;
};

/// Removes a complete response from the beginning of the bytes and returns it; nothing when it is not complete yet. A
/// response without a length ends with the connection. Skips interim responses (1xx).
[[nodiscard]] std::optional<HttpAnswer> takeAnswer(QByteArray &received, bool connectionEnded);

/// One HTTP/1.1 connection that is kept alive, with one request at a time. Not QNetworkAccessManager: it writes head
/// and body separately and leaves Nagle's algorithm on, which costs 40 ms per callback.
///
/// Used in the thread that it lives in.
class HttpConnection final : public QObject
{
    Q_OBJECT

public:
    /// A certificate with that fingerprint (SHA-256, hexadecimal) is trusted whoever issued it.
    HttpConnection(const QUrl &url, const QByteArray &fingerprint, QObject *parent);

    /// Connects when necessary. Must not be called before the previous request is answered.
    void post(const QByteArray &target, const QByteArray &body);

signals:
    void answered(const Roomscope::HttpAnswer &answer);

private:
    void connectToHost();
    void read(bool connectionEnded);
    void endBroken();
    void fail(const Error &error);
    void breakOff(const Error &cause);
    [[nodiscard]] QString where() const;

    QUrl m_url;
    QByteArray m_fixedHead; ///< The header lines that all requests share.
    QSslSocket *m_socket;
    QTimer m_timeout;
    QByteArray m_request; ///< The pending request; empty: none.
    QByteArray m_received;
    bool m_isSent = false;
    bool m_isReused = false; ///< The connection has carried a request before.
};

} // namespace Roomscope
