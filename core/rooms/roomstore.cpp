// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/roomstore.h"

#include "core/protocol/decoder.h"

#include <QCryptographicHash>
#include <QDataStream>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// README 10: keep the last few minutes of keys. The number bounds the memory under a flood.
constexpr qint64 duplicateWindowUs = 5LL * 60 * 1'000'000;
constexpr size_t maximumSeen = 200'000;

template<typename... Functions> struct Overloaded : Functions...
{
    using Functions::operator()...;
};

/// What an event says that does not live in a room's state: one change for its timeline line.
Change mention(const Event &event)
{
    Change change;
    std::visit(Overloaded {
                   [&](const AdminsChanged &content) {
                       change.kind = ChangeKind::AdminChanged;
                       change.member = content.members.join(", "_L1);
                       change.detail = content.added ? u"add"_s : u"delete"_s;
                   },
                   [&](const BattleChanged &content) {
                       change.kind = content.stage == BattleChanged::Stage::Created ? ChangeKind::BattleCreated
                           : content.stage == BattleChanged::Stage::Started         ? ChangeKind::BattleStarted
                                                                                    : ChangeKind::BattleEnded;
                       change.detail = content.battleId;
                   },
                   [&](const GiftRequested &content) {
                       change.kind = ChangeKind::GiftRequested;
                       change.member = content.from;
                       change.detail
                           = u"%1 × %2 → %3"_s.arg(content.count).arg(content.giftId, content.to.join(", "_L1));
                   },
                   [&](const MessageSent &content) {
                       change.kind = ChangeKind::MessageSent;
                       change.member = content.from;
                   },
                   [&](const MetadataChanged &content) {
                       change.kind = ChangeKind::MetadataChanged;
                       change.detail = content.keys.join(", "_L1);
                   },
                   [&](const RecordingChanged &content) {
                       change.kind = ChangeKind::RecordingChanged;
                       change.detail = QString::number(content.eventType);
                   },
                   [&](const FollowChanged &content) {
                       change.kind = ChangeKind::FollowChanged;
                       change.member = content.from;
                       change.detail = content.to.join(", "_L1);
                   },
                   [&](const QuotaAlert &content) {
                       change.kind = ChangeKind::Alert;
                       change.detail = u"%1 / %2"_s.arg(content.current).arg(content.maximum);
                   },
                   // A console's probe has no body and so no command that could be unknown.
                   [&](const UnknownCommand &) {
                       change.kind = event.command.isEmpty() ? ChangeKind::NoChange : ChangeKind::UnknownCommand;
                   },
                   [&](const auto &) {}, // the room model's own
               },
               event.content);
    return change;
}

bool concernsState(const EventContent &content)
{
    return std::holds_alternative<SeatInfoChanged>(content) || std::holds_alternative<RoomCreated>(content)
        || std::holds_alternative<RoomUpdated>(content) || std::holds_alternative<RoomDismissed>(content)
        || std::holds_alternative<MembersEntered>(content) || std::holds_alternative<MembersLeft>(content)
        || std::holds_alternative<OwnerChanged>(content);
}

} // namespace

