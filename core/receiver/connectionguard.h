// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/requestguard.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>

class QHostAddress;
class QSslSocket;
class QTcpSocket;

namespace Roomscope {

class GuardedTcpServer;

/// Returns "203.0.113.40", also for ::ffff:203.0.113.40, or "[2001:db8::1]".
[[nodiscard]] QString hostText(const QHostAddress &address);

/// A request that QHttpServer has parsed, or that its guard has refused before.
struct ReceivedRequest
{
    QString peer;                  ///< Address and port, as in Callback::peer.
    QByteArray head;               ///< As sent, as in Callback::head.
    QByteArray body;               ///< As sent, chunks joined; only the beginning for a refused request.
    qint64 receivedUs = 0;         ///< Wall clock, microseconds since 1970.
    RequestGuard::Refusal refusal; ///< Its status is 0 unless the guard has refused the request.
};

/// Watches one connection of a QHttpServer for what QHttpServer does not do itself (on Qt 6.4 to 6.8): it checks all
/// bytes before QHttpServer's parser consumes them, shows it a request only when that is whole, refuses what it would
/// misread, limits sizes and times, keeps the head for the record, sends 100 Continue, and closes where HTTP requires
/// it. It reads nothing while an answer is owed, so that neither an end of transmission nor further requests interfere.
///
/// Child of the socket, and the first object connected to its readyRead(): QHttpServer's slot runs after look().
/// Receiver thread. Receiver thread.
class ConnectionGuard final : public QObject
{
    Q_OBJECT

public:
    ConnectionGuard(QTcpSocket *socket, qint64 number, GuardedTcpServer *server);
    ~ConnectionGuard() override;

    /// In the order of connecting.
    [[nodiscard]] qint64 number() const { return m_number; }
    /// Without the port.
    [[nodiscard]] const QString &peerHost() const { return m_peerHost; }
    /// No byte of a request has been read, and no answer is owed.
    [[nodiscard]] bool isIdle() const
    {
        return m_phase == Phase::Reading && m_request.state() == RequestGuard::State::Idle;
    }
    /// The peer has sent a request, or begun one.
    [[nodiscard]] bool hasSpoken() const { return m_hasSpoken; }
    /// The deadline for the peer's present phase, by the server's clock.
    [[nodiscard]] qint64 deadlineMs() const { return m_deadlineMs; }
    /// Memory for an unfinished request.
    [[nodiscard]] qint64 unfinishedBytes() const { return m_unfinished; }

    /// Starts with a TLS handshake, or at once without TLS.
    void start();
    /// Must be called periodically; ends what is overdue.
    void sweep(qint64 nowMs);
    /// Refuses the unfinished request because memory is short.
    void refuseUnfinished();
    /// Closes the connection after the owed answer, if any.
    void closeSoon();
    /// Closes the connection at once.
    void abort();

    /// Returns what the guard has seen of the request that QHttpServer has parsed, with its body. An answer is owed
    /// then.
    [[nodiscard]] ReceivedRequest takeParsed(const QByteArray &body);
    /// Closes the connection after the owed answer.
    [[nodiscard]] bool closesAfterAnswer() const { return m_request.closesAfter() || m_closesSoon; }
    [[nodiscard]] bool isAnswerToHead() const { return m_request.isHeadMethod(); }
    /// Answers a request that QHttpServer has not seen.
    void writeAnswer(const QByteArray &bytes);
    /// Must be called when the owed answer has been written. Returns microseconds since the last byte of the request.
    qint64 answered();

private:
    enum class Phase : quint8 { Handshaking, Reading, Answering, Writing, Lingering, Closed };

    void handOver();
    void look();
    void lookAtHandshake();
    void lookAtRequest();
    void hold();
    void release();
    void endTransaction();
    void removeTrailers();
    void discard();
    void askForBody();
    void refuse(const RequestGuard::Refusal &refusal);
    void refuseHandshake(const QString &sentence);
    void pauseReading();
    void resumeReading();
    void setDeadline(RequestGuard::State state);
    void setDeadline(Limit limit);
    void expire();
    void proceed();
    void linger();
    void endWriting();
    void ended();
    [[nodiscard]] qint64 unwritten() const;
    void noteUnread();
    void noteUnfinished();

    QTcpSocket *const m_socket;
    QSslSocket *const m_tls; ///< The same socket; null without TLS.
    const QPointer<GuardedTcpServer> m_server;
    const qint64 m_number;
    const QString m_peerHost;
    const QString m_peer;
    RequestGuard m_request;
    qint64 m_held = 0;  ///< Bytes of an unfinished request in the socket's buffer that are hidden from QHttpServer.
    qint64 m_given = 0; ///< Bytes of it that QHttpServer has already found.
    QElapsedTimer m_sinceLastByte;
    qint64 m_receivedUs = 0;
    qint64 m_deadlineMs = 0;
    Limit m_deadlineOf = Limit::FirstByteTime;
    RequestGuard::State m_deadlineFor = RequestGuard::State::Idle;
    qint64 m_unreadDeadlineMs = 0; ///< 0: the peer has read all answers.
    qint64 m_unread = 0;           ///< Bytes of answers that the peer has not read, as counted by the server.
    qint64 m_unfinished = 0;       ///< Bytes of an unfinished request, as counted by the server.
    Phase m_phase = Phase::Reading;
    bool m_isHandedOver = false;
    bool m_hasSpoken = false;
    bool m_hasStuffing = false; ///< A byte of our own fills the socket's buffer.
    bool m_isHandshakeBegun = false;
    bool m_asksForBody = false;
    bool m_closesSoon = false;
};

} // namespace Roomscope
