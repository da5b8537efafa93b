// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/decoder.h"

#include "core/protocol/body.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/contents.h"
#include "core/protocol/keptbody.h"
#include "core/protocol/timefield.h"

#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Where a body names its rooms.
enum class RoomsIn : quint8 { RoomId, RoomInfo, GroupId, BattleIds, BattleObjects, EventInfo, Nowhere };

QStringList roomsOf(const Body &body, RoomsIn where)
{
    const auto single = [&](const JsonValue &value) {
        const QString id = body.text(value, {"RoomId"});
        if (id.isEmpty() && Body::isText(value))
            body.problem(value.exists() && !value.isNull() ? u"RoomId is empty: no room is named"_s
                                                           : u"RoomId is missing"_s);
        return id.isEmpty() ? QStringList() : QStringList {id};
    };
    switch (where) {
    case RoomsIn::RoomId: return single(body["RoomId"]);
    case RoomsIn::RoomInfo: return single(body["RoomInfo"]["RoomId"]);
    case RoomsIn::GroupId: return single(body["GroupId"]);
    case RoomsIn::EventInfo: return single(body["EventInfo"]["RoomId"]);
    case RoomsIn::BattleIds: return single(body["FromRoomId"]) + body.accounts("ToRoomIdList");
    case RoomsIn::BattleObjects: return single(body["FromRoomInfo"]["RoomId"]) + body.accounts("ToRoomList", "RoomId");
    case RoomsIn::Nowhere: break;
    }
    return {};
}

struct Command
{
    QLatin1StringView name;
    EventContent (*decode)(const Body &);
    RoomsIn rooms;
    QByteArrayView fields;             ///< Of the catalogue, beside the three that all have; for unknownFields().
    QByteArrayView time = "EventTime"; ///< Empty: no callback of it says when it happened.
};

constexpr QByteArrayView commonFields = "CallbackCommand Operator_Account EventTime";
constexpr QByteArrayView roomInfoFields
    = "RoomInfo RoomInfo.RoomId RoomInfo.RoomName RoomInfo.RoomType RoomInfo.Owner_Account RoomInfo.MaxMemberCount "
      "RoomInfo.MaxSeatCount RoomInfo.IsVideoDisabled RoomInfo.IsAudioDisabled RoomInfo.IsMessageDisabled "
      "RoomInfo.IsScreenSharingDisabled RoomInfo.IsCloudRecordingDisabled RoomInfo.CustomInfo "
      "RoomInfo.ScheduleStartTime RoomInfo.ScheduleEndTime RoomInfo.RoomStatus RoomInfo.IsSeatEnabled "
      "RoomInfo.TakeSeatMode RoomInfo.CreateTime RoomInfo.IsPublicVisible RoomInfo.CoverURL RoomInfo.Category "
      "RoomInfo.ActivityStatus RoomInfo.ViewCount RoomInfo.BackgroundURL RoomInfo.IsUnlimitedRoomEnabled "
      "RoomInfo.Notice ScheduleInviteeList_Account "
      // and what only a dismissal has
      "RoomId EventType Statistic Statistic.TotalViewers Statistic.TotalGiftsSent Statistic.TotalGiftCoins "
      "Statistic.TotalUniqueGiftSenders Statistic.TotalLikesReceived";
constexpr QByteArrayView memberStateFields = "RoomId EventType EventCause MemberList MemberList.Member_Account";
constexpr QByteArrayView battleFields
    = "BattleId Duration CreateTime StartTime EndTime OpType FromRoomInfo FromRoomInfo.RoomId FromRoomInfo.Score "
      "FromRoomInfo.Owner_Account ToRoomList ToRoomList.RoomId ToRoomList.Score ToRoomList.Owner_Account";
constexpr QByteArrayView messageFields
    = "GroupId Type From_Account Random MsgId MsgSeq MsgTime MsgBody MsgBody.MsgType MsgBody.MsgContent "
      "CloudCustomData";
