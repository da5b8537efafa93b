// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

namespace Roomscope {

/// The end of a connection that the HTTP server sees: a socket without a network, connected in name only. The guard
/// lets one fixed request line through it for each request it has framed and checked, and takes the answer out again.
/// So no byte of a stranger reaches the HTTP server's parser, and a peer that hangs up takes nothing away from under a
/// late answer, whatever the version of Qt. Receiver thread.
class RequestPipe final : public QTcpSocket
{
    Q_OBJECT

public:
    RequestPipe(const QTcpSocket &connection, QObject *parent);
    ~RequestPipe() override;

    /// Has the HTTP server read these bytes, most often before it returns.
    void release(const QByteArray &request);
    [[nodiscard]] QByteArray takeAnswer();
    /// The HTTP server deletes the pipe then. Only while no answer is owed.
    void hangUp();

    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] qint64 bytesToWrite() const override { return 0; }
    void disconnectFromHost() override;
    void close() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_request;
    qsizetype m_read = 0;
    QByteArray m_answer;
};

} // namespace Roomscope
