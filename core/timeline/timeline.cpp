// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timeline.h"

#include "core/journal/journalreader.h"
#include "core/timeline/olderpages.h"
#include "core/timeline/pagechain.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr size_t pagesKept = 24;
constexpr qint64 rowsLookedBack = 50'000;

} // namespace

Change TimelineLine::change() const
{
    return {.kind = m_row.kind,
            .room = text(m_row.room),
            .life = m_row.life,
            .seat = m_row.seat,
            .fromSeat = m_row.fromSeat,
            .member = text(m_row.member),
            .previous = text(m_row.previous),
            .marks = m_row.marks,
            .details = details(),
            .derived = m_row.derived};
}

Timeline::Timeline(QObject *parent)
    : QObject(parent)
    , m_tail(std::make_shared<TimelinePage>(0))
    , m_anew(new QTimer(this))
{
    m_storing.setMaxThreadCount(1);
    m_making.setMaxThreadCount(1);
    m_making.setThreadPriority(QThread::LowPriority);
    m_anew->setSingleShot(true);
    m_anew->setInterval(0);
    connect(m_anew, &QTimer::timeout, this, &Timeline::startAnew);
}

Timeline::~Timeline()
{
    m_stopMaking.request_stop();
    m_making.waitForDone();
    m_storing.waitForDone();
    if (isStoring() && m_tail->summary().lastId > m_tail->summary().after)
        static_cast<void>(m_writer->write(*m_tail)); // nobody is left to be told, and nothing is lost by it
}

qint64 Timeline::storedTo(const QString &dataFolder, const Interpretation &interpretation)
{
    PageFile file;
    JournalReader journal;
    if (!file.openToRead(dataFolder, interpretation) || journal.open(dataFolder))
        return 0;
    const QList<PageSummary> pages = storedPages(file, journal);
    return pages.isEmpty() ? 0 : pages.last().lastId;
}

void Timeline::open(const QString &dataFolder, const Interpretation &interpretation, Access access, qint64 endId)
{
    emit aboutToOpen();
    clear();
    m_dataFolder = dataFolder;
    m_interpretation = interpretation;
    m_tail = std::make_shared<TimelinePage>(endId);
    JournalReader journal;
    if (!journal.open(dataFolder)) // otherwise told by the one who opened the session
        openStored(journal, access, endId);
    emit opened();
}

void Timeline::clear()
{
    m_stopMaking.request_stop();
    m_making.waitForDone();
    m_storing.waitForDone();
    m_stopMaking = {};
    ++m_openings;
    m_pages.clear();
    m_recent.clear();
    m_repeats.clear();
    m_inCategory = {};
    m_findings = {};
    m_firstNumber = m_tailNumber = 0;
    m_olderWanted = m_olderMade = 0;
    m_file = {};
    m_writer.reset();
}

void Timeline::openStored(const JournalReader &journal, Access access, qint64 endId)
{
    if (access == Access::Write) {
        m_writer = std::make_shared<PageFile>();
        if (!m_writer->openToWrite(m_dataFolder, m_interpretation)) {
            m_writer.reset();
            emit failed({ErrorKind::CannotStoreLines, {m_dataFolder}});
        }
    }
    const std::optional<JournalBase> base = journal.base();
    m_keptFrom = base ? base->firstKept : 1;
    m_madeTo = m_keptFrom - 1;
    m_gapEnd = endId;
    QList<PageSummary> stored;
    if (file().isOpen()) {
        stored = storedPages(file(), journal);
        m_repeats = file().repeats();
    }
    if (m_writer && stored.isEmpty())
        static_cast<void>(m_writer->removeAll()); // what cannot be removed is replaced or found again
    std::vector<PageSource> usable;
    while (!stored.isEmpty() && stored.last().lastId == m_gapEnd && m_gapEnd >= m_keptFrom) {
        m_gapEnd = stored.last().after;
        usable.push_back({.summary = stored.takeLast(), .page = {}, .packed = {}});
    }
    std::reverse(usable.begin(), usable.end());
    m_madeTo = coveredTo(stored, m_madeTo, m_gapEnd);
    m_gapEnd = std::max(m_gapEnd, m_madeTo);
    if (!usable.empty() && usable.back().summary.rows < TimelinePage::fullRows) { // goes on to grow
        if (const Page page = usable.back().load(file())) {
            *m_tail = *page;
            usable.pop_back();
            count(m_tail->summary(), 1);
        }
    }
    addBefore(usable);
    dropBefore(m_keptFrom);
}

