// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/times.h"
#include "core/rooms/change.h"
#include "core/timeline/timeline.h"
#include "core/timeline/timelinemodel.h"
#include "ui/words/tone.h"

#include <QString>
#include <QTimeZone>

#include <optional>

namespace Roomscope {

// This is the one place that turns changes, verdicts and times into translated text.

/// "Seat taken", "Video prohibited" …
[[nodiscard]] QString changeTitle(ChangeKind kind);
/// One sentence: "Seat 4: min-jun sat down (was empty)", "Room dismissed by alice".
[[nodiscard]] QString changeSentence(const Change &change);
/// "ok", "late", "duplicate", "SDKAppID 1400000099", …
[[nodiscard]] QString verdictWords(const Verdict &verdict);
[[nodiscard]] Tone changeTone(ChangeKind kind);
[[nodiscard]] Tone verdictTone(const Verdict &verdict);

/// A change in two parts for a table: "Seat 4 video", "allowed → prohibited".
struct ChangeWords
{
    QString subject;
    QString transition;
};
[[nodiscard]] ChangeWords changeInTwoParts(const Change &change);

/// What a verdict means and what to do about it.
struct VerdictNote
{
    Tone tone = Tone::Warning;
    QString title;    ///< "Late"
    QString sentence; ///< One or two sentences.
};
[[nodiscard]] QList<VerdictNote> verdictNotes(const Verdict &verdict);

/// "Audio / video", as on the category chips.
[[nodiscard]] QString categoryTitle(TimelineCategory category);

/// The time zone in which this window shows times and parses times that the user types.
[[nodiscard]] QTimeZone shownZone();
/// "UTC+08:00 (Asia/Shanghai)", "UTC": shownZone() with its offset at that moment.
[[nodiscard]] QString zoneText(qint64 atUs = nowUs());
enum class ClockPrecision : quint8 { Milliseconds, Seconds, Minutes };
/// "21:14:03.418" in shownZone(); with the date, "2026-11-22 21:14:03.418", when it is on another day than atUs.
[[nodiscard]] QString clockText(qint64 timeUs, ClockPrecision precision = ClockPrecision::Milliseconds,
                                qint64 atUs = nowUs());
/// "2026-11-23 21:14:03.418 +08:00", to be shown beside the number itself; "UTC" for an offset of zero.
[[nodiscard]] QString momentText(qint64 timeMs, ClockPrecision precision = ClockPrecision::Milliseconds);
/// Parses a local time as a user types it: "21:10", "21:10:05.5", "2026-11-23", "2026-11-23 21:10". A time without a
/// date is on the day of nearUs, or on the day before or after if it lies within fromUs and toUs only there. Times are
/// microseconds since 1970, UTC.
[[nodiscard]] std::optional<qint64> momentFromText(const QString &text, qint64 nearUs, qint64 fromUs, qint64 toUs);
/// "+38 ms", "+2.1 s", "−1.0 s"; empty without a delay.
[[nodiscard]] QString delayText(std::optional<qint64> delayMs);
/// "04:12", "1:04:12", "3 d".
[[nodiscard]] QString durationText(qint64 milliseconds);
/// "2 s ago", "11 s ago", "6 m ago".
[[nodiscard]] QString agoText(qint64 milliseconds);
/// "318 B", "612 MB".
[[nodiscard]] QString bytesText(qint64 bytes);
/// "1 284 331", digits in groups of three, separated by narrow spaces.
[[nodiscard]] QString countText(qint64 count);
/// For narrow places: "9 999", "12 k", "1.0 M"; rounded down.
[[nodiscard]] QString shortCountText(qint64 count);
/// Returns `one` or `many` with "%1" replaced by the number. Without a translation Qt would show "%n room(s)"
/// unchanged.
[[nodiscard]] QString countedText(qint64 count, const QString &one, const QString &many);

} // namespace Roomscope
