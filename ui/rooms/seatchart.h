// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/listening.h"
#include "core/rooms/occupancy.h"
#include "core/rooms/room.h"

#include <QAbstractScrollArea>
#include <QList>

#include <optional>

namespace Roomscope {

class ViewClock;

/// The place in a seat chart under the pointer. A value.
struct ChartPlace
{
    int seat = -1;
    QString member;          ///< Empty: nobody sat there then.
    qint64 callbackId = 0;   ///< The callback that began the stay; 0: no stay, or unknown.
    qint64 timeMs = neverMs; ///< When the stay began, or the moment itself if there is no stay.
};

/// Who sat where and when: a line per seat, a bar per stay, hatched while locked, underlined while audio or video is
/// prohibited. Times without a listening receiver stay empty. GUI thread.
class SeatChart final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit SeatChart(const ViewClock *clock, QWidget *parent = nullptr);

    /// `seats` contains the seat indexes in the order of the lines; `spans` is ordered oldest first.
    void setSeats(const QList<int> &seats, const QList<SeatSpan> &spans);
    /// Sets the times in which the receiver was off.
    void setGaps(const QList<ListeningGap> &gaps);
    /// Sets the selected seat and moment; -1 and neverMs: none.
    void setSelection(int seat, qint64 timeMs);
    [[nodiscard]] int selectedSeat() const { return m_selectedSeat; }
    [[nodiscard]] qint64 selectedMs() const { return m_selectedMs; }
    void setMinutes(int minutes);
    [[nodiscard]] int minutes() const { return m_minutes; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void menuRequested(const Roomscope::ChartPlace &place, const QPoint &globalPosition);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    /// Neighbouring spans of one member on one seat, drawn as one bar.
    struct Stay
    {
        int line = 0;
        QString member; ///< Empty: only locked.
        qint64 fromMs = 0;
        qint64 toMs = -1;        ///< -1: not over.
        qsizetype firstSpan = 0; ///< In m_spans; the stay consists of these up to lastSpan.
        qsizetype lastSpan = 0;
    };

    void updateScrollBar();
    [[nodiscard]] int naturalLineHeight() const;
    [[nodiscard]] int lineHeight() const;
    /// Returns the range drawn: shorter than minutes() while there is nothing older to show.
    [[nodiscard]] int shownMinutes() const;
    [[nodiscard]] int axisHeight() const;
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] qreal x(qint64 timeMs) const;
    /// The inverse of x().
    [[nodiscard]] qint64 timeAt(qreal x) const;
    /// Returns the stay at that position, or null.
    [[nodiscard]] const Stay *stayAt(const QPoint &position) const;
    [[nodiscard]] ChartPlace placeOf(int line, const Stay *stay, qint64 timeMs) const;
    [[nodiscard]] int lineOf(int seat) const;
    [[nodiscard]] QRectF barOf(const Stay &stay) const;
    [[nodiscard]] QString toolTipOf(const Stay &stay, qint64 atMs) const;
    void paintStay(QPainter &painter, const Stay &stay) const;
    void paintSelection(QPainter &painter) const;
    void paintAxis(QPainter &painter) const;

    const ViewClock *m_clock;
    QList<int> m_seats;
    QList<SeatSpan> m_spans; ///< Ordered by seat, then by time.
    QList<Stay> m_stays;
    QList<ListeningGap> m_gaps;
    int m_selectedSeat = -1;
    qint64 m_selectedMs = neverMs;
    int m_minutes = 30;
    int m_shownMinutes = 30; ///< As last painted.
};

} // namespace Roomscope
