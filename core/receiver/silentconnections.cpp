// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/silentconnections.h"

#include <QSocketNotifier>

#include <algorithm>
#include <array>

#ifdef Q_OS_LINUX
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace Roomscope {

#ifdef Q_OS_LINUX

SilentConnections::SilentConnections(QObject *parent)
    : QObject(parent)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        return; // nothing is taken over
    m_notifier = new QSocketNotifier(m_epoll, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &SilentConnections::look);
}

SilentConnections::~SilentConnections()
{
    closeAll();
    delete m_notifier;
    if (m_epoll >= 0)
        ::close(m_epoll);
}

bool SilentConnections::take(qintptr descriptor, const QString &peerHost, qint64 deadlineMs)
{
    const int watched = int(descriptor);
    char first = 0;
    if (m_epoll < 0 || ::recv(watched, &first, 1, MSG_PEEK | MSG_DONTWAIT) >= 0)
        return false;
    epoll_event event {.events = EPOLLIN | EPOLLRDHUP, .data = {.fd = watched}};
    if (::epoll_ctl(m_epoll, EPOLL_CTL_ADD, watched, &event) != 0)
        return false;
    m_connections.insert(watched, {.peerHost = peerHost, .deadlineMs = deadlineMs, .number = ++m_taken});
    return true;
}

void SilentConnections::look()
{
    std::array<epoll_event, 64> events {};
    const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        const int descriptor = events[size_t(i)].data.fd;
        const auto found = m_connections.constFind(descriptor);
        if (found == m_connections.cend())
            continue; // one before it has made its slot close this one
        char first = 0;
        if (::recv(descriptor, &first, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) { // gone without a word
            close(descriptor);
            continue;
        }
        const QString peerHost = found->peerHost;
        m_connections.erase(found);
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
        emit spoke(descriptor, peerHost);
    }
}

void SilentConnections::close(int descriptor)
{
    const QString peerHost = m_connections.take(descriptor).peerHost;
    ::close(descriptor); // epoll forgets it by that
    emit closed(peerHost);
}

#else

SilentConnections::SilentConnections(QObject *parent)
    : QObject(parent)
{
}

SilentConnections::~SilentConnections() = default;

bool SilentConnections::take(qintptr, const QString &, qint64)
{
    return false;
}

void SilentConnections::look()
{
}

void SilentConnections::close(int)
{
}

#endif

bool SilentConnections::closeOldest(const QString &onlyPeer)
{
    auto oldest = m_connections.cend();
    for (auto it = m_connections.cbegin(); it != m_connections.cend(); ++it) {
        if ((onlyPeer.isEmpty() || it->peerHost == onlyPeer)
            && (oldest == m_connections.cend() || it->number < oldest->number))
            oldest = it;
    }
    if (oldest == m_connections.cend())
        return false;
    close(oldest.key());
    return true;
}

int SilentConnections::closeExpired(qint64 nowMs)
{
    QList<int> expired;
    for (auto it = m_connections.cbegin(); it != m_connections.cend(); ++it) {
        if (it->deadlineMs <= nowMs)
            expired.append(it.key());
    }
    for (const int descriptor : std::as_const(expired))
        close(descriptor);
    return int(expired.size());
}

void SilentConnections::closeAll()
{
    const QList<int> descriptors = m_connections.keys();
    for (const int descriptor : descriptors)
        close(descriptor);
}

} // namespace Roomscope
