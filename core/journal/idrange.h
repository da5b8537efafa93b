// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QtGlobal>

namespace Roomscope {

/// A range of callback ids, both ends included.
struct IdRange
{
    qint64 first = 0;
    qint64 last = 0;

    [[nodiscard]] qint64 count() const { return last - first + 1; }
    friend bool operator==(const IdRange &, const IdRange &) = default;
};

/// Adds a range after all others; merges it with the last one when they touch.
void appendRange(QList<IdRange> &ranges, IdRange range);

} // namespace Roomscope
