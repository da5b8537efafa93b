// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QAbstractListModel>
#include <QHash>

#include <array>

namespace Roomscope {

class Monitor;

/// The state of a seat as a strip or a small grid shows it.
struct SeatMark
{
    int index = 0;
    QString member;
    SeatMarks marks;
    bool known = false;

    friend bool operator==(const SeatMark &, const SeatMark &) = default;
};

/// All rooms in the order in which they were first seen; a proxy sorts them. Fed by a Monitor. GUI thread.
class RoomListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        KeyRole = Qt::UserRole, ///< RoomKey
        RoomIdRole,             ///< QString
        NameRole,               ///< QString, may be empty
        SdkAppIdRole,           ///< QString
        OwnerRole,              ///< QString, may be empty
        LifeRole,               ///< int
        CompleteRole,           ///< bool
        DismissedRole,          ///< bool
        TakenRole,              ///< int
        LockedCountRole,        ///< int
        SeatCountRole,          ///< int: listed or of maxSeatCount(), whichever is more
        MemberCountRole,        ///< int
        SeatMarksRole,          ///< QList<SeatMark>, one a seat in index order
        LastReceivedUsRole,     ///< qint64, arrival of the room's last callback, 0: not known
        ActivityRole,           ///< QList<int>: callbacks in each of the last activityBuckets slices, oldest first
        AccountsRole,           ///< QStringList, unsorted: the owner, who sits on a seat, who is present
    };
    static constexpr int activityBuckets = 40;
    static constexpr qint64 activitySliceUs = 3'000'000;

    explicit RoomListModel(Monitor *monitor, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QModelIndex indexOf(const RoomKey &key) const;

    /// Sets the arrival of the room's last stored callback, unless a later one has arrived since.
    void noteReceived(const RoomKey &key, qint64 receivedUs);
    /// Advances the activity to that time (microseconds since 1970); the window calls it about once a second.
    void advance(qint64 nowUs);

private:
    struct Bucket
    {
        qint64 slice = -1;
        int count = 0;
    };
    struct Row
    {
        RoomKey key;
        qint64 lastReceivedUs = 0;
        std::array<Bucket, activityBuckets> activity {}; ///< Ring buffer, by slice modulo activityBuckets.
        QList<SeatMark> marks;
    };

    void ingest(const QList<AppliedCallback> &batch);
    void reload();
    void append(const RoomKey &key);
    [[nodiscard]] QList<int> activityOf(const Row &row) const;

    Monitor *m_monitor;
    QList<Row> m_rows;
    QHash<RoomKey, int> m_rowOf;
    qint64 m_nowSlice = 0;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::SeatMark)
