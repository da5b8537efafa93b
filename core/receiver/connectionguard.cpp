// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/connectionguard.h"

#include "core/base/times.h"
#include "core/protocol/keptbody.h"
#include "core/receiver/guardedtcpserver.h"

#include <QHostAddress>
#include <QSslSocket>

#include <array>
#include <limits>
#include <utility>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 never = std::numeric_limits<qint64>::max();
constexpr std::chrono::milliseconds lastLinger {300}; // when the receiver stops
constexpr qint64 readAhead = 16 * 1024;               // bytes that a socket reads for us at a time
constexpr qint64 mostUnwritten = 64 * 1024;           // beyond it a peer that does not read its answers is not read
constexpr qsizetype largestIdleBody = 4 * 1024;       // what QHttpServer may keep until the next request
constexpr char tlsHandshake = 0x16;                   // the first byte of a ClientHello's record (RFC 8446 5.1)

/// Why a handshake failed, in words; OpenSSL's own for the rarer reasons.
QString handshakeSentence(const QString &error)
{
    struct Known
    {
        QLatin1StringView part;
        QLatin1StringView sentence;
    };
    static constexpr std::array known {
        Known {"wrong version number"_L1, "the peer spoke no TLS; use https:// for this address"_L1},
        Known {"unsupported protocol"_L1, "the peer knows only versions of TLS before 1.2, which are refused"_L1},
        Known {"no shared cipher"_L1, "the peer has no cipher in common with us"_L1},
        Known {"unknown ca"_L1, "the peer does not trust our certificate: nobody it knows vouches for it"_L1},
        Known {"bad certificate"_L1, "the peer does not accept our certificate"_L1},
        Known {"certificate expired"_L1, "the peer says that our certificate has expired"_L1},
        Known {"certificate unknown"_L1, "the peer does not accept our certificate"_L1},
    };
    for (const Known &reason : known) {
        if (error.contains(reason.part))
            return reason.sentence;
    }
    return u"the TLS handshake failed: %1"_s.arg(error);
}

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

QString hostText(const QHostAddress &address)
{
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4); // also of ::ffff:127.0.0.1
    return isIPv4 ? QHostAddress(ipv4).toString() : QString(u'[' + address.toString() + u']');
}

ConnectionGuard::ConnectionGuard(QTcpSocket *socket, qint64 number, GuardedTcpServer *server)
    : QObject(socket)
    , m_socket(socket)
    , m_tls(qobject_cast<QSslSocket *>(socket))
    , m_server(server)
    , m_number(number)
    , m_peerHost(hostText(socket->peerAddress()))
    , m_peer(m_peerHost + u':' + QString::number(socket->peerPort()))
    , m_request(server->requestLimits())
{
    m_socket->setReadBufferSize(readAhead);
    connect(m_socket, &QTcpSocket::readyRead, this, &ConnectionGuard::look);
    connect(m_socket, &QTcpSocket::disconnected, this, &ConnectionGuard::ended);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &ConnectionGuard::noteUnread);
    if (m_tls)
        connect(m_tls, &QSslSocket::encryptedBytesWritten, this, &ConnectionGuard::noteUnread);
}

ConnectionGuard::~ConnectionGuard()
{
    m_isHandedOver = true; // the socket is going already
    ended();
}

void ConnectionGuard::start()
{
    if (!m_tls)
        return handOver();
    m_phase = Phase::Handshaking;
    setDeadline(Limit::HeadTime);
    connect(m_tls, &QSslSocket::encrypted, this, &ConnectionGuard::handOver);
    connect(m_tls, &QAbstractSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        if (m_phase != Phase::Handshaking)
            return; // disconnected() follows
        if (error != QAbstractSocket::RemoteHostClosedError)
            refuseHandshake(handshakeSentence(m_tls->errorString()));
        else if (m_isHandshakeBegun) // else it only looked whether the port is open
            refuseHandshake(u"the peer hung up in the middle of the TLS handshake; perhaps it does not accept our "
                            "certificate"_s);
    });
}

/// From now on QHttpServer reads from the socket, and deletes it.
void ConnectionGuard::handOver()
{
    m_phase = Phase::Reading;
    setDeadline(Limit::FirstByteTime);
    m_isHandedOver = true;
    m_server->handOver(m_socket);
}

void ConnectionGuard::refuseHandshake(const QString &sentence)
{
    m_server->noteRefusedHandshake(m_peer, sentence);
    abort();
}

