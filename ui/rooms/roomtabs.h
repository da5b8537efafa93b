// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/listening.h"
#include "core/rooms/occupancy.h"
#include "core/session/monitor.h"
#include "ui/rooms/seatchart.h"
#include "ui/style/menusubject.h"

#include <QSet>
#include <QStringList>
#include <QTabWidget>

#include <optional>

namespace Roomscope {

class InterpretationMenu;
class RoomPage;
class RoomSortProxy;
class RoomView;
class ViewClock;
class WindowSettings;

/// The wall of all rooms, and a tab for each room that was opened. A tab opened as a preview gives way to the next one.
/// GUI thread.
class RoomTabs final : public QTabWidget
{
    Q_OBJECT

public:
    RoomTabs(const Monitor *monitor, const Occupancy *occupancy, const ViewClock *clock, RoomSortProxy *rooms,
             InterpretationMenu *interpretation, QWidget *parent = nullptr);

    /// Nothing while the wall is shown.
    [[nodiscard]] std::optional<RoomKey> currentRoom() const;

    void openRoom(const RoomKey &key, bool preview = false);
    void closeCurrentRoom();
    void showWall();
    /// To the next tab (1) or the previous one (-1), round and round.
    void turn(int by);
    /// Gives the keyboard to the wall or to the seats of the room that is shown.
    void focusContent();

    /// Its room is the page that is shown, as a preview unless it is open, and the page shows what it is about. On the
    /// wall the room is the current one.
    void showSelection(const Selection &selection);
    /// Shows its room with the seat chart, which has the keyboard then.
    void showChart(const RoomKey &room);

    /// These rooms were touched.
    void refresh(const QSet<RoomKey> &rooms);
    /// Everything may have changed.
    void refreshAll();
    void setReinterpreting(bool again);
    /// The SDKAppIDs that are accepted, see sdkAppIdText().
    void setAccepted(const std::optional<QStringList> &accepted);

    void setGlow(bool glow);
    void setChartMinutes(int minutes);
    void setGaps(const QList<ListeningGap> &gaps);

    /// Opens the rooms of the last time, each when it is seen first.
    void restore(const WindowSettings &settings);
    void save(WindowSettings &settings) const;

signals:
    /// Nothing: the wall is shown.
    void currentRoomChanged(const std::optional<Roomscope::RoomKey> &key);
    void seatActivated(const Roomscope::RoomKey &key, int seat);
    /// On a page, by the reader.
    void selected(const Roomscope::Selection &selection);
    /// On the wall, a tab or a page: for others to add what they can do with what it is about.
    void menuOpening(QMenu *menu, const Roomscope::MenuSubject &subject);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] RoomPage *pageAt(int tab) const;
    [[nodiscard]] QList<RoomPage *> pages() const;
    [[nodiscard]] int tabOf(const RoomKey &key) const;
    void closeTab(int tab);
    void closeOthers(const RoomKey &kept);
    void showTabMenu(int tab, const QPoint &globalPosition);
    void openPendingRooms();

    const Monitor *m_monitor;
    const Occupancy *m_occupancy;
    const ViewClock *m_clock;
    InterpretationMenu *m_interpretation;
    RoomView *m_wall;
    QList<RoomKey> m_pendingRooms; ///< Tabs of the last time whose rooms have not been seen yet.
    std::optional<RoomKey> m_pendingCurrent;
    std::optional<RoomKey> m_preview;
    Selection m_selection;
    QList<ListeningGap> m_gaps;
    int m_chartMinutes = 30;
    bool m_glow = true;
    bool m_isReinterpreting = false;
    std::optional<QStringList> m_accepted; ///< Nothing: not known.
};

} // namespace Roomscope
