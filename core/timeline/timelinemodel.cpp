// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timelinemodel.h"

#include "core/monitor.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr qint64 rowsInSlice = 10'000;
constexpr auto sliceTime = 8ms; // half a frame, for filters that look into bodies

} // namespace

bool isInCategory(const TimelineRow &row, TimelineCategory category)
{
    switch (category) {
    case TimelineCategory::All: return true;
    case TimelineCategory::Problems: return row.isFinding || !row.verdict.isAccepted();
    default: break;
    }
    if (row.isFinding || row.verdict.isRejected())
        return false;
    switch (row.kind) {
    case ChangeKind::SeatTaken:
    case ChangeKind::SeatLeft:
    case ChangeKind::SeatSwapped:
    case ChangeKind::SeatMoved: return category == TimelineCategory::Seats;
    case ChangeKind::SeatLocked:
    case ChangeKind::SeatUnlocked: return category == TimelineCategory::Locks;
    case ChangeKind::AudioProhibited:
    case ChangeKind::AudioAllowed:
    case ChangeKind::VideoProhibited:
    case ChangeKind::VideoAllowed: return category == TimelineCategory::AudioVideo;
    default: return category == TimelineCategory::Room;
    }
}

TimelineModel::TimelineModel(Monitor *monitor, QObject *parent)
    : QAbstractTableModel(parent)
{
    m_olderTimer.setInterval(0);
    connect(&m_olderTimer, &QTimer::timeout, this, &TimelineModel::showOlderRows);
    connect(monitor, &Monitor::applied, this, &TimelineModel::append);
    m_nextSlice.setSingleShot(true);
    connect(&m_nextSlice, &QTimer::timeout, this, &TimelineModel::showNewRows);
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
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
    const TimelineRow &row = rowAt(index.row());
    switch (index.column()) {
    case TimeColumn: return row.receivedUs;
    case DelayColumn: return row.delayMs == TimelineRow::noDelay ? QVariant() : QVariant(row.delayMs);
    case RoomColumn: return m_timeline.text(row.room);
    case EventColumn: return int(row.kind);
    case SeatColumn: return row.seat < 0 ? QVariant() : QVariant(int(row.seat));
    case MemberColumn: return m_timeline.text(row.member);
    case OperatorColumn: return m_timeline.text(row.operatorAccount);
    case PlatformColumn: return m_timeline.text(row.platform);
    case StatusColumn: return row.verdict.toString();
    default: return {};
    }
}

const TimelineRow &TimelineModel::rowAt(int row) const
{
    return m_timeline.row(m_shown[size_t(row)]);
}

qint64 TimelineModel::callbackAt(int row) const
{
    const Finding *finding = findingAt(row);
    return finding ? finding->callbacks.last() : rowAt(row).callbackId;
}

int TimelineModel::rowOfCallback(qint64 callbackId) const
{
    const auto it = std::lower_bound(m_shown.begin(), m_shown.end(), callbackId, [this](qint64 number, qint64 id) {
        return m_timeline.row(number).callbackId < id;
    });
    return it != m_shown.end() && m_timeline.row(*it).callbackId == callbackId ? int(it - m_shown.begin()) : -1;
}

void TimelineModel::setRepeats(qint64 callbackId, quint32 repeats)
{
    const qint64 number = m_timeline.numberOf(callbackId);
    if (number == m_timeline.endNumber())
        return; // dropped meanwhile; the journal keeps the count
    m_timeline.setRepeats(number, repeats);
    if (const int row = rowOfCallback(callbackId); row >= 0)
        emit dataChanged(index(row, 0), index(row, columns - 1));
}

void TimelineModel::setFilter(const Filter &filter)
{
    m_filter = filter;
    rebuild();
}

void TimelineModel::setCategory(TimelineCategory category)
{
    m_category = category;
    rebuild();
}

void TimelineModel::setRules(const RuleSwitches &rules)
{
    if (m_rules == rules)
        return;
    for (qint64 number = m_timeline.firstNumber(); number < m_timeline.endNumber(); ++number) {
        const Finding *finding = m_timeline.row(number).isFinding ? m_timeline.finding(number) : nullptr;
        if (!finding || m_rules.isOn(finding->rule) == rules.isOn(finding->rule))
            continue;
        for (const TimelineCategory category : {TimelineCategory::All, TimelineCategory::Problems})
            m_counts[size_t(category)] += rules.isOn(finding->rule) ? 1 : -1;
    }
    m_rules = rules;
    rebuild();
    emit countsChanged();
}

void TimelineModel::setFrozen(bool frozen)
{
    if (m_frozen == frozen)
        return;
    m_frozen = frozen;
    m_frozenAt = m_timeline.endNumber();
    if (!frozen)
        showNewRows();
    emit countsChanged();
}

