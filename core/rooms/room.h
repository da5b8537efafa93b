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

/// When something was said, and by which callback.
struct Stamp
{
    qint64 timeMs = neverMs; ///< By the order of the interpretation: EventTime, or arrival.
    qint64 callbackId = 0;   ///< 0: none.
    /// The callback has no EventTime that can be used: it is newer than whatever is known, and what it says takes the
    /// time of what it replaces, so that no later callback is late because of it. Never so of what is known.
    bool untimed = false;

    [[nodiscard]] bool isSet() const { return timeMs != neverMs; }
    [[nodiscard]] bool isOlderThan(const Stamp &known) const { return !untimed && timeMs < known.timeMs; }
    [[nodiscard]] bool isNewerThan(const Stamp &known) const { return untimed || timeMs > known.timeMs; }
    /// Of what is known now that this has replaced known.
    [[nodiscard]] Stamp replacing(const Stamp &known) const
    {
        return {untimed ? std::max(timeMs, known.timeMs) : timeMs, callbackId};
    }
    /// In a life that began after that: without a time it is at the beginning, where nothing of it is older.
    [[nodiscard]] Stamp within(const Stamp &bornAfter) const
    {
        return {untimed ? bornAfter.timeMs + 1 : timeMs, callbackId, untimed};
    }
    friend bool operator==(const Stamp &, const Stamp &) = default;
};

/// What an event is applied with, beside its content.
struct EventContext
{
    Stamp stamp;
    qint64 eventTimeMs = neverMs; ///< As sent, else the arrival, see AppliedCallback::timeMs().
    QString operatorAccount;
    QString platform;
};

