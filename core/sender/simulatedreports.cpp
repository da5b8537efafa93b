// SPDX-License-Identifier: GPL-3.0-or-later
// What a simulated room tells about itself, field by field as the vendor's pages have it.
#include "core/sender/simulatedroom.h"

#include "core/sender/callbackbody.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace Roomscope {

namespace {

constexpr int maxMemberCount = 800;

void writeEventTime(JsonWriter &body, qint64 timeMs)
{
    body.integer("EventTime", timeMs);
}

} // namespace

Report SimulatedRoom::creation() const
{
    const Account by = owner();
    return {.command = m_isLive ? "Live.CallbackAfterCreateRoom" : "Room.CallbackAfterCreateRoom",
            .actor = by,
            .body = [this, by, freeToTake = m_freeToTake, createTime = m_createTime](qint64 timeMs) {
                *createTime = timeMs / 1000;
                JsonWriter body = beginBody(m_isLive ? "Live.CallbackAfterCreateRoom" : "Room.CallbackAfterCreateRoom");
                writeAccount(body, "Operator_Account", by);
                body.beginObject("RoomInfo");
                body.text("RoomId", m_id);
                body.text("RoomName", m_titles.first);
                body.text("RoomType", m_isLive ? "Live" : "Meeting");
                writeAccount(body, "Owner_Account", by);
                body.integer("MaxMemberCount", maxMemberCount);
                if (!m_isLive) {
                    body.flag("IsVideoDisabled", false);
                    body.flag("IsAudioDisabled", false);
                }
                body.flag("IsMessageDisabled", false);
                if (!m_isLive) {
                    body.flag("IsScreenSharingDisabled", false);
                    body.flag("IsCloudRecordingDisabled", true);
                }
                body.text("CustomInfo", "");
                if (!m_isLive)
                    body.text("RoomStatus", "Running");
                body.flag("IsSeatEnabled", true);
                body.text("TakeSeatMode", freeToTake ? "FreeToTake" : "ApplyToTake");
                body.integer("MaxSeatCount", std::ssize(m_seats));
                body.integer("CreateTime", *createTime);
                if (m_isLive) {
                    body.flag("IsPublicVisible", true);
                    body.text("CoverURL", QByteArray("https://img.example.com/c/" + m_id + ".png"));
                }
                body.endObject();
                writeEventTime(body, timeMs);
                return endBody(body);
            }};
}

Report SimulatedRoom::dismissal(Random &random)
{
    m_isOpen = false;
    const bool bySystem = random.chance(0.2);
    const Account by = bySystem ? backendAccount() : owner();
    const qint64 visitors = m_visitorCount;
    const qint64 gifts = random.below(60);
    return {.command = m_isLive ? "Live.CallbackAfterDestroyRoom" : "Room.CallbackAfterDestroyRoom",
            .actor = by,
            .body = [this, by, bySystem, visitors, gifts, owner = owner(), freeToTake = m_freeToTake,
                     isRenamed = m_isRenamed](qint64 timeMs) {
                JsonWriter body
                    = beginBody(m_isLive ? "Live.CallbackAfterDestroyRoom" : "Room.CallbackAfterDestroyRoom");
                writeAccount(body, "Operator_Account", by);
                body.text("RoomId", m_id);
                if (m_isLive)
                    body.text("EventType", bySystem ? "DestroyBySystem" : "DestroyByUser");
                writeEventTime(body, timeMs);
                if (m_isLive) {
                    body.beginObject("RoomInfo");
                    body.text("RoomName", isRenamed ? m_titles.second : m_titles.first);
                    body.text("RoomType", "Live");
                    writeAccount(body, "Owner_Account", owner);
                    body.flag("IsSeatEnabled", true);
                    body.text("TakeSeatMode", freeToTake ? "FreeToTake" : "ApplyToTake");
                    body.integer("MaxMemberCount", maxMemberCount);
                    body.integer("MaxSeatCount", std::ssize(m_seats));
                    body.integer("ViewCount", visitors);
                    body.endObject();
                    body.beginObject("Statistic");
                    body.integer("TotalViewers", visitors);
                    body.integer("TotalGiftsSent", gifts);
                    body.integer("TotalGiftCoins", gifts * 140);
                    body.integer("TotalUniqueGiftSenders", std::min(gifts, visitors));
                    body.integer("TotalLikesReceived", visitors * 5);
                    body.endObject();
                }
                return endBody(body);
            }};
}

