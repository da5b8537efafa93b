// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedconnection.h"

#include "core/protocol/judge.h"
#include "core/receiver/guardedtcpserver.h"
#include "core/receiver/wire.h"
#include "core/times.h"

#include <QHostAddress>
#include <QSslSocket>

#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 never = std::numeric_limits<qint64>::max();
constexpr std::chrono::milliseconds lastLinger {300}; // when the receiver stops
constexpr qsizetype keptOfRefusedBody = 16 * 1024;
constexpr qsizetype typicalAnswer = 256; // bytes

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

} // namespace

QString hostText(const QHostAddress &address)
{
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4); // also of ::ffff:127.0.0.1
    return isIPv4 ? QHostAddress(ipv4).toString() : QString(u'[' + address.toString() + u']');
}

GuardedConnection::GuardedConnection(std::unique_ptr<Wire> wire, QSslSocket *tls, qint64 number,
                                     const QString &peerHost, quint16 peerPort, GuardedTcpServer *server)
    : QObject(server)
    , m_server(server)
    , m_wire(std::move(wire))
    , m_tls(tls)
    , m_guard(server->requestLimits())
    , m_number(number)
    , m_peerHost(peerHost)
    , m_peer(m_peerHost + u':' + QString::number(peerPort))
{
    connect(m_wire.get(), &Wire::readyRead, this, &GuardedConnection::read);
    connect(m_wire.get(), &Wire::disconnected, this, &GuardedConnection::closed);
    connect(m_wire.get(), &Wire::bytesWritten, this, [this] {
        noteUnread();
        if (m_wire->unwritten() > 0)
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
    m_wire->disconnect(this);
    if (m_tls)
        m_tls->disconnect(this);
}

void GuardedConnection::startTls()
{
    m_phase = Phase::Handshaking;
    setDeadline(Limit::HeadTime);
    connect(m_tls, &QSslSocket::encryptedBytesWritten, this, [this] { m_isHandshakeBegun = true; });
    connect(m_tls, &QSslSocket::encrypted, this, [this] {
        m_phase = Phase::Reading;
        setDeadline(Limit::FirstByteTime);
        read();
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

void GuardedConnection::read()
{
    while (m_phase == Phase::Reading || m_phase == Phase::Lingering) {
        const QByteArrayView bytes = m_wire->arrived();
        if (bytes.isEmpty())
            return;
        if (m_phase == Phase::Lingering) {
            m_wire->take(bytes.size());
            continue;
        }
        const qsizetype taken = takeRequests(bytes);
        if (!m_inFlight.empty()) {
            m_wire->takeAndPause(taken);
            announce();
            return;
        }
        m_wire->take(taken);
        askForBody();
        if (m_guard.state() != m_deadlineFor)
            setDeadline(m_guard.state());
        noteUnfinished();
    }
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
    InFlight &framed = m_inFlight.emplace_back();
    framed.sinceLastByte.start();
    framed.isHeadMethod = m_guard.isHeadMethod();
    framed.closesAfter = m_guard.closesAfter();
    GuardedRequest &request = framed.request;
    request.peer = m_peer;
    request.head = m_guard.head();
    request.receivedUs = nowUs();
    if (m_guard.state() != RequestGuard::State::Refused) {
        request.body = m_guard.body();
    } else {
        // The rest goes at once: the connection may linger, and the peer decides how many there are.
        request.body = m_guard.body().left(keptOfRefusedBody);
        m_guard.dropBody();
        request.refusalStatus = m_guard.refusalStatus();
        request.refusalSentence = m_guard.refusalSentence();
        if (const auto exceeded = m_guard.exceeded())
            m_server->noteExceeded(*exceeded);
    }
}

void GuardedConnection::askForBody()
{
    if (m_guard.awaitsContinue() && !std::exchange(m_sentContinue, true)
        && !m_wire->write("HTTP/1.1 100 Continue\r\n\r\n"))
        closed();
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
    noteUnfinished();
    m_deadlineMs = never;
    m_unanswered = m_inFlight.size();
    // The last one may be answered at once, and the next ones be in flight then.
    for (size_t slot = 0, count = m_inFlight.size(); slot < count; ++slot)
        m_server->announce(this, slot);
}

GuardedRequest GuardedConnection::takeRequest(size_t slot)
{
    return std::move(m_inFlight[slot].request);
}

qint64 GuardedConnection::answer(size_t slot, const Reply &reply)
{
    InFlight &answered = m_inFlight[slot];
    answered.reply = reply;
    const qint64 durationUs = answered.sinceLastByte.nsecsElapsed() / 1000;
    if (--m_unanswered == 0)
        writeAnswers();
    return durationUs;
}

void GuardedConnection::writeAnswers()
{
    const bool closes = m_inFlight.back().closesAfter || m_closesSoon;
    QByteArray answers;
    answers.reserve(qsizetype(m_inFlight.size()) * typicalAnswer);
    for (const InFlight &answered : m_inFlight)
        appendAnswer(answers, answered, closes && &answered == &m_inFlight.back());
    m_inFlight.clear();
    if (m_isBroken) {
        m_phase = Phase::Reading;
        closed();
        return;
    }
    const bool written = m_wire->write(answers); // still Answering: the signals of writing have nothing to say yet
    m_phase = Phase::Writing;
    noteUnread();
    if (m_phase == Phase::Closed)
        return;
    if (!written || m_isBroken)
        closed();
    else if (closes)
        linger();
    else if (m_wire->unwritten() == 0)
        proceed();
    else
        setDeadline(Limit::AnswerTime); // nothing more is read until the peer has read this
}

void GuardedConnection::appendAnswer(QByteArray &text, const InFlight &answered, bool closes) const
{
    const Reply &reply = answered.reply;
    text += "HTTP/1.1 ";
    text += QByteArray::number(reply.status);
    text += ' ';
    text += reasonPhrase(reply.status);
    text += "\r\n";
    text += m_server->dateLine();
    if (closes)
        text += "Connection: close\r\n";
    if (reply.status == 405)
        text += "Allow: POST\r\n";
    text += "Content-Type: application/json\r\nContent-Length: ";
    text += QByteArray::number(reply.body.size());
    text += "\r\n\r\n";
    if (!answered.isHeadMethod)
        text += reply.body;
}

/// Tells the server what the peer leaves unread; hangs up when that is too much for all of them together.
void GuardedConnection::noteUnread()
{
    const qint64 former = std::exchange(m_unread, m_wire->unwritten());
    if (m_unread != former && !m_server->addUnread(m_unread - former))
        closed();
}

/// Tells the server what it holds of a request that has not come in whole, which may refuse this one or another.
void GuardedConnection::noteUnfinished()
{
    const qint64 former = std::exchange(m_unfinished, m_phase == Phase::Reading ? m_guard.heldBytes() : 0);
    if (m_unfinished != former)
        m_server->addUnfinished(m_unfinished - former);
}

void GuardedConnection::refuseUnfinished()
{
    refuse(m_guard.state() == RequestGuard::State::Body ? 413 : 431,
           u"requests that have not come in whole hold more than %1 bytes together, this one most of them"_s.arg(
               m_server->limits().text(Limit::Unfinished)),
           Limit::Unfinished);
}

void GuardedConnection::refuse(int status, const QString &sentence, Limit exceeded)
{
    m_guard.refuse(status, sentence, exceeded);
    takeFramed();
    announce();
}

void GuardedConnection::proceed()
{
    if (m_closesSoon)
        return linger();
    m_phase = Phase::Reading;
    setDeadline(m_guard.state());
    m_wire->resume();
    askForBody();
    read();
}

void GuardedConnection::linger()
{
    m_phase = Phase::Lingering;
    m_wire->resume();
    const auto time = m_server->lingerTime();
    m_deadlineMs = m_server->nowMs() + std::min(time, m_closesSoon ? lastLinger : time).count();
    if (m_wire->unwritten() == 0)
        endWriting();
    read();
}

/// Lets the peer know that nothing more comes. TLS can say so only by hanging up, which has to wait while the peer may
/// still be sending.
void GuardedConnection::endWriting()
{
    if (!m_tls)
        m_wire->endWriting();
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
        refuse(408,
               (m_deadlineOf == Limit::HeadTime ? u"the request line and headers did not come within %1 s"_s
                                                : u"the body did not come within %1 s"_s)
                   .arg(m_server->limits().text(m_deadlineOf)),
               m_deadlineOf);
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
        m_isBroken = true; // what is owed is timed nevertheless
        return;
    }
    m_phase = Phase::Closed;
    m_wire->disconnect(this);
    if (m_tls)
        m_tls->disconnect(this);
    m_wire->abort();
    m_server->addUnread(-std::exchange(m_unread, 0));
    noteUnfinished();
    m_server->remove(this);
}

} // namespace Roomscope
