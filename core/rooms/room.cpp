// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/room.h"

#include <QDataStream>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// A creation and the first seat event of a room may come from different servers of the vendor: so much older than the
// creation a seat event may be and still belong to the room that was created.
constexpr qint64 creationSlackMs = 1000;

// Those who have left are remembered for a while, so that an older seat event does not seat them again.
constexpr qsizetype maximumGoneMembers = 512;
constexpr qint64 goneMemberMs = 10 * 60 * 1000;

} // namespace

Room::Room(RoomKey key, int life, qint64 bornAfterMs)
    : m_key(std::move(key))
    , m_life(life)
    , m_bornAfterMs(bornAfterMs)
{
}

std::optional<int> Room::maxSeatCount() const
{
    return m_maxSeatCount.clockMs == neverMs ? std::nullopt : std::optional(m_maxSeatCount.value);
}

int Room::memberCount() const
{
    return m_saidMemberCount.clockMs == neverMs ? m_presentCount : m_saidMemberCount.value;
}

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

Change Room::change(ChangeKind kind) const
{
    return {.kind = kind, .room = m_key.room, .life = m_life};
}

Change Room::seatChange(ChangeKind kind, int index) const
{
    const Seat seat = m_seats.value(index);
    Change result = change(kind);
    result.seat = index;
    result.member = seat.member;
    result.marks = seat.marks;
    return result;
}

void Room::emptySeat(int index, qint64 timeMs, const QString &operatorAccount)
{
    Seat &seat = m_seats[index];
    seat.member.clear();
    seat.sinceMs = timeMs;
    seat.operatorAccount = operatorAccount;
}

RoomOutcome Room::applySeats(const SeatInfoChanged &event, const QString &operatorAccount, qint64 timeMs)
{
    RoomOutcome outcome;
    QMap<int, Seat> before; // of every seat that this event touches
    QHash<QString, int> seatOf;
    for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
        if (!it->member.isEmpty())
            seatOf.insert(it->member, it.key());
    }

    // Each listed seat is the new state of its index (README 6, rule 1), unless something newer is known of it.
    QStringList seated;
    for (const ListedSeat &listed : event.seats) {
        Seat seat = m_seats.value(listed.index);
        QString sitting = listed.member;
        if (!sitting.isEmpty()) {
            Member &member = m_members[sitting];
            if (timeMs < member.seatClockMs) {
                outcome.late = true; // sat here then, but has been seen elsewhere or has left since
                sitting.clear();
            } else {
                member.seatClockMs = timeMs;
                seated.append(sitting);
            }
        }
        if (timeMs < seat.clockMs) {
            outcome.late = true;
            continue;
        }
        if (!before.contains(listed.index))
            before.insert(listed.index, seat);
        if (seat.member != sitting) {
            seat.member = sitting;
            seat.sinceMs = timeMs;
        } else if (seat.sinceMs == neverMs) {
            seat.sinceMs = timeMs;
        }
        seat.marks = {.locked = listed.locked.value_or(seat.marks.locked),
                      .audioProhibited = listed.audioProhibited.value_or(seat.marks.audioProhibited),
                      .videoProhibited = listed.videoProhibited.value_or(seat.marks.videoProhibited)};
        seat.operatorAccount = operatorAccount;
        seat.clockMs = timeMs;
        m_seats.insert(listed.index, seat);
    }

    // A member holds one seat (rule 4): whoever is said to sit somewhere has left every seat that is not listed. That
    // holds also when the seat itself has been given to somebody else since.
    for (const QString &member : std::as_const(seated)) {
        const auto formerSeat = seatOf.constFind(member);
        if (formerSeat == seatOf.cend() || before.contains(*formerSeat) || m_seats.value(*formerSeat).clockMs > timeMs)
            continue;
        before.insert(*formerSeat, m_seats.value(*formerSeat));
        emptySeat(*formerSeat, timeMs, operatorAccount);
    }

    const auto sitsElsewhere = [&](const QString &member) {
        return seated.contains(member)
            && std::any_of(m_seats.cbegin(), m_seats.cend(), [&](const Seat &seat) { return seat.member == member; });
    };
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        const int index = it.key();
        const Seat &former = it.value();
        const Seat present = m_seats.value(index);
        if (present.member != former.member) {
            const int fromSeat = present.member.isEmpty() ? -1 : seatOf.value(present.member, -1);
            const bool movedHere = fromSeat >= 0 && m_seats.value(fromSeat).member != present.member;
            // A seat that was left for another one is told by the other one's seat-moved.
            const bool leftForAnother = present.member.isEmpty() && sitsElsewhere(former.member);
            if (!leftForAnother) {
                Change told = seatChange(movedHere                      ? ChangeKind::SeatMoved
                                             : present.member.isEmpty() ? ChangeKind::SeatLeft
                                             : former.member.isEmpty()  ? ChangeKind::SeatTaken
                                                                        : ChangeKind::SeatSwapped,
                                         index);
                if (present.member.isEmpty())
                    told.member = former.member;
                told.previous = former.member;
                told.fromSeat = movedHere ? fromSeat : -1;
                outcome.changes.append(told);
            }
        }
        if (present.marks.locked != former.marks.locked)
            outcome.changes.append(
                seatChange(present.marks.locked ? ChangeKind::SeatLocked : ChangeKind::SeatUnlocked, index));
        if (present.marks.audioProhibited != former.marks.audioProhibited)
            outcome.changes.append(seatChange(
                present.marks.audioProhibited ? ChangeKind::AudioProhibited : ChangeKind::AudioAllowed, index));
        if (present.marks.videoProhibited != former.marks.videoProhibited)
            outcome.changes.append(seatChange(
                present.marks.videoProhibited ? ChangeKind::VideoProhibited : ChangeKind::VideoAllowed, index));
    }
    return outcome;
}

