// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/occupancy.h"

#include <algorithm>

namespace Roomscope {

namespace {

bool isSame(const SeatSpan &span, const QString &member, const SeatMarks &marks)
{
    return span.member == member && span.locked == marks.locked && span.audioProhibited == marks.audioProhibited
        && span.videoProhibited == marks.videoProhibited;
}

} // namespace

void Occupancy::append(const QList<AppliedCallback> &batch)
{
    for (const AppliedCallback &applied : batch) {
        for (const Change &change : applied.changes)
            append({applied.event.sdkAppId, change.room}, change, applied.timeMs(), applied.callback.id);
    }
}

void Occupancy::append(const RoomKey &key, const Change &change, qint64 timeMs, qint64 callbackId)
{
    if (change.seat < 0)
        return;
    const bool left = change.kind == ChangeKind::SeatLeft;
    note(key, change.seat, left ? QString() : change.member, change.marks, timeMs, callbackId);
    if (change.kind == ChangeKind::SeatMoved)
        note(key, change.fromSeat, {}, marksOf(key, change.fromSeat), timeMs, callbackId);
}

SeatMarks Occupancy::marksOf(const RoomKey &key, int seat) const
{
    const auto it = m_open.constFind({key, seat});
    return it == m_open.cend() ? SeatMarks {}
                               : SeatMarks {.locked = it->locked,
                                            .audioProhibited = it->audioProhibited,
                                            .videoProhibited = it->videoProhibited};
}

void Occupancy::note(const RoomKey &key, int seat, const QString &member, const SeatMarks &marks, qint64 timeMs,
                     qint64 callbackId)
{
    const auto open = m_open.find({key, seat});
    if (open != m_open.end()) {
        if (isSame(*open, member, marks))
            return;
        open->toMs = std::max(timeMs, open->fromMs);
        QList<SeatSpan> &closed = m_closed[key];
        if (open->toMs > open->fromMs)
            closed.append(*open);
        if (closed.size() > maximumSpans)
            closed.remove(0, maximumSpans / 4);
        m_open.erase(open);
    }
    if (!member.isEmpty() || marks.locked) {
        m_open.insert({key, seat},
                      {.seat = seat,
                       .callbackId = callbackId,
                       .fromMs = timeMs,
                       .member = member,
                       .locked = marks.locked,
                       .audioProhibited = marks.audioProhibited,
                       .videoProhibited = marks.videoProhibited});
        m_openSeats[key].insert(seat);
    } else {
        m_openSeats[key].remove(seat);
    }
}

QList<SeatSpan> Occupancy::spans(const RoomKey &key) const
{
    QList<SeatSpan> result = m_closed.value(key);
    for (const int seat : m_openSeats.value(key)) {
        const auto open = m_open.constFind({key, seat});
        if (open != m_open.cend())
            result.append(*open);
    }
    std::sort(result.begin(), result.end(), [](const SeatSpan &a, const SeatSpan &b) { return a.fromMs < b.fromMs; });
    return result;
}

} // namespace Roomscope
