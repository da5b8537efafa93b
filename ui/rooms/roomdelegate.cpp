// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/roomdelegate.h"

#include "core/session/roomlistmodel.h"
#include "ui/rooms/roomsortproxy.h"
#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QApplication>
#include <QListView>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Roomscope {

using namespace Qt::StringLiterals;

/// What row and card show alike.
struct RoomWords
{
    QString title;
    QString id;
    QString counts;
    QString ago; ///< With its separator.
    bool dismissed = false;
    bool complete = true;
    QList<SeatMark> marks; ///< Of the first of all seats.
    int seats = 0;
    QList<int> activity;

    enum class Length : quint8 { Short, Full };
    RoomWords(const QModelIndex &index, Length length)
        : title(index.data(Qt::DisplayRole).toString())
        , id(shownName(index.data(RoomListModel::RoomIdRole).toString()))
        , counts(index.data(RoomSortProxy::SeatsTextRole).toString())
        , dismissed(index.data(RoomListModel::DismissedRole).toBool())
        , complete(index.data(RoomListModel::CompleteRole).toBool())
        , marks(index.data(RoomListModel::SeatMarksRole).value<QList<SeatMark>>())
        , seats(index.data(RoomSortProxy::SeatTotalRole).toInt())
        , activity(index.data(RoomListModel::ActivityRole).value<QList<int>>())
    {
        if (length == Length::Short && !marks.isEmpty())
            counts = counts.section(u' ', 0, 0); // "5/8"
        if (dismissed)
            counts = RoomDelegate::tr("dismissed");
        if (!complete && !dismissed)
            counts += u" · "_s + RoomDelegate::tr("incomplete");
        if (const QString text = index.data(RoomSortProxy::AgoTextRole).toString(); !text.isEmpty())
            ago = u" · "_s + text;
    }
};

namespace {

void paintFocus(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect)
{
    if (!option.state.testFlag(QStyle::State_HasFocus))
        return;
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(option);
    focus.rect = rect;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
}

/// When something came last is always read whole; the rest gives way.
void paintCounts(QPainter *painter, const QRectF &rect, const RoomWords &room, const QFontMetrics &metrics)
{
    const int left = int(rect.width()) - metrics.horizontalAdvance(room.ago);
    painter->drawText(rect, leftInLine, metrics.elidedText(room.counts, Qt::ElideRight, left) + room.ago);
}

void paintSeat(QPainter *painter, const QRectF &disc, const SeatMark &mark, const QPalette &palette, const QFont &font)
{
    const QColor muted = toneColor(Tone::Muted, palette);
    constexpr qreal leastWithSigns = 15; // smaller ones nobody could read
    if (!mark.member.isEmpty() && disc.width() < leastWithSigns) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(memberColor(mark.member, palette));
        painter->drawEllipse(disc);
        return;
    }
    if (!mark.member.isEmpty()) {
        paintMemberDisc(painter, disc, mark.member, palette, font);
    } else if (mark.marks.locked) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(muted);
        painter->drawEllipse(disc);
        const qreal side = disc.width() * 0.5;
        paintIcon(painter, QRectF(disc.center().x() - side / 2, disc.center().y() - side / 2, side, side), u"lock"_s,
                  palette.color(QPalette::Base));
    } else {
        QPen pen(toneColor(Tone::Faint, palette), 1);
        pen.setDashPattern(mark.known ? QList<qreal> {2.5, 2.5} : QList<qreal> {1, 3});
        painter->setPen(pen);
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    // What is not allowed on the seat stands at the disc's foot.
    if (!mark.member.isEmpty() && (mark.marks.audioProhibited || mark.marks.videoProhibited || mark.marks.locked)) {
        const qreal side = std::max(9.0, disc.width() * 0.46);
        const QRectF badge(disc.right() - side * 0.75, disc.bottom() - side * 0.8, side, side);
        painter->setPen(Qt::NoPen);
        painter->setBrush(palette.brush(QPalette::Button));
        painter->drawEllipse(badge.adjusted(-1, -1, 1, 1));
        const bool audio = mark.marks.audioProhibited;
        const bool video = mark.marks.videoProhibited;
        const QString name = audio ? u"mic-off"_s : video ? u"camera-off"_s : u"lock"_s;
        paintIcon(painter, badge, name, toneColor(audio || video ? Tone::Bad : Tone::Warning, palette));
    }
}

} // namespace

QSize RoomDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.height() * 10, int(std::round(option.fontMetrics.height() * 3.7))};
}

void RoomDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const RoomWords room(index, RoomWords::Length::Full);
    const QPalette &palette = option.palette;
    const int line = option.fontMetrics.height();
    const QRect rect = option.rect;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // a name may stand as high as a tower of accents
    painter->setRenderHint(QPainter::Antialiasing);

    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), toneColor(Tone::Accent, palette));
    paintFocus(painter, option, rect.adjusted(3, 1, -1, -1));

    const qreal pad = line * 0.85;
    const QRectF inner = QRectF(rect).adjusted(pad, line * 0.35, -pad * 0.75, -line * 0.35);
    const qreal third = inner.height() / 3;
    const QFont small = smallFont(option.font);
    const QFontMetrics smallMetrics(small);
    const QColor muted = toneColor(Tone::Muted, palette);
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics boldMetrics(bold);

    const bool idApart = room.title != room.id;
    const QString id
        = idApart ? smallMetrics.elidedText(room.id, Qt::ElideMiddle, int(inner.width() * 0.42)) : QString();
    const qreal idWidth = idApart ? smallMetrics.horizontalAdvance(id) + line * 0.6 : 0;
    painter->setFont(bold);
    painter->setPen(room.dismissed ? muted : palette.color(QPalette::WindowText));
    const QRectF first(inner.left(), inner.top(), inner.width(), third);
    painter->drawText(first.adjusted(0, 0, -idWidth, 0), leftInLine,
                      boldMetrics.elidedText(room.title, Qt::ElideRight, int(inner.width() - idWidth)));
    painter->setFont(small);
    painter->setPen(muted);
    painter->drawText(first, rightInLine, id);

    const qreal sparkWidth = std::min(line * 3.3, inner.width() * 0.27);
    const QRectF strip(inner.left(), inner.top() + third, inner.width() - sparkWidth - line * 0.5, third);
    paintSeatStrip(painter, strip, room.marks, room.seats, palette, small);
    const QRectF spark(inner.right() - sparkWidth, inner.top() + third * 1.1, sparkWidth, third * 0.95);
    paintSparkline(painter, spark, room.activity, palette);

    painter->setFont(small);
    painter->setPen(muted);
    const QRectF last(inner.left(), inner.top() + 2 * third, inner.width(), third);
    paintCounts(painter, last, room, smallMetrics);
    painter->restore();
}

QSize RoomCardDelegate::minimumCard(const QFontMetrics &metrics)
{
    return {metrics.height() * 13, metrics.height() * 8};
}

QSize RoomCardDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    return view && !view->gridSize().isEmpty() ? view->gridSize() : minimumCard(option.fontMetrics);
}

void RoomCardDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const RoomWords room(index, RoomWords::Length::Short);
    const QPalette &palette = option.palette;
    const int line = option.fontMetrics.height();
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // a name may stand as high as a tower of accents
    painter->setRenderHint(QPainter::Antialiasing);

    QStyleOptionViewItem card = option;
    card.rect = cardRect(option.rect, cardGap(option.fontMetrics));
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &card, painter, option.widget);
    paintFocus(painter, option, card.rect.adjusted(2, 2, -2, -2));

    const qreal pad = line * 0.7;
    const QRectF inner = QRectF(card.rect).adjusted(pad, pad * 0.8, -pad, -pad * 0.8);
    const QFont small = smallFont(option.font);
    const QFontMetrics smallMetrics(small);
    const QColor muted = toneColor(Tone::Muted, palette);
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);

    const bool idApart = room.title != room.id;
    const QString id
        = idApart ? smallMetrics.elidedText(room.id, Qt::ElideMiddle, int(inner.width() * 0.42)) : QString();
    const qreal idWidth = idApart ? smallMetrics.horizontalAdvance(id) + line * 0.6 : 0;
    const QRectF first(inner.left(), inner.top(), inner.width(), line * 1.15);
    painter->setFont(bold);
    painter->setPen(room.dismissed ? muted : palette.color(QPalette::WindowText));
    painter->drawText(first.adjusted(0, 0, -idWidth, 0), leftInLine,
                      QFontMetrics(bold).elidedText(room.title, Qt::ElideRight, int(inner.width() - idWidth)));
    painter->setFont(small);
    painter->setPen(muted);
    painter->drawText(first, rightInLine, id);

    const QRectF last(inner.left(), inner.bottom() - line, inner.width(), line);
    const qreal sparkWidth = std::min(line * 3.3, inner.width() * 0.3);
    const QRectF beside = last.adjusted(0, 0, -sparkWidth - line * 0.4, 0);
    const bool sparkFits = smallMetrics.horizontalAdvance(room.counts + room.ago) <= beside.width();
    paintCounts(painter, sparkFits ? beside : last, room, smallMetrics);
    if (sparkFits)
        paintSparkline(painter, QRectF(last.right() - sparkWidth, last.top() + 1, sparkWidth, last.height() - 2),
                       room.activity, palette);

    const QRectF area(inner.left(), first.bottom() + line * 0.35, inner.width(),
                      last.top() - first.bottom() - line * 0.7);
    if (room.marks.isEmpty()) {
        painter->setPen(muted);
        painter->drawText(area, centredInLine, tr("No seat reported yet"));
        painter->restore();
        return;
    }
    paintSeats(painter, area, room, option);
    painter->restore();
}

