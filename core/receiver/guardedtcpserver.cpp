// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedtcpserver.h"

#include "core/receiver/connectionguard.h"

#include <QHostAddress>
#include <QSslSocket>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr int listenBacklog = 512;

} // namespace

GuardedTcpServer::GuardedTcpServer(const ReceiverLimits &limits, const ReceiverPace &pace, QObject *parent)
    : QTcpServer(parent)
    , m_limits(limits)
    , m_requestLimits {.head = limits[Limit::Head],
                       .target = limits[Limit::Target],
                       .headers = int(limits[Limit::Headers]),
                       .body = limits[Limit::Body]}
    , m_pace(pace)
{
    m_clock.start();
    setListenBacklogSize(listenBacklog);
    const auto shortest
        = std::min({limits.time(Limit::FirstByteTime), limits.time(Limit::HeadTime), limits.time(Limit::BodyTime),
                    limits.time(Limit::IdleTime), limits.time(Limit::AnswerTime), pace.linger});
    m_sweepTimer.setInterval(std::clamp(shortest / 4, 10ms, 250ms));
    connect(&m_sweepTimer, &QTimer::timeout, this, &GuardedTcpServer::sweep);
    // Out of file descriptors, for instance. QTcpServer then stops accepting until it is told to go on.
    connect(this, &QTcpServer::acceptError, this, [this] {
        static_cast<void>(makeRoom());
        QTimer::singleShot(500ms, this, &QTcpServer::resumeAccepting);
    });
}

void GuardedTcpServer::incomingConnection(qintptr descriptor)
{
    QTcpSocket *const socket = m_tls ? new QSslSocket(this) : new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor) || m_isClosing || !isWelcome(hostText(socket->peerAddress()))) {
        delete socket; // which closes it
        return;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (auto *const tls = qobject_cast<QSslSocket *>(socket))
        tls->setSslConfiguration(*m_tls);
    auto *const guard = new ConnectionGuard(socket, ++m_lastNumber, this);
    m_connections.insert(guard->number(), guard);
    ++m_connectionsOf[guard->peerHost()];
    if (!m_sweepTimer.isActive())
        m_sweepTimer.start();
    guard->start();
}

QByteArrayView GuardedTcpServer::peek(QTcpSocket &socket)
{
    const qint64 available = socket.bytesAvailable();
    if (m_peeked.size() < available)
        m_peeked.resize(available);
    const qint64 size = socket.peek(m_peeked.data(), available);
    return QByteArrayView(m_peeked).first(std::max<qint64>(0, size));
}

void GuardedTcpServer::expectParsed(ConnectionGuard *guard)
{
    m_parsed = guard;
}

ConnectionGuard *GuardedTcpServer::takeParsed()
{
    ConnectionGuard *const guard = m_parsed;
    m_parsed.clear();
    return guard;
}

/// One more connection of that peer may be had, if need be in place of an idle one.
bool GuardedTcpServer::isWelcome(const QString &peerHost)
{
    if (m_connectionsOf.value(peerHost) >= m_limits[Limit::ConnectionsPerPeer]) {
        noteExceeded(Limit::ConnectionsPerPeer);
        if (!makeRoom(peerHost))
            return false;
    }
    if (m_connections.size() >= m_limits[Limit::Connections]) {
        noteExceeded(Limit::Connections);
        return makeRoom();
    }
    return true;
}

bool GuardedTcpServer::makeRoom(const QString &onlyPeer)
{
    const auto order = [](const ConnectionGuard *guard) {
        return std::tuple(guard->hasSpoken(), guard->deadlineMs(), guard->number());
    };
    ConnectionGuard *first = nullptr;
    for (ConnectionGuard *const guard : std::as_const(m_connections)) {
        if (guard->isIdle() && (onlyPeer.isEmpty() || guard->peerHost() == onlyPeer)
            && (!first || order(guard) < order(first)))
            first = guard;
    }
    if (first)
        first->abort();
    return first;
}

void GuardedTcpServer::noteExceeded(Limit limit)
{
    ++m_counters.exceeded[size_t(limit)];
    emit countersChanged();
}

bool GuardedTcpServer::addUnread(qint64 bytes)
{
    m_unread += bytes;
    if (bytes <= 0 || m_unread <= m_limits[Limit::UnreadAnswers])
        return true;
    noteExceeded(Limit::UnreadAnswers);
    return false;
}

void GuardedTcpServer::addUnfinished(qint64 bytes)
{
    m_unfinished += bytes;
    if (bytes <= 0 || m_unfinished <= m_limits[Limit::Unfinished])
        return;
    ConnectionGuard *const largest = *std::max_element(m_connections.cbegin(), m_connections.cend(),
                                                       [](const ConnectionGuard *one, const ConnectionGuard *other) {
                                                           return one->unfinishedBytes() < other->unfinishedBytes();
                                                       });
    largest->refuseUnfinished();
}

void GuardedTcpServer::noteHandshakeRefused()
{
    ++m_counters.handshakesRefused;
    emit countersChanged();
}

void GuardedTcpServer::noteRefusedHandshake(const QString &peer, const QString &sentence)
{
    noteHandshakeRefused();
    emit handshakeRefused(peer, sentence);
}

void GuardedTcpServer::closeSoon()
{
    m_isClosing = true;
    close();
    const auto connections = m_connections;
    for (ConnectionGuard *const guard : connections)
        guard->closeSoon();
    if (m_connections.isEmpty())
        emit allClosed();
}

void GuardedTcpServer::remove(ConnectionGuard *connection)
{
    m_connections.remove(connection->number());
    if (--m_connectionsOf[connection->peerHost()] == 0)
        m_connectionsOf.remove(connection->peerHost());
    if (!m_connections.isEmpty())
        return;
    m_sweepTimer.stop();
    if (m_isClosing)
        emit allClosed();
}

void GuardedTcpServer::sweep()
{
    const qint64 now = nowMs();
    const auto connections = m_connections;
    for (ConnectionGuard *const guard : connections)
        guard->sweep(now);
}

} // namespace Roomscope
