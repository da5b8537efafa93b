// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/protocol/event.h"
#include "core/rooms/finding.h"
#include "core/rooms/room.h"
#include "core/rooms/seencallbacks.h"

#include <QHash>
#include <QList>

#include <functional>

namespace Roomscope {

/// A callback after the room model has processed it. A value; any thread.
struct AppliedCallback
{
    Callback callback;
    Event event;
    Verdict verdict;       ///< The final verdict: the receiver's with flagsOfInterpretation added.
    QList<Change> changes; ///< Never empty unless the callback was rejected.
    /// The rooms whose state or statistics it changed.
    QList<RoomKey> rooms;
    qint64 repeatOf = 0;     ///< Duplicate: the callback that it repeats.
    qint64 lateAgainst = 0;  ///< Late: a callback with something newer; 0: none that is still known.
    QList<Finding> findings; ///< The findings that began or ended with it; empty before Doctor::note().

    [[nodiscard]] qint64 arrivalMs() const { return callback.receivedUs / 1000; }
    /// EventTime when usable, else the arrival: the best known time of the event.
    [[nodiscard]] qint64 timeMs() const { return event.usableTimeMs(callback.receivedUs).value_or(arrivalMs()); }
    /// Milliseconds from EventTime to arrival; nothing without a usable EventTime.
    [[nodiscard]] std::optional<qint64> delayMs() const;
};

/// All rooms. Only apply() changes their state, and it is pure: the same callbacks in the same order and the same
/// interpretation give the same state and the same changes. No signals, no clock, no I/O. A value; one thread at a
/// time.
class RoomStore final
{
public:
    RoomStore() = default;
    explicit RoomStore(const Interpretation &interpretation)
        : m_interpretation(interpretation)
    {
    }

    [[nodiscard]] const Interpretation &interpretation() const { return m_interpretation; }
    /// Applies to later callbacks only.
    void setInterpretation(const Interpretation &interpretation) { m_interpretation = interpretation; }

    /// Decodes the callback, then applies or flags it. Rejected callbacks change nothing.
    AppliedCallback apply(const Callback &callback);

    /// See Room::renameAccounts(). Repetitions of callbacks applied before are not recognized any more.
    void renameAccounts(const std::function<QString(const QString &)> &newName);

    [[nodiscard]] const Room *find(const RoomKey &key) const;
    /// Sorted by room id, then application.
    [[nodiscard]] QList<RoomKey> keys() const;
    [[nodiscard]] qsizetype count() const { return m_rooms.size(); }

    friend QDataStream &operator<<(QDataStream &stream, const RoomStore &store);
    /// Reads what operator<<() wrote. hasLocks: whether the seats contain locks; older states do not.
    void load(QDataStream &stream, bool hasLocks = true);

private:
    void noteDuplicate(AppliedCallback &applied);
    [[nodiscard]] Stamp stampOf(const AppliedCallback &applied);
    void applyToRoom(const RoomKey &key, const Stamp &stamp, AppliedCallback &applied);
    [[nodiscard]] RoomOutcome applyContent(Room &room, const AppliedCallback &applied, const Stamp &stamp) const;

    Interpretation m_interpretation;
    QHash<RoomKey, Room> m_rooms;
    /// For dismissed rooms: state that is newer than the dismissal and waits for the callback that begins the next
    /// life.
    QHash<RoomKey, Room> m_next;
    qint64 m_lastArrivalMs = neverMs;
    SeenCallbacks m_seen;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::AppliedCallback)
