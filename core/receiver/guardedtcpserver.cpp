// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedtcpserver.h"

#include "core/receiver/epollwire.h"
#include "core/receiver/guardedconnection.h"
#include "core/receiver/silentconnections.h"
#include "core/receiver/socketwire.h"

#include <QDateTime>
#include <QHostAddress>
#include <QLocale>
#include <QSslSocket>
#include <QTimeZone>
#include <QtEndian>

#include <algorithm>

#ifdef Q_OS_WIN
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr size_t readBufferSize = 64 * 1024;
constexpr int listenBacklog = 512;

struct Peer
{
    QHostAddress address;
    quint16 port = 0;
};

Peer peerOf(qintptr descriptor)
{
    sockaddr_storage peer {};
    socklen_t size = sizeof peer;
    auto *const address = reinterpret_cast<sockaddr *>(&peer);
#ifdef Q_OS_WIN
    const bool isKnown = ::getpeername(SOCKET(descriptor), address, &size) == 0;
#else
    const bool isKnown = ::getpeername(int(descriptor), address, &size) == 0;
#endif
    if (!isKnown)
        return {};
    return {.address = QHostAddress(address),
            .port = qFromBigEndian(peer.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6 *>(&peer)->sin6_port
                                                              : reinterpret_cast<sockaddr_in *>(&peer)->sin_port)};
}

} // namespace

GuardedTcpServer::GuardedTcpServer(const ReceiverLimits &limits, const ReceiverPace &pace, QObject *parent)
    : QTcpServer(parent)
    , m_limits(limits)
    , m_requestLimits {.head = limits[Limit::Head],
                       .target = limits[Limit::Target],
                       .headers = int(limits[Limit::Headers]),
                       .body = limits[Limit::Body]}
    , m_pace(pace)
    , m_silent(new SilentConnections(this))
    , m_wires(new EpollWires(this))
    , m_readBuffer(readBufferSize)
{
    m_clock.start();
    connect(m_silent, &SilentConnections::spoke, this, &GuardedTcpServer::open);
    connect(m_silent, &SilentConnections::closed, this, &GuardedTcpServer::forget);
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

GuardedTcpServer::~GuardedTcpServer()
{
    m_silent->disconnect(this);
    qDeleteAll(std::exchange(m_connections, {}));
}

void GuardedTcpServer::incomingConnection(qintptr descriptor)
{
    const QString peerHost = hostText(peerOf(descriptor).address);
    if (m_isClosing || !isWelcome(peerHost)) {
        QTcpSocket().setSocketDescriptor(descriptor); // which closes it
        return;
    }
    ++m_connectionsOf[peerHost];
    if (!m_sweepTimer.isActive())
        m_sweepTimer.start();
    if (!m_silent->take(descriptor, peerHost, nowMs() + m_limits[Limit::FirstByteTime]))
        open(descriptor, peerHost);
}

void GuardedTcpServer::open(qintptr descriptor, const QString &peerHost)
{
    const quint16 peerPort = peerOf(descriptor).port;
    QSslSocket *tls = nullptr;
    std::unique_ptr<Wire> wire;
    if (!m_tls)
        wire = m_wires->open(descriptor, m_readBuffer);
    if (!wire) {
        std::unique_ptr<QTcpSocket> socket;
        if (m_tls) {
            tls = new QSslSocket;
            tls->setSslConfiguration(*m_tls);
            socket.reset(tls);
        } else {
            socket = std::make_unique<QTcpSocket>();
        }
        if (!socket->setSocketDescriptor(descriptor))
            return forget(peerHost);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        wire = std::make_unique<SocketWire>(std::move(socket), m_readBuffer);
    }
    auto *const connection = new GuardedConnection(std::move(wire), tls, ++m_lastNumber, peerHost, peerPort, this);
    m_connections.insert(connection->number(), connection);
}

/// There is one connection less of that address.
void GuardedTcpServer::forget(const QString &peerHost)
{
    if (--m_connectionsOf[peerHost] == 0)
        m_connectionsOf.remove(peerHost);
    if (m_connectionsOf.isEmpty()) {
        m_sweepTimer.stop();
        if (m_isClosing)
            emit allClosed();
    }
}

/// One more connection of that peer may be had, if need be in place of an idle one.
bool GuardedTcpServer::isWelcome(const QString &peerHost)
{
    if (m_connectionsOf.value(peerHost) >= m_limits[Limit::ConnectionsPerPeer]) {
        noteExceeded(Limit::ConnectionsPerPeer);
        if (!makeRoom(peerHost))
            return false;
    }
    if (m_connections.size() + m_silent->count() >= m_limits[Limit::Connections]) {
        noteExceeded(Limit::Connections);
        return makeRoom();
    }
    return true;
}

bool GuardedTcpServer::makeRoom(const QString &onlyPeer)
{
    if (m_silent->closeOldest(onlyPeer))
        return true;
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

void GuardedTcpServer::addUnfinished(qint64 bytes)
{
    m_unfinished += bytes;
    if (bytes <= 0 || m_unfinished <= m_limits[Limit::Unfinished])
        return;
    GuardedConnection *const largest = *std::max_element(
        m_connections.cbegin(), m_connections.cend(), [](const GuardedConnection *one, const GuardedConnection *other) {
            return one->unfinishedBytes() < other->unfinishedBytes();
        });
    largest->refuseUnfinished();
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
    m_silent->closeAll();
    const auto connections = m_connections;
    for (GuardedConnection *const connection : connections)
        connection->closeSoon();
    if (m_connectionsOf.isEmpty())
        emit allClosed();
}

void GuardedTcpServer::remove(GuardedConnection *connection)
{
    m_connections.remove(connection->number());
    connection->deleteLater();
    forget(connection->peerHost());
}

void GuardedTcpServer::sweep()
{
    const qint64 now = nowMs();
    for (int expired = m_silent->closeExpired(now); expired > 0; --expired)
        noteExceeded(Limit::FirstByteTime);
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
        const QString date = QLocale::c().toString(QDateTime::fromSecsSinceEpoch(second, QTimeZone::utc()),
                                                   u"ddd, dd MMM yyyy hh:mm:ss"_s);
        m_dateLine = "Date: " + date.toLatin1() + " GMT\r\n";
    }
    return m_dateLine;
}

} // namespace Roomscope
