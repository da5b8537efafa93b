// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/decoder.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// The place of a field, made into text only when there is something to say about it.
struct FieldName
{
    QByteArrayView name;
    QLatin1StringView parent {};
    int element = -1; ///< Of the parent when that is a list.

    [[nodiscard]] QString toString() const
    {
        const QLatin1StringView field(name);
        if (parent.isEmpty())
            return field;
        return element < 0 ? u"%1.%2"_s.arg(parent, field) : u"%1[%2].%3"_s.arg(parent).arg(element).arg(field);
    }
};

/// Reads the fields of one body and notes those of the wrong kind.
class Body final
{
public:
    Body(const JsonValue &root, QStringList &problems)
        : m_root(root)
        , m_problems(problems)
    {
    }

    [[nodiscard]] JsonValue operator[](QByteArrayView name) const { return m_root[name]; }

    /// Accounts and ids: a string, or the digits of a number (both stand in the vendor's samples, README 8).
    [[nodiscard]] QString text(const JsonValue &value, const FieldName &name) const
    {
        if (value.exists() && !value.isNull() && value.type() != JsonText::Type::String
            && value.type() != JsonText::Type::Number)
            m_problems.append(u"%1 is neither a string nor a number"_s.arg(name.toString()));
        return value.toString();
    }
    [[nodiscard]] QString text(QByteArrayView name) const { return text(m_root[name], {name}); }

    template<typename T> [[nodiscard]] std::optional<T> integer(const JsonValue &value, const FieldName &name) const
    {
        if (!value.exists() || value.isNull())
            return {};
        const std::optional<qint64> whole = value.toInteger();
        if (whole && std::in_range<T>(*whole))
            return T(*whole);
        m_problems.append(u"%1 is not a whole number"_s.arg(name.toString()));
        return {};
    }
    [[nodiscard]] std::optional<qint64> integer(QByteArrayView name) const
    {
        return integer<qint64>(m_root[name], {name});
    }

    [[nodiscard]] std::optional<bool> boolean(const JsonValue &value, const FieldName &name) const
    {
        if (!value.exists() || value.isNull())
            return {};
        const std::optional<bool> result = value.toBool();
        if (!result)
            m_problems.append(u"%1 is neither true nor false"_s.arg(name.toString()));
        return result;
    }

    /// A flat list of accounts, or a list of objects that hold one in field (the two dialects, README 1).
    [[nodiscard]] QStringList accounts(QByteArrayView list, QByteArrayView field = {}) const
    {
        const JsonValue array = m_root[list];
        if (array.exists() && !array.isArray() && !array.isNull())
            m_problems.append(u"%1 is not a list"_s.arg(QLatin1StringView(list)));
        QStringList result;
        for (JsonValue entry = array.firstChild(); entry.exists(); entry = entry.nextSibling(array)) {
            const QString account = text(entry.isObject() ? entry[field] : entry, {list});
            if (!account.isEmpty() && !result.contains(account))
                result.append(account);
        }
        return result;
    }

    void problem(const QString &sentence) const { m_problems.append(sentence); }

private:
    JsonValue m_root;
    QStringList &m_problems;
};

EventContent seatInfoChanged(const Body &body)
{
    SeatInfoChanged content;
    const JsonValue list = body["SeatList"];
    if (!list.isArray())
        body.problem(u"SeatList is not a list"_s);
    content.seats.reserve(list.count());
    int number = 0;
    for (JsonValue entry = list.firstChild(); entry.exists(); entry = entry.nextSibling(list), ++number) {
        const std::optional<qint64> index = entry["Index"].toInteger();
        if (!index || *index < 0 || *index > maximumSeatIndex) {
            body.problem(u"SeatList[%1].Index is not a seat number from 0 to %2"_s.arg(number).arg(maximumSeatIndex));
            continue;
        }
        const auto name = [number](QByteArrayView field) { return FieldName {field, "SeatList"_L1, number}; };
        const auto mark = [&](QByteArrayView field) { return body.boolean(entry[field], name(field)); };
        content.seats.append({.index = int(*index),
                              .member = body.text(entry["Member_Account"], name("Member_Account")),
                              .locked = mark("IsTakenDisabled"),
                              .audioProhibited = mark("IsAudioDisabled"),
                              .videoProhibited = mark("IsVideoDisabled")});
    }
    return content;
}

