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

/// One room: its properties in a line, its seats as tiles, and who sat where over time. Updates only while it is
/// visible. GUI thread.
class RoomPage final : public QWidget
{
    Q_OBJECT

public:
    /// `interpretation` is the menu that the header opens.
    RoomPage(RoomKey key, const Monitor *monitor, const Occupancy *occupancy, const ViewClock *clock,
             InterpretationMenu *interpretation, QWidget *parent = nullptr);

    [[nodiscard]] const RoomKey &key() const { return m_key; }
    [[nodiscard]] SeatGridView *seats() const { return m_grid; }
    [[nodiscard]] SeatChart *chart() const { return m_chart; }

    /// Shows the present state of a room that has changed; waits while the page is hidden or the view is frozen.
    void refresh();
    /// Selects the seat, and marks the moment in the chart; a selection in another room clears both.
    void showSelection(const Selection &selection);
    /// `again` is true while the session is being folded in another interpretation; until then the page shows the
    /// former one.
    void setReinterpreting(bool again);
    /// Sets the accepted SDKAppIDs, see sdkAppIdText().
    void setAccepted(const std::optional<QStringList> &accepted);

    /// Makes room for the chart if it has none, and gives it the keyboard focus, as soon as the page is laid out.
    void showChart();

    [[nodiscard]] QByteArray saveSplit() const;
    void restoreSplit(const QByteArray &split);

signals:
    void seatActivated(const Roomscope::RoomKey &key, int seat);
    /// The user has selected a seat; the selection contains the last callback that listed it.
    void selected(const Roomscope::Selection &selection);
    /// A context menu of a seat or of the chart opens; receivers add their actions for the subject.
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
    QHBoxLayout *m_belowHeader; ///< Empty while the header has room for the properties.
    QSplitter *m_splitter;
    SeatGridView *m_grid;
    SeatChart *m_chart;
    Selection m_selection;    ///< Empty if it is in another room.
    bool m_selecting = false; ///< The selection is changed by code, not by the user.
    bool m_stale = true;
    bool m_isReinterpreting = false;
    std::optional<QStringList> m_accepted; ///< std::nullopt: unknown.
    bool m_splitByReader = false;
    int m_arrangedSeats = 0; ///< The number of seats for which the split was last arranged.
};

} // namespace Roomscope
