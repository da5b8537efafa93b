// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timelinescan.h"

#include "core/timeline/passingrows.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <stop_token>
#include <utility>

namespace Roomscope {

bool RowChoice::passes(const TimelineRow &row, const TextPool &texts, const Filter::BodySource &bodyOf) const
{
    return isCandidate(row) && filter.matches(row, texts, bodyOf);
}

bool RowChoice::isCandidate(const TimelineRow &row) const
{
    return (!row.rule || rules.isOn(*row.rule)) && isInCategory(row, category);
}

bool RowChoice::mayPass(const PageSummary &page) const
{
    return page.inCategory[size_t(category)] > 0 && filter.mayMatch(page.kinds, page.leastUs, page.mostUs);
}

bool RowChoice::passesAll(const PageSummary &page) const
{
    if (!isAll())
        return false;
    for (int rule = 0; rule < ruleCount; ++rule) {
        if (page.findings[size_t(rule)] > 0 && !rules.isOn(RuleId(rule)))
            return false;
    }
    return true;
}

/// Of one page.
struct TimelineScan::Found
{
    RowBits rows;
    bool isUnreadable = false;
    std::optional<Error> error;
};

struct TimelineScan::Run
{
    Run(std::vector<PageSource> source, const RowChoice &rows, const Timeline &timeline)
        : pages(std::move(source))
        , choice(rows)
        , bodies(rows.filter)
        , dataFolder(timeline.dataFolder())
        , interpretation(timeline.interpretation())
    {
    }

    const std::vector<PageSource> pages;
    const RowChoice choice;
    const BodySearch bodies;
    const QString dataFolder;
    const Interpretation interpretation;
    std::stop_source stop;
    std::atomic<size_t> next = 0; ///< The page that nobody looks through yet.

    /// Of the scratch page the memory is used again.
    [[nodiscard]] Found lookThrough(const PageSource &source, const PageFile &file, const JournalReader &journal,
                                    const std::shared_ptr<TimelinePage> &scratch) const;

    // In the thread of the scan:
    std::map<size_t, Found> found; ///< By the page's place; not told of yet.
    size_t told = 0;               ///< Pages that have been told of.
};

TimelineScan::Found TimelineScan::Run::lookThrough(const PageSource &source, const PageFile &file,
                                                   const JournalReader &journal,
                                                   const std::shared_ptr<TimelinePage> &scratch) const
{
    if (choice.passesAll(source.summary))
        return {.rows = RowBits(source.firstNumber, source.summary.rows), .error = {}};
    Found result {.rows = RowBits(source.firstNumber), .error = {}};
    if (!choice.mayPass(source.summary))
        return result;
    const std::shared_ptr<const TimelinePage> page = source.load(file, scratch);
    if (!page) {
        result.isUnreadable = true;
        return result;
    }
    std::vector<qsizetype> candidates;
    for (qsizetype row = 0; row < source.summary.rows; ++row) {
        if (choice.isCandidate(page->row(row)))
            candidates.push_back(row);
    }
    const PassingRows passing = passingRows(*page, candidates, choice.filter, bodies, journal, stop.get_token());
    result.error = passing.failure;
    auto passed = passing.rows.begin();
    for (qsizetype row = 0; row < source.summary.rows; ++row) {
        const bool passes = passed != passing.rows.end() && *passed == row;
        result.rows.append(passes);
        passed += passes ? 1 : 0;
    }
    return result;
}

TimelineScan::TimelineScan(QObject *parent)
    : QObject(parent)
    , m_tellSoon(this)
{
    m_tellSoon.setSingleShot(true);
    m_tellSoon.setInterval(0);
    connect(&m_tellSoon, &QTimer::timeout, this, &TimelineScan::tell);
}

TimelineScan::~TimelineScan()
{
    stop();
    m_pool.waitForDone();
}

void TimelineScan::stop()
{
    if (m_run)
        m_run->stop.request_stop();
    m_run.reset();
}

void TimelineScan::start(std::vector<PageSource> pages, const RowChoice &choice, const Timeline &timeline)
{
    stop();
    const auto run = std::make_shared<Run>(std::move(pages), choice, timeline);
    m_run = run;
    for (int thread = 0; thread < m_pool.maxThreadCount(); ++thread) {
        m_pool.start([this, run] {
            PageFile file;
            static_cast<void>(file.openToRead(run->dataFolder, run->interpretation)); // pages are unreadable then
            JournalReader journal;
            if (run->choice.filter.needsBody())
                static_cast<void>(journal.open(run->dataFolder)); // bodies are unreadable then, which is told
            const auto scratch = std::make_shared<TimelinePage>();
            const std::stop_token stopped = run->stop.get_token();
            for (size_t index = run->next++; index < run->pages.size() && !stopped.stop_requested();
                 index = run->next++) {
                const Found found = run->lookThrough(run->pages[index], file, journal, scratch);
                QMetaObject::invokeMethod(
                    this, [this, run, index, found] { adopt(run, index, found); }, Qt::QueuedConnection);
            }
        });
    }
}

void TimelineScan::adopt(const std::shared_ptr<Run> &run, size_t index, const Found &found)
{
    if (run != m_run)
        return;
    run->found.emplace(index, found);
    m_tellSoon.start(); // when what else has come is taken, too
}

void TimelineScan::tell()
{
    if (!m_run)
        return;
    const std::shared_ptr<Run> run = m_run;
    QList<RowBits> pages;
    QList<qint64> damaged;
    std::optional<Error> error;
    for (auto next = run->found.begin(); next != run->found.end() && next->first == run->told; ++run->told) {
        const Found &found = next->second;
        pages.append(found.rows);
        if (found.isUnreadable)
            damaged.append(found.rows.firstNumber());
        if (found.error)
            error = found.error;
        next = run->found.erase(next);
    }
    const bool isLast = run->told == run->pages.size();
    if (isLast)
        m_run.reset();
    emit found(pages);
    for (const qint64 number : std::as_const(damaged))
        emit unreadable(number);
    if (error)
        emit failed(*error);
    if (isLast)
        emit finished();
}

} // namespace Roomscope
