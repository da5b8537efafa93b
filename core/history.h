// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/monitor.h"
#include "core/rooms/roomstore.h"

#include <functional>

namespace Roomscope {

/// The state after a stored callback.
struct RoomsAt
{
    RoomStore rooms;
    MonitorCounters counters;
    qint64 lastId = 0; ///< The last callback in it; 0: none.
};

/// Folds stored callbacks, oldest first, into state: from its start, or from the newest checkpoint not after it, up to
/// and with lastId. visit, when given, sees each one from visitFrom on; answering false ends the fold.
///
/// Checkpoints are a cache in the data folder (`checkpoints/`): wrong or missing ones cost time, never truth.
/// Any thread; one reader in one thread at a time.
[[nodiscard]] std::optional<JournalFailure> foldJournal(const JournalReader &reader, const QString &dataFolder,
                                                        RoomsAt &state, qint64 lastId, qint64 visitFrom,
                                                        const std::function<bool(const Applied &)> &visit = {});

/// Saves the state for later folds, about every checkpointInterval callbacks. False when it could not be written.
bool saveCheckpoint(const QString &dataFolder, const RoomsAt &state);
constexpr qint64 checkpointInterval = 50'000;

} // namespace Roomscope
