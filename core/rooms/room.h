// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"
#include "core/protocol/verdict.h"
#include "core/rooms/change.h"
#include "core/rooms/interpretation.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QSet>
#include <QString>

#include <algorithm>
#include <functional>
#include <limits>

class QDataStream;

namespace Roomscope {

/// Older than every event: for values that no callback has set yet.
constexpr qint64 neverMs = std::numeric_limits<qint64>::min();

/// A room of one application. Room ids are unique only within it.
struct RoomKey
{
    QString sdkAppId;
    QString room;

    friend bool operator==(const RoomKey &, const RoomKey &) = default;
    friend size_t qHash(const RoomKey &key, size_t seed = 0) { return qHashMulti(seed, key.sdkAppId, key.room); }
};

/// The time and the callback of a value.
struct Stamp
{
    qint64 timeMs = neverMs; ///< By the order of the interpretation: EventTime, or arrival.
    qint64 callbackId = 0;   ///< 0: none.
    /// The callback has no usable EventTime: it counts as newer than every known value, and its values keep the times
    /// of those they replace, so that it makes no later callback late. Never true for a known value.
    bool untimed = false;

    [[nodiscard]] bool isSet() const { return timeMs != neverMs; }
    [[nodiscard]] bool isOlderThan(const Stamp &known) const { return !untimed && timeMs < known.timeMs; }
    [[nodiscard]] bool isNewerThan(const Stamp &known) const { return untimed || timeMs > known.timeMs; }
    /// Returns the stamp of a value that replaces the one stamped `known`.
    [[nodiscard]] Stamp replacing(const Stamp &known) const
    {
        return {untimed ? std::max(timeMs, known.timeMs) : timeMs, callbackId};
    }
    /// Returns the stamp in a life that began after bornAfter: without a time it moves to the beginning of that life,
    /// so that nothing in it is older.
    [[nodiscard]] Stamp within(const Stamp &bornAfter) const
    {
        return {untimed ? bornAfter.timeMs + 1 : timeMs, callbackId, untimed};
    }
    friend bool operator==(const Stamp &, const Stamp &) = default;
};

/// The context in which an event is applied.
struct EventContext
{
    Stamp stamp;
    qint64 eventTimeMs = neverMs; ///< As sent, else the arrival, see AppliedCallback::timeMs().
    QString operatorAccount;
    QString platform;
};

/// A value with its stamp, so that an older event cannot replace a newer value.
template<typename T> struct Clocked
{
    T value {};
    Stamp stamp;

    /// Sets the value unless a newer one is known; between equal times the arrival decides. Returns false when it was
    /// older.
    bool offer(const T &said, const Stamp &when)
    {
        if (when.isOlderThan(stamp))
            return false;
        value = said;
        stamp = when.replacing(stamp);
        return true;
    }
    [[nodiscard]] bool isKnown() const { return stamp.isSet(); }
    [[nodiscard]] std::optional<T> known() const { return isKnown() ? std::optional(value) : std::nullopt; }
};

/// When and by which callback a seat was locked.
struct SeatLock
{
    qint64 sinceMs
        = neverMs; ///< EventTime of the callback that locked it; neverMs: it is open, or no callback was seen.
    QString operatorAccount; ///< Operator of that callback; empty: not sent.
    Stamp stamp;             ///< That callback.
};

/// A seat that some callback has listed.
struct Seat
{
    QString member; ///< Empty: nobody.
    SeatMarks marks;
    QString operatorAccount;      ///< Operator of the last applied event; empty: not sent.
    qint64 sinceMs = neverMs;     ///< EventTime at which the present member sat down, or the seat was emptied.
    qint64 eventTimeMs = neverMs; ///< EventTime of the last applied listing.
    Stamp stamp;                  ///< Stamp of the last applied listing.
    SeatLock lock;
};

/// A seat to show: a listed one, or one that only MaxSeatCount implies.
struct ShownSeat
{
    int index = 0;
    bool known = false; ///< Listed, or certainly empty because the room is dismissed.
    Seat seat;
};

/// A user named in entry or leave callbacks of the room. Times are EventTime in milliseconds, or neverMs.
struct Member
{
    Clocked<bool> present;            ///< Entered and not left.
    qint64 enteredMs = neverMs;       ///< The last entry; a returning heartbeat does not count.
    qint64 heartbeatLostMs = neverMs; ///< The last HeartbeatInterrupt or Expired.
    qint64 heartbeatBackMs = neverMs; ///< The last HeartbeatRecover.
    QString platform;                 ///< The client's platform at the last entry; empty: not sent.

