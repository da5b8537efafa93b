// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/contents.h"

#include "core/protocol/body.h"

#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// The documented fields of RoomInfo that the room model keeps as text.
constexpr std::array otherRoomFields {
    "IsVideoDisabled",
    "IsAudioDisabled",
    "IsMessageDisabled",
    "IsScreenSharingDisabled",
    "IsCloudRecordingDisabled",
    "IsSeatEnabled",
    "IsPublicVisible",
    "IsUnlimitedRoomEnabled",
    "RoomStatus",
    "ScheduleStartTime",
    "ScheduleEndTime",
    "CoverURL",
    "BackgroundURL",
    "Category",
    "ActivityStatus",
    "ViewCount",
};

RoomFields roomFields(const Body &body)
{
    const JsonValue room = body["RoomInfo"];
    const auto text = [&](QByteArrayView name) {
        const JsonValue value = room[name];
        return value.exists() && !value.isNull() ? std::optional(body.text(value, {name, "RoomInfo"_L1}))
                                                 : std::nullopt;
    };
    const auto integer = [&]<typename T>(QByteArrayView name, T) {
        return body.integer<T>(room[name], {name, "RoomInfo"_L1});
    };
    RoomFields fields {.name = text("RoomName"),
                       .owner = text("Owner_Account"),
                       .type = text("RoomType"),
                       .takeSeatMode = text("TakeSeatMode"),
                       .notice = text("Notice"),
                       .customInfo = text("CustomInfo"),
                       .maxSeatCount = integer("MaxSeatCount", int()),
                       .maxMemberCount = integer("MaxMemberCount", int()),
                       .createTime = integer("CreateTime", qint64())};
    for (const char *name : otherRoomFields) {
        const JsonValue value = room[name];
        if (value.isArray()) {
            QStringList parts;
            for (const JsonValue &part : value.children())
                parts.append(part.toString());
            fields.others.insert(QString::fromLatin1(name), parts.join(", "_L1));
        } else if (value.exists() && !value.isNull())
            fields.others.insert(QString::fromLatin1(name),
                                 value.type() == JsonText::Type::String ? value.toString()
                                                                        : QString::fromUtf8(value.raw()));
    }
    return fields;
}

std::optional<int> memberCount(const Body &body)
{
    return body.integer<int>(body["MemberCount"], {"MemberCount"});
}

BattleRoom battleRoom(const Body &body, const JsonValue &room, QLatin1StringView where)
{
    return {.room = body.text(room["RoomId"], {"RoomId", where}),
            .owner = body.text(room["Owner_Account"], {"Owner_Account", where}),
            .score = body.integer<qint64>(room["Score"], {"Score", where})};
}

} // namespace

EventContent seatInfoChanged(const Body &body)
{
    SeatInfoChanged content;
    const JsonValue list = body["SeatList"];
    content.isWhole = list.isArray();
    if (!body.isList(list, "SeatList"))
        return content;
    content.seats.reserve(list.count());
    int number = 0;
    for (JsonValue entry = list.firstChild(); entry.exists(); entry = entry.nextSibling(list), ++number) {
        const std::optional<qint64> index = entry["Index"].toInteger();
        if (!index || *index < 0 || *index > maximumSeatIndex) {
            body.problem(u"SeatList[%1].Index is not a seat number from 0 to %2"_s.arg(number).arg(maximumSeatIndex));
            content.isWhole = false;
            continue;
        }
        const auto name = [number](QByteArrayView field) { return FieldName {field, "SeatList"_L1, number}; };
        const auto mark = [&](QByteArrayView field) { return body.boolean(entry[field], name(field)); };
        content.seats.append({.index = int(*index),
                              .member = body.text(entry["Member_Account"], name("Member_Account")),
                              .hasMember = Body::isText(entry["Member_Account"]),
                              .locked = mark("IsTakenDisabled"),
                              .audioProhibited = mark("IsAudioDisabled"),
                              .videoProhibited = mark("IsVideoDisabled")});
    }
    return content;
}

EventContent roomCreated(const Body &body)
{
    return RoomCreated {.fields = roomFields(body), .invited = body.accounts("ScheduleInviteeList_Account")};
}

EventContent roomUpdated(const Body &body)
{
    return RoomUpdated {.fields = roomFields(body)};
}

