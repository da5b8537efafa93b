// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QHash>
#include <QList>
#include <QMap>

#include <optional>

namespace Roomscope {

/// A span of time in which a seat was in one state.
struct SeatSpan
{
    int seat = 0;
    qint64 callbackId = 0; ///< The callback with which it began; 0: not known.
    qint64 fromMs = 0;     ///< EventTime.
    qint64 toMs = -1;      ///< EventTime; -1: it lasts.
    QString member;        ///< Empty: nobody, then locked is true.
    bool locked = false;
    bool audioProhibited = false;
    bool videoProhibited = false;
};

/// A member on a seat, from sitting down to the end of it. Times are EventTime, milliseconds.
struct Stay
{
    RoomKey room;
    int life = 0;
    int seat = 0;
    QString member;
    QString operatorAccount; ///< Of the event that began it.
    ChangeKind begunBy = ChangeKind::SeatTaken;
    qint64 fromMs = 0;
    std::optional<qint64> toMs; ///< Nothing while the member still sits there.
    ChangeKind endedBy = ChangeKind::NoChange;
    qint64 audioProhibitedMs = 0; ///< How long the seat was so during the stay.
    qint64 videoProhibitedMs = 0;
};

/// Who sat where and when, of all rooms. Either for the seat chart, fed with changes, which may come without the rooms'
/// states: append() and spans(), at most maximumSpans a room. Or stay by stay, with memory for the taken seats only,
/// fed with what the rooms are after each callback: note() and openStays(). A value; one thread at a time.
class Occupancy final
{
public:
    static constexpr qsizetype maximumSpans = 2000;

    void append(const QList<AppliedCallback> &batch);
    /// timeMs: EventTime, or the arrival when there is none; callbackId: the callback that reported the change.
    void append(const RoomKey &key, const Change &change, qint64 timeMs, qint64 callbackId);
    /// Of taken or locked seats. What came before the changes is known only as the room is now.
    [[nodiscard]] QList<SeatSpan> spans(const Room &room) const;

    /// To be called after each RoomStore::apply(), with what it returned. Returns the stays that ended with it.
    [[nodiscard]] QList<Stay> note(const AppliedCallback &applied, const RoomStore &rooms);
    /// By their beginning.
    [[nodiscard]] QList<Stay> openStays() const;

private:
    struct Open
    {
        Stay stay;
        SeatSpan span; ///< The present one.

        /// Ends the present span, the later of its beginning and timeMs.
        SeatSpan endSpan(qint64 timeMs);
    };

    void setSeat(const RoomKey &key, const SeatSpan &span);
    void noteRoom(const AppliedCallback &applied, const Room &room, QList<Stay> &ended);

    QHash<RoomKey, QMap<int, Open>> m_open;
    QHash<RoomKey, QList<SeatSpan>> m_closed;
};

} // namespace Roomscope