    [[nodiscard]] bool isHeartbeatLost() const
    {
        return heartbeatLostMs > heartbeatBackMs && heartbeatLostMs > enteredMs;
    }
};

enum class Role : quint8 { Member, Admin, Owner };

/// How a room ended.
struct Dismissal
{
    Stamp stamp; ///< Not set: the room has not ended.
    qint64 eventTimeMs = neverMs;
    QString cause;           ///< DestroyByUser, DestroyBySystem or empty.
    QString operatorAccount; ///< Empty: not sent.
    RoomStatistic statistic;
};

/// A battle of the room with others.
struct Battle
{
    QString id;
    BattleChanged::Stage stage = BattleChanged::Stage::Created;
    QList<BattleRoom> rooms; ///< The inviting room comes first.
    std::optional<qint64> durationMs;
    qint64 sinceMs = neverMs; ///< EventTime of the stage.

    [[nodiscard]] bool isRunning() const { return !id.isEmpty() && stage != BattleChanged::Stage::Ended; }
};

/// The last reported state of a recording of the room.
struct Recording
{
    qint64 eventGroup = 0; ///< 3: cloud recording, 8: page recording.
    qint64 eventType = 0;  ///< See rtcEventName().
    QString taskId;
    std::optional<qint64> status;
    qint64 eventTimeMs = neverMs;
};

/// Totals of a room. A gift is an attempt (before-callback), not a success.
struct RoomTotals
{
    qint64 giftRequests = 0;
    qint64 gifts = 0; ///< The sum of their Count.
    qint64 giftCoins = 0;
    qint64 messages = 0;        ///< Sent messages.
    qint64 messageRequests = 0; ///< Before-callbacks of messages.
};

/// The effects of an event on a room.
struct RoomOutcome
{
    QList<Change> changes;
    bool late = false;      ///< Part of it was older than the known state, and was not applied.
    qint64 lateAgainst = 0; ///< The callback with the newer value; 0: none, or not known any more.

    void lostTo(const Stamp &newer)
    {
        late = true;
        lateAgainst = std::max(lateAgainst, newer.callbackId);
    }
};

/// A creation and the first events of a room may come from different servers of the vendor: an event that is older than
/// the creation by at most this time still belongs to the created room.
constexpr qint64 creationSlackMs = 1000;

/// One life of a room: from its creation, or the first callback that names it, to its dismissal.
///
/// apply…() keeps a stamp for each seat, each member and each value of the room, so that events in any order end in the
/// same state. No signals, no wall clock, no I/O. A value; any thread.
class Room final
{
public:
    explicit Room(RoomKey key = {}, int life = 1, Stamp bornAfter = {});

    [[nodiscard]] const RoomKey &key() const { return m_key; }
    [[nodiscard]] int life() const { return m_life; }                ///< From 1.
    [[nodiscard]] bool isComplete() const { return m_complete; }     ///< Its creation was seen.
    [[nodiscard]] const Stamp &created() const { return m_created; } ///< Not set when the creation was not seen.
    /// neverMs when the creation was not seen, or has no usable time.
    [[nodiscard]] qint64 createdMs() const { return isAtBeginning(m_created) ? neverMs : m_created.timeMs; }
    /// Unix seconds; nothing when not known.
    [[nodiscard]] std::optional<qint64> createTime() const { return m_createTime; }

