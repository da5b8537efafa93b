// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/rules.h"

#include <QDataStream>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Of a room in which more seats than this are wrong in one way, the first ones are enough.
constexpr int manySeats = 20;

bool isLate(const RuleInput &now)
{
    return now.applied.verdict.flags.testFlag(Flag::Late);
}

bool satDown(const Change &change)
{
    return change.kind == ChangeKind::SeatTaken || change.kind == ChangeKind::SeatMoved
        || change.kind == ChangeKind::SeatSwapped;
}

bool sits(const RuleInput &now, int seat, const QString &member)
{
    const auto it = now.room.seats().constFind(seat);
    return it != now.room.seats().cend() && it->member == member;
}

/// Everybody who sat down by this callback.
void forEachSeated(const RuleInput &now, const auto &visit)
{
    for (const Change &change : now.applied.changes) {
        if (satDown(change) && sits(now, change.seat, change.member))
            visit(change);
    }
}

/// Whether member callbacks of the room are known to come, from its creation on.
bool isFollowed(const RuleInput &now)
{
    return now.room.isComplete() && now.memory.entriesSeen;
}

const Member *memberOf(const RuleInput &now, const QString &account)
{
    const auto it = now.room.members().constFind(account);
    return it == now.room.members().cend() || !it->present.isKnown() ? nullptr : &*it;
}

/// The beginning of the room's life, as far as it is known.
qint64 bornMs(const RuleInput &now)
{
    return now.room.createdMs() == neverMs ? now.timeMs : std::min(now.room.createdMs(), now.timeMs);
}

/// Whether the callback belongs into the time of the loss and has come only now.
bool isFromThen(const RuleInput &now, const Finding &loss)
{
    return now.timeMs >= loss.fromMs && now.timeMs <= loss.toMs && now.applied.callback.id > loss.callbacks.last();
}

bool lists(const SeatInfoChanged &event, int seat)
{
    return std::any_of(event.seats.begin(), event.seats.end(),
                       [seat](const ListedSeat &listed) { return listed.index == seat; });
}

bool hasUntoldSeat(const RuleInput &now, const Finding &loss, int seat)
{
    if (!isFromThen(now, loss))
        return true;
    if (const auto *left = std::get_if<MembersLeft>(&now.applied.event.content))
        return !left->members.contains(loss.previous.isEmpty() ? loss.member : loss.previous);
    const auto *listed = std::get_if<SeatInfoChanged>(&now.applied.event.content);
    return !listed || !lists(*listed, seat);
}

// Suspected losses ---------------------------------------------------------------------------------------------------

/// The owner, an administrator or the app's backend may put somebody else on a taken seat in one step. Nobody else can
/// sit down on a seat that is taken: its former member has left it, and that was not told.
bool isReplacement(const RuleInput &now, const Change &change)
{
    const QString &by = now.applied.event.operatorAccount;
    return !by.isEmpty() && (by != change.member || now.room.roleOf(by) != Role::Member);
}

void lookForHandedOver(const RuleInput &now, const Raise &raise)
{
    for (const Change &change : now.applied.changes) {
        if (change.surprise != Surprise::HandedOver || isReplacement(now, change))
            continue;
        Finding found = now.finding(RuleId::SeatHandedOver, change.seat, change.member);
        found.previous = change.previous;
        raise(found);
    }
}

void lookForLeftUntold(const RuleInput &now, const Raise &raise)
{
    if (now.seatLists == Interpretation::SeatLists::FullTable)
        return; // what a table does not list is empty: that tells it
    for (const Change &change : now.applied.changes) {
        if (change.surprise != Surprise::MovedUnlisted)
            continue;
        Finding found = now.finding(RuleId::SeatLeftUntold, change.fromSeat, change.member);
        found.otherSeat = change.seat;
        raise(found);
    }
}

void lookForLeaveWithoutEntry(const RuleInput &now, const Raise &raise)
{
    if (!isFollowed(now))
        return;
    for (const Change &change : now.applied.changes) {
        if (change.surprise == Surprise::NotEntered && change.member != now.room.owner()) {
            Finding found = now.finding(RuleId::LeaveWithoutEntry, -1, change.member);
            found.fromMs = bornMs(now);
            raise(found);
        }
    }
}

