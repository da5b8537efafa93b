// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace Roomscope {

// Accounts and room ids are text here: a JSON number keeps its digits, a string its characters. An empty account
// means nobody, or not known. An absent optional means "not said", never "false" or "0".

/// One seat as `Mic.CallbackAfterSeatInfoChanged` lists it (647/60736, 64425, 110684).
struct ListedSeat
{
    int index = 0;                       ///< 0-based (647/60719), at most maximumSeatIndex.
    QString member;                      ///< Empty: nobody sits there.
    std::optional<bool> locked;          ///< IsTakenDisabled.
    std::optional<bool> audioProhibited; ///< IsAudioDisabled: the streams of the seat, not the member's own mute.
    std::optional<bool> videoProhibited; ///< IsVideoDisabled.
};
/// Seats beyond it are reported as a problem and left out, so that a wrong index cannot cost memory.
constexpr int maximumSeatIndex = 9999;

/// Room data as creation and update callbacks carry them, each only when it was sent.
struct RoomFacts
{
    std::optional<QString> name;
    std::optional<QString> owner;
    std::optional<QString> type;
    std::optional<QString> takeSeatMode;
    std::optional<QString> customInfo;
    std::optional<int> maxSeatCount;
    std::optional<int> maxMemberCount;
    std::optional<qint64> createTime; ///< Unix seconds; tells two lives of one room id apart.
};

struct UnknownCommand
{
};
struct SeatInfoChanged
{
    QList<ListedSeat> seats;
};
struct RoomCreated
{
    RoomFacts facts;
};
struct RoomUpdated
{
    RoomFacts facts;
};
struct RoomDismissed
{
    QString cause; ///< DestroyByUser, DestroyBySystem or empty.
};
struct MembersEntered
{
    QStringList members;
    QString cause;                  ///< Type or EventCause as sent: Enter, HeartbeatRecover …
    std::optional<int> memberCount; ///< Head-count after the event; room-engine line only.
};
struct MembersLeft
{
    QStringList members;
    QString cause; ///< Leave, Kicked, Expired, HeartbeatInterrupt …
    std::optional<int> memberCount;
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
struct BattleChanged
{
    enum class Stage : quint8 { Created, Started, Ended };
    Stage stage = Stage::Created;
    QString battleId;
};
/// Before-callback: an attempt, not a success (647/72210).
struct GiftRequested
{
    QString from;
    QStringList to;
    QString giftId;
    qint64 count = 0;
};
struct MessageSent
{
    QString from;
    bool asksForDecision = false; ///< Group.CallbackBeforeSendMsg.
};
struct MetadataChanged
{
    QStringList keys;
};
struct RecordingChanged
{
    qint64 eventType = 0;
};
struct FollowChanged
{
    QString from;
    QStringList to;
};
/// Rooms reached 70 percent of the allowance (no room).
struct QuotaAlert
{
    qint64 current = 0;
    qint64 maximum = 0;
};

using EventContent
    = std::variant<UnknownCommand, SeatInfoChanged, RoomCreated, RoomUpdated, RoomDismissed, MembersEntered,
                   MembersLeft, OwnerChanged, AdminsChanged, BattleChanged, GiftRequested, MessageSent, MetadataChanged,
                   RecordingChanged, FollowChanged, QuotaAlert>;

/// A decoded callback. A value; any thread.
struct Event
{
    QString command;                   ///< From the body, else from the URL; aliases as sent.
    QString sdkAppId;                  ///< From the URL.
    QString platform;                  ///< From the URL.
    QString clientIp;                  ///< From the URL.
    QStringList rooms;                 ///< The rooms it concerns, most often one; a battle several; a follow none.
    QString operatorAccount;           ///< Empty: not said.
    std::optional<qint64> eventTimeMs; ///< Milliseconds since 1970; nothing when not sent.
    EventContent content;
    QStringList problems; ///< Fields that could not be used, one English sentence each.

    /// The first room, or an empty string.
    [[nodiscard]] QString room() const { return rooms.isEmpty() ? QString() : rooms.first(); }
};

} // namespace Roomscope