RoomFacts roomFacts(const Body &body)
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
    return {.name = text("RoomName"),
            .owner = text("Owner_Account"),
            .type = text("RoomType"),
            .takeSeatMode = text("TakeSeatMode"),
            .customInfo = text("CustomInfo"),
            .maxSeatCount = integer("MaxSeatCount", int()),
            .maxMemberCount = integer("MaxMemberCount", int()),
            .createTime = integer("CreateTime", qint64())};
}

EventContent roomCreated(const Body &body)
{
    return RoomCreated {.facts = roomFacts(body)};
}

EventContent roomUpdated(const Body &body)
{
    return RoomUpdated {.facts = roomFacts(body)};
}

EventContent roomDismissed(const Body &body)
{
    return RoomDismissed {.cause = body.text("EventType")};
}

std::optional<int> memberCount(const Body &body)
{
    return body.integer<int>(body["MemberCount"], {"MemberCount"});
}

EventContent membersEntered(const Body &body)
{
    return MembersEntered {
        .members = body.accounts("MemberList_Account"), .cause = body.text("Type"), .memberCount = memberCount(body)};
}

EventContent membersLeft(const Body &body)
{
    return MembersLeft {
        .members = body.accounts("MemberList_Account"), .cause = body.text("Type"), .memberCount = memberCount(body)};
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
    return AdminsChanged {.members = body.accounts("Admin_Account"), .added = body.text("opType") != "delete"_L1};
}

template<BattleChanged::Stage stage> EventContent battleChanged(const Body &body)
{
    return BattleChanged {.stage = stage, .battleId = body.text("BattleId")};
}

EventContent giftRequested(const Body &body)
{
    const JsonValue gift = body["GiftWater"];
    QStringList to;
    for (const JsonValue &account : gift["To_Account"].children())
        to.append(body.text(account, {"To_Account", "GiftWater"_L1}));
    return GiftRequested {.from = body.text(gift["From_Account"], {"From_Account", "GiftWater"_L1}),
                          .to = to,
                          .giftId = body.text(gift["GiftId"], {"GiftId", "GiftWater"_L1}),
                          .count = body.integer<qint64>(gift["Count"], {"Count", "GiftWater"_L1}).value_or(0)};
}

template<bool asksForDecision> EventContent messageSent(const Body &body)
{
    return MessageSent {.from = body.text("From_Account"), .asksForDecision = asksForDecision};
}

EventContent metadataSet(const Body &body)
{
    return MetadataChanged {.keys = body.accounts("Metadata", "Key")};
}

EventContent metadataDeleted(const Body &body)
{
    return MetadataChanged {.keys = body.accounts("Keys")};
}

EventContent recordingChanged(const Body &body)
{
    return RecordingChanged {.eventType = body.integer("EventType").value_or(0)};
}

EventContent followAdded(const Body &body)
{
    return FollowChanged {.from = body.text("From_Account"), .to = body.accounts("FollowList", "To_Account")};
}

EventContent followDeleted(const Body &body)
{
    return FollowChanged {.from = body.text("From_Account"), .to = body.accounts("To_Account")};
}

EventContent quotaAlert(const Body &body)
{
    return QuotaAlert {.current = body.integer("CurRoomCount").value_or(0),
                       .maximum = body.integer("MaxRoomCount").value_or(0)};
}

/// Where a body names its rooms.
enum class RoomsIn : quint8 { RoomId, RoomInfo, GroupId, BattleIds, BattleObjects, EventInfo, Nowhere };

