// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"
#include "core/protocol/verdict.h"
#include "core/rooms/change.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QString>

#include <limits>

class QDataStream;

namespace Roomscope {

/// Older than every event: a thing nothing has been said about yet.
constexpr qint64 neverMs = std::numeric_limits<qint64>::min();

/// A room of one application. Room ids are unique only within it.
struct RoomKey
{
    QString sdkAppId;
    QString room;

    friend bool operator==(const RoomKey &, const RoomKey &) = default;
    friend size_t qHash(const RoomKey &key, size_t seed = 0) { return qHashMulti(seed, key.sdkAppId, key.room); }
};

/// A value that remembers the EventTime it was said at, so that an older saying cannot replace a newer one.
template<typename T> struct Clocked
{
    T value {};
    qint64 clockMs = neverMs;

    /// Takes what was said at timeMs unless something newer is known; equal times go by arrival. False: it was older.
    bool offer(const T &said, qint64 timeMs)
    {
        if (timeMs < clockMs)
            return false;
        value = said;
        clockMs = timeMs;
        return true;
    }
};

/// A seat that some callback has listed.
struct Seat
{
    QString member; ///< Empty: nobody.
    SeatMarks marks;
    QString operatorAccount;  ///< Of the last applied event; empty: not said.
    qint64 sinceMs = neverMs; ///< EventTime at which the present member sat down, or the seat was emptied.
    qint64 clockMs = neverMs; ///< EventTime of the last applied listing.
};

/// A seat to show: one that was listed, or one that is only promised by MaxSeatCount.
struct ShownSeat
{
    int index = 0;
    bool known = false; ///< Listed, or empty for certain because the room is dismissed.
    Seat seat;
};

/// A user whom callbacks of the room have named.
struct Member
{
    Clocked<bool> present; ///< Entered and not left.
    /// The newest EventTime at which the member was said to sit somewhere, or to have left the room.
    qint64 seatClockMs = neverMs;
};

/// What an event did to a room.
struct RoomOutcome
{
    QList<Change> changes;
    bool late = false; ///< Part of it was older than what is known, and was not applied.
};

/// One life of a room: from its creation, or the first seat callback, to its dismissal.
///
/// apply() has one clock (EventTime) for each seat, each member and each fact of the room, so that events in any
/// order end in the same state. No signals, no wall clock, no I/O. A value; any thread.
class Room final
{
public:
    explicit Room(RoomKey key = {}, int life = 1, qint64 bornAfterMs = neverMs);

    [[nodiscard]] const RoomKey &key() const { return m_key; }
    [[nodiscard]] int life() const { return m_life; }            ///< From 1.
    [[nodiscard]] bool isComplete() const { return m_complete; } ///< Its creation was seen.
    [[nodiscard]] bool isDismissed() const { return m_dismissedMs != neverMs; }
    [[nodiscard]] qint64 dismissedMs() const { return m_dismissedMs; }
    /// EventTime of the creation; neverMs when it was not seen.
    [[nodiscard]] qint64 createdMs() const { return m_createdMs; }
    [[nodiscard]] QString name() const { return m_name.value; }
    [[nodiscard]] QString owner() const { return m_owner.value; }
    [[nodiscard]] QString type() const { return m_type.value; }
    [[nodiscard]] QString takeSeatMode() const { return m_takeSeatMode.value; }
    /// Unix seconds; nothing when not known.
    [[nodiscard]] std::optional<qint64> createTime() const { return m_createTime; }
    /// Nothing when no callback has said it.
    [[nodiscard]] std::optional<int> maxSeatCount() const;
    /// As the room-engine line says it, else counted from entries and leaves.
    [[nodiscard]] int memberCount() const;
    /// The seats some callback has listed, by index; the others of maxSeatCount() are not known yet.
    [[nodiscard]] const QMap<int, Seat> &seats() const { return m_seats; }
    /// All listed seats, and the promised ones as far as maximumPromised, in index order: meeting rooms have no limit
    /// of seats (README 7), a view has.
    [[nodiscard]] QList<ShownSeat> shownSeats(int maximumPromised) const;
    [[nodiscard]] int takenSeatCount() const;
    [[nodiscard]] int lockedSeatCount() const;

    RoomOutcome applySeats(const SeatInfoChanged &event, const QString &operatorAccount, qint64 timeMs);
    RoomOutcome applyCreation(const RoomFacts &facts, qint64 timeMs);
    RoomOutcome applyUpdate(const RoomFacts &facts, qint64 timeMs);
    RoomOutcome applyEntry(const MembersEntered &event, qint64 timeMs);
    RoomOutcome applyLeave(const MembersLeft &event, qint64 timeMs);
    RoomOutcome applyOwner(const OwnerChanged &event, qint64 timeMs);
    /// Empties seats and members; what is newer than timeMs belongs to the next life, see nextLife().
    RoomOutcome applyDismissal(const RoomDismissed &event, qint64 timeMs);

    /// After the dismissal: nobody sits or is present any more.
    void empty();

    /// Whether a creation said at timeMs begins another life than this one.
    [[nodiscard]] bool isAnotherLife(const RoomFacts &creation, qint64 timeMs) const;
    /// Whether a seat or member event newer than timeMs was applied.
    [[nodiscard]] bool hasNewerThan(qint64 timeMs) const;
    /// The life that begins after timeMs, with everything of this one that is newer.
    [[nodiscard]] Room nextLife(qint64 timeMs) const;
    /// Whether events of that time are too old for this life.
    [[nodiscard]] bool isBefore(qint64 timeMs) const { return timeMs <= m_bornAfterMs; }

    friend QDataStream &operator<<(QDataStream &stream, const Room &room);
    friend QDataStream &operator>>(QDataStream &stream, Room &room);

private:
    [[nodiscard]] Change change(ChangeKind kind) const;
    [[nodiscard]] Change seatChange(ChangeKind kind, int index) const;
    bool takeFacts(const RoomFacts &facts, qint64 timeMs, QStringList &differences);
    void tellUpdate(const QStringList &differences, QList<Change> &changes) const;
    void cutSeats(QList<Change> &changes);
    void emptySeat(int index, qint64 timeMs, const QString &operatorAccount);
    void forgetOldMembers(qint64 timeMs);

    RoomKey m_key;
    int m_life = 1;
    bool m_complete = false;
    qint64 m_bornAfterMs = neverMs; ///< Dismissal of the former life: nothing older is for this one.
    qint64 m_createdMs = neverMs;   ///< EventTime of the creation.
    qint64 m_dismissedMs = neverMs;
    std::optional<qint64> m_createTime;
    Clocked<QString> m_name;
    Clocked<QString> m_owner;
    Clocked<QString> m_type;
    Clocked<QString> m_takeSeatMode;
    Clocked<QString> m_customInfo;
    Clocked<int> m_maxSeatCount;
    Clocked<int> m_maxMemberCount;
    Clocked<int> m_saidMemberCount; ///< Room-engine line only.
    QMap<int, Seat> m_seats;
    QHash<QString, Member> m_members;
    int m_presentCount = 0;
};

} // namespace Roomscope