std::optional<int> saidCount(const Event &event)
{
    if (const auto *entered = std::get_if<MembersEntered>(&event.content))
        return entered->memberCount;
    if (const auto *left = std::get_if<MembersLeft>(&event.content))
        return left->memberCount;
    return std::nullopt;
}

/// MemberCount is described as the capacity, though it behaves as the present count (README 10).
bool isCapacity(const RuleInput &now, int count)
{
    return now.room.maxMemberCount() == count;
}

void lookForCountJumped(const RuleInput &now, const Raise &raise)
{
    const std::optional<int> said = saidCount(now.applied.event);
    if (!said || !now.memory.said || isLate(now) || isCapacity(now, *said))
        return;
    int expected = now.memory.said->count;
    for (const Change &change : now.applied.changes) {
        expected += change.kind == ChangeKind::MemberEntered ? 1 : 0;
        expected -= change.kind == ChangeKind::MemberLeft ? 1 : 0;
    }
    if (expected == *said)
        return;
    Finding found = now.finding(RuleId::CountJumped);
    found.said = *said;
    found.counted = expected;
    found.fromMs = now.memory.said->moment.timeMs;
    found.callbacks.prepend(now.memory.said->moment.callbackId);
    raise(found);
}

void lookForOwnerSkipped(const RuleInput &now, const Raise &raise)
{
    const auto *event = std::get_if<OwnerChanged>(&now.applied.event.content);
    if (!event || event->original.isEmpty())
        return;
    for (const Change &change : now.applied.changes) {
        if (change.kind != ChangeKind::OwnerChanged || change.previous == event->original)
            continue;
        Finding found = now.finding(RuleId::OwnerSkipped, -1, event->original);
        found.previous = change.previous;
        found.fromMs = bornMs(now);
        raise(found);
    }
}

// States that cannot be right ----------------------------------------------------------------------------------------

void lookForTwoSeats(const RuleInput &now, const Raise &raise)
{
    if (std::none_of(now.applied.changes.begin(), now.applied.changes.end(), satDown))
        return;
    QHash<QString, int> firstSeats;
    int found = 0;
    for (auto it = now.room.seats().cbegin(); it != now.room.seats().cend() && found < manySeats; ++it) {
        if (it->member.isEmpty())
            continue;
        const auto first = firstSeats.constFind(it->member);
        if (first == firstSeats.cend()) {
            firstSeats.insert(it->member, it.key());
            continue;
        }
        Finding twice = now.finding(RuleId::MemberOnTwoSeats, *first, it->member);
        twice.otherSeat = it.key();
        raise(twice);
        ++found;
    }
}

void lookForSeatBeyondMaximum(const RuleInput &now, const Raise &raise)
{
    const int maximum = now.room.maxSeatCount().value_or(0);
    if (maximum <= 0)
        return;
    int found = 0;
    for (auto it = now.room.seats().lowerBound(maximum); it != now.room.seats().cend() && found < manySeats; ++it) {
        raise(now.finding(RuleId::SeatBeyondMaximum, it.key()));
        ++found;
    }
}

void lookForLockedSeatTaken(const RuleInput &now, const Raise &raise)
{
    forEachSeated(now, [&](const Change &change) {
        const bool lockedNow
            = std::any_of(now.applied.changes.begin(), now.applied.changes.end(), [&](const Change &other) {
                  return other.kind == ChangeKind::SeatLocked && other.seat == change.seat;
              });
        if (change.marks.locked && !lockedNow)
            raise(now.finding(RuleId::LockedSeatTaken, change.seat, change.member));
    });
}

void lookForSeatedWithoutEntry(const RuleInput &now, const Raise &raise)
{
    if (!isFollowed(now))
        return;
    forEachSeated(now, [&](const Change &change) {
        if (!memberOf(now, change.member) && change.member != now.room.owner())
            raise(now.finding(RuleId::SeatedWithoutEntry, change.seat, change.member));
    });
}

void lookForSeatedAfterLeaving(const RuleInput &now, const Raise &raise)
{
    forEachSeated(now, [&](const Change &change) {
        const Member *member = memberOf(now, change.member);
        if (!member || member->present.value || member->isHeartbeatLost())
            return;
        Finding found = now.finding(RuleId::SeatedAfterLeaving, change.seat, change.member);
        found.callbacks.prepend(member->present.stamp.callbackId);
        raise(found);
    });
}