void ConnectionGuard::look()
{
    switch (m_phase) {
    case Phase::Handshaking: return lookAtHandshake();
    case Phase::Reading: return lookAtRequest();
    case Phase::Answering: // of a refused request while reading is not paused
    case Phase::Writing:
    case Phase::Lingering: return discard();
    case Phase::Closed: return;
    }
}

/// QSslServer hangs up without a word on a peer that does not begin with TLS.
void ConnectionGuard::lookAtHandshake()
{
    char first = 0;
    if (m_isHandshakeBegun || m_socket->peek(&first, 1) != 1)
        return;
    m_isHandshakeBegun = true;
    m_hasSpoken = true;
    if (first == tlsHandshake)
        return m_tls->startServerEncryption();
    static_cast<void>(m_request.feed(m_server->peek(*m_socket)));
    m_server->noteHandshakeRefused();
    const bool isHttp = m_request.state() != RequestGuard::State::Refused;
    refuse({.status = 400,
            .sentence = isHttp ? u"the peer spoke plain HTTP; use https:// for this address"_s
                               : u"the peer spoke no TLS; use https:// for this address"_s,
            .rejection = Rejection::Tls});
}

void ConnectionGuard::lookAtRequest()
{
    if (m_given > 0 && m_held == 0)
        endTransaction(); // QHttpServer has parsed the head
    const QByteArrayView bytes = m_server->peek(*m_socket);
    if (bytes.isEmpty())
        return;
    m_hasSpoken = true;
    static_cast<void>(m_request.feed(bytes));
    switch (m_request.state()) {
    case RequestGuard::State::Complete: // QHttpServer hands it over as soon as this returns
        m_sinceLastByte.start();
        m_receivedUs = nowUs();
        release();
        if (m_request.hasTrailers())
            removeTrailers();
        m_server->expectParsed(this);
        break;
    case RequestGuard::State::Refused: refuse(m_request.refusal()); break;
    case RequestGuard::State::Idle:
    case RequestGuard::State::Head:
    case RequestGuard::State::Body:
        if (m_request.state() != m_deadlineFor)
            setDeadline(m_request.state());
        hold();
        if (m_request.awaitsContinue() && !std::exchange(m_asksForBody, true))
            askForBody();
        noteUnfinished();
        break;
    }
}

/// What has come stays in the socket's buffer, but QHttpServer does not find it: its parser loses its place where a
/// chunk is cut (Qt 6.4), and would keep what it has of a refused request for as long as the connection lives.
void ConnectionGuard::hold()
{
    if (!m_socket->isTransactionStarted())
        m_socket->startTransaction();
    m_held += m_socket->skip(m_socket->bytesAvailable());
    m_socket->setReadBufferSize(m_held + readAhead);
}

void ConnectionGuard::release()
{
    if (std::exchange(m_held, 0) > 0)
        m_socket->rollbackTransaction();
}

/// Forgets what has been read in one, be it ours or QHttpServer's, which waits for a WebSocket with it.
void ConnectionGuard::endTransaction()
{
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
}

/// QHttpServer of Qt 6.4 would take them for the next request. What they say is not needed (RFC 9110 6.5.1).
void ConnectionGuard::removeTrailers()
{
    const QByteArray bytes = m_socket->readAll();
    const qsizetype end = m_request.size() - m_given;
    const qsizetype begin = end - m_request.trailersSize();
    endTransaction(); // there is no putting back within one
    for (const QByteArrayView part :
         {QByteArrayView(bytes).sliced(end), QByteArrayView("\r\n"), QByteArrayView(bytes).first(begin)}) {
        for (auto it = part.crbegin(); it != part.crend(); ++it)
            m_socket->ungetChar(*it);
    }
}

/// Everything that has come, so that QHttpServer finds nothing.
void ConnectionGuard::discard()
{
    release();
    endTransaction();
    m_socket->skip(m_socket->bytesAvailable());
}

void ConnectionGuard::askForBody()
{
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    m_socket->flush();
#else
    release(); // QHttpServer asks for it when it finds the head
    m_given = m_request.size();
#endif
}

void ConnectionGuard::setDeadline(RequestGuard::State state)
{
    m_deadlineFor = state;
    setDeadline(state == RequestGuard::State::Idle       ? Limit::IdleTime
                    : state == RequestGuard::State::Head ? Limit::HeadTime
                                                         : Limit::BodyTime);
}

