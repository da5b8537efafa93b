// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/change.h"

#include <QRawFont>
#include <QStyledItemDelegate>

namespace Roomscope {

/// Paints the cells of the timeline: times in columns of digits, a mark for each kind of change, the verdict in its
/// tone, repetitions within one callback dimmed. GUI thread.
class TimelineDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Shows the whole text if it does not fit its cell, or a tool tip that adds to the text.
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

    /// Space at the left and right of a cell's text.
    static constexpr int padding = 8;
    /// Returns the width of a text in which all digits are as wide as the widest.
    [[nodiscard]] int tabularWidth(const QString &text, const QFont &font) const;

private:
    void paintTabular(QPainter *painter, const QRect &rect, bool right, const QString &text, const QFont &font) const;
    static void paintMark(QPainter *painter, const QRectF &rect, ChangeKind kind, bool rejected, const QColor &color);
    void setFont(const QFont &font) const;

    mutable QFont m_font;
    mutable QRawFont m_rawFont;
    mutable qreal m_digitWidth = 0;
};

} // namespace Roomscope