bool Room::takeFacts(const RoomFacts &facts, qint64 timeMs, QStringList &differences)
{
    bool late = false;
    const auto take = [&](const auto &said, auto &fact, QLatin1StringView field) {
        if (!said)
            return;
        const auto former = fact.value;
        const bool known = fact.clockMs != neverMs;
        if (!fact.offer(*said, timeMs)) {
            late = true;
        } else if (former != fact.value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(former)>, int>) {
                differences.append(known ? u"%1: %2 → %3"_s.arg(field).arg(former).arg(fact.value)
                                         : u"%1: %2"_s.arg(field).arg(fact.value));
            } else {
                differences.append(known ? u"%1: %2 → %3"_s.arg(field, former, fact.value)
                                         : u"%1: %2"_s.arg(field, fact.value));
            }
        }
    };
    take(facts.name, m_name, "RoomName"_L1);
    take(facts.owner, m_owner, "Owner_Account"_L1);
    take(facts.type, m_type, "RoomType"_L1);
    take(facts.takeSeatMode, m_takeSeatMode, "TakeSeatMode"_L1);
    take(facts.customInfo, m_customInfo, "CustomInfo"_L1);
    take(facts.maxSeatCount, m_maxSeatCount, "MaxSeatCount"_L1);
    take(facts.maxMemberCount, m_maxMemberCount, "MaxMemberCount"_L1);
    return late;
}

// README 6, rule 3: seats are cut by room data only, never by a seat callback.
void Room::cutSeats(QList<Change> &changes)
{
    if (m_maxSeatCount.clockMs == neverMs || m_maxSeatCount.value <= 0)
        return;
    while (!m_seats.isEmpty() && m_seats.lastKey() >= m_maxSeatCount.value
           && m_seats.last().clockMs <= m_maxSeatCount.clockMs) {
        const int index = m_seats.lastKey();
        if (!m_seats.last().member.isEmpty()) {
            Change left = seatChange(ChangeKind::SeatLeft, index);
            left.previous = left.member;
            left.derived = true;
            emptySeat(index, m_maxSeatCount.clockMs, {});
            changes.append(left);
        }
        m_seats.remove(index);
    }
}

void Room::tellUpdate(const QStringList &differences, QList<Change> &changes) const
{
    if (differences.isEmpty())
        return;
    Change updated = change(ChangeKind::RoomUpdated);
    updated.detail = differences.join("; "_L1);
    changes.append(updated);
}

RoomOutcome Room::applyCreation(const RoomFacts &facts, qint64 timeMs)
{
    RoomOutcome outcome;
    const bool wasComplete = m_complete;
    QStringList differences;
    outcome.late = takeFacts(facts, timeMs, differences);
    m_complete = true;
    m_createdMs = std::max(m_createdMs, timeMs);
    if (facts.createTime)
        m_createTime = facts.createTime;
    if (!wasComplete) {
        Change created = change(ChangeKind::RoomCreated);
        created.member = m_owner.value;
        created.detail = m_name.value;
        outcome.changes.append(created);
    } else {
        tellUpdate(differences, outcome.changes);
    }
    cutSeats(outcome.changes);
    return outcome;
}

RoomOutcome Room::applyUpdate(const RoomFacts &facts, qint64 timeMs)
{
    RoomOutcome outcome;
    const QString formerOwner = m_owner.value;
    QStringList differences;
    outcome.late = takeFacts(facts, timeMs, differences);
    tellUpdate(differences, outcome.changes);
    if (m_owner.value != formerOwner && !formerOwner.isEmpty()) {
        Change owner = change(ChangeKind::OwnerChanged);
        owner.member = m_owner.value;
        owner.previous = formerOwner;
        outcome.changes.append(owner);
    }
    cutSeats(outcome.changes);
    return outcome;
}

