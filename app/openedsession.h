// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <optional>

namespace Roomscope {

/// The folder of the session that a path refers to.
struct OpenedFolder
{
    QString folder;
    bool isCopy = false;
};

/// A session's folder is that folder, made when it is missing. A session file, or what can be imported, becomes a
/// session under the data folder, `opened/NAME-…`, once for each state of the file: nothing is ever written to the
/// file itself. Shows progress meanwhile. Nothing when the one who waited has cancelled. GUI thread.
[[nodiscard]] Result<std::optional<OpenedFolder>> openSessionPath(const QString &path);

} // namespace Roomscope
