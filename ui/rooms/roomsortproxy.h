// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QTimer>

namespace Roomscope {

class ViewClock;

/// The rooms of a RoomListModel as text, in the user's order and filtered by the user's filter. Sorts and filters again
/// at most every two seconds, never under the pointer, and keeps a frozen view unchanged. GUI thread.
class RoomSortProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Order : quint8 { Activity, Name, Occupancy };
    enum Role {
        SeatsTextRole = Qt::UserRole + 100, ///< "5/8 seats"
        AgoTextRole,                        ///< "2 s ago"; empty: no callback since the start.
        SeatTotalRole,                      ///< int: all seats; SeatMarksRole may have only the first of them.
    };

    explicit RoomSortProxy(const ViewClock *clock, QObject *parent = nullptr);

    void setSourceModel(QAbstractItemModel *source) override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    void setOrder(Order order);
    [[nodiscard]] Order order() const { return m_order; }
    void setDismissedShown(bool shown);
    /// Shows only rooms that contain each word of the text in the name, the id or the account of a member present,
    /// case-insensitively; an empty text shows all.
    void setFilter(const QString &text);
    [[nodiscard]] const QString &filter() const { return m_filter; }

    /// Returns the number of rooms, hidden ones included.
    [[nodiscard]] int total() const;
    /// Returns "3 of 120"; empty when all are shown.
    [[nodiscard]] QString countWords() const;
    /// Returns a sentence about why no room is shown, to be shown in their place; empty when some are.
    [[nodiscard]] QString emptyWords() const;

    /// Sorts now, unless the pointer is over a view.
    void arrange();
    /// Keeps the rooms in their places while the pointer is over `view`.
    void setHeld(const QObject *view, bool held);

signals:
    void orderChanged();
    /// The results of countWords() and emptyWords() may have changed.
    void shownChanged();

protected:
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    struct SortKey
    {
        qint64 first = 0;
        qint64 second = 0;
        QString text;

        [[nodiscard]] bool precedes(const SortKey &other) const;
    };

    void readKeys();
    void forgetSearched(const QModelIndex &first, const QModelIndex &last, const QList<int> &roles);
    [[nodiscard]] bool isFound(int row) const;
    [[nodiscard]] bool isHiddenAsDismissed(int row) const;
    void setFrozen(bool frozen);
    [[nodiscard]] QVariant valueAt(int row, int role) const;
    [[nodiscard]] QVariant sourceData(const QModelIndex &index, int role) const;
    [[nodiscard]] QString accessibleTextOf(const QModelIndex &index) const;
    [[nodiscard]] QString toolTipOf(const QModelIndex &index) const;

    const ViewClock *m_clock;
    Order m_order = Order::Activity;
    bool m_dismissedShown = true;
    QString m_filter;
    QStringList m_words;                 ///< The filter's words, case-folded.
    mutable QStringList m_searched;      ///< One per source row: the searched text, case-folded; null: not yet made.
    QList<SortKey> m_keys;               ///< One per source row.
    QList<QList<QVariant>> m_frozenRows; ///< While frozen: the roles of each source row.
    bool m_frozen = false;
    QSet<const QObject *> m_holders; ///< Views under the pointer.
    QTimer m_timer;
};

} // namespace Roomscope
