// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

/// Creates a folder and its parents unless it exists. Where the system has file owners, only the owner can access a new
/// folder; an existing folder keeps its permissions. Returns false when it cannot be created. Any thread.
[[nodiscard]] bool makePrivateFolder(const QString &path);

} // namespace Roomscope
