// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/mainwindow.h"

#include "core/base/times.h"
#include "core/session/session.h"
#include "ui/dialogs/aboutbox.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/dialogs/shortcutsdialog.h"
#include "ui/doctor/doctordock.h"
#include "ui/inspector/inspector.h"
#include "ui/rooms/interpretationmenu.h"
#include "ui/rooms/roomsortproxy.h"
#include "ui/rooms/roomtabs.h"
#include "ui/rooms/roomviews.h"
#include "ui/style/docktitle.h"
#include "ui/style/windowsettings.h"
#include "ui/timeline/savedfilters.h"
#include "ui/timeline/searchfield.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/filecommands.h"
#include "ui/window/maintoolbar.h"
#include "ui/window/navigation.h"
#include "ui/window/notices.h"
#include "ui/window/receivercontrols.h"
#include "ui/window/roomsdock.h"
#include "ui/window/sessionbar.h"
#include "ui/window/statuswidgets.h"
#include "ui/window/welcomepage.h"
#include "ui/window/windowactions.h"
#include "ui/window/windowlayout.h"
#include "ui/words/errorwords.h"
#include "ui/words/receiverwords.h"
#include "ui/words/words.h"

#include <QAbstractScrollArea>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFocusFrame>
#include <QMenu>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace Roomscope {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(Session *session, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_timeline(session->timeline())
{
    session->makeViews();
    m_scheme = WindowSettings().colorScheme();
    applyColorScheme(m_scheme);
    setWindowIcon(QIcon(u":/roomscope.svg"_s));
    setAcceptDrops(true);

    m_sortedRooms = new RoomSortProxy(&m_clock, this);
    m_sortedRooms->setSourceModel(session->roomList());
    m_actions = new WindowActions(m_scheme, m_chartMinutes, this);
    m_sessionBar = new SessionBar(session->monitor(), session->dataFolder(),
                                  {.showLate = m_actions->showLate,
                                   .showDuplicates = m_actions->showDuplicates,
                                   .showRejected = m_actions->showRejected},
                                  this);
    setStatusBar(m_sessionBar);
    m_files = new FileCommands(m_actions, this);
    m_toolBar = new MainToolBar(m_actions, this);
    addToolBar(m_toolBar);
    makeCentre();
    makeDocks();
    makeMenus();
    m_focusFrame = new QFocusFrame(this);
    m_receiver = new ReceiverControls(
        {.actions = m_actions, .pill = m_toolBar->pill(), .notices = m_notices, .bar = m_sessionBar}, this);
    connectSession();
    connectReceiver();
    connectCommands();
    m_navigation = new Navigation({.session = session,
                                   .actions = m_actions,
                                   .layout = m_layout,
                                   .notices = m_notices,
                                   .search = m_toolBar->search(),
                                   .rooms = m_roomsDock,
                                   .tabs = m_tabs,
                                   .model = &m_timeline,
                                   .timeline = m_timelineView,
                                   .timelineDock = m_timelineDock,
                                   .inspector = m_inspector,
                                   .inspectorDock = m_inspectorDock,
                                   .doctor = m_doctorDock},
                                  this);
    connect(m_navigation, &Navigation::said, this, &MainWindow::showBriefly);
    connect(m_navigation, &Navigation::chartWanted, this, &MainWindow::showChartFrom);
    showRestored();
    restoreWindow();
    showReceiver();
    m_tabs->readGaps(m_session->dataFolder(), m_receiver->status());
}

// The views go before the models and the clock that they show.
MainWindow::~MainWindow()
{
    m_tickTimer.stop();
    m_session->monitor()->disconnect(this);
    qApp->disconnect(this); // what has the focus changes while its parts go
    m_tabs->blockSignals(true);
    delete takeCentralWidget();
    delete m_doctorDock;
    for (QDockWidget *dock : std::initializer_list<QDockWidget *> {m_roomsDock, m_timelineDock, m_inspectorDock})
        delete dock;
    delete m_sortedRooms;
}

// Its parts ----------------------------------------------------------------------------------------------------------

void MainWindow::makeMenus()
{
    auto *savedFilters = new QMenu(tr("&Saved Filters"), this);
    new SavedFilters(m_toolBar->search(), savedFilters); // child of the menu
    m_actions->fill(menuBar(),
                    {.recent = m_files->recentMenu(),
                     .savedFilters = savedFilters,
                     .interpretation = m_interpretationMenu,
                     .rules = m_doctorDock->rulesMenu(),
                     .columns = m_timelineView->columnsMenu(),
                     .copy = m_inspector->copyActions(),
                     .marks = m_timelineView->markActions(),
                     .panels = {m_roomsDock->toggleViewAction(), m_timelineDock->toggleViewAction(),
                                m_inspectorDock->toggleViewAction(), m_toolBar->toggleViewAction(),
                                m_doctorDock->toggleViewAction()}});
}

