// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/receiverpace.h"
#include "core/receiver/requestguard.h"
#include "core/reception/receiverlimits.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTimer>

#include <optional>

namespace Roomscope {

class ConnectionGuard;
struct ReceivedRequest;

/// Accepts the connections of a QHttpServer, gives each a guard, counts them, and watches their time. Receiver thread.
class GuardedTcpServer final : public QTcpServer
{
    Q_OBJECT

public:
    GuardedTcpServer(const ReceiverLimits &limits, const ReceiverPace &pace, QObject *parent = nullptr);

    /// New connections begin with a TLS handshake from now on.
    void setTls(const QSslConfiguration &configuration) { m_tls = configuration; }
    [[nodiscard]] const ReceiverCounters &counters() const { return m_counters; }

    [[nodiscard]] qsizetype connectionCount() const { return m_connections.size(); }
    /// Accepts no more connections and closes all, after the owed answers.
    void closeSoon();

    /// Returns the guard of the request that QHttpServer is passing on; null when no guard has seen one end.
    [[nodiscard]] ConnectionGuard *takeParsed();

    // For ConnectionGuard.
    [[nodiscard]] const RequestGuard::Limits &requestLimits() const { return m_requestLimits; }
    [[nodiscard]] const ReceiverLimits &limits() const { return m_limits; }
    [[nodiscard]] std::chrono::milliseconds lingerTime() const { return m_pace.linger; }
    /// All unread bytes of that socket; valid until the next call.
    [[nodiscard]] QByteArrayView peek(QTcpSocket &socket);
    /// Passes the socket to QHttpServer.
    void handOver(QTcpSocket *socket) { addPendingConnection(socket); }
    /// QHttpServer will pass on that guard's request before any other.
    void expectParsed(ConnectionGuard *guard);
    void noteExceeded(Limit limit);
    void noteHandshakeRefused();
    /// The same, and there is nobody to answer.
    void noteRefusedHandshake(const QString &peer, const QString &sentence);
    /// Adds the bytes, which may be negative, to the unread bytes of all answers; false when that exceeds the limit.
    [[nodiscard]] bool addUnread(qint64 bytes);
    /// Adds the bytes, which may be negative, to those of all unfinished requests. When the sum is over its limit, the
    /// request that holds most is refused.
    void addUnfinished(qint64 bytes);
    /// Milliseconds of a monotonic clock.
    [[nodiscard]] qint64 nowMs() const { return m_clock.elapsed(); }
    void remove(ConnectionGuard *connection);

signals:
    /// A guard has refused a request; an answer is owed.
    void refused(Roomscope::ConnectionGuard *guard, const Roomscope::ReceivedRequest &request);
    void handshakeRefused(const QString &peer, const QString &sentence);
    void allClosed();
    void countersChanged();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void sweep();
    /// Closes a connection that has not sent anything, or the one idle for longest; false when there is none.
    [[nodiscard]] bool makeRoom(const QString &onlyPeer = {});
    [[nodiscard]] bool isWelcome(const QString &peerHost);

    const ReceiverLimits m_limits;
    const RequestGuard::Limits m_requestLimits;
    const ReceiverPace m_pace;
    std::optional<QSslConfiguration> m_tls;
    ReceiverCounters m_counters;
    qint64 m_unread = 0;                 ///< Bytes of answers that peers have not read.
    qint64 m_unfinished = 0;             ///< Bytes of unfinished requests.
    QHash<QString, int> m_connectionsOf; ///< By the peer's address.
    QHash<qint64, ConnectionGuard *> m_connections;
    QPointer<ConnectionGuard> m_parsed; ///< QHttpServer passes on its request next.
    QByteArray m_peeked;
    QElapsedTimer m_clock;
    QTimer m_sweepTimer;
    qint64 m_lastNumber = 0;
    bool m_isClosing = false;
};

} // namespace Roomscope
