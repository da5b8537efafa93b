// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/mainwindow.h"

#include "core/base/pool.h"
#include "core/base/times.h"
#include "core/journal/journalreader.h"
#include "core/session/journalfold.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/dialogs/receiverdialog.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/dialogs/shortcutsdialog.h"
#include "ui/doctor/doctordock.h"
#include "ui/inspector/inspector.h"
#include "ui/rooms/interpretationmenu.h"
#include "ui/rooms/roomsortproxy.h"
#include "ui/rooms/roomtabs.h"
#include "ui/rooms/roomviews.h"
#include "ui/style/itemmenu.h"
#include "ui/style/docktitle.h"
#include "ui/style/windowsettings.h"
#include "ui/timeline/filterterms.h"
#include "ui/timeline/savedfilters.h"
#include "ui/timeline/searchfield.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/contextmenus.h"
#include "ui/window/notices.h"
#include "ui/window/roomsdock.h"
#include "ui/window/sessionbar.h"
#include "ui/window/statuswidgets.h"
#include "ui/window/welcomepage.h"
#include "ui/window/windowactions.h"
#include "ui/words/receiverwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAbstractScrollArea>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFocusFrame>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 linesInCharts = 50'000;

// Counts up when docks or toolbars come or go, so that an older layout is not forced on them.
constexpr int layoutVersion = 2;
// Narrower than this the tool bar shows icons only.
constexpr int wideToolBarUnits = 74;

} // namespace

MainWindow::MainWindow(Monitor *monitor, const QString &dataFolder, QWidget *parent)
    : QMainWindow(parent)
    , m_monitor(monitor)
    , m_dataFolder(dataFolder)
    , m_rooms(monitor)
    , m_reinterpreter(monitor, dataFolder, recentCallbacks)
    , m_sortedRooms(nullptr)
{
    connect(monitor, &Monitor::applied, &m_timeline, &TimelineModel::append);
    m_scheme = WindowSettings().colorScheme();
    applyColorScheme(m_scheme);
    setWindowIcon(QIcon(u":/roomscope.svg"_s));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);

    m_sortedRooms = new RoomSortProxy(&m_clock, this);
    m_sortedRooms->setSourceModel(&m_rooms);
    m_actions = new WindowActions(m_scheme, m_chartMinutes, this);
    makeToolBar();
    makeCentre();
    makeDocks();
    makeMenus();
    m_focusFrame = new QFocusFrame(this);
    m_sessionBar = new SessionBar(monitor, dataFolder,
                                  {.showLate = m_actions->showLate,
                                   .showDuplicates = m_actions->showDuplicates,
                                   .showRejected = m_actions->showRejected},
                                  this);
    setStatusBar(m_sessionBar);
    connectParts();
    takeRestored();
    restoreWindow();
    showReceiver();
    readListeningGaps();
}

// The views go before the models and the clock that they show.
MainWindow::~MainWindow()
{
    m_tickTimer.stop();
    m_monitor->disconnect(this);
    qApp->disconnect(this); // what has the focus changes while its parts go
    m_tabs->blockSignals(true);
    delete takeCentralWidget();
    delete m_doctorDock;
    for (QDockWidget *dock : std::initializer_list<QDockWidget *> {m_roomsDock, m_timelineDock, m_inspectorDock})
        delete dock;
    delete m_sortedRooms;
}

ReceiverOptions MainWindow::savedReceiverOptions()
{
    return WindowSettings().receiverOptions();
}

// Menus, tool bar ----------------------------------------------------------------------------------------------------

