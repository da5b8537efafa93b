// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/changedetails.h"

#include <QString>

#include <array>
#include <optional>

namespace Roomscope {

/// The kinds of changes. The words of changeName() are stable: CSV, filters and NDJSON use them.
enum class ChangeKind : quint8 {
    SeatTaken,
    SeatLeft,
    SeatSwapped, ///< Another member took the seat in one step.
    SeatMoved,   ///< The member left another seat for this one.
    SeatLocked,
    SeatUnlocked,
    AudioProhibited,
    AudioAllowed,
    VideoProhibited,
    VideoAllowed,
    RoomCreated,
    RoomUpdated,
    RoomDismissed,
    MemberEntered,
    MemberLeft,
    OwnerChanged,
    AdminChanged,
    BattleCreated,
    BattleStarted,
    BattleEnded,
    GiftRequested,
    MessageSent,
    MetadataChanged,
    RecordingChanged,
    FollowChanged,
    Alert,
    RtcEvent, ///< A callback of the other family, see RtcEvent.
    UnknownCommand,
    NoChange, ///< Nothing changed: a repetition, or a callback that was flagged and not applied.
};
constexpr int changeKindCount = int(ChangeKind::NoChange) + 1;

[[nodiscard]] QLatin1StringView changeName(ChangeKind kind);

/// The marks of a seat.
struct SeatMarks
{
    bool locked = false;
    bool audioProhibited = false;
    bool videoProhibited = false;

    friend bool operator==(const SeatMarks &, const SeatMarks &) = default;
};

/// Why a change is not one step from the known state: a callback in between may have been lost.
enum class Surprise : quint8 {
    None,
    HandedOver,    ///< Another member took the seat, and no callback reported that the former one left.
    MovedUnlisted, ///< The member sat on fromSeat, which the callback does not list as empty.
    NotEntered,    ///< The member left, and no callback reported their entry.
};

/// One change that an event made. A value; any thread.
struct Change
{
    ChangeKind kind = ChangeKind::NoChange;
    QString room; ///< Empty when it concerns no room.
    int life = 0; ///< Of the room, from 1; 0 when it concerns no known room.
    int seat = -1;
    int fromSeat = -1; ///< SeatMoved only: the seat that was left.
    QString member;   ///< The member concerned: who sat down, left, entered or became owner; for seats, who sits there.
    QString previous; ///< Who had the seat or the role before; empty: nobody.
    SeatMarks marks;  ///< The marks of the seat after the change.
    ChangeDetails details;
    bool derived = false; ///< Not in the callback, but a consequence of it (a dismissal empties seats).
    Surprise surprise = Surprise::None;

    friend bool operator==(const Change &, const Change &) = default;
};

} // namespace Roomscope
