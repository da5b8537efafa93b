// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace Roomscope {

struct RoomWords;

/// Paints a room as a row of the list: name, id, seat strip, counts and activity. GUI thread.
class RoomDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Paints a room as a card of the wall: name, id, a small grid of its seats, counts and activity. GUI thread.
class RoomCardDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] static QSize minimumCard(const QFontMetrics &metrics);

private:
    static void paintSeats(QPainter *painter, const QRectF &area, const RoomWords &room,
                           const QStyleOptionViewItem &option);
};

} // namespace Roomscope
