// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/roomstore.h"

#include "core/protocol/contentcoding.h"
#include "core/protocol/decoder.h"

#include <QCryptographicHash>
#include <QDataStream>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

template<typename... Functions> struct Overloaded : Functions...
{
    using Functions::operator()...;
};
template<typename... Functions> Overloaded(Functions...) -> Overloaded<Functions...>; // Clang needs it until 17

/// The change of an event that alters no room.
Change mention(const Event &event)
{
    Change change;
    std::visit(Overloaded {
                   [&](const FollowChanged &content) {
                       change.kind = ChangeKind::FollowChanged;
                       change.member = content.from;
                       change.details.content = FollowDetails {.added = content.added, .to = content.to};
                   },
                   [&](const QuotaAlert &content) {
                       change.kind = ChangeKind::Alert;
                       change.details.content = QuotaDetails {.current = content.current, .maximum = content.maximum};
                   },
                   [&](const RtcEvent &content) {
                       change.kind = ChangeKind::RtcEvent;
                       change.member = content.user;
                       change.details.content = RtcDetails {.eventType = content.eventType};
                   },
                   // A console's probe has no command that could be unknown; of one that is known the body is empty, or
                   // says nothing that can be used.
                   [&](const UnknownCommand &) {
                       if (!event.command.isEmpty() && !isKnownCommand(event.command))
                           change.kind = ChangeKind::UnknownCommand;
                       else
                           change.details.content = ProblemDetails {event.problems};
                   },
                   [&](const auto &) {}, // the room model's own
               },
               event.content);
    return change;
}

/// Of what an event alters the state of a room: everything but what is only told.
bool concernsRoom(const EventContent &content)
{
    return !std::holds_alternative<UnknownCommand>(content) && !std::holds_alternative<FollowChanged>(content)
        && !std::holds_alternative<QuotaAlert>(content) && !std::holds_alternative<RtcEvent>(content);
}

/// Totals are counted, whatever the order.
bool isCountedOnly(const EventContent &content)
{
    return std::holds_alternative<GiftRequested>(content) || std::holds_alternative<MessageSent>(content);
}

} // namespace

std::optional<qint64> AppliedCallback::delayMs() const
{
    const std::optional<qint64> timeMs = event.usableTimeMs(callback.receivedUs);
    return timeMs ? std::optional(arrivalMs() - *timeMs) : std::nullopt;
}

void RoomStore::renameAccounts(const std::function<QString(const QString &)> &newName)
{
    for (const RoomKey &key : keys()) {
        m_rooms[key].renameAccounts(newName);
        if (const auto next = m_next.find(key); next != m_next.end())
            next->renameAccounts(newName);
    }
}

const Room *RoomStore::find(const RoomKey &key) const
{
    const auto it = m_rooms.constFind(key);
    return it == m_rooms.cend() ? nullptr : &*it;
}

QList<RoomKey> RoomStore::keys() const
{
    QList<RoomKey> keys = m_rooms.keys();
    std::sort(keys.begin(), keys.end(), [](const RoomKey &a, const RoomKey &b) {
        return std::tie(a.room, a.sdkAppId) < std::tie(b.room, b.sdkAppId);
    });
    return keys;
}

