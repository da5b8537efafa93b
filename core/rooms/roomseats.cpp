// SPDX-License-Identifier: GPL-3.0-or-later
// The seats of a room: README 6 of the protocol, rules 1 to 5, and README 10.
#include "core/rooms/room.h"

#include <algorithm>

namespace Roomscope {

QList<ShownSeat> Room::shownSeats(int maximumPromised) const
{
    QList<ShownSeat> shown;
    const int promised = std::min(maxSeatCount().value_or(0), maximumPromised);
    int next = 0;
    const auto promiseUntil = [&](int end) {
        for (; next < end; ++next)
            shown.append({.index = next, .known = isDismissed(), .seat = {}});
    };
    for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
        promiseUntil(std::min(it.key(), promised));
        shown.append({.index = it.key(), .known = true, .seat = it.value()});
        next = it.key() + 1;
    }
    promiseUntil(promised);
    return shown;
}

int Room::takenSeatCount() const
{
    return int(std::count_if(m_seats.begin(), m_seats.end(), [](const Seat &seat) { return !seat.member.isEmpty(); }));
}

int Room::lockedSeatCount() const
{
    return int(std::count_if(m_seats.begin(), m_seats.end(), [](const Seat &seat) { return seat.marks.locked; }));
}

Change Room::seatChange(ChangeKind kind, int index) const
{
    const auto seat = m_seats.constFind(index);
    Change result = change(kind);
    result.seat = index;
    if (seat != m_seats.cend()) {
        result.member = seat->member;
        result.marks = seat->marks;
    }
    return result;
}

Change Room::derivedLeave(int index) const
{
    Change left = seatChange(ChangeKind::SeatLeft, index);
    left.previous = left.member;
    left.derived = true;
    return left;
}

void Room::emptySeat(Seat &seat, const EventContext &context) const
{
    if (!seat.member.isEmpty())
        seat.sinceMs = context.eventTimeMs;
    seat.member.clear();
    seat.operatorAccount = context.operatorAccount;
}

RoomOutcome Room::applySeats(const SeatInfoChanged &event, const EventContext &context, Interpretation::SeatLists form)
{
    RoomOutcome outcome;
    const Stamp &stamp = context.stamp;
    const qsizetype formerSeatings = m_seatings.size();
    QMap<int, Seat> before; // of every seat that this event touches
    QHash<QString, int> seatOf;
    for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
        if (!it->member.isEmpty())
            seatOf.insert(it->member, it.key());
    }

    // Each listed seat is the new state of its index (rule 1), unless something newer is known of it.
    QStringList seated;
    for (const ListedSeat &listed : event.seats) {
        if (!listed.hasMember && !m_seats.contains(listed.index))
            continue; // nobody can say who sits there
        QString sitting = listed.hasMember ? listed.member : m_seats.value(listed.index).member;
        if (!sitting.isEmpty() && listed.hasMember) {
            Stamp &seating = m_seatings[sitting];
            if (stamp.isOlderThan(seating)) {
                outcome.lostTo(seating); // sat here then, but has been seen elsewhere or has left since
                sitting.clear();
            } else {
                seating = stamp.replacing(seating);
                seated.append(sitting);
            }
        }
        Seat &seat = m_seats[listed.index];
        if (stamp.isOlderThan(m_table.stamp) && !seat.stamp.isSet()) // the newer table does not list it
            seat = {.sinceMs = listed.member.isEmpty() ? context.eventTimeMs : m_table.value,
                    .eventTimeMs = m_table.value,
                    .stamp = m_table.stamp};
        if (stamp.isOlderThan(seat.stamp)) {
            outcome.lostTo(seat.stamp);
            continue;
        }
        if (!before.contains(listed.index))
            before.insert(listed.index, seat);
        if (seat.member != sitting || seat.sinceMs == neverMs) {
            seat.member = sitting;
            seat.sinceMs = context.eventTimeMs;
        }
        const bool wasOpen = !seat.marks.locked && (seat.stamp.isSet() || m_complete);
        seat.marks = {.locked = listed.locked.value_or(seat.marks.locked),
                      .audioProhibited = listed.audioProhibited.value_or(seat.marks.audioProhibited),
                      .videoProhibited = listed.videoProhibited.value_or(seat.marks.videoProhibited)};
        seat.operatorAccount = context.operatorAccount;
        seat.eventTimeMs = context.eventTimeMs;
        seat.stamp = stamp.replacing(seat.stamp);
        if (!seat.marks.locked)
            seat.lock = {};
        else if (wasOpen) // else it may have been locked for long
            seat.lock
                = {.sinceMs = context.eventTimeMs, .operatorAccount = context.operatorAccount, .stamp = seat.stamp};
    }

    if (form == Interpretation::SeatLists::FullTable && event.isWhole && m_table.offer(context.eventTimeMs, stamp)) {
        for (auto it = m_seats.begin(); it != m_seats.end(); ++it) {
            if (before.contains(it.key()) || stamp.isOlderThan(it->stamp))
                continue;
            before.insert(it.key(), *it);
            emptySeat(*it, context);
            it->marks = {};
            it->lock = {};
            it->eventTimeMs = context.eventTimeMs;
            it->stamp = stamp.replacing(it->stamp);
        }
    }

    // A member holds one seat (rule 4): whoever is said to sit somewhere has left every seat that is not listed. That
    // holds also when the seat itself has been given to somebody else since.
    for (const QString &member : std::as_const(seated)) {
        const auto formerSeat = seatOf.constFind(member);
        if (formerSeat == seatOf.cend() || before.contains(*formerSeat))
            continue;
        Seat &seat = m_seats[*formerSeat];
        if (stamp.isOlderThan(seat.stamp))
            continue;
        before.insert(*formerSeat, seat);
        emptySeat(seat, context);
    }

    const bool isGapless = std::all_of(event.seats.begin(), event.seats.end(),
                                       [next = 0](const ListedSeat &seat) mutable { return seat.index == next++; });
    m_wholeTables = !event.seats.isEmpty() && event.isWhole && isGapless && event.seats.size() >= m_seats.size()
        && event.seats.size() >= m_maxSeatCount.value;
    outcome.changes = seatDifferences(before, seatOf, seated, event);
    forgetOldSeatings(formerSeatings);
    return outcome;
}

