// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/requestpipe.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace Roomscope {

RequestPipe::RequestPipe(const QTcpSocket &connection, QObject *parent)
    : QTcpSocket(parent)
{
    setPeerAddress(connection.peerAddress());
    setPeerPort(connection.peerPort());
    setLocalAddress(connection.localAddress());
    setLocalPort(connection.localPort());
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite | Unbuffered);
}

RequestPipe::~RequestPipe()
{
    setSocketState(UnconnectedState);
}

void RequestPipe::release(const QByteArray &request)
{
    m_request = request;
    m_read = 0;
    emit readyRead();
}

QByteArray RequestPipe::takeAnswer()
{
    return std::exchange(m_answer, {});
}

void RequestPipe::hangUp()
{
    if (state() == UnconnectedState)
        return;
    setSocketState(UnconnectedState);
    setOpenMode(NotOpen);
    emit disconnected();
}

qint64 RequestPipe::bytesAvailable() const
{
    return QTcpSocket::bytesAvailable() + m_request.size() - m_read;
}

void RequestPipe::disconnectFromHost()
{
    hangUp();
}

void RequestPipe::close()
{
    hangUp();
}

qint64 RequestPipe::readData(char *data, qint64 maxSize)
{
    const qsizetype size = std::min<qsizetype>(qsizetype(maxSize), m_request.size() - m_read);
    if (size > 0)
        std::memcpy(data, m_request.constData() + m_read, size_t(size));
    m_read += size;
    return size;
}

qint64 RequestPipe::writeData(const char *data, qint64 size)
{
    if (m_answer.isNull())
        m_answer.reserve(512);
    m_answer.append(data, qsizetype(size));
    return size;
}

} // namespace Roomscope
