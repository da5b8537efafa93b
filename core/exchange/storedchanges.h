// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/export.h"
#include "core/journal/journalreader.h"

#include <QIODevice>

#include <functional>
#include <optional>

namespace Roomscope {

/// The written part of the table `changes`.
struct StoredChanges
{
    qint64 lastId = 0; ///< All that are wanted up to this callback, and none behind it.
    qint64 rows = 0;   ///< Records.
    bool isCancelled = false;
    bool isWritten = true;       ///< False when the device took less than was given.
    std::optional<Error> damage; ///< Bodies that could not be looked into.
};

/// Writes the records of callbacks after `after`, as far as anything is wanted (up to lastId), and as far as the
/// timeline has stored their rows (see PageFile) without a gap: in some threads, a few pages in memory at a time, and
/// without reading callbacks. Ends at a page that cannot be read. keepGoing is asked at each page with its last
/// callback; returning false cancels. Any thread.
[[nodiscard]] StoredChanges writeStoredChanges(const ExportOptions &options, const JournalReader &journal,
                                               QIODevice *device, qint64 after, qint64 lastId,
                                               const std::function<bool(qint64 callbackId)> &keepGoing);

} // namespace Roomscope
