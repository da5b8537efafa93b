// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/seatdelegate.h"

#include "core/rooms/seatmodel.h"
#include "ui/appearance.h"
#include "ui/paintparts.h"
#include "ui/seatgridview.h"
#include "ui/seattextproxy.h"

#include <QApplication>
#include <QPainter>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

/// What a tile shows, read once from the model.
struct Tile
{
    int index = 0;
    QString member;
    QString title;
    QString since;
    bool locked = false;
    bool audioProhibited = false;
    bool videoProhibited = false;
    bool known = false;

    [[nodiscard]] bool isTaken() const { return !member.isEmpty(); }
};

Tile tileOf(const QModelIndex &index)
{
    const auto *texts = qobject_cast<const SeatTextProxy *>(index.model());
    return {.index = index.data(SeatModel::IndexRole).toInt(),
            .member = index.data(SeatModel::MemberRole).toString(),
            .title = index.data(Qt::DisplayRole).toString(),
            .since = texts ? texts->sinceText(index) : QString(),
            .locked = index.data(SeatModel::LockedRole).toBool(),
            .audioProhibited = index.data(SeatModel::AudioProhibitedRole).toBool(),
            .videoProhibited = index.data(SeatModel::VideoProhibitedRole).toBool(),
            .known = index.data(SeatModel::KnownRole).toBool()};
}

void paintDisc(QPainter *painter, const QRectF &rect, const Tile &tile, const QPalette &palette, const QFont &font)
{
    if (tile.isTaken()) {
        paintMemberDisc(painter, rect, tile.member, palette, font);
        return;
    }
    if (tile.known && tile.locked) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(toneColor(Tone::Muted, palette));
        painter->drawEllipse(rect);
        const qreal side = rect.width() * 0.46;
        QRectF icon(0, 0, side, side);
        icon.moveCenter(rect.center());
        paintIcon(painter, icon, u"lock"_s, palette.color(QPalette::Base));
        return;
    }
    QColor line = toneColor(Tone::Muted, palette);
    line.setAlphaF(tile.known ? 0.55F : 0.30F);
    painter->setPen(QPen(line, 1.2, Qt::CustomDashLine));
    QPen dashed(line, 1.2);
    dashed.setDashPattern({2.5, 2.5});
    painter->setPen(dashed);
    painter->setBrush(Qt::NoBrush);
    painter->drawEllipse(rect.adjusted(0.6, 0.6, -0.6, -0.6));
}

/// Three marks in a row. A mark that is set is drawn in full and in another shape, one that is not set is faint.
void paintMarks(QPainter *painter, const QPointF &leftCenter, qreal side, qreal step, const Tile &tile,
                const QPalette &palette)
{
    const QColor text = palette.color(QPalette::WindowText);
    QColor faint = text;
    faint.setAlphaF(0.22F);
    QColor quiet = text;
    quiet.setAlphaF(tile.isTaken() ? 0.85F : 0.22F);
    QColor bad = toneColor(Tone::Bad, palette);
    if (!tile.isTaken())
        bad.setAlphaF(0.75F);
    qreal x = leftCenter.x();
    const auto mark = [&](const QString &name, const QColor &color) {
        paintIcon(painter, QRectF(x, leftCenter.y() - side / 2, side, side), name, color);
        x += step;
    };
    mark(tile.locked ? u"lock"_s : u"lock-open"_s, tile.locked ? toneColor(Tone::Warning, palette) : faint);
    mark(tile.audioProhibited ? u"mic-off"_s : u"mic"_s, tile.audioProhibited ? bad : quiet);
    mark(tile.videoProhibited ? u"camera-off"_s : u"camera"_s, tile.videoProhibited ? bad : quiet);
}

} // namespace

SeatDelegate::SeatDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{
}

QSize SeatDelegate::minimumTile(const QFontMetrics &metrics, bool compact)
{
    const int line = metrics.height();
    return compact ? QSize(line * 10 + line * 2 / 3, line * 4) : QSize(line * 10, line * 8 + line / 4);
}

