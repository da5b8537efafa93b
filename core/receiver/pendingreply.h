// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/receiver/guardedconnection.h"

#include <QHttpServerResponder>
#include <QPointer>

#include <memory>

namespace Roomscope {

/// An answer that is owed until the journal has spoken; none to a peer that sent no request. Receiver thread.
class PendingReply final
{
public:
    PendingReply() = default;
    PendingReply(QHttpServerResponder &&responder, GuardedConnection *connection, size_t slot,
                 QElapsedTimer sinceLastByte);

    /// Sends it, once; microseconds since the last byte of the request.
    qint64 send(const Reply &reply);
    [[nodiscard]] qint64 ageMs() const { return m_sinceLastByte.elapsed(); }

private:
    std::unique_ptr<QHttpServerResponder> m_responder;
    QPointer<GuardedConnection> m_connection;
    size_t m_slot = 0;
    QElapsedTimer m_sinceLastByte;
};

} // namespace Roomscope
