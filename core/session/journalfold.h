// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/session/monitorstate.h"

#include <functional>
#include <stop_token>

namespace Roomscope {

/// Applies stored callbacks to `state`, oldest first, up to and including lastId. Starts from the newest usable
/// checkpoint, otherwise from the beginning of the journal (its base, if it has been trimmed). Calls `visit` for each
/// callback from visitFrom on; the fold ends when it returns false or when a stop is requested. Returns an error if
/// part of the journal or the session's interpretation could not be read or has been removed; the rest is in `state`.
/// Any thread; use a reader in one thread at a time.
[[nodiscard]] std::optional<Error> foldJournal(const JournalReader &reader, const QString &dataFolder,
                                               MonitorState &state, qint64 lastId, qint64 visitFrom,
                                               const std::function<bool(const AppliedCallback &)> &visit = {},
                                               const std::stop_token &stop = {});

/// Continues a fold from `state`, in its interpretation.
[[nodiscard]] std::optional<Error> continueFold(const JournalReader &reader, MonitorState &state, qint64 lastId,
                                                qint64 visitFrom,
                                                const std::function<bool(const AppliedCallback &)> &visit = {},
                                                const std::stop_token &stop = {});

/// Folds like foldJournal(), for callers that need only the visits, not the state.
[[nodiscard]] std::optional<Error> visitCallbacks(const JournalReader &reader, const QString &dataFolder,
                                                  qint64 visitFrom, qint64 lastId,
                                                  const std::function<bool(const AppliedCallback &)> &visit,
                                                  const std::stop_token &stop = {});

/// How many of the last callbacks get their timeline lines at the start if the lines are not stored; older ones follow.
constexpr qint64 recentCallbacks = 20'000;

} // namespace Roomscope
