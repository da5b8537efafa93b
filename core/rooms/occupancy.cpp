// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/occupancy.h"

#include <algorithm>
#include <tuple>

namespace Roomscope {

namespace {

SeatSpan spanOf(int seat, const QString &member, const SeatMarks &marks, qint64 fromMs, qint64 callbackId)
{
    return {.seat = seat,
            .callbackId = callbackId,
            .fromMs = fromMs,
            .member = member,
            .locked = marks.locked,
            .audioProhibited = marks.audioProhibited,
            .videoProhibited = marks.videoProhibited};
}

SeatMarks marksOf(const SeatSpan &span)
{
    return {.locked = span.locked, .audioProhibited = span.audioProhibited, .videoProhibited = span.videoProhibited};
}

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

SeatSpan Occupancy::Open::endSpan(qint64 timeMs)
{
    span.toMs = std::max(timeMs, span.fromMs);
    const qint64 lastedMs = span.toMs - span.fromMs;
    stay.audioProhibitedMs += span.audioProhibited ? lastedMs : 0;
    stay.videoProhibitedMs += span.videoProhibited ? lastedMs : 0;
    return span;
}

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
    setSeat(key, spanOf(change.seat, left ? QString() : change.member, change.marks, timeMs, callbackId));
    if (change.kind == ChangeKind::SeatMoved) {
        const SeatMarks marks = marksOf(m_open.value(key).value(change.fromSeat).span);
        setSeat(key, spanOf(change.fromSeat, {}, marks, timeMs, callbackId));
    }
}

void Occupancy::setSeat(const RoomKey &key, const SeatSpan &span)
{
    QMap<int, Open> &open = m_open[key];
    if (const auto former = open.find(span.seat); former != open.end()) {
        if (former->span.member == span.member && marksOf(former->span) == marksOf(span))
            return;
        QList<SeatSpan> &closed = m_closed[key];
        if (const SeatSpan ended = former->endSpan(span.fromMs); ended.toMs > ended.fromMs)
            closed.append(ended);
        if (closed.size() > maximumSpans)
            closed.remove(0, maximumSpans / 4);
        open.erase(former);
    }
    if (!span.member.isEmpty() || span.locked)
        open.insert(span.seat, {.span = span});
}

QList<SeatSpan> Occupancy::spans(const Room &room) const
{
    QList<SeatSpan> spans = m_closed.value(room.key());
    const QMap<int, Open> open = m_open.value(room.key());
    for (const Open &seat : open)
        spans.append(seat.span);
    for (auto seat = room.seats().cbegin(); seat != room.seats().cend(); ++seat) {
        const qint64 emptyMs
            = seat->lock.sinceMs == neverMs ? seat->eventTimeMs : std::max(seat->sinceMs, seat->lock.sinceMs);
        const qint64 fromMs = seat->member.isEmpty() ? emptyMs : seat->sinceMs;
        if (!open.contains(seat.key()) && (!seat->member.isEmpty() || seat->marks.locked) && fromMs != neverMs)
            spans.append(spanOf(seat.key(), seat->member, seat->marks, fromMs,
                                seat->eventTimeMs == fromMs ? seat->stamp.callbackId : 0));
    }
    return spans;
}

void Occupancy::noteRoom(const AppliedCallback &applied, const Room &room, QList<Stay> &ended)
{
    const qint64 timeMs = applied.timeMs();
    QMap<int, Open> &open = m_open[room.key()];
    for (auto it = open.begin(); it != open.end();) {
        const auto seat = room.seats().constFind(it.key());
        const bool isSame = seat != room.seats().cend() && it->stay.life == room.life()
            && it->stay.member == seat->member && !room.isDismissed();
        if (isSame) {
            if (seat->marks != marksOf(it->span))
                it->span = spanOf(it.key(), seat->member, seat->marks, it->endSpan(timeMs).toMs, applied.callback.id);
            ++it;
            continue;
        }
        it->stay.toMs = std::max(timeMs, it->stay.fromMs);
        it->endSpan(*it->stay.toMs);
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
                     .span = spanOf(seat.key(), seat->member, seat->marks, fromMs, applied.callback.id)});
    }
    if (open.isEmpty())
        m_open.remove(room.key());
}

QList<Stay> Occupancy::note(const AppliedCallback &applied, const RoomStore &rooms)
{
    QList<Stay> ended;
    for (const RoomKey &key : applied.rooms) {
        if (const Room *room = rooms.find(key))
            noteRoom(applied, *room, ended);
    }
    return ended;
}

QList<Stay> Occupancy::openStays() const
{
    QList<Stay> stays;
    for (const QMap<int, Open> &room : m_open) {
        for (const Open &open : room)
            stays.append(open.stay);
    }
    std::sort(stays.begin(), stays.end(), [](const Stay &a, const Stay &b) {
        return std::tie(a.fromMs, a.room.room, a.seat) < std::tie(b.fromMs, b.room.room, b.seat);
    });
    return stays;
}

} // namespace Roomscope
