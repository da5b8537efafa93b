// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/timeline/pagefile.h"

#include <QList>

namespace Roomscope {

/// Returns the pages of a session's file, oldest first; none when they were made from another journal. Any thread.
[[nodiscard]] QList<PageSummary> storedPages(const PageFile &file, const JournalReader &journal);

/// Returns the callback up to which the pages contain the rows of all callbacks after `after`, without a gap between
/// the pages; ignores pages that end after lastId. Returns `after` when there are none.
[[nodiscard]] qint64 coveredTo(const QList<PageSummary> &pages, qint64 after, qint64 lastId);

} // namespace Roomscope
