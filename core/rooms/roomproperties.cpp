// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of a room as a whole: its data, owner, metadata, battle, recording, and what is counted.
#include "core/rooms/room.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString difference(const QString &field, const QString &former, const QString &present, bool wasKnown)
{
    return wasKnown ? u"%1: %2 → %3"_s.arg(field, former, present) : u"%1: %2"_s.arg(field, present);
}

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

void Room::applyFields(const RoomFields &fields, const Stamp &when, RoomOutcome &outcome, QStringList &differences)
{
    const auto offer = [&](const auto &said, auto &fact, const QString &field) {
        const auto former = fact;
        if (!fact.offer(said, when))
            outcome.lostTo(fact.stamp);
        else if (former.value != fact.value)
            differences.append(difference(field, asText(former.value), asText(fact.value), former.isKnown()));
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

void Room::tellUpdate(const QStringList &differences, QList<Change> &changes) const
{
    if (differences.isEmpty())
        return;
    Change updated = change(ChangeKind::RoomUpdated);
    updated.detail = differences.join("; "_L1);
    changes.append(updated);
}

RoomOutcome Room::applyUpdate(const RoomUpdated &event, const EventContext &context)
{
    RoomOutcome outcome;
    const QString formerOwner = m_owner.value;
    QStringList differences;
    applyFields(event.fields, context.stamp, outcome, differences);
    tellUpdate(differences, outcome.changes);
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
    QStringList differences;
    for (const MetadataChanged::Entry &entry : event.entries) {
        Clocked<std::optional<QString>> &known = m_metadata[entry.key];
        if (known.offer(entry.value, context.stamp))
            differences.append(entry.value ? u"%1 = %2"_s.arg(entry.key, *entry.value) : u"−%1"_s.arg(entry.key));
        else
            outcome.lostTo(known.stamp);
    }
    if (!differences.isEmpty()) {
        Change changed = change(ChangeKind::MetadataChanged);
        changed.detail = differences.join("; "_L1);
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
    QStringList parties;
    for (const BattleRoom &party : event.rooms)
        parties.append(party.score ? u"%1 %2"_s.arg(party.room, QString::number(*party.score)) : party.room);
    changed.detail = u"%1: %2"_s.arg(event.battleId, parties.join(u" – "_s));
    if (event.endReason)
        changed.detail += u"; OpType %1"_s.arg(*event.endReason);
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
    changed.detail = QString::number(event.eventType);
    if (const QLatin1StringView name = rtcEventName(event.eventType); !name.isEmpty())
        changed.detail = u"%1 (%2)"_s.arg(name, changed.detail);
    if (event.status)
        changed.detail += u"; Status %1"_s.arg(*event.status);
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
    requested.detail = u"%1 × %2 → %3"_s.arg(event.count).arg(event.giftId, event.to.join(", "_L1));
    return {.changes = {requested}};
}

RoomOutcome Room::applyMessage(const MessageSent &event, const EventContext &, bool asksForDecision)
{
    ++(asksForDecision ? m_totals.messageRequests : m_totals.messages);
    Change sent = change(ChangeKind::MessageSent);
    sent.member = event.from;
    // In quotes, so that nobody's text passes for what stands behind it.
    sent.detail = event.text.isEmpty() ? event.type : u"“%1”"_s.arg(event.text);
    return {.changes = {sent}};
}

} // namespace Roomscope
