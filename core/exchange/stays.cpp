// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/stays.h"

#include <algorithm>
#include <tuple>

namespace Roomscope {

namespace {

/// Whether it is about who sits there, not about a mark of the seat.
bool isOfOccupant(ChangeKind kind)
{
    return kind == ChangeKind::SeatTaken || kind == ChangeKind::SeatLeft || kind == ChangeKind::SeatSwapped
        || kind == ChangeKind::SeatMoved;
}

/// What the callback says happened to the seat. Where a seat was emptied because of something else (a dismissal, a
/// member who left the room) that is the answer; where it told no change of its own, otherwise.
ChangeKind reasonFor(const AppliedCallback &applied, int seat, ChangeKind otherwise)
{
    const QList<Change> &changes = applied.changes;
    const auto said = std::find_if(changes.begin(), changes.end(), [seat](const Change &change) {
        return !change.derived && isOfOccupant(change.kind)
            && (change.seat == seat || (change.fromSeat == seat && change.fromSeat >= 0));
    });
    const auto first
        = std::find_if(changes.begin(), changes.end(), [](const Change &change) { return !change.derived; });
    if (said != changes.end())
        return said->kind;
    return first != changes.end() && first->kind != ChangeKind::NoChange ? first->kind : otherwise;
}

} // namespace

void StayBook::OpenStay::noteMarks(const SeatMarks &now, qint64 timeMs)
{
    const qint64 lastedMs = std::max<qint64>(0, timeMs - marksSinceMs);
    if (marks.audioProhibited)
        stay.audioProhibitedMs += lastedMs;
    if (marks.videoProhibited)
        stay.videoProhibitedMs += lastedMs;
    marks = now;
    marksSinceMs = std::max(marksSinceMs, timeMs);
}

void StayBook::noteRoom(const AppliedCallback &applied, const Room &room, QList<Stay> &ended)
{
    const qint64 timeMs = applied.timeMs();
    QMap<int, OpenStay> &open = m_open[room.key()];
    for (auto it = open.begin(); it != open.end();) {
        const auto seat = room.seats().constFind(it.key());
        const bool isSame = seat != room.seats().cend() && it->stay.life == room.life()
            && it->stay.member == seat->member && !room.isDismissed();
        if (isSame) {
            if (seat->marks != it->marks)
                it->noteMarks(seat->marks, timeMs);
            ++it;
            continue;
        }
        it->stay.toMs = std::max(timeMs, it->stay.fromMs);
        it->noteMarks({}, *it->stay.toMs);
        // A member who is known to be away may leave once more, for example when their entry was lost.
        const bool hasLeft = std::holds_alternative<MembersLeft>(applied.event.content);
        it->stay.endedBy = reasonFor(applied, it.key(), hasLeft ? ChangeKind::MemberLeft : ChangeKind::SeatLeft);
        ended.append(it->stay);
        it = open.erase(it);
    }
    for (auto seat = room.seats().cbegin(); seat != room.seats().cend(); ++seat) {
        if (seat->member.isEmpty() || open.contains(seat.key()) || room.isDismissed())
            continue;
        const qint64 fromMs = seat->sinceMs == neverMs ? timeMs : seat->sinceMs;
        open.insert(seat.key(),
                    {.stay = {.room = room.key(),
                              .life = room.life(),
                              .seat = seat.key(),
                              .member = seat->member,
                              .operatorAccount = seat->operatorAccount,
                              .begunBy = reasonFor(applied, seat.key(), ChangeKind::SeatTaken),
                              .fromMs = fromMs},
                     .marks = seat->marks,
                     .marksSinceMs = fromMs});
    }
    if (open.isEmpty())
        m_open.remove(room.key());
}

QList<Stay> StayBook::note(const AppliedCallback &applied, const RoomStore &rooms)
{
    QList<Stay> ended;
    for (const RoomKey &key : applied.rooms) {
        if (const Room *room = rooms.find(key))
            noteRoom(applied, *room, ended);
    }
    return ended;
}

QList<Stay> StayBook::open() const
{
    QList<Stay> stays;
    for (const QMap<int, OpenStay> &room : m_open) {
        for (const OpenStay &open : room)
            stays.append(open.stay);
    }
    std::sort(stays.begin(), stays.end(), [](const Stay &a, const Stay &b) {
        return std::tie(a.fromMs, a.room.room, a.seat) < std::tie(b.fromMs, b.room.room, b.seat);
    });
    return stays;
}

} // namespace Roomscope
