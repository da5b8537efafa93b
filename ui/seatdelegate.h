// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace Roomscope {

/// Paints a seat as a tile: index, disc, member, since when, and lock, audio and video as icons that differ in shape.
/// The style draws card, selection and focus. GUI thread.
class SeatDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SeatDelegate(QObject *parent = nullptr);

    /// Tiles that are low and have the disc at the left, for rooms with more seats than fit otherwise.
    void setCompact(bool compact) { m_compact = compact; }
    [[nodiscard]] bool isCompact() const { return m_compact; }

    [[nodiscard]] static QSize minimumTile(const QFontMetrics &metrics, bool compact);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    bool m_compact = false;
};

} // namespace Roomscope
