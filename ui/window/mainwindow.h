// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/filter.h"
#include "core/rooms/roomstore.h"
#include "core/timeline/timelinemodel.h"
#include "ui/style/appearance.h"
#include "ui/style/viewclock.h"

#include <QMainWindow>
#include <QTimer>

class QFocusFrame;
class QStackedWidget;

namespace Roomscope {

class DoctorDock;
class FileCommands;
class Inspector;
class InterpretationMenu;
class MainToolBar;
class Navigation;
class Notices;
class ReceiverControls;
class RoomSortProxy;
class RoomTabs;
class RoomsDock;
class Session;
class SessionBar;
class TimelineView;
class WelcomePage;
class WindowActions;
class WindowLayout;

/// The window of a Session: creates the views and connects them. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// The session must outlive the window.
    explicit MainWindow(Session *session, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Returns the receiver's part of the window, which also emits its requests.
    [[nodiscard]] ReceiverControls *receiver() const { return m_receiver; }
    /// Shows a sentence above the page until the user dismisses it.
    void showNotice(const QString &sentence);
    void showError(const Error &error);
    /// Shows the room's page. A preview gives way to the next one.
    void openRoom(const Roomscope::RoomKey &key, bool preview = false);

signals:
    /// Open a session's folder or file, or a file to import, in a window of its own.
    void sessionRequested(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeMenus();
    void makeCentre();
    void makeDocks();
    void connectSession();
    void connectReceiver();
    void connectCommands();

    void ingest(const QList<AppliedCallback> &batch);
    void showRestored();
    void tick();
    void showReceiver();
    void showChecks();
    void showFrozen();
    void showTitle();
    void showCentre();

    void setFrozen(bool frozen);
    void showSettings();
    void showChartFrom(qint64 timeMs);
    void setColorScheme(ColorScheme scheme);
    void setGlow(bool glow);
    void setChartMinutes(int minutes);
    void showBriefly(const QString &sentence);

    void restoreWindow();
    void saveWindow();

    Session *const m_session;
    ViewClock m_clock;
    TimelineModel m_timeline;
    RoomSortProxy *m_sortedRooms = nullptr;
    Filter m_filter;
    ColorScheme m_scheme = ColorScheme::System;
    int m_chartMinutes = 30;
    qint64 m_callbacksAtFreeze = 0;

    WindowActions *m_actions = nullptr;
    ReceiverControls *m_receiver = nullptr;
    FileCommands *m_files = nullptr;
    WindowLayout *m_layout = nullptr;
    Navigation *m_navigation = nullptr;
    MainToolBar *m_toolBar = nullptr;
    InterpretationMenu *m_interpretationMenu = nullptr;
    RoomTabs *m_tabs = nullptr;
    QStackedWidget *m_stack = nullptr;
    WelcomePage *m_welcome = nullptr;
    TimelineView *m_timelineView = nullptr;
    Inspector *m_inspector = nullptr;
    RoomsDock *m_roomsDock = nullptr;
    QDockWidget *m_inspectorDock = nullptr;
    QDockWidget *m_timelineDock = nullptr;
    DoctorDock *m_doctorDock = nullptr;
    Notices *m_notices = nullptr;
    SessionBar *m_sessionBar = nullptr;
    QFocusFrame *m_focusFrame = nullptr; ///< Around the view that has the keyboard focus.
    QTimer m_tickTimer;
};

} // namespace Roomscope