Report SimulatedRoom::update(Random &random)
{
    if (random.chance(0.7))
        m_isRenamed = !m_isRenamed;
    else
        m_freeToTake = !m_freeToTake;
    const Account by = random.chance(0.2) ? backendAccount() : owner();
    return {.command = m_isLive ? "Live.CallbackAfterUpdateRoomInfo" : "Room.CallbackAfterUpdateRoomInfo",
            .actor = by,
            .mayComeLate = true,
            .body = [this, by, owner = owner(), freeToTake = m_freeToTake, isRenamed = m_isRenamed](qint64 timeMs) {
                JsonWriter body
                    = beginBody(m_isLive ? "Live.CallbackAfterUpdateRoomInfo" : "Room.CallbackAfterUpdateRoomInfo");
                writeAccount(body, "Operator_Account", by);
                body.beginObject("RoomInfo");
                body.text("RoomId", m_id);
                body.text("RoomName", isRenamed ? m_titles.second : m_titles.first);
                if (!m_isLive)
                    writeAccount(body, "Owner_Account", owner);
                body.text("TakeSeatMode", freeToTake ? "FreeToTake" : "ApplyToTake");
                body.integer("MaxMemberCount", maxMemberCount);
                body.flag("IsMessageDisabled", false);
                body.text("CustomInfo", "");
                body.endObject();
                writeEventTime(body, timeMs);
                return endBody(body);
            }};
}

Report SimulatedRoom::entry(const std::vector<size_t> &people)
{
    QList<Account> guests;
    for (const size_t person : people) {
        m_present[person] = true;
        guests.append(m_people[person]);
    }
    m_visitorCount += guests.size();
    if (m_isLive) {
        return {.command = "Live.CallbackAfterMemberStateChanged",
                .mayComeLate = true,
                .body = [this, guests](qint64 timeMs) {
                    JsonWriter body = beginBody("Live.CallbackAfterMemberStateChanged");
                    body.text("RoomId", m_id);
                    body.text("EventType", "Online");
                    body.text("EventCause", "Enter");
                    body.beginArray("MemberList");
                    for (const Account &guest : guests) {
                        body.beginObject();
                        writeAccount(body, "Member_Account", guest);
                        body.endObject();
                    }
                    body.endArray();
                    writeEventTime(body, timeMs);
                    return endBody(body);
                }};
    }
    return {.command = "Room.CallbackAfterMemberEnter",
            .actor = guests.first(),
            .mayComeLate = true,
            .body = [this, guests, count = std::count(m_present.begin(), m_present.end(), true)](qint64 timeMs) {
                JsonWriter body = beginBody("Room.CallbackAfterMemberEnter");
                writeAccount(body, "Operator_Account", guests.first());
                body.text("RoomId", m_id);
                body.integer("MemberCount", count);
                body.text("Type", "Enter");
                body.beginArray("MemberList_Account");
                for (const Account &guest : guests)
                    body.text(guest.id);
                body.endArray();
                writeEventTime(body, timeMs);
                return endBody(body);
            }};
}

Report SimulatedRoom::leave(size_t person, Random &random)
{
    m_present[person] = false;
    const Account guest = m_people[person];
    const int cause = random.below(10);
    if (m_isLive) {
        return {.command = "Live.CallbackAfterMemberStateChanged",
                .mayComeLate = true,
                .body = [this, guest, interrupted = cause == 0](qint64 timeMs) {
                    JsonWriter body = beginBody("Live.CallbackAfterMemberStateChanged");
                    body.text("RoomId", m_id);
                    body.text("EventType", "Offline");
                    body.text("EventCause", interrupted ? "HeartbeatInterrupt" : "Leave");
                    body.beginArray("MemberList");
                    body.beginObject();
                    writeAccount(body, "Member_Account", guest);
                    body.endObject();
                    body.endArray();
                    writeEventTime(body, timeMs);
                    return endBody(body);
                }};
    }
    const QByteArray type = cause == 0 ? "Expired" : cause == 1 ? "Kicked" : "Leave";
    const Account by = cause == 1 ? owner() : guest;
    return {.command = "Room.CallbackAfterMemberLeave",
            .actor = by,
            .mayComeLate = true,
            .body
            = [this, guest, by, type, count = std::count(m_present.begin(), m_present.end(), true)](qint64 timeMs) {
                  JsonWriter body = beginBody("Room.CallbackAfterMemberLeave");
                  writeAccount(body, "Operator_Account", by);
                  body.text("RoomId", m_id);
                  body.integer("MemberCount", count);
                  body.text("Type", type);
                  body.beginArray("MemberList_Account");
                  body.text(guest.id);
                  body.endArray();
                  if (type == "Kicked")
                      body.text("Reason", "off topic");
                  writeEventTime(body, timeMs);
                  return endBody(body);
              }};
}

