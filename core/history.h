// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/roomsat.h"

#include <functional>

namespace Roomscope {

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

/// So many of the last callbacks are in the timeline after a start; the older ones stay in the journal.
constexpr qint64 recentCallbacks = 20'000;

/// Saves the state for later folds, about every checkpointInterval callbacks. False when it could not be written.
bool saveCheckpoint(const QString &dataFolder, const RoomsAt &state);
constexpr qint64 checkpointInterval = 50'000;

} // namespace Roomscope
