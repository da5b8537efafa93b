// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace Roomscope {

/// How much of a seat its tile shows: everything; the same in half the height; index, member and marks in one line; a
/// square with initials. The tooltip contains what the form leaves out.
enum class SeatForm : quint8 { Full, Compact, Line, Cell };

/// Paints a seat as a tile: index, disc, member, time on the seat, and lock, audio and video as icons of different
/// shapes. The style draws card, selection and focus. GUI thread.
class SeatDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SeatDelegate(QObject *parent = nullptr);

    void setForm(SeatForm form) { m_form = form; }
    [[nodiscard]] SeatForm form() const { return m_form; }

    /// Returns the smallest size of a tile, without the gap to the next one.
    [[nodiscard]] static QSize minimumTile(const QFontMetrics &metrics, SeatForm form);
    [[nodiscard]] static int gap(const QFontMetrics &metrics, SeatForm form);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    SeatForm m_form = SeatForm::Full;
};

} // namespace Roomscope
