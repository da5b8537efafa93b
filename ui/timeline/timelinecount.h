// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

class TimelineModel;

/// How many lines the timeline shows: "14 203 112", "1 204 of 14 203 112 …" behind a filter that is still at work,
/// "1 204 · older lines 34 %" while lines of older callbacks are being made. Empty when there are none at all.
[[nodiscard]] QString shownCountText(const TimelineModel &model);
/// The same in a sentence, for tool tips and screen readers.
[[nodiscard]] QString shownCountSentence(const TimelineModel &model);

} // namespace Roomscope
