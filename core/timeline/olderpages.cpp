// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/olderpages.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

constexpr qint64 progressEvery = 5'000;

void OlderPages::finish(TimelinePage &page, PageFile &file)
{
    if (stores && !file.write(page)) {
        stores = false;
        problem
            = u"The older lines of the timeline cannot be stored in “%1”; they are kept in memory."_s.arg(dataFolder);
    }
    pages.push_back({.summary = page.summary(), .page = {}, .packed = stores ? QByteArray() : page.toBytes()});
    page = TimelinePage(page.summary().lastId);
}

void OlderPages::make()
{
    PageFile file;
    JournalReader journal;
    if (const auto failure = journal.open(dataFolder)) {
        problem = failure->sentence;
        return;
    }
    if (stores)
        stores = file.openToWrite(dataFolder, interpretation) && file.removeBetween(madeTo, lastId + 1);
    TimelinePage page(madeTo);
    const auto failure = fold(
        journal, dataFolder, madeTo + 1, lastId,
        [&](const AppliedCallback &applied) {
            page.append(applied);
            if (page.isFull())
                finish(page, file);
            if (applied.callback.id % progressEvery == 0)
                progress(applied.callback.id - madeTo);
            return true;
        },
        stop);
    if (stop.stop_requested())
        return;
    if (failure && problem.isEmpty()) // what is unreadable has no rows
        problem = failure->sentence;
    page.endAt(lastId);
    finish(page, file);
}

} // namespace Roomscope
