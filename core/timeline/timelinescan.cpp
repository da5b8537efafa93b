// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timelinescan.h"

#include "core/filter/bodysearch.h"
#include "core/journal/journalreader.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <stop_token>
#include <utility>

namespace Roomscope {

bool RowChoice::passes(const TimelineRow &row, const Finding *finding, const TextPool &texts,
                       const Filter::BodySource &bodyOf) const
{
    return (!finding || rules.isOn(finding->rule)) && isInCategory(row, category) && filter.matches(row, texts, bodyOf);
}

Filter::Decision RowChoice::decide(const TimelineRow &row, const Finding *finding, const TextPool &texts) const
{
    const bool isWanted = (!finding || rules.isOn(finding->rule)) && isInCategory(row, category);
    return isWanted ? filter.decide(row, texts) : Filter::Decision::Fails;
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

struct TimelineScan::Run
{
    Run(std::vector<PageSource> source, const RowChoice &rows, const Timeline &timeline)
        : pages(std::move(source))
        , choice(rows)
        , bodies(rows.filter)
        , dataFolder(timeline.dataFolder())
        , reading(timeline.reading())
    {
    }

    const std::vector<PageSource> pages;
    const RowChoice choice;
    const BodySearch bodies;
    const QString dataFolder;
    const Reading reading;
    std::stop_source stop;
    std::atomic<size_t> next = 0; ///< The page that nobody looks through yet.

    std::mutex mutex; ///< For what is below.
    std::map<size_t, RowBits> done;
    QList<qint64> unreadable;
    QString problem;
    size_t delivered = 0;
    bool isAnnounced = false;

    [[nodiscard]] RowBits lookThrough(const PageSource &source, const PageFile &file, const JournalReader &journal);
    [[nodiscard]] BodyHits search(const std::vector<qint64> &ids, const JournalReader &journal);
    void note(const QString &sentence);
};

void TimelineScan::Run::note(const QString &sentence)
{
    const std::scoped_lock lock(mutex);
    problem = sentence;
}

BodyHits TimelineScan::Run::search(const std::vector<qint64> &ids, const JournalReader &journal)
{
    if (ids.empty())
        return {};
    BodySearch::Result result = bodies.find(journal, ids, stop.get_token());
    if (result.failure)
        note(result.failure->sentence);
    return std::move(result.hits);
}

RowBits TimelineScan::Run::lookThrough(const PageSource &source, const PageFile &file, const JournalReader &journal)
{
    if (choice.passesAll(source.summary))
        return {source.firstNumber, source.summary.rows};
    RowBits bits(source.firstNumber);
    if (!choice.mayPass(source.summary))
        return bits;
    const std::shared_ptr<const TimelinePage> page = source.load(file);
    if (!page) {
        const std::scoped_lock lock(mutex);
        unreadable.append(source.firstNumber);
        return bits;
    }
    const RowChoice ofPage = choice.renewed();
    std::vector<Filter::Decision> decisions;
    std::vector<qint64> undecided; // callbacks
    for (qsizetype row = 0; row < source.summary.rows; ++row) {
        decisions.push_back(ofPage.decide(page->row(row), page->finding(row), page->texts()));
        const qint64 callback = page->row(row).callbackId;
        if (decisions.back() == Filter::Decision::BodyDecides && (undecided.empty() || undecided.back() != callback))
            undecided.push_back(callback);
    }
    const BodyHits hits = search(undecided, journal);
    for (qsizetype row = 0; row < source.summary.rows; ++row) {
        const Filter::Decision decision = decisions[size_t(row)];
        bits.append(decision == Filter::Decision::Passes
                    || (decision == Filter::Decision::BodyDecides
                        && ofPage.filter.matches(page->row(row), page->texts(), hits)));
    }
    return bits;
}

TimelineScan::TimelineScan(QObject *parent)
    : QObject(parent)
{
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
            static_cast<void>(file.openToRead(run->dataFolder, run->reading)); // pages are unreadable then
            JournalReader journal;
            if (const auto failure = run->choice.filter.needsBody() ? journal.open(run->dataFolder) : std::nullopt)
                run->note(failure->sentence);
            const std::stop_token stopped = run->stop.get_token();
            for (size_t index = run->next++; index < run->pages.size() && !stopped.stop_requested();
                 index = run->next++) {
                const RowBits bits = run->lookThrough(run->pages[index], file, journal);
                const std::scoped_lock lock(run->mutex);
                run->done.emplace(index, bits);
                if (!stopped.stop_requested() && run->done.begin()->first == run->delivered
                    && !std::exchange(run->isAnnounced, true))
                    QMetaObject::invokeMethod(
                        this, [this, run] { deliver(run); }, Qt::QueuedConnection);
            }
        });
    }
    if (run->pages.empty())
        QMetaObject::invokeMethod(
            this, [this, run] { deliver(run); }, Qt::QueuedConnection);
}

void TimelineScan::deliver(const std::shared_ptr<Run> &run)
{
    if (run != m_run)
        return;
    QList<RowBits> next;
    QList<qint64> damaged;
    QString problem;
    bool isLast = false;
    {
        const std::scoped_lock lock(run->mutex);
        run->isAnnounced = false;
        while (!run->done.empty() && run->done.begin()->first == run->delivered) {
            next.append(run->done.begin()->second);
            run->done.erase(run->done.begin());
            ++run->delivered;
        }
        damaged = std::exchange(run->unreadable, {});
        problem = std::exchange(run->problem, {});
        isLast = run->delivered == run->pages.size();
    }
    if (isLast)
        m_run.reset();
    emit found(next);
    for (const qint64 number : std::as_const(damaged))
        emit unreadable(number);
    if (!problem.isEmpty())
        emit failed(problem);
    if (isLast)
        emit finished();
}

} // namespace Roomscope