// Mostly only what has changed, sometimes the whole table: the vendor's pages do not say which it is. The livekit
// pages have no operator in this callback.
Report SimulatedRoom::seatsChanged(Random &random, const std::vector<int> &changed, const Account &by) const
{
    std::vector<int> listed = changed;
    if (random.chance(0.125)) {
        listed.resize(m_seats.size());
        std::iota(listed.begin(), listed.end(), 0);
    }
    const bool namesOperator = !m_isLive || random.chance(0.8);
    Report report = seatReport(listed, namesOperator ? std::optional(by) : std::nullopt);
    report.actor = by;
    report.seat = changed.front();
    return report;
}

Report SimulatedRoom::seatReport(const std::vector<int> &listed, const std::optional<Account> &by) const
{
    struct Row
    {
        int index = 0;
        Seat seat;
    };
    std::vector<Row> rows;
    rows.reserve(listed.size());
    for (const int index : listed)
        rows.push_back({.index = index, .seat = m_seats[static_cast<size_t>(index)]});
    return {.command = "Mic.CallbackAfterSeatInfoChanged",
            .actor = by.value_or(owner()),
            .seat = listed.front(),
            .mayComeLate = true,
            .body = [this, by, rows = std::move(rows)](qint64 timeMs) {
                JsonWriter body = beginBody("Mic.CallbackAfterSeatInfoChanged");
                if (by)
                    writeAccount(body, "Operator_Account", *by);
                body.text("RoomId", m_id);
                body.beginArray("SeatList");
                for (const Row &row : rows) {
                    body.beginObject();
                    body.integer("Index", row.index);
                    if (row.seat.person)
                        writeAccount(body, "Member_Account", m_people[*row.seat.person]);
                    else if (!m_isLive)
                        body.text("Member_Account", ""); // the livekit pages leave it out
                    body.flag("IsTakenDisabled", row.seat.locked);
                    body.flag("IsVideoDisabled", row.seat.videoProhibited);
                    body.flag("IsAudioDisabled", row.seat.audioProhibited);
                    body.endObject();
                }
                body.endArray();
                writeEventTime(body, timeMs);
                return endBody(body);
            }};
}

Report SimulatedRoom::ownerChange(size_t next)
{
    const Account former = owner();
    m_owner = next;
    if (!m_isLive) { // this line says it with the room's data
        return {.command = "Room.CallbackAfterUpdateRoomInfo",
                .actor = former,
                .body = [this, former, current = owner(), isRenamed = m_isRenamed](qint64 timeMs) {
                    JsonWriter body = beginBody("Room.CallbackAfterUpdateRoomInfo");
                    writeAccount(body, "Operator_Account", former);
                    body.beginObject("RoomInfo");
                    body.text("RoomId", m_id);
                    body.text("RoomName", isRenamed ? m_titles.second : m_titles.first);
                    writeAccount(body, "Owner_Account", current);
                    body.endObject();
                    writeEventTime(body, timeMs);
                    return endBody(body);
                }};
    }
    return {.command = "Live.CallbackAfterChangeOwner", .body = [this, former, current = owner()](qint64 timeMs) {
                JsonWriter body = beginBody("Live.CallbackAfterChangeOwner");
                body.text("RoomId", m_id);
                writeEventTime(body, timeMs);
                writeAccount(body, "Operator_Account", former);
                writeAccount(body, "CurrentOwner_Account", current);
                writeAccount(body, "OriginalOwner_Account", former);
                return endBody(body);
            }};
}

