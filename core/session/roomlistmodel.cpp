// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/roomlistmodel.h"

#include "core/session/monitor.h"

#include <algorithm>
#include <utility>

namespace Roomscope {

namespace {

QList<SeatMark> marksOf(const Room &room)
{
    constexpr int maximumPromised = 64; // of use in a strip
    QList<SeatMark> marks;
    for (const ShownSeat &shown : room.shownSeats(maximumPromised))
        marks.append(
            {.index = shown.index, .member = shown.seat.member, .marks = shown.seat.marks, .known = shown.known});
    return marks;
}

QStringList accountsOf(const Room &room)
{
    QStringList accounts;
    if (!room.owner().isEmpty())
        accounts.append(room.owner());
    for (const Seat &seat : room.seats()) {
        if (!seat.member.isEmpty())
            accounts.append(seat.member);
    }
    for (auto member = room.members().cbegin(); member != room.members().cend(); ++member) {
        if (member->present.value)
            accounts.append(member.key());
    }
    accounts.removeDuplicates();
    return accounts;
}

} // namespace

RoomListModel::RoomListModel(Monitor *monitor, QObject *parent)
    : QAbstractListModel(parent)
    , m_monitor(monitor)
{
    connect(monitor, &Monitor::applied, this, &RoomListModel::ingest);
    connect(monitor, &Monitor::restored, this, &RoomListModel::reload);
    reload();
}

int RoomListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant RoomListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case KeyRole: return QVariant::fromValue(row.key);
    case RoomIdRole: return row.key.room;
    case SdkAppIdRole: return row.key.sdkAppId;
    case LastReceivedUsRole: return row.lastReceivedUs;
    case SeatMarksRole: return QVariant::fromValue(row.marks);
    case ActivityRole: return QVariant::fromValue(activityOf(row));
    default: break;
    }
    const Room *room = m_monitor->rooms().find(row.key);
    if (!room)
        return {};
    switch (role) {
    case NameRole: return room->name();
    case OwnerRole: return room->owner();
    case LifeRole: return room->life();
    case CompleteRole: return room->isComplete();
    case DismissedRole: return room->isDismissed();
    case TakenRole: return room->takenSeatCount();
    case LockedCountRole: return room->lockedSeatCount();
    case SeatCountRole:
        return std::max(room->maxSeatCount().value_or(0), room->seats().isEmpty() ? 0 : room->seats().lastKey() + 1);
    case MemberCountRole: return room->memberCount();
    case AccountsRole: return accountsOf(*room);
    default: return {};
    }
}

QModelIndex RoomListModel::indexOf(const RoomKey &key) const
{
    const auto it = m_rowOf.constFind(key);
    return it == m_rowOf.cend() ? QModelIndex() : index(*it);
}

QList<int> RoomListModel::activityOf(const Row &row) const
{
    QList<int> result(activityBuckets, 0);
    for (int i = 0; i < activityBuckets; ++i) {
        const qint64 slice = m_nowSlice - activityBuckets + 1 + i;
        if (slice < 0)
            continue;
        const Bucket &bucket = row.activity[size_t(slice % activityBuckets)];
        if (bucket.slice == slice)
            result[i] = bucket.count;
    }
    return result;
}

void RoomListModel::noteReceived(const RoomKey &key, qint64 receivedUs)
{
    const auto it = m_rowOf.constFind(key);
    if (it == m_rowOf.cend() || m_rows[*it].lastReceivedUs >= receivedUs)
        return;
    m_rows[*it].lastReceivedUs = receivedUs;
    emit dataChanged(index(*it), index(*it), {LastReceivedUsRole});
}

void RoomListModel::advance(qint64 nowUs)
{
    const qint64 slice = nowUs / activitySliceUs;
    if (slice == m_nowSlice)
        return;
    m_nowSlice = slice;
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(rowCount() - 1), {ActivityRole});
}

void RoomListModel::append(const RoomKey &key)
{
    m_rowOf.insert(key, int(m_rows.size()));
    m_rows.append({.key = key});
}

void RoomListModel::reload()
{
    beginResetModel();
    const QList<Row> former = std::exchange(m_rows, {});
    const QHash<RoomKey, int> formerRowOf = std::exchange(m_rowOf, {});
    for (const RoomKey &key : m_monitor->rooms().keys()) {
        append(key);
        if (const auto it = formerRowOf.constFind(key); it != formerRowOf.cend())
            m_rows.last() = former[*it]; // when something came in stays known
        m_rows.last().marks = marksOf(*m_monitor->rooms().find(key));
    }
    endResetModel();
}

void RoomListModel::ingest(const QList<AppliedCallback> &batch)
{
    QList<int> touched;
    QList<RoomKey> added;
    for (const AppliedCallback &applied : batch) {
        for (const RoomKey &key : applied.rooms) {
            if (!m_rowOf.contains(key) && !added.contains(key) && m_monitor->rooms().find(key))
                added.append(key);
        }
    }
    if (!added.isEmpty()) {
        beginInsertRows({}, rowCount(), rowCount() + int(added.size()) - 1);
        for (const RoomKey &key : std::as_const(added))
            append(key);
        endInsertRows();
    }
    for (const AppliedCallback &applied : batch) {
        const qint64 slice = applied.callback.receivedUs / activitySliceUs;
        for (const RoomKey &key : applied.rooms) {
            const auto it = m_rowOf.constFind(key);
            if (it == m_rowOf.cend())
                continue;
            Row &row = m_rows[*it];
            row.lastReceivedUs = std::max(row.lastReceivedUs, applied.callback.receivedUs);
            Bucket &bucket = row.activity[size_t(slice % activityBuckets)];
            bucket = bucket.slice == slice ? Bucket {slice, bucket.count + 1} : Bucket {slice, 1};
            m_nowSlice = std::max(m_nowSlice, slice);
            touched.append(*it);
        }
    }
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (qsizetype i = 0; i < touched.size();) {
        qsizetype end = i; // neighbours share one signal
        do {
            Row &row = m_rows[touched[end]];
            row.marks = marksOf(*m_monitor->rooms().find(row.key));
            ++end;
        } while (end < touched.size() && touched[end] == touched[end - 1] + 1);
        emit dataChanged(index(touched[i]), index(touched[end - 1]));
        i = end;
    }
}

} // namespace Roomscope
