// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/seatchart.h"

#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"
#include "ui/style/viewclock.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QContextMenuEvent>
#include <QDateTime>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <array>

namespace Roomscope {

using namespace Qt::StringLiterals;

SeatChart::SeatChart(const ViewClock *clock, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_clock(clock)
{
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Seat chart"));
    setAccessibleDescription(tr("Who sat on which seat over time; the same times stand in the timeline."));
    viewport()->setAutoFillBackground(false);
    viewport()->setMouseTracking(true);
    connect(clock, &ViewClock::ticked, this, [this] {
        if (isVisible())
            viewport()->update();
    });
}

void SeatChart::setSeats(const QList<int> &seats, const QList<SeatSpan> &spans)
{
    const bool otherSeats = seats != m_seats;
    m_seats = seats;
    m_spans = spans;
    std::stable_sort(m_spans.begin(), m_spans.end(), [](const SeatSpan &a, const SeatSpan &b) {
        return std::pair(a.seat, a.fromMs) < std::pair(b.seat, b.fromMs);
    });
    m_stays.clear();
    for (qsizetype i = 0; i < m_spans.size(); ++i) {
        const SeatSpan &span = m_spans[i];
        const int line = lineOf(span.seat);
        if (line < 0)
            continue;
        if (!m_stays.isEmpty()) {
            Stay &last = m_stays.last();
            if (last.line == line && last.member == span.member && last.toMs == span.fromMs && last.lastSpan == i - 1) {
                last.toMs = span.toMs;
                last.lastSpan = i;
                continue;
            }
        }
        m_stays.append({.line = line,
                        .member = span.member,
                        .fromMs = span.fromMs,
                        .toMs = span.toMs,
                        .firstSpan = i,
                        .lastSpan = i});
    }
    if (otherSeats) {
        updateScrollBar();
        updateGeometry();
    }
    viewport()->update();
}

void SeatChart::setGaps(const QList<ListeningGap> &gaps)
{
    m_gaps = gaps;
    viewport()->update();
}

void SeatChart::setSelection(int seat, qint64 timeMs)
{
    if (m_selectedSeat == seat && m_selectedMs == timeMs)
        return;
    m_selectedSeat = seat;
    m_selectedMs = timeMs;
    if (const int line = lineOf(seat); line >= 0) {
        const int top = line * lineHeight();
        const int shown = verticalScrollBar()->pageStep();
        if (top < verticalScrollBar()->value())
            verticalScrollBar()->setValue(top);
        else if (top + lineHeight() > verticalScrollBar()->value() + shown)
            verticalScrollBar()->setValue(top + lineHeight() - shown);
    }
    viewport()->update();
}

void SeatChart::setMinutes(int minutes)
{
    m_minutes = std::max(1, minutes);
    viewport()->update();
}

int SeatChart::naturalLineHeight() const
{
    return fontMetrics().height() + 2;
}

int SeatChart::lineHeight() const
{
    // A few pixels less are better than a scroll bar for them.
    const int least = fontMetrics().height() - 2;
    const int fitting = m_seats.isEmpty() ? 0 : (viewport()->height() - axisHeight()) / int(m_seats.size());
    return fitting < least ? naturalLineHeight() : std::min(fitting, naturalLineHeight());
}

int SeatChart::shownMinutes() const
{
    static constexpr std::array ranges {2, 5, 10, 30, 60, 120};
    qint64 oldestMs = m_clock->nowMs();
    for (const Stay &stay : m_stays)
        oldestMs = std::min(oldestMs, stay.fromMs);
    const qint64 agoMs = m_clock->nowMs() - oldestMs;
    for (const int range : ranges) {
        if (range < m_minutes && agoMs <= qint64(range) * 60'000)
            return m_stays.isEmpty() ? m_minutes : range;
    }
    return m_minutes;
}

int SeatChart::axisHeight() const
{
    return fontMetrics().height() + 4;
}

QSize SeatChart::sizeHint() const
{
    return {fontMetrics().height() * 30, int(m_seats.size()) * naturalLineHeight() + axisHeight() + 2};
}

QSize SeatChart::minimumSizeHint() const
{
    const int lines = int(std::clamp<qsizetype>(m_seats.size(), 1, 3));
    return {fontMetrics().height() * 12, lines * naturalLineHeight() + axisHeight()};
}

void SeatChart::updateScrollBar()
{
    const int height = int(m_seats.size()) * lineHeight();
    const int page = std::max(1, viewport()->height() - axisHeight());
    verticalScrollBar()->setRange(0, std::max(0, height - page));
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(lineHeight());
}

void SeatChart::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
}

void SeatChart::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        updateScrollBar();
        updateGeometry();
    }
}

