// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalsweeper.h"

#include "core/journal/structure.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Of a step: a few milliseconds, in which an append waits.
constexpr int sweptBlocks = 32;
constexpr int sweptRows = 500;
constexpr int vacuumedPages = 500;
// Of a size limit the log of SQLite may take this part.
constexpr qint64 logShare = 32;

} // namespace

void JournalSweeper::setSizeLimit(qint64 bytes)
{
    m_sizeLimit = bytes;
    if (bytes == 0)
        return;
    constexpr qint64 usualPages = 1000;
    constexpr qint64 fewestPages = 16;
    const qint64 pages
        = std::clamp(bytes / logShare / m_database.number("PRAGMA page_size") / 2, fewestPages, usualPages);
    [[maybe_unused]] const bool set
        = m_database.run(u"PRAGMA wal_autocheckpoint = %1"_s.arg(pages).toUtf8().constData());
}

bool JournalSweeper::isTooLarge() const
{
    return m_sizeLimit > 0 && bytesOnDisk(m_database.fileName()) > m_sizeLimit;
}

/// One bounded transaction. removed: there was something, and there may be more.
std::optional<Error> JournalSweeper::remove(bool &removed)
{
    const qint64 before = m_database.number("SELECT first_kept FROM base");
    Statement blockRows = m_database.prepare(
        "DELETE FROM blocks WHERE first IN (SELECT first FROM blocks WHERE first < ?1 AND last < ?1 LIMIT ?2)");
    Statement rejectedRows
        = m_database.prepare("DELETE FROM rejected WHERE id IN (SELECT id FROM rejected WHERE id < ?1 LIMIT ?2)");
    // The last ones before may go beyond.
    Statement answerRows = m_database.prepare(
        "DELETE FROM answers WHERE first IN (SELECT first FROM answers "
        "WHERE first < (SELECT max(first) FROM answers WHERE first <= ?1) ORDER BY first LIMIT ?2)");
    const qint64 changesBefore = m_database.changes();
    const auto failure = m_database.transact([&] {
        return blockRows.bind(1, before).bind(2, sweptBlocks).run()
            && rejectedRows.bind(1, before).bind(2, sweptRows).run()
            && answerRows.bind(1, before).bind(2, sweptRows).run();
    });
    removed = !failure && m_database.changes() > changesBefore;
    return failure;
}

/// There are many free pages, or too many for the limit.
bool JournalSweeper::hasToShrink() const
{
    const qint64 free = m_database.number("PRAGMA freelist_count");
    const qint64 pages = m_database.number("PRAGMA page_count");
    const qint64 limit = m_sizeLimit - m_sizeLimit / logShare;
    const bool isAboveLimit = m_sizeLimit > 0 && pages * m_database.number("PRAGMA page_size") > limit;
    return free > 0 && (free * 4 > pages || isAboveLimit);
}

/// SQLite uses its log again and never makes it smaller by itself.
void JournalSweeper::shrinkLog()
{
    if (!isTooLarge())
        return;
    // While somebody reads, another time will do.
    [[maybe_unused]] const bool shrunk
        = m_database.run("PRAGMA busy_timeout = 0") && m_database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    m_database.waitForOthers();
}

JournalSweeper::Step JournalSweeper::step()
{
    bool removed = false;
    if (const auto failure = remove(removed))
        return {.isLast = true, .failure = failure};
    if (removed)
        return {.hasRemoved = true};
    // Free pages are used again; only when there are many of them the file is made smaller.
    if (hasToShrink()) {
        const bool isRun = m_database.run(u"PRAGMA incremental_vacuum(%1)"_s.arg(vacuumedPages).toUtf8().constData());
        return isRun ? Step() : Step {.isLast = true, .failure = m_database.failure()};
    }
    shrinkLog();
    return {.isLast = true};
}

std::optional<Error> JournalSweeper::sweep()
{
    for (bool removed = true; removed;) {
        if (const auto failure = remove(removed))
            return failure;
    }
    if (!m_database.run("PRAGMA incremental_vacuum") || !m_database.run("PRAGMA wal_checkpoint(TRUNCATE)"))
        return m_database.failure();
    return {};
}

} // namespace Roomscope
