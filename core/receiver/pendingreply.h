// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/receiver/guardedconnection.h"

#include <QPointer>

namespace Roomscope {

/// An answer that is owed until the journal has spoken; none to a peer that sent no request. Receiver thread.
class PendingReply final
{
public:
    PendingReply() = default;
    PendingReply(GuardedConnection *connection, size_t slot)
        : m_connection(connection)
        , m_slot(slot)
    {
    }

    /// Sends it, once; microseconds since the last byte of the request, or -1 when there is nobody to send it to.
    qint64 send(const Reply &reply) { return m_connection ? m_connection->answer(m_slot, reply) : -1; }

private:
    QPointer<GuardedConnection> m_connection;
    size_t m_slot = 0;
};

} // namespace Roomscope
