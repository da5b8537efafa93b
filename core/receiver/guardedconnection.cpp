// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedconnection.h"

#include "core/receiver/guardedtcpserver.h"
#include "core/receiver/requestpipe.h"
#include "core/times.h"

#include <QHostAddress>
#include <QSslSocket>

#include <array>
#include <limits>

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
constexpr qsizetype keptOfRefusedBody = 16 * 1024;

/// Why a handshake failed, in words; OpenSSL's own for the rarer reasons.
QString handshakeSentence(const QString &error)
{
    struct Known
    {
        QLatin1StringView part;
        QLatin1StringView sentence;
    };
    static constexpr std::array known {
        Known {"http request"_L1, "the peer spoke plain HTTP; use https:// for this address"_L1},
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

/// Says that nothing more comes, and still reads: closing at once would make the system throw away the answer when
/// the peer is still sending (RFC 9112 9.6). Qt has no call for it.
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

GuardedConnection::GuardedConnection(std::unique_ptr<QTcpSocket> socket, qint64 number, const QString &peerHost,
                                     GuardedTcpServer *server)
    : QObject(server)
    , m_server(server)
    , m_socket(std::move(socket))
    , m_tls(qobject_cast<QSslSocket *>(m_socket.get()))
    , m_guard(server->requestLimits())
    , m_number(number)
    , m_peerHost(peerHost)
    , m_peer(m_peerHost + u':' + QString::number(m_socket->peerPort()))
{
    m_socket->setReadBufferSize(qint64(server->readBuffer().size()));
    connect(m_socket.get(), &QTcpSocket::readyRead, this, [this] {
        if (m_phase == Phase::Reading || m_phase == Phase::Lingering)
            readSocket();
    });
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &GuardedConnection::closed);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this] {
        noteUnread();
        if (m_socket->bytesToWrite() > 0)
            return;
        if (m_phase == Phase::Writing)
            proceed();
        else if (m_phase == Phase::Lingering)
            endWriting();
    });
    setDeadline(Limit::FirstByteTime);
    if (m_tls)
        startTls();
}

GuardedConnection::~GuardedConnection()
{
    m_socket->disconnect(this);
}

void GuardedConnection::startTls()
{
    m_phase = Phase::Handshaking;
    setDeadline(Limit::HeadTime);
    connect(m_tls, &QSslSocket::encryptedBytesWritten, this, [this] { m_isHandshakeBegun = true; });
    connect(m_tls, &QSslSocket::encrypted, this, [this] {
        m_phase = Phase::Reading;
        setDeadline(Limit::FirstByteTime);
        readSocket();
    });
    connect(m_tls, &QAbstractSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        if (m_phase != Phase::Handshaking)
            return; // disconnected() follows
        if (error != QAbstractSocket::RemoteHostClosedError)
            refuseHandshake(handshakeSentence(m_tls->errorString()));
        else if (m_isHandshakeBegun) // else it only looked whether the port is open
            refuseHandshake(u"the peer hung up in the middle of the TLS handshake; perhaps it does not accept our "
                            "certificate"_s);
    });
    m_tls->startServerEncryption();
}

void GuardedConnection::refuseHandshake(const QString &sentence)
{
    m_server->noteRefusedHandshake(m_peer, sentence);
    closed();
}

void GuardedConnection::readSocket()
{
    std::vector<char> &buffer = m_server->readBuffer();
    if (m_phase == Phase::Lingering) {
        m_socket->read(buffer.data(), qint64(buffer.size()));
        return;
    }
    // Asked for more than it has, a QSslSocket decrypts what has come meanwhile.
    const qint64 size = m_socket->peek(buffer.data(), qint64(buffer.size()));
    if (size <= 0)
        return;
    const qsizetype taken = takeRequests(QByteArrayView(buffer.data(), size));
    if (!m_inFlight.empty()) {
        // With a byte in a full buffer Qt reads no further, and does not see an end of transmission, for which it
        // would close before we have answered.
        m_socket->setReadBufferSize(1);
        m_socket->read(buffer.data(), taken - 1);
        announce();
        return;
    }
    m_socket->read(buffer.data(), taken);
    askForBody();
    if (m_guard.state() != m_deadlineFor)
        setDeadline(m_guard.state());
}

