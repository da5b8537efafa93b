// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/pagechain.h"

#include <algorithm>

namespace Roomscope {

QList<PageSummary> storedPages(const PageFile &file, const JournalReader &journal)
{
    QList<PageSummary> pages = file.summaries();
    const auto known
        = std::find_if(pages.rbegin(), pages.rend(), [](const PageSummary &page) { return page.anchorId != 0; });
    if (known == pages.rend())
        return {};
    const std::optional<Callback> anchor = journal.read(known->anchorId);
    if (!anchor || anchor->receivedUs != known->anchorUs)
        pages.clear();
    return pages;
}

qint64 coveredTo(const QList<PageSummary> &pages, qint64 after, qint64 lastId)
{
    for (const PageSummary &page : pages) {
        if (page.after > after || page.lastId > lastId)
            break;
        after = std::max(after, page.lastId);
    }
    return after;
}

} // namespace Roomscope
