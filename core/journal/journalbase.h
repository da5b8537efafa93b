// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Roomscope {

/// The beginning of a trimmed journal.
struct JournalBase
{
    qint64 firstKept = 1;   ///< Everything before this id has been removed.
    qint64 sinceUs = 0;     ///< The kept callbacks arrived then or later; microseconds since 1970, UTC.
    QByteArray packedState; ///< The rooms before it, see MonitorState::fromBase().
};

} // namespace Roomscope
