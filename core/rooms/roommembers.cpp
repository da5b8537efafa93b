// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in a room, and in which role.
#include "core/rooms/room.h"

#include <algorithm>
#include <bit>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Those who have left are remembered for a while, so that an older seat event does not seat them again.
constexpr qsizetype maximumGoneMembers = 512;
constexpr qint64 goneMemberMs = 10 * 60 * 1000;

/// Now and then only, when it has grown by about a quarter: it takes its time in a room that many leave.
bool isTimeToForget(qsizetype former, qsizetype present)
{
    const qsizetype step = qsizetype(std::bit_floor(size_t(std::max(present, maximumGoneMembers)))) / 4;
    return present > maximumGoneMembers && present / step > former / step;
}

} // namespace

/// No callback of the room that is to be expected is older, or none can be at all.
bool Room::isOld(const Stamp &stamp) const
{
    return stamp.timeMs + goneMemberMs < m_newest.timeMs || isAtBeginning(stamp);
}

QStringList Room::presentMembers() const
{
    QStringList accounts;
    for (auto it = m_members.cbegin(); it != m_members.cend(); ++it) {
        if (it->present.value)
            accounts.append(it.key());
    }
    accounts.sort();
    return accounts;
}

QStringList Room::administrators() const
{
    QStringList accounts;
    for (auto it = m_admins.cbegin(); it != m_admins.cend(); ++it) {
        if (it->value)
            accounts.append(it.key());
    }
    return accounts;
}

Role Room::roleOf(const QString &account) const
{
    if (!account.isEmpty() && account == m_owner.value)
        return Role::Owner;
    return m_admins.value(account).value ? Role::Admin : Role::Member;
}

QList<Change> Room::presence() const
{
    QList<Change> changes;
    for (const QString &account : presentMembers()) {
        Change entered = change(ChangeKind::MemberEntered);
        entered.member = account;
        entered.derived = true;
        changes.append(entered);
    }
    return changes;
}

RoomOutcome Room::applyEntry(const MembersEntered &event, const EventContext &context)
{
    RoomOutcome outcome;
    if (event.memberCount && !m_saidMemberCount.offer(*event.memberCount, context.stamp))
        outcome.lostTo(m_saidMemberCount.stamp);
    const bool isHeartbeat = event.cause == "HeartbeatRecover"_L1;
    for (const QString &account : event.members) {
        Member &member = m_members[account];
        const bool wasPresent = member.present.value;
        qint64 &moment = isHeartbeat ? member.heartbeatBackMs : member.enteredMs;
        if (!member.present.offer(true, context.stamp)) {
            outcome.lostTo(member.present.stamp);
            moment = std::max(moment, context.eventTimeMs);
            continue;
        }
        moment = context.eventTimeMs;
        // The platform is that of the client that asked: the member's own when nobody else did it.
        if (event.members.size() == 1 && (context.operatorAccount.isEmpty() || context.operatorAccount == account))
            member.platform = context.platform;
        if (wasPresent)
            continue;
        ++m_presentCount;
        Change entered = change(ChangeKind::MemberEntered);
        entered.member = account;
        entered.details.content = CauseDetails {.cause = event.cause};
        outcome.changes.append(entered);
    }
    return outcome;
}

RoomOutcome Room::applyLeave(const MembersLeft &event, const EventContext &context)
{
    RoomOutcome outcome;
    const qsizetype formerGone = m_members.size() - m_presentCount;
    const qsizetype formerSeatings = m_seatings.size();
    if (event.memberCount && !m_saidMemberCount.offer(*event.memberCount, context.stamp))
        outcome.lostTo(m_saidMemberCount.stamp);
    const bool isHeartbeat = event.cause == "HeartbeatInterrupt"_L1 || event.cause == "Expired"_L1;
    for (const QString &account : event.members) {
        Member &member = m_members[account];
        const bool wasPresent = member.present.value;
        const bool wasKnown = member.present.isKnown();
        if (isHeartbeat)
            member.heartbeatLostMs = context.stamp.isOlderThan(member.present.stamp)
                ? std::max(member.heartbeatLostMs, context.eventTimeMs)
                : context.eventTimeMs;
        if (!member.present.offer(false, context.stamp)) {
            outcome.lostTo(member.present.stamp); // has entered again since; the seat of before is left all the same
        } else if (wasPresent || !wasKnown) {
            m_presentCount -= wasPresent ? 1 : 0;
            Change left = change(ChangeKind::MemberLeft);
            left.member = account;
            left.details.content = CauseDetails {.cause = event.cause, .reason = event.reason};
            left.surprise = wasPresent ? Surprise::None : Surprise::NotEntered;
            outcome.changes.append(left);
        }
        // README 6, rule 5: who leaves the room leaves the seat; whether a seat callback follows is not documented.
        Stamp &seating = m_seatings[account];
        if (context.stamp.isOlderThan(seating))
            continue;
        seating = context.stamp.replacing(seating);
        for (auto it = m_seats.begin(); it != m_seats.end(); ++it) {
            if (it->member != account)
                continue;
            const Change left = derivedLeave(it.key());
            emptySeat(*it, {.stamp = context.stamp, .eventTimeMs = context.eventTimeMs});
            outcome.changes.append(left);
            break;
        }
    }
    forgetOldMembers(formerGone);
    forgetOldSeatings(formerSeatings);
    return outcome;
}

RoomOutcome Room::applyAdmins(const AdminsChanged &event, const EventContext &context)
{
    RoomOutcome outcome;
    for (const QString &account : event.members) {
        Clocked<bool> &admin = m_admins[account];
        if (!admin.offer(event.added, context.stamp)) {
            outcome.lostTo(admin.stamp);
            continue;
        }
        Change told = change(ChangeKind::AdminChanged);
        told.member = account;
        told.details.content = AdminDetails {event.added};
        outcome.changes.append(told);
    }
    return outcome;
}

QSet<QString> Room::seatedMembers() const
{
    QSet<QString> seated;
    for (const Seat &seat : m_seats)
        seated.insert(seat.member);
    return seated;
}

void Room::forgetOldMembers(qsizetype formerGone)
{
    if (!isTimeToForget(formerGone, m_members.size() - m_presentCount))
        return;
    const QSet<QString> seated = seatedMembers();
    m_members.removeIf([&](const QHash<QString, Member>::iterator &it) {
        return !it->present.value && !seated.contains(it.key()) && isOld(it->present.stamp)
            && isOld(m_seatings.value(it.key()));
    });
}

void Room::forgetOldSeatings(qsizetype former)
{
    if (!isTimeToForget(former, m_seatings.size()))
        return;
    const QSet<QString> seated = seatedMembers();
    m_seatings.removeIf([&](const QHash<QString, Stamp>::iterator &it) {
        return !seated.contains(it.key()) && !m_members.contains(it.key()) && isOld(*it);
    });
}

} // namespace Roomscope