void ConnectionGuard::setDeadline(Limit limit)
{
    m_deadlineOf = limit;
    m_deadlineMs = m_server->nowMs() + m_server->limits()[limit];
}

ReceivedRequest ConnectionGuard::takeParsed(const QByteArray &body)
{
    Q_ASSERT(m_request.state() == RequestGuard::State::Complete);
    m_phase = Phase::Answering;
    m_deadlineMs = never;
    pauseReading();
    noteUnfinished();
    ReceivedRequest request {
        .peer = m_peer, .head = m_request.head(), .body = body, .receivedUs = m_receivedUs, .refusal = {}};
    if (body.size() != m_request.bodySize()) { // another reading than ours may be one of another request's bytes
        m_request.refuse({.status = 400, .sentence = u"the request was framed in two ways; this is a fault here"_s});
        request.refusal = m_request.refusal();
    }
    return request;
}

void ConnectionGuard::refuse(const RequestGuard::Refusal &refusal)
{
    m_request.refuse(refusal);
    discard();
    m_sinceLastByte.start();
    m_receivedUs = nowUs();
    m_phase = Phase::Answering;
    m_deadlineMs = never;
    noteUnfinished();
    if (refusal.exceeded)
        m_server->noteExceeded(*refusal.exceeded);
    if (m_given == 0) // else QHttpServer waits for a body, and would take the byte that pausing puts into the buffer
        pauseReading();
    emit m_server->refused(this,
                           {.peer = m_peer,
                            .head = m_request.head(),
                            .body = m_request.bodyBegin(),
                            .receivedUs = m_receivedUs,
                            .refusal = m_request.refusal()});
}

void ConnectionGuard::refuseUnfinished()
{
    refuse({.status = m_request.state() == RequestGuard::State::Body ? 413 : 431,
            .sentence = u"%1 hold more than %2 bytes together, this one most of them"_s.arg(
                unfinishedRefusal, m_server->limits().text(Limit::Unfinished)),
            .rejection = Rejection::TooLarge,
            .exceeded = Limit::Unfinished});
}

/// Until resumeReading(): a full buffer makes Qt read no further, and not see an end of transmission, for which it
/// would close before we have answered; nor does QHttpServer take more from it (on 6.4 it would).
void ConnectionGuard::pauseReading()
{
    endTransaction();
    if (m_socket->bytesAvailable() == 0) {
        m_socket->ungetChar('\n');
        m_hasStuffing = true;
    }
    m_socket->setReadBufferSize(1);
    m_socket->blockSignals(true);
}

void ConnectionGuard::resumeReading()
{
    if (std::exchange(m_hasStuffing, false))
        m_socket->skip(1);
    m_socket->blockSignals(false);
    if (m_socket->bytesAvailable() == 0) // else it stays full until look() has been there
        m_socket->setReadBufferSize(readAhead);
}

void ConnectionGuard::writeAnswer(const QByteArray &bytes)
{
    m_socket->write(bytes);
}

qint64 ConnectionGuard::answered()
{
    const qint64 durationUs = m_sinceLastByte.nsecsElapsed() / 1000;
    m_socket->flush();
    if (m_socket->state() != QAbstractSocket::ConnectedState) {
        abort();
        return durationUs;
    }
    noteUnread();
    if (m_phase == Phase::Closed)
        return durationUs;
    if (closesAfterAnswer())
        linger();
    else if (m_unread > mostUnwritten)
        m_phase = Phase::Writing; // sweep() sees when the peer has read
    else
        proceed();
    return durationUs;
}

void ConnectionGuard::proceed()
{
    const bool isLargeBody = m_request.bodySize() > largestIdleBody; // QHttpServer has it until it looks again
    m_request.next();
    m_given = 0;
    m_asksForBody = false;
    m_phase = Phase::Reading;
    setDeadline(RequestGuard::State::Idle);
    resumeReading();
    if (m_tls || isLargeBody || m_socket->bytesAvailable() > 0)
        QMetaObject::invokeMethod(m_socket, &QTcpSocket::readyRead, Qt::QueuedConnection);
}

void ConnectionGuard::linger()
{
    m_phase = Phase::Lingering;
    discard();
    m_hasStuffing = false;
    resumeReading();
    const auto time = m_server->lingerTime();
    m_deadlineMs = m_server->nowMs() + std::min(time, m_closesSoon ? lastLinger : time).count();
    if (unwritten() == 0)
        endWriting();
}

