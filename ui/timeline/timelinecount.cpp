// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinecount.h"

#include "core/timeline/timelinemodel.h"
#include "ui/words/words.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TimelineCount", text);
}

qint64 allLines(const TimelineModel &model)
{
    return model.countIn(TimelineCategory::All) - model.hiddenByFreeze();
}

bool makesOlder(const TimelineModel &model)
{
    return model.timeline().olderWanted() > 0;
}

qint64 percentMade(const TimelineModel &model)
{
    return model.timeline().olderMade() * 100 / model.timeline().olderWanted();
}

} // namespace

QString shownCountText(const TimelineModel &model)
{
    const qint64 all = allLines(model);
    QString text;
    if (all > 0 && model.showsAll())
        text = countText(model.rowCount());
    else if (all > 0)
        text = (model.isFiltering() ? tr("%1 of %2 …") : tr("%1 of %2"))
                   .arg(countText(model.rowCount()), countText(all));
    if (!makesOlder(model))
        return text;
    const QString older = tr("older lines %1 %").arg(percentMade(model));
    return text.isEmpty() ? older : tr("%1 · %2").arg(text, older);
}

QString shownCountSentence(const TimelineModel &model)
{
    const qint64 all = allLines(model);
    QString sentence;
    if (model.showsAll())
        sentence = tr("All lines are shown: %1.").arg(countText(model.rowCount()));
    else
        sentence = (all == 1                    ? tr("%1 of %2 line is shown.")
                        : model.rowCount() == 1 ? tr("%1 of %2 lines is shown.")
                                                : tr("%1 of %2 lines are shown."))
                       .arg(countText(model.rowCount()), countText(all))
            + (model.isFiltering() ? QString(u' ' + tr("The filter is still at work.")) : QString());
    if (!makesOlder(model))
        return sentence;
    return sentence + u' '
        + tr("Lines of older callbacks are being made: %1 of %2 callbacks.")
              .arg(countText(model.timeline().olderMade()), countText(model.timeline().olderWanted()));
}

} // namespace Roomscope
