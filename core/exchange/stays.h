// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace Roomscope {

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

/// Who sat where, and for how long: compares each room after a callback with what it was before. Memory grows with the
/// seats taken, not with the callbacks. A value; any thread.
class StayBook final
{
public:
    /// To be called after each RoomStore::apply(), with what it answered. The stays that ended with it.
    [[nodiscard]] QList<Stay> note(const AppliedCallback &applied, const RoomStore &rooms);
    /// The stays that have not ended, by their beginning.
    [[nodiscard]] QList<Stay> open() const;

private:
    struct OpenStay
    {
        Stay stay;
        SeatMarks marks;
        qint64 marksSinceMs = 0;

        void noteMarks(const SeatMarks &now, qint64 timeMs);
    };

    void noteRoom(const AppliedCallback &applied, const Room &room, QList<Stay> &ended);

    QHash<RoomKey, QMap<int, OpenStay>> m_open;
};

} // namespace Roomscope
