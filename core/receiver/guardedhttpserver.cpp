// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/guardedhttpserver.h"

#include "core/receiver/certificatekeeper.h"
#include "core/receiver/connectionguard.h"
#include "core/receiver/guardedtcpserver.h"
#include "core/receiver/pendingreply.h"
#include "core/receiver/portowner.h"

#include <QHostAddress>
#include <QHttpServer>
#include <QHttpServerRequest>

#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
using ResponderArgument = QHttpServerResponder &&;
#else
using ResponderArgument = QHttpServerResponder &;
#endif

QHostAddress addressOf(const QString &host)
{
    return host == u"localhost" ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
}

} // namespace

GuardedHttpServer::GuardedHttpServer(const ReceiverOptions &options, const ReceiverPace &pace, Handler handler,
                                     QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_pace(pace)
    , m_handler(std::move(handler))
    , m_http(std::make_unique<QHttpServer>())
{
    const auto handle = [this](const QHttpServerRequest &request, ResponderArgument responder) {
        ConnectionGuard *const guard = m_tcp->takeParsed();
        if (!guard) { // its bytes may be those of another request
            qWarning("QHttpServer has handed over a request whose end no guard has seen");
            responder.write(QHttpServerResponder::StatusCode::BadRequest);
            return;
        }
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
        m_handler(guard->takeParsed(request.body()), PendingReply(guard, std::move(responder)));
#else
        // Not now: of a responder that goes before this returns QHttpServer connects to the socket once more, and takes
        // the next request before its guard has seen it.
        QMetaObject::invokeMethod(
            this,
            [this, received = guard->takeParsed(request.body()),
             reply = PendingReply(guard, std::move(responder))]() mutable {
                m_handler(std::move(received), std::move(reply));
            },
            Qt::QueuedConnection);
#endif
    };
    m_http->route(u"/<arg>"_s, [handle](const QUrl &, const QHttpServerRequest &request, ResponderArgument responder) {
        handle(request, std::forward<ResponderArgument>(responder));
    });
    // Methods and targets that a route cannot have: BREW, OPTIONS *.
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    m_http->setMissingHandler(handle);
#else
    m_http->setMissingHandler(this, handle);
#endif
}

GuardedHttpServer::~GuardedHttpServer() = default;

std::optional<GuardedHttpServer::Failure> GuardedHttpServer::listen()
{
    using State = ReceiverStatus::State;
    auto server = std::make_unique<GuardedTcpServer>(m_options.limits, m_pace);
    if (auto failure = bindTo(*server))
        return failure;
    if (m_options.tls.isOn()) {
        m_certificate = new CertificateKeeper(m_options, this);
        if (const std::optional<Error> error = m_certificate->load())
            return Failure {State::CertificateRefused, {ErrorKind::CannotStartTls, {}, {*error}}};
        server->setTls(m_certificate->certificate().configuration);
        connect(m_certificate, &CertificateKeeper::changed, this, [this] {
            m_tcp->setTls(m_certificate->certificate().configuration);
            emit certificateChanged();
        });
    }
    m_tcp = server.release();
    m_http->bind(m_tcp); // and becomes its parent
    connect(m_tcp, &GuardedTcpServer::refused, this, [this](ConnectionGuard *guard, const ReceivedRequest &request) {
        m_handler(ReceivedRequest(request), PendingReply(guard));
    });
    connect(m_tcp, &GuardedTcpServer::handshakeRefused, this, &GuardedHttpServer::handshakeRefused);
    connect(m_tcp, &GuardedTcpServer::countersChanged, this, &GuardedHttpServer::countersChanged);
    connect(m_tcp, &GuardedTcpServer::allClosed, this, &GuardedHttpServer::allClosed);
    return {};
}

std::optional<GuardedHttpServer::Failure> GuardedHttpServer::bindTo(GuardedTcpServer &server) const
{
    using State = ReceiverStatus::State;
    const QHostAddress address = addressOf(m_options.host);
    if (address.isNull())
        return Failure {State::CannotListen, {ErrorKind::HostNotAddress, {m_options.host}}};
    if (server.listen(address, m_options.port))
        return {};
    switch (server.serverError()) {
    case QAbstractSocket::AddressInUseError: {
        const auto owner = portOwner(address, m_options.port);
        if (!owner)
            return Failure {State::AddressInUse, {ErrorKind::PortInUse, {m_options.port, m_options.host}}};
        return Failure {State::AddressInUse,
                        {ErrorKind::PortInUseBy, {m_options.port, m_options.host, owner->program, owner->process}}};
    }
    case QAbstractSocket::SocketAccessError:
        return Failure {State::CannotListen, {ErrorKind::ListeningNeedsRights, {m_options.listen()}}};
    case QAbstractSocket::SocketAddressNotAvailableError:
        return Failure {State::CannotListen, {ErrorKind::AddressOfOtherMachine, {m_options.host}}};
    default:
        return Failure {State::CannotListen, {ErrorKind::CannotListen, {m_options.listen(), server.errorString()}}};
    }
}

QString GuardedHttpServer::url() const
{
    return m_options.url(m_tcp->serverPort());
}

std::optional<CertificateSummary> GuardedHttpServer::certificate() const
{
    return m_certificate ? std::optional(m_certificate->certificate().summary) : std::nullopt;
}

QList<Error> GuardedHttpServer::certificateWarnings() const
{
    return m_certificate ? m_certificate->warnings() : QList<Error>();
}

const ReceiverCounters &GuardedHttpServer::counters() const
{
    return m_tcp->counters();
}

bool GuardedHttpServer::hasConnections() const
{
    return m_tcp->connectionCount() > 0;
}

void GuardedHttpServer::closeSoon()
{
    m_tcp->closeSoon();
}

} // namespace Roomscope