constexpr QByteArrayView rtcFields
    = "EventGroupId EventType CallbackTs EventInfo EventInfo.RoomId EventInfo.EventTs EventInfo.EventMsTs "
      "EventInfo.UserId EventInfo.UniqueId EventInfo.Role EventInfo.TerminalType EventInfo.UserType "
      "EventInfo.Reason EventInfo.TaskId EventInfo.Payload";

// One row a command; an alias is a row, too. Source: the catalogue of callbacks, see the page numbers there.
constexpr std::array commands {
    Command {"Mic.CallbackAfterSeatInfoChanged"_L1, seatInfoChanged, RoomsIn::RoomId,
             "RoomId SeatList SeatList.Index SeatList.Member_Account SeatList.IsTakenDisabled SeatList.IsVideoDisabled "
             "SeatList.IsAudioDisabled"},
    Command {"Room.CallbackAfterCreateRoom"_L1, roomCreated, RoomsIn::RoomInfo, roomInfoFields},
    Command {"Room.CallbackAfterDestroyRoom"_L1, roomDismissed, RoomsIn::RoomId, roomInfoFields},
    Command {"Room.CallbackAfterUpdateRoomInfo"_L1, roomUpdated, RoomsIn::RoomInfo, roomInfoFields},
    Command {"Room.CallbackUpdateRoomInfo"_L1, roomUpdated, RoomsIn::RoomInfo, roomInfoFields},
    Command {"Room.CallbackAfterMemberEnter"_L1, membersEntered, RoomsIn::RoomId,
             "RoomId MemberCount Type MemberList_Account"},
    Command {"Room.CallbackAfterMemberLeave"_L1, membersLeft, RoomsIn::RoomId,
             "RoomId MemberCount Type MemberList_Account Reason"},
    Command {"Live.CallbackAfterCreateRoom"_L1, roomCreated, RoomsIn::RoomInfo, roomInfoFields},
    Command {"Live.CallbackAfterDestroyRoom"_L1, roomDismissed, RoomsIn::RoomId, roomInfoFields},
    Command {"Live.CallbackAfterUpdateRoomInfo"_L1, roomUpdated, RoomsIn::RoomInfo, roomInfoFields},
    Command {"Live.CallbackAfterMemberStateChanged"_L1, memberStateChanged, RoomsIn::RoomId, memberStateFields},
    Command {"Live.CallbackMemberStateChanged"_L1, memberStateChanged, RoomsIn::RoomId, memberStateFields},
    Command {"Live.CallbackAfterChangeOwner"_L1, ownerChanged, RoomsIn::RoomId,
             "RoomId CurrentOwner_Account OriginalOwner_Account"},
    Command {"Live.CallbackAfterModifyAdmin"_L1, adminsChanged, RoomsIn::RoomId, "RoomId Admin_Account opType"},
    Command {"Live.CallbackAfterSetMetadata"_L1, metadataSet, RoomsIn::RoomId,
             "RoomId Metadata Metadata.Key Metadata.Value"},
    Command {"Live.CallbackAfterDelMetadata"_L1, metadataDeleted, RoomsIn::RoomId, "RoomId Keys"},
    Command {"Live.CallbackAfterCreateBattle"_L1, battleCreated, RoomsIn::BattleIds,
             "BattleId FromRoomId ToRoomIdList Timeout Duration NeedResponse ExtensionInfo"},
    Command {"Live.CallbackAfterStartBattle"_L1, battleStarted, RoomsIn::BattleObjects, battleFields},
    Command {"Live.CallbackAfterEndBattle"_L1, battleEnded, RoomsIn::BattleObjects, battleFields},
    Command {"Live.CallbackBeforeSendGift"_L1, giftRequested, RoomsIn::RoomId,
             "RoomId GiftWater GiftWater.From_Account GiftWater.To_Account GiftWater.Time GiftWater.GiftId "
             "GiftWater.Count GiftWater.Coins",
             ""},
    Command {"Live.CallbackAfterCreateRoomReachingThreshold"_L1, quotaAlert, RoomsIn::Nowhere,
             "CurRoomCount MaxRoomCount"},
    Command {"Live.CallbackAfterCloudRecordingChanged"_L1, recordingChanged, RoomsIn::EventInfo, rtcFields,
             "CallbackTs"},
    Command {"Group.CallbackAfterSendMsg"_L1, messageSent, RoomsIn::GroupId, messageFields},
    Command {"Group.CallbackBeforeSendMsg"_L1, messageSent, RoomsIn::GroupId, messageFields},
    Command {"Follow.CallbackAfterFollowAdd"_L1, followAdded, RoomsIn::Nowhere,
             "From_Account FollowList FollowList.To_Account"},
    Command {"Follow.CallbackAfterFollowDelete"_L1, followDeleted, RoomsIn::Nowhere, "From_Account To_Account"},
};

