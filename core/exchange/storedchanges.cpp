// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/storedchanges.h"

#include "core/exchange/changelines.h"
#include "core/rooms/interpretation.h"
#include "core/timeline/pagechain.h"
#include "core/timeline/passingrows.h"

#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <deque>
#include <future>
#include <memory>
#include <utility>
#include <vector>

namespace Roomscope {

namespace {

/// A stored page, and which of its callbacks are to be written: those after one, up to its own last one.
struct Wanted
{
    PageSummary summary;
    qint64 after = 0;
};

/// What has been made of a page.
struct Part
{
    bool isRead = true;
    QByteArray records;
    qint64 rows = 0;
    std::optional<Error> damage;
};

/// Makes the records of one page after the other. One thread at a time.
class PageReader final
{
public:
    PageReader(const ExportOptions &options, const Interpretation &interpretation);

    [[nodiscard]] Part read(const Wanted &wanted);

private:
    [[nodiscard]] bool mayHold(const Wanted &wanted) const;

    const ExportOptions &m_options;
    std::vector<qint64> m_ids; ///< Ascending.
    BodySearch m_bodies;
    JournalReader m_journal;
    std::optional<Error> m_journalFailure;
    PageFile m_file;
    TimelinePage m_page; ///< Its memory is used again.
    ChangeLines m_lines;
};

PageReader::PageReader(const ExportOptions &options, const Interpretation &interpretation)
    : m_options(options)
    , m_ids(options.ids.begin(), options.ids.end())
    , m_bodies(options.filter)
    , m_lines(options.csv)
{
    std::sort(m_ids.begin(), m_ids.end());
    if (options.filter.needsBody())
        m_journalFailure = m_journal.open(options.dataFolder);
    static_cast<void>(m_file.openToRead(options.dataFolder, interpretation)); // its pages cannot be read then
}

bool PageReader::mayHold(const Wanted &wanted) const
{
    const PageSummary &page = wanted.summary;
    const auto id = std::upper_bound(m_ids.begin(), m_ids.end(), wanted.after);
    return page.mostUs >= m_options.fromUs && page.leastUs < m_options.toUs
        && m_options.filter.mayMatch(page.kinds, page.leastUs, page.mostUs)
        && (m_ids.empty() || (id != m_ids.end() && *id <= page.lastId));
}

Part PageReader::read(const Wanted &wanted)
{
    if (!mayHold(wanted))
        return {};
    if (!m_file.isOpen() || !m_file.read(wanted.summary.firstId, m_page) || m_page.size() < wanted.summary.rows)
        return {.isRead = false};
    std::vector<qsizetype> rows;
    rows.reserve(size_t(m_page.size()));
    for (qsizetype index = m_page.rowNotBefore(wanted.after + 1); index < m_page.size(); ++index) {
        const TimelineRow &row = m_page.row(index);
        if (row.callbackId > wanted.summary.lastId)
            break; // it has grown meanwhile
        if (row.isChange() && m_options.wants(row.callbackId, row.receivedUs))
            rows.push_back(index);
    }
    Part part;
    if (!m_options.filter.isEmpty()) {
        PassingRows passing = passingRows(m_page, rows, m_options.filter, m_bodies, m_journal);
        rows = std::move(passing.rows);
        if (passing.failure)
            part.damage = m_journalFailure ? m_journalFailure : passing.failure;
    }
    part.records = m_lines.records(m_page, rows);
    part.rows = qint64(rows.size());
    return part;
}

/// The stored pages that have the rows of callbacks from after to lastId, and of some more.
std::vector<Wanted> wantedPages(const QList<PageSummary> &pages, qint64 after, qint64 lastId, qint64 lastStored)
{
    const qint64 end = std::min(lastId, coveredTo(pages, after, lastStored));
    std::vector<Wanted> wanted;
    for (const PageSummary &page : pages) {
        if (after >= end)
            break;
        if (page.lastId <= after)
            continue;
        wanted.push_back({page, after});
        after = page.lastId;
    }
    return wanted;
}

} // namespace

StoredChanges writeStoredChanges(const ExportOptions &options, const JournalReader &journal, QIODevice *device,
                                 qint64 after, qint64 lastId, const std::function<bool(qint64 callbackId)> &keepGoing)
{
    StoredChanges result {.lastId = after};
    const Result<Interpretation> interpretation = readInterpretation(options.dataFolder);
    PageFile file;
    if (!interpretation || !file.openToRead(options.dataFolder, *interpretation))
        return result;
    const std::vector<Wanted> pages = wantedPages(storedPages(file, journal), after, lastId, journal.lastId());

    // A page is begun when the one before it of the same reader has been taken: they need no lock.
    std::vector<std::unique_ptr<PageReader>> readers;
    const auto threads = std::min(size_t(std::max(1, QThread::idealThreadCount())), pages.size());
    for (size_t i = 0; i < threads; ++i)
        readers.push_back(std::make_unique<PageReader>(options, *interpretation));
    std::deque<std::future<Part>> parts;
    QThreadPool pool;
    pool.setMaxThreadCount(std::max(1, int(threads)));
    const auto begin = [&](size_t page) {
        if (page >= pages.size())
            return;
        const auto task = std::make_shared<std::packaged_task<Part()>>(
            [&reader = *readers[page % threads], &wanted = pages[page]] { return reader.read(wanted); });
        parts.push_back(task->get_future());
        pool.start([task] { (*task)(); });
    };
    for (size_t page = 0; page < threads; ++page)
        begin(page);
    for (size_t page = 0; page < pages.size(); ++page) {
        const Part part = parts.front().get();
        parts.pop_front();
        if (!part.isRead)
            break;
        begin(page + threads);
        result.isCancelled = !keepGoing(pages[page].summary.lastId);
        if (result.isCancelled)
            break;
        result.isWritten = device->write(part.records) == part.records.size();
        if (!result.isWritten)
            break;
        if (part.damage)
            result.damage = part.damage;
        result.rows += part.rows;
        result.lastId = pages[page].summary.lastId;
    }
    return result;
}

} // namespace Roomscope
