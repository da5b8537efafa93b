// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/session/monitorstate.h"

#include <optional>

namespace Roomscope {

// Checkpoints: states stored in the data folder (`checkpoints/`), so that a fold need not begin at the journal's start.
// They are a cache: a wrong or missing one costs time, but never gives wrong results. Any thread.

/// Approximate number of callbacks between two checkpoints.
constexpr qint64 checkpointInterval = 50'000;

/// Returns the newest state after a callback in the range, both ends included; nothing when there is none of this
/// journal and this interpretation.
[[nodiscard]] std::optional<MonitorState> loadCheckpoint(const JournalReader &reader, const QString &dataFolder,
                                                         qint64 from, qint64 to, const Interpretation &interpretation);

/// Saves the state, and keeps only those older ones that later folds need. Returns false when it could not be written.
bool saveCheckpoint(const QString &dataFolder, const MonitorState &state);

} // namespace Roomscope
