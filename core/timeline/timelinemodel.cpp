// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timelinemodel.h"

#include "core/protocol/contentcoding.h"

#include <algorithm>
#include <utility>

namespace Roomscope {

TimelineModel::TimelineModel(Timeline *timeline, QObject *parent)
    : QAbstractTableModel(parent)
    , m_timeline(timeline)
{
    connect(m_timeline, &Timeline::aboutToOpen, this, &TimelineModel::clear);
    connect(m_timeline, &Timeline::opened, this, [this] {
        m_frozenAt = m_timeline->endNumber();
        endResetModel();
        rebuild();
        emit countsChanged();
    });
    connect(m_timeline, &Timeline::appended, this, &TimelineModel::showAppended);
    connect(m_timeline, &Timeline::repeatsChanged, this, &TimelineModel::showRepeats);
    connect(m_timeline, &Timeline::olderCame, this, [this] { showOlder(scanOlder()); });
    connect(m_timeline, &Timeline::olderProgressed, this, &TimelineModel::countsChanged);
    connect(m_timeline, &Timeline::dropping, this, &TimelineModel::dropRows);
    connect(&m_scan, &TimelineScan::found, this, &TimelineModel::showOlder);
    connect(&m_scan, &TimelineScan::failed, this, &TimelineModel::failed);
    connect(&m_scan, &TimelineScan::unreadable, this, [this](qint64 number) {
        if (number >= m_timeline->firstNumber())
            static_cast<void>(m_timeline->line(number)); // which sees to it
    });
    connect(&m_scan, &TimelineScan::finished, this, [this] {
        showOlder(scanOlder()); // of rows that have been made meanwhile
    });
    rebuild();
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rowCount;
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)
        || role != Qt::DisplayRole)
        return {};
    const TimelineLine line = lineAt(index.row());
    switch (index.column()) {
    case TimeColumn: return line->receivedUs;
    case DelayColumn: return line->delayMs() ? QVariant(*line->delayMs()) : QVariant();
    case RoomColumn: return line.text(line->room);
    case EventColumn: return int(line->kind);
    case SeatColumn: return line->seat < 0 ? QVariant() : QVariant(int(line->seat));
    case MemberColumn: return line.text(line->member);
    case OperatorColumn: return line.text(line->operatorAccount);
    case PlatformColumn: return line.text(line->platform);
    case StatusColumn: return line->verdict.toString();
    default: return {};
    }
}

qint64 TimelineModel::callbackAt(int row) const
{
    const TimelineLine line = lineAt(row);
    const std::optional<Finding> finding = line.finding();
    return finding ? finding->callbacks.last() : line->callbackId;
}

int TimelineModel::rowNotBeforeNumber(qint64 number) const
{
    return int(std::min<qint64>(m_rowCount, m_shown.countBefore(number)));
}

int TimelineModel::rowNotBefore(qint64 callbackId) const
{
    return rowNotBeforeNumber(m_timeline->numberNotBefore(callbackId));
}

int TimelineModel::rowOfCallback(qint64 callbackId) const
{
    const int row = rowNotBefore(callbackId);
    return row < m_rowCount && rowAt(row).callbackId == callbackId ? row : -1;
}

int TimelineModel::rowReceivedFrom(qint64 timeUs) const
{
    // Arrivals ascend, but for a clock that was set back: a page tells whether there is any need to look at its rows.
    for (qint64 number = m_timeline->numberReceivedFrom(timeUs, m_timeline->firstNumber());
         number < m_timeline->endNumber(); number = m_timeline->numberReceivedFrom(timeUs, number)) {
        const qint64 row = m_shown.countBefore(number);
        if (row >= m_rowCount)
            break;
        const qint64 shown = m_shown.numberAt(row);
        if (shown == number)
            return int(row);
        number = shown;
    }
    return m_rowCount;
}

/// Begins a reset.
void TimelineModel::clear()
{
    m_scan.stop();
    beginResetModel();
    m_shown.clear();
    m_rowCount = 0;
    m_newTexts = nullptr;
}

void TimelineModel::showAppended(qint64 firstNumber, const QList<AppliedCallback> &batch)
{
    const auto bodyOf = [&batch](qint64 callbackId) {
        const auto applied
            = std::lower_bound(batch.begin(), batch.end(), callbackId,
                               [](const AppliedCallback &one, qint64 id) { return one.callback.id < id; });
        return plainBody(applied->callback);
    };
    lookAtNew(firstNumber, bodyOf);
    if (!m_frozen)
        showCounted();
    emit countsChanged();
}

/// The newest rows, from that number on, have been looked at by nobody yet.
void TimelineModel::lookAtNew(qint64 firstNumber, const Filter::BodySource &bodyOf)
{
    for (qint64 number = firstNumber; number < m_timeline->endNumber(); ++number) {
        const TimelineLine line = m_timeline->line(number);
        if (m_newTexts != &line.texts()) {
            m_newChoice = m_choice.renewed();
            m_newTexts = &line.texts();
        }
        m_shown.append(number, m_newChoice.passes(line.row(), line.texts(), bodyOf));
    }
}

