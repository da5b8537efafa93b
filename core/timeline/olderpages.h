// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/rooms/interpretation.h"
#include "core/rooms/roomstore.h"
#include "core/timeline/pagesource.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace Roomscope {

/// Applies a session's stored callbacks in order and has those from visitFrom to lastId visited; see visitCallbacks().
/// Any thread.
using CallbackFold = std::function<std::optional<Error>(
    const JournalReader &reader, const QString &dataFolder, qint64 visitFrom, qint64 lastId,
    const std::function<bool(const AppliedCallback &)> &visit, const std::stop_token &stop)>;

/// Makes the rows of the callbacks after madeTo, up to lastId, and writes them to the file, or keeps them packed.
/// make() runs in another thread; its starter sets and reads the members.
struct OlderPages
{
    CallbackFold fold;
    QString dataFolder;
    Interpretation interpretation;
    qint64 madeTo = 0;
    qint64 lastId = 0;
    bool stores = false;
    std::stop_token stop;
    std::function<void(qint64 callbacks)> progress;

    std::vector<PageSource> pages;
    std::optional<Error> error; ///< Nothing: all are made.

    void make();

private:
    void finish(TimelinePage &page, PageFile &file);
};

} // namespace Roomscope
