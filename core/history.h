// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/roomsat.h"

#include <functional>
#include <stop_token>

namespace Roomscope {

/// Folds stored callbacks, oldest first, into state: from the journal's start (its base, when it has been trimmed), or
/// from the newest checkpoint not after lastId, up to and with lastId. visit, when given, sees each one from visitFrom
/// on; answering false ends the fold, as a stop that is asked for does. A failure means that some of the journal, or
/// the session's reading, could not be read, or has been removed; the rest is in the state.
///
/// Checkpoints are a cache in the data folder (`checkpoints/`): wrong or missing ones cost time, never truth.
/// Any thread; one reader in one thread at a time.
[[nodiscard]] std::optional<JournalFailure> foldJournal(const JournalReader &reader, const QString &dataFolder,
                                                        RoomsAt &state, qint64 lastId, qint64 visitFrom,
                                                        const std::function<bool(const Applied &)> &visit = {},
                                                        const std::stop_token &stop = {});

/// The same, from that state on, in its reading.
[[nodiscard]] std::optional<JournalFailure> continueFold(const JournalReader &reader, RoomsAt &state, qint64 lastId,
                                                         qint64 visitFrom,
                                                         const std::function<bool(const Applied &)> &visit = {},
                                                         const std::stop_token &stop = {});

/// Of so many of the last callbacks the lines of the timeline are made at a start, when they have not been stored;
/// those of older ones follow.
constexpr qint64 recentCallbacks = 20'000;

/// Saves the state for later folds, about every checkpointInterval callbacks. False when it could not be written.
bool saveCheckpoint(const QString &dataFolder, const RoomsAt &state);
constexpr qint64 checkpointInterval = 50'000;

} // namespace Roomscope