RoomOutcome Room::applyOwner(const OwnerChanged &event, qint64 timeMs)
{
    RoomOutcome outcome;
    const QString former = m_owner.value.isEmpty() ? event.original : m_owner.value;
    if (!m_owner.offer(event.current, timeMs)) {
        outcome.late = true;
    } else if (former != event.current) {
        Change owner = change(ChangeKind::OwnerChanged);
        owner.member = event.current;
        owner.previous = former;
        outcome.changes.append(owner);
    }
    return outcome;
}

RoomOutcome Room::applyEntry(const MembersEntered &event, qint64 timeMs)
{
    RoomOutcome outcome;
    if (event.memberCount && !m_saidMemberCount.offer(*event.memberCount, timeMs))
        outcome.late = true;
    for (const QString &account : event.members) {
        Member &member = m_members[account];
        const bool wasPresent = member.present.value;
        if (!member.present.offer(true, timeMs)) {
            outcome.late = true;
        } else if (!wasPresent) {
            ++m_presentCount;
            Change entered = change(ChangeKind::MemberEntered);
            entered.member = account;
            entered.detail = event.cause;
            outcome.changes.append(entered);
        }
    }
    return outcome;
}

RoomOutcome Room::applyLeave(const MembersLeft &event, qint64 timeMs)
{
    RoomOutcome outcome;
    if (event.memberCount && !m_saidMemberCount.offer(*event.memberCount, timeMs))
        outcome.late = true;
    for (const QString &account : event.members) {
        Member &member = m_members[account];
        const bool wasPresent = member.present.value;
        const bool wasKnown = member.present.clockMs != neverMs;
        if (!member.present.offer(false, timeMs)) {
            outcome.late = true; // has entered again since; the seat of before is left all the same
        } else if (wasPresent || !wasKnown) {
            m_presentCount -= wasPresent ? 1 : 0;
            Change left = change(ChangeKind::MemberLeft);
            left.member = account;
            left.detail = event.cause;
            outcome.changes.append(left);
        }
        // README 6, rule 5: who leaves the room leaves the seat; whether a seat callback follows is not documented.
        if (member.seatClockMs <= timeMs) {
            member.seatClockMs = timeMs;
            for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
                if (it->member != account)
                    continue;
                const int index = it.key();
                emptySeat(index, timeMs, {});
                Change emptied = seatChange(ChangeKind::SeatLeft, index);
                emptied.member = account;
                emptied.previous = account;
                emptied.derived = true;
                outcome.changes.append(emptied);
                break;
            }
        }
    }
    forgetOldMembers(timeMs);
    return outcome;
}

void Room::forgetOldMembers(qint64 timeMs)
{
    if (m_members.size() - m_presentCount <= maximumGoneMembers)
        return;
    QSet<QString> seated;
    for (const Seat &seat : std::as_const(m_seats))
        seated.insert(seat.member);
    const auto isOld = [&](const QHash<QString, Member>::iterator &it) {
        return !it->present.value && !seated.contains(it.key()) && it->present.clockMs < timeMs - goneMemberMs
            && it->seatClockMs < timeMs - goneMemberMs;
    };
    m_members.removeIf(isOld);
}

RoomOutcome Room::applyDismissal(const RoomDismissed &event, qint64 timeMs)
{
    RoomOutcome outcome;
    if (isDismissed() || timeMs < m_createdMs) {
        outcome.late = timeMs < std::max(m_createdMs, m_dismissedMs);
        m_dismissedMs = isDismissed() ? std::max(m_dismissedMs, timeMs) : m_dismissedMs;
        return outcome;
    }
    m_dismissedMs = timeMs;
    Change dismissed = change(ChangeKind::RoomDismissed);
    dismissed.detail = event.cause;
    outcome.changes.append(dismissed);
    for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
        if (it->member.isEmpty() || it->clockMs > timeMs)
            continue;
        Change emptied = seatChange(ChangeKind::SeatLeft, it.key());
        emptied.previous = emptied.member;
        emptied.marks = {};
        emptied.derived = true;
        outcome.changes.append(emptied);
    }
    return outcome;
}

void Room::empty()
{
    m_seats.clear();
    m_members.clear();
    m_presentCount = 0;
    m_saidMemberCount = {};
}

bool Room::isAnotherLife(const RoomFacts &creation, qint64 timeMs) const
{
    if (m_complete) {
        if (creation.createTime && m_createTime)
            return *creation.createTime > *m_createTime;
        return timeMs > m_createdMs;
    }
    // Seen first through seats or members: those long before the creation were of a life whose end was not told.
    return std::any_of(m_seats.begin(), m_seats.end(),
                       [=](const Seat &seat) { return seat.clockMs < timeMs - creationSlackMs; })
        || std::any_of(m_members.begin(), m_members.end(), [=](const Member &member) {
               return member.present.clockMs != neverMs && member.present.clockMs < timeMs - creationSlackMs;
           });
}

