// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/paintparts.h"

#include "core/session/roomlistmodel.h"
#include "ui/style/appearance.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace Roomscope {

using namespace Qt::StringLiterals;

int cardGap(const QFontMetrics &metrics)
{
    return std::max(8, metrics.height() * 2 / 3);
}

QRect cardRect(const QRect &item, int gap)
{
    return item.adjusted(gap / 2, gap / 2, gap / 2 - gap, gap / 2 - gap);
}

QFont smallFont(const QFont &font)
{
    QFont small = font;
    if (font.pointSizeF() > 0)
        small.setPointSizeF(font.pointSizeF() * 0.88);
    return small;
}

QFont headingFont(const QFont &font)
{
    QFont heading = smallFont(font);
    heading.setWeight(QFont::DemiBold);
    heading.setCapitalization(QFont::AllUppercase);
    heading.setLetterSpacing(QFont::PercentageSpacing, 104);
    return heading;
}

void paintMemberDisc(QPainter *painter, const QRectF &rect, const QString &member, const QPalette &palette,
                     const QFont &font)
{
    painter->setPen(Qt::NoPen);
    painter->setBrush(memberColor(member, palette));
    painter->drawEllipse(rect);
    painter->setFont(font);
    painter->setPen(palette.color(QPalette::BrightText));
    painter->drawText(rect, Qt::AlignCenter, memberInitials(member));
}

void paintHatch(QPainter *painter, const QRectF &rect, qreal radius, const QPalette &palette)
{
    QPainterPath shape;
    shape.addRoundedRect(rect, radius, radius);
    painter->save();
    painter->setClipPath(shape, Qt::IntersectClip);
    QColor line = palette.color(QPalette::WindowText);
    line.setAlphaF(isDark(palette) ? 0.055F : 0.06F);
    constexpr qreal width = 7;
    painter->setPen(QPen(line, width));
    for (qreal x = rect.left() - rect.height(); x < rect.right() + width; x += 2.6 * width)
        painter->drawLine(QPointF(x, rect.top() - width),
                          QPointF(x + rect.height() + 2 * width, rect.bottom() + width));
    painter->restore();
}

void paintGlow(QPainter *painter, const QRectF &rect, qreal radius, qreal strength, const QPalette &palette)
{
    painter->save();
    QColor color = toneColor(Tone::Accent, palette);
    color.setAlphaF(float(0.16 * strength));
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(rect, radius, radius);
    painter->setBrush(Qt::NoBrush);
    for (const qreal width : {4.0, 2.0}) {
        color.setAlphaF(float((width > 3 ? 0.30 : 0.85) * strength));
        painter->setPen(QPen(color, width));
        painter->drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    }
    painter->restore();
}

void paintSeatStrip(QPainter *painter, const QRectF &rect, const QList<SeatMark> &marks, int seats,
                    const QPalette &palette, const QFont &font)
{
    if (marks.isEmpty())
        return;
    constexpr int perRow = 20;
    constexpr int maximumShown = 2 * perRow;
    const int shown = int(std::min<qsizetype>(marks.size(), maximumShown));
    const int columns = std::min(shown, perRow);
    const int rows = shown > perRow ? 2 : 1;
    const QFontMetrics metrics(font);
    const QString more = seats > shown ? u"+%1"_s.arg(seats - shown) : QString();
    const qreal width = rect.width() - (more.isEmpty() ? 0 : metrics.horizontalAdvance(more) + 4);
    // One square and one gap of a third of it.
    const qreal step = std::floor(std::min({width / columns, rect.height() / rows * 1.15, 10.0}));
    const qreal side = std::max(2.0, step - std::max(1.0, std::round(step / 5)));
    const qreal top = rect.center().y() - (rows * step - (step - side)) / 2;

    const QColor taken = toneColor(Tone::Accent, palette);
    const QColor locked = toneColor(Tone::Muted, palette);
    const QColor outline = toneColor(Tone::Faint, palette);
    for (int i = 0; i < shown; ++i) {
        const SeatMark &mark = marks[i];
        const QRectF square(std::floor(rect.left()) + (i % perRow) * step, std::floor(top) + (i / perRow) * step, side,
                            side);
        painter->setBrush(Qt::NoBrush);
        if (!mark.member.isEmpty()) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(taken);
            painter->drawRoundedRect(square, 1.6, 1.6);
        } else if (mark.marks.locked) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(locked);
            painter->drawRoundedRect(square, 1.6, 1.6);
        } else {
            painter->setPen(QPen(outline, 1, mark.known ? Qt::SolidLine : Qt::DotLine));
            painter->drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), 1.6, 1.6);
        }
        if (mark.marks.locked && side >= 5) { // a bar across: locked also without seeing grey
            painter->setPen(QPen(palette.color(QPalette::Base), 1.2));
            painter->drawLine(square.bottomLeft() + QPointF(1.2, -1.2), square.topRight() + QPointF(-1.2, 1.2));
        }
    }
    if (!more.isEmpty()) {
        painter->setFont(font);
        painter->setPen(locked);
        painter->drawText(QRectF(rect.left() + columns * step + 3, rect.top(), rect.width(), rect.height()),
                          Qt::AlignLeft | Qt::AlignVCenter, more);
    }
}

void paintSparkline(QPainter *painter, const QRectF &rect, const QList<int> &values, const QPalette &palette)
{
    if (values.size() < 2)
        return;
    const int highest = *std::max_element(values.cbegin(), values.cend());
    const int most = std::max(1, highest);
    const bool quiet = highest == 0;
    QPolygonF line;
    line.reserve(values.size());
    const qreal step = rect.width() / qreal(values.size() - 1);
    for (qsizetype i = 0; i < values.size(); ++i)
        line.append({rect.left() + qreal(i) * step, rect.bottom() - 0.5 - (rect.height() - 1.5) * values[i] / most});
    QPolygonF area = line;
    area.append(rect.bottomRight());
    area.append(rect.bottomLeft());
    const QColor color = toneColor(quiet ? Tone::Faint : Tone::Accent, palette);
    QColor fill = color;
    fill.setAlphaF(0.12F);
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill);
    painter->drawPolygon(area);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(color, quiet ? 1.0 : 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(line);
}

} // namespace Roomscope
