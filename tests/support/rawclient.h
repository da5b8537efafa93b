// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/patience.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslSocket>

#include <memory>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace Roomscope {

/// An HTTP reply as received.
struct RawAnswer
{
    int status = 0; ///< 0: no reply, or an incomplete one.
    QByteArray head;
    QByteArray body;

    [[nodiscard]] bool closes() const { return head.toLower().contains("connection: close"); }
};

enum class Transport : quint8 { Tcp, Tls };

/// Sends any bytes and reads replies, blocking; the server must live in another thread.
class RawClient final
{
public:
    explicit RawClient(quint16 port, Transport transport = Transport::Tcp,
                       const QHostAddress &address = QHostAddress::LocalHost)
        : m_socket(transport == Transport::Tls ? std::make_unique<QSslSocket>() : std::make_unique<QTcpSocket>())
    {
        m_socket->connectToHost(address, port);
        m_socket->waitForConnected(Test::patienceMs);
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        if (QSslSocket *const tls = tlsSocket()) {
            tls->setPeerVerifyMode(QSslSocket::VerifyNone);
            tls->startClientEncryption();
            tls->waitForEncrypted(Test::patienceMs);
        }
    }

    /// Returns null without TLS.
    [[nodiscard]] QSslSocket *tlsSocket() const { return qobject_cast<QSslSocket *>(m_socket.get()); }
    /// Returns the SHA-256 of the peer's certificate, in the form of the receiver's status.
    [[nodiscard]] QByteArray fingerprint() const
    {
        return tlsSocket()->peerCertificate().digest(QCryptographicHash::Sha256).toHex(':').toUpper();
    }

    [[nodiscard]] bool isConnected() const { return m_socket->state() == QAbstractSocket::ConnectedState; }

    void send(const QByteArray &bytes)
    {
        m_socket->write(bytes);
        while (m_socket->bytesToWrite() > 0 && m_socket->waitForBytesWritten(Test::patienceMs)) { }
    }

    /// Sends one byte per segment.
    void sendSlowly(const QByteArray &bytes)
    {
        for (const char byte : bytes)
            send(QByteArray(1, byte));
    }

    /// Returns the next reply; only the head of a reply to HEAD.
    [[nodiscard]] RawAnswer answer(bool isToHead = false)
    {
        RawAnswer result;
        const qsizetype headEnd = waitFor("\r\n\r\n");
        if (headEnd < 0)
            return result;
        const QByteArray head = m_read.first(headEnd);
        const QByteArray lower = head.toLower();
        const qsizetype length = lower.indexOf("content-length: ");
        const qsizetype bodySize = isToHead || length < 0
            ? 0
            : head.sliced(length + 16,
                          head.indexOf('\r', length) < 0 ? head.size() - length - 16
                                                         : head.indexOf('\r', length) - length - 16)
                  .toInt();
        while (m_read.size() < headEnd + 4 + bodySize) {
            if (!more())
                return result;
        }
        result = {.status = head.mid(9, 3).toInt(), .head = head, .body = m_read.sliced(headEnd + 4, bodySize)};
        m_read.remove(0, headEnd + 4 + bodySize);
        return result;
    }

    /// Returns true if the server has closed the connection without sending anything unread.
    [[nodiscard]] bool isClosedByServer()
    {
        while (more()) { }
        return m_read.isEmpty() && m_socket->state() != QAbstractSocket::ConnectedState;
    }

    [[nodiscard]] QByteArray unread() const { return m_read; }

    void hangUp() { m_socket->abort(); }
    /// Closes the sending direction only, for which Qt has no function.
    void closeSending()
    {
#ifdef Q_OS_WIN
        ::shutdown(SOCKET(m_socket->socketDescriptor()), SD_SEND);
#else
        ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
#endif
    }

private:
    bool more()
    {
        if (m_socket->bytesAvailable() == 0 && !m_socket->waitForReadyRead(Test::patienceMs)
            && m_socket->bytesAvailable() == 0)
            return false;
        m_read += m_socket->readAll();
        return true;
    }

    qsizetype waitFor(const QByteArray &text)
    {
        while (!m_read.contains(text)) {
            if (!more())
                return -1;
        }
        return m_read.indexOf(text);
    }

    const std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_read;
};

} // namespace Roomscope