/// Frames what has come, and answers how many bytes of it belong to requests that are in flight now, or to the one
/// behind them.
qsizetype GuardedConnection::takeRequests(QByteArrayView bytes)
{
    const auto most = size_t(m_server->limits()[Limit::Pipelined]);
    qsizetype taken = 0;
    while (taken < bytes.size()) {
        if (m_inFlight.size() == most) {
            m_server->noteExceeded(Limit::Pipelined);
            break;
        }
        taken += m_guard.feed(bytes.sliced(taken));
        if (m_guard.state() != RequestGuard::State::Complete && m_guard.state() != RequestGuard::State::Refused)
            break;
        takeFramed();
        if (m_guard.closesAfter())
            break;
        m_guard.next();
        m_sentContinue = false;
    }
    return taken;
}

/// What the guard has framed or refused is in flight.
void GuardedConnection::takeFramed()
{
    GuardedRequest request {.peer = m_peer,
                            .head = m_guard.head(),
                            .body = m_guard.body(),
                            .receivedUs = nowUs(),
                            .isHeadMethod = m_guard.isHeadMethod(),
                            .closesAfter = m_guard.closesAfter()};
    request.sinceLastByte.start();
    if (m_guard.state() == RequestGuard::State::Refused) {
        request.refusalStatus = m_guard.refusalStatus();
        request.refusalSentence = m_guard.refusalSentence();
        request.body.truncate(keptOfRefusedBody);
        if (const auto exceeded = m_guard.exceeded())
            m_server->noteExceeded(*exceeded);
    }
    m_inFlight.push_back({.request = std::move(request), .answer = {}});
}

void GuardedConnection::askForBody()
{
    if (m_guard.awaitsContinue() && !std::exchange(m_sentContinue, true))
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
}

/// After the answers: lets go of the byte that was kept.
void GuardedConnection::resumeReading()
{
    char last = 0;
    m_socket->read(&last, 1);
    m_socket->setReadBufferSize(qint64(m_server->readBuffer().size()));
}

void GuardedConnection::setDeadline(RequestGuard::State state)
{
    m_deadlineFor = state;
    setDeadline(state == RequestGuard::State::Idle       ? Limit::IdleTime
                    : state == RequestGuard::State::Head ? Limit::HeadTime
                                                         : Limit::BodyTime);
}

void GuardedConnection::setDeadline(Limit limit)
{
    m_deadlineOf = limit;
    m_deadlineMs = m_server->nowMs() + m_server->limits()[limit];
}

void GuardedConnection::announce()
{
    m_phase = Phase::Answering;
    m_deadlineMs = never;
    m_unanswered = m_inFlight.size();
    const QByteArray begin = "POST /" + QByteArray::number(m_number) + '/';
    // The last one may be answered before release() returns, and the next ones be in flight then.
    for (size_t slot = 0, count = m_inFlight.size(); slot < count; ++slot)
        pipe(slot)->release(QByteArray(begin + QByteArray::number(qulonglong(slot)) + " HTTP/1.1\r\n\r\n"));
}

/// Made when it is needed: few peers have more than one request in flight.
RequestPipe *GuardedConnection::pipe(size_t slot)
{
    if (m_pipes.size() <= slot)
        m_pipes.resize(slot + 1);
    if (!m_pipes[slot]) {
        m_pipes[slot] = new RequestPipe(*m_socket, m_server);
        m_server->addPipe(m_pipes[slot]);
    }
    return m_pipes[slot];
}

GuardedRequest GuardedConnection::takeRequest(size_t slot)
{
    return slot < m_inFlight.size() ? m_inFlight[slot].request : GuardedRequest();
}

void GuardedConnection::finishAnswer(size_t slot)
{
    if (m_phase != Phase::Answering || slot >= m_inFlight.size())
        return;
    m_inFlight[slot].answer = pipe(slot)->takeAnswer();
    if (--m_unanswered > 0)
        return;
    const bool closes = m_inFlight.back().request.closesAfter || m_closesSoon;
    QByteArray answers;
    for (const InFlight &answered : m_inFlight) {
        m_isBroken = m_isBroken || answered.answer.isEmpty();
        answers += answerTo(answered, closes && &answered == &m_inFlight.back());
    }
    m_inFlight.clear();
    if (m_isBroken) {
        m_phase = Phase::Reading;
        closed();
        return;
    }
    const bool written = m_socket->write(answers) == answers.size();
    m_socket->flush(); // still Answering: the signals of writing have nothing to say yet
    m_phase = Phase::Writing;
    noteUnread();
    if (m_phase == Phase::Closed)
        return;
    if (!written || m_isBroken)
        closed();
    else if (closes)
        linger();
    else if (m_socket->bytesToWrite() == 0)
        proceed();
    else
        setDeadline(Limit::AnswerTime); // nothing more is read until the peer has read this
}

