// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QHash>
#include <QList>
#include <QSet>

namespace Roomscope {

/// A span of time in which a seat was in one state.
struct SeatSpan
{
    int seat = 0;
    qint64 callbackId = 0; ///< With which it began; 0: not known.
    qint64 fromMs = 0;     ///< EventTime.
    qint64 toMs = -1;      ///< EventTime; -1: still so.
    QString member;        ///< Empty: nobody, then locked is true.
    bool locked = false;
    bool audioProhibited = false;
    bool videoProhibited = false;
};

/// Who sat where and when, of all rooms, for the seat chart: the spans of taken or locked seats, at most
/// maximumSpans a room. Fed with what was applied. GUI thread.
class Occupancy final
{
public:
    static constexpr qsizetype maximumSpans = 2000;

    void append(const QList<AppliedCallback> &batch);
    /// timeMs: EventTime, or of arrival when there is none; callbackId: what has told the change.
    void append(const RoomKey &key, const Change &change, qint64 timeMs, qint64 callbackId);
    /// By their beginning, oldest first.
    [[nodiscard]] QList<SeatSpan> spans(const RoomKey &key) const;

private:
    void note(const RoomKey &key, int seat, const QString &member, const SeatMarks &marks, qint64 timeMs,
              qint64 callbackId);
    [[nodiscard]] SeatMarks marksOf(const RoomKey &key, int seat) const;

    QHash<RoomKey, QList<SeatSpan>> m_closed;
    QHash<std::pair<RoomKey, int>, SeatSpan> m_open;
    QHash<RoomKey, QSet<int>> m_openSeats;
};

} // namespace Roomscope