/// Rows that m_shown has behind the last one of the model.
void TimelineModel::showCounted()
{
    const int count = int(m_shown.count());
    if (count == m_rowCount)
        return;
    beginInsertRows({}, m_rowCount, count - 1);
    m_rowCount = count;
    endInsertRows();
}

void TimelineModel::showRepeats(qint64 callbackId)
{
    if (const int row = rowOfCallback(callbackId); row >= 0)
        emit dataChanged(index(row, 0), index(row, columns - 1));
}

void TimelineModel::setFilter(const Filter &filter)
{
    m_choice.filter = filter;
    rebuild();
}

void TimelineModel::setCategory(TimelineCategory category)
{
    m_choice.category = category;
    rebuild();
}

void TimelineModel::setRules(const RuleSwitches &rules)
{
    if (m_choice.rules == rules)
        return;
    m_choice.rules = rules;
    rebuild();
    emit countsChanged();
}

qint64 TimelineModel::countIn(TimelineCategory category) const
{
    qint64 count = m_timeline->countIn(category);
    if (category != TimelineCategory::All && category != TimelineCategory::Problems)
        return count;
    for (int rule = 0; rule < ruleCount; ++rule)
        count -= m_choice.rules.isOn(RuleId(rule)) ? 0 : m_timeline->findingsOf(RuleId(rule));
    return count;
}

void TimelineModel::setFrozen(bool frozen)
{
    if (m_frozen == frozen)
        return;
    m_frozen = frozen;
    m_frozenAt = m_timeline->endNumber();
    if (!frozen)
        showCounted();
    emit countsChanged();
}

qint64 TimelineModel::hiddenByFreeze() const
{
    return m_frozen ? m_timeline->endNumber() - m_frozenAt : 0;
}

void TimelineModel::rebuild()
{
    clear();
    m_notScannedBefore = m_timeline->endNumber();
    if (!m_choice.filter.needsBody()) { // else these are looked through in the pool, too
        m_notScannedBefore = std::max(m_timeline->tail().firstNumber, m_timeline->firstNumber());
        lookAtNew(m_notScannedBefore, {});
    }
    for (const RowBits &page : scanOlder())
        m_shown.prepend(page);
    m_rowCount = int(m_frozen ? m_shown.countBefore(m_frozenAt) : m_shown.count());
    endResetModel();
}

/// Has the rows looked through that have not been yet, but for pages at the newer end of which all pass: those are
/// answered, clipped, the newest first.
QList<RowBits> TimelineModel::scanOlder()
{
    QList<RowBits> known;
    if (m_scan.isRunning() || m_notScannedBefore <= m_timeline->firstNumber())
        return known; // what has come meanwhile is looked through afterwards
    std::vector<PageSource> pages = m_timeline->pages();
    pages.push_back(m_timeline->tail());
    std::reverse(pages.begin(), pages.end());
    std::erase_if(pages, [this](const PageSource &page) {
        return page.summary.rows == 0 || page.endNumber() > m_notScannedBefore;
    });
    const auto unknown = std::find_if_not(pages.begin(), pages.end(),
                                          [this](const PageSource &page) { return m_choice.passesAll(page.summary); });
    for (auto page = pages.begin(); page != unknown; ++page)
        known.append(RowBits(page->firstNumber, page->summary.rows));
    pages.erase(pages.begin(), unknown);
    m_notScannedBefore = m_timeline->firstNumber();
    if (!pages.empty())
        m_scan.start(std::move(pages), m_choice, *m_timeline);
    return clipped(known);
}

/// Without rows that have been dropped meanwhile, and without pages of which nothing passes.
QList<RowBits> TimelineModel::clipped(QList<RowBits> pages) const
{
    const qint64 first = m_timeline->firstNumber();
    for (RowBits &page : pages) {
        if (page.firstNumber() < first)
            page.clearFirst(std::min(first, page.endNumber()) - page.firstNumber());
    }
    pages.removeIf([](const RowBits &page) { return page.passing() == 0; });
    return pages;
}

void TimelineModel::showOlder(const QList<RowBits> &pages)
{
    const QList<RowBits> shown = clipped(pages);
    qsizetype count = 0;
    for (const RowBits &page : shown) {
        const bool isHidden = m_frozen && page.endNumber() > m_frozenAt;
        count += isHidden ? page.passingBefore(std::max<qint64>(0, m_frozenAt - page.firstNumber())) : page.passing();
    }
    if (!shown.isEmpty()) {
        if (count > 0)
            beginInsertRows({}, 0, int(count) - 1);
        for (const RowBits &page : shown)
            m_shown.prepend(page);
        m_rowCount += int(count);
        if (count > 0)
            endInsertRows();
    }
    emit countsChanged();
}

void TimelineModel::dropRows(qint64 firstNumber)
{
    const int gone = int(std::min<qint64>(m_rowCount, m_shown.countBefore(firstNumber)));
    if (gone > 0)
        beginRemoveRows({}, 0, gone - 1);
    m_shown.dropBefore(firstNumber);
    m_notScannedBefore = std::max(m_notScannedBefore, firstNumber);
    m_rowCount -= gone;
    if (gone > 0)
        endRemoveRows();
    emit countsChanged();
}

} // namespace Roomscope
