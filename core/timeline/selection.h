// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/room.h"

#include <optional>

namespace Roomscope {

class TimelineLine;
struct Finding;

/// The user's selection: a callback, and the selected part of it. A window has one, and all its views show it. A value.
struct Selection
{
    qint64 callbackId = 0;
    std::optional<RoomKey> room; ///< Nothing: the callback concerns no room.
    int seat = -1;               ///< -1: it concerns no seat.
    qint64 timeMs = neverMs;     ///< EventTime, else the arrival; neverMs: not known.

    friend bool operator==(const Selection &, const Selection &) = default;
};

/// Returns the callback of the line; for a finding, the newest one of its evidence.
[[nodiscard]] Selection selectionOf(const TimelineLine &line);
[[nodiscard]] Selection selectionOf(const Finding &finding);

} // namespace Roomscope
