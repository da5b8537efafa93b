// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/receiver/requestguard.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <memory>
#include <vector>

class QHostAddress;
class QSslSocket;

namespace Roomscope {

class GuardedTcpServer;
class Wire;

/// "203.0.113.40", also when it came as ::ffff:203.0.113.40, or "[2001:db8::1]".
[[nodiscard]] QString hostText(const QHostAddress &address);

/// A request that the guard has framed or refused.
struct GuardedRequest
{
    QString peer;
    QByteArray head;
    QByteArray body;
    qint64 receivedUs = 0; ///< Wall clock, microseconds since 1970.
    int refusalStatus = 0; ///< 0: framed and within the limits.
    QString refusalSentence;
};

/// One connection: reads through a guard, hands requests to the receiver and writes their answers, in order. Those
/// that came together, pipelined, are in flight together, up to a limit; until all are answered nothing more is read,
/// so that neither an end of transmission nor a flood of requests can get in the way of the answers. Receiver thread.
class GuardedConnection final : public QObject
{
    Q_OBJECT

public:
    /// The wire goes through tls, which has not shaken hands yet; null without TLS.
    GuardedConnection(std::unique_ptr<Wire> wire, QSslSocket *tls, qint64 number, const QString &peerHost,
                      quint16 peerPort, GuardedTcpServer *server);
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

    /// The request that the server has announced; slots count those in flight from 0. Once.
    [[nodiscard]] GuardedRequest takeRequest(size_t slot);
    /// Each request is owed one; microseconds since its last byte.
    qint64 answer(size_t slot, const Reply &reply);

    /// Of memory for a request that has not come in whole.
    [[nodiscard]] qint64 unfinishedBytes() const { return m_unfinished; }
    /// There is no more memory for it.
    void refuseUnfinished();
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
        QElapsedTimer sinceLastByte;
        bool isHeadMethod = false;
        bool closesAfter = false; ///< The connection ends with its answer.
        Reply reply;
    };

    void startTls();
    void refuseHandshake(const QString &sentence);
    void read();
    [[nodiscard]] qsizetype takeRequests(QByteArrayView bytes);
    void takeFramed();
    void askForBody();
    void announce();
    void writeAnswers();
    void appendAnswer(QByteArray &text, const InFlight &answered, bool closes) const;
    void noteUnread();
    void noteUnfinished();
    void refuse(int status, const QString &sentence, Limit exceeded);
    void setDeadline(RequestGuard::State state);
    void setDeadline(Limit limit);
    void endWriting();
    void proceed();
    void linger();

    GuardedTcpServer *const m_server;
    const std::unique_ptr<Wire> m_wire;
    QSslSocket *const m_tls;          ///< Of the wire; null without TLS.
    std::vector<InFlight> m_inFlight; ///< By slot.
    size_t m_unanswered = 0;          ///< Of those in flight.
    RequestGuard m_guard;
    const qint64 m_number;
    const QString m_peerHost;
    const QString m_peer;
    qint64 m_deadlineMs = 0;
    Limit m_deadlineOf = Limit::FirstByteTime;
    qint64 m_unread = 0;     ///< Bytes of answers that the peer has not read, as the server counts them.
    qint64 m_unfinished = 0; ///< Bytes of a request that has not come in whole, as the server counts them.
    RequestGuard::State m_deadlineFor = RequestGuard::State::Complete;
    Phase m_phase = Phase::Reading;
    bool m_isHandshakeBegun = false;
    bool m_sentContinue = false;
    bool m_closesSoon = false;
    bool m_isBroken = false; ///< The peer has gone while an answer was owed.
};

} // namespace Roomscope