/// With names where there is room for all of them, else discs, as large as they fit; past the smallest "+240".
void RoomCardDelegate::paintSeats(QPainter *painter, const QRectF &area, const RoomWords &room,
                                  const QStyleOptionViewItem &option)
{
    const QPalette &palette = option.palette;
    const int line = option.fontMetrics.height();
    const QColor muted = toneColor(Tone::Muted, palette);
    const QFont small = smallFont(option.font);
    const QFontMetrics smallMetrics(small);
    QFont initials = option.font;
    initials.setWeight(QFont::DemiBold);
    const int marked = int(room.marks.size());

    const qreal named = line * 1.65;
    const int namedRows = int(area.height() / named);
    const int namedColumns = int(area.width() / (line * 6));
    if (namedRows * namedColumns >= std::max(marked, room.seats)) {
        const int rows = std::min(namedRows, (marked + namedColumns - 1) / namedColumns);
        const int columns = (marked + rows - 1) / rows;
        const qreal width = area.width() / columns;
        const qreal side = std::floor(line * 1.4);
        initials.setPixelSize(std::max(6, int(side * 0.42)));
        for (int i = 0; i < marked; ++i) {
            const QRectF cell(area.left() + (i % columns) * width, area.top() + (i / columns) * named, width, named);
            paintSeat(painter, QRectF(cell.left(), cell.center().y() - side / 2, side, side), room.marks[i], palette,
                      initials);
            const QRectF name = cell.adjusted(side + line * 0.4, 0, -line * 0.3, 0);
            const bool locked = room.marks[i].member.isEmpty() && room.marks[i].marks.locked;
            painter->setFont(small);
            painter->setPen(locked ? muted : palette.color(QPalette::WindowText));
            painter->drawText(name, leftInLine,
                              smallMetrics.elidedText(locked ? tr("locked") : shownName(room.marks[i].member),
                                                      Qt::ElideMiddle, int(name.width())));
        }
        return;
    }

    const qreal smallest = line * 0.6;
    const int mostRows = std::max(1, int(area.height() / smallest));
    const int mostColumns = std::max(1, int(area.width() / smallest));
    const bool all = marked == room.seats && marked <= mostRows * mostColumns;
    const int reserved = all ? 0 : int(std::ceil((smallMetrics.horizontalAdvance(u"+10,000"_s) + 4) / smallest));
    const int shown = all ? marked : std::min(marked, mostRows * mostColumns - reserved);
    const int places = shown + reserved;
    int columns = places;
    qreal step = 0;
    for (int rows = 1; rows <= mostRows; ++rows) {
        const int fitting = (places + rows - 1) / rows;
        const qreal candidate = std::min(area.width() / fitting, area.height() / rows);
        if (candidate > step) {
            step = candidate;
            columns = fitting;
        }
    }
    step = std::floor(std::min(step, line * 2.6));
    const int rows = (places + columns - 1) / columns;
    const qreal side = std::max(4.0, std::floor(step * 0.84));
    const qreal top = area.top() + (area.height() - rows * step) / 2;
    const auto place = [&](int i) { return QPointF(area.left() + (i % columns) * step, top + (i / columns) * step); };
    initials.setPixelSize(std::max(6, int(side * 0.40)));
    for (int i = 0; i < shown; ++i)
        paintSeat(painter, QRectF(place(i), QSizeF(side, side)), room.marks[i], palette, initials);
    if (all)
        return;
    painter->setFont(small);
    painter->setPen(muted);
    const QPointF more = place(shown);
    painter->drawText(QRectF(more, QSizeF(area.right() - more.x(), side)), leftInLine,
                      u"+%1"_s.arg(std::max(marked, room.seats) - shown));
}

} // namespace Roomscope
