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

/// The answer to a request, as far as a sender cares.
struct HttpAnswer
{
    int status = 0; ///< 0: there was none, see error.
    QByteArray body;
    std::optional<Error> error;
};

/// The answer at the beginning of these bytes, which are then removed; nothing when it is not complete yet. An answer
/// without a length ends with the connection. Interim answers (1xx) are passed over.
[[nodiscard]] std::optional<HttpAnswer> takeAnswer(QByteArray &received, bool connectionEnded);

/// One HTTP/1.1 connection that is kept alive, with one request at a time. Not QNetworkAccessManager: it writes head
/// and body one by one and leaves Nagle's algorithm on, which costs 40 ms a callback.
///
/// Lives in the thread it is used in.
class HttpConnection final : public QObject
{
    Q_OBJECT

public:
    /// A certificate with that fingerprint (SHA-256, hexadecimal) is trusted whoever vouches for it.
    HttpConnection(const QUrl &url, const QByteArray &fingerprint, QObject *parent);

    /// Connects when necessary. Not before the answer to the one before.
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
    QByteArray m_request; ///< Under way; empty: none.
    QByteArray m_received;
    bool m_isSent = false;
    bool m_isReused = false; ///< The connection has carried a request before.
};

} // namespace Roomscope
