// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"
#include "core/protocol/verdict.h"
#include "core/rooms/change.h"
#include "core/rooms/finding.h"

#include <limits>
#include <optional>

namespace Roomscope {

/// The chips over the timeline.
enum class TimelineCategory : quint8 { All, Seats, AudioVideo, Locks, Room, Problems };
constexpr size_t timelineCategories = size_t(TimelineCategory::Problems) + 1;

/// One line of the timeline: a change, a rejected request, or a finding of the doctor that began or ended. Texts are
/// ids of the pool of its page. A value; any thread.
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
    quint32 peer = 0;      ///< Its address.
    quint32 detail = 0;    ///< Of a change packed ChangeDetails, of a rejected request its note, of a finding its rule.
    quint32 concerned = 0; ///< Packed Concerned of what is repeated, late or without effect; 0: what the line says.
    qint32 life = 0;       ///< Of the room, from 1; 0 when it concerns no room that is known.
    qint16 seat = -1;
    qint16 fromSeat = -1;
    qint64 againstId = 0; ///< The callback that it repeats or lost against; 0: none.
    quint32 repeats = 1;  ///< How many rejected requests of one reason the row stands for.
    Verdict verdict;
    ChangeKind kind = ChangeKind::NoChange;
    SeatMarks marks; ///< Of the seat after the change.
    bool derived = false;
    std::optional<RuleId> rule; ///< Of a finding; see TimelinePage::finding().

    /// EventTime where it can be used, else the arrival.
    [[nodiscard]] qint64 timeMs() const { return hasUsableTime() ? eventTimeMs : receivedUs / 1000; }
    /// Arrival minus EventTime; nothing when there is no EventTime that can be used.
    [[nodiscard]] std::optional<qint64> delayMs() const
    {
        return hasUsableTime() ? std::optional(receivedUs / 1000 - eventTimeMs) : std::nullopt;
    }
    [[nodiscard]] bool hasUsableTime() const
    {
        return eventTimeMs != noTime && !Event::isAhead(eventTimeMs, receivedUs);
    }
    [[nodiscard]] bool isFinding() const { return rule.has_value(); }
    /// It tells a change, neither a finding nor a rejected request.
    [[nodiscard]] bool isChange() const { return !isFinding() && !verdict.isRejected(); }
};

[[nodiscard]] bool isInCategory(const TimelineRow &row, TimelineCategory category);

} // namespace Roomscope