std::optional<qint64> Applied::delayMs() const
{
    return event.eventTimeMs ? std::optional(callback.receivedUs / 1000 - *event.eventTimeMs) : std::nullopt;
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

bool RoomStore::isDuplicate(const Applied &applied)
{
    const Event &event = applied.event;
    if (!event.eventTimeMs)
        return false; // EventTime belongs to the key (README 10); two gifts in one second are two gifts
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (const QString &part : {event.sdkAppId, event.command, event.room()}) {
        hash.addData(part.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    hash.addData(applied.callback.body);
    const QByteArray key = hash.result();

    while (!m_seenInOrder.empty()
           && (m_seenInOrder.size() > maximumSeen
               || m_seenInOrder.front().receivedUs < applied.callback.receivedUs - duplicateWindowUs)) {
        const auto it = m_seen.find(m_seenInOrder.front().key);
        if (--*it == 0)
            m_seen.erase(it);
        m_seenInOrder.pop_front();
    }
    m_seenInOrder.push_back({key, applied.callback.receivedUs});
    return ++m_seen[key] > 1;
}

Applied RoomStore::apply(const Callback &callback)
{
    Decoded decoded = decodeEvent(callback);
    Applied applied {.callback = callback, .event = std::move(decoded.event), .verdict = callback.verdict};
    if (applied.verdict.isRejected())
        return applied;

    if (isDuplicate(applied)) {
        applied.verdict.flags |= Flag::Duplicate;
        for (const QString &room : std::as_const(applied.event.rooms))
            applied.rooms.append({applied.event.sdkAppId, room});
    } else if (concernsState(applied.event.content) && !applied.event.rooms.isEmpty()) {
        applyToRoom({applied.event.sdkAppId, applied.event.rooms.first()}, applied);
    } else if (!concernsState(applied.event.content)) {
        Change change = mention(applied.event);
        for (const QString &room : std::as_const(applied.event.rooms)) {
            const RoomKey key {applied.event.sdkAppId, room};
            const Room *known = find(key);
            change.room = room;
            change.life = known ? known->life() : 0;
            applied.changes.append(change);
            applied.rooms.append(key);
        }
        if (applied.event.rooms.isEmpty())
            applied.changes.append(change);
    }

    if (applied.changes.isEmpty()) {
        const Room *known = applied.rooms.isEmpty() ? nullptr : find(applied.rooms.first());
        applied.changes.append(
            {.kind = ChangeKind::NoChange, .room = applied.event.room(), .life = known ? known->life() : 0});
    }
    return applied;
}

void RoomStore::applyToRoom(const RoomKey &key, Applied &applied)
{
    const Event &event = applied.event;
    const qint64 timeMs = event.eventTimeMs.value_or(applied.callback.receivedUs / 1000);
    const bool isCreation = std::holds_alternative<RoomCreated>(event.content);
    const bool opensLife = isCreation || std::holds_alternative<SeatInfoChanged>(event.content);
    applied.rooms.append(key);

    auto it = m_rooms.find(key);
    if (it == m_rooms.end())
        it = m_rooms.insert(key, Room(key));
    Room &room = *it;

    if (room.isBefore(timeMs) || (room.isDismissed() && timeMs <= room.dismissedMs())) {
        applied.verdict.flags |= Flag::Late;
        return;
    }
    if (room.isDismissed() && !std::holds_alternative<RoomDismissed>(event.content)) {
        if (!opensLife)
            return; // README 10: only a creation or a seat event opens a new life
        room = Room(key, room.life() + 1, room.dismissedMs());
    } else if (isCreation) {
        const RoomFacts &facts = std::get<RoomCreated>(event.content).facts;
        if (room.isAnotherLife(facts, timeMs))
            room = room.nextLife(timeMs - 1); // its dismissal was lost
        else if (room.isComplete() && timeMs < room.createdMs()) {
            applied.verdict.flags |= Flag::Late;
            return;
        }
    }

    RoomOutcome outcome = std::visit(
        Overloaded {
            [&](const SeatInfoChanged &content) { return room.applySeats(content, event.operatorAccount, timeMs); },
            [&](const RoomCreated &content) { return room.applyCreation(content.facts, timeMs); },
            [&](const RoomUpdated &content) { return room.applyUpdate(content.facts, timeMs); },
            [&](const RoomDismissed &content) { return room.applyDismissal(content, timeMs); },
            [&](const MembersEntered &content) { return room.applyEntry(content, timeMs); },
            [&](const MembersLeft &content) { return room.applyLeave(content, timeMs); },
            [&](const OwnerChanged &content) { return room.applyOwner(content, timeMs); },
            [&](const auto &) { return RoomOutcome {}; }, // no state, see concernsState()
        },
        event.content);
    applied.changes = outcome.changes;
    if (outcome.late)
        applied.verdict.flags |= Flag::Late;
    if (room.isDismissed()) {
        if (room.hasNewerThan(room.dismissedMs()))
            room = room.nextLife(room.dismissedMs()); // the dismissal came late
        else
            room.empty();
    }
}

QDataStream &operator<<(QDataStream &stream, const RoomStore &store)
{
    stream << qint32(store.m_rooms.size());
    for (const Room &room : store.m_rooms)
        stream << room;
    stream << qint32(store.m_seenInOrder.size());
    for (const RoomStore::Seen &seen : store.m_seenInOrder)
        stream << seen.key << seen.receivedUs;
    return stream;
}

QDataStream &operator>>(QDataStream &stream, RoomStore &store)
{
    store = {};
    qint32 count = 0;
    stream >> count;
    for (qint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        Room room;
        stream >> room;
        store.m_rooms.insert(room.key(), room);
    }
    stream >> count;
    for (qint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        RoomStore::Seen seen;
        stream >> seen.key >> seen.receivedUs;
        ++store.m_seen[seen.key];
        store.m_seenInOrder.push_back(seen);
    }
    return stream;
}

} // namespace Roomscope
