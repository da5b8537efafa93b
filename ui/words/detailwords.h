// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/change.h"

#include <QString>

namespace Roomscope {

/// What a change's detail says, in words (tr()) where it speaks in the protocol's: "was removed: off topic" of
/// "Kicked: off topic".
[[nodiscard]] QString detailWords(ChangeKind kind, const QString &detail);

/// The detail of a before-callback: it holds the answer that was given.
[[nodiscard]] bool isAsked(const QString &detail);

/// Why a battle ended, the OpType of 647/70485; a number that is not known stays one.
[[nodiscard]] QString battleEndText(qint64 reason);

} // namespace Roomscope
