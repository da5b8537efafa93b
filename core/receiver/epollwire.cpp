// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/epollwire.h"

#include <QSocketNotifier>

#include <array>
#include <utility>

#ifdef Q_OS_LINUX
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace Roomscope {

#ifdef Q_OS_LINUX

namespace {

constexpr quint32 watched = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

class EpollWire final : public Wire
{
public:
    EpollWire(int epoll, std::vector<char> &buffer)
        : m_epoll(epoll)
        , m_buffer(buffer)
    {
    }
    ~EpollWire() override { EpollWire::abort(); }

    void takeOver(int descriptor);
    void notice(quint32 events);
    void keepWriting();

    [[nodiscard]] QByteArrayView arrived() override;
    void take(qsizetype size) override;
    void takeAndPause(qsizetype size) override;
    void resume() override { m_isPaused = false; }
    [[nodiscard]] bool write(const QByteArray &bytes) override;
    [[nodiscard]] qint64 unwritten() const override { return m_unwritten.size(); }
    void endWriting() override { ::shutdown(m_descriptor, SHUT_WR); }
    void abort() override;

private:
    [[nodiscard]] qsizetype send(const QByteArray &bytes) const;

    const int m_epoll;
    int m_descriptor = -1; ///< -1 also after abort().
    std::vector<char> &m_buffer;
    QByteArray m_rest; ///< Read, but not taken.
    QByteArrayView m_arrived;
    QByteArray m_unwritten;
    bool m_isReadable = false; ///< The kernel has told so, and tells of more only.
    bool m_hasEnded = false;   ///< The kernel has told so, once for all.
    bool m_isPaused = false;
};

void EpollWire::takeOver(int descriptor)
{
    m_descriptor = descriptor;
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void EpollWire::notice(quint32 events)
{
    if (m_descriptor < 0)
        return;
    m_hasEnded = m_hasEnded || events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR);
    m_isReadable = m_isReadable || m_hasEnded || events & EPOLLIN;
    if (events & EPOLLOUT && !m_unwritten.isEmpty())
        keepWriting();
    if (m_isReadable && !m_isPaused && m_descriptor >= 0)
        emit readyRead();
}

void EpollWire::keepWriting()
{
    const qsizetype sent = send(m_unwritten);
    if (sent < 0) {
        emit disconnected();
        return;
    }
    m_unwritten.remove(0, sent);
    emit bytesWritten();
}

QByteArrayView EpollWire::arrived()
{
    if (!m_rest.isEmpty())
        return m_arrived = m_rest;
    m_arrived = {};
    if (!std::exchange(m_isReadable, false))
        return {};
    const ssize_t size = ::recv(m_descriptor, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN)
            emit disconnected();
        return {};
    }
    m_isReadable = m_hasEnded; // what comes after a short read is told, an end has been told already
    if (size_t(size) == m_buffer.size()) {
        // There may be more: has it told after the others had their turn.
        epoll_event event {.events = watched, .data = {.ptr = this}};
        ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, m_descriptor, &event);
    }
    return m_arrived = QByteArrayView(m_buffer.data(), size);
}

void EpollWire::take(qsizetype size)
{
    m_rest = m_arrived.sliced(size).toByteArray();
}

void EpollWire::takeAndPause(qsizetype size)
{
    take(size);
    m_isPaused = true;
}

bool EpollWire::write(const QByteArray &bytes)
{
    if (!m_unwritten.isEmpty()) {
        m_unwritten += bytes;
        return true;
    }
    const qsizetype sent = send(bytes);
    if (sent < 0)
        return false;
    if (sent < bytes.size())
        m_unwritten = bytes.sliced(sent);
    return true;
}

/// How many the kernel has taken; -1 when the peer has gone.
qsizetype EpollWire::send(const QByteArray &bytes) const
{
    const ssize_t sent = ::send(m_descriptor, bytes.constData(), size_t(bytes.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 && errno == EAGAIN ? 0 : sent;
}

void EpollWire::abort()
{
    if (const int descriptor = std::exchange(m_descriptor, -1); descriptor >= 0)
        ::close(descriptor); // epoll forgets it by that
}

} // namespace

EpollWires::EpollWires(QObject *parent)
    : QObject(parent)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        return; // none is opened
    m_notifier = new QSocketNotifier(m_epoll, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &EpollWires::look);
}

EpollWires::~EpollWires()
{
    delete m_notifier;
    if (m_epoll >= 0)
        ::close(m_epoll);
}

std::unique_ptr<Wire> EpollWires::open(qintptr descriptor, std::vector<char> &buffer)
{
    auto wire = std::make_unique<EpollWire>(m_epoll, buffer);
    epoll_event event {.events = watched, .data = {.ptr = wire.get()}};
    if (m_epoll < 0 || ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, int(descriptor), &event) != 0)
        return nullptr;
    wire->takeOver(int(descriptor));
    return wire;
}

/// A wire that is aborted meanwhile is not deleted yet: its connection is, later.
void EpollWires::look()
{
    std::array<epoll_event, 32> events {}; // then the event loop gets a turn: commits that are done come by it
    const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), 0);
    for (int i = 0; i < count; ++i)
        static_cast<EpollWire *>(events[size_t(i)].data.ptr)->notice(events[size_t(i)].events);
}

#else

EpollWires::EpollWires(QObject *parent)
    : QObject(parent)
{
}

EpollWires::~EpollWires() = default;

std::unique_ptr<Wire> EpollWires::open(qintptr, std::vector<char> &)
{
    return nullptr;
}

void EpollWires::look()
{
}

#endif

} // namespace Roomscope