void MainWindow::makeMenus()
{
    m_recentMenu = new QMenu(tr("&Recent Sessions"), this);
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    auto *savedFilters = new QMenu(tr("&Saved Filters"), this);
    m_savedFilters = new SavedFilters(m_search, savedFilters);
    m_actions->fill(menuBar(),
                    {.recent = m_recentMenu,
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

void MainWindow::makeToolBar()
{
    const int unit = fontMetrics().height();
    m_toolBar = addToolBar(tr("Tool Bar"));
    m_toolBar->setObjectName(u"toolBar"_s);
    m_toolBar->setMovable(false);
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    const auto addGap = [this](int width) {
        auto *gap = new QWidget(m_toolBar);
        gap->setFixedWidth(width);
        m_toolBar->addWidget(gap);
    };
    m_pill = new StatusPill(m_actions->copyUrl, m_toolBar);
    addGap(unit / 3);
    m_toolBar->addWidget(m_pill);
    addGap(unit / 3);
    m_toolBar->addActions({m_actions->startStop, m_actions->freeze, m_actions->demo, m_actions->exportFile});
    m_search = new SearchField(m_toolBar);
    m_rate = new RateMeter(m_toolBar);

    auto *space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);
    m_search->setMinimumWidth(unit * 9);
    m_search->setMaximumWidth(unit * 24);
    m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_toolBar->addWidget(m_search);
    addGap(unit / 2);
    m_toolBar->addWidget(m_rate);
    addGap(unit / 3);
}

void MainWindow::makeCentre()
{
    m_interpretationMenu = new InterpretationMenu(m_monitor->rooms().interpretation(), this);
    m_interpretationMenu->setEnabled(!m_dataFolder.isEmpty()); // nothing is stored without one
    m_tabs = new RoomTabs(m_monitor, &m_occupancy, &m_clock, m_sortedRooms, m_interpretationMenu, this);
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
    const auto dock = [this](const QString &title, const QString &name, QWidget *content, Qt::DockWidgetArea area) {
        auto *widget = new QDockWidget(title, this);
        widget->setObjectName(name);
        widget->setWidget(content);
        addDockWidget(area, widget);
        return widget;
    };
    m_roomsDock = new RoomsDock(m_sortedRooms, &m_clock, m_actions, this);
    addDockWidget(Qt::LeftDockWidgetArea, m_roomsDock);

    m_timelineView = new TimelineView(&m_timeline, &m_marks, this);
    m_timelineDock = dock(tr("Timeline"), u"timelineDock"_s, m_timelineView, Qt::BottomDockWidgetArea);
    m_inspector = new Inspector(&m_timeline, this);
    m_inspector->setDataFolder(m_dataFolder);
    m_inspectorDock = dock(tr("Inspector"), u"inspectorDock"_s, m_inspector, Qt::RightDockWidgetArea);
    // Their contents have headings of their own; a grip is left to drag them by.
    m_timelineDock->setTitleBarWidget(new DockTitle({}, m_timelineDock));
    m_inspectorDock->setTitleBarWidget(new DockTitle({}, m_inspectorDock));

    m_doctorDock = new DoctorDock(m_monitor, this);
    addDockWidget(Qt::BottomDockWidgetArea, m_doctorDock);
    tabifyDockWidget(m_timelineDock, m_doctorDock);
    m_doctorDock->hide();
    m_timeline.setRules(m_doctorDock->rules());
}

void MainWindow::connectParts()
{
    connect(m_monitor, &Monitor::applied, this, &MainWindow::ingest);
    connect(m_monitor, &Monitor::restored, this, &MainWindow::takeRestored);
    connect(m_interpretationMenu, &InterpretationMenu::interpretationRequested, &m_reinterpreter, &Reinterpreter::read);
    connect(&m_reinterpreter, &Reinterpreter::interpretationChanged, this, [this] {
        m_tabs->setReinterpreting(m_reinterpreter.isRunning());
        if (!m_reinterpreter.isRunning()) // also when it could not be kept
            m_interpretationMenu->setInterpretation(m_monitor->rooms().interpretation());
    });
    connect(&m_reinterpreter, &Reinterpreter::failed, this, &MainWindow::showNotice);
    connect(&m_reinterpreter, &Reinterpreter::done, this, [this](const QList<AppliedCallback> &recent) {
        restoreHistory(recent, m_access, recent.isEmpty() ? m_monitor->state().lastId : recent.first().callback.id - 1);
        m_inspector->refresh();
    });
    m_tickTimer.setTimerType(Qt::CoarseTimer);
    connect(&m_clock, &ViewClock::dayBegan, this, &MainWindow::showReceiver);
    connect(&m_tickTimer, &QTimer::timeout, this, &MainWindow::tick);
    m_tickTimer.start(std::chrono::seconds(1));

    connect(m_actions->exportFile, &QAction::triggered, this, &MainWindow::showExport);
    connect(m_actions->open, &QAction::triggered, this,
            [this] { askForSession(tr("Open Session"), tr("Sessions (*.roomscope);;All files (*)")); });
    connect(m_actions->importFile, &QAction::triggered, this, [this] {
        askForSession(
            tr("Import"),
            tr("Callbacks (*.callbacks *.roomscope *.har *.http *.json *.jsonl *.ndjson *.gz);;All files (*)"));
    });
    connect(m_actions->openFolder, &QAction::triggered, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Open Folder"));
        if (!folder.isEmpty())
            emit sessionRequested(folder);
    });
    connect(m_actions->settings, &QAction::triggered, this, &MainWindow::showSettings);
    connect(m_actions->closeTab, &QAction::triggered, m_tabs, &RoomTabs::closeCurrentRoom);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->find, &QAction::triggered, this, [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
    connect(m_actions->clearFilter, &QAction::triggered, this, [this] { filterTimeline({}); });
    connect(m_actions->showLate, &QAction::triggered, this, [this] { filterTimeline(u"verdict:late"_s); });
    connect(m_actions->showDuplicates, &QAction::triggered, this, [this] { filterTimeline(u"verdict:duplicate"_s); });
    connect(m_actions->showRejected, &QAction::triggered, this, [this] { filterTimeline(u"verdict:rejected"_s); });
    connect(m_actions->copyUrl, &QAction::triggered, this, &MainWindow::copyUrl);
    connect(m_actions->freeze, &QAction::toggled, this, &MainWindow::setFrozen);
    connect(m_actions->resume, &QAction::triggered, this, [this] { m_actions->freeze->setChecked(false); });
    connect(m_actions->wall, &QAction::triggered, m_tabs, &RoomTabs::showWall);
    connect(m_actions->nextTab, &QAction::triggered, m_tabs, [this] { m_tabs->turn(1); });
    connect(m_actions->previousTab, &QAction::triggered, m_tabs, [this] { m_tabs->turn(-1); });
    const auto go = [](QDockWidget *dock, QWidget *widget) {
        dock->show();
        dock->raise();
        widget->setFocus(Qt::ShortcutFocusReason);
    };
    connect(m_actions->goRooms, &QAction::triggered, m_roomsDock, &RoomsDock::focusList);
    connect(m_actions->filterRooms, &QAction::triggered, m_roomsDock, &RoomsDock::focusFilter);
    connect(m_actions->goPage, &QAction::triggered, m_tabs, &RoomTabs::focusContent);
    connect(m_actions->goTime, &QAction::triggered, this, [this, go] {
        go(m_timelineDock, m_timelineView);
        m_timelineView->askForTime();
    });
    connect(m_actions->goTimeline, &QAction::triggered, this, [this, go] { go(m_timelineDock, m_timelineView); });
    connect(m_actions->goInspector, &QAction::triggered, this, [this, go] {
        m_inspectorWanted = true;
        go(m_inspectorDock, m_inspector);
    });
    connect(m_inspectorDock->toggleViewAction(), &QAction::triggered, this,
            [this](bool shown) { m_inspectorWanted = shown; });
    connect(m_inspector, &Inspector::shown, this, &MainWindow::showFilledInspector);
    connect(m_actions->goKinds, &QAction::triggered, this, [this, go] {
        go(m_timelineDock, m_timelineView);
        m_timelineView->focusKinds();
    });
    connect(m_actions->goNotices, &QAction::triggered, m_notices, &Notices::takeFocus);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        auto *area = qobject_cast<QAbstractScrollArea *>(now);
        m_focusFrame->setWidget(area && area->window() == this ? area : nullptr);
    });
    connect(m_actions->findInBody, &QAction::triggered, this, [this, go] {
        go(m_inspectorDock, m_inspector);
        m_inspector->openFindBar();
    });
    connect(m_actions->glow, &QAction::toggled, this, &MainWindow::setGlow);
    connect(m_actions->fullScreen, &QAction::toggled, this, [this](bool full) {
        setWindowState(full ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
    });
    connect(m_actions->resetLayout, &QAction::triggered, this, [this] {
        for (QDockWidget *dock : std::initializer_list<QDockWidget *> {m_roomsDock, m_inspectorDock, m_timelineDock}) {
            dock->setFloating(false);
            dock->show();
        }
        addDockWidget(Qt::LeftDockWidgetArea, m_roomsDock);
        addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);
        addDockWidget(Qt::BottomDockWidgetArea, m_timelineDock);
        m_doctorDock->setFloating(false);
        tabifyDockWidget(m_timelineDock, m_doctorDock);
        m_doctorDock->hide();
        m_toolBar->show();
        setDefaultSizes();
        m_inspectorWanted = true;
        m_inspectorSized = false;
        hideEmptyInspector();
        showFilledInspector();
    });
    connect(m_actions->startStop, &QAction::triggered, this, &MainWindow::toggleReceiver);
    connect(m_actions->sendTestCallback, &QAction::triggered, this, &MainWindow::testCallbackRequested);
    connect(m_actions->selfTest, &QAction::triggered, this, [this] {
        showReceiverDialog(); // the result is there
        emit selfTestRequested();
    });
    connect(m_actions->showReceiverStatus, &QAction::triggered, this, &MainWindow::showReceiverDialog);
    connect(m_pill, &StatusPill::clicked, m_actions->showReceiverStatus, &QAction::trigger);
    connect(m_actions->pin, &QAction::triggered, this, &MainWindow::pinSdkAppId);
    connect(m_actions->dismissPinNotice, &QAction::triggered, this, [this] {
        m_pinDismissed = true;
        showNotices();
    });
    connect(m_actions->demo, &QAction::triggered, this, &MainWindow::toggleDemo);
    connect(m_actions->shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_actions->schemes, &QActionGroup::triggered, this,
            [this](const QAction *action) { setColorScheme(ColorScheme(action->data().toInt())); });
    connect(m_actions->charts, &QActionGroup::triggered, this,
            [this](const QAction *action) { setChartMinutes(action->data().toInt()); });

    connect(m_roomsDock->list(), &RoomView::roomActivated, this, [this](const RoomKey &key) {
        openRoom(key);
        m_actions->goPage->trigger();
    });
    connect(m_roomsDock->list(), &QListView::clicked, this,
            [this](const QModelIndex &index) { openRoom(index.data(RoomListModel::KeyRole).value<RoomKey>(), true); });
    connect(m_tabs, &RoomTabs::currentRoomChanged, this, [this](const std::optional<RoomKey> &key) {
        if (key)
            m_roomsDock->list()->setCurrentRoom(*key);
        m_actions->closeTab->setEnabled(key.has_value());
    });
    connect(m_tabs, &RoomTabs::seatActivated, this, [this](const RoomKey &room, int seat) {
        filterTimeline(u"room:%1 seat:%2"_s.arg(filterValue(room.room), QString::number(seat)));
    });
    m_actions->closeTab->setEnabled(false);

    connect(m_search, &SearchField::filterChanged, this, [this](const Filter &filter) {
        m_filter = filter;
        m_timeline.setFilter(filter);
    });
    connect(m_search, &SearchField::refused, m_timelineView, &TimelineView::showFilterError);
    connect(m_timelineView, &TimelineView::selected, this, &MainWindow::showSelection);
    connect(m_timelineView, &TimelineView::comparisonChanged, m_inspector, &Inspector::compareWith);
    connect(m_doctorDock, &DoctorDock::selected, this, &MainWindow::select);
    connect(m_tabs, &RoomTabs::selected, this, &MainWindow::select);
    connect(m_inspector, &Inspector::callbackRequested, this, &MainWindow::selectCallback);
    connect(m_doctorDock, &DoctorDock::roomRequested, this, [this](const RoomKey &key) { openRoom(key); });
    connect(m_doctorDock, &DoctorDock::rulesChanged, &m_timeline, &TimelineModel::setRules);
    connect(m_tabs, &RoomTabs::currentRoomChanged, m_doctorDock, &DoctorDock::setRoom);
    connect(m_timelineView, &TimelineView::refused, this, &MainWindow::showBriefly);
    connect(m_timelineView, &TimelineView::failed, this, &MainWindow::showNotice);
    connect(&m_marks, &Marks::failed, this, &MainWindow::showNotice);
    connect(&m_timeline.timeline(), &Timeline::dropping, this, [this](qint64 firstNumber) {
        const Timeline &timeline = m_timeline.timeline();
        m_marks.dropBefore(firstNumber < timeline.endNumber() ? timeline.row(firstNumber).callbackId
                                                              : m_monitor->state().lastId + 1);
    });
    m_marks.open(m_dataFolder);
    connect(&m_timeline, &TimelineModel::failed, this, &MainWindow::showNotice);
    const auto valuesOf = [this](const QString &key) { return filterValues(key, m_timeline.timeline()); };
    m_search->setValueSource(valuesOf);
    connect(m_actions->colourRules, &QAction::triggered, this,
            [this, valuesOf] { m_timelineView->editColourRules(valuesOf); });
    connect(m_timelineView, &TimelineView::colourRulesRequested, m_actions->colourRules, &QAction::trigger);
    connect(m_timelineView, &TimelineView::roomRequested, this, [this](const RoomKey &key) { openRoom(key); });
    connectMenus();
}