void lookForHeartbeatLost(const RuleInput &now, const Raise &raise)
{
    const auto check = [&](int seat, const QString &account) {
        const Member *member = memberOf(now, account);
        if (!member || member->present.value || !member->isHeartbeatLost())
            return;
        Finding found = now.finding(RuleId::HeartbeatLostSeated, seat, account);
        found.fromMs = std::max(now.timeMs, member->heartbeatLostMs + heartbeatGraceMs);
        found.callbacks.prepend(member->present.stamp.callbackId);
        raise(found);
    };
    forEachSeated(now, [&](const Change &change) { check(change.seat, change.member); });
    const auto *left = std::get_if<MembersLeft>(&now.applied.event.content);
    for (auto it = now.room.seats().cbegin(); left && it != now.room.seats().cend(); ++it) {
        if (left->members.contains(it->member)) // said to sit here by a newer callback
            check(it.key(), it->member);
    }
}

/// The owner may be in the room without an entry of their own: whether a creator enters is not documented.
bool countAgrees(const RuleInput &now)
{
    const int said = now.room.saidMemberCount().value_or(now.room.countedMemberCount());
    const bool ownerUntold = !now.room.owner().isEmpty() && !memberOf(now, now.room.owner());
    const int away = said - now.room.countedMemberCount();
    return away == 0 || (away == 1 && ownerUntold) || isCapacity(now, said);
}

void lookForCountOff(const RuleInput &now, const Raise &raise)
{
    if (!now.room.isComplete() || isLate(now) || !saidCount(now.applied.event) || countAgrees(now))
        return;
    Finding found = now.finding(RuleId::MemberCountOff);
    found.said = now.room.saidMemberCount().value_or(0);
    found.counted = now.room.countedMemberCount();
    raise(found);
}

/// Recordings and battles end and are reported on after their room is gone.
bool mayFollowDismissal(const EventContent &content)
{
    return std::holds_alternative<RoomDismissed>(content) || std::holds_alternative<RecordingChanged>(content)
        || std::holds_alternative<BattleChanged>(content) || std::holds_alternative<RtcEvent>(content);
}

void lookForEventAfterDismissal(const RuleInput &now, const Raise &raise)
{
    const bool ignored = now.room.isDismissed() && now.timeMs > now.room.dismissedMs() && !isLate(now)
        && !mayFollowDismissal(now.applied.event.content);
    const bool livesAgain = now.formerLife > 0 && now.room.life() > now.formerLife && !now.room.isComplete();
    if (ignored || livesAgain)
        raise(now.finding(RuleId::EventAfterDismissal));
}

void lookForAudioAllowed(const RuleInput &now, const Raise &raise)
{
    for (const Change &change : now.applied.changes) {
        if (change.kind != ChangeKind::AudioAllowed || !change.member.isEmpty())
            continue;
        const bool emptiedNow
            = std::any_of(now.applied.changes.begin(), now.applied.changes.end(), [&](const Change &other) {
                  return (other.kind == ChangeKind::SeatLeft && other.seat == change.seat)
                      || (other.kind == ChangeKind::SeatMoved && other.fromSeat == change.seat);
              });
        if (emptiedNow || now.memory.occupants.contains(change.seat))
            raise(now.finding(RuleId::AudioAllowedOnEmptied, change.seat));
    }
}

void lookForOwnerUnknown(const RuleInput &now, const Raise &raise)
{
    if (now.room.isComplete() && now.room.owner().isEmpty() && !now.room.isDismissed())
        raise(now.finding(RuleId::OwnerUnknown));
}