const Command *findCommand(QStringView name)
{
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [name](const Command &command) { return command.name == name; });
    return found == commands.end() ? nullptr : &*found;
}

/// The second envelope: RTC event callbacks (647/39558) say no command at all.
bool isRtcEvent(const JsonValue &root)
{
    return root["EventGroupId"].exists() && root["EventType"].exists();
}

/// When the event was. mayBeMissing: nothing is wrong with a callback that does not say it.
void readTime(const Body &body, const JsonValue &value, const FieldName &name, TimeUnit documented, bool mayBeMissing,
              Event &event)
{
    if (!value.exists() && mayBeMissing)
        return;
    const std::optional<qint64> time = body.integer<qint64>(value, name);
    if (!time || *time <= 0) {
        event.flags |= Flag::NoEventTime;
        if (time)
            body.problem(u"%1 is not a time: %2"_s.arg(name.toString(), QString::number(*time)));
        return;
    }
    const TimeUnit unit = timeUnitOf(*time, documented);
    if (unit != documented)
        event.flags |= Flag::TimeUnit;
    event.eventTimeMs = millisecondsOf(*time, unit);
}

/// RTC events have milliseconds, seconds, or both.
void readRtcTime(const Body &body, Event &event)
{
    const JsonValue info = body["EventInfo"];
    const bool hasMilliseconds = info["EventMsTs"].toInteger().value_or(0) > 0 || !info["EventTs"].exists();
    if (hasMilliseconds)
        readTime(body, info["EventMsTs"], {"EventMsTs", "EventInfo"_L1}, TimeUnit::Milliseconds, false, event);
    else
        readTime(body, info["EventTs"], {"EventTs", "EventInfo"_L1}, TimeUnit::Seconds, false, event);
}

enum class Part : quint8 { Envelope, All };

/// To be called before the time is read, which has a flag of its own.
void noteIncomplete(Event &event)
{
    event.flags.setFlag(Flag::Incomplete, !event.problems.isEmpty());
}

void decodeBody(const JsonValue &root, Part part, Decoded &decoded)
{
    Event &event = decoded.event;
    const Body body(root, event.problems);
    const QString commandInBody = body.text("CallbackCommand");
    if (!commandInBody.isEmpty()) {
        // README 2: believe the body, note the difference.
        if (!event.command.isEmpty() && event.command != commandInBody)
            decoded.flags |= Flag::CommandMismatch;
        event.command = commandInBody;
    }
    event.operatorAccount = body.text("Operator_Account");

    if (commandInBody.isEmpty() && isRtcEvent(root)) {
        event.content = rtcEvent(body);
        const qint64 type = std::get<RtcEvent>(event.content).eventType;
        const QLatin1StringView name = rtcEventName(type);
        event.command = u"RTC."_s + (name.isEmpty() ? QString::number(type) : QString(name));
        event.rooms = roomsOf(body, RoomsIn::EventInfo);
        noteIncomplete(event);
        readRtcTime(body, event);
        return;
    }
    const Command *command = findCommand(event.command);
    if (!command) {
        readTime(body, body["EventTime"], {"EventTime"}, TimeUnit::Milliseconds, true, event);
        if (const QString room = body["RoomId"].toString(); !room.isEmpty())
            event.rooms.append(room);
        return;
    }
    if (part == Part::All) {
        event.rooms = roomsOf(body, command->rooms);
        event.content = command->decode(body);
        noteIncomplete(event);
    }
    const QByteArrayView time = command->time.isEmpty() ? QByteArrayView("EventTime") : command->time;
    readTime(body, body[time], {time}, TimeUnit::Milliseconds, command->time.isEmpty(), event);
}

