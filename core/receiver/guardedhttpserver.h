// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/receiverpace.h"
#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

class QHttpServer;

namespace Roomscope {

class CertificateKeeper;
class GuardedTcpServer;
class PendingReply;
struct ReceivedRequest;

/// A QHttpServer that is safe on a network: with the limits and the strictness of ConnectionGuard, with TLS, and with
/// reasons why it cannot listen. QHttpServer parses, routes and answers; requests that a guard refuses go to the same
/// handler. Receiver thread.
class GuardedHttpServer final : public QObject
{
    Q_OBJECT

public:
    /// Must answer each request, now or later, in any order among connections.
    using Handler = std::function<void(ReceivedRequest &&request, PendingReply &&reply)>;

    /// Why it does not listen: CannotListen, AddressInUse or CertificateRefused.
    struct Failure
    {
        ReceiverStatus::State state;
        Error error;
    };

    /// The handler gets all requests, whatever their path and method.
    GuardedHttpServer(const ReceiverOptions &options, const ReceiverPace &pace, Handler handler,
                      QObject *parent = nullptr);
    ~GuardedHttpServer() override;

    /// May be called once. Returns nothing when it listens.
    [[nodiscard]] std::optional<Failure> listen();
    /// The configured address with the actual port.
    [[nodiscard]] QString url() const;
    /// Null without TLS.
    [[nodiscard]] std::optional<CertificateSummary> certificate() const;
    [[nodiscard]] QList<Error> certificateWarnings() const;

    [[nodiscard]] const ReceiverCounters &counters() const;
    [[nodiscard]] bool hasConnections() const;
    /// Accepts no more connections and closes all, after the owed answers; then emits allClosed().
    void closeSoon();

signals:
    /// No answer is owed any more.
    void handshakeRefused(const QString &peer, const QString &sentence);
    /// The certificate was renewed, or could not be; present connections keep theirs.
    void certificateChanged();
    void countersChanged();
    void allClosed();

private:
    [[nodiscard]] std::optional<Failure> bindTo(GuardedTcpServer &server) const;

    const ReceiverOptions m_options;
    const ReceiverPace m_pace;
    const Handler m_handler;
    const std::unique_ptr<QHttpServer> m_http;
    GuardedTcpServer *m_tcp = nullptr;          ///< Child of m_http.
    CertificateKeeper *m_certificate = nullptr; ///< Child; null without TLS.
};

} // namespace Roomscope
