// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/pagesource.h"

namespace Roomscope {

std::shared_ptr<const TimelinePage> PageSource::load(const PageFile &file, std::shared_ptr<TimelinePage> into) const
{
    if (page)
        return page;
    const bool isRead = packed.isEmpty() ? file.read(summary.firstId, *into) : into->read(packed);
    return isRead && into->size() >= summary.rows ? std::move(into) : nullptr;
}

} // namespace Roomscope