Decoded decode(const CallbackParameters &parameters, const QByteArray &body, Part part)
{
    Decoded decoded;
    decoded.event.command = parameters.command;
    decoded.event.sdkAppId = parameters.sdkAppId;
    decoded.event.platform = parameters.platform;
    decoded.event.clientIp = parameters.clientIp;

    const ParsedBody parsed = parseBody(body);
    if (parsed.isEmpty()) {
        decoded.flags |= Flag::EmptyBody;
        if (findCommand(parameters.command))
            decoded.event.problems.append(u"the body is empty"_s);
    } else if (!parsed.json)
        decoded.error = parsed.error;
    else if (!parsed.json->root().isObject())
        decoded.error = JsonError {.reason = u"expected an object"_s};
    if (!parsed.json || decoded.error)
        return decoded;
    if (parsed.isRecovered())
        decoded.flags |= Flag::Recovered;
    decodeBody(parsed.json->root(), part, decoded);
    return decoded;
}

} // namespace

Decoded decodeEvent(const CallbackParameters &parameters, const QByteArray &body)
{
    return decode(parameters, body, Part::All);
}

Decoded decodeEnvelope(const CallbackParameters &parameters, const QByteArray &body)
{
    return decode(parameters, body, Part::Envelope);
}

Decoded decodeEvent(const Callback &callback)
{
    Decoded decoded = decodeEvent(RequestHead::parse(callback.head).parameters(), plainBody(callback));
    if (callback.body.isEmpty() && !keptBody(callback).isWhole) {
        decoded.flags.setFlag(Flag::EmptyBody, false);
        decoded.event.problems.clear(); // nobody knows what was in it
    }
    return decoded;
}

QStringList unknownFields(const QByteArray &body)
{
    const ParsedBody parsed = parseBody(body);
    if (!parsed.json)
        return {};
    const JsonValue root = parsed.json->root();
    const bool isRtc = !root["CallbackCommand"].exists() && isRtcEvent(root);
    const Command *command = findCommand(root["CallbackCommand"].toString());
    if (!command && !isRtc)
        return {};
    const QList<QByteArray> known
        = commonFields.toByteArray().split(' ') + (isRtc ? rtcFields : command->fields).toByteArray().split(' ');

    QStringList unknown;
    const auto note = [&](const QString &path) {
        if (!known.contains(path.toUtf8()) && !unknown.contains(path))
            unknown.append(path);
    };
    for (const JsonValue &field : root.children()) {
        note(field.key());
        if (!known.contains(field.key().toUtf8()))
            continue;
        const QList<JsonValue> objects = field.isObject() ? QList {field} : field.children();
        for (const JsonValue &object : objects) {
            for (const JsonValue &inner : object.isObject() ? object.children() : QList<JsonValue>())
                note(u"%1.%2"_s.arg(field.key(), inner.key()));
        }
    }
    return unknown;
}

bool isFieldName(const QByteArray &name)
{
    static const QSet<QByteArray> names = [] {
        QByteArray all = commonFields.toByteArray() + ' ' + rtcFields.toByteArray();
        for (const Command &command : commands)
            all += ' ' + command.fields.toByteArray();
        const QList<QByteArray> parts = all.replace('.', ' ').split(' ');
        return QSet<QByteArray>(parts.cbegin(), parts.cend());
    }();
    return names.contains(name);
}

std::optional<qint64> decisionOf(const Event &event, const Reply &reply)
{
    if (!event.asksForDecision())
        return {};
    const auto answer = JsonText::parse(reply.body, JsonText::Grammar::Strict);
    const auto *json = std::get_if<JsonText>(&answer);
    return json ? json->root()["ErrorCode"].toInteger() : std::nullopt;
}

bool isKnownCommand(QStringView command)
{
    return findCommand(command) != nullptr;
}

} // namespace Roomscope
