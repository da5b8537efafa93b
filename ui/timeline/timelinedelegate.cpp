// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinedelegate.h"

#include "core/timeline/timelinemodel.h"
#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"
#include "ui/timeline/colourrules.h"
#include "ui/timeline/timelinetable.h"
#include "ui/timeline/timelinetextproxy.h"

#include <QApplication>
#include <QGlyphRun>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Kinds that have an icon of their own; all others have a geometric mark.
QString iconOf(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::SeatLocked: return u"lock"_s;
    case ChangeKind::SeatUnlocked: return u"lock-open"_s;
    case ChangeKind::AudioProhibited: return u"mic-off"_s;
    case ChangeKind::AudioAllowed: return u"mic"_s;
    case ChangeKind::VideoProhibited: return u"camera-off"_s;
    case ChangeKind::VideoAllowed: return u"camera"_s;
    case ChangeKind::Alert: return u"warning"_s;
    default: return {};
    }
}

constexpr int markSide = 14;
constexpr int markGap = 7;
constexpr int detailGap = 8;

/// Of a command the end says most, from the beginning of a word on: "…SeatInfoChanged".
QString shortCommand(const QString &command, const QFontMetrics &metrics, int width)
{
    if (metrics.horizontalAdvance(command) <= width)
        return command;
    QString shortest = command;
    for (qsizetype at = 1; at < command.size(); ++at) {
        if (!command.at(at).isUpper() || command.at(at - 1).isUpper())
            continue;
        shortest = u"…"_s + command.mid(at);
        if (metrics.horizontalAdvance(shortest) <= width)
            return shortest;
    }
    return metrics.elidedText(shortest, Qt::ElideRight, width);
}

} // namespace

void TimelineDelegate::setFont(const QFont &font) const
{
    if (m_rawFont.isValid() && m_font == font)
        return;
    m_font = font;
    m_rawFont = QRawFont::fromFont(font);
    m_digitWidth = 0;
    const QList<quint32> digits = m_rawFont.glyphIndexesForString(u"0123456789"_s);
    const QList<QPointF> advances = m_rawFont.advancesForGlyphIndexes(digits);
    for (const QPointF &advance : advances)
        m_digitWidth = std::max(m_digitWidth, advance.x());
}

int TimelineDelegate::tabularWidth(const QString &text, const QFont &font) const
{
    setFont(font);
    const QList<QPointF> advances = m_rawFont.advancesForGlyphIndexes(m_rawFont.glyphIndexesForString(text));
    qreal width = 0;
    for (qsizetype i = 0; i < text.size() && i < advances.size(); ++i)
        width += text.at(i).isDigit() ? m_digitWidth : advances.at(i).x();
    return int(std::ceil(width));
}

void TimelineDelegate::paintTabular(QPainter *painter, const QRect &rect, bool right, const QString &text,
                                    const QFont &font) const
{
    setFont(font);
    const QList<quint32> glyphs = m_rawFont.glyphIndexesForString(text);
    if (glyphs.size() != text.size() || glyphs.contains(0U) || tabularWidth(text, font) > rect.width()) {
        painter->drawText(rect, right ? rightInLine : leftInLine,
                          QFontMetrics(font).elidedText(text, Qt::ElideLeft, rect.width()));
        return;
    }
    const QList<QPointF> advances = m_rawFont.advancesForGlyphIndexes(glyphs);
    QList<QPointF> positions;
    positions.reserve(glyphs.size());
    qreal x = 0;
    for (qsizetype i = 0; i < glyphs.size(); ++i) {
        const bool digit = text.at(i).isDigit();
        const qreal width = advances.at(i).x();
        positions.append(QPointF(digit ? x + (m_digitWidth - width) / 2 : x, 0));
        x += digit ? m_digitWidth : width;
    }
    QGlyphRun run;
    run.setRawFont(m_rawFont);
    run.setGlyphIndexes(glyphs);
    run.setPositions(positions);
    const QFontMetrics metrics(font); // as drawText() places the other columns
    const int baseline = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    painter->drawGlyphRun(QPointF(right ? rect.right() + 1 - x : rect.left(), baseline), run);
}

