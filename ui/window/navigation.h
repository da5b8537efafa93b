// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/selection.h"

#include <QObject>

class QDockWidget;
class QWidget;

namespace Roomscope {

class ContextMenus;
class DoctorDock;
class Inspector;
class Notices;
class RoomTabs;
class RoomsDock;
class SearchField;
class Session;
class TimelineModel;
class TimelineView;
class WindowActions;
class WindowLayout;

/// Connects the views of the window: what the user selects, opens or filters in one, all show. GUI thread.
class Navigation final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Session *session;
        const WindowActions *actions;
        WindowLayout *layout;
        Notices *notices;
        SearchField *search;
        RoomsDock *rooms;
        RoomTabs *tabs;
        TimelineModel *model;
        TimelineView *timeline;
        QDockWidget *timelineDock;
        Inspector *inspector;
        QDockWidget *inspectorDock;
        DoctorDock *doctor;
    };
    /// This object becomes a child of the window.
    Navigation(const Parts &parts, QWidget *window);

    /// Shows the room's page. The next preview replaces a preview.
    void openRoom(const RoomKey &key, bool preview = false);

signals:
    /// What was done, or why it was not; to be shown briefly.
    void said(const QString &sentence);
    /// The seat chart should reach back to that time (milliseconds), as far as possible.
    void chartWanted(qint64 timeMs);

private:
    void connectPlaces();
    void connectRooms();
    void connectTimeline();
    void connectMenus();
    void select(const Selection &selection);
    void showSelection(const Selection &selection);
    void selectCallback(qint64 id);
    void filterTimeline(const QString &expression);
    void showInChart(const Selection &place);

    const Parts m_parts;
    ContextMenus *const m_menus;
};

} // namespace Roomscope
