// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

class TimelineModel;

/// Returns how many lines the timeline shows: "14 203 112"; "1 204 of 14 203 112 …" while a filter is still running; "1
/// 204 · older lines 34 %" while lines of older callbacks are being created. Empty if there are none.
[[nodiscard]] QString shownCountText(const TimelineModel &model);
/// Returns the same as a sentence, for tool tips and screen readers.
[[nodiscard]] QString shownCountSentence(const TimelineModel &model);

} // namespace Roomscope