QSize SeatDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    if (const auto *view = qobject_cast<const SeatGridView *>(option.widget); view && !view->gridSize().isEmpty())
        return view->gridSize();
    return minimumTile(option.fontMetrics, m_compact);
}

void SeatDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tile tile = tileOf(index);
    const auto *view = qobject_cast<const SeatGridView *>(option.widget);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    const QPalette &palette = option.palette;
    const int line = option.fontMetrics.height();

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);

    QStyleOptionViewItem card = option;
    card.rect = cardRect(option.rect, option.fontMetrics);
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &card, painter, option.widget);
    const QRectF rect = card.rect;
    if (tile.locked)
        paintHatch(painter, rect.adjusted(1, 1, -1, -1), cardRadius, palette);
    if (const qreal glow = view ? view->glow(index) : 0; glow > 0)
        paintGlow(painter, rect, cardRadius, glow, palette);

    const QColor muted = toneColor(Tone::Muted, palette);
    const QFont small = smallFont(option.font);
    const QFontMetrics smallMetrics(small);
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const QColor titleColor = tile.isTaken() ? palette.color(QPalette::WindowText) : muted;
    if (!tile.known)
        painter->setOpacity(0.7);

    painter->setFont(small);
    painter->setPen(muted);
    const qreal pad = line * 0.55;
    painter->drawText(QRectF(rect.left() + pad, rect.top() + pad * 0.8, line * 3, smallMetrics.height()),
                      Qt::AlignLeft | Qt::AlignTop, QString::number(tile.index));

    const qreal mark = std::round(line * 0.86);
    const qreal markStep = mark * 1.9;
    const QFont titleFont = tile.isTaken() ? bold : option.font;
    if (m_compact) {
        const qreal side = line * 2.2;
        const qreal left = rect.left() + pad + smallMetrics.horizontalAdvance(u"00"_s) + pad * 0.6;
        paintDisc(painter, QRectF(left, rect.center().y() - side / 2, side, side), tile, palette, bold);
        const qreal textLeft = left + side + pad;
        const qreal width = rect.right() - pad - textLeft;
        const qreal top = rect.center().y() - line * 1.45;
        painter->setFont(titleFont);
        painter->setPen(titleColor);
        painter->drawText(QRectF(textLeft, top, width, line), leftInLine,
                          QFontMetrics(titleFont).elidedText(tile.title, Qt::ElideMiddle, int(width)));
        painter->setFont(small);
        painter->setPen(muted);
        painter->drawText(QRectF(textLeft, top + line, width, line * 0.9), leftInLine,
                          smallMetrics.elidedText(tile.since, Qt::ElideRight, int(width)));
        if (tile.known)
            paintMarks(painter, {textLeft, top + line * 2.45}, mark, markStep, tile, palette);
    } else {
        const qreal side = std::round(line * 2.6);
        QRectF disc(0, 0, side, side);
        disc.moveCenter({rect.center().x(), rect.top() + line * 0.65 + side / 2});
        QFont large = bold;
        large.setPointSizeF(bold.pointSizeF() > 0 ? bold.pointSizeF() * 1.1 : bold.pointSizeF());
        paintDisc(painter, disc, tile, palette, large);
        const QRectF title(rect.left() + pad, disc.bottom() + line * 0.35, rect.width() - 2 * pad, line * 1.15);
        painter->setFont(titleFont);
        painter->setPen(titleColor);
        painter->drawText(title, centredInLine,
                          QFontMetrics(titleFont).elidedText(tile.title, Qt::ElideMiddle, int(title.width())));
        const QRectF since(title.left(), title.bottom(), title.width(), line * 0.95);
        painter->setFont(small);
        painter->setPen(muted);
        painter->drawText(since, centredInLine,
                          smallMetrics.elidedText(tile.since, Qt::ElideRight, int(since.width())));
        if (tile.known) {
            const qreal width = markStep * 2 + mark;
            paintMarks(painter, {rect.center().x() - width / 2, since.bottom() + line * 0.85}, mark, markStep, tile,
                       palette);
        }
    }
    painter->setOpacity(1);

    if (option.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.rect = card.rect.adjusted(2, 2, -2, -2);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
    painter->restore();
}

} // namespace Roomscope
