// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/listening.h"

#include <algorithm>
#include <limits>

namespace Roomscope {

QList<ListeningGap> listeningGaps(const QList<ListeningPeriod> &periods, std::optional<qint64> listeningSinceUs)
{
    QList<ListeningGap> gaps;
    if (periods.isEmpty())
        return gaps;
    qint64 reachedUs = periods.first().fromUs;
    const auto reach = [&](qint64 fromUs, qint64 toUs) {
        if (fromUs > reachedUs)
            gaps.append({.fromUs = reachedUs, .toUs = fromUs});
        reachedUs = std::max(reachedUs, toUs);
    };
    for (const ListeningPeriod &period : periods)
        reach(period.fromUs, period.toUs);
    // The present one, when it is among them already, reaches further than its last sign of life.
    constexpr qint64 never = std::numeric_limits<qint64>::max();
    const qint64 sinceUs = listeningSinceUs.value_or(never);
    if (periods.last().fromUs < sinceUs)
        reach(sinceUs, sinceUs);
    return gaps;
}

} // namespace Roomscope
