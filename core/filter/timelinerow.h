// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"
#include "core/protocol/verdict.h"
#include "core/rooms/change.h"
#include "core/rooms/finding.h"

#include <limits>
#include <optional>

namespace Roomscope {

/// The categories of the chips above the timeline.
enum class TimelineCategory : quint8 { All, Seats, AudioVideo, Locks, Room, Problems };
constexpr size_t timelineCategories = size_t(TimelineCategory::Problems) + 1;

/// One line of the timeline: a change, a rejected request, or a finding of the doctor that began or ended. Texts are
/// ids in the pool of its page. A value; any thread.
struct TimelineRow
{
    static constexpr qint64 noTime = std::numeric_limits<qint64>::min();

    qint64 callbackId = 0;
    qint64 receivedUs = 0;
    qint64 eventTimeMs = noTime;
    quint32 sdkAppId = 0;
    quint32 room = 0;
    quint32 command = 0;
    quint32 member = 0;
    quint32 previous = 0;
    quint32 operatorAccount = 0;
    quint32 platform = 0;
    quint32 clientIp = 0;
    quint32 peer = 0;   ///< The peer's address.
    quint32 detail = 0; ///< Packed ChangeDetails of a change, the note of a rejected request, the rule of a finding.
    quint32 concerned
        = 0;         ///< Packed Concerned of a repeated, late or ineffective callback; 0: only the line's own values.
    qint32 life = 0; ///< Of the room, from 1; 0 when it concerns no known room.
    qint16 seat = -1;
    qint16 fromSeat = -1;
    qint64 againstId = 0; ///< The callback that it repeats, or that made it late; 0: none.
    quint32 repeats = 1;  ///< The number of rejected requests that the row represents.
    Verdict verdict;
    ChangeKind kind = ChangeKind::NoChange;
    SeatMarks marks; ///< The marks of the seat after the change.
    bool derived = false;
    std::optional<RuleId> rule; ///< For a finding; see TimelinePage::finding().

    /// EventTime when usable, else the arrival.
    [[nodiscard]] qint64 timeMs() const { return hasUsableTime() ? eventTimeMs : receivedUs / 1000; }
    /// Arrival minus EventTime; nothing without a usable EventTime.
    [[nodiscard]] std::optional<qint64> delayMs() const
    {
        return hasUsableTime() ? std::optional(receivedUs / 1000 - eventTimeMs) : std::nullopt;
    }
    [[nodiscard]] bool hasUsableTime() const
    {
        return eventTimeMs != noTime && !Event::isAhead(eventTimeMs, receivedUs);
    }
    [[nodiscard]] bool isFinding() const { return rule.has_value(); }
    /// True for a change, false for a finding or a rejected request.
    [[nodiscard]] bool isChange() const { return !isFinding() && !verdict.isRejected(); }
};

[[nodiscard]] bool isInCategory(const TimelineRow &row, TimelineCategory category);

} // namespace Roomscope
