// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/change.h"

#include <QString>

namespace Roomscope {

/// What a change's details say, for one line: "was removed: off topic" (tr()), and in the protocol's words, see
/// shownName(), where there are no better ones.
[[nodiscard]] QString detailWords(ChangeKind kind, const ChangeDetails &details);

/// Why a battle ended, the OpType of 647/70485; a number that is not known stays one.
[[nodiscard]] QString battleEndText(qint64 reason);

} // namespace Roomscope