void MainWindow::connectMenus()
{
    m_menus = new ContextMenus(m_monitor, m_doctorDock, m_timelineView->marks(), m_dataFolder, this);
    connect(m_roomsDock->list(), &RoomView::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_tabs, &RoomTabs::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_timelineView, &TimelineView::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_doctorDock, &DoctorDock::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_menus, &ContextMenus::filterRequested, m_search, &SearchField::addTerm);
    connect(m_menus, &ContextMenus::filterRequested, this, &MainWindow::showTimeline);
    connect(m_menus, &ContextMenus::roomRequested, this, [this](const RoomKey &key) { openRoom(key); });
    connect(m_menus, &ContextMenus::lineRequested, this, [this](const Selection &place) {
        showTimeline();
        select(place);
    });
    connect(m_menus, &ContextMenus::chartRequested, this, &MainWindow::showInChart);
    connect(m_menus, &ContextMenus::findingsRequested, this, [this](const Selection &place) {
        m_doctorDock->showRoom(*place.room);
        if (place.callbackId != 0)
            select(place);
    });
    connect(m_menus, &ContextMenus::said, this, &MainWindow::showBriefly);
    // Which Qt takes for the menu key on some systems only.
    connect(new QShortcut(QKeySequence(u"Shift+F10"_s), this), &QShortcut::activated, m_menus, openMenuByKey);
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
    m_rate->count(int(batch.size()));
    m_occupancy.append(batch);
    m_tabs->refresh(touched);
    if (m_stack->currentWidget() != m_tabs)
        showCentre();
}

