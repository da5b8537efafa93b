// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/session/monitorstate.h"

#include <optional>

namespace Roomscope {

// Checkpoints: states kept in the data folder (`checkpoints/`), so that a fold need not begin at the journal's start.
// They are a cache: a wrong or missing one costs time, never truth. Any thread.

/// How many callbacks lie between two of them, about.
constexpr qint64 checkpointInterval = 50'000;

/// The newest state after a callback from that id to that one, both included; nothing when there is none of this
/// journal and this interpretation.
[[nodiscard]] std::optional<MonitorState> loadCheckpoint(const JournalReader &reader, const QString &dataFolder,
                                                         qint64 from, qint64 to, const Interpretation &interpretation);

/// Saves the state; of the older ones those remain that later folds need. False when it could not be written.
bool saveCheckpoint(const QString &dataFolder, const MonitorState &state);

} // namespace Roomscope
