// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/appearance.h"

#include <QKeySequence>
#include <QList>
#include <QObject>

class QAction;
class QActionGroup;
class QMenu;
class QMenuBar;
class QWidget;

namespace Roomscope {

/// The commands of the window, each created once with text, icon and shortcut, and their places in the menu bar. The
/// window connects them. GUI thread.
class WindowActions final : public QObject
{
    Q_OBJECT

public:
    /// `scheme` and `chartMinutes` are the initial choices. The window receives the shortcuts.
    WindowActions(ColorScheme scheme, int chartMinutes, QWidget *window);

    /// Menus and actions that other parts of the window contribute to the menu bar.
    struct OtherMenus
    {
        QMenu *recent;
        QMenu *savedFilters;
        QMenu *interpretation;
        QMenu *rules;
        QMenu *columns;
        QList<QAction *> copy;   ///< From the inspector.
        QList<QAction *> marks;  ///< Two that mark, two that go to marks.
        QList<QAction *> panels; ///< Each shows and hides a panel; their order determines their shortcuts.
    };
    void fill(QMenuBar *bar, const OtherMenus &others);

    /// The orders of the rooms, also for the heading of the list.
    [[nodiscard]] QMenu *sortMenu() const { return m_sortMenu; }

    QAction *open = nullptr;
    QAction *openFolder = nullptr;
    QAction *importFile = nullptr;
    QAction *exportFile = nullptr;
    QAction *settings = nullptr;
    QAction *closeTab = nullptr;
    QAction *quit = nullptr;
    QAction *find = nullptr;
    QAction *clearFilter = nullptr;
    QAction *filterRooms = nullptr;
    QAction *findInBody = nullptr;
    QAction *showLate = nullptr;
    QAction *showDuplicates = nullptr;
    QAction *showRejected = nullptr;
    QAction *copyUrl = nullptr;
    QAction *freeze = nullptr;
    QAction *resume = nullptr;
    QAction *wall = nullptr;
    QAction *nextTab = nullptr;
    QAction *previousTab = nullptr;
    QAction *goRooms = nullptr;
    QAction *goPage = nullptr;
    QAction *goTimeline = nullptr;
    QAction *goInspector = nullptr;
    QAction *goKinds = nullptr;
    QAction *goNotices = nullptr;
    QAction *showDismissedRooms = nullptr;
    QAction *goTime = nullptr;
    QAction *colourRules = nullptr;
    QAction *glow = nullptr;
    QAction *fullScreen = nullptr;
    QAction *resetLayout = nullptr;
    QAction *startStop = nullptr; ///< Its text and shortcut are those of its present effect.
    QAction *sendTestCallback = nullptr;
    QAction *selfTest = nullptr;
    QAction *showReceiverStatus = nullptr;
    QAction *pin = nullptr;
    QAction *dismissPinNotice = nullptr;
    QAction *demo = nullptr;
    QAction *shortcuts = nullptr;
    QAction *about = nullptr;
    QAction *dismissNotice = nullptr;
    QActionGroup *orders = nullptr;  ///< Data: RoomSortProxy::Order.
    QActionGroup *schemes = nullptr; ///< Data: ColorScheme.
    QActionGroup *charts = nullptr;  ///< Data: minutes.

private:
    QAction *add(const QString &text, const QString &icon, const QKeySequence &shortcut, const QString &tip = {});

    QWidget *m_window;
    QMenu *m_sortMenu;
};

} // namespace Roomscope