void Timeline::makeOlder(const CallbackFold &fold)
{
    m_fold = fold;
    if (m_madeTo >= m_gapEnd)
        return;
    m_olderWanted = m_gapEnd - m_madeTo;
    m_olderMade = 0;
    auto making = std::make_shared<OlderPages>();
    making->fold = fold;
    making->dataFolder = m_dataFolder;
    making->interpretation = m_interpretation;
    making->madeTo = m_madeTo;
    making->lastId = m_gapEnd;
    making->stores = isStoring();
    making->stop = m_stopMaking.get_token();
    making->progress = [this](qint64 callbacks) {
        QMetaObject::invokeMethod(
            this,
            [this, callbacks] {
                m_olderMade = std::min(callbacks, m_olderWanted);
                emit olderProgressed();
            },
            Qt::QueuedConnection);
    };
    m_making.start([this, making, opening = m_openings] {
        making->make();
        QMetaObject::invokeMethod(
            this,
            [this, making, opening] {
                if (opening == m_openings)
                    adoptOlder(making->pages, making->error);
            },
            Qt::QueuedConnection);
    });
}

/// The rows before those that are there have been made.
void Timeline::adoptOlder(const std::vector<PageSource> &pages, const std::optional<Error> &error)
{
    m_olderWanted = m_olderMade = 0;
    if (error)
        emit failed(*error);
    std::vector<PageSource> madeBefore;
    const QList<PageSummary> stored = file().isOpen() ? file().summaries() : QList<PageSummary>();
    for (const PageSummary &page : stored) {
        if (page.lastId <= m_madeTo)
            madeBefore.push_back({.summary = page, .page = {}, .packed = {}});
    }
    m_madeTo = m_gapEnd;
    addBefore(pages);
    addBefore(madeBefore);
    dropBefore(m_keptFrom);
    emit olderCame();
}

void Timeline::addBefore(const std::vector<PageSource> &pages)
{
    for (auto page = pages.rbegin(); page != pages.rend(); ++page) {
        if (page->summary.rows == 0)
            continue;
        m_firstNumber -= page->summary.rows;
        m_pages.push_front(*page);
        m_pages.front().firstNumber = m_firstNumber;
        count(page->summary, 1);
    }
}

void Timeline::append(const QList<AppliedCallback> &batch)
{
    const qint64 first = endNumber();
    for (const AppliedCallback &applied : batch) {
        const PageSummary before = m_tail->summary();
        m_tail->append(applied);
        const PageSummary &after = m_tail->summary();
        for (size_t category = 0; category < m_inCategory.size(); ++category)
            m_inCategory[category] += after.inCategory[category] - before.inCategory[category];
        for (size_t rule = 0; rule < m_findings.size(); ++rule)
            m_findings[rule] += after.findings[rule] - before.findings[rule];
        if (m_tail->isFull())
            seal();
    }
    emit appended(first, batch);
}

void Timeline::seal()
{
    m_pages.push_back({.summary = m_tail->summary(), .firstNumber = m_tailNumber, .page = m_tail, .packed = {}});
    m_tailNumber += m_tail->size();
    m_tail = std::make_shared<TimelinePage>(m_pages.back().summary.lastId);
    store(m_pages.back());
}

void Timeline::store(const PageSource &source)
{
    m_storing.start([this, page = source.page, writer = m_writer, opening = m_openings] {
        const bool isStored = writer && writer->write(*page);
        const QByteArray packed = isStored ? QByteArray() : page->toBytes();
        QMetaObject::invokeMethod(
            this,
            [this, opening, firstId = page->summary().firstId, isStored, packed] {
                if (opening == m_openings)
                    noteStored(firstId, isStored, packed);
            },
            Qt::QueuedConnection);
    });
}

void Timeline::noteStored(qint64 firstId, bool isStored, const QByteArray &packed)
{
    const auto source = std::lower_bound(m_pages.begin(), m_pages.end(), firstId,
                                         [](const PageSource &page, qint64 id) { return page.summary.firstId < id; });
    if (source == m_pages.end() || source->summary.firstId != firstId)
        return; // dropped meanwhile
    if (!isStored && isStoring()) {
        m_writer.reset();
        emit failed({ErrorKind::CannotStoreLines, {m_dataFolder}});
    }
    source->page.reset();
    source->packed = packed;
}

