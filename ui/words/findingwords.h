// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/finding.h"
#include "ui/words/tone.h"

#include <QString>

namespace Roomscope {

/// "One member on two seats", "No longer so: One member on two seats".
[[nodiscard]] QString findingTitle(const Finding &finding);
/// "warning"; "over" or "explained" when the finding is no longer open.
[[nodiscard]] QString findingStateText(const Finding &finding);
[[nodiscard]] Tone findingTone(const Finding &finding);
/// Returns findingSentence() with names shortened where they are too long to be shown.
[[nodiscard]] QString shownSentence(const Finding &finding);
[[nodiscard]] QString findingToolTip(const Finding &finding);
/// Returns the sentence, the evidence, and what explained or ended the finding.

} // namespace Roomscope
