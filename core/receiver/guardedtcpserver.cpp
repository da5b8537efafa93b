// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedtcpserver.h"

#include "core/receiver/guardedconnection.h"
#include "core/receiver/requestpipe.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr size_t readBufferSize = 64 * 1024;
constexpr int listenBacklog = 512;

} // namespace

GuardedTcpServer::GuardedTcpServer(const RequestGuard::Limits &requestLimits, const ReceiverLimits &limits,
                                   QObject *parent)
    : QTcpServer(parent)
    , m_requestLimits(requestLimits)
    , m_limits(limits)
    , m_readBuffer(readBufferSize)
{
    m_clock.start();
    setListenBacklogSize(listenBacklog);
    setMaxPendingConnections(limits.connections);
    const auto shortest = std::min({limits.idle, limits.head, limits.body, limits.linger});
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
    auto socket = std::make_unique<QTcpSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return;
    if (m_isClosing || (m_connections.size() >= m_limits.connections && !makeRoom()))
        return;
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    auto *const connection = new GuardedConnection(std::move(socket), ++m_lastNumber, this);
    m_connections.insert(connection->number(), connection);
    if (!m_sweepTimer.isActive())
        m_sweepTimer.start();
    addPendingConnection(connection->pipe());
}

/// A kept connection that waits for its next request gives way to a new one, the longest waiting first.
bool GuardedTcpServer::makeRoom()
{
    GuardedConnection *longest = nullptr;
    for (GuardedConnection *const connection : std::as_const(m_connections)) {
        const auto waitsLonger = [connection](const GuardedConnection *other) {
            return std::pair(connection->deadlineMs(), connection->number())
                < std::pair(other->deadlineMs(), other->number());
        };
        if (connection->isIdle() && (!longest || waitsLonger(longest)))
            longest = connection;
    }
    if (longest)
        longest->closed();
    return longest;
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
            = QLocale::c().toString(QDateTime::fromSecsSinceEpoch(second, Qt::UTC), u"ddd, dd MMM yyyy hh:mm:ss"_s);
        m_dateLine = "Date: " + date.toLatin1() + " GMT\r\n";
    }
    return m_dateLine;
}

} // namespace Roomscope