QList<Change> Room::seatDifferences(const QMap<int, Seat> &before, const QHash<QString, int> &seatOf,
                                    const QStringList &seated, const SeatInfoChanged &event) const
{
    QList<Change> changes;
    const auto sitsSomewhere = [&](const QString &member) {
        return seated.contains(member)
            && std::any_of(m_seats.cbegin(), m_seats.cend(), [&](const Seat &seat) { return seat.member == member; });
    };
    const auto isListed = [&](int index) {
        return std::any_of(event.seats.begin(), event.seats.end(),
                           [index](const ListedSeat &seat) { return seat.index == index; });
    };
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        const int index = it.key();
        const Seat &former = it.value();
        const Seat &present = *m_seats.constFind(index);
        if (present.member != former.member) {
            const int fromSeat = present.member.isEmpty() ? -1 : seatOf.value(present.member, -1);
            const auto fromNow = m_seats.constFind(fromSeat);
            const bool movedHere = fromNow != m_seats.cend() && fromNow->member != present.member;
            // A seat that was left for another one is told by the other one's seat-moved.
            const bool formerSitsElsewhere = !former.member.isEmpty() && sitsSomewhere(former.member);
            if (!present.member.isEmpty() || !formerSitsElsewhere) {
                Change told = seatChange(movedHere                      ? ChangeKind::SeatMoved
                                             : present.member.isEmpty() ? ChangeKind::SeatLeft
                                             : former.member.isEmpty()  ? ChangeKind::SeatTaken
                                                                        : ChangeKind::SeatSwapped,
                                         index);
                if (present.member.isEmpty())
                    told.member = former.member;
                told.previous = former.member;
                told.fromSeat = movedHere ? fromSeat : -1;
                if (!present.member.isEmpty() && !former.member.isEmpty() && !formerSitsElsewhere)
                    told.surprise = Surprise::HandedOver;
                else if (movedHere && !isListed(fromSeat))
                    told.surprise = Surprise::MovedUnlisted;
                changes.append(told);
            }
        }
        if (present.marks.locked != former.marks.locked)
            changes.append(seatChange(present.marks.locked ? ChangeKind::SeatLocked : ChangeKind::SeatUnlocked, index));
        if (present.marks.audioProhibited != former.marks.audioProhibited)
            changes.append(seatChange(
                present.marks.audioProhibited ? ChangeKind::AudioProhibited : ChangeKind::AudioAllowed, index));
        if (present.marks.videoProhibited != former.marks.videoProhibited)
            changes.append(seatChange(
                present.marks.videoProhibited ? ChangeKind::VideoProhibited : ChangeKind::VideoAllowed, index));
    }
    return changes;
}

// Rule 3: seats are cut by room data only, never by a seat callback.
void Room::cutSeats(const Stamp &when, QList<Change> &changes)
{
    if (!m_maxSeatCount.isKnown() || m_maxSeatCount.value <= 0)
        return;
    const Stamp &said = when.callbackId == m_maxSeatCount.stamp.callbackId ? when : m_maxSeatCount.stamp;
    while (!m_seats.isEmpty() && m_seats.lastKey() >= m_maxSeatCount.value && !said.isOlderThan(m_seats.last().stamp)) {
        const int index = m_seats.lastKey();
        if (!m_seats.last().member.isEmpty())
            changes.append(derivedLeave(index));
        m_seats.remove(index);
    }
}

} // namespace Roomscope