/// A value that remembers when it was said, so that an older saying cannot replace a newer one.
template<typename T> struct Clocked
{
    T value {};
    Stamp stamp;

    /// Takes what was said unless something newer is known; equal times go by arrival. False: it was older.
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

/// How a locked seat came to be it.
struct SeatLock
{
    qint64 sinceMs = neverMs; ///< EventTime of the callback that locked it; neverMs: it is open, or none was seen to.
    QString operatorAccount;  ///< Of that callback; empty: not said.
    Stamp stamp;              ///< That callback.
};

/// A seat that some callback has listed.
struct Seat
{
    QString member; ///< Empty: nobody.
    SeatMarks marks;
    QString operatorAccount;      ///< Of the last applied event; empty: not said.
    qint64 sinceMs = neverMs;     ///< EventTime at which the present member sat down, or the seat was emptied.
    qint64 eventTimeMs = neverMs; ///< Of the last applied listing.
    Stamp stamp;                  ///< Of the last applied listing.
    SeatLock lock;
};

/// A seat to show: one that was listed, or one that is only promised by MaxSeatCount.
struct ShownSeat
{
    int index = 0;
    bool known = false; ///< Listed, or empty for certain because the room is dismissed.
    Seat seat;
};

/// A user whom entry or leave callbacks of the room have named. Times are EventTime in milliseconds, or neverMs.
struct Member
{
    Clocked<bool> present;            ///< Entered and not left.
    qint64 enteredMs = neverMs;       ///< The last entry; a returning heartbeat is none.
    qint64 heartbeatLostMs = neverMs; ///< The last HeartbeatInterrupt or Expired.
    qint64 heartbeatBackMs = neverMs; ///< The last HeartbeatRecover.
    QString platform;                 ///< Of the client at the last entry; empty: not said.

    [[nodiscard]] bool isHeartbeatLost() const
    {
        return heartbeatLostMs > heartbeatBackMs && heartbeatLostMs > enteredMs;
    }
};

enum class Role : quint8 { Member, Admin, Owner };

/// How a room ended.
struct Dismissal
{
    Stamp stamp; ///< Not set: it has not.
    qint64 eventTimeMs = neverMs;
    QString cause;           ///< DestroyByUser, DestroyBySystem or empty.
    QString operatorAccount; ///< Empty: not said.
    RoomStatistic statistic;
};

/// A battle of the room with others.
struct Battle
{
    QString id;
    BattleChanged::Stage stage = BattleChanged::Stage::Created;
    QList<BattleRoom> rooms; ///< First the one that asked.
    std::optional<qint64> durationMs;
    qint64 sinceMs = neverMs; ///< EventTime of the stage.

    [[nodiscard]] bool isRunning() const { return !id.isEmpty() && stage != BattleChanged::Stage::Ended; }
};

/// The last thing said about a recording of the room.
struct Recording
{
    qint64 eventGroup = 0; ///< 3: cloud recording, 8: page recording.
    qint64 eventType = 0;  ///< See rtcEventName().
    QString taskId;
    std::optional<qint64> status;
    qint64 eventTimeMs = neverMs;
};

/// What was counted in a room. A gift is an attempt (before-callback), not a success.
struct RoomTotals
{
    qint64 giftRequests = 0;
    qint64 gifts = 0; ///< The sum of their Count.
    qint64 giftCoins = 0;
    qint64 messages = 0;        ///< Sent ones.
    qint64 messageRequests = 0; ///< Before-callbacks of messages.
};

/// What an event did to a room.
struct RoomOutcome
{
    QList<Change> changes;
    bool late = false;      ///< Part of it was older than what is known, and was not applied.
    qint64 lateAgainst = 0; ///< The callback whose saying is newer; 0: none, or not known any more.

    void lostTo(const Stamp &newer)
    {
        late = true;
        lateAgainst = std::max(lateAgainst, newer.callbackId);
    }
};

/// A creation and the first events of a room may come from different servers of the vendor: so much older than the
/// creation an event may be and still belong to the room that was created.
constexpr qint64 creationSlackMs = 1000;

/// One life of a room: from its creation, or the first callback that names it, to its dismissal.
///
/// apply…() has one clock for each seat, each member and each fact of the room, so that events in any order end in the
/// same state. No signals, no wall clock, no I/O. A value; any thread.
class Room final
{
public:
    explicit Room(RoomKey key = {}, int life = 1, Stamp bornAfter = {});

    [[nodiscard]] const RoomKey &key() const { return m_key; }
    [[nodiscard]] int life() const { return m_life; }                ///< From 1.
    [[nodiscard]] bool isComplete() const { return m_complete; }     ///< Its creation was seen.
    [[nodiscard]] const Stamp &created() const { return m_created; } ///< Not set when it was not seen.
    /// neverMs when it was not seen, or has no time that can be used.
    [[nodiscard]] qint64 createdMs() const { return isAtBeginning(m_created) ? neverMs : m_created.timeMs; }
    /// Unix seconds; nothing when not known.
    [[nodiscard]] std::optional<qint64> createTime() const { return m_createTime; }

    [[nodiscard]] bool isDismissed() const { return m_dismissal.stamp.isSet(); }
    [[nodiscard]] qint64 dismissedMs() const { return m_dismissal.eventTimeMs; }
    [[nodiscard]] const Dismissal &dismissal() const { return m_dismissal; }

    // Room data: empty or nothing when no callback has said it.
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

    /// As the room-engine line says it, else counted from entries and leaves.
    [[nodiscard]] int memberCount() const { return saidMemberCount().value_or(countedMemberCount()); }
    [[nodiscard]] std::optional<int> saidMemberCount() const { return m_saidMemberCount.known(); }
    [[nodiscard]] int countedMemberCount() const { return m_presentCount; }
    /// By account, also those who have left lately.
    [[nodiscard]] const QHash<QString, Member> &members() const { return m_members; }
    /// Sorted.
    [[nodiscard]] QStringList presentMembers() const;
    /// Sorted.
    [[nodiscard]] QStringList administrators() const;
    [[nodiscard]] Role roleOf(const QString &account) const;

    /// The seats some callback has listed, by index; the others of maxSeatCount() are not known yet.
    [[nodiscard]] const QMap<int, Seat> &seats() const { return m_seats; }
    /// All listed seats, and the promised ones as far as maximumPromised, in index order: meeting rooms have no limit
    /// of seats (README 7), a view has.
    [[nodiscard]] QList<ShownSeat> shownSeats(int maximumPromised) const;
    [[nodiscard]] int takenSeatCount() const;
    [[nodiscard]] int lockedSeatCount() const;
    /// The last applied SeatList was gapless from 0 and named every known seat: it looked like the whole table.
    [[nodiscard]] bool hasWholeTables() const { return m_wholeTables; }

    /// The last battle; see Battle::isRunning().
    [[nodiscard]] const Battle &battle() const { return m_battle.value; }
    [[nodiscard]] std::optional<Recording> recording() const { return m_recording.known(); }
    [[nodiscard]] const RoomTotals &totals() const { return m_totals; }

    /// To be called for every event, before it is applied.
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
    /// Empties seats and members; what is newer belongs to the next life, see startingAfter().
    RoomOutcome applyDismissal(const RoomDismissed &event, const EventContext &context);

    /// After the dismissal: nobody sits or is present any more.
    void empty();

    /// Whether a creation said then begins another life than this one.
    [[nodiscard]] bool isAnotherLife(const RoomFields &creation, const Stamp &when) const;
    [[nodiscard]] bool hasSeatNewerThan(const Stamp &when) const;
    /// The newest of everything that was applied.
    [[nodiscard]] const Stamp &newest() const { return m_newest; }
    /// A life that begins after that, with everything of this one that is newer.
    [[nodiscard]] Room startingAfter(const Stamp &when, int life) const;
    /// Who sits no more because another life begins after that: the end of this one was not told.
    [[nodiscard]] QList<Change> leftBehind(const Stamp &when) const;
    /// Who is present, as changes that follow from a callback.
    [[nodiscard]] QList<Change> presence() const;
    /// The end of the former life, before which nothing is for this one.
    [[nodiscard]] const Stamp &bornAfter() const { return m_bornAfter; }

    /// Calls every account otherwise, as the callbacks from now on do. Different ones have to stay different.
    void renameAccounts(const std::function<QString(const QString &)> &newName);

    friend QDataStream &operator<<(QDataStream &stream, const Room &room);
    /// The inverse. hasLocks: of seats, which older states do not have.
    void load(QDataStream &stream, bool hasLocks);

private:
    /// What a room consists of, for checkpoints.
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
    Clocked<qint64> m_table; ///< EventTime of the last SeatList that was read as the full table.
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
    /// For each account the newest saying that it sits somewhere, or that it left the room.
    QHash<QString, Stamp> m_seatings;
    QHash<QString, Member> m_members;
    int m_presentCount = 0;
};

} // namespace Roomscope
