// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/selection.h"

#include "core/timeline/timeline.h"

namespace Roomscope {

Selection selectionOf(const TimelineLine &line)
{
    if (const std::optional<Finding> finding = line.finding())
        return selectionOf(*finding);
    Selection selection {.callbackId = line->callbackId, .seat = line->seat, .timeMs = line->receivedUs / 1000};
    if (line->room != 0)
        selection.room = RoomKey {line.text(line->sdkAppId), line.text(line->room)};
    if (line->eventTimeMs != TimelineRow::noTime)
        selection.timeMs = line->eventTimeMs;
    return selection;
}

Selection selectionOf(const Finding &finding)
{
    return {.callbackId = finding.callbacks.last(),
            .room = finding.room,
            .seat = finding.seat,
            .timeMs = finding.isLoss() ? finding.toMs : finding.fromMs};
}

} // namespace Roomscope
