// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/change.h"
#include "core/timeline/timeline.h"
#include "ui/appearance.h"

#include <QString>

namespace Roomscope {

// The one place where changes, verdicts and times become words for people (tr()).

/// "Seat taken", "Video prohibited" …
[[nodiscard]] QString changeTitle(ChangeKind kind);
/// One sentence: "Seat 4: min-jun sat down (was empty)", "Room dismissed by alice".
[[nodiscard]] QString changeSentence(const Change &change);
/// "ok", "late", "duplicate", "SDKAppID 1400000099", …
[[nodiscard]] QString verdictWords(const Verdict &verdict);
[[nodiscard]] Tone changeTone(ChangeKind kind);
[[nodiscard]] Tone verdictTone(const Verdict &verdict);

/// Local time, "21:14:03.418"; with the date when it is not today.
[[nodiscard]] QString clockText(qint64 timeUs);
/// "+38 ms", "+2.1 s", "−1.0 s"; empty without a delay.
[[nodiscard]] QString delayText(qint32 delayMs);
/// "04:12", "1:04:12", "3 d".
[[nodiscard]] QString durationText(qint64 milliseconds);
/// "2 s ago", "11 s ago", "6 m ago".
[[nodiscard]] QString agoText(qint64 milliseconds);
/// "318 B", "612 MB".
[[nodiscard]] QString bytesText(qint64 bytes);

} // namespace Roomscope
