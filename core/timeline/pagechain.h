// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/timeline/pagefile.h"

#include <QList>

namespace Roomscope {

/// The pages of a session's file, oldest first; none when they were made from another journal. Any thread.
[[nodiscard]] QList<PageSummary> storedPages(const PageFile &file, const JournalReader &journal);

/// Up to which callback those pages have the rows of all callbacks behind `after`, one page behind the other without a
/// gap; no page that ends behind lastId counts. `after` itself when there are none.
[[nodiscard]] qint64 coveredTo(const QList<PageSummary> &pages, qint64 after, qint64 lastId);

} // namespace Roomscope