    [[nodiscard]] bool isDismissed() const { return m_dismissal.stamp.isSet(); }
    [[nodiscard]] qint64 dismissedMs() const { return m_dismissal.eventTimeMs; }
    [[nodiscard]] const Dismissal &dismissal() const { return m_dismissal; }

    // Room data: empty or nothing when no callback has contained it.
    [[nodiscard]] QString name() const { return m_name.value; }
    [[nodiscard]] QString owner() const { return m_owner.value; }
    [[nodiscard]] QString type() const { return m_type.value; }
    [[nodiscard]] QString takeSeatMode() const { return m_takeSeatMode.value; }
    [[nodiscard]] QString notice() const { return m_notice.value; }
    [[nodiscard]] QString customInfo() const { return m_customInfo.value; }
    [[nodiscard]] std::optional<int> maxSeatCount() const { return m_maxSeatCount.known(); }
    [[nodiscard]] std::optional<int> maxMemberCount() const { return m_maxMemberCount.known(); }
    /// The other fields of RoomInfo, as text.
    [[nodiscard]] QMap<QString, QString> otherFields() const;
    [[nodiscard]] QMap<QString, QString> metadata() const;

    /// The count of the room-engine line, else the count of entries and leaves.
    [[nodiscard]] int memberCount() const { return saidMemberCount().value_or(countedMemberCount()); }
    [[nodiscard]] std::optional<int> saidMemberCount() const { return m_saidMemberCount.known(); }
    [[nodiscard]] int countedMemberCount() const { return m_presentCount; }
    /// By account; includes members who left recently.
    [[nodiscard]] const QHash<QString, Member> &members() const { return m_members; }
    /// Sorted.
    [[nodiscard]] QStringList presentMembers() const;
    /// Sorted.
    [[nodiscard]] QStringList administrators() const;
    [[nodiscard]] Role roleOf(const QString &account) const;

    /// The seats that a callback has listed, by index; the others up to maxSeatCount() are not known yet.
    [[nodiscard]] const QMap<int, Seat> &seats() const { return m_seats; }
    /// All listed seats, and the implied ones up to maximumPromised, in index order: meeting rooms have no seat limit
    /// (README 7), but a view has.
    [[nodiscard]] QList<ShownSeat> shownSeats(int maximumPromised) const;
    [[nodiscard]] int takenSeatCount() const;
    [[nodiscard]] int lockedSeatCount() const;
    /// The last applied SeatList had no gap from 0 and contained every known seat: it looked like the whole table.
    [[nodiscard]] bool hasWholeTables() const { return m_wholeTables; }

    /// The last battle; see Battle::isRunning().
    [[nodiscard]] const Battle &battle() const { return m_battle.value; }
    [[nodiscard]] std::optional<Recording> recording() const { return m_recording.known(); }
    [[nodiscard]] const RoomTotals &totals() const { return m_totals; }

    /// Must be called for every event before it is applied.
    void note(const Stamp &stamp);
    RoomOutcome applySeats(const SeatInfoChanged &event, const EventContext &context, Interpretation::SeatLists form);
    RoomOutcome applyCreation(const RoomCreated &event, const EventContext &context);
    RoomOutcome applyUpdate(const RoomUpdated &event, const EventContext &context);
    RoomOutcome applyEntry(const MembersEntered &event, const EventContext &context);
    RoomOutcome applyLeave(const MembersLeft &event, const EventContext &context);
    RoomOutcome applyOwner(const OwnerChanged &event, const EventContext &context);
    RoomOutcome applyAdmins(const AdminsChanged &event, const EventContext &context);
    RoomOutcome applyMetadata(const MetadataChanged &event, const EventContext &context);
    RoomOutcome applyBattle(const BattleChanged &event, const EventContext &context);
    RoomOutcome applyRecording(const RecordingChanged &event, const EventContext &context);
    RoomOutcome applyGift(const GiftRequested &event, const EventContext &context);
    RoomOutcome applyMessage(const MessageSent &event, const EventContext &context, bool asksForDecision);
    /// Empties seats and members; newer state belongs to the next life, see startingAfter().
    RoomOutcome applyDismissal(const RoomDismissed &event, const EventContext &context);

