// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/receiverstatus.h"
#include "ui/statuswidgets.h"

namespace Roomscope {

/// How a status is shown: never green unless callbacks can be received and stored.
struct ReceiverWords
{
    StatusPill::Shape shape = StatusPill::Shape::Square;
    Tone tone = Tone::Muted;
    QString word;
    QString sentence; ///< Complete, says what to do when something is wrong.
};

[[nodiscard]] ReceiverWords receiverWords(const ReceiverStatus &status);

} // namespace Roomscope
