// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Roomscope {

/// Where a trimmed journal begins.
struct JournalBase
{
    qint64 firstKept = 1;   ///< Everything before this id has been removed.
    qint64 sinceUs = 0;     ///< What is kept arrived then or later; microseconds since 1970, UTC.
    QByteArray packedState; ///< The rooms before it, see MonitorState::fromBase().
};

} // namespace Roomscope
