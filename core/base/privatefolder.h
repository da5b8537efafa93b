// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

/// Makes a folder, and those above it, unless it is there already. Where the system knows owners only its own can look
/// into the new one; one that was there keeps its permissions. False when it cannot be made. Any thread.
[[nodiscard]] bool makePrivateFolder(const QString &path);

} // namespace Roomscope
