// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/room.h"

#include <algorithm>
#include <type_traits>

using namespace Qt::StringLiterals;

namespace Roomscope {

Room::Room(RoomKey key, int life, Stamp bornAfter)
    : m_key(std::move(key))
    , m_life(life)
    , m_bornAfter(bornAfter)
{
}

Change Room::change(ChangeKind kind) const
{
    return {.kind = kind, .room = m_key.room, .life = m_life};
}

RoomOutcome Room::applyCreation(const RoomCreated &event, const EventContext &context)
{
    RoomOutcome outcome;
    const bool wasComplete = m_complete;
    UpdateDetails update;
    applyFields(event.fields, context.stamp, outcome, update);
    m_complete = true;
    if (!context.stamp.isOlderThan(m_created))
        m_created = context.stamp.replacing(m_created);
    if (event.fields.createTime)
        m_createTime = event.fields.createTime;
    if (!wasComplete) {
        Change created = change(ChangeKind::RoomCreated);
        created.member = m_owner.value;
        created.details.content = CreationDetails {m_name.value};
        outcome.changes.append(created);
    } else {
        tellUpdate(update, outcome.changes);
    }
    cutSeats(context.stamp, outcome.changes);
    return outcome;
}

RoomOutcome Room::applyDismissal(const RoomDismissed &event, const EventContext &context)
{
    RoomOutcome outcome;
    const Stamp &stamp = context.stamp;
    if (stamp.isOlderThan(m_created)) {
        outcome.lostTo(m_created);
        return outcome;
    }
    if (isDismissed()) {
        if (stamp.isOlderThan(m_dismissal.stamp))
            outcome.lostTo(m_dismissal.stamp);
        else
            m_dismissal.stamp = stamp.replacing(m_dismissal.stamp); // nothing of that life is newer
        return outcome;
    }
    m_dismissal = {.stamp = stamp.replacing(m_newest), // without a time it ends all that is known
                   .eventTimeMs = context.eventTimeMs,
                   .cause = event.cause,
                   .operatorAccount = context.operatorAccount,
                   .statistic = event.statistic};
    UpdateDetails update;
    RoomOutcome older; // the last state of the room is no news: what is known to be newer stays, and nothing is flagged
    applyFields(event.fields, stamp, older, update);
    Change dismissed = change(ChangeKind::RoomDismissed);
    dismissed.details.content = CauseDetails {.cause = event.cause};
    outcome.changes.append(dismissed);
    outcome.changes += leftBehind(m_dismissal.stamp);
    return outcome;
}

QList<Change> Room::leftBehind(const Stamp &when) const
{
    QList<Change> changes;
    for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
        if (it->member.isEmpty() || it->stamp.timeMs > when.timeMs)
            continue;
        Change emptied = derivedLeave(it.key());
        emptied.marks = {};
        changes.append(emptied);
    }
    return changes;
}

void Room::empty()
{
    m_seats.clear();
    m_seatings.clear();
    m_members.clear();
    m_presentCount = 0;
    m_saidMemberCount = {};
}

bool Room::isAnotherLife(const RoomFields &creation, const Stamp &when) const
{
    if (m_complete) {
        if (creation.createTime && m_createTime)
            return *creation.createTime > *m_createTime;
        return when.isNewerThan(m_created);
    }
    // Seen first through seats or members: those long before the creation were of a life whose end was not told. That
    // takes a time on both sides.
    const auto isLongBefore = [&](const Stamp &stamp) {
        return !when.untimed && stamp.isSet() && !isAtBeginning(stamp) && stamp.timeMs < when.timeMs - creationSlackMs;
    };
    return std::any_of(m_seats.begin(), m_seats.end(), [&](const Seat &seat) { return isLongBefore(seat.stamp); })
        || std::any_of(m_members.begin(), m_members.end(),
                       [&](const Member &member) { return isLongBefore(member.present.stamp); });
}

void Room::note(const Stamp &stamp)
{
    if (!stamp.isOlderThan(m_newest))
        m_newest = stamp.replacing(m_newest);
}

bool Room::hasSeatNewerThan(const Stamp &when) const
{
    return std::any_of(m_seats.begin(), m_seats.end(),
                       [&](const Seat &seat) { return seat.stamp.timeMs > when.timeMs; });
}

Room Room::startingAfter(const Stamp &when, int life) const
{
    Room next(m_key, life, when);
    const auto isNewer = [&](const Stamp &stamp) { return stamp.timeMs > when.timeMs; };
    for (auto it = m_seats.cbegin(); it != m_seats.cend(); ++it) {
        if (!isNewer(it->stamp))
            continue;
        Seat &seat = *next.m_seats.insert(it.key(), *it);
        if (!isNewer(seat.lock.stamp))
            seat.lock = {}; // it was locked in this life
    }
    for (auto it = m_seatings.cbegin(); it != m_seatings.cend(); ++it) {
        if (isNewer(*it))
            next.m_seatings.insert(it.key(), *it);
    }
    for (auto it = m_members.cbegin(); it != m_members.cend(); ++it) {
        if (!isNewer(it->present.stamp))
            continue;
        next.m_members.insert(it.key(), *it);
        next.m_presentCount += it->present.value ? 1 : 0;
    }
    const auto keepNewer = [&](const auto &fact, auto &target) {
        if (isNewer(fact.stamp))
            target = fact;
    };
    keepNewer(m_table, next.m_table);
    keepNewer(m_name, next.m_name);
    keepNewer(m_owner, next.m_owner);
    keepNewer(m_type, next.m_type);
    keepNewer(m_takeSeatMode, next.m_takeSeatMode);
    keepNewer(m_notice, next.m_notice);
    keepNewer(m_customInfo, next.m_customInfo);
    keepNewer(m_maxSeatCount, next.m_maxSeatCount);
    keepNewer(m_maxMemberCount, next.m_maxMemberCount);
    keepNewer(m_saidMemberCount, next.m_saidMemberCount);
    keepNewer(m_battle, next.m_battle);
    keepNewer(m_recording, next.m_recording);
    const auto keepNewerOf = [&](const auto &fields, auto &target) {
        for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
            if (isNewer(it->stamp))
                target.insert(it.key(), *it);
        }
    };
    keepNewerOf(m_otherFields, next.m_otherFields);
    keepNewerOf(m_metadata, next.m_metadata);
    keepNewerOf(m_admins, next.m_admins);
    if (isNewer(m_newest))
        next.m_newest = m_newest;
    return next;
}

void Room::renameAccounts(const std::function<QString(const QString &)> &newName)
{
    const auto rename = [&newName](QString &account) {
        if (!account.isEmpty())
            account = newName(account);
    };
    const auto renameKeys = [&newName](auto &byAccount) {
        QStringList accounts(byAccount.keyBegin(), byAccount.keyEnd());
        accounts.sort(); // so that the same rooms ask for names in the same order
        std::remove_reference_t<decltype(byAccount)> renamed;
        for (const QString &account : std::as_const(accounts))
            renamed.insert(newName(account), byAccount.value(account));
        byAccount = renamed;
    };
    rename(m_owner.value);
    rename(m_dismissal.operatorAccount);
    for (BattleRoom &party : m_battle.value.rooms)
        rename(party.owner);
    for (Seat &seat : m_seats) {
        rename(seat.member);
        rename(seat.operatorAccount);
        rename(seat.lock.operatorAccount);
    }
    renameKeys(m_admins);
    renameKeys(m_seatings);
    renameKeys(m_members);
}

} // namespace Roomscope
