// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/olderpages.h"

namespace Roomscope {

constexpr qint64 progressEvery = 5'000;

void OlderPages::finish(TimelinePage &page, PageFile &file)
{
    if (stores && !file.write(page)) {
        stores = false;
        error = Error {ErrorKind::CannotStoreOlderLines, {dataFolder}};
    }
    pages.push_back({.summary = page.summary(), .page = {}, .packed = stores ? QByteArray() : page.toBytes()});
    page = TimelinePage(page.summary().lastId);
}

void OlderPages::make()
{
    PageFile file;
    JournalReader journal;
    error = journal.open(dataFolder);
    if (error)
        return;
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
    if (!error) // what is unreadable has no rows
        error = failure;
    page.endAt(lastId);
    finish(page, file);
}

} // namespace Roomscope