qint64 TimelineModel::hiddenByFreeze() const
{
    return m_frozen ? m_timeline.endNumber() - m_frozenAt : 0;
}

void TimelineModel::append(const QList<Applied> &batch)
{
    const qint64 firstNew = m_timeline.appendWithFindings(batch);
    countRows(firstNew);
    if (!m_frozen)
        showNewRows();
    dropOldest();
    emit countsChanged();
}

void TimelineModel::countRows(qint64 fromNumber)
{
    for (qint64 number = fromNumber; number < m_timeline.endNumber(); ++number) {
        if (!isOn(number))
            continue;
        for (size_t category = 0; category < m_counts.size(); ++category)
            m_counts[category] += isInCategory(m_timeline.row(number), TimelineCategory(category)) ? 1 : 0;
    }
}

bool TimelineModel::isOn(qint64 number) const
{
    const Finding *finding = m_timeline.row(number).isFinding ? m_timeline.finding(number) : nullptr;
    return !finding || m_rules.isOn(finding->rule);
}

void TimelineModel::clear()
{
    beginResetModel();
    m_timeline.dropBefore(m_timeline.endNumber());
    m_shown.clear();
    m_lookedAtEnd = m_timeline.endNumber();
    m_unseenEnd = m_lookedAtEnd;
    m_counts = {};
    endResetModel();
    emit countsChanged();
}

bool TimelineModel::passes(qint64 number) const
{
    const TimelineRow &row = m_timeline.row(number);
    return isOn(number) && isInCategory(row, m_category) && m_filter.matches(row, m_timeline.texts(), m_bodyOf);
}

qint64 TimelineModel::endToLookAt() const
{
    return m_frozen ? m_frozenAt : m_timeline.endNumber();
}

void TimelineModel::showNewRows()
{
    const QDeadlineTimer slice = sliceEnd();
    const qint64 end = endToLookAt();
    std::deque<qint64> passing;
    qint64 number = std::max(m_lookedAtEnd, m_timeline.firstNumber());
    for (; number < end && !slice.hasExpired(); ++number) {
        if (passes(number))
            passing.push_back(number);
    }
    m_lookedAtEnd = std::max(m_lookedAtEnd, number);
    if (number < end)
        m_nextSlice.start(0ms);
    if (passing.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(passing.size()) - 1);
    m_shown.insert(m_shown.end(), passing.begin(), passing.end());
    endInsertRows();
}

QDeadlineTimer TimelineModel::sliceEnd() const
{
    return m_bodyOf && m_filter.needsBody() ? QDeadlineTimer(sliceTime) : QDeadlineTimer(QDeadlineTimer::Forever);
}

/// What passes among the next older rows, a few milliseconds' worth.
std::deque<qint64> TimelineModel::olderSlice()
{
    std::deque<qint64> passing;
    const QDeadlineTimer slice = sliceEnd();
    const qint64 first = std::max(m_timeline.firstNumber(), m_unseenEnd - rowsInSlice);
    while (m_unseenEnd > first && !slice.hasExpired()) {
        if (passes(--m_unseenEnd))
            passing.push_front(m_unseenEnd);
    }
    return passing;
}

void TimelineModel::rebuild()
{
    m_nextSlice.stop();
    beginResetModel();
    m_lookedAtEnd = endToLookAt();
    m_unseenEnd = m_lookedAtEnd;
    m_shown = olderSlice();
    endResetModel();
    if (isFiltering())
        m_olderTimer.start();
}

void TimelineModel::showOlderRows()
{
    const std::deque<qint64> passing = olderSlice();
    if (!passing.empty()) {
        beginInsertRows({}, 0, int(passing.size()) - 1);
        m_shown.insert(m_shown.begin(), passing.begin(), passing.end());
        endInsertRows();
    }
    if (!isFiltering())
        m_olderTimer.stop();
    emit countsChanged();
}

void TimelineModel::dropOldest()
{
    const qint64 firstToKeep = m_timeline.firstToKeep();
    if (firstToKeep == m_timeline.firstNumber())
        return;
    m_unseenEnd = std::max(m_unseenEnd, firstToKeep);
    const auto kept = std::lower_bound(m_shown.begin(), m_shown.end(), firstToKeep);
    const bool wasShown = kept != m_shown.begin();
    if (wasShown)
        beginRemoveRows({}, 0, int(kept - m_shown.begin()) - 1);
    m_shown.erase(m_shown.begin(), kept);
    m_timeline.dropBefore(firstToKeep);
    if (wasShown)
        endRemoveRows();
}

} // namespace Roomscope
