// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/verdict.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace Roomscope {

// Accounts and room ids are text here: a JSON number keeps its digits, a string its characters. An empty account means
// nobody, or not known. An absent optional means "not sent", never "false" or "0".

/// One seat as `Mic.CallbackAfterSeatInfoChanged` lists it (647/60736, 64425, 110684).
struct ListedSeat
{
    int index = 0;                       ///< 0-based (647/60719), at most maximumSeatIndex.
    QString member;                      ///< Empty: nobody sits there.
    bool hasMember = true;               ///< False: the occupant could not be read.
    std::optional<bool> locked;          ///< IsTakenDisabled.
    std::optional<bool> audioProhibited; ///< IsAudioDisabled: the streams of the seat, not the member's own mute.
    std::optional<bool> videoProhibited; ///< IsVideoDisabled.
};
/// Seats with a higher index are reported as a problem and left out, so that a wrong index cannot cost memory.
constexpr int maximumSeatIndex = 9999;

/// Room data of creation, update and dismissal callbacks, each only when it was sent.
struct RoomFields
{
    std::optional<QString> name;
    std::optional<QString> owner;
    std::optional<QString> type;
    std::optional<QString> takeSeatMode; ///< FreeToTake, ApplyToTake, None.
    std::optional<QString> notice;       ///< In no documented callback yet; the vendor's room data contain it.
    std::optional<QString> customInfo;
    std::optional<int> maxSeatCount;
    std::optional<int> maxMemberCount;
    std::optional<qint64> createTime; ///< Unix seconds; distinguishes two lives of one room id.
    QMap<QString, QString> others;    ///< The other documented fields of RoomInfo, as text: "true", "3", "2, 5".
};

struct UnknownCommand
{
};
struct SeatInfoChanged
{
    QList<ListedSeat> seats;
    bool isWhole = true; ///< False: the list, or one of its seats, could not be read.
};
struct RoomCreated
{
    RoomFields fields;
    QStringList invited; ///< ScheduleInviteeList_Account.
};
struct RoomUpdated
{
    RoomFields fields;
};
/// Final counters of a live room, each only when it was sent.
struct RoomStatistic
{
    std::optional<qint64> viewers; ///< Number of entries; a user who enters three times counts three times.
    std::optional<qint64> gifts;
    std::optional<qint64> giftCoins;
    std::optional<qint64> giftSenders;
    std::optional<qint64> likes;

    friend bool operator==(const RoomStatistic &, const RoomStatistic &) = default;
};
struct RoomDismissed
{
    QString cause; ///< DestroyByUser, DestroyBySystem or empty.
    RoomFields fields;
    RoomStatistic statistic;
};
struct MembersEntered
{
    QStringList members;
    QString cause;                  ///< Type or EventCause as sent: Enter, HeartbeatRecover …
    std::optional<int> memberCount; ///< Number of members after the event; room-engine line only.
};
struct MembersLeft
{
    QStringList members;
    QString cause; ///< Leave, Kicked, Expired, HeartbeatInterrupt …
    std::optional<int> memberCount;
    QString reason; ///< Free text; room-engine line only.
};
struct OwnerChanged
{
    QString current;
    QString original;
};
struct AdminsChanged
{
    QStringList members;
    bool added = true;
};
/// A room that takes part in a battle.
struct BattleRoom
{
    QString room;
    QString owner;
    std::optional<qint64> score; ///< Only at the end.

