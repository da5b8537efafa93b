// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/room.h"

#include <optional>

namespace Roomscope {

class TimelineLine;
struct Finding;

/// What the reader has selected: a callback, and the part of it that was pointed at. There is one in a window, and all
/// its views show it. A value.
struct Selection
{
    qint64 callbackId = 0;
    std::optional<RoomKey> room; ///< Nothing: the callback is of no room.
    int seat = -1;               ///< -1: it is about no seat.
    qint64 timeMs = neverMs;     ///< EventTime, else the arrival; neverMs: not known.

    friend bool operator==(const Selection &, const Selection &) = default;
};

/// The callback of the line; of a finding's line the newest one of its evidence.
[[nodiscard]] Selection selectionOf(const TimelineLine &line);
[[nodiscard]] Selection selectionOf(const Finding &finding);

} // namespace Roomscope
