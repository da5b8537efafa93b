// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/filter.h"
#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"
#include "core/rooms/occupancy.h"
#include "core/session/monitor.h"
#include "core/session/reinterpreter.h"
#include "core/session/roomlistmodel.h"
#include "core/timeline/marks.h"
#include "core/timeline/selection.h"
#include "core/timeline/timelinemodel.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/style/appearance.h"
#include "ui/style/viewclock.h"

#include <QMainWindow>
#include <QTimer>

class QFocusFrame;
class QMenu;
class QStackedWidget;
class QToolBar;

namespace Roomscope {

class ContextMenus;
class DockTitle;
class DoctorDock;
class Inspector;
class Notices;
class RateMeter;
class InterpretationMenu;
class ReceiverDialog;
class RoomSortProxy;
class RoomTabs;
class RoomsDock;
class SavedFilters;
class SearchField;
class SessionBar;
class StatusPill;
class TimelineView;
class WelcomePage;
class WindowActions;

/// The window over a Monitor. It knows of the receiver only what it is told, and asks for what it wants by signals.
/// GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Monitor *monitor, const QString &dataFolder, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// The receiver options of the settings dialog, defaults where nothing was saved.
    [[nodiscard]] static ReceiverOptions savedReceiverOptions();

    /// The last callbacks of the journal, those after linesEnd: the lines of the ones before have been stored. The
    /// monitor has the rooms already.
    void restoreHistory(const QList<Roomscope::AppliedCallback> &recent, Roomscope::Timeline::Access access,
                        qint64 linesEnd);
    /// A sentence the reader should see, above the page until it is dismissed.
    void showNotice(const QString &sentence);

    void setReceiverStatus(const Roomscope::ReceiverStatus &status);
    void setReceiverOptions(const Roomscope::ReceiverOptions &options);
    void setReceiverCounters(const Roomscope::ReceiverCounters &counters);
    /// A rejected request stands for so many by now.
    void showRepeats(qint64 callbackId, quint32 repeats);
    /// The one whose session this window follows reads it in that way.
    void followInterpretation(const Roomscope::Interpretation &interpretation);
    /// The journal has nothing before that callback any more.
    void dropLinesBefore(qint64 callbackId) { m_timeline.dropBefore(callbackId); }
    /// How the settings dialog tries a certificate.
    void setCertificateCheck(const CertificateCheck &check) { m_checkCertificate = check; }
    void setDemoRunning(bool running);

    /// Shows the room's page. A preview gives way to the next one.
    void openRoom(const Roomscope::RoomKey &key, bool preview = false);

signals:
    void startRequested(const Roomscope::ReceiverOptions &options);
    void stopRequested();
    void demoRequested();
    void demoStopRequested();
    void testCallbackRequested();
    void selfTestRequested();
    /// To be opened in a window of its own: a session's folder or file, or something to import.
    void sessionRequested(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeMenus();
    void makeToolBar();
    void makeDocks();
    void makeCentre();
    void connectParts();

    void ingest(const QList<AppliedCallback> &batch);
    void takeRestored();
    void tick();
    void showReceiver();
    void showNotices();
    void showChecks();
    void showTitle();
    void showCentre();
    void readListeningGaps();

    void setFrozen(bool frozen);
    void toggleReceiver();
    void showReceiverDialog();
    void updateReceiverDialog();
    void toggleDemo();
    void pinSdkAppId();
    void copyUrl();
    void select(const Selection &selection);
    void showSelection(const Selection &selection);
    void selectCallback(qint64 id);
    void filterTimeline(const QString &expression);
    void showTimeline();
    void connectMenus();
    void showInChart(const Selection &place);
    void showSettings();
    void showExport();
    void askForSession(const QString &title, const QString &filter);
    void fillRecentMenu();
    void showShortcuts();
    void showAbout();
    void setColorScheme(ColorScheme scheme);
    void setGlow(bool glow);
    void setChartMinutes(int minutes);

    void showBriefly(const QString &sentence);
    [[nodiscard]] QString unpinnedSdkAppId() const;

    /// Of a window that was never open before: no larger than its screen.
    [[nodiscard]] QSize firstSize() const;
    void setDefaultSizes();
    void hideEmptyInspector();
    void showFilledInspector();
    void restoreWindow();
    void saveWindow();

    Monitor *m_monitor;
    QString m_dataFolder;
    ViewClock m_clock;
    CertificateCheck m_checkCertificate;
    ReceiverCounters m_counters;
    ReceiverDialog *m_receiverDialog = nullptr; ///< From the first time it is wanted on.
    TimelineModel m_timeline;
    Marks m_marks;
    Timeline::Access m_access = Timeline::Access::Write;
    RoomListModel m_rooms;
    Occupancy m_occupancy;
    Reinterpreter m_reinterpreter;
    RoomSortProxy *m_sortedRooms;
    ReceiverOptions m_options;
    ReceiverStatus m_status;
    Filter m_filter;
    ColorScheme m_scheme = ColorScheme::System;
    int m_chartMinutes = 30;
    qint64 m_callbacksAtFreeze = 0;
    bool m_demoRunning = false;
    bool m_pinDismissed = false;
    bool m_layoutRestored = false;
    bool m_inspectorWanted = true; ///< By the reader, once there is something in it.
    bool m_inspectorSized = false;

    WindowActions *m_actions = nullptr;
    StatusPill *m_pill = nullptr;
    RateMeter *m_rate = nullptr;
    SearchField *m_search = nullptr;
    SavedFilters *m_savedFilters = nullptr;
    QToolBar *m_toolBar = nullptr;
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
    ContextMenus *m_menus = nullptr;
    Notices *m_notices = nullptr;
    SessionBar *m_sessionBar = nullptr;
    QFocusFrame *m_focusFrame = nullptr; ///< Around the view that has the keyboard.

    QMenu *m_recentMenu = nullptr;
    QTimer m_tickTimer;
};

} // namespace Roomscope