/// Some stored page cannot be read: all stored ones are made again.
void Timeline::startAnew()
{
    m_stopMaking.request_stop();
    m_making.waitForDone();
    m_storing.waitForDone();
    m_stopMaking = {};
    ++m_openings;
    m_recent.clear();
    const auto isStored = [](const PageSource &page) { return !page.page && page.packed.isEmpty(); };
    const auto kept = std::find_if(m_pages.rbegin(), m_pages.rend(), isStored).base();
    emit dropping(kept == m_pages.end() ? m_tailNumber : kept->firstNumber);
    for (auto page = m_pages.begin(); page != kept; ++page)
        count(page->summary, -1);
    m_pages.erase(m_pages.begin(), kept);
    m_firstNumber = m_pages.empty() ? m_tailNumber : m_pages.front().firstNumber;
    m_gapEnd = (m_pages.empty() ? m_tail->summary() : m_pages.front().summary).after;
    m_madeTo = m_keptFrom - 1;
    if (m_writer && !m_writer->removeAll())
        m_writer.reset();
    for (const PageSource &page : m_pages)
        store(page);
    emit failed({ErrorKind::StoredLinesDamaged});
    makeOlder(m_fold);
}

void Timeline::dropBefore(qint64 callbackId)
{
    m_keptFrom = std::max(m_keptFrom, callbackId);
    const qint64 end = numberNotBefore(callbackId);
    if (end == m_firstNumber)
        return;
    emit dropping(end);
    while (!m_pages.empty() && m_pages.front().endNumber() <= end) {
        uncount(m_pages.front());
        m_firstNumber = m_pages.front().endNumber();
        m_pages.pop_front();
    }
    for (; m_firstNumber < end; ++m_firstNumber) {
        const TimelineLine gone = line(m_firstNumber);
        PageSummary summary;
        summary.count(gone.row());
        count(summary, -1);
    }
    if (isStoring()) {
        m_storing.start([writer = m_writer, callbackId] {
            static_cast<void>(writer->removeBefore(callbackId)); // what stays is dropped at the next start
        });
    }
}

void Timeline::count(const PageSummary &summary, int sign)
{
    for (size_t category = 0; category < m_inCategory.size(); ++category)
        m_inCategory[category] += sign * qint64(summary.inCategory[category]);
    for (size_t rule = 0; rule < m_findings.size(); ++rule)
        m_findings[rule] += sign * qint64(summary.findings[rule]);
}

/// Of the first page: what has not been dropped already.
void Timeline::uncount(const PageSource &source)
{
    if (source.firstNumber == m_firstNumber) {
        count(source.summary, -1);
        return;
    }
    const Page page = pageOf(source);
    PageSummary rest;
    for (qint64 number = m_firstNumber; number < source.endNumber(); ++number)
        rest.count(page->row(number - source.firstNumber));
    count(rest, -1);
}

const PageFile &Timeline::file() const
{
    if (!m_file.isOpen())
        static_cast<void>(
            m_file.openToRead(m_dataFolder, m_interpretation)); // what is in it cannot be read then, see pageOf()
    return m_file;
}

Timeline::Page Timeline::pageOf(const PageSource &source) const
{
    if (source.page)
        return source.page;
    const qint64 firstId = source.summary.firstId;
    const auto recent
        = std::find_if(m_recent.begin(), m_recent.end(), [&](const auto &page) { return page.first == firstId; });
    Page page;
    if (recent != m_recent.end()) {
        page = recent->second;
        m_recent.erase(recent);
    } else {
        page = source.load(file());
    }
    if (!page) {
        m_anew->start();
        page = std::make_shared<const TimelinePage>(TimelinePage::unreadable(source.summary));
    }
    m_recent.emplace_front(firstId, page);
    if (m_recent.size() > pagesKept)
        m_recent.pop_back();
    return page;
}

