// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/requestguard.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>

#include <memory>
#include <vector>

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
    bool isHeadMethod = false;
    bool closesAfter = false; ///< The connection ends with its answer.
};

/// One connection: reads through a guard, hands requests to the HTTP server and writes their answers, in order. Those
/// that came together, pipelined, are in flight together, up to a limit; until all are answered nothing more is read,
/// so that neither an end of transmission nor a flood of requests can get in the way of the answers. Receiver thread.
class GuardedConnection final : public QObject
{
    Q_OBJECT

public:
    /// A QSslSocket has not shaken hands yet.
    GuardedConnection(std::unique_ptr<QTcpSocket> socket, qint64 number, const QString &peerHost,
                      GuardedTcpServer *server);
    ~GuardedConnection() override;

    [[nodiscard]] qint64 number() const { return m_number; }
    /// Nothing of a request has been read.
    [[nodiscard]] bool isIdle() const
    {
        return m_phase == Phase::Reading && m_guard.state() == RequestGuard::State::Idle;
    }
    [[nodiscard]] qint64 deadlineMs() const { return m_deadlineMs; }
    /// Without the port.
    [[nodiscard]] const QString &peerHost() const { return m_peerHost; }

    /// The request that a pipe has announced; slots count those in flight from 0.
    [[nodiscard]] GuardedRequest takeRequest(size_t slot);
    /// The HTTP server has written its answer into the pipe, and nobody holds on to the pipe any more.
    void finishAnswer(size_t slot);

    /// The time for what the peer is doing is over.
    void expire();
    /// Hangs up after the answer that is owed, if any.
    void closeSoon();
    /// Hangs up at once, or when no answer is owed any more.
    void closed();

private:
    enum class Phase : quint8 { Handshaking, Reading, Answering, Writing, Lingering, Closed };

    struct InFlight
    {
        GuardedRequest request;
        QByteArray answer; ///< As the HTTP server wrote it.
    };

    void startTls();
    void refuseHandshake(const QString &sentence);
    void readSocket();
    [[nodiscard]] qsizetype takeRequests(QByteArrayView bytes);
    void takeFramed();
    void askForBody();
    void resumeReading();
    void announce();
    [[nodiscard]] RequestPipe *pipe(size_t slot);
    [[nodiscard]] QByteArray answerTo(const InFlight &request, bool closes);
    void noteUnread();
    void setDeadline(RequestGuard::State state);
    void setDeadline(Limit limit);
    void endWriting();
    void proceed();
    void linger();

    GuardedTcpServer *const m_server;
    std::unique_ptr<QTcpSocket> m_socket;
    QSslSocket *const m_tls;                    ///< The same one; null without TLS.
    std::vector<QPointer<RequestPipe>> m_pipes; ///< By slot.
    std::vector<InFlight> m_inFlight;           ///< By slot.
    size_t m_unanswered = 0;                    ///< Of those in flight.
    RequestGuard m_guard;
    const qint64 m_number;
    const QString m_peerHost;
    const QString m_peer;
    qint64 m_deadlineMs = 0;
    Limit m_deadlineOf = Limit::FirstByteTime;
    qint64 m_unread = 0; ///< Bytes of answers that the peer has not read, as the server counts them.
    RequestGuard::State m_deadlineFor = RequestGuard::State::Complete;
    Phase m_phase = Phase::Reading;
    bool m_isHandshakeBegun = false;
    bool m_sentContinue = false;
    bool m_closesSoon = false;
    bool m_isBroken = false; ///< The peer has gone while an answer was owed.
};

} // namespace Roomscope
