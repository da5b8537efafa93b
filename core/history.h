// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/monitor.h"
#include "core/rooms/roomstore.h"

#include <functional>

namespace Roomscope {

/// The state after a stored callback. A value.
struct RoomsAt
{
    RoomStore rooms; ///< In the reading of the session, see loadReading().
    MonitorCounters counters;
    Doctor doctor;
    qint64 lastId = 0;   ///< The last callback in it; 0: none.
    qint64 anchorId = 0; ///< The last one that was not rejected: a checkpoint is known by it.
    qint64 anchorUs = 0; ///< Its arrival.

    void note(const Applied &applied);
};

/// Folds stored callbacks, oldest first, into state: from its start, or from the newest checkpoint not after it, up to
/// and with lastId. visit, when given, sees each one from visitFrom on; answering false ends the fold.
/// A failure means that some of the journal, or the session's reading, could not be read; the rest is in the state.
///
/// Checkpoints are a cache in the data folder (`checkpoints/`): wrong or missing ones cost time, never truth.
/// Any thread; one reader in one thread at a time.
[[nodiscard]] std::optional<JournalFailure> foldJournal(const JournalReader &reader, const QString &dataFolder,
                                                        RoomsAt &state, qint64 lastId, qint64 visitFrom,
                                                        const std::function<bool(const Applied &)> &visit = {});

/// The same, from that state on, in its reading.
[[nodiscard]] std::optional<JournalFailure> continueFold(const JournalReader &reader, RoomsAt &state, qint64 lastId,
                                                         qint64 visitFrom,
                                                         const std::function<bool(const Applied &)> &visit = {});

/// Saves the state for later folds, about every checkpointInterval callbacks. False when it could not be written.
bool saveCheckpoint(const QString &dataFolder, const RoomsAt &state);
constexpr qint64 checkpointInterval = 50'000;

} // namespace Roomscope