void MainWindow::makeCentre()
{
    m_interpretationMenu = new InterpretationMenu(m_session->monitor()->rooms().interpretation(), this);
    m_interpretationMenu->setEnabled(!m_session->dataFolder().isEmpty()); // nothing is stored without one
    m_tabs = new RoomTabs(m_session->monitor(), m_session->occupancy(), &m_clock, m_sortedRooms, m_interpretationMenu,
                          this);
    m_welcome = new WelcomePage({.copyUrl = m_actions->copyUrl,
                                 .testCallback = m_actions->sendTestCallback,
                                 .demo = m_actions->demo,
                                 .start = m_actions->startStop,
                                 .settings = m_actions->settings},
                                this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_welcome);
    m_stack->addWidget(m_tabs);

    m_notices = new Notices(m_actions, this);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_notices);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);
}

void MainWindow::makeDocks()
{
    const auto dock = [this](const QString &title, const QString &name, QWidget *content) {
        auto *widget = new QDockWidget(title, this);
        widget->setObjectName(name);
        widget->setWidget(content);
        widget->setTitleBarWidget(new DockTitle({}, widget)); // contents have headings; a grip is left to drag them by
        return widget;
    };
    m_roomsDock = new RoomsDock(m_sortedRooms, &m_clock, m_actions, this);
    m_timelineView = new TimelineView(&m_timeline, m_session->marks(), this);
    m_timelineDock = dock(tr("Timeline"), u"timelineDock"_s, m_timelineView);
    m_inspector = new Inspector(&m_timeline, this);
    m_inspector->setDataFolder(m_session->dataFolder());
    m_inspectorDock = dock(tr("Inspector"), u"inspectorDock"_s, m_inspector);
    m_doctorDock = new DoctorDock(m_session->monitor(), this);
    m_timeline.setRules(m_doctorDock->rules());
    m_layout = new WindowLayout({.toolBar = m_toolBar,
                                 .rooms = m_roomsDock,
                                 .timeline = m_timelineDock,
                                 .doctor = m_doctorDock,
                                 .inspectorDock = m_inspectorDock,
                                 .inspector = m_inspector},
                                this);
}

// What they have to do with each other -------------------------------------------------------------------------------

void MainWindow::connectSession()
{
    connect(m_session->monitor(), &Monitor::applied, this, &MainWindow::ingest);
    connect(m_session->monitor(), &Monitor::restored, this, &MainWindow::showRestored);
    connect(m_session, &Session::failed, this, &MainWindow::showError);
    connect(m_session, &Session::reinterpreted, this, [this] {
        m_tabs->refreshAll();
        m_inspector->refresh();
    });
    Reinterpreter *reinterpreter = m_session->reinterpreter();
    connect(m_interpretationMenu, &InterpretationMenu::interpretationRequested, reinterpreter, &Reinterpreter::read);
    connect(reinterpreter, &Reinterpreter::interpretationChanged, this, [this, reinterpreter] {
        m_tabs->setReinterpreting(reinterpreter->isRunning());
        if (!reinterpreter->isRunning()) // also when it could not be kept
            m_interpretationMenu->setInterpretation(m_session->monitor()->rooms().interpretation());
    });
    connect(m_toolBar->search(), &SearchField::filterChanged, this, [this](const Filter &filter) {
        m_filter = filter;
        m_timeline.setFilter(filter);
    });
    connect(m_timelineView, &TimelineView::failed, this, &MainWindow::showError);
    connect(&m_timeline, &TimelineModel::failed, this, &MainWindow::showError);
    m_tickTimer.setTimerType(Qt::CoarseTimer);
    connect(&m_tickTimer, &QTimer::timeout, this, &MainWindow::tick);
    m_tickTimer.start(std::chrono::seconds(1));
}

void MainWindow::connectReceiver()
{
    connect(m_receiver, &ReceiverControls::statusChanged, this, [this] {
        showReceiver();
        showChecks();
        m_tabs->readGaps(m_session->dataFolder(), m_receiver->status());
    });
    connect(m_receiver, &ReceiverControls::optionsChanged, this, [this] {
        m_sessionBar->setOptions(m_receiver->options());
        showChecks();
    });
    connect(m_receiver, &ReceiverControls::said, this, &MainWindow::showBriefly);
    connect(&m_clock, &ViewClock::dayBegan, m_receiver, &ReceiverControls::show);
}