EventContent roomDismissed(const Body &body)
{
    const auto counter = [&](QByteArrayView name) { return body.integer("Statistic", name); };
    return RoomDismissed {.cause = body.text("EventType"),
                          .fields = roomFields(body),
                          .statistic = {.viewers = counter("TotalViewers"),
                                        .gifts = counter("TotalGiftsSent"),
                                        .giftCoins = counter("TotalGiftCoins"),
                                        .giftSenders = counter("TotalUniqueGiftSenders"),
                                        .likes = counter("TotalLikesReceived")}};
}

EventContent membersEntered(const Body &body)
{
    return MembersEntered {
        .members = body.accounts("MemberList_Account"), .cause = body.text("Type"), .memberCount = memberCount(body)};
}

EventContent membersLeft(const Body &body)
{
    return MembersLeft {.members = body.accounts("MemberList_Account"),
                        .cause = body.text("Type"),
                        .memberCount = memberCount(body),
                        .reason = body.text("Reason")};
}

EventContent memberStateChanged(const Body &body)
{
    const QString state = body.text("EventType");
    const QStringList members = body.accounts("MemberList", "Member_Account");
    const QString cause = body.text("EventCause");
    if (state == "Online"_L1)
        return MembersEntered {.members = members, .cause = cause};
    if (state == "Offline"_L1)
        return MembersLeft {.members = members, .cause = cause};
    body.problem(u"EventType is neither Online nor Offline"_s);
    return UnknownCommand {};
}

EventContent ownerChanged(const Body &body)
{
    return OwnerChanged {.current = body.text("CurrentOwner_Account"), .original = body.text("OriginalOwner_Account")};
}

EventContent adminsChanged(const Body &body)
{
    const QString type = body.text("opType"); // with a small first letter, unlike every other field
    if (type != "add"_L1 && type != "delete"_L1)
        body.problem(u"opType is neither add nor delete"_s);
    return AdminsChanged {.members = body.accounts("Admin_Account"), .added = type != "delete"_L1};
}

EventContent battleCreated(const Body &body)
{
    BattleChanged content {.stage = BattleChanged::Stage::Created,
                           .battleId = body.text("BattleId"),
                           .rooms = {{.room = body.text("FromRoomId")}},
                           .durationMs = body.integer("Duration"),
                           .timeoutMs = body.integer("Timeout"),
                           .needsResponse = body.boolean(body["NeedResponse"], {"NeedResponse"}),
                           .extension = body.text("ExtensionInfo")};
    for (const QString &room : body.accounts("ToRoomIdList"))
        content.rooms.append({.room = room});
    return content;
}

template<BattleChanged::Stage stage> EventContent battleContinued(const Body &body)
{
    BattleChanged content {.stage = stage,
                           .battleId = body.text("BattleId"),
                           .rooms = {battleRoom(body, body["FromRoomInfo"], "FromRoomInfo"_L1)},
                           .durationMs = body.integer("Duration"),
                           .createTime = body.integer("CreateTime"),
                           .startTime = body.integer("StartTime"),
                           .endTime = body.integer("EndTime"),
                           .endReason = body.integer("OpType")};
    for (const JsonValue &room : body["ToRoomList"].children())
        content.rooms.append(battleRoom(body, room, "ToRoomList"_L1));
    return content;
}

EventContent battleStarted(const Body &body)
{
    return battleContinued<BattleChanged::Stage::Started>(body);
}

EventContent battleEnded(const Body &body)
{
    return battleContinued<BattleChanged::Stage::Ended>(body);
}

EventContent giftRequested(const Body &body)
{
    return GiftRequested {.from = body.text("GiftWater", "From_Account"),
                          .to = body.accounts(body["GiftWater"]["To_Account"], "GiftWater.To_Account"),
                          .giftId = body.text("GiftWater", "GiftId"),
                          .count = body.integer("GiftWater", "Count").value_or(0),
                          .coins = body.integer("GiftWater", "Coins").value_or(0),
                          .time = body.integer("GiftWater", "Time")};
}

