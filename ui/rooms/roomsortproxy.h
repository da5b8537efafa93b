// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QTimer>

namespace Roomscope {

class ViewClock;

/// The rooms of a RoomListModel in the reader's order, with words, as far as the reader's filter finds them. Sorts and
/// filters again at most every two seconds and never under the pointer, and shows a frozen view as it was. GUI thread.
class RoomSortProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Order : quint8 { Activity, Name, Occupancy };
    enum Role {
        SeatsTextRole = Qt::UserRole + 100, ///< "5/8 seats"
        AgoTextRole,                        ///< "2 s ago"; empty: nothing since the start.
        SeatTotalRole,                      ///< int: of which SeatMarksRole has the first.
    };

    explicit RoomSortProxy(const ViewClock *clock, QObject *parent = nullptr);

    void setSourceModel(QAbstractItemModel *source) override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    void setOrder(Order order);
    [[nodiscard]] Order order() const { return m_order; }
    void setDismissedShown(bool shown);
    [[nodiscard]] bool isDismissedShown() const { return m_dismissedShown; }
    /// Shows only rooms of which each word of the text is in the name, the id or an account that is there, without
    /// case; empty: all.
    void setFilter(const QString &text);
    [[nodiscard]] const QString &filter() const { return m_filter; }

    /// Also those that are hidden.
    [[nodiscard]] int total() const;
    /// "3 of 120"; empty when all are shown.
    [[nodiscard]] QString countWords() const;
    /// A sentence for the place of the rooms: why none is shown. Empty: some are.
    [[nodiscard]] QString emptyWords() const;

    /// Sorts now, unless somebody is about to click.
    void arrange();
    /// The pointer is over that view, or no longer: rooms stay where they are meanwhile.
    void setHeld(const QObject *view, bool held);

signals:
    void orderChanged();
    /// What countWords() and emptyWords() say may be something else now.
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
    QStringList m_words;                 ///< Of the filter, case folded.
    mutable QStringList m_searched;      ///< One a source row: what a filter looks in, case folded; null: not yet made.
    QList<SortKey> m_keys;               ///< One a source row.
    QList<QList<QVariant>> m_frozenRows; ///< While frozen: the roles of each source row.
    bool m_frozen = false;
    QSet<const QObject *> m_holders; ///< Views under the pointer.
    QTimer m_timer;
};

} // namespace Roomscope