bool Room::hasNewerThan(qint64 timeMs) const
{
    return std::any_of(m_seats.begin(), m_seats.end(), [=](const Seat &seat) { return seat.clockMs > timeMs; });
}

Room Room::nextLife(qint64 timeMs) const
{
    Room next(m_key, m_life + 1, timeMs);
    for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
        if (it->clockMs > timeMs)
            next.m_seats.insert(it.key(), *it);
    }
    for (auto it = m_members.cbegin(); it != m_members.cend(); ++it) {
        if (it->present.clockMs > timeMs || it->seatClockMs > timeMs) {
            next.m_members.insert(it.key(), *it);
            Member &member = next.m_members[it.key()];
            if (member.present.clockMs <= timeMs)
                member.present = {};
            next.m_presentCount += member.present.value ? 1 : 0;
        }
    }
    const auto keepNewer = [timeMs](const auto &fact, auto &target) {
        if (fact.clockMs > timeMs)
            target = fact;
    };
    keepNewer(m_name, next.m_name);
    keepNewer(m_owner, next.m_owner);
    keepNewer(m_type, next.m_type);
    keepNewer(m_takeSeatMode, next.m_takeSeatMode);
    keepNewer(m_customInfo, next.m_customInfo);
    keepNewer(m_maxSeatCount, next.m_maxSeatCount);
    keepNewer(m_maxMemberCount, next.m_maxMemberCount);
    keepNewer(m_saidMemberCount, next.m_saidMemberCount);
    return next;
}

namespace {

template<typename T> QDataStream &operator<<(QDataStream &stream, const Clocked<T> &fact)
{
    return stream << fact.value << fact.clockMs;
}

template<typename T> QDataStream &operator>>(QDataStream &stream, Clocked<T> &fact)
{
    return stream >> fact.value >> fact.clockMs;
}

QDataStream &operator<<(QDataStream &stream, const Seat &seat)
{
    return stream << seat.member << seat.marks.locked << seat.marks.audioProhibited << seat.marks.videoProhibited
                  << seat.operatorAccount << seat.sinceMs << seat.clockMs;
}

QDataStream &operator>>(QDataStream &stream, Seat &seat)
{
    return stream >> seat.member >> seat.marks.locked >> seat.marks.audioProhibited >> seat.marks.videoProhibited
        >> seat.operatorAccount >> seat.sinceMs >> seat.clockMs;
}

QDataStream &operator<<(QDataStream &stream, const Member &member)
{
    return stream << member.present << member.seatClockMs;
}

QDataStream &operator>>(QDataStream &stream, Member &member)
{
    return stream >> member.present >> member.seatClockMs;
}

} // namespace

QDataStream &operator<<(QDataStream &stream, const Room &room)
{
    stream << room.m_key.sdkAppId << room.m_key.room << room.m_life << room.m_complete << room.m_bornAfterMs
           << room.m_createdMs << room.m_dismissedMs << room.m_createTime.has_value() << room.m_createTime.value_or(0)
           << room.m_name << room.m_owner << room.m_type << room.m_takeSeatMode << room.m_customInfo
           << room.m_maxSeatCount << room.m_maxMemberCount << room.m_saidMemberCount << room.m_presentCount;
    stream << qint32(room.m_seats.size());
    for (auto it = room.m_seats.cbegin(); it != room.m_seats.cend(); ++it)
        stream << it.key() << it.value();
    stream << qint32(room.m_members.size());
    for (auto it = room.m_members.cbegin(); it != room.m_members.cend(); ++it)
        stream << it.key() << it.value();
    return stream;
}

QDataStream &operator>>(QDataStream &stream, Room &room)
{
    bool hasCreateTime = false;
    qint64 createTime = 0;
    stream >> room.m_key.sdkAppId >> room.m_key.room >> room.m_life >> room.m_complete >> room.m_bornAfterMs
        >> room.m_createdMs >> room.m_dismissedMs >> hasCreateTime >> createTime >> room.m_name >> room.m_owner
        >> room.m_type >> room.m_takeSeatMode >> room.m_customInfo >> room.m_maxSeatCount >> room.m_maxMemberCount
        >> room.m_saidMemberCount >> room.m_presentCount;
    if (hasCreateTime)
        room.m_createTime = createTime;
    qint32 count = 0;
    stream >> count;
    for (qint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        int index = 0;
        Seat seat;
        stream >> index >> seat;
        room.m_seats.insert(index, seat);
    }
    stream >> count;
    for (qint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        QString account;
        Member member;
        stream >> account >> member;
        room.m_members.insert(account, member);
    }
    return stream;
}

} // namespace Roomscope
