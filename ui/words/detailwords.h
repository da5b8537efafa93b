// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/change.h"

#include <QString>

namespace Roomscope {

/// Returns the details of a change as one translated line, such as "was removed: off topic". Values without better
/// words keep the protocol's own, see shownName().
[[nodiscard]] QString detailWords(ChangeKind kind, const ChangeDetails &details);

/// Returns why a battle ended (OpType, documents 647/70485); an unknown number is returned as a number.
[[nodiscard]] QString battleEndText(qint64 reason);

} // namespace Roomscope