Report SimulatedRoom::adminChange(size_t person, bool added) const
{
    return {.command = "Live.CallbackAfterModifyAdmin",
            .body = [this, by = owner(), admin = m_people[person], added](qint64 timeMs) {
                JsonWriter body = beginBody("Live.CallbackAfterModifyAdmin");
                body.text("RoomId", m_id);
                writeEventTime(body, timeMs);
                writeAccount(body, "Operator_Account", by);
                body.beginArray("Admin_Account");
                body.text(admin.id);
                body.endArray();
                body.text("opType", added ? "add" : "delete");
                return endBody(body);
            }};
}

Report SimulatedRoom::metadata(Random &random) const
{
    constexpr std::array<const char *, 4> themes {"retro", "neon", "夜空", "봄"};
    return {.command = "Live.CallbackAfterSetMetadata",
            .actor = owner(),
            .body = [this, by = owner(), theme = QByteArray(random.of(themes))](qint64 timeMs) {
                JsonWriter body = beginBody("Live.CallbackAfterSetMetadata");
                writeAccount(body, "Operator_Account", by);
                body.text("RoomId", m_id);
                body.beginArray("Metadata");
                body.beginObject();
                body.text("Key", "theme");
                body.text("Value", theme);
                body.endObject();
                body.endArray();
                writeEventTime(body, timeMs);
                return endBody(body);
            }};
}

Report SimulatedRoom::gift(Random &random, size_t from) const
{
    constexpr std::array<const char *, 4> gifts {"rose", "rocket", "lantern", "crown"};
    const qint64 count = random.between(1, 9);
    return {.command = "Live.CallbackBeforeSendGift",
            .actor = m_people[from],
            .body = [this, giver = m_people[from], to = owner(), giftId = QByteArray(random.of(gifts)),
                     count](qint64 timeMs) {
                JsonWriter body = beginBody("Live.CallbackBeforeSendGift");
                writeAccount(body, "Operator_Account", giver);
                body.text("RoomId", m_id);
                body.beginObject("GiftWater");
                writeAccount(body, "From_Account", giver);
                body.beginArray("To_Account");
                body.text(to.id);
                body.endArray();
                body.integer("Time", timeMs / 1000);
                body.text("GiftId", giftId);
                body.integer("Count", count);
                body.integer("Coins", 10 * count);
                body.endObject();
                return endBody(body);
            }};
}

Report SimulatedRoom::message(Random &random, size_t from)
{
    const quint64 line = random.below(Q_UINT64_C(1'000'000));
    return {.command = "Group.CallbackAfterSendMsg",
            .actor = m_people[from],
            .body = [this, sender = m_people[from], line, number = ++m_messageCount](qint64 timeMs) {
                const QByteArray seconds = QByteArray::number(timeMs / 1000);
                const QByteArray salt = QByteArray::number(line);
                JsonWriter body = beginBody("Group.CallbackAfterSendMsg");
                body.text("GroupId", m_id);
                body.text("Type", "Live");
                writeAccount(body, "From_Account", sender);
                writeAccount(body, "Operator_Account", sender);
                body.integer("Random", static_cast<qint64>(line));
                body.text("MsgId",
                          QByteArray(QByteArray::number(144115200000000000 + m_number) + '-' + seconds + '-' + salt));
                body.integer("MsgSeq", number);
                body.integer("MsgTime", timeMs / 1000);
                body.beginArray("MsgBody");
                body.beginObject();
                body.text("MsgType", "TIMTextElem");
                body.beginObject("MsgContent");
                body.text("Text", chatLine(line));
                body.endObject();
                body.endObject();
                body.endArray();
                body.text("CloudCustomData", "");
                body.text("EventTime", QByteArray::number(timeMs)); // in quotes, as in 647/74348
                return endBody(body);
            }};
}

Report SimulatedRoom::follow(size_t from) const
{
    return {.command = "Follow.CallbackAfterFollowAdd",
            .actor = m_people[from],
            .body = [follower = m_people[from], to = owner()](qint64 timeMs) {
                JsonWriter body = beginBody("Follow.CallbackAfterFollowAdd");
                writeAccount(body, "From_Account", follower);
                body.beginArray("FollowList");
                body.beginObject();
                writeAccount(body, "To_Account", to);
                body.endObject();
                body.endArray();
                writeEventTime(body, timeMs);
                return endBody(body);
            }};
}

} // namespace Roomscope