EventContent messageSent(const Body &body)
{
    const QList<JsonValue> elements = body["MsgBody"].children();
    QStringList texts;
    for (const JsonValue &element : elements) {
        if (const QString text = element["MsgContent"]["Text"].toString(); !text.isEmpty())
            texts.append(text);
    }
    return MessageSent {.from = body.text("From_Account"),
                        .type = elements.isEmpty() ? QString() : elements.first()["MsgType"].toString(),
                        .text = texts.join(u' '),
                        .messageId = body.text("MsgId"),
                        .sequence = body.integer("MsgSeq"),
                        .time = body.integer("MsgTime")};
}

EventContent metadataSet(const Body &body)
{
    MetadataChanged content;
    for (const JsonValue &entry : body["Metadata"].children())
        content.entries.append({.key = body.text(entry["Key"], {"Key", "Metadata"_L1}),
                                .value = body.text(entry["Value"], {"Value", "Metadata"_L1})});
    return content;
}

EventContent metadataDeleted(const Body &body)
{
    MetadataChanged content;
    for (const QString &key : body.accounts("Keys"))
        content.entries.append({.key = key, .value = {}});
    return content;
}

EventContent recordingChanged(const Body &body)
{
    const JsonValue status = body["EventInfo"]["Payload"]["Status"];
    return RecordingChanged {.eventGroup = body.integer("EventGroupId").value_or(0),
                             .eventType = body.integer("EventType").value_or(0),
                             .user = body.text("EventInfo", "UserId"),
                             .taskId = body.text("EventInfo", "TaskId"),
                             .status = body.integer<qint64>(status, {"Status", "EventInfo.Payload"_L1})};
}

EventContent followAdded(const Body &body)
{
    return FollowChanged {.from = body.text("From_Account"), .to = body.accounts("FollowList", "To_Account")};
}

EventContent followDeleted(const Body &body)
{
    return FollowChanged {.from = body.text("From_Account"), .to = body.accounts("To_Account"), .added = false};
}

EventContent quotaAlert(const Body &body)
{
    return QuotaAlert {.current = body.integer("CurRoomCount").value_or(0),
                       .maximum = body.integer("MaxRoomCount").value_or(0)};
}

EventContent rtcEvent(const Body &body)
{
    return RtcEvent {.eventGroup = body.integer("EventGroupId").value_or(0),
                     .eventType = body.integer("EventType").value_or(0),
                     .user = body.text("EventInfo", "UserId"),
                     .role = body.integer("EventInfo", "Role"),
                     .reason = body.integer("EventInfo", "Reason")};
}

QLatin1StringView rtcEventName(qint64 eventType)
{
    struct Name
    {
        qint64 eventType;
        QLatin1StringView name;
    };
    // The names of the documentation without EVENT_TYPE_: 1xx and 2xx 647/39558, 3xx 647/81113.
    static constexpr std::array names {
        Name {101, "CreateRoom"_L1},
        Name {102, "DismissRoom"_L1},
        Name {103, "EnterRoom"_L1},
        Name {104, "ExitRoom"_L1},
        Name {105, "ChangeRole"_L1},
        Name {201, "StartVideo"_L1},
        Name {202, "StopVideo"_L1},
        Name {203, "StartAudio"_L1},
        Name {204, "StopAudio"_L1},
        Name {205, "StartAssist"_L1}, // spelt ASSIT there
        Name {206, "StopAssist"_L1},
        Name {301, "CloudRecordingRecorderStart"_L1},
        Name {302, "CloudRecordingRecorderStop"_L1},
        Name {303, "CloudRecordingUploadStart"_L1},
        Name {304, "CloudRecordingFileInfo"_L1},
        Name {305, "CloudRecordingUploadStop"_L1},
        Name {306, "CloudRecordingFailover"_L1},
        Name {307, "CloudRecordingFileSlice"_L1},
        Name {309, "CloudRecordingDownloadImageError"_L1},
        Name {310, "CloudRecordingMp4Stop"_L1},
        Name {311, "CloudRecordingVodCommit"_L1},
        Name {312, "CloudRecordingVodStop"_L1},
    };
    for (const Name &known : names) {
        if (known.eventType == eventType)
            return known.name;
    }
    return {};
}

QString rtcEventText(qint64 eventType)
{
    const QLatin1StringView name = rtcEventName(eventType);
    return name.isEmpty() ? QString::number(eventType) : u"%1 (%2)"_s.arg(name).arg(eventType);
}

} // namespace Roomscope
