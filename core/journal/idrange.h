// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QtGlobal>

namespace Roomscope {

/// Callbacks from this id to that one.
struct IdRange
{
    qint64 first = 0;
    qint64 last = 0;

    [[nodiscard]] qint64 count() const { return last - first + 1; }
    friend bool operator==(const IdRange &, const IdRange &) = default;
};

/// Adds what lies behind all that are there; joined with the last one where they touch.
void appendRange(QList<IdRange> &ranges, IdRange range);

} // namespace Roomscope
