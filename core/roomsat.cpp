// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roomsat.h"

namespace Roomscope {

void MonitorCounters::count(const Verdict &verdict)
{
    ++callbacks;
    late += verdict.flags.testFlag(Flag::Late) ? 1 : 0;
    duplicates += verdict.flags.testFlag(Flag::Duplicate) ? 1 : 0;
    rejected += verdict.isRejected() ? 1 : 0;
}

Applied RoomsAt::apply(const Callback &callback)
{
    Applied applied = rooms.apply(callback);
    counters.count(applied.verdict);
    doctor.note(applied, rooms);
    lastId = callback.id;
    if (!applied.verdict.isRejected()) {
        anchorId = callback.id;
        anchorUs = callback.receivedUs;
    }
    return applied;
}

} // namespace Roomscope
