// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiverstatus.h"
#include "ui/words/tone.h"

#include <QStringList>

#include <optional>

namespace Roomscope {

/// How a receiver status is shown. It is green only while callbacks can be received and stored.
struct ReceiverWords
{
    MarkShape shape = MarkShape::Square;
    Tone tone = Tone::Muted;
    QString word;
    QString sentence; ///< A complete sentence; includes what to do when something is wrong.
};

/// Returns an SDKAppID and whether the receiver checks it: "1400000001 ✓ checked", "1400000001, not checked" where any
/// is accepted, "1400000099 ✗ not accepted". `accepted`: the receiver's SDKAppIDs, empty if any is accepted,
/// std::nullopt if unknown.
[[nodiscard]] QString sdkAppIdText(const QString &sdkAppId, const std::optional<QStringList> &accepted);

[[nodiscard]] ReceiverWords receiverWords(const ReceiverStatus &status);

} // namespace Roomscope
