// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/seatmodel.h"

#include <algorithm>

namespace Roomscope {

bool SeatModel::Row::showsSameAs(const Row &other) const
{
    return known == other.known && seat.member == other.seat.member && seat.marks == other.seat.marks
        && seat.operatorAccount == other.seat.operatorAccount && seat.sinceMs == other.seat.sinceMs
        && seat.eventTimeMs == other.seat.eventTimeMs && seat.lock.sinceMs == other.seat.lock.sinceMs
        && seat.lock.operatorAccount == other.seat.lock.operatorAccount;
}

SeatModel::SeatModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void SeatModel::update(const Room &room)
{
    QList<Row> rows;
    for (const ShownSeat &shown : room.shownSeats(maximumPromised))
        rows.append({.index = shown.index, .known = shown.known, .seat = shown.seat});

    const auto sameIndex = [](const Row &a, const Row &b) { return a.index == b.index; };
    const qsizetype kept
        = std::mismatch(m_rows.begin(), m_rows.end(), rows.begin(), rows.end(), sameIndex).first - m_rows.begin();
    if (kept < m_rows.size()) {
        beginRemoveRows({}, int(kept), int(m_rows.size()) - 1);
        m_rows.resize(kept);
        endRemoveRows();
    }
    int firstChanged = -1;
    int lastChanged = -1;
    for (int i = 0; i < int(kept); ++i) {
        m_rows[i].seat.stamp = rows[i].seat.stamp; // which nobody draws
        if (m_rows[i].showsSameAs(rows[i]))
            continue;
        const bool glows = m_rows[i].seat.member != rows[i].seat.member || m_rows[i].seat.marks != rows[i].seat.marks;
        rows[i].revision = m_rows[i].revision + (glows ? 1 : 0);
        m_rows[i] = rows[i];
        firstChanged = firstChanged < 0 ? i : firstChanged;
        lastChanged = i;
    }
    if (firstChanged >= 0)
        emit dataChanged(index(firstChanged), index(lastChanged));
    if (rows.size() > kept) {
        beginInsertRows({}, int(kept), int(rows.size()) - 1);
        for (qsizetype i = kept; i < rows.size(); ++i) {
            rows[i].revision = m_filled && rows[i].known ? 1 : 0;
            m_rows.append(rows[i]);
        }
        endInsertRows();
    }
    m_filled = true;
}

int SeatModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant SeatModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case IndexRole: return row.index;
    case MemberRole: return row.seat.member;
    case LockedRole: return row.seat.marks.locked;
    case AudioProhibitedRole: return row.seat.marks.audioProhibited;
    case VideoProhibitedRole: return row.seat.marks.videoProhibited;
    case SinceMsRole: return row.seat.sinceMs;
    case OperatorRole: return row.seat.operatorAccount;
    case ClockMsRole: return row.seat.eventTimeMs;
    case ListedByRole: return row.seat.stamp.callbackId;
    case KnownRole: return row.known;
    case LockedSinceMsRole: return row.seat.lock.sinceMs;
    case LockedByRole: return row.seat.lock.operatorAccount;
    case RevisionRole: return row.revision;
    default: return {};
    }
}

} // namespace Roomscope
