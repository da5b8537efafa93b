// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/changedetails.h"

#include "core/protocol/event.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// The content in the protocol's words.
struct ContentText
{
    QString operator()(const std::monostate &) const { return {}; }
    QString operator()(const CreationDetails &creation) const { return creation.name; }
    QString operator()(const UpdateDetails &update) const
    {
        QStringList fields;
        for (const UpdateDetails::Field &field : update.fields)
            fields.append(field.former ? u"%1: %2 → %3"_s.arg(field.name, *field.former, field.present)
                                       : u"%1: %2"_s.arg(field.name, field.present));
        return fields.join("; "_L1);
    }
    QString operator()(const CauseDetails &left) const
    {
        return left.reason.isEmpty() ? left.cause : u"%1: %2"_s.arg(left.cause, left.reason);
    }
    QString operator()(const AdminDetails &admin) const { return admin.added ? u"add"_s : u"delete"_s; }
    QString operator()(const BattleDetails &battle) const
    {
        QStringList rooms;
        for (const BattleDetails::Party &party : battle.rooms)
            rooms.append(party.score ? u"%1 %2"_s.arg(party.room, QString::number(*party.score)) : party.room);
        const QString text = u"%1: %2"_s.arg(battle.battleId, rooms.join(u" – "_s));
        return battle.endReason ? u"%1; OpType %2"_s.arg(text, QString::number(*battle.endReason)) : text;
    }
    QString operator()(const GiftDetails &gift) const
    {
        return u"%1 × %2 → %3"_s.arg(QString::number(gift.count), gift.giftId, gift.to.join(", "_L1));
    }
    QString operator()(const MessageDetails &message) const
    {
        return message.text.isEmpty() ? message.type : u"“%1”"_s.arg(message.text);
    }
    QString operator()(const MetadataDetails &metadata) const
    {
        QStringList entries;
        for (const MetadataDetails::Entry &entry : metadata.entries)
            entries.append(entry.value ? u"%1 = %2"_s.arg(entry.key, *entry.value) : u"−%1"_s.arg(entry.key));
        return entries.join("; "_L1);
    }
    QString operator()(const RtcDetails &rtc) const
    {
        const QString event = rtcEventText(rtc.eventType);
        return rtc.status ? u"%1; Status %2"_s.arg(event, QString::number(*rtc.status)) : event;
    }
    QString operator()(const FollowDetails &follow) const
    {
        return (follow.added ? u"+%1"_s : u"−%1"_s).arg(follow.to.join(", "_L1));
    }
    QString operator()(const QuotaDetails &quota) const { return u"%1 / %2"_s.arg(quota.current).arg(quota.maximum); }
    QString operator()(const ProblemDetails &found) const { return found.problems.join("; "_L1); }
};

} // namespace

QString ChangeDetails::toText() const
{
    const QString text = std::visit(ContentText(), content);
    if (!decision)
        return text;
    const QString answer = u"ErrorCode %1"_s.arg(*decision);
    return text.isEmpty() ? answer : u"%1; %2"_s.arg(text, answer);
}

} // namespace Roomscope
