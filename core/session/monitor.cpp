// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/monitor.h"

namespace Roomscope {

Monitor::Monitor(QObject *parent)
    : QObject(parent)
{
}

void Monitor::restore(MonitorState state)
{
    m_state = std::move(state);
    m_restoredId = m_state.lastId;
    emit restored();
}

void Monitor::ingest(const QList<Callback> &batch)
{
    QList<AppliedCallback> applied;
    applied.reserve(batch.size());
    for (const Callback &callback : batch) {
        if (callback.id > m_restoredId)
            applied.append(m_state.apply(callback));
    }
    if (!applied.isEmpty())
        emit this->applied(applied);
}

} // namespace Roomscope