void MainWindow::takeRestored()
{
    m_interpretationMenu->setInterpretation(m_monitor->rooms().interpretation());
    m_tabs->refreshAll();
    m_sortedRooms->arrange();
    showCentre();
    showTitle();
    m_sessionBar->takeRestored();
}

void MainWindow::restoreHistory(const QList<AppliedCallback> &recent, Timeline::Access access, qint64 linesEnd)
{
    m_access = access;
    m_timeline.open(m_dataFolder, m_monitor->rooms().interpretation(), access, linesEnd, visitCallbacks);
    m_timeline.append(recent);
    const Timeline &lines = m_timeline.timeline();
    m_occupancy = {};
    for (qint64 number = std::max(lines.firstNumber(), lines.endNumber() - linesInCharts); number < lines.endNumber();
         ++number) {
        const TimelineLine line = lines.line(number);
        const RoomKey room {line.text(line->sdkAppId), line.text(line->room)};
        if (line->isChange())
            m_occupancy.append(room, changeOf(line), line->timeMs(), line->callbackId);
        if (!line->verdict.isRejected())
            m_rooms.noteReceived(room, line->receivedUs);
    }
    if (lines.endNumber() > lines.firstNumber())
        m_sessionBar->takeHistory(lines.row(lines.endNumber() - 1).receivedUs);
    m_tabs->refreshAll();
}

