// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of a room as a whole: its data, owner, metadata, battle, recording, and what is counted.
#include "core/rooms/room.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString asText(const QString &value)
{
    return value;
}

QString asText(int value)
{
    return QString::number(value);
}

} // namespace

QMap<QString, QString> Room::otherFields() const
{
    QMap<QString, QString> fields;
    for (auto it = m_otherFields.cbegin(); it != m_otherFields.cend(); ++it)
        fields.insert(it.key(), it->value);
    return fields;
}

QMap<QString, QString> Room::metadata() const
{
    QMap<QString, QString> entries;
    for (auto it = m_metadata.cbegin(); it != m_metadata.cend(); ++it) {
        if (it->value)
            entries.insert(it.key(), *it->value);
    }
    return entries;
}

void Room::applyFields(const RoomFields &fields, const Stamp &when, RoomOutcome &outcome, UpdateDetails &update)
{
    const auto offer = [&](const auto &said, auto &fact, const QString &field) {
        const auto former = fact;
        if (!fact.offer(said, when))
            outcome.lostTo(fact.stamp);
        else if (former.value != fact.value)
            update.fields.append({.name = field,
                                  .former = former.isKnown() ? std::optional(asText(former.value)) : std::nullopt,
                                  .present = asText(fact.value)});
    };
    const auto adopt = [&](const auto &said, auto &fact, const QString &field) {
        if (said)
            offer(*said, fact, field);
    };
    adopt(fields.name, m_name, u"RoomName"_s);
    adopt(fields.owner, m_owner, u"Owner_Account"_s);
    adopt(fields.type, m_type, u"RoomType"_s);
    adopt(fields.takeSeatMode, m_takeSeatMode, u"TakeSeatMode"_s);
    adopt(fields.notice, m_notice, u"Notice"_s);
    adopt(fields.customInfo, m_customInfo, u"CustomInfo"_s);
    adopt(fields.maxSeatCount, m_maxSeatCount, u"MaxSeatCount"_s);
    adopt(fields.maxMemberCount, m_maxMemberCount, u"MaxMemberCount"_s);
    for (auto it = fields.others.cbegin(); it != fields.others.cend(); ++it)
        offer(it.value(), m_otherFields[it.key()], it.key());
}

void Room::tellUpdate(const UpdateDetails &update, QList<Change> &changes) const
{
    if (update.fields.isEmpty())
        return;
    Change updated = change(ChangeKind::RoomUpdated);
    updated.details.content = update;
    changes.append(updated);
}

RoomOutcome Room::applyUpdate(const RoomUpdated &event, const EventContext &context)
{
    RoomOutcome outcome;
    const QString formerOwner = m_owner.value;
    UpdateDetails update;
    applyFields(event.fields, context.stamp, outcome, update);
    tellUpdate(update, outcome.changes);
    if (m_owner.value != formerOwner && !formerOwner.isEmpty()) {
        Change owner = change(ChangeKind::OwnerChanged);
        owner.member = m_owner.value;
        owner.previous = formerOwner;
        outcome.changes.append(owner);
    }
    cutSeats(context.stamp, outcome.changes);
    return outcome;
}

RoomOutcome Room::applyOwner(const OwnerChanged &event, const EventContext &context)
{
    RoomOutcome outcome;
    const QString former = m_owner.value.isEmpty() ? event.original : m_owner.value;
    if (!m_owner.offer(event.current, context.stamp)) {
        outcome.lostTo(m_owner.stamp);
    } else if (former != event.current) {
        Change owner = change(ChangeKind::OwnerChanged);
        owner.member = event.current;
        owner.previous = former;
        outcome.changes.append(owner);
    }
    return outcome;
}

RoomOutcome Room::applyMetadata(const MetadataChanged &event, const EventContext &context)
{
    RoomOutcome outcome;
    MetadataDetails applied;
    for (const MetadataChanged::Entry &entry : event.entries) {
        Clocked<std::optional<QString>> &known = m_metadata[entry.key];
        if (known.offer(entry.value, context.stamp))
            applied.entries.append({.key = entry.key, .value = entry.value});
        else
            outcome.lostTo(known.stamp);
    }
    if (!applied.entries.isEmpty()) {
        Change changed = change(ChangeKind::MetadataChanged);
        changed.details.content = applied;
        outcome.changes.append(changed);
    }
    return outcome;
}

RoomOutcome Room::applyBattle(const BattleChanged &event, const EventContext &context)
{
    RoomOutcome outcome;
    const Battle battle {.id = event.battleId,
                         .stage = event.stage,
                         .rooms = event.rooms,
                         .durationMs = event.durationMs,
                         .sinceMs = context.eventTimeMs};
    if (!m_battle.offer(battle, context.stamp)) {
        outcome.lostTo(m_battle.stamp);
        return outcome;
    }
    Change changed = change(event.stage == BattleChanged::Stage::Created       ? ChangeKind::BattleCreated
                                : event.stage == BattleChanged::Stage::Started ? ChangeKind::BattleStarted
                                                                               : ChangeKind::BattleEnded);
    BattleDetails details {.battleId = event.battleId, .endReason = event.endReason};
    for (const BattleRoom &party : event.rooms)
        details.rooms.append({.room = party.room, .score = party.score});
    changed.details.content = details;
    outcome.changes.append(changed);
    return outcome;
}

RoomOutcome Room::applyRecording(const RecordingChanged &event, const EventContext &context)
{
    RoomOutcome outcome;
    const Recording recording {.eventGroup = event.eventGroup,
                               .eventType = event.eventType,
                               .taskId = event.taskId,
                               .status = event.status,
                               .eventTimeMs = context.eventTimeMs};
    if (!m_recording.offer(recording, context.stamp)) {
        outcome.lostTo(m_recording.stamp);
        return outcome;
    }
    Change changed = change(ChangeKind::RecordingChanged);
    changed.member = event.user;
    changed.details.content = RtcDetails {.eventType = event.eventType, .status = event.status};
    outcome.changes.append(changed);
    return outcome;
}

RoomOutcome Room::applyGift(const GiftRequested &event, const EventContext &)
{
    ++m_totals.giftRequests;
    m_totals.gifts += event.count;
    m_totals.giftCoins += event.count * event.coins;
    Change requested = change(ChangeKind::GiftRequested);
    requested.member = event.from;
    requested.details.content = GiftDetails {.count = event.count, .giftId = event.giftId, .to = event.to};
    return {.changes = {requested}};
}

RoomOutcome Room::applyMessage(const MessageSent &event, const EventContext &, bool asksForDecision)
{
    ++(asksForDecision ? m_totals.messageRequests : m_totals.messages);
    Change sent = change(ChangeKind::MessageSent);
    sent.member = event.from;
    sent.details.content = MessageDetails {.text = event.text, .type = event.type, .isAsked = asksForDecision};
    return {.changes = {sent}};
}

} // namespace Roomscope
