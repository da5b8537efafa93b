// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

namespace Roomscope {

/// What went wrong, for a person to read. Needs no widgets: the commands use it, too.
[[nodiscard]] QString errorText(const Error &error);

} // namespace Roomscope
