// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/session/monitorstate.h"

#include <functional>
#include <stop_token>

namespace Roomscope {

/// Folds stored callbacks, oldest first, into state: from the journal's start (its base, when it has been trimmed), or
/// from the newest checkpoint not after lastId, up to and with lastId. visit, when given, sees each one from visitFrom
/// on; answering false ends the fold, as a stop that is asked for does. A failure means that some of the journal, or
/// the session's interpretation, could not be read, or has been removed; the rest is in the state.
/// Any thread; one reader in one thread at a time.
[[nodiscard]] std::optional<Error> foldJournal(const JournalReader &reader, const QString &dataFolder,
                                               MonitorState &state, qint64 lastId, qint64 visitFrom,
                                               const std::function<bool(const AppliedCallback &)> &visit = {},
                                               const std::stop_token &stop = {});

/// The same, from that state on, in its interpretation.
[[nodiscard]] std::optional<Error> continueFold(const JournalReader &reader, MonitorState &state, qint64 lastId,
                                                qint64 visitFrom,
                                                const std::function<bool(const AppliedCallback &)> &visit = {},
                                                const std::stop_token &stop = {});

/// The number of last callbacks whose timeline lines are made at a start when they are not stored; those of older ones
/// follow.
constexpr qint64 recentCallbacks = 20'000;

/// The same for those who only visit, as Timeline does.
[[nodiscard]] std::optional<Error> visitCallbacks(const JournalReader &reader, const QString &dataFolder,
                                                  qint64 visitFrom, qint64 lastId,
                                                  const std::function<bool(const AppliedCallback &)> &visit,
                                                  const std::stop_token &stop = {});

} // namespace Roomscope
