// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedtcpserver.h"

#include "core/receiver/guardedconnection.h"
#include "core/receiver/requestpipe.h"

#include <QDateTime>
#include <QLocale>
#include <QSslSocket>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr size_t readBufferSize = 64 * 1024;
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
    , m_readBuffer(readBufferSize)
{
    m_clock.start();
    setListenBacklogSize(listenBacklog);
    setMaxPendingConnections(int(limits[Limit::Connections]));
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

GuardedTcpServer::~GuardedTcpServer()
{
    qDeleteAll(std::exchange(m_connections, {}));
}

void GuardedTcpServer::incomingConnection(qintptr descriptor)
{
    std::unique_ptr<QTcpSocket> socket;
    if (m_tls) {
        auto tls = std::make_unique<QSslSocket>();
        tls->setSslConfiguration(*m_tls);
        socket = std::move(tls);
    } else {
        socket = std::make_unique<QTcpSocket>();
    }
    if (!socket->setSocketDescriptor(descriptor) || m_isClosing || !isWelcome(hostText(socket->peerAddress())))
        return;
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    auto *const connection = new GuardedConnection(std::move(socket), ++m_lastNumber, this);
    m_connections.insert(connection->number(), connection);
    ++m_connectionsOf[connection->peerHost()];
    if (!m_sweepTimer.isActive())
        m_sweepTimer.start();
}

void GuardedTcpServer::addPipe(RequestPipe *pipe)
{
    addPendingConnection(pipe);
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
    GuardedConnection *longest = nullptr;
    for (GuardedConnection *const connection : std::as_const(m_connections)) {
        const auto waitsLonger = [connection](const GuardedConnection *other) {
            return std::pair(connection->deadlineMs(), connection->number())
                < std::pair(other->deadlineMs(), other->number());
        };
        if (connection->isIdle() && (onlyPeer.isEmpty() || connection->peerHost() == onlyPeer)
            && (!longest || waitsLonger(longest)))
            longest = connection;
    }
    if (longest)
        longest->closed();
    return longest;
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

void GuardedTcpServer::noteRefusedHandshake(const QString &peer, const QString &sentence)
{
    ++m_counters.handshakesRefused;
    emit countersChanged();
    emit handshakeRefused(peer, sentence);
}

void GuardedTcpServer::closeSoon()
{
    m_isClosing = true;
    close();
    const auto connections = m_connections;
    for (GuardedConnection *const connection : connections)
        connection->closeSoon();
    if (m_connections.isEmpty())
        emit allClosed();
}

void GuardedTcpServer::remove(GuardedConnection *connection)
{
    m_connections.remove(connection->number());
    if (--m_connectionsOf[connection->peerHost()] == 0)
        m_connectionsOf.remove(connection->peerHost());
    connection->deleteLater();
    if (m_connections.isEmpty()) {
        m_sweepTimer.stop();
        if (m_isClosing)
            emit allClosed();
    }
}

void GuardedTcpServer::sweep()
{
    const qint64 now = nowMs();
    const auto connections = m_connections;
    for (GuardedConnection *const connection : connections) {
        if (connection->deadlineMs() <= now)
            connection->expire();
    }
}

const QByteArray &GuardedTcpServer::dateLine()
{
    const qint64 second = QDateTime::currentSecsSinceEpoch();
    if (second != m_dateSecond) {
        m_dateSecond = second;
        const QString date
            = QLocale::c().toString(QDateTime::fromSecsSinceEpoch(second, QTimeZone::utc()), u"ddd, dd MMM yyyy hh:mm:ss"_s);
        m_dateLine = "Date: " + date.toLatin1() + " GMT\r\n";
    }
    return m_dateLine;
}

} // namespace Roomscope