QRectF SeatChart::plot() const
{
    const QString widest = QString::number(m_seats.isEmpty() ? 0 : m_seats.last());
    const int left = std::max(fontMetrics().height(), fontMetrics().horizontalAdvance(widest) + 8);
    return {qreal(left), 0, qreal(viewport()->width() - left), qreal(viewport()->height() - axisHeight())};
}

qreal SeatChart::x(qint64 timeMs) const
{
    // The time that has not come yet keeps a little room at the right, so that the now line stands free.
    const QRectF area = plot();
    const qint64 spanMs = qint64(m_shownMinutes) * 60'000;
    const qint64 endMs = m_clock->nowMs() + spanMs / 20;
    return area.right() - area.width() * double(endMs - timeMs) / (double(spanMs) * 1.05);
}

qint64 SeatChart::timeAt(qreal x) const
{
    const QRectF area = plot();
    const double spanMs = double(m_shownMinutes) * 60'000;
    return m_clock->nowMs() + qint64(spanMs / 20 - (area.right() - x) / area.width() * spanMs * 1.05);
}

const SeatChart::Stay *SeatChart::stayAt(const QPoint &position) const
{
    for (auto stay = m_stays.crbegin(); stay != m_stays.crend(); ++stay) {
        if (barOf(*stay).adjusted(-1, -1, 1, 1).contains(position))
            return &*stay;
    }
    return nullptr;
}

/// -1: it has none.
int SeatChart::lineOf(int seat) const
{
    const auto line = std::lower_bound(m_seats.cbegin(), m_seats.cend(), seat);
    return line != m_seats.cend() && *line == seat ? int(line - m_seats.cbegin()) : -1;
}

QRectF SeatChart::barOf(const Stay &stay) const
{
    const QRectF area = plot();
    const qreal height = lineHeight();
    const qreal top = stay.line * height - verticalScrollBar()->value();
    const qreal from = std::max(area.left(), x(stay.fromMs));
    const qreal to = std::min(area.right(), x(stay.toMs < 0 ? std::max(m_clock->nowMs(), stay.fromMs) : stay.toMs));
    return {from, top + 1.5, to - from, height - 3};
}

void SeatChart::paintStay(QPainter &painter, const Stay &stay) const
{
    const QRectF bar = barOf(stay);
    if (bar.width() <= 0 && stay.toMs >= 0)
        return;
    const QRectF shown(bar.left(), bar.top(), std::max(2.0, bar.width()), bar.height());
    const QColor muted = toneColor(Tone::Muted, palette());
    const qreal radius = std::min(3.0, shown.width() / 2);
    QPainterPath shape;
    shape.addRoundedRect(shown, radius, radius);
    painter.setPen(Qt::NoPen);
    painter.fillPath(shape, stay.member.isEmpty() ? groundOf(muted, palette()) : memberColor(stay.member, palette()));

    painter.save();
    painter.setClipPath(shape, Qt::IntersectClip);
    const auto part = [&](const SeatSpan &span) {
        const qreal from = std::max(shown.left(), x(span.fromMs));
        const qreal to = std::min(shown.right(), x(span.toMs < 0 ? m_clock->nowMs() : span.toMs));
        return QRectF(from, shown.top(), to - from, shown.height());
    };
    for (qsizetype i = stay.firstSpan; i <= stay.lastSpan; ++i) {
        const SeatSpan &span = m_spans[i];
        const QRectF rect = part(span);
        if (rect.width() <= 0)
            continue;
        if (span.locked) {
            painter.save();
            painter.setClipRect(rect, Qt::IntersectClip);
            const QColor stripe = stay.member.isEmpty() ? muted : palette().color(QPalette::BrightText);
            painter.setPen(QPen(stripe, stay.member.isEmpty() ? 3.4 : 1.4));
            const qreal from = rect.left() - std::fmod(rect.left(), 9.0) - rect.height();
            for (qreal at = from; at < rect.right() + 4; at += 9)
                painter.drawLine(QPointF(at, rect.top() - 2), QPointF(at + rect.height() + 4, rect.bottom() + 2));
            painter.restore();
        }
        if (span.audioProhibited || span.videoProhibited) { // set off, for bars that are red themselves
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 3.5, rect.width(), 1),
                             palette().brush(QPalette::Window));
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 2.5, rect.width(), 2.5),
                             toneColor(Tone::Bad, palette()));
        }
    }
    painter.restore();

    const QFont small = smallFont(font());
    const QFontMetrics metrics(small);
    const QString name = stay.member.isEmpty() ? tr("locked") : shownName(stay.member);
    if (shown.width() < metrics.horizontalAdvance(u"ww"_s) + 8)
        return;
    const QString label = metrics.elidedText(name, Qt::ElideRight, int(shown.width() - 8));
    painter.setFont(small);
    // Over stripes a word needs a ground of its own.
    const QRectF box(shown.left() + 2, shown.top() + 1, metrics.horizontalAdvance(label) + 6, shown.height() - 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(stay.member.isEmpty() ? palette().color(QPalette::Window) : memberColor(stay.member, palette()));
    painter.drawRoundedRect(box, 2, 2);
    painter.setPen(stay.member.isEmpty() ? muted : palette().color(QPalette::BrightText));
    painter.drawText(shown.adjusted(5, -1, -3, -1), Qt::AlignLeft | Qt::AlignVCenter, label);
}

