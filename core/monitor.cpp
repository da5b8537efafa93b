// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor.h"

namespace Roomscope {

void MonitorCounters::count(const Verdict &verdict)
{
    ++callbacks;
    late += verdict.flags.testFlag(Flag::Late) ? 1 : 0;
    duplicates += verdict.flags.testFlag(Flag::Duplicate) ? 1 : 0;
    rejected += verdict.isRejected() ? 1 : 0;
}

Monitor::Monitor(QObject *parent)
    : QObject(parent)
{
}

void Monitor::restore(RoomStore rooms, const MonitorCounters &counters, Doctor doctor)
{
    m_rooms = std::move(rooms);
    m_counters = counters;
    m_doctor = std::move(doctor);
    emit restored();
}

void Monitor::ingest(const QList<Callback> &batch)
{
    QList<Applied> applied;
    applied.reserve(batch.size());
    for (const Callback &callback : batch) {
        applied.append(m_rooms.apply(callback));
        m_counters.count(applied.last().verdict);
        m_doctor.note(applied.last(), m_rooms);
    }
    emit this->applied(applied);
}

} // namespace Roomscope
