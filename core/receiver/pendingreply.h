// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/receiver/connectionguard.h"

#include <QHttpServerResponder>
#include <QPointer>

#include <optional>

namespace Roomscope {

/// An answer that is owed until the journal has responded. Sent through QHttpServer's responder, which therefore
/// outlives the handler; for a request that the guard refused, which QHttpServer does not know, directly to the socket.
/// None is owed to a peer that sent no request. Receiver thread.
class PendingReply final
{
public:
    PendingReply() = default;
    explicit PendingReply(ConnectionGuard *guard)
        : m_guard(guard)
    {
    }
    PendingReply(ConnectionGuard *guard, QHttpServerResponder &&responder)
        : m_guard(guard)
        , m_responder(std::move(responder))
    {
    }
    PendingReply(PendingReply &&) = default;
    PendingReply &operator=(PendingReply &&other) noexcept
    {
        m_guard = other.m_guard;
        m_responder.reset();
        if (other.m_responder)
            m_responder.emplace(std::move(*other.m_responder));
        return *this;
    }

    /// Sends the answer, once. Returns microseconds since the last byte of the request, or -1 when the peer is gone.
    qint64 send(const Reply &reply);

private:
    QPointer<ConnectionGuard> m_guard; ///< Deleted with its socket: before Qt 6.5 a responder does not notice that.
    std::optional<QHttpServerResponder> m_responder;
};

} // namespace Roomscope
