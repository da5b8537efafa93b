// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/room.h"

#include <QAbstractListModel>

namespace Roomscope {

/// The seats of one room, one row per seat in index order. update() emits signals only for changes; rows are added or
/// removed only at the end. Plain values: ui/ makes the texts. GUI thread.
class SeatModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IndexRole = Qt::UserRole, ///< int, as in the protocol, 0-based.
        MemberRole,               ///< QString, empty: nobody.
        LockedRole,               ///< bool
        AudioProhibitedRole,      ///< bool
        VideoProhibitedRole,      ///< bool
        SinceMsRole,              ///< qint64 EventTime, neverMs: not known.
        OperatorRole,             ///< QString, empty: not known.
        ClockMsRole,              ///< qint64 EventTime of the last applied listing, neverMs: never listed.
        ListedByRole,             ///< qint64, the callback that listed it last; 0: none.
        KnownRole,                ///< bool: a callback has listed the seat.
        LockedSinceMsRole,        ///< qint64 EventTime, neverMs: open, or not known.
        LockedByRole,             ///< QString, empty: open, or not known.
        RevisionRole,             ///< int: increases with every change after the first filling, for the glow.
    };

    /// Limit for seats that only MaxSeatCount implies; listed seats are all shown.
    static constexpr int maximumPromised = 1000;

    explicit SeatModel(QObject *parent = nullptr);

    /// Shows the room's present state: all its listed seats, and those up to maxSeatCount() that are not known yet.
    void update(const Room &room);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        int index = 0;
        bool known = false;
        Seat seat;
        int revision = 0;

        [[nodiscard]] bool showsSameAs(const Row &other) const;
    };

    QList<Row> m_rows;
    bool m_filled = false;
};

} // namespace Roomscope