QStringList roomsOf(const Body &body, RoomsIn where)
{
    const auto single = [&](const JsonValue &value) {
        const QString id = body.text(value, {"RoomId"});
        if (id.isEmpty())
            body.problem(u"RoomId is missing"_s);
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
    QByteArrayView time = "EventTime";
};

// One row a command; an alias is a row, too. Source: the catalogue of callbacks, see the page numbers there.
constexpr std::array commands {
    Command {"Mic.CallbackAfterSeatInfoChanged"_L1, seatInfoChanged, RoomsIn::RoomId},
    Command {"Room.CallbackAfterCreateRoom"_L1, roomCreated, RoomsIn::RoomInfo},
    Command {"Room.CallbackAfterDestroyRoom"_L1, roomDismissed, RoomsIn::RoomId},
    Command {"Room.CallbackAfterUpdateRoomInfo"_L1, roomUpdated, RoomsIn::RoomInfo},
    Command {"Room.CallbackUpdateRoomInfo"_L1, roomUpdated, RoomsIn::RoomInfo},
    Command {"Room.CallbackAfterMemberEnter"_L1, membersEntered, RoomsIn::RoomId},
    Command {"Room.CallbackAfterMemberLeave"_L1, membersLeft, RoomsIn::RoomId},
    Command {"Live.CallbackAfterCreateRoom"_L1, roomCreated, RoomsIn::RoomInfo},
    Command {"Live.CallbackAfterDestroyRoom"_L1, roomDismissed, RoomsIn::RoomId},
    Command {"Live.CallbackAfterUpdateRoomInfo"_L1, roomUpdated, RoomsIn::RoomInfo},
    Command {"Live.CallbackAfterMemberStateChanged"_L1, memberStateChanged, RoomsIn::RoomId},
    Command {"Live.CallbackMemberStateChanged"_L1, memberStateChanged, RoomsIn::RoomId},
    Command {"Live.CallbackAfterChangeOwner"_L1, ownerChanged, RoomsIn::RoomId},
    Command {"Live.CallbackAfterModifyAdmin"_L1, adminsChanged, RoomsIn::RoomId},
    Command {"Live.CallbackAfterSetMetadata"_L1, metadataSet, RoomsIn::RoomId},
    Command {"Live.CallbackAfterDelMetadata"_L1, metadataDeleted, RoomsIn::RoomId},
    Command {"Live.CallbackAfterCreateBattle"_L1, battleChanged<BattleChanged::Stage::Created>, RoomsIn::BattleIds},
    Command {"Live.CallbackAfterStartBattle"_L1, battleChanged<BattleChanged::Stage::Started>, RoomsIn::BattleObjects},
    Command {"Live.CallbackAfterEndBattle"_L1, battleChanged<BattleChanged::Stage::Ended>, RoomsIn::BattleObjects},
    Command {"Live.CallbackBeforeSendGift"_L1, giftRequested, RoomsIn::RoomId},
    Command {"Live.CallbackAfterCreateRoomReachingThreshold"_L1, quotaAlert, RoomsIn::Nowhere},
    Command {"Live.CallbackAfterCloudRecordingChanged"_L1, recordingChanged, RoomsIn::EventInfo, "CallbackTs"},
    Command {"Group.CallbackAfterSendMsg"_L1, messageSent<false>, RoomsIn::GroupId},
    Command {"Group.CallbackBeforeSendMsg"_L1, messageSent<true>, RoomsIn::GroupId},
    Command {"Follow.CallbackAfterFollowAdd"_L1, followAdded, RoomsIn::Nowhere},
    Command {"Follow.CallbackAfterFollowDelete"_L1, followDeleted, RoomsIn::Nowhere},
};

const Command *findCommand(QStringView name)
{
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [name](const Command &command) { return command.name == name; });
    return found == commands.end() ? nullptr : &*found;
}

void decodeBody(const JsonValue &root, Decoded &decoded)
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

    const Command *command = findCommand(event.command);
    if (!command) {
        event.eventTimeMs = body.integer("EventTime");
        if (const QString room = body["RoomId"].toString(); !room.isEmpty())
            event.rooms.append(room);
        return;
    }
    event.eventTimeMs = body.integer(command->time);
    event.rooms = roomsOf(body, command->rooms);
    event.content = command->decode(body);
}

} // namespace

Decoded decodeEvent(const CallbackParameters &parameters, const QByteArray &body)
{
    Decoded decoded;
    decoded.event.command = parameters.command;
    decoded.event.sdkAppId = parameters.sdkAppId;
    decoded.event.platform = parameters.platform;
    decoded.event.clientIp = parameters.clientIp;

    if (body.trimmed().isEmpty()) {
        decoded.flags |= Flag::EmptyBody;
        return decoded;
    }
    std::variant<JsonText, JsonError> parsed = JsonText::parse(body, JsonText::Grammar::Strict);
    if (std::holds_alternative<JsonError>(parsed)) {
        parsed = JsonText::parse(body, JsonText::Grammar::Tolerant);
        decoded.flags |= Flag::Recovered;
    }
    if (const auto *error = std::get_if<JsonError>(&parsed)) {
        decoded.flags = {};
        decoded.error = *error;
        return decoded;
    }
    const JsonText &json = std::get<JsonText>(parsed);
    if (!json.root().isObject()) {
        decoded.flags = {};
        decoded.error = JsonError {.reason = u"expected an object"_s};
        return decoded;
    }
    decodeBody(json.root(), decoded);
    return decoded;
}

Decoded decodeEvent(const Callback &callback)
{
    return decodeEvent(RequestHead::parse(callback.head).parameters(), callback.body);
}

bool isKnownCommand(QStringView command)
{
    return findCommand(command) != nullptr;
}

} // namespace Roomscope
