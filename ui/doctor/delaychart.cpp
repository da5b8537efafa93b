// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/doctor/delaychart.h"

#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"
#include "ui/words/words.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 dayMs = 86'400'000;
constexpr std::array<qint64, 18> ticks {-1000 * dayMs, -30 * dayMs, -dayMs,    -3'600'000, -60'000,    -10'000,
                                        -1000,         -100,        0,         10,         100,        1000,
                                        10'000,        60'000,      3'600'000, dayMs,      30 * dayMs, 1000 * dayMs};

QString tickText(qint64 delayMs)
{
    const qint64 size = std::abs(delayMs);
    const QString sign = delayMs < 0 ? u"−"_s : QString();
    if (size < 1000)
        return u"%1%2 ms"_s.arg(sign).arg(size);
    if (size < 60'000)
        return u"%1%2 s"_s.arg(sign).arg(size / 1000);
    if (size < 3'600'000)
        return u"%1%2 min"_s.arg(sign).arg(size / 60'000);
    return size < 86'400'000 ? u"%1%2 h"_s.arg(sign).arg(size / 3'600'000)
                             : u"%1%2 d"_s.arg(sign).arg(size / 86'400'000);
}

QString shortDelay(qint64 delayMs)
{
    return delayText(delayMs).remove(u'+');
}

} // namespace

DelayChart::DelayChart(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Delay over time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize DelayChart::sizeHint() const
{
    return QSize(24, 9) * fontMetrics().height();
}

QSize DelayChart::minimumSizeHint() const
{
    return QSize(12, 5) * fontMetrics().height();
}

void DelayChart::setSeries(const QList<DelaySlice> &slices, qint64 sliceUs)
{
    m_slices = slices;
    m_sliceUs = sliceUs;
    m_leastMs = 0;
    m_mostMs = 100;
    for (const DelaySlice &slice : slices) {
        m_leastMs = std::min(m_leastMs, slice.delays.least().value_or(0));
        m_mostMs = std::max(m_mostMs, slice.delays.most().value_or(0));
    }
    update();
}

double DelayChart::scaled(qint64 delayMs)
{
    return std::asinh(double(delayMs) / 10);
}

QRectF DelayChart::plot() const
{
    const QFontMetricsF metrics(smallFont(font()));
    return QRectF(rect()).adjusted(metrics.horizontalAdvance(u"100 ms "_s) + 4, metrics.height() / 2 + 2,
                                   -metrics.height() / 2, -metrics.height() - 10);
}

qreal DelayChart::y(qint64 delayMs) const
{
    const QRectF area = plot();
    const double low = scaled(m_leastMs);
    const double high = scaled(m_mostMs);
    return area.bottom() - (scaled(delayMs) - low) / (high - low) * area.height();
}

QRectF DelayChart::columnOf(const DelaySlice &slice) const
{
    const QRectF area = plot();
    const qint64 firstUs = m_slices.first().fromUs;
    const qint64 spanUs = m_slices.last().fromUs + m_sliceUs - firstUs;
    // A few slices do not fill the width: what they say would look like more.
    const qreal slot = std::min(area.width() * qreal(m_sliceUs) / qreal(spanUs), qreal(fontMetrics().height()));
    const qreal used = std::min(area.width(), slot * qreal(spanUs) / qreal(m_sliceUs));
    const qreal left = area.right() - used + used * qreal(slice.fromUs - firstUs) / qreal(spanUs);
    return {left, area.top(), std::max(slot, 1.0), area.height()};
}

void DelayChart::paintAxes(QPainter &painter) const
{
    const QRectF area = plot();
    painter.setFont(smallFont(font()));
    const QFontMetricsF metrics(painter.font());
    QColor line = palette().color(QPalette::Text);
    line.setAlphaF(0.14F);
    qreal above = area.bottom() + metrics.height();
    for (const qint64 tick : ticks) {
        if (tick < m_leastMs || tick > m_mostMs)
            continue;
        const qreal at = y(tick);
        if (at > above - metrics.height() && tick != 0)
            continue; // there is no room for it
        above = at;
        painter.setPen(line);
        painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(QRectF(0, at - metrics.height() / 2, area.left() - 6, metrics.height()),
                         int(Qt::AlignRight) | int(Qt::AlignVCenter), tickText(tick));
    }
    if (m_slices.isEmpty())
        return;
    const QRectF axis(area.left(), area.bottom() + 8, area.width(), metrics.height());
    painter.setPen(toneColor(Tone::Muted, palette()));
    const QString last = clockText(m_slices.last().fromUs + m_sliceUs, ClockPrecision::Seconds);
    const QString first = clockText(m_slices.first().fromUs, ClockPrecision::Seconds);
    painter.drawText(axis, int(Qt::AlignRight), last);
    const qreal left = std::max(columnOf(m_slices.first()).left() - metrics.horizontalAdvance(first) / 2, area.left());
    if (left + metrics.horizontalAdvance(first + u"  "_s) < axis.right() - metrics.horizontalAdvance(last))
        painter.drawText(axis.adjusted(left - area.left(), 0, 0, 0), int(Qt::AlignLeft), first);
}

void DelayChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    if (m_slices.isEmpty()) {
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(plot(), Qt::AlignCenter, tr("No callbacks yet"));
        return;
    }
    const QColor bar = toneColor(Tone::Accent, palette());
    for (const DelaySlice &slice : std::as_const(m_slices)) {
        const QRectF column = columnOf(slice);
        if (slice.delays.count() > 0) {
            const qreal middle = y(*slice.delays.quantile(0.50));
            const qreal high = y(*slice.delays.quantile(0.95));
            painter.setPen(QPen(bar, 1));
            painter.drawLine(QPointF(column.center().x(), high), QPointF(column.center().x(), y(*slice.delays.most())));
            const qreal inset = column.width() > 4 ? 1 : 0;
            painter.fillRect(
                QRectF(column.left() + inset, high, column.width() - 2 * inset, std::max(middle - high, 2.0)), bar);
        }
        if (slice.late + slice.duplicates > 0) {
            const QPointF tip(column.center().x(), plot().bottom() + 2);
            painter.setPen(Qt::NoPen);
            painter.setBrush(toneColor(Tone::Warning, palette()));
            painter.drawPolygon(QPolygonF({tip, tip + QPointF(3, 5), tip + QPointF(-3, 5)}));
        }
    }
}

bool DelayChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto under = std::find_if(m_slices.cbegin(), m_slices.cend(), [&](const DelaySlice &slice) {
        const QRectF column = columnOf(slice);
        return help->pos().x() >= column.left() && help->pos().x() < column.right();
    });
    if (under == m_slices.cend()) {
        QToolTip::hideText();
        return true;
    }
    QStringList lines {
        tr("%1, %2 s from then").arg(clockText(under->fromUs, ClockPrecision::Seconds)).arg(m_sliceUs / 1'000'000),
        countedText(under->callbacks, tr("%1 callback"), tr("%1 callbacks"))};
    if (under->delays.count() > 0)
        lines.append(tr("delay p50 %1, p95 %2, most %3, of %4")
                         .arg(shortDelay(*under->delays.quantile(0.50)), shortDelay(*under->delays.quantile(0.95)),
                              shortDelay(*under->delays.most()), countText(under->delays.count())));
    if (under->late > 0)
        lines.append(tr("%1 late").arg(countText(under->late)));
    if (under->duplicates > 0)
        lines.append(countedText(under->duplicates, tr("%1 duplicate"), tr("%1 duplicates")));
    QToolTip::showText(help->globalPos(), lines.join(u'\n'), this);
    return true;
}

} // namespace Roomscope