void TimelineDelegate::paintMark(QPainter *painter, const QRectF &rect, ChangeKind kind, bool rejected,
                                 const QColor &color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QPointF center = rect.center();
    const auto disc = [&](qreal radius) { painter->drawEllipse(center, radius, radius); };
    const auto filled = [&] {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
    };
    const auto outlined = [&](qreal width = 1.6) {
        painter->setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
    };
    const auto diamond = [&](qreal radius) {
        painter->drawPolygon(QPolygonF({center + QPointF(0, -radius), center + QPointF(radius, 0),
                                        center + QPointF(0, radius), center + QPointF(-radius, 0)}));
    };
    const qreal unit = rect.width() / 14;
    if (rejected) {
        outlined(2 * unit);
        const qreal half = 3.4 * unit;
        painter->drawLine(center + QPointF(-half, -half), center + QPointF(half, half));
        painter->drawLine(center + QPointF(-half, half), center + QPointF(half, -half));
        painter->restore();
        return;
    }
    if (const QString icon = iconOf(kind); !icon.isEmpty()) {
        paintIcon(painter, rect, icon, color);
        painter->restore();
        return;
    }
    switch (kind) {
    case ChangeKind::SeatTaken:
        filled();
        disc(4.2 * unit);
        break;
    case ChangeKind::SeatLeft:
        outlined(1.6 * unit);
        disc(3.6 * unit);
        break;
    case ChangeKind::SeatSwapped: {
        outlined(1.6 * unit);
        disc(3.6 * unit);
        filled();
        painter->drawPie(QRectF(center - QPointF(4.2, 4.2) * unit, QSizeF(8.4, 8.4) * unit), 90 * 16, 180 * 16);
        break;
    }
    case ChangeKind::SeatMoved: {
        outlined(1.8 * unit);
        painter->drawLine(center + QPointF(-4.6, 0) * unit, center + QPointF(4.4, 0) * unit);
        painter->drawPolyline(QPolygonF(
            {center + QPointF(1, -3.6) * unit, center + QPointF(4.6, 0) * unit, center + QPointF(1, 3.6) * unit}));
        break;
    }
    case ChangeKind::MemberEntered:
    case ChangeKind::MemberLeft: {
        // A doorway with an arrow would be too small to tell: triangles that point in and out.
        const qreal side = kind == ChangeKind::MemberEntered ? 1 : -1;
        kind == ChangeKind::MemberEntered ? filled() : outlined(1.5 * unit);
        painter->drawPolygon(QPolygonF({center + QPointF(-3 * side, -4) * unit, center + QPointF(4 * side, 0) * unit,
                                        center + QPointF(-3 * side, 4) * unit}));
        break;
    }
    case ChangeKind::RoomCreated:
        filled();
        painter->drawRoundedRect(QRectF(center - QPointF(3.8, 3.8) * unit, QSizeF(7.6, 7.6) * unit), 1.5, 1.5);
        break;
    case ChangeKind::RoomDismissed:
        outlined(1.6 * unit);
        painter->drawRoundedRect(QRectF(center - QPointF(3.4, 3.4) * unit, QSizeF(6.8, 6.8) * unit), 1, 1);
        break;
    case ChangeKind::BattleCreated:
    case ChangeKind::BattleEnded:
        outlined(1.6 * unit);
        diamond(4.6 * unit);
        break;
    case ChangeKind::BattleStarted:
        filled();
        diamond(5.2 * unit);
        break;
    case ChangeKind::UnknownCommand: {
        painter->setPen(color);
        QFont font = painter->font();
        font.setBold(true);
        painter->setFont(font);
        painter->drawText(rect, centredInLine, u"?"_s);
        break;
    }
    case ChangeKind::NoChange:
        outlined(1.8 * unit);
        painter->drawLine(center + QPointF(-3.4, 0) * unit, center + QPointF(3.4, 0) * unit);
        break;
    default:
        filled();
        diamond(4 * unit);
        break;
    }
    painter->restore();
}

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    QStyleOptionViewItem background(option);
    background.state &= ~QStyle::State_HasFocus;
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, option.widget);

    const int column = index.column();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool continues = index.data(TimelineTextProxy::ContinuesRole).toBool();
    const QPalette &palette = option.palette;
    const QColor ink = palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor muted = toneColor(Tone::Muted, palette);
    const QString text = index.data(Qt::DisplayRole).toString();

    const auto *table = qobject_cast<const TimelineTable *>(option.widget);
    const bool isFirst = table && table->horizontalHeader()->visualIndex(column) == 0;
    constexpr int selectionEdge = 3;
    if (const QVariant colour = index.data(TimelineTextProxy::LineColourRole); colour.isValid()) {
        const auto lineColour = LineColour(colour.toInt());
        if (!selected)
            painter->fillRect(option.rect, lineTint(lineColour, palette));
        if (isFirst)
            paintLineEdge(painter,
                          QRectF(option.rect.left() + selectionEdge, option.rect.top(), padding - selectionEdge - 1,
                                 option.rect.height()),
                          lineColour, palette);
    }
    if (selected && isFirst)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(selectionEdge, option.rect.height())),
                          toneColor(Tone::Accent, palette));

    QRect rect = option.rect.adjusted(padding, 0, -padding, 0);
    painter->setFont(option.font);
    painter->setPen(ink);
    switch (column) {
    case TimelineModel::TimeColumn: {
        painter->setPen(continues ? muted : ink);
        paintTabular(painter, rect, false, text, option.font);
        break;
    }
    case TimelineModel::DelayColumn:
    case TimelineModel::SeatColumn:
        if (column == TimelineModel::DelayColumn && continues)
            break;
        painter->setPen(column == TimelineModel::DelayColumn ? muted : ink);
        paintTabular(painter, rect, true, text, option.font);
        break;
    case TimelineModel::EventColumn: {
        const auto tone = Tone(index.data(TimelineTextProxy::ToneRole).toInt());
        const auto *proxy = qobject_cast<const TimelineTextProxy *>(index.model());
        const auto *model = proxy ? qobject_cast<const TimelineModel *>(proxy->sourceModel()) : nullptr;
        const TimelineRow row = model ? model->rowAt(index.row()) : TimelineRow();
        const bool rejected = row.verdict.isRejected();
        const ChangeKind kind = row.kind;
        const int side = std::min(markSide, rect.height() - 4);
        const QRectF mark(rect.left(), option.rect.top() + (option.rect.height() - side) / 2.0, side, side);
        if (rect.width() >= side)
            paintMark(painter, mark, kind, rejected, toneColor(tone, palette));
        rect.setLeft(rect.left() + side + markGap);
        const QString readersMark = continues ? QString() : index.data(TimelineTextProxy::MarkIconRole).toString();
        if (!readersMark.isEmpty() && rect.width() >= side) {
            rect.setRight(rect.right() - side - 6);
            paintIcon(painter, QRectF(rect.right() + 7, mark.top(), side, side), readersMark,
                      toneColor(Tone::Accent, palette));
        }
        const QString title = option.fontMetrics.elidedText(text, Qt::ElideRight, rect.width());
        painter->drawText(rect, leftInLine, title);
        rect.setLeft(rect.left() + option.fontMetrics.horizontalAdvance(title) + detailGap);
        const QString detail = index.data(TimelineTextProxy::DetailRole).toString();
        // A few letters of it would say nothing.
        if (rect.width()
            >= std::min(option.fontMetrics.horizontalAdvance(detail), option.fontMetrics.averageCharWidth() * 10)) {
            painter->setPen(muted);
            const bool command
                = (rejected && row.detail == 0) || kind == ChangeKind::NoChange || kind == ChangeKind::UnknownCommand;
            painter->drawText(rect, leftInLine,
                              command ? shortCommand(detail, option.fontMetrics, rect.width())
                                      : option.fontMetrics.elidedText(detail, Qt::ElideRight, rect.width()));
        }
        break;
    }
    case TimelineModel::StatusColumn: {
        const auto tone = Tone(index.data(TimelineTextProxy::ToneRole).toInt());
        if (continues && tone == Tone::Good)
            break;
        painter->setPen(toneColor(tone, palette));
        painter->drawText(rect, leftInLine, option.fontMetrics.elidedText(text, Qt::ElideRight, rect.width()));
        break;
    }
    default: {
        const bool repeated = continues && column != TimelineModel::MemberColumn;
        painter->setPen(repeated || text == u"—"_s ? muted : ink);
        painter->drawText(rect, leftInLine, option.fontMetrics.elidedText(text, Qt::ElideMiddle, rect.width()));
        break;
    }
    }
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    constexpr qsizetype mostMeasured = 256; // wider than any screen
    const QString text = index.data(Qt::DisplayRole).toString().left(mostMeasured);
    int width = 0;
    switch (index.column()) {
    case TimelineModel::TimeColumn:
    case TimelineModel::DelayColumn:
    case TimelineModel::SeatColumn: width = tabularWidth(text, option.font); break;
    case TimelineModel::EventColumn: {
        width = markSide + markGap + option.fontMetrics.horizontalAdvance(text);
        const QString detail = index.data(TimelineTextProxy::DetailRole).toString().left(mostMeasured);
        if (!detail.isEmpty())
            width += detailGap + option.fontMetrics.horizontalAdvance(detail);
        if (!index.data(TimelineTextProxy::MarkIconRole).toString().isEmpty())
            width += markSide + markGap;
        break;
    }
    default: width = option.fontMetrics.horizontalAdvance(text);
    }
    return {width + 2 * padding + 1, option.fontMetrics.height() + 8};
}

bool TimelineDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                                 const QModelIndex &index)
{
    if (event->type() == QEvent::ToolTip && index.isValid()) {
        const int column = index.column();
        const bool plain = column == TimelineModel::RoomColumn || column == TimelineModel::PlatformColumn
            || column == TimelineModel::SeatColumn || column >= TimelineModel::columns;
        const QString text = index.data(Qt::DisplayRole).toString();
        const bool fits = option.fontMetrics.horizontalAdvance(text) <= option.rect.width() - 2 * padding;
        if (plain && fits)
            return true; // it would only repeat what is there to read
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

} // namespace Roomscope