    /// After the dismissal: removes all occupants and members.
    void empty();

    /// Whether a creation with this stamp begins another life.
    [[nodiscard]] bool isAnotherLife(const RoomFields &creation, const Stamp &when) const;
    [[nodiscard]] bool hasSeatNewerThan(const Stamp &when) const;
    /// The newest stamp of everything applied.
    [[nodiscard]] const Stamp &newest() const { return m_newest; }
    /// Returns a life that begins after `when`, with the newer part of this one's state.
    [[nodiscard]] Room startingAfter(const Stamp &when, int life) const;
    /// Returns the changes of seats that are left because another life begins after `when`: no callback reported the
    /// end of this one.
    [[nodiscard]] QList<Change> leftBehind(const Stamp &when) const;
    /// Returns the present members as derived changes.
    [[nodiscard]] QList<Change> presence() const;
    /// The end of the former life; nothing before it belongs to this one.
    [[nodiscard]] const Stamp &bornAfter() const { return m_bornAfter; }

    /// Renames all accounts, as the callbacks from now on do. Different accounts must stay different.
    void renameAccounts(const std::function<QString(const QString &)> &newName);

    friend QDataStream &operator<<(QDataStream &stream, const Room &room);
    /// Reads what operator<<() wrote. hasLocks: whether the seats contain locks; older states do not.
    void load(QDataStream &stream, bool hasLocks);

private:
    /// The parts of a room for checkpoints.
    static void parts(auto &archive, auto &room);
    [[nodiscard]] Change change(ChangeKind kind) const;
    [[nodiscard]] Change seatChange(ChangeKind kind, int index) const;
    [[nodiscard]] Change derivedLeave(int index) const;
    void applyFields(const RoomFields &fields, const Stamp &when, RoomOutcome &outcome, UpdateDetails &update);
    void tellUpdate(const UpdateDetails &update, QList<Change> &changes) const;
    void cutSeats(const Stamp &when, QList<Change> &changes);
    [[nodiscard]] bool isAtBeginning(const Stamp &stamp) const { return stamp.timeMs == m_bornAfter.timeMs + 1; }
    [[nodiscard]] bool isOld(const Stamp &stamp) const;
    void emptySeat(Seat &seat, const EventContext &context) const;
    [[nodiscard]] QList<Change> seatDifferences(const QMap<int, Seat> &before, const QHash<QString, int> &seatOf,
                                                const QStringList &seated, const SeatInfoChanged &event) const;
    [[nodiscard]] QSet<QString> seatedMembers() const;
    void forgetOldMembers(qsizetype formerGone);
    void forgetOldSeatings(qsizetype former);

    RoomKey m_key;
    int m_life = 1;
    bool m_complete = false;
    bool m_wholeTables = false;
    Stamp m_bornAfter;
    Stamp m_newest;
    Stamp m_created;
    Clocked<qint64> m_table; ///< EventTime of the last SeatList that was interpreted as the full table.
    Dismissal m_dismissal;
    std::optional<qint64> m_createTime;
    Clocked<QString> m_name;
    Clocked<QString> m_owner;
    Clocked<QString> m_type;
    Clocked<QString> m_takeSeatMode;
    Clocked<QString> m_notice;
    Clocked<QString> m_customInfo;
    Clocked<int> m_maxSeatCount;
    Clocked<int> m_maxMemberCount;
    Clocked<int> m_saidMemberCount; ///< Room-engine line only.
    QMap<QString, Clocked<QString>> m_otherFields;
    QMap<QString, Clocked<std::optional<QString>>> m_metadata;
    QMap<QString, Clocked<bool>> m_admins;
    Clocked<Battle> m_battle;
    Clocked<Recording> m_recording;
    RoomTotals m_totals;
    QMap<int, Seat> m_seats;
    /// For each account, the newest stamp of sitting on a seat or leaving the room.
    QHash<QString, Stamp> m_seatings;
    QHash<QString, Member> m_members;
    int m_presentCount = 0;
};

} // namespace Roomscope
