// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QString>

namespace Roomscope {

/// A command for bash or zsh that sends the same request again: the same method, target, header fields and the
/// identical bytes of the body. The scheme is "http" or "https": the request itself does not say it.
[[nodiscard]] QString curlCommand(const Callback &callback, const QString &scheme);

} // namespace Roomscope
