// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/idrange.h"

#include <algorithm>

namespace Roomscope {

void appendRange(QList<IdRange> &ranges, IdRange range)
{
    if (!ranges.isEmpty() && range.first <= ranges.last().last + 1)
        ranges.last().last = std::max(ranges.last().last, range.last);
    else
        ranges.append(range);
}

} // namespace Roomscope
