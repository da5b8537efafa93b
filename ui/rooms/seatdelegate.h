// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace Roomscope {

/// How much of a seat its tile says: everything; the same in half the height; index, member and marks in one line; a
/// square with initials. What a form leaves out stands in the tooltip.
enum class SeatForm : quint8 { Full, Compact, Line, Cell };

/// Paints a seat as a tile: index, disc, member, since when, and lock, audio and video as icons that differ in shape.
/// The style draws card, selection and focus. GUI thread.
class SeatDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SeatDelegate(QObject *parent = nullptr);

    void setForm(SeatForm form) { m_form = form; }
    [[nodiscard]] SeatForm form() const { return m_form; }

    /// Without the gap to the next one.
    [[nodiscard]] static QSize minimumTile(const QFontMetrics &metrics, SeatForm form);
    [[nodiscard]] static int gap(const QFontMetrics &metrics, SeatForm form);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    SeatForm m_form = SeatForm::Full;
};

} // namespace Roomscope
