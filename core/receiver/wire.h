// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QObject>

class QByteArray;

namespace Roomscope {

/// What carries the bytes of one connection; closes it when it is destroyed. Receiver thread.
class Wire : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// What has come and is not taken, as far as it fits a buffer that all wires share; empty when there is nothing
    /// now.
    [[nodiscard]] virtual QByteArrayView arrived() = 0;
    /// So many of the bytes that arrived() has given are done with.
    virtual void take(qsizetype size) = 0;
    /// The same, at least one; nothing more is read, nor an end of transmission noticed, until resume().
    virtual void takeAndPause(qsizetype size) = 0;
    virtual void resume() = 0;

    /// Writes at once what the system takes, and the rest by and by; false when the peer has gone.
    [[nodiscard]] virtual bool write(const QByteArray &bytes) = 0;
    /// Bytes that the system has not taken.
    [[nodiscard]] virtual qint64 unwritten() const = 0;
    /// Says that nothing more comes, and still reads.
    virtual void endWriting() = 0;
    /// Hangs up at once, without a signal.
    virtual void abort() = 0;

signals:
    void readyRead();
    /// Some of what write() has left.
    void bytesWritten();
    /// The peer has hung up.
    void disconnected();
};

} // namespace Roomscope