void MainWindow::tick()
{
    updateReceiverDialog();
    m_rate->advance();
    if (!isVisible() || isMinimized())
        return;
    if (!m_clock.isFrozen())
        m_rooms.advance(nowUs());
    m_sessionBar->refresh();
    showTitle();
    if (m_clock.isFrozen() || m_actions->pin->isEnabled() != !unpinnedSdkAppId().isEmpty())
        showNotices();
}

void MainWindow::readListeningGaps()
{
    const QString folder = m_dataFolder;
    if (folder.isEmpty())
        return;
    const std::optional<qint64> sinceUs
        = m_status.url.isEmpty() ? std::nullopt : std::optional<qint64>(m_status.sinceUs);
    inPool([folder, sinceUs] {
        JournalReader reader;
        return reader.open(folder) ? QList<ListeningGap>() : listeningGaps(reader.listeningPeriods(), sinceUs);
    }).then(m_tabs, [this](const QList<ListeningGap> &gaps) { m_tabs->setGaps(gaps); });
}

// Receiver -----------------------------------------------------------------------------------------------------------

void MainWindow::setReceiverStatus(const ReceiverStatus &status)
{
    if (m_status == status)
        return;
    if (status.state == ReceiverStatus::State::Starting)
        m_counters = {}; // they count from a start
    m_status = status;
    showReceiver();
    showChecks();
    readListeningGaps();
}

void MainWindow::setReceiverOptions(const ReceiverOptions &options)
{
    m_options = options;
    showChecks();
    m_sessionBar->setOptions(m_options);
    showNotices();
    updateReceiverDialog();
}

void MainWindow::setReceiverCounters(const ReceiverCounters &counters)
{
    m_counters = counters;
    updateReceiverDialog();
}

void MainWindow::showRepeats(qint64 callbackId, quint32 repeats)
{
    m_timeline.setRepeats(callbackId, repeats);
}

void MainWindow::followInterpretation(const Interpretation &interpretation)
{
    if (interpretation != m_monitor->rooms().interpretation() || m_reinterpreter.isRunning())
        m_reinterpreter.readAsStored();
}

