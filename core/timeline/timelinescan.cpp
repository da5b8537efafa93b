// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timelinescan.h"

#include "core/journal/journalreader.h"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace Roomscope {

bool RowChoice::passes(const TimelineRow &row, const Finding *finding, const TextPool &texts,
                       const Filter::BodySource &bodyOf) const
{
    return (!finding || rules.isOn(finding->rule)) && isInCategory(row, category) && filter.matches(row, texts, bodyOf);
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
    std::vector<PageSource> pages;
    RowChoice choice;
    QString dataFolder;
    Reading reading;
    std::atomic<bool> isStopped = false;
    std::atomic<size_t> next = 0; ///< The page that nobody looks through yet.

    std::mutex mutex; ///< For what is below.
    std::map<size_t, RowBits> done;
    QList<qint64> unreadable;
    size_t delivered = 0;
    bool isAnnounced = false;

    [[nodiscard]] RowBits lookThrough(const PageSource &source, const PageFile &file, const Filter::BodySource &bodyOf);
};

RowBits TimelineScan::Run::lookThrough(const PageSource &source, const PageFile &file, const Filter::BodySource &bodyOf)
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
    for (qsizetype row = 0; row < source.summary.rows && !isStopped; ++row)
        bits.append(ofPage.passes(page->row(row), page->finding(row), page->texts(), bodyOf));
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
        m_run->isStopped = true;
    m_run.reset();
}

void TimelineScan::start(std::vector<PageSource> pages, const RowChoice &choice, const Timeline &timeline)
{
    stop();
    const auto run = std::make_shared<Run>();
    run->pages = std::move(pages);
    run->choice = choice;
    run->dataFolder = timeline.dataFolder();
    run->reading = timeline.reading();
    m_run = run;
    for (int thread = 0; thread < m_pool.maxThreadCount(); ++thread) {
        m_pool.start([this, run] {
            PageFile file;
            static_cast<void>(file.openToRead(run->dataFolder, run->reading)); // pages are unreadable then
            JournalReader journal;
            const bool hasBodies = run->choice.filter.needsBody() && !journal.open(run->dataFolder);
            const Filter::BodySource bodyOf = hasBodies ? [&journal](qint64 id) {
                const std::optional<Callback> callback = journal.read(id);
                return callback ? callback->body : QByteArray();
            } : Filter::BodySource();
            for (size_t index = run->next++; index < run->pages.size() && !run->isStopped; index = run->next++) {
                const RowBits bits = run->lookThrough(run->pages[index], file, bodyOf);
                const std::scoped_lock lock(run->mutex);
                run->done.emplace(index, bits);
                if (!run->isStopped && run->done.begin()->first == run->delivered
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
        isLast = run->delivered == run->pages.size();
    }
    if (isLast)
        m_run.reset();
    emit found(next);
    for (const qint64 number : std::as_const(damaged))
        emit unreadable(number);
    if (isLast)
        emit finished();
}

} // namespace Roomscope