constexpr std::array<Rule, ruleCount> table {{
    {RuleId::SeatHandedOver, "seat-handed-over"_L1, Severity::Warning, "Seat changed hands untold"_L1,
     "Somebody sits where somebody else sat, and no callback said that the former member had left. Not suspected when "
     "the owner, an administrator or the app did it: they can replace a member in one step."_L1,
     lookForHandedOver, [](const RuleInput &now, const Finding &loss) { return hasUntoldSeat(now, loss, loss.seat); }},
    {RuleId::SeatLeftUntold, "seat-left-untold"_L1, Severity::Warning, "Seat left untold"_L1,
     "A member sits on another seat than before, and no callback said that the former seat had been left."_L1,
     lookForLeftUntold, [](const RuleInput &now, const Finding &loss) { return hasUntoldSeat(now, loss, loss.seat); }},
    {RuleId::LeaveWithoutEntry, "leave-without-entry"_L1, Severity::Warning, "Left without entering"_L1,
     "A member left the room, and no callback said that they had entered it. Only in rooms whose creation was seen and "
     "whose entries are reported."_L1,
     lookForLeaveWithoutEntry,
     [](const RuleInput &now, const Finding &loss) {
         const auto *entered = std::get_if<MembersEntered>(&now.applied.event.content);
         return !entered || !isFromThen(now, loss) || !entered->members.contains(loss.member);
     }},
    {RuleId::CountJumped, "count-jumped"_L1, Severity::Warning, "Member count jumped"_L1,
     "MemberCount changed by another number than that of the members who entered or left since it was last said."_L1,
     lookForCountJumped,
     [](const RuleInput &now, const Finding &loss) { return !saidCount(now.applied.event) || !isFromThen(now, loss); }},
    {RuleId::OwnerSkipped, "owner-skipped"_L1, Severity::Warning, "Owner changed untold"_L1,
     "A change of owner names a former owner whom no callback had made the owner."_L1, lookForOwnerSkipped,
     [](const RuleInput &now, const Finding &loss) {
         const auto *changed = std::get_if<OwnerChanged>(&now.applied.event.content);
         return !changed || !isFromThen(now, loss) || changed->current != loss.member;
     }},
    {RuleId::MemberOnTwoSeats, "member-on-two-seats"_L1, Severity::Error, "One member on two seats"_L1,
     "A member sits on two seats of the room at once."_L1, lookForTwoSeats,
     [](const RuleInput &now, const Finding &found) {
         return sits(now, found.seat, found.member) && sits(now, found.otherSeat, found.member);
     }},
    {RuleId::SeatBeyondMaximum, "seat-beyond-maximum"_L1, Severity::Error, "Seat beyond MaxSeatCount"_L1,
     "A seat has an index that the room's MaxSeatCount does not allow."_L1, lookForSeatBeyondMaximum,
     [](const RuleInput &now, const Finding &found) {
         return now.room.seats().contains(found.seat) && found.seat >= now.room.maxSeatCount().value_or(0);
     }},
    {RuleId::LockedSeatTaken, "locked-seat-taken"_L1, Severity::Warning, "Locked seat taken"_L1,
     "Somebody sat down on a seat that was locked and still is."_L1, lookForLockedSeatTaken,
     [](const RuleInput &now, const Finding &found) {
         return sits(now, found.seat, found.member) && now.room.seats().value(found.seat).marks.locked;
     }},
    {RuleId::SeatedWithoutEntry, "seated-without-entry"_L1, Severity::Warning, "Seated, never entered"_L1,
     "Somebody sits in the room, and no callback said that they had entered it. Only in rooms whose creation was seen "
     "and whose entries are reported; the owner is exempt."_L1,
     lookForSeatedWithoutEntry,
     [](const RuleInput &now, const Finding &found) {
         return sits(now, found.seat, found.member) && !memberOf(now, found.member) && now.room.owner() != found.member;
     }},
    {RuleId::SeatedAfterLeaving, "seated-after-leaving"_L1, Severity::Warning, "Seated, but has left"_L1,
     "A callback seats somebody who had left the room before and has not entered it again."_L1,
     lookForSeatedAfterLeaving,
     [](const RuleInput &now, const Finding &found) {
         const Member *member = memberOf(now, found.member);
         return sits(now, found.seat, found.member) && member && !member->present.value;
     }},
    {RuleId::HeartbeatLostSeated, "heartbeat-lost-seated"_L1, Severity::Warning, "Heartbeat lost, still seated"_L1,
     "A member's heartbeat was lost 120 seconds ago, it has not come back, and the member still sits."_L1,
     lookForHeartbeatLost,
     [](const RuleInput &now, const Finding &found) {
         const Member *member = memberOf(now, found.member);
         return sits(now, found.seat, found.member) && member && !member->present.value && member->isHeartbeatLost();
     }},
    {RuleId::MemberCountOff, "member-count-off"_L1, Severity::Warning, "Member count is off"_L1,
     "MemberCount is not the number of members who have entered and not left. Only in rooms whose creation was seen."_L1,
     lookForCountOff, [](const RuleInput &now, const Finding &) { return !countAgrees(now); }},
    {RuleId::EventAfterDismissal, "event-after-dismissal"_L1, Severity::Warning, "Event after dismissal"_L1,
     "Something happened in a room after it was dismissed, and its new creation has not been reported."_L1,
     lookForEventAfterDismissal,
     [](const RuleInput &now, const Finding &) { return now.room.isDismissed() || !now.room.isComplete(); }},
    {RuleId::AudioAllowedOnEmptied, "audio-allowed-on-emptied"_L1, Severity::Hint,
     "Audio allowed on an emptied seat"_L1,
     "The audio of a seat was prohibited, and was allowed again when or after its member had left: whoever sits down "
     "next can be heard."_L1,
     lookForAudioAllowed,
     [](const RuleInput &now, const Finding &found) {
         const Seat seat = now.room.seats().value(found.seat);
         return seat.member.isEmpty() && !seat.marks.audioProhibited;
     }},
    {RuleId::OwnerUnknown, "owner-unknown"_L1, Severity::Hint, "Owner unknown"_L1,
     "The creation of a room was seen, and neither it nor a later callback said who owns the room."_L1,
     lookForOwnerUnknown, [](const RuleInput &now, const Finding &) { return now.room.owner().isEmpty(); }},
}};

} // namespace

