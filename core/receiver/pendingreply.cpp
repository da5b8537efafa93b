// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/pendingreply.h"

namespace Roomscope {

PendingReply::PendingReply(QHttpServerResponder &&responder, GuardedConnection *connection, size_t slot,
                           QElapsedTimer sinceLastByte)
    : m_responder(std::make_unique<QHttpServerResponder>(std::move(responder)))
    , m_connection(connection)
    , m_slot(slot)
    , m_sinceLastByte(sinceLastByte)
{
}

qint64 PendingReply::send(const Reply &reply)
{
    // The connection keeps the responder's socket (its pipe) until finishAnswer(); without it there is none.
    if (!m_connection || !m_responder)
        return -1;
    m_responder->write(reply.body, "application/json", QHttpServerResponder::StatusCode(reply.status));
    m_responder.reset(); // from Qt 6.5 on this is what lets the next request in
    m_connection->finishAnswer(m_slot);
    return m_sinceLastByte.nsecsElapsed() / 1000;
}

} // namespace Roomscope