    friend bool operator==(const BattleRoom &, const BattleRoom &) = default;
};
struct BattleChanged
{
    enum class Stage : quint8 { Created, Started, Ended };
    Stage stage = Stage::Created;
    QString battleId;
    QList<BattleRoom> rooms; ///< The inviting room comes first.
    std::optional<qint64> durationMs;
    std::optional<qint64> timeoutMs; ///< Time for the invited owners to respond.
    std::optional<bool> needsResponse;
    std::optional<qint64> createTime; ///< Unix seconds, as startTime and endTime are.
    std::optional<qint64> startTime;
    std::optional<qint64> endTime;
    std::optional<qint64> endReason; ///< 0: time was up, 1: all owners left, 2: nobody joined.
    QString extension;
};
/// Before-callback: an attempt, not a success (647/72210).
struct GiftRequested
{
    QString from;
    QStringList to;
    QString giftId;
    qint64 count = 0;
    qint64 coins = 0;           ///< For one gift.
    std::optional<qint64> time; ///< Unix seconds.
};
struct MessageSent
{
    QString from;
    QString type; ///< Type of the first element: TIMTextElem …
    QString text; ///< Text of the text elements.
    QString messageId;
    std::optional<qint64> sequence;
    std::optional<qint64> time; ///< Unix seconds.
};
struct MetadataChanged
{
    struct Entry
    {
        QString key;
        std::optional<QString> value; ///< Nothing: the key was deleted.
    };
    QList<Entry> entries;
};
struct RecordingChanged
{
    qint64 eventGroup = 0; ///< 3: cloud recording, 8: page recording.
    qint64 eventType = 0;  ///< See rtcEventName().
    QString user;
    QString taskId;
    std::optional<qint64> status;
};
struct FollowChanged
{
    QString from;
    QStringList to;
    bool added = true;
};
/// Rooms reached 70 percent of the allowance (no room).
struct QuotaAlert
{
    qint64 current = 0;
    qint64 maximum = 0;
};
/// A body of the other family, RTC event callbacks (647/39558): it contains no command and changes no seats.
struct RtcEvent
{
    qint64 eventGroup = 0;
    qint64 eventType = 0;
    QString user;
    std::optional<qint64> role;   ///< 20: anchor, 21: audience.
    std::optional<qint64> reason; ///< The meaning depends on the event type.
};

using EventContent
    = std::variant<UnknownCommand, SeatInfoChanged, RoomCreated, RoomUpdated, RoomDismissed, MembersEntered,
                   MembersLeft, OwnerChanged, AdminsChanged, BattleChanged, GiftRequested, MessageSent, MetadataChanged,
                   RecordingChanged, FollowChanged, QuotaAlert, RtcEvent>;

/// A decoded callback. A value; any thread.
struct Event
{
    QString command;         ///< From the body, else from the URL; aliases as sent. "RTC.EnterRoom" for an RtcEvent.
    QString sdkAppId;        ///< From the URL; for an RtcEvent, from the header.
    QString platform;        ///< From the URL.
    QString clientIp;        ///< From the URL.
    QStringList rooms;       ///< The rooms that it concerns: usually one, several for a battle, none for a follow.
    QString operatorAccount; ///< Empty: not sent.
    /// Milliseconds since 1970, converted from any unit; nothing when no valid time was sent.
    std::optional<qint64> eventTimeMs;
    EventContent content;
    QStringList problems; ///< Fields that could not be used, one English sentence each.
    Flags flags;          ///< Found while decoding the fields: TimeUnit, NoEventTime, Incomplete.

    /// More than a minute later than the arrival: one of the two clocks is wrong.
    [[nodiscard]] static constexpr bool isAhead(qint64 timeMs, qint64 receivedUs)
    {
        constexpr qint64 toleranceMs = 60'000; // as for RequestTime (647/64412)
        return timeMs > receivedUs / 1000 + toleranceMs;
    }
    [[nodiscard]] bool isAheadOf(qint64 receivedUs) const { return eventTimeMs && isAhead(*eventTimeMs, receivedUs); }
    [[nodiscard]] std::optional<qint64> usableTimeMs(qint64 receivedUs) const
    {
        return isAheadOf(receivedUs) ? std::nullopt : eventTimeMs;
    }

    /// The first room, or an empty string.
    [[nodiscard]] QString room() const { return rooms.isEmpty() ? QString() : rooms.first(); }
    /// A before-callback: the reply decides whether the action happens (README 5).
    [[nodiscard]] bool asksForDecision() const { return command.contains(u".CallbackBefore"); }
};

/// Returns "EnterRoom" for 103 (647/39558), "CloudRecordingFileSlice" for 307 …; empty for an unknown number.
[[nodiscard]] QLatin1StringView rtcEventName(qint64 eventType);
/// Returns "EnterRoom (103)", or only the digits of an unknown number.
[[nodiscard]] QString rtcEventText(qint64 eventType);

} // namespace Roomscope