Finding RuleInput::finding(RuleId rule, int seat, const QString &member) const
{
    Finding found {.rule = rule,
                   .room = room.key(),
                   .life = room.life(),
                   .seat = seat,
                   .member = member,
                   .fromMs = timeMs,
                   .callbacks = {applied.callback.id}};
    if (seat >= 0) {
        const auto occupant = memory.occupants.constFind(seat);
        if (occupant != memory.occupants.cend() && occupant->callbackId != applied.callback.id) {
            found.callbacks.prepend(occupant->callbackId);
            if (found.isLoss())
                found.fromMs = std::min(timeMs, occupant->timeMs);
        }
    }
    if (found.isLoss())
        found.toMs = timeMs;
    return found;
}

void RoomMemory::note(const RuleInput &now)
{
    const Moment moment {.timeMs = now.timeMs, .callbackId = now.applied.callback.id};
    for (const Change &change : now.applied.changes) {
        entriesSeen = entriesSeen || change.kind == ChangeKind::MemberEntered;
        if (satDown(change) || change.kind == ChangeKind::SeatLeft)
            occupants.insert(change.seat, moment);
        if (change.kind == ChangeKind::SeatMoved)
            occupants.insert(change.fromSeat, moment);
    }
    if (const auto count = saidCount(now.applied.event); count && !isLate(now))
        said = {.count = *count, .moment = moment};
}

QLatin1StringView severityName(Severity severity)
{
    static constexpr std::array names {"hint"_L1, "warning"_L1, "error"_L1};
    return names[size_t(severity)];
}

std::span<const Rule, ruleCount> rules()
{
    return table;
}

const Rule &ruleOf(RuleId id)
{
    return table[size_t(id)];
}

std::optional<RuleId> ruleNamed(QStringView name)
{
    const auto it = std::find_if(table.begin(), table.end(), [&](const Rule &rule) { return rule.name == name; });
    return it == table.end() ? std::nullopt : std::optional(it->id);
}

RuleSwitches::RuleSwitches()
    : m_off(ruleCount)
{
}

RuleSwitches::RuleSwitches(const QStringList &namesOff)
    : RuleSwitches()
{
    for (const QString &name : namesOff) {
        if (const auto rule = ruleNamed(name))
            set(*rule, false);
    }
}

QStringList RuleSwitches::namesOff() const
{
    QStringList names;
    for (const Rule &rule : table) {
        if (!isOn(rule.id))
            names.append(rule.name);
    }
    return names;
}

