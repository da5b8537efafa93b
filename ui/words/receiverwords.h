// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiverstatus.h"
#include "ui/words/tone.h"

#include <QStringList>

#include <optional>

namespace Roomscope {

/// How a status is shown: never green unless callbacks can be received and stored.
struct ReceiverWords
{
    MarkShape shape = MarkShape::Square;
    Tone tone = Tone::Muted;
    QString word;
    QString sentence; ///< Complete, says what to do when something is wrong.
};

/// An SDKAppID and whether the receiver checks it: "1400000001 ✓ checked", "1400000001, not checked" where any is
/// accepted, "1400000099 ✗ not accepted". accepted: those of the receiver, empty for any; nothing: not known.
[[nodiscard]] QString sdkAppIdText(const QString &sdkAppId, const std::optional<QStringList> &accepted);

[[nodiscard]] ReceiverWords receiverWords(const ReceiverStatus &status);

} // namespace Roomscope
