// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/seatmodel.h"
#include "core/session/monitor.h"
#include "ui/rooms/seatchart.h"
#include "ui/style/menusubject.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QHBoxLayout;
class QLabel;
class QSplitter;
class QToolButton;

namespace Roomscope {

class ElidedLabel;
class InterpretationMenu;
class SeatGridView;
class SeatTextProxy;
class ViewClock;

/// One room: its facts in a line, its seats as tiles, and who sat where over time. Works only while it is visible.
/// GUI thread.
class RoomPage final : public QWidget
{
    Q_OBJECT

public:
    /// reading: how callbacks are read, to be opened from the header.
    RoomPage(RoomKey key, const Monitor *monitor, const Occupancy *occupancy, const ViewClock *clock,
             InterpretationMenu *interpretation, QWidget *parent = nullptr);

    [[nodiscard]] const RoomKey &key() const { return m_key; }
    [[nodiscard]] SeatGridView *seats() const { return m_grid; }
    [[nodiscard]] SeatChart *chart() const { return m_chart; }

    /// The room was touched: shows it as it is now, or later when the page is hidden or the view frozen.
    void refresh();
    /// The seat that it is about is the selected one, and the chart has its moment; nothing when it is of another room.
    void showSelection(const Selection &selection);
    /// The session is being read again: what is shown is still the former reading.
    void setReinterpreting(bool again);
    /// The SDKAppIDs that are accepted, see sdkAppIdText().
    void setAccepted(const std::optional<QStringList> &accepted);

    /// Gives the chart a place if it has none, and the keyboard, as soon as the page is arranged.
    void showChart();

    [[nodiscard]] QByteArray saveSplit() const;
    void restoreSplit(const QByteArray &split);

signals:
    void seatActivated(const Roomscope::RoomKey &key, int seat);
    /// A seat, by the reader: the last callback that has listed it.
    void selected(const Roomscope::Selection &selection);
    /// Of a seat or the chart: for others to add what they can do with what it is about.
    void menuOpening(QMenu *menu, const Roomscope::MenuSubject &subject);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showRoom();
    void showSelectedSeat();
    void seatSelected(const QModelIndex &index);
    void showSeatMenu(const QModelIndex &index, const QPoint &globalPosition);
    void showChartMenu(const ChartPlace &place, const QPoint &globalPosition);
    void showHeader(const Room *room);
    void showInterpretation(const Room *room);
    void arrangeHeader();
    void arrangeSplit();
    void applyFonts();

    RoomKey m_key;
    const Monitor *m_monitor;
    const Occupancy *m_occupancy;
    const ViewClock *m_clock;
    SeatModel m_seats;
    SeatTextProxy *m_texts;
    ElidedLabel *m_title;
    ElidedLabel *m_fields;
    QLabel *m_mark;
    InterpretationMenu *m_interpretationMenu;
    QToolButton *m_interpretation;
    QHBoxLayout *m_header;
    QHBoxLayout *m_belowHeader; ///< Empty while the facts have room in the header.
    QSplitter *m_splitter;
    SeatGridView *m_grid;
    SeatChart *m_chart;
    Selection m_selection;    ///< When it is of this room.
    bool m_selecting = false; ///< Not by the reader.
    bool m_stale = true;
    bool m_isReinterpreting = false;
    std::optional<QStringList> m_accepted; ///< Nothing: not known.
    bool m_splitByReader = false;
    int m_arrangedSeats = 0; ///< For how many seats the split was arranged.
};

} // namespace Roomscope
