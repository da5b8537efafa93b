// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalfailure.h"
#include "core/session/journalfold.h"

#include <QList>
#include <QStringList>

#include <variant>

namespace Roomscope {

/// A data folder made ready for a receiver: its journal created or repaired, its history folded.
struct Session
{
    MonitorState state;
    QList<AppliedCallback> recent; ///< The last callbacks, of which the timeline has stored no lines yet.
    qint64 linesEnd = 0;           ///< The last callback before those, see Timeline::open().
    bool isFollowed = false;       ///< Another process writes to it; nothing has been repaired.
    /// A state in which callbacks are missing that are in the journal and cannot be read is worth no checkpoint:
    /// whoever read it would not meet them.
    bool isWhole = true;
    QStringList notices; ///< English sentences about repairs and unreadable parts; most often empty.
};

/// What to do when another process writes to the session.
enum class IfInUse : quint8 { Refuse, Follow };

[[nodiscard]] std::variant<Session, JournalFailure> openSession(const QString &dataFolder,
                                                                IfInUse ifInUse = IfInUse::Refuse);

} // namespace Roomscope