void MainWindow::showReceiverDialog()
{
    if (!m_receiverDialog)
        m_receiverDialog = new ReceiverDialog(m_actions->selfTest, m_actions->copyUrl, m_actions->settings, this);
    updateReceiverDialog();
    m_receiverDialog->show();
    m_receiverDialog->raise();
    m_receiverDialog->activateWindow();
}

void MainWindow::updateReceiverDialog()
{
    if (m_receiverDialog)
        m_receiverDialog->setFields(m_status, m_options, m_counters, m_sessionBar->lastReceivedUs());
}

void MainWindow::showReceiver()
{
    const ReceiverWords words = receiverWords(m_status);
    m_pill->show(words.shape, words.tone, words.word, m_status.url, words.sentence);
    const bool runs = !m_status.url.isEmpty() || m_status.state == ReceiverStatus::State::Starting;
    const bool follows = m_status.state == ReceiverStatus::State::Following;
    m_actions->startStop->setEnabled(!follows);
    m_actions->demo->setEnabled(!follows);
    m_sessionBar->setFollowing(follows);
    m_interpretationMenu->setFixed(
        follows ? tr("This session belongs to the Roomscope that receives into it: change there how "
                     "its callbacks are read.")
                : QString());
    m_tabs->setReinterpreting(m_reinterpreter.isRunning());
    m_actions->startStop->setText(runs ? tr("&Stop") : tr("&Start"));
    m_actions->startStop->setIcon(paletteIcon(runs ? u"stop"_s : u"play"_s));
    // F5 is what people press to see something anew: it never stops anything.
    m_actions->startStop->setShortcut(runs ? QKeySequence(u"Ctrl+."_s) : QKeySequence(u"F5"_s));
    m_actions->startStop->setToolTip((runs ? tr("Stop receiving callbacks (%1)") : tr("Start receiving callbacks (%1)"))
                                         .arg(m_actions->startStop->shortcut().toString(QKeySequence::NativeText)));
    m_actions->copyUrl->setEnabled(!m_status.url.isEmpty());
    m_actions->sendTestCallback->setEnabled(m_status.isReceiving());
    m_actions->selfTest->setEnabled(!m_status.url.isEmpty() && !follows);
    m_welcome->showReceiver(m_status.isReceiving() || follows ? m_status.url : QString(), words.sentence);
    showNotices();
    showTitle();
    updateReceiverDialog();
}

/// What the receiver checks of a request: what another one does is not known here.
void MainWindow::showChecks()
{
    const bool follows = m_status.state == ReceiverStatus::State::Following;
    m_inspector->setChecks(m_options, follows);
    m_tabs->setAccepted(follows ? std::nullopt : std::optional(m_options.sdkAppIds));
}