/// Lets the peer know that nothing more comes. TLS can say so only by hanging up, which has to wait while the peer may
/// still be sending.
void ConnectionGuard::endWriting()
{
    if (!m_tls || !m_tls->isEncrypted())
        shutdownWriting(m_socket->socketDescriptor());
    else if (m_request.state() != RequestGuard::State::Refused)
        m_tls->disconnectFromHost();
}

void ConnectionGuard::sweep(qint64 nowMs)
{
    if (m_unread > 0)
        noteUnread();
    if (m_phase == Phase::Writing && m_unread == 0)
        proceed();
    if (m_unreadDeadlineMs != 0 && m_unreadDeadlineMs <= nowMs && m_phase != Phase::Lingering) {
        m_server->noteExceeded(Limit::AnswerTime);
        return abort();
    }
    if (m_deadlineMs <= nowMs)
        expire();
}

void ConnectionGuard::expire()
{
    switch (m_phase) {
    case Phase::Handshaking:
        m_server->noteExceeded(m_deadlineOf);
        refuseHandshake(u"the TLS handshake was not complete within %1 s"_s.arg(m_server->limits().text(m_deadlineOf)));
        break;
    case Phase::Reading:
        if (m_request.state() == RequestGuard::State::Idle) {
            m_server->noteExceeded(m_deadlineOf);
            linger();
            break;
        }
        refuse(
            {.status = 408,
             .sentence = (m_deadlineOf == Limit::HeadTime ? u"the request line and headers did not come within %1 s"_s
                                                          : u"the body did not come within %1 s"_s)
                             .arg(m_server->limits().text(m_deadlineOf)),
             .rejection = Rejection::Malformed,
             .exceeded = m_deadlineOf});
        break;
    case Phase::Lingering: abort(); break; // it has had its time to read and to hang up
    case Phase::Answering:
    case Phase::Writing:
    case Phase::Closed: break;
    }
}

void ConnectionGuard::closeSoon()
{
    m_closesSoon = true;
    if (m_phase == Phase::Reading || m_phase == Phase::Handshaking || m_phase == Phase::Writing)
        abort();
}

void ConnectionGuard::abort()
{
    m_socket->blockSignals(false);
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        emit m_socket->disconnected(); // what nobody could hear when it happened
    else
        m_socket->abort();
    m_socket->blockSignals(true); // QHttpServer may have put off reading
    ended();
}

/// The connection is no more.
void ConnectionGuard::ended()
{
    if (std::exchange(m_phase, Phase::Closed) == Phase::Closed || !m_server)
        return; // the server goes, too, and counts no more
    noteUnread();
    noteUnfinished();
    m_server->remove(this);
    if (!m_isHandedOver)
        m_socket->deleteLater();
}

/// Bytes of answers that the system has not taken.
qint64 ConnectionGuard::unwritten() const
{
    return m_socket->bytesToWrite() + (m_tls ? m_tls->encryptedBytesToWrite() : 0);
}

/// Tells the server what the peer leaves unread; hangs up when that is too much for all of them together.
void ConnectionGuard::noteUnread()
{
    const qint64 now = m_phase == Phase::Closed ? 0 : unwritten();
    const qint64 former = std::exchange(m_unread, now);
    if (now == 0)
        m_unreadDeadlineMs = 0;
    else if (m_unreadDeadlineMs == 0)
        m_unreadDeadlineMs = m_server->nowMs() + m_server->limits()[Limit::AnswerTime];
    if (now != former && !m_server->addUnread(now - former))
        abort();
    else if (now == 0 && former > 0 && m_phase == Phase::Lingering)
        endWriting();
}

/// Tells the server what it holds of a request that has not come in whole, which may refuse this one or another.
void ConnectionGuard::noteUnfinished()
{
    // As much may wait for being decrypted, in a buffer of OpenSSL that doubles when it grows.
    const qint64 inSocket = m_tls ? 3 * m_held : m_held;
    const qint64 now = m_phase == Phase::Reading ? m_request.heldBytes() + inSocket : 0;
    const qint64 former = std::exchange(m_unfinished, now);
    if (now != former)
        m_server->addUnfinished(now - former);
}

} // namespace Roomscope