void MainWindow::connectCommands()
{
    connect(m_files, &FileCommands::sessionRequested, this, &MainWindow::sessionRequested);
    connect(m_actions->exportFile, &QAction::triggered, this, [this] {
        ExportDialog(m_session->dataFolder(), m_filter, m_timelineView->selectedCallbacks(), this).exec();
    });
    connect(m_actions->settings, &QAction::triggered, this, &MainWindow::showSettings);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->freeze, &QAction::toggled, this, &MainWindow::setFrozen);
    connect(m_actions->resume, &QAction::triggered, this, [this] { m_actions->freeze->setChecked(false); });
    connect(m_actions->glow, &QAction::toggled, this, &MainWindow::setGlow);
    connect(m_actions->fullScreen, &QAction::toggled, this, [this](bool full) {
        setWindowState(full ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
    });
    connect(m_actions->resetLayout, &QAction::triggered, m_layout, &WindowLayout::reset);
    connect(m_actions->shortcuts, &QAction::triggered, this, [this] { ShortcutsDialog(menuBar(), this).exec(); });
    connect(m_actions->about, &QAction::triggered, this, [this] { showAbout(this); });
    connect(m_actions->schemes, &QActionGroup::triggered, this,
            [this](const QAction *action) { setColorScheme(ColorScheme(action->data().toInt())); });
    connect(m_actions->charts, &QActionGroup::triggered, this,
            [this](const QAction *action) { setChartMinutes(action->data().toInt()); });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        auto *area = qobject_cast<QAbstractScrollArea *>(now);
        m_focusFrame->setWidget(area && area->window() == this ? area : nullptr);
    });
}

// What has come in ---------------------------------------------------------------------------------------------------

void MainWindow::ingest(const QList<AppliedCallback> &batch)
{
    QSet<RoomKey> touched;
    for (const AppliedCallback &applied : batch) {
        for (const RoomKey &key : applied.rooms)
            touched.insert(key);
    }
    m_sessionBar->ingest(batch);
    m_toolBar->rate()->count(int(batch.size()));
    m_tabs->refresh(touched);
    if (m_stack->currentWidget() != m_tabs)
        showCentre();
}

void MainWindow::showRestored()
{
    m_interpretationMenu->setInterpretation(m_session->monitor()->rooms().interpretation());
    m_tabs->refreshAll();
    m_sortedRooms->arrange();
    showCentre();
    showTitle();
    m_sessionBar->takeRestored();
    const Timeline &lines = m_timeline.timeline();
    if (lines.endNumber() > lines.firstNumber())
        m_sessionBar->takeHistory(lines.row(lines.endNumber() - 1).receivedUs);
}

void MainWindow::tick()
{
    m_receiver->refresh();
    m_toolBar->rate()->advance();
    if (!isVisible() || isMinimized())
        return;
    if (m_clock.isFrozen())
        showFrozen();
    else
        m_session->roomList()->advance(nowUs());
    m_sessionBar->refresh();
    showTitle();
}

void MainWindow::showReceiver()
{
    const ReceiverStatus &status = m_receiver->status();
    const bool follows = m_receiver->isFollowing();
    m_sessionBar->setFollowing(follows);
    m_interpretationMenu->setFixed(follows ? tr("This session belongs to the Roomscope that receives into it: change "
                                                "there how its callbacks are read.")
                                           : QString());
    m_welcome->showReceiver(status.isReceiving() || follows ? status.url : QString(), receiverWords(status).sentence);
}

/// What the receiver checks of a request: what another one does is not known here.
void MainWindow::showChecks()
{
    const bool follows = m_receiver->isFollowing();
    const ReceiverOptions &options = m_receiver->options();
    m_inspector->setChecks(options, follows);
    m_tabs->setAccepted(follows ? std::nullopt : std::optional(options.sdkAppIds));
}

void MainWindow::showFrozen()
{
    if (m_clock.isFrozen())
        m_notices->showFrozen(m_clock.nowUs(), m_session->monitor()->counters().callbacks - m_callbacksAtFreeze);
    else
        m_notices->clearFrozen();
}

void MainWindow::openRoom(const RoomKey &key, bool preview)
{
    m_navigation->openRoom(key, preview);
}

void MainWindow::showError(const Error &error)
{
    showNotice(errorText(error));
}