QString findingSentence(const Finding &finding)
{
    const QString seat = QString::number(finding.seat);
    const QString other = QString::number(finding.otherSeat);
    switch (finding.rule) {
    case RuleId::SeatHandedOver:
        return u"Seat %1 went from %2 to %3; that %2 left it was not told."_s.arg(seat, finding.previous,
                                                                                  finding.member);
    case RuleId::SeatLeftUntold:
        return u"%1 sits on seat %2 now; that they left seat %3 was not told."_s.arg(finding.member, other, seat);
    case RuleId::LeaveWithoutEntry: return u"%1 left; that they had entered was not told."_s.arg(finding.member);
    case RuleId::CountJumped:
        return u"MemberCount is %1; after who entered and left since it was last said it would be %2."_s
            .arg(finding.said)
            .arg(finding.counted);
    case RuleId::OwnerSkipped:
        return u"%1 is said to have been the owner; the last one known was %2."_s.arg(finding.member, finding.previous);
    case RuleId::MemberOnTwoSeats: return u"%1 sits on seats %2 and %3."_s.arg(finding.member, seat, other);
    case RuleId::SeatBeyondMaximum: return u"Seat %1 is beyond the room's MaxSeatCount."_s.arg(seat);
    case RuleId::LockedSeatTaken: return u"%1 sat down on seat %2, which is locked."_s.arg(finding.member, seat);
    case RuleId::SeatedWithoutEntry:
        return u"%1 sits on seat %2; that they had entered was not told."_s.arg(finding.member, seat);
    case RuleId::SeatedAfterLeaving: return u"%1 sits on seat %2, but has left the room."_s.arg(finding.member, seat);
    case RuleId::HeartbeatLostSeated:
        return u"%1 still sits on seat %2, 120 seconds after the heartbeat was lost."_s.arg(finding.member, seat);
    case RuleId::MemberCountOff:
        return u"MemberCount is %1; %2 have entered and not left."_s.arg(finding.said).arg(finding.counted);
    case RuleId::EventAfterDismissal: return u"Something was reported of the room after its dismissal."_s;
    case RuleId::AudioAllowedOnEmptied:
        return u"Audio was allowed again on seat %1, which nobody sits on any more."_s.arg(seat);
    case RuleId::OwnerUnknown: return u"No callback has said who owns the room."_s;
    }
    Q_UNREACHABLE();
}

QDataStream &operator<<(QDataStream &stream, const RoomMemory &memory)
{
    stream << memory.life << memory.entriesSeen << memory.said.has_value();
    if (memory.said)
        stream << memory.said->count << memory.said->moment.timeMs << memory.said->moment.callbackId;
    stream << qint32(memory.occupants.size());
    for (auto it = memory.occupants.cbegin(); it != memory.occupants.cend(); ++it)
        stream << it.key() << it->timeMs << it->callbackId;
    return stream;
}

QDataStream &operator>>(QDataStream &stream, RoomMemory &memory)
{
    memory = {};
    bool hasSaid = false;
    stream >> memory.life >> memory.entriesSeen >> hasSaid;
    if (hasSaid) {
        RoomMemory::SaidCount said;
        stream >> said.count >> said.moment.timeMs >> said.moment.callbackId;
        memory.said = said;
    }
    qint32 size = 0;
    stream >> size;
    for (qint32 i = 0; i < size && stream.status() == QDataStream::Ok; ++i) {
        int seat = 0;
        RoomMemory::Moment moment;
        stream >> seat >> moment.timeMs >> moment.callbackId;
        memory.occupants.insert(seat, moment);
    }
    return stream;
}

QDataStream &operator<<(QDataStream &stream, const Finding &finding)
{
    return stream << finding.id << quint8(finding.rule) << finding.room.sdkAppId << finding.room.room << finding.life
                  << finding.seat << finding.otherSeat << finding.member << finding.previous << finding.said
                  << finding.counted << finding.fromMs << finding.toMs << finding.callbacks << finding.explainedBy;
}

QDataStream &operator>>(QDataStream &stream, Finding &finding)
{
    quint8 rule = 0;
    stream >> finding.id >> rule >> finding.room.sdkAppId >> finding.room.room >> finding.life >> finding.seat
        >> finding.otherSeat >> finding.member >> finding.previous >> finding.said >> finding.counted >> finding.fromMs
        >> finding.toMs >> finding.callbacks >> finding.explainedBy;
    if (rule >= ruleCount)
        stream.setStatus(QDataStream::ReadCorruptData);
    else
        finding.rule = RuleId(rule);
    return stream;
}

} // namespace Roomscope
