// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

namespace Roomscope {

/// Returns a sentence for the user. Depends on no widgets, because the commands use it, too.
[[nodiscard]] QString errorText(const Error &error);

} // namespace Roomscope