TimelineLine Timeline::line(qint64 number) const
{
    if (number >= m_tailNumber)
        return {m_tail, number - m_tailNumber, m_tail->row(number - m_tailNumber)};
    const auto behind
        = std::upper_bound(m_pages.begin(), m_pages.end(), number,
                           [](qint64 wanted, const PageSource &page) { return wanted < page.firstNumber; });
    const PageSource &source = *std::prev(behind);
    const Page page = pageOf(source);
    const qsizetype index = number - source.firstNumber;
    TimelineRow row = page->row(index);
    if (row.verdict.isRejected() && !m_repeats.isEmpty())
        row.repeats = m_repeats.value(row.callbackId, row.repeats);
    return {page, index, row};
}

qint64 Timeline::numberNotBefore(qint64 callbackId) const
{
    const auto source = std::lower_bound(m_pages.begin(), m_pages.end(), callbackId,
                                         [](const PageSource &page, qint64 id) { return page.summary.lastId < id; });
    const qint64 number = source == m_pages.end() ? m_tailNumber + m_tail->rowNotBefore(callbackId)
                                                  : source->firstNumber + pageOf(*source)->rowNotBefore(callbackId);
    return std::max(number, m_firstNumber);
}

qint64 Timeline::numberReceivedFrom(qint64 timeUs, qint64 number) const
{
    const auto look = [&](const PageSource &source) {
        if (source.endNumber() <= number || source.summary.mostUs < timeUs)
            return false;
        const Page page = pageOf(source);
        for (number = std::max(number, source.firstNumber); number < source.endNumber(); ++number) {
            if (page->row(number - source.firstNumber).receivedUs >= timeUs)
                return true;
        }
        return false;
    };
    if (std::any_of(m_pages.begin(), m_pages.end(), look) || look(tail()))
        return number;
    return endNumber();
}

qint64 Timeline::numberOf(qint64 callbackId) const
{
    const qint64 number = numberNotBefore(callbackId);
    return number < endNumber() && row(number).callbackId == callbackId ? number : endNumber();
}

QList<qint64> Timeline::formersOf(qint64 number, qsizetype most) const
{
    const TimelineLine of = line(number);
    QList<qint64> formers;
    if (of->room == 0)
        return formers;
    for (qint64 end = std::max(m_firstNumber, number - rowsLookedBack); --number >= end && formers.size() < most;) {
        const TimelineLine former = line(number);
        if (former->isChange() && former->callbackId != of->callbackId
            && (formers.isEmpty() || formers.last() != former->callbackId)
            && former.texts().at(former->room) == of.texts().at(of->room)
            && former.texts().at(former->sdkAppId) == of.texts().at(of->sdkAppId))
            formers.append(former->callbackId);
    }
    return formers;
}

void Timeline::setRepeats(qint64 callbackId, quint32 repeats)
{
    const qint64 number = numberOf(callbackId);
    if (number == endNumber())
        return;
    if (number >= m_tailNumber) {
        m_tail->setRepeats(number - m_tailNumber, repeats);
    } else {
        m_repeats.insert(callbackId, repeats);
        if (isStoring()) {
            m_storing.start([writer = m_writer, callbackId, repeats] {
                static_cast<void>(writer->writeRepeats(callbackId, repeats)); // the journal has it, too
            });
        }
    }
    emit repeatsChanged(callbackId);
}

QList<Finding> Timeline::findingsAbout(qint64 callbackId) const
{
    std::map<qint64, Finding> newest; // by the finding: it has a row for its beginning and one for its end
    const auto look = [&](const TimelinePage &page) {
        page.findings().forEach([&](const Finding &finding) {
            if (finding.callbacks.contains(callbackId) || finding.explainedBy == callbackId)
                newest[finding.id] = finding;
        });
    };
    const QList<qint64> stored = file().isOpen() ? file().pagesAbout(callbackId) : QList<qint64>();
    for (const PageSource &source : m_pages) {
        const bool isMemory = source.page || !source.packed.isEmpty();
        if (source.summary.lastId >= callbackId && (isMemory || stored.contains(source.summary.firstId)))
            look(*pageOf(source));
    }
    look(*m_tail);
    QList<Finding> result;
    for (const auto &[id, finding] : newest)
        result.append(finding);
    return result;
}

std::vector<PageSource> Timeline::pages() const
{
    return {m_pages.begin(), m_pages.end()};
}

PageSource Timeline::tail() const
{
    return {.summary = m_tail->summary(),
            .firstNumber = m_tailNumber,
            .page = std::make_shared<const TimelinePage>(*m_tail),
            .packed = {}};
}

} // namespace Roomscope
