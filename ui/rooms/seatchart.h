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

/// What was pointed at in a seat chart. A value.
struct ChartPlace
{
    int seat = -1;
    QString member;          ///< Empty: nobody sat there then.
    qint64 callbackId = 0;   ///< With which the stay began; 0: there is none, or it is not known.
    qint64 timeMs = neverMs; ///< When the stay began, or the moment.
};

/// Who sat where and when: a line a seat, a bar a stay, hatched while locked, underlined while audio or video is
/// prohibited. Nothing is drawn for a time in which nobody listened. GUI thread.
class SeatChart final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit SeatChart(const ViewClock *clock, QWidget *parent = nullptr);

    /// The indexes of the seats in the order of the lines, and the spans oldest first.
    void setSeats(const QList<int> &seats, const QList<SeatSpan> &spans);
    /// Times in which the receiver was off.
    void setGaps(const QList<ListeningGap> &gaps);
    /// The moment and the seat that are selected; neverMs and -1: none.
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
    /// Neighbouring spans of one member on one seat: one bar.
    struct Stay
    {
        int line = 0;
        QString member; ///< Empty: locked only.
        qint64 fromMs = 0;
        qint64 toMs = -1;        ///< -1: still.
        qsizetype firstSpan = 0; ///< In m_spans, with those that follow up to lastSpan.
        qsizetype lastSpan = 0;
    };

    void updateScrollBar();
    [[nodiscard]] int naturalLineHeight() const;
    [[nodiscard]] int lineHeight() const;
    /// The range drawn: shorter than asked for while there is nothing older to see.
    [[nodiscard]] int shownMinutes() const;
    [[nodiscard]] int axisHeight() const;
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] qreal x(qint64 timeMs) const;
    /// The inverse of x().
    [[nodiscard]] qint64 timeAt(qreal x) const;
    /// Null: there is none.
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
    QList<SeatSpan> m_spans; ///< By seat, then by time.
    QList<Stay> m_stays;
    QList<ListeningGap> m_gaps;
    int m_selectedSeat = -1;
    qint64 m_selectedMs = neverMs;
    int m_minutes = 30;
    int m_shownMinutes = 30; ///< As last painted.
};

} // namespace Roomscope
