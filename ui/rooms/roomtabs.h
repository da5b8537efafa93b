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
struct ReceiverStatus;
class RoomPage;
class RoomSortProxy;
class RoomView;
class ViewClock;
class WindowSettings;

/// The wall of all rooms, and a tab for each open room. The next preview replaces a tab that was opened as a preview.
/// GUI thread.
class RoomTabs final : public QTabWidget
{
    Q_OBJECT

public:
    RoomTabs(const Monitor *monitor, const Occupancy *occupancy, const ViewClock *clock, RoomSortProxy *rooms,
             InterpretationMenu *interpretation, QWidget *parent = nullptr);

    /// Returns std::nullopt while the wall is shown.
    [[nodiscard]] std::optional<RoomKey> currentRoom() const;

    void openRoom(const RoomKey &key, bool preview = false);
    void closeCurrentRoom();
    void showWall();
    /// Goes to the next tab (1) or the previous one (-1), and wraps around.
    void turn(int by);
    /// Gives the keyboard focus to the wall or to the seats of the current room.
    void focusContent();

    /// Shows the page of the selection's room, as a preview unless it is open, with the selection. While the wall is
    /// shown, makes the room its current one.
    void showSelection(const Selection &selection);
    /// Shows the room's page and gives the keyboard focus to its seat chart.
    void showChart(const RoomKey &room);

    /// Updates the pages of these rooms.
    void refresh(const QSet<RoomKey> &rooms);
    /// Updates everything.
    void refreshAll();
    void setReinterpreting(bool again);
    /// Sets the accepted SDKAppIDs, see sdkAppIdText().
    void setAccepted(const std::optional<QStringList> &accepted);

    void setGlow(bool glow);
    void setChartMinutes(int minutes);
    /// Reads from the session's journal, in the pool, when no receiver listened, for the seat charts. status: of the
    /// receiver that listens now.
    void readGaps(const QString &dataFolder, const ReceiverStatus &status);

    /// Opens the rooms that were open when the settings were saved, each as soon as it exists.
    void restore(const WindowSettings &settings);
    void save(WindowSettings &settings) const;

signals:
    /// std::nullopt: the wall is shown.
    void currentRoomChanged(const std::optional<Roomscope::RoomKey> &key);
    void seatActivated(const Roomscope::RoomKey &key, int seat);
    /// The user has selected something on a page.
    void selected(const Roomscope::Selection &selection);
    /// A context menu of the wall, a tab or a page opens; receivers add their actions for the subject.
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
    QList<RoomKey> m_pendingRooms; ///< Saved tabs whose rooms do not exist yet.
    std::optional<RoomKey> m_pendingCurrent;
    std::optional<RoomKey> m_preview;
    Selection m_selection;
    QList<ListeningGap> m_gaps;
    int m_chartMinutes = 30;
    bool m_glow = true;
    bool m_isReinterpreting = false;
    std::optional<QStringList> m_accepted; ///< std::nullopt: unknown.
};

} // namespace Roomscope
