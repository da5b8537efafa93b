// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/clockwatch.h"

#include <cstdlib>
#include <utility>

namespace Roomscope {

std::optional<ClockWatch::Jump> ClockWatch::look(qint64 wallUs, qint64 runningUs)
{
    const qint64 formerWallUs = std::exchange(m_wallUs, wallUs);
    const qint64 formerRunningUs = std::exchange(m_runningUs, runningUs);
    if (formerWallUs == 0 || std::abs((wallUs - formerWallUs) - (runningUs - formerRunningUs)) < smallestJumpUs)
        return {};
    return Jump {.fromUs = formerWallUs, .toUs = wallUs};
}

} // namespace Roomscope