/// A line at the selected moment and a frame around the seat's line; what is older than the chart is said at its edge.
void SeatChart::paintSelection(QPainter &painter) const
{
    if (m_selectedMs == neverMs)
        return;
    const QRectF area = plot();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(toneColor(Tone::Accent, palette()), 1.5));
    if (const int line = lineOf(m_selectedSeat); line >= 0) {
        const qreal top = line * lineHeight() - verticalScrollBar()->value();
        painter.drawRoundedRect(QRectF(area.left(), top + 1, area.width(), lineHeight() - 2), 3, 3);
    }
    if (const qreal at = x(m_selectedMs); at >= area.left()) {
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
        return;
    }
    const QFont small = smallFont(font());
    const QString words = tr("◂ %1").arg(clockText(m_selectedMs * 1000, ClockPrecision::Seconds));
    const QRectF box(area.left(), area.top(), QFontMetrics(small).horizontalAdvance(words) + 6, lineHeight());
    painter.fillRect(box, palette().brush(QPalette::Window));
    painter.setFont(small);
    painter.drawText(box, Qt::AlignCenter, words);
}

void SeatChart::paintAxis(QPainter &painter) const
{
    static constexpr std::array steps {1, 2, 5, 6, 10, 15, 30, 60, 120, 180, 360, 720, 1440};
    const QRectF area = plot();
    const QFont small = smallFont(font());
    const QFontMetrics metrics(small);
    const int labels = std::max(1, int(area.width()) / (metrics.horizontalAdvance(u"00:00"_s) * 3));
    int stepMinutes = steps.back();
    for (const int step : steps) {
        if (m_shownMinutes / step <= labels) {
            stepMinutes = step;
            break;
        }
    }
    const qint64 nowMs = m_clock->nowMs();
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    const qint64 offsetMs = qint64(now.offsetFromUtc()) * 1000;
    const qint64 stepMs = qint64(stepMinutes) * 60'000;
    const QColor muted = toneColor(Tone::Muted, palette());
    QColor grid = palette().color(QPalette::Mid);
    painter.setFont(small);
    const qreal top = area.bottom();
    const qreal nowX = x(nowMs);
    const QString nowText = now.time().toString(u"HH:mm:ss"_s);
    const qreal nowWidth = metrics.horizontalAdvance(nowText) + 8;
    const qreal nowLeft = std::min(nowX - nowWidth / 2, area.right() - nowWidth);
    qint64 firstMs = ((nowMs + offsetMs) / stepMs) * stepMs - offsetMs;
    while (x(firstMs - stepMs) > area.left())
        firstMs -= stepMs;
    qreal freeFrom = area.left();
    for (qint64 at = firstMs; at <= nowMs; at += stepMs) {
        const qreal tick = x(at);
        if (tick <= area.left())
            continue;
        painter.setPen(QPen(grid, 1));
        painter.drawLine(QPointF(tick, top), QPointF(tick, top + 3));
        // The first one says the day, when it is not that of now.
        const QString dated = clockText(at * 1000, ClockPrecision::Minutes, nowMs * 1000);
        const QString text = at == firstMs ? dated : dated.last(5);
        const qreal width = metrics.horizontalAdvance(text);
        const qreal left = std::max(area.left(), tick - width / 2);
        if (left < freeFrom || left + width > nowLeft - 6)
            continue;
        freeFrom = left + width + 6;
        painter.setPen(muted);
        painter.drawText(QRectF(left, top + 3, width + 2, axisHeight() - 3), Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    const QColor line = toneColor(m_clock->isFrozen() ? Tone::Warning : Tone::Bad, palette());
    painter.setPen(QPen(line, 1.5));
    painter.drawLine(QPointF(nowX, area.top()), QPointF(nowX, area.bottom() + 2));
    painter.setPen(line);
    painter.drawText(QRectF(nowLeft, top + 3, nowWidth, axisHeight() - 3), Qt::AlignCenter, nowText);
}

void SeatChart::paintEvent(QPaintEvent *)
{
    m_shownMinutes = shownMinutes();
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plot();
    const qreal height = lineHeight();
    const QFont small = smallFont(font());
    const QColor muted = toneColor(Tone::Muted, palette());
    painter.setFont(small);
    painter.save();
    painter.setClipRect(QRectF(0, 0, viewport()->width(), area.bottom()));
    for (qsizetype line = 0; line < m_seats.size(); ++line) {
        const qreal top = qreal(line) * height - verticalScrollBar()->value();
        if (top + height < 0 || top > area.bottom())
            continue;
        painter.setPen(muted);
        painter.drawText(QRectF(0, top, area.left() - 6, height), Qt::AlignLeft | Qt::AlignVCenter,
                         QString::number(m_seats[line]));
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().brush(QPalette::AlternateBase));
        painter.drawRoundedRect(QRectF(area.left(), top + 1.5, area.width(), height - 3), 3, 3);
    }
    painter.setClipRect(QRectF(area.left(), 0, area.width(), area.bottom()), Qt::IntersectClip);
    for (const Stay &stay : m_stays) {
        if (stay.toMs < 0 || x(stay.toMs) > area.left())
            paintStay(painter, stay);
    }
    for (const ListeningGap &gap : m_gaps) {
        const qreal left = x(gap.fromUs / 1000);
        const QRectF rect = QRectF(left, 0, x(gap.toUs / 1000) - left, area.height()).intersected(area);
        if (rect.width() < 1)
            continue;
        painter.fillRect(rect, palette().brush(QPalette::Window));
        const QString text = tr("not listening");
        const QFontMetrics metrics(small);
        if (rect.width() > metrics.horizontalAdvance(text) + 8) {
            painter.setPen(muted);
            painter.setFont(small);
            painter.drawText(rect, Qt::AlignCenter, text);
        }
    }
    paintSelection(painter);
    painter.restore();
    paintAxis(painter);
    if (hasFocus()) {
        painter.setPen(QPen(toneColor(Tone::Accent, palette()), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

QString SeatChart::toolTipOf(const Stay &stay, qint64 atMs) const
{
    const qint64 endMs = stay.toMs < 0 ? m_clock->nowMs() : stay.toMs;
    const QString from = clockText(stay.fromMs * 1000);
    const QString to = stay.toMs < 0 ? tr("now") : clockText(stay.toMs * 1000);
    const int seat = m_seats[stay.line];
    QStringList lines;
    lines.append(stay.member.isEmpty() ? tr("Seat %1: locked and empty").arg(seat)
                                       : tr("Seat %1: %2").arg(QString::number(seat), shownText(stay.member)));
    lines.append(tr("%1 – %2 (%3)").arg(from, to, durationText(std::max<qint64>(0, endMs - stay.fromMs))));
    for (qsizetype i = stay.firstSpan; i <= stay.lastSpan; ++i) {
        const SeatSpan &span = m_spans[i];
        if (atMs < span.fromMs || (span.toMs >= 0 && atMs >= span.toMs))
            continue;
        if (span.locked && !stay.member.isEmpty())
            lines.append(tr("locked"));
        if (span.audioProhibited)
            lines.append(tr("audio prohibited"));
        if (span.videoProhibited)
            lines.append(tr("video prohibited"));
    }
    return lines.join(u'\n');
}

bool SeatChart::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const Stay *stay = plot().contains(help->pos()) ? stayAt(help->pos()) : nullptr;
        if (stay) {
            QToolTip::showText(help->globalPos(), plainToolTip(toolTipOf(*stay, timeAt(help->pos().x()))), viewport());
            return true;
        }
        QToolTip::hideText();
        event->ignore();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

ChartPlace SeatChart::placeOf(int line, const Stay *stay, qint64 timeMs) const
{
    if (!stay)
        return {.seat = m_seats[line], .timeMs = timeMs};
    return {.seat = m_seats[line],
            .member = stay->member,
            .callbackId = m_spans[stay->firstSpan].callbackId,
            .timeMs = stay->fromMs};
}

/// Of what was clicked, or with the menu key of the selected seat at the selected moment.
void SeatChart::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QRectF area = plot();
    QPoint position = viewport()->mapFromGlobal(event->globalPos());
    if (byKey) {
        const int line = lineOf(m_selectedSeat);
        const qreal top = line * lineHeight() - verticalScrollBar()->value();
        position = line < 0 ? QPoint(-1, -1)
                            : QPointF(std::max(area.left(), x(m_selectedMs)) + 1, top + lineHeight() / 2).toPoint();
    }
    const int line = area.contains(position) ? (position.y() + verticalScrollBar()->value()) / lineHeight() : -1;
    if (line >= 0 && line < m_seats.size())
        emit menuRequested(placeOf(line, stayAt(position), timeAt(position.x())), viewport()->mapToGlobal(position));
    event->accept();
}

} // namespace Roomscope
