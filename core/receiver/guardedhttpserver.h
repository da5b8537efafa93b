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

/// A QHttpServer that can stand on a network: with the limits and the strictness of ConnectionGuard, with TLS, and with
/// reasons why it cannot listen. QHttpServer parses, routes and answers; what a guard refuses goes to the same handler.
/// Receiver thread.
class GuardedHttpServer final : public QObject
{
    Q_OBJECT

public:
    /// Owes each request an answer, now or later, in any order among connections.
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

    /// Once. Nothing when it listens.
    [[nodiscard]] std::optional<Failure> listen();
    /// The address to configure, with the port that was found.
    [[nodiscard]] QString url() const;
    /// None without TLS.
    [[nodiscard]] std::optional<CertificateSummary> certificate() const;
    [[nodiscard]] QList<Error> certificateWarnings() const;

    [[nodiscard]] const ReceiverCounters &counters() const;
    [[nodiscard]] bool hasConnections() const;
    /// Accepts nobody any more and hangs up on everybody, after the answers that are owed; then emits allClosed().
    void closeSoon();

signals:
    /// Nobody has to be answered.
    void handshakeRefused(const QString &peer, const QString &sentence);
    /// It was renewed, or could not be: connections that are there keep the one they met.
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