/// What the HTTP server wrote, with what it leaves out.
QByteArray GuardedConnection::answerTo(const InFlight &answered, bool closes)
{
    QByteArray answer = answered.answer;
    if (answered.request.isHeadMethod)
        answer.truncate(answer.indexOf("\r\n\r\n") + 4);
    QByteArray more = m_server->dateLine();
    if (closes)
        more += "Connection: close\r\n";
    if (answer.startsWith("HTTP/1.1 405"))
        more += "Allow: POST\r\n";
    return answer.insert(answer.indexOf("\r\n") + 2, more);
}

/// Tells the server what the peer leaves unread; hangs up when that is too much for all of them together.
void GuardedConnection::noteUnread()
{
    const qint64 former
        = std::exchange(m_unread, m_socket->bytesToWrite() + (m_tls ? m_tls->encryptedBytesToWrite() : 0));
    if (m_unread != former && !m_server->addUnread(m_unread - former))
        closed();
}

void GuardedConnection::proceed()
{
    if (m_closesSoon)
        return linger();
    m_phase = Phase::Reading;
    setDeadline(m_guard.state());
    resumeReading();
    askForBody();
    readSocket();
}

void GuardedConnection::linger()
{
    m_phase = Phase::Lingering;
    resumeReading();
    const auto time = m_server->lingerTime();
    m_deadlineMs = m_server->nowMs() + std::min(time, m_closesSoon ? lastLinger : time).count();
    if (m_socket->bytesToWrite() == 0)
        endWriting();
    readSocket();
}

/// Lets the peer know that nothing more comes. TLS can say so only by hanging up, which has to wait while the peer may
/// still be sending.
void GuardedConnection::endWriting()
{
    if (!m_tls)
        shutdownWriting(m_socket->socketDescriptor());
    else if (m_guard.state() != RequestGuard::State::Refused)
        m_tls->disconnectFromHost();
}

void GuardedConnection::expire()
{
    const RequestGuard::State state = m_guard.state();
    switch (m_phase) {
    case Phase::Handshaking:
        m_server->noteExceeded(m_deadlineOf);
        refuseHandshake(u"the TLS handshake was not complete within %1 s"_s.arg(m_server->limits().text(m_deadlineOf)));
        break;
    case Phase::Reading:
        if (state == RequestGuard::State::Idle) {
            m_server->noteExceeded(m_deadlineOf);
            linger();
            break;
        }
        m_guard.refuse(408,
                       (m_deadlineOf == Limit::HeadTime ? u"the request line and headers did not come within %1 s"_s
                                                        : u"the body did not come within %1 s"_s)
                           .arg(m_server->limits().text(m_deadlineOf)),
                       m_deadlineOf);
        takeFramed();
        announce();
        break;
    case Phase::Writing:
        m_server->noteExceeded(m_deadlineOf);
        closed();
        break;
    case Phase::Lingering:
        closed(); // it has had its time to read and to hang up
        break;
    case Phase::Answering:
    case Phase::Closed: break;
    }
}

void GuardedConnection::closeSoon()
{
    m_closesSoon = true;
    if (m_phase == Phase::Reading || m_phase == Phase::Handshaking)
        closed();
}

void GuardedConnection::closed()
{
    if (m_phase == Phase::Closed)
        return;
    if (m_phase == Phase::Answering) {
        m_isBroken = true; // the pipes must outlive the responders that write into them
        return;
    }
    m_phase = Phase::Closed;
    m_socket->disconnect(this);
    m_socket->abort();
    m_server->addUnread(-std::exchange(m_unread, 0));
    for (const QPointer<RequestPipe> &pipe : m_pipes) {
        if (pipe)
            pipe->hangUp();
    }
    m_server->remove(this);
}

} // namespace Roomscope
