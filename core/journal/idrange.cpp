// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/idrange.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype mostNamed = 5;

} // namespace

void appendRange(QList<IdRange> &ranges, IdRange range)
{
    if (!ranges.isEmpty() && range.first <= ranges.last().last + 1)
        ranges.last().last = std::max(ranges.last().last, range.last);
    else
        ranges.append(range);
}

QString textOf(const QList<IdRange> &ranges)
{
    const qsizetype named = std::min(ranges.size(), mostNamed);
    QStringList texts;
    for (const IdRange &range : ranges.first(named))
        texts.append(u"%1 to %2"_s.arg(range.first).arg(range.last));
    const QString text = u"callbacks "_s + texts.join(", "_L1);
    const qsizetype more = ranges.size() - named;
    return more == 0 ? text : QString(text + (more == 1 ? u" and 1 more span"_s : u" and %1 more spans"_s.arg(more)));
}

} // namespace Roomscope
