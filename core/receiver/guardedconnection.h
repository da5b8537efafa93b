// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/requestguard.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>

#include <memory>

class QHostAddress;
class QSslSocket;
class QTcpSocket;

namespace Roomscope {

class GuardedTcpServer;
class RequestPipe;

/// "203.0.113.40", also when it came as ::ffff:203.0.113.40, or "[2001:db8::1]".
[[nodiscard]] QString hostText(const QHostAddress &address);

/// A request that the guard has framed or refused.
struct GuardedRequest
{
    QString peer;
    QByteArray head;
    QByteArray body;
    qint64 receivedUs = 0; ///< Wall clock, microseconds since 1970.
    QElapsedTimer sinceLastByte;
    int refusalStatus = 0; ///< 0: framed and within the limits.
    QString refusalSentence;
};

/// One connection: reads through a guard, hands one request at a time to the HTTP server and writes its answer.
/// While a request is being answered nothing more is read, so that neither an end of transmission nor a flood of
/// pipelined requests can get in the way of the answer. Receiver thread.
class GuardedConnection final : public QObject
{
    Q_OBJECT

public:
    /// A QSslSocket has not shaken hands yet.
    GuardedConnection(std::unique_ptr<QTcpSocket> socket, qint64 number, GuardedTcpServer *server);
    ~GuardedConnection() override;

    [[nodiscard]] qint64 number() const { return m_number; }
    [[nodiscard]] RequestPipe *pipe() const;
    /// Nothing of a request has been read.
    [[nodiscard]] bool isIdle() const
    {
        return m_phase == Phase::Reading && m_guard.state() == RequestGuard::State::Idle;
    }
    [[nodiscard]] qint64 deadlineMs() const { return m_deadlineMs; }
    /// Without the port.
    [[nodiscard]] const QString &peerHost() const { return m_peerHost; }

    /// The request that the pipe has announced.
    [[nodiscard]] GuardedRequest takeRequest();
    /// The HTTP server has written its answer into the pipe, and nobody holds on to the pipe any more.
    void finishAnswer();

    /// The time for what the peer is doing is over.
    void expire();
    /// Hangs up after the answer that is owed, if any.
    void closeSoon();
    /// Hangs up at once, or when no answer is owed any more.
    void closed();

private:
    enum class Phase : quint8 { Handshaking, Reading, Answering, Writing, Lingering, Closed };

    void startTls();
    void refuseHandshake(const QString &sentence);
    void readSocket();
    void resumeReading();
    void announce();
    void setDeadline(RequestGuard::State state);
    void setDeadline(Limit limit);
    void endWriting();
    void proceed();
    void linger();

    GuardedTcpServer *const m_server;
    std::unique_ptr<QTcpSocket> m_socket;
    QSslSocket *const m_tls; ///< The same one; null without TLS.
    QPointer<RequestPipe> m_pipe;
    RequestGuard m_guard;
    const qint64 m_number;
    const QByteArray m_announcement;
    const QString m_peerHost;
    const QString m_peer;
    qint64 m_deadlineMs = 0;
    Limit m_deadlineOf = Limit::FirstByteTime;
    qint64 m_receivedUs = 0;
    QElapsedTimer m_sinceLastByte;
    RequestGuard::State m_deadlineFor = RequestGuard::State::Complete;
    Phase m_phase = Phase::Reading;
    bool m_isHandshakeBegun = false;
    bool m_sentContinue = false;
    bool m_closesSoon = false;
    bool m_isBroken = false; ///< The peer has gone while an answer was owed.
};

} // namespace Roomscope