void RoomStore::noteDuplicate(AppliedCallback &applied)
{
    const Event &event = applied.event;
    if (!event.eventTimeMs)
        return; // EventTime belongs to the key (README 10); two gifts in one second are two gifts
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (const QString &part : {event.sdkAppId, event.command, event.room()}) {
        hash.addData(part.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    hash.addData(plainBody(applied.callback)); // who packs it anew makes other bytes of it
    const auto former = m_seen.note(hash.result(), applied.callback.receivedUs, applied.callback.id);
    applied.verdict.flags.setFlag(Flag::Duplicate, former.has_value());
    applied.repeatOf = former.value_or(0);
}

/// When the event was, by the order of the interpretation.
Stamp RoomStore::stampOf(const AppliedCallback &applied)
{
    if (m_interpretation.order == Interpretation::Order::EventTime) {
        const std::optional<qint64> timeMs = applied.event.usableTimeMs(applied.callback.receivedUs);
        return {timeMs.value_or(neverMs), applied.callback.id, !timeMs.has_value()};
    }
    m_lastArrivalMs
        = std::max(m_lastArrivalMs, applied.arrivalMs()); // clocks can be set back, the order of arrival cannot
    return {m_lastArrivalMs, applied.callback.id};
}

AppliedCallback RoomStore::apply(const Callback &callback)
{
    Decoded decoded = decodeEvent(callback);
    AppliedCallback applied {.callback = callback, .event = std::move(decoded.event), .verdict = callback.verdict};
    if (applied.verdict.isRejected())
        return applied;

    applied.verdict.flags = (callback.verdict.flags & ~flagsOfInterpretation) | applied.event.flags;
    applied.verdict.flags.setFlag(Flag::ClockSkew, applied.event.isAheadOf(callback.receivedUs));
    noteDuplicate(applied);
    const bool concernsRooms = concernsRoom(applied.event.content);
    if (applied.verdict.flags.testFlag(Flag::Duplicate)) {
        for (const QString &room : std::as_const(applied.event.rooms))
            applied.rooms.append({applied.event.sdkAppId, room});
    } else if (concernsRooms) {
        const Stamp stamp = stampOf(applied);
        for (const QString &room : std::as_const(applied.event.rooms))
            applyToRoom({applied.event.sdkAppId, room}, stamp, applied);
    } else {
        Change change = mention(applied.event);
        if (!applied.event.rooms.isEmpty()) {
            const RoomKey key {applied.event.sdkAppId, applied.event.rooms.first()};
            const Room *known = find(key);
            change.room = key.room;
            change.life = known ? known->life() : 0;
            applied.rooms.append(key);
        }
        applied.changes.append(change);
    }

    if (applied.changes.isEmpty()) {
        const Room *known = applied.rooms.isEmpty() ? nullptr : find(applied.rooms.first());
        applied.changes.append({.kind = ChangeKind::NoChange,
                                .room = applied.event.room(),
                                .life = known ? known->life() : 0,
                                .details = {.content = ProblemDetails {applied.event.problems}}});
    }
    if (const std::optional<qint64> decision = decisionOf(applied.event, callback.reply)) {
        for (Change &change : applied.changes)
            change.details.decision = decision;
    }
    return applied;
}

RoomOutcome RoomStore::applyContent(Room &room, const AppliedCallback &applied, const Stamp &stamp) const
{
    const EventContext context {.stamp = stamp.within(room.bornAfter()),
                                .eventTimeMs = applied.timeMs(),
                                .operatorAccount = applied.event.operatorAccount,
                                .platform = applied.event.platform};
    room.note(context.stamp);
    return std::visit(Overloaded {
                          [&](const SeatInfoChanged &content) {
                              return room.applySeats(content, context, m_interpretation.seatLists);
                          },
                          [&](const RoomCreated &content) { return room.applyCreation(content, context); },
                          [&](const RoomUpdated &content) { return room.applyUpdate(content, context); },
                          [&](const RoomDismissed &content) { return room.applyDismissal(content, context); },
                          [&](const MembersEntered &content) { return room.applyEntry(content, context); },
                          [&](const MembersLeft &content) { return room.applyLeave(content, context); },
                          [&](const OwnerChanged &content) { return room.applyOwner(content, context); },
                          [&](const AdminsChanged &content) { return room.applyAdmins(content, context); },
                          [&](const MetadataChanged &content) { return room.applyMetadata(content, context); },
                          [&](const BattleChanged &content) { return room.applyBattle(content, context); },
                          [&](const RecordingChanged &content) { return room.applyRecording(content, context); },
                          [&](const GiftRequested &content) { return room.applyGift(content, context); },
                          [&](const MessageSent &content) {
                              return room.applyMessage(content, context, applied.event.asksForDecision());
                          },
                          [&](const auto &) { return RoomOutcome {}; }, // of no room, see concernsRoom()
                      },
                      applied.event.content);
}

void RoomStore::applyToRoom(const RoomKey &key, const Stamp &stamp, AppliedCallback &applied)
{
    const Event &event = applied.event;
    const auto flagLate = [&](const Stamp &newer) {
        applied.verdict.flags |= Flag::Late;
        applied.lateAgainst = std::max(applied.lateAgainst, newer.callbackId);
    };
    applied.rooms.append(key);
    auto it = m_rooms.find(key);
    if (it == m_rooms.end())
        it = m_rooms.insert(key, Room(key));
    Room &room = *it;

    if (!stamp.isNewerThan(room.bornAfter()))
        return flagLate(room.bornAfter());
    const auto *creation = std::get_if<RoomCreated>(&event.content);
    const bool canBelongToNext = !std::holds_alternative<RoomDismissed>(event.content) && !isCountedOnly(event.content);
    if (room.isDismissed() && canBelongToNext) {
        const Stamp &end = room.dismissal().stamp;
        if (stamp.isNewerThan(end)) {
            // README 10: only a creation or a seat event begins a new life. What else is newer may be of one whose
            // beginning is still to come; it is kept for that one and told then.
            auto next = m_next.find(key);
            if (next == m_next.end())
                next = m_next.insert(key, Room(key, room.life() + 1, end));
            if (!creation && !std::holds_alternative<SeatInfoChanged>(event.content)) {
                static_cast<void>(applyContent(*next, applied, stamp));
                return;
            }
            const bool hasSlack = creation && !stamp.untimed;
            const Stamp before {hasSlack ? std::max(end.timeMs, stamp.timeMs - creationSlackMs - 1) : end.timeMs,
                                end.callbackId};
            room = next->startingAfter(before, room.life() + 1);
            m_next.erase(next);
            applied.changes += room.presence();
        } else {
            return flagLate(end);
        }
    } else if (creation) {
        if (room.isAnotherLife(creation->fields, stamp)) {
            // Its dismissal was lost, or is still to come.
            // The first millisecond of a life is that of what has no time, see Stamp::within().
            const Stamp before {stamp.untimed ? room.newest().timeMs : stamp.timeMs - 2, stamp.callbackId};
            applied.changes += room.leftBehind(before);
            room = room.startingAfter(before, room.life() + 1);
        } else if (room.isComplete() && stamp.isOlderThan(room.created())) {
            return flagLate(room.created());
        }
    }

    RoomOutcome outcome = applyContent(room, applied, stamp);
    applied.changes += outcome.changes;
    if (outcome.late)
        flagLate({.callbackId = outcome.lateAgainst});
    if (std::holds_alternative<RoomDismissed>(event.content) && room.isDismissed()) {
        const Stamp end = room.dismissal().stamp;
        if (room.hasSeatNewerThan(end)) { // the dismissal came late
            room = room.startingAfter(end, room.life() + 1);
        } else {
            if (!m_next.contains(key) && room.newest().timeMs > end.timeMs)
                m_next.insert(key, room.startingAfter(end, room.life() + 1));
            room.empty();
        }
    }
}

QDataStream &operator<<(QDataStream &stream, const RoomStore &store)
{
    stream << store.m_interpretation << store.m_lastArrivalMs << qint32(store.m_rooms.size());
    for (const Room &room : store.m_rooms)
        stream << room;
    stream << qint32(store.m_next.size());
    for (const Room &room : store.m_next)
        stream << room;
    return stream << store.m_seen;
}

void RoomStore::load(QDataStream &stream, bool hasLocks)
{
    const auto times = [&stream](const auto &load) {
        qint32 count = 0;
        stream >> count;
        for (; count > 0 && stream.status() == QDataStream::Ok; --count)
            load();
    };
    *this = RoomStore();
    stream >> m_interpretation >> m_lastArrivalMs;
    for (QHash<RoomKey, Room> *rooms : {&m_rooms, &m_next}) {
        times([&] {
            Room room;
            room.load(stream, hasLocks);
            rooms->insert(room.key(), room);
        });
    }
    stream >> m_seen;
}

} // namespace Roomscope
