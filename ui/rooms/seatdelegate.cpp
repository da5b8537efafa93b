// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/seatdelegate.h"

#include "core/rooms/seatmodel.h"
#include "ui/rooms/seatgridview.h"
#include "ui/rooms/seattextproxy.h"
#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"

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
    QStringList since; ///< In less and less words.
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
            .since = texts ? texts->sinceTexts(index) : QStringList(),
            .locked = index.data(SeatModel::LockedRole).toBool(),
            .audioProhibited = index.data(SeatModel::AudioProhibitedRole).toBool(),
            .videoProhibited = index.data(SeatModel::VideoProhibitedRole).toBool(),
            .known = index.data(SeatModel::KnownRole).toBool()};
}

/// The first text that there is room for, else what fits of the last.
QString fitting(const QStringList &texts, const QFontMetrics &metrics, qreal width)
{
    for (const QString &text : texts) {
        if (metrics.horizontalAdvance(text) <= width)
            return text;
    }
    return texts.isEmpty() ? QString() : metrics.elidedText(texts.last(), Qt::ElideRight, int(width));
}

/// The square that stands for a seat where there is room for no more: a member's colour and initials, a lock, or the
/// index of an empty seat; a bar at the foot while audio or video is prohibited.
void paintCell(QPainter *painter, const QRectF &rect, const Tile &tile, const QPalette &palette, const QFont &font)
{
    const QColor muted = toneColor(Tone::Muted, palette);
    constexpr qreal radius = 3;
    const bool isBarred = tile.audioProhibited || tile.videoProhibited;
    const QRectF words = rect.adjusted(0, 0, 0, isBarred ? -4 : 0);
    painter->setFont(font);
    if (tile.isTaken()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(memberColor(tile.member, palette));
        painter->drawRoundedRect(rect, radius, radius);
        painter->setPen(palette.color(QPalette::BrightText));
        painter->drawText(words, centredInLine, memberInitials(tile.member));
    } else {
        QPen outline(muted, 1);
        if (!tile.known)
            outline.setDashPattern({2.5, 2.5});
        painter->setPen(outline);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter->setPen(muted);
        if (!tile.locked)
            painter->drawText(words, centredInLine, QString::number(tile.index));
    }
    if (tile.locked) {
        const qreal side = rect.height() * (tile.isTaken() ? 0.42 : 0.6);
        QRectF lock(0, 0, side, side);
        lock.moveCenter(words.center());
        if (tile.isTaken())
            lock.moveTopRight(rect.topRight());
        paintIcon(painter, lock, u"lock"_s, tile.isTaken() ? palette.color(QPalette::BrightText) : muted);
    }
    if (isBarred) { // set off, for members that are red themselves
        const QRectF bar(rect.left() + 2, rect.bottom() - 4, rect.width() - 4, 3);
        painter->fillRect(bar.adjusted(0, -1, 0, 0), palette.brush(QPalette::Window));
        painter->fillRect(bar, toneColor(Tone::Bad, palette));
    }
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
    QPen dashed(toneColor(Tone::Faint, palette), 1.2);
    dashed.setDashPattern(tile.known ? QList<qreal> {2.5, 2.5} : QList<qreal> {1, 3});
    painter->setPen(dashed);
    painter->setBrush(Qt::NoBrush);
    painter->drawEllipse(rect.adjusted(0.6, 0.6, -0.6, -0.6));
}

/// Three marks in a row. A mark that is set is drawn in full and in another shape, one that is not set is faint.
void paintMarks(QPainter *painter, const QPointF &leftCenter, qreal side, qreal step, const Tile &tile,
                const QPalette &palette)
{
    const QColor faint = toneColor(Tone::Faint, palette);
    const QColor quiet = tile.isTaken() ? palette.color(QPalette::WindowText) : faint;
    const QColor bad = toneColor(Tone::Bad, palette);
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

QSize SeatDelegate::minimumTile(const QFontMetrics &metrics, SeatForm form)
{
    const int line = metrics.height();
    switch (form) {
    case SeatForm::Full: return {line * 10, line * 8 + line / 4};
    case SeatForm::Compact: return {line * 10 + line * 2 / 3, line * 4};
    case SeatForm::Line: return {line * 10, line * 3 / 2};
    case SeatForm::Cell: return {line * 3 / 2, line * 3 / 2};
    }
    return {};
}

int SeatDelegate::gap(const QFontMetrics &metrics, SeatForm form)
{
    switch (form) {
    case SeatForm::Full:
    case SeatForm::Compact: return cardGap(metrics);
    case SeatForm::Line: return 6;
    case SeatForm::Cell: return 4;
    }
    return 0;
}

QSize SeatDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    if (const auto *view = qobject_cast<const SeatGridView *>(option.widget); view && !view->gridSize().isEmpty())
        return view->gridSize();
    return minimumTile(option.fontMetrics, m_form);
}

void SeatDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tile tile = tileOf(index);
    const auto *view = qobject_cast<const SeatGridView *>(option.widget);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    const QPalette &palette = option.palette;
    const int line = option.fontMetrics.height();

    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);

    QStyleOptionViewItem card = option;
    card.rect = cardRect(option.rect, gap(option.fontMetrics, m_form));
    if (m_form != SeatForm::Cell || option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &card, painter, option.widget);
    const QRectF rect = card.rect;
    const qreal radius = m_form == SeatForm::Cell ? 3 : cardRadius;
    if (tile.locked && m_form != SeatForm::Cell)
        paintHatch(painter, rect.adjusted(1, 1, -1, -1), radius, palette);
    if (const qreal glow = view ? view->glow(index) : 0; glow > 0)
        paintGlow(painter, rect, radius, glow, palette);

    const QColor muted = toneColor(Tone::Muted, palette);
    const QFont small = smallFont(option.font);
    const QFontMetrics smallMetrics(small);
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const QColor titleColor = tile.isTaken() ? palette.color(QPalette::WindowText) : muted;

    painter->setFont(small);
    painter->setPen(muted);
    const qreal pad = line * 0.55;
    const QString number = QString::number(tile.index);
    if (m_form == SeatForm::Full || m_form == SeatForm::Compact)
        painter->drawText(QRectF(rect.left() + pad, rect.top() + pad * 0.8, line * 3, smallMetrics.height()),
                          Qt::AlignLeft | Qt::AlignTop, number);

    const qreal mark = std::round(line * 0.86);
    const qreal markStep = mark * 1.9;
    const QFont titleFont = tile.isTaken() ? bold : option.font;
    switch (m_form) {
    case SeatForm::Full: {
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
        painter->drawText(since, centredInLine, fitting(tile.since, smallMetrics, since.width()));
        if (tile.known) {
            const qreal width = markStep * 2 + mark;
            paintMarks(painter, {rect.center().x() - width / 2, since.bottom() + line * 0.85}, mark, markStep, tile,
                       palette);
        }
        break;
    }
    case SeatForm::Compact: {
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
                          fitting(tile.since, smallMetrics, width));
        if (tile.known)
            paintMarks(painter, {textLeft, top + line * 2.45}, mark, markStep, tile, palette);
        break;
    }
    case SeatForm::Line: {
        const qreal numberWidth = smallMetrics.horizontalAdvance(tile.index > 99 ? number : u"00"_s);
        painter->drawText(QRectF(rect.left() + pad / 2, rect.top(), numberWidth, rect.height()), rightInLine, number);
        const qreal side = std::round(line * 1.1);
        const QRectF disc(rect.left() + numberWidth + pad, rect.center().y() - side / 2, side, side);
        QFont initials = bold;
        initials.setPixelSize(std::max(6, int(side * 0.5)));
        paintDisc(painter, disc, tile, palette, initials);
        // Only what is set, at the right: a line has no room for what is not.
        qreal right = rect.right() - pad / 2;
        const auto paintSet = [&](bool isSet, const QString &name, Tone tone) {
            if (!isSet)
                return;
            right -= side;
            paintIcon(painter, QRectF(right, rect.center().y() - side / 2, side, side), name, toneColor(tone, palette));
        };
        paintSet(tile.videoProhibited, u"camera-off"_s, Tone::Bad);
        paintSet(tile.audioProhibited, u"mic-off"_s, Tone::Bad);
        paintSet(tile.locked, u"lock"_s, Tone::Warning);
        const QRectF title(disc.right() + pad / 2, rect.top(), right - disc.right() - pad, rect.height());
        painter->setFont(titleFont);
        painter->setPen(titleColor);
        painter->drawText(title, leftInLine,
                          QFontMetrics(titleFont).elidedText(tile.title, Qt::ElideMiddle, int(title.width())));
        break;
    }
    case SeatForm::Cell: {
        QFont initials = bold;
        initials.setPixelSize(std::max(8, int(rect.height() * 0.4)));
        paintCell(painter, rect.adjusted(1, 1, -1, -1), tile, palette, initials);
        break;
    }
    }

    if (option.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.rect = card.rect.adjusted(2, 2, -2, -2);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
    painter->restore();
}

} // namespace Roomscope