void MainWindow::showNotice(const QString &sentence)
{
    m_notices->add(sentence);
}

void MainWindow::showBriefly(const QString &sentence)
{
    constexpr int shownMs = 5000;
    statusBar()->showMessage(sentence, shownMs);
}

void MainWindow::showCentre()
{
    QWidget *wanted = m_session->monitor()->counters().callbacks > 0 || m_session->monitor()->rooms().count() > 0
        ? static_cast<QWidget *>(m_tabs)
        : m_welcome;
    if (m_stack->currentWidget() == wanted)
        return;
    m_stack->setCurrentWidget(wanted);
    m_receiver->setWelcoming(wanted == m_welcome);
}

void MainWindow::showTitle()
{
    const qsizetype rooms = m_session->monitor()->rooms().count();
    const QString title
        = rooms == 0 ? u"Roomscope"_s : countedText(rooms, tr("%1 room — Roomscope"), tr("%1 rooms — Roomscope"));
    if (windowTitle() != title)
        setWindowTitle(title);
}

// View ---------------------------------------------------------------------------------------------------------------

void MainWindow::setFrozen(bool frozen)
{
    m_callbacksAtFreeze = m_session->monitor()->counters().callbacks;
    m_clock.setFrozen(frozen);
    m_timeline.setFrozen(frozen);
    showFrozen();
}

void MainWindow::setGlow(bool glow)
{
    m_actions->glow->setChecked(glow);
    m_tabs->setGlow(glow);
    WindowSettings().setValue(u"view/glow"_s, glow);
}

void MainWindow::setChartMinutes(int minutes)
{
    m_chartMinutes = minutes;
    for (QAction *action : m_actions->charts->actions())
        action->setChecked(action->data().toInt() == minutes);
    m_tabs->setChartMinutes(minutes);
    WindowSettings().setValue(u"view/chartMinutes"_s, minutes);
}

/// With a range that reaches back to it, as far as there is one.
void MainWindow::showChartFrom(qint64 timeMs)
{
    int minutes = m_chartMinutes;
    for (const QAction *action : m_actions->charts->actions()) {
        if (timeMs < m_clock.nowMs() - qint64(minutes) * 60'000)
            minutes = std::max(minutes, action->data().toInt());
    }
    setChartMinutes(minutes);
}

void MainWindow::setColorScheme(ColorScheme scheme)
{
    m_scheme = scheme;
    for (QAction *action : m_actions->schemes->actions())
        action->setChecked(action->data().toInt() == int(scheme));
    applyColorScheme(scheme);
    WindowSettings().saveColorScheme(scheme);
}

void MainWindow::showSettings()
{
    SettingsDialog dialog(m_receiver->options(), m_receiver->certificateCheck(), m_scheme, m_actions->glow->isChecked(),
                          this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    if (dialog.colorScheme() != m_scheme)
        setColorScheme(dialog.colorScheme());
    setGlow(dialog.glow());
    m_receiver->choose(dialog.options());
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (FileCommands::canDrop(event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_files->drop(event->mimeData());
    event->acceptProposedAction();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_toolBar->fitInto(width());
}

// Kept from one start to the next ------------------------------------------------------------------------------------

void MainWindow::restoreWindow()
{
    const WindowSettings settings;
    m_actions->glow->setChecked(settings.value(u"view/glow"_s, true).toBool());
    setChartMinutes(std::clamp(settings.value(u"view/chartMinutes"_s, m_chartMinutes).toInt(), 1, 1440));
    m_layout->restore(settings);
    m_timelineView->restoreState(settings.value(u"timeline/columns"_s).toByteArray());
    m_toolBar->search()->setHistory(settings.value(u"timeline/filterHistory"_s).toStringList());
    m_tabs->restore(settings);
    if (const auto selected = WindowSettings::roomFrom(settings.value(u"rooms/selected"_s)))
        m_roomsDock->list()->setCurrentRoom(*selected);
}

void MainWindow::saveWindow()
{
    WindowSettings settings;
    m_layout->save(settings);
    settings.setValue(u"timeline/columns"_s, m_timelineView->saveState());
    settings.setValue(u"timeline/filterHistory"_s, m_toolBar->search()->history());
    m_tabs->save(settings);
    settings.setValue(u"rooms/selected"_s, WindowSettings::toVariant(m_roomsDock->list()->currentRoom()));
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    m_layout->noteShown();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveWindow();
    QMainWindow::closeEvent(event);
}

} // namespace Roomscope
