// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/socketwire.h"

#include <QSslSocket>

#include <utility>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace Roomscope {

namespace {

/// Closing at once would make the system throw away the answer when the peer is still sending (RFC 9112 9.6). Qt has no
/// call for it.
void shutdownWriting(qintptr descriptor)
{
#ifdef Q_OS_WIN
    ::shutdown(SOCKET(descriptor), SD_SEND);
#else
    ::shutdown(int(descriptor), SHUT_WR);
#endif
}

} // namespace

SocketWire::SocketWire(std::unique_ptr<QTcpSocket> socket, std::vector<char> &buffer)
    : m_socket(std::move(socket))
    , m_buffer(buffer)
{
    m_socket->setReadBufferSize(qint64(m_buffer.size()));
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &Wire::readyRead);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &Wire::bytesWritten);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &Wire::disconnected);
    if (const auto *const tls = qobject_cast<QSslSocket *>(m_socket.get()))
        connect(tls, &QSslSocket::encryptedBytesWritten, this, &Wire::bytesWritten);
}

SocketWire::~SocketWire()
{
    m_socket->disconnect(this);
}

QByteArrayView SocketWire::arrived()
{
    // Asked for more than it has, a QSslSocket decrypts what has come meanwhile.
    const qint64 size = m_socket->peek(m_buffer.data(), qint64(m_buffer.size()));
    return size > 0 ? QByteArrayView(m_buffer.data(), size) : QByteArrayView();
}

void SocketWire::take(qsizetype size)
{
    m_socket->skip(size);
}

void SocketWire::takeAndPause(qsizetype size)
{
    // With a byte in a full buffer Qt reads no further, and does not see an end of transmission, for which it would
    // close before we have answered.
    m_isPaused = true;
    m_socket->setReadBufferSize(1);
    m_socket->skip(size - 1);
}

void SocketWire::resume()
{
    if (!std::exchange(m_isPaused, false))
        return;
    m_socket->skip(1);
    m_socket->setReadBufferSize(qint64(m_buffer.size()));
}

bool SocketWire::write(const QByteArray &bytes)
{
    const bool written = m_socket->write(bytes) == bytes.size();
    m_socket->flush();
    return written;
}

qint64 SocketWire::unwritten() const
{
    const auto *const tls = qobject_cast<const QSslSocket *>(m_socket.get());
    return m_socket->bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
}

void SocketWire::endWriting()
{
    shutdownWriting(m_socket->socketDescriptor());
}

void SocketWire::abort()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

} // namespace Roomscope
