// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedconnection.h"

#include "core/receiver/guardedtcpserver.h"
#include "core/receiver/requestpipe.h"

#include <QHostAddress>
#include <QTcpSocket>

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

qint64 wallClockUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

QString peerText(const QTcpSocket &socket)
{
    const QHostAddress address = socket.peerAddress();
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4); // also of ::ffff:127.0.0.1
    const QString text = isIPv4 ? QHostAddress(ipv4).toString() : QString(u'[' + address.toString() + u']');
    return text + u':' + QString::number(socket.peerPort());
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

GuardedConnection::GuardedConnection(std::unique_ptr<QTcpSocket> socket, qint64 number, GuardedTcpServer *server)
    : QObject(server)
    , m_server(server)
    , m_socket(std::move(socket))
    , m_pipe(new RequestPipe(*m_socket, server))
    , m_guard(server->requestLimits())
    , m_number(number)
    , m_announcement("POST /" + QByteArray::number(number) + " HTTP/1.1\r\n\r\n")
    , m_peer(peerText(*m_socket))
{
    m_socket->setReadBufferSize(qint64(server->readBuffer().size()));
    connect(m_socket.get(), &QTcpSocket::readyRead, this, [this] {
        if (m_phase == Phase::Reading || m_phase == Phase::Lingering)
            readSocket();
    });
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &GuardedConnection::closed);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this] {
        if (m_socket->bytesToWrite() > 0)
            return;
        if (m_phase == Phase::Writing)
            proceed();
        else if (m_phase == Phase::Lingering)
            shutdownWriting(m_socket->socketDescriptor());
    });
    setDeadline(RequestGuard::State::Idle);
}

GuardedConnection::~GuardedConnection()
{
    m_socket->disconnect(this);
}

RequestPipe *GuardedConnection::pipe() const
{
    return m_pipe;
}

void GuardedConnection::readSocket()
{
    std::vector<char> &buffer = m_server->readBuffer();
    const qint64 most = std::min(m_socket->bytesAvailable(), qint64(buffer.size()));
    if (most == 0)
        return;
    if (m_phase == Phase::Lingering) {
        m_socket->read(buffer.data(), most);
        return;
    }
    const qint64 size = m_socket->peek(buffer.data(), most);
    const qsizetype taken = m_guard.feed(QByteArrayView(buffer.data(), size));
    const RequestGuard::State state = m_guard.state();
    if (state == RequestGuard::State::Complete || state == RequestGuard::State::Refused) {
        // With a byte in a full buffer Qt reads no further, and does not see an end of transmission, for which it
        // would close before we have answered.
        m_socket->setReadBufferSize(1);
        m_socket->read(buffer.data(), taken - 1);
        announce();
        return;
    }
    m_socket->read(buffer.data(), taken);
    if (m_guard.awaitsContinue() && !m_sentContinue) {
        m_sentContinue = true;
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (state != m_deadlineFor)
        setDeadline(state);
}

/// After the answer: lets go of the byte that was kept.
void GuardedConnection::resumeReading()
{
    char last = 0;
    m_socket->read(&last, 1);
    m_socket->setReadBufferSize(qint64(m_server->readBuffer().size()));
}

void GuardedConnection::setDeadline(RequestGuard::State state)
{
    const ReceiverLimits &limits = m_server->limits();
    const auto time = state == RequestGuard::State::Idle ? limits.idle
        : state == RequestGuard::State::Head             ? limits.head
                                                         : limits.body;
    m_deadlineFor = state;
    m_deadlineMs = m_server->nowMs() + time.count();
}

void GuardedConnection::announce()
{
    m_phase = Phase::Answering;
    m_deadlineMs = never;
    m_receivedUs = wallClockUs();
    m_sinceLastByte.start();
    if (m_pipe)
        m_pipe->release(m_announcement);
    else
        closed();
}

GuardedRequest GuardedConnection::takeRequest()
{
    GuardedRequest request {.peer = m_peer,
                            .head = m_guard.head(),
                            .body = m_guard.body(),
                            .receivedUs = m_receivedUs,
                            .sinceLastByte = m_sinceLastByte};
    if (m_guard.state() == RequestGuard::State::Refused) {
        request.refusalStatus = m_guard.refusalStatus();
        request.refusalSentence = m_guard.refusalSentence();
        request.body.truncate(keptOfRefusedBody);
    }
    return request;
}

void GuardedConnection::finishAnswer()
{
    if (m_phase != Phase::Answering)
        return;
    QByteArray answer = m_pipe ? m_pipe->takeAnswer() : QByteArray();
    if (m_isBroken || answer.isEmpty()) {
        m_phase = Phase::Reading;
        closed();
        return;
    }
    const bool closes = m_guard.closesAfter() || m_closesSoon;
    const qsizetype bodyBegin = answer.indexOf("\r\n\r\n") + 4;
    if (m_guard.isHeadMethod())
        answer.truncate(bodyBegin);
    const qsizetype fields = answer.indexOf("\r\n") + 2;
    QByteArray more = m_server->dateLine();
    if (closes)
        more += "Connection: close\r\n";
    if (answer.startsWith("HTTP/1.1 405"))
        more += "Allow: POST\r\n";
    answer.insert(fields, more);
    m_sentContinue = false;
    const bool written = m_socket->write(answer) == answer.size();
    m_socket->flush(); // still Answering: the signals of writing have nothing to say yet
    m_phase = Phase::Writing;
    if (!written || m_isBroken) {
        closed();
    } else if (closes) {
        linger();
    } else {
        m_guard.next();
        setDeadline(RequestGuard::State::Idle);
        if (m_socket->bytesToWrite() == 0)
            proceed(); // else the peer does not read its answers: wait until it does
    }
}

void GuardedConnection::proceed()
{
    if (m_closesSoon)
        return linger();
    m_phase = Phase::Reading;
    resumeReading();
    readSocket();
}

void GuardedConnection::linger()
{
    m_phase = Phase::Lingering;
    resumeReading();
    const auto time = m_server->limits().linger;
    m_deadlineMs = m_server->nowMs() + std::min(time, m_closesSoon ? lastLinger : time).count();
    if (m_socket->bytesToWrite() == 0)
        shutdownWriting(m_socket->socketDescriptor());
    readSocket();
}

void GuardedConnection::expire()
{
    const RequestGuard::State state = m_guard.state();
    if (m_phase == Phase::Reading && (state == RequestGuard::State::Head || state == RequestGuard::State::Body)) {
        m_guard.refuse(408,
                       state == RequestGuard::State::Head ? u"the request line and headers did not come in time"_s
                                                          : u"the body did not come in time"_s);
        announce();
    } else if (m_phase == Phase::Reading) {
        linger();
    } else if (m_phase != Phase::Answering) {
        closed();
    }
}

void GuardedConnection::closeSoon()
{
    m_closesSoon = true;
    if (m_phase == Phase::Reading)
        closed();
}

void GuardedConnection::closed()
{
    if (m_phase == Phase::Closed)
        return;
    if (m_phase == Phase::Answering) {
        m_isBroken = true; // the pipe must outlive the responder that writes into it
        return;
    }
    m_phase = Phase::Closed;
    m_socket->disconnect(this);
    m_socket->abort();
    if (m_pipe)
        m_pipe->hangUp();
    m_server->remove(this);
}

} // namespace Roomscope