void MainWindow::showNotices()
{
    const bool welcoming = m_stack->currentWidget() == m_welcome; // which says it itself
    if (welcoming)
        m_notices->clearReceiver();
    else
        m_notices->showReceiver(m_status);

    if (m_clock.isFrozen())
        m_notices->showFrozen(m_clock.nowUs(), m_monitor->counters().callbacks - m_callbacksAtFreeze);
    else
        m_notices->clearFrozen();

    const QString unpinned = unpinnedSdkAppId();
    m_actions->pin->setEnabled(!unpinned.isEmpty());
    m_actions->pin->setText(unpinned.isEmpty() ? tr("&Pin SDKAppID") : tr("&Pin SDKAppID %1").arg(shownText(unpinned)));
    if (unpinned.isEmpty() || m_pinDismissed || welcoming || m_demoRunning)
        m_notices->clearUnpinned();
    else
        m_notices->showUnpinned(unpinned);
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

QString MainWindow::unpinnedSdkAppId() const
{
    const bool isOurs = m_status.state != ReceiverStatus::State::Following;
    return isOurs && m_options.sdkAppIds.isEmpty() ? m_sessionBar->onlySdkAppId() : QString();
}

void MainWindow::pinSdkAppId()
{
    const QString seen = unpinnedSdkAppId();
    if (seen.isEmpty() || m_options.setSdkAppIds({seen}))
        return;
    WindowSettings().saveReceiverOptions(m_options);
    m_sessionBar->setOptions(m_options);
    showChecks();
    showNotices();
    if (!m_status.url.isEmpty())
        emit startRequested(m_options);
}

void MainWindow::toggleReceiver()
{
    const bool runs = !m_status.url.isEmpty() || m_status.state == ReceiverStatus::State::Starting;
    if (runs)
        emit stopRequested();
    else
        emit startRequested(m_options);
}

void MainWindow::setDemoRunning(bool running)
{
    m_demoRunning = running;
    m_actions->demo->setText(running ? tr("Stop the &Demo") : tr("Start the &Demo"));
    m_actions->demo->setIcon(paletteIcon(running ? u"simulate-off"_s : u"simulate"_s));
    showNotices();
}

void MainWindow::toggleDemo()
{
    if (m_demoRunning)
        emit demoStopRequested();
    else
        emit demoRequested();
}

void MainWindow::copyUrl()
{
    if (m_status.url.isEmpty())
        return;
    QApplication::clipboard()->setText(m_status.url);
    constexpr int shownMs = 3000;
    statusBar()->showMessage(tr("Copied %1").arg(m_status.url), shownMs);
}

// Rooms and tabs -----------------------------------------------------------------------------------------------------

void MainWindow::openRoom(const RoomKey &key, bool preview)
{
    m_tabs->openRoom(key, preview);
}

void MainWindow::showCentre()
{
    QWidget *wanted = m_monitor->counters().callbacks > 0 || m_monitor->rooms().count() > 0
        ? static_cast<QWidget *>(m_tabs)
        : m_welcome;
    if (m_stack->currentWidget() == wanted)
        return;
    m_stack->setCurrentWidget(wanted);
    showNotices();
}

void MainWindow::showTitle()
{
    const qsizetype rooms = m_monitor->rooms().count();
    const QString title
        = rooms == 0 ? u"Roomscope"_s : countedText(rooms, tr("%1 room — Roomscope"), tr("%1 rooms — Roomscope"));
    if (windowTitle() != title)
        setWindowTitle(title);
}

/// Whoever asks for it, all views show the same.
void MainWindow::select(const Selection &selection)
{
    m_timelineView->selectCallback(selection.callbackId);
    showSelection(selection);
}

/// Beside the timeline, where it has been made.
void MainWindow::showSelection(const Selection &selection)
{
    m_inspector->showCallback(selection.callbackId);
    m_doctorDock->showSelection(selection);
    m_tabs->showSelection(selection);
    if (selection.room)
        m_roomsDock->list()->setCurrentRoom(*selection.room);
}

void MainWindow::selectCallback(qint64 id)
{
    const Timeline &timeline = m_timeline.timeline();
    const qint64 number = timeline.numberOf(id);
    select(number == timeline.endNumber() ? Selection {.callbackId = id} : selectionOf(timeline.line(number)));
}

void MainWindow::filterTimeline(const QString &expression)
{
    m_search->setExpression(expression);
    if (!expression.isEmpty())
        showTimeline();
}

void MainWindow::showTimeline()
{
    m_timelineDock->show();
    m_timelineDock->raise();
}

// View ---------------------------------------------------------------------------------------------------------------

void MainWindow::setFrozen(bool frozen)
{
    m_callbacksAtFreeze = m_monitor->counters().callbacks;
    m_clock.setFrozen(frozen);
    m_timeline.setFrozen(frozen);
    showNotices();
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
void MainWindow::showInChart(const Selection &place)
{
    m_tabs->showChart(*place.room);
    select(place);
    int minutes = m_chartMinutes;
    for (const QAction *action : m_actions->charts->actions()) {
        if (place.timeMs < m_clock.nowMs() - qint64(minutes) * 60'000)
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
    SettingsDialog dialog(m_options, m_checkCertificate, m_scheme, m_actions->glow->isChecked(), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    if (dialog.colorScheme() != m_scheme)
        setColorScheme(dialog.colorScheme());
    setGlow(dialog.glow());
    if (dialog.options() == m_options)
        return;
    setReceiverOptions(dialog.options());
    WindowSettings().saveReceiverOptions(m_options);
    // A stopped receiver stays stopped; one that runs, or that could not, tries with what is new.
    if (m_status.state != ReceiverStatus::State::Stopped)
        emit startRequested(m_options);
}

void MainWindow::askForSession(const QString &title, const QString &filter)
{
    const QString file = QFileDialog::getOpenFileName(this, title, {}, filter);
    if (!file.isEmpty())
        emit sessionRequested(file);
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    const QStringList recent = WindowSettings().recentSessions();
    for (const QString &path : recent) {
        QAction *action = m_recentMenu->addAction(withoutMnemonic(QDir::toNativeSeparators(path)));
        connect(action, &QAction::triggered, this, [this, path] { emit sessionRequested(path); });
    }
    if (recent.isEmpty())
        m_recentMenu->addAction(tr("(none yet)"))->setEnabled(false);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (std::any_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); }))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            emit sessionRequested(url.toLocalFile());
    }
    event->acceptProposedAction();
}

void MainWindow::showExport()
{
    ExportDialog dialog(m_dataFolder, m_filter, m_timelineView->selectedCallbacks(), this);
    dialog.exec();
}

void MainWindow::showShortcuts()
{
    ShortcutsDialog dialog(menuBar(), this);
    dialog.exec();
}

void MainWindow::showAbout()
{
    QMessageBox box(QMessageBox::NoIcon, tr("About Roomscope"), {}, QMessageBox::Close, this);
    box.setIconPixmap(windowIcon().pixmap(64, 64));
    box.setText(u"<b>Roomscope %1</b>"_s.arg(QApplication::applicationVersion().toHtmlEscaped()));
    box.setInformativeText(tr("A monitor with a receiver of its own for the room callbacks of Tencent RTC.\n\n"
                              "Free software under the GNU General Public License, version 3 or later, "
                              "without any warranty.\n\nQt %1")
                               .arg(QLatin1StringView(qVersion())));
    box.exec();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const bool wide = width() >= fontMetrics().height() * wideToolBarUnits;
    m_toolBar->setToolButtonStyle(wide ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
}

// Kept from one start to the next ------------------------------------------------------------------------------------

void MainWindow::setDefaultSizes()
{
    const int unit = fontMetrics().height();
    resizeDocks({m_roomsDock}, {std::clamp(width() / 6, unit * 11, unit * 15)}, Qt::Horizontal);
    resizeDocks({m_timelineDock}, {std::clamp(height() * 30 / 100, unit * 8, unit * 20)}, Qt::Vertical);
}

// Empty it would take the place of seats: it comes with the first callback that it is to show.
void MainWindow::hideEmptyInspector()
{
    if (m_inspector->callbackId() == 0)
        m_inspectorDock->hide();
}

void MainWindow::showFilledInspector()
{
    if (!m_inspectorWanted || m_inspector->callbackId() == 0 || m_inspectorDock->isVisible())
        return;
    m_inspectorDock->show();
    if (std::exchange(m_inspectorSized, true))
        return;
    const int unit = fontMetrics().height();
    resizeDocks({m_inspectorDock}, {std::clamp(width() * 26 / 100, unit * 19, unit * 26)}, Qt::Horizontal);
}

QSize MainWindow::firstSize() const
{
    constexpr QSize preferred(1280, 820);
    const QSize frame(0, style()->pixelMetric(QStyle::PM_TitleBarHeight, nullptr, this));
    return preferred.boundedTo(screen()->availableGeometry().size() - frame);
}

void MainWindow::restoreWindow()
{
    WindowSettings settings;
    m_actions->glow->setChecked(settings.value(u"view/glow"_s, true).toBool());
    setChartMinutes(std::clamp(settings.value(u"view/chartMinutes"_s, m_chartMinutes).toInt(), 1, 1440));

    if (!restoreGeometry(settings.value(u"window/geometry"_s).toByteArray()))
        resize(firstSize());
    m_layoutRestored = restoreState(settings.value(u"window/state"_s).toByteArray(), layoutVersion);
    m_inspectorSized = m_layoutRestored;
    m_inspectorWanted = settings.value(u"window/inspector"_s, true).toBool();
    hideEmptyInspector();
    m_timelineView->restoreState(settings.value(u"timeline/columns"_s).toByteArray());
    m_search->setHistory(settings.value(u"timeline/filterHistory"_s).toStringList());

    m_tabs->restore(settings);
    if (const auto selected = WindowSettings::roomFrom(settings.value(u"rooms/selected"_s)))
        m_roomsDock->list()->setCurrentRoom(*selected);
}

void MainWindow::saveWindow()
{
    WindowSettings settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/state"_s, saveState(layoutVersion));
    settings.setValue(u"window/inspector"_s, m_inspectorWanted);
    settings.setValue(u"timeline/columns"_s, m_timelineView->saveState());
    settings.setValue(u"timeline/filterHistory"_s, m_search->history());
    m_tabs->save(settings);
    settings.setValue(u"rooms/selected"_s, WindowSettings::toVariant(m_roomsDock->list()->currentRoom()));
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (!std::exchange(m_layoutRestored, true)) // the first time, when the window has its size
        setDefaultSizes();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveWindow();
    QMainWindow::closeEvent(event);
}

} // namespace Roomscope
