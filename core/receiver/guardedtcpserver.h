// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/receiverlimits.h"
#include "core/receiver/receiverpace.h"
#include "core/receiver/requestguard.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTimer>

#include <optional>
#include <vector>

namespace Roomscope {

class EpollWires;
class GuardedConnection;
class SilentConnections;

/// Accepts connections, counts them, watches their time, and announces what their guards have framed. Receiver thread.
class GuardedTcpServer final : public QTcpServer
{
    Q_OBJECT

public:
    GuardedTcpServer(const ReceiverLimits &limits, const ReceiverPace &pace, QObject *parent = nullptr);
    ~GuardedTcpServer() override;

    /// From now on new connections begin with a TLS handshake.
    void setTls(const QSslConfiguration &configuration) { m_tls = configuration; }
    [[nodiscard]] const ReceiverCounters &counters() const { return m_counters; }

    [[nodiscard]] qsizetype connectionCount() const { return m_connections.size(); }
    /// Accepts nobody any more and hangs up on everybody, after the answers that are owed.
    void closeSoon();

    // For GuardedConnection.
    [[nodiscard]] const RequestGuard::Limits &requestLimits() const { return m_requestLimits; }
    [[nodiscard]] const ReceiverLimits &limits() const { return m_limits; }
    [[nodiscard]] std::chrono::milliseconds lingerTime() const { return m_pace.linger; }
    void noteExceeded(Limit limit);
    /// Whether all answers that lie unread are few enough, with these bytes more or fewer.
    bool addUnread(qint64 bytes);
    /// Takes note of what unfinished requests hold, with these bytes more or fewer. When it is too much for all of them
    /// together, the one that holds most is refused.
    void addUnfinished(qint64 bytes);
    void announce(GuardedConnection *connection, size_t slot) { emit framed(connection, slot); }
    void noteRefusedHandshake(const QString &peer, const QString &sentence);
    [[nodiscard]] qint64 nowMs() const { return m_clock.elapsed(); }
    /// "Date: …" with its line end, made once a second.
    [[nodiscard]] const QByteArray &dateLine();
    void remove(GuardedConnection *connection);

signals:
    /// A request to be taken from that slot of the connection; an answer is owed then.
    void framed(Roomscope::GuardedConnection *connection, size_t slot);
    void allClosed();
    void countersChanged();
    void handshakeRefused(const QString &peer, const QString &sentence);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void open(qintptr descriptor, const QString &peerHost);
    void forget(const QString &peerHost);
    void sweep();
    /// Closes a connection that has not sent anything, or the one that has been idle for longest; false when none is.
    [[nodiscard]] bool makeRoom(const QString &onlyPeer = {});
    [[nodiscard]] bool isWelcome(const QString &peerHost);

    const ReceiverLimits m_limits;
    const RequestGuard::Limits m_requestLimits;
    const ReceiverPace m_pace;
    std::optional<QSslConfiguration> m_tls;
    ReceiverCounters m_counters;
    qint64 m_unread = 0;                 ///< Bytes of answers that peers have not read.
    qint64 m_unfinished = 0;             ///< Bytes of requests that have not come in whole.
    QHash<QString, int> m_connectionsOf; ///< By the peer's address, silent ones included.
    QHash<qint64, GuardedConnection *> m_connections;
    SilentConnections *const m_silent; ///< Child.
    EpollWires *const m_wires;         ///< Child.
    std::vector<char> m_readBuffer;
    QElapsedTimer m_clock;
    QTimer m_sweepTimer;
    QByteArray m_dateLine;
    qint64 m_dateSecond = -1;
    qint64 m_lastNumber = 0;
    bool m_isClosing = false;
};

} // namespace Roomscope
