// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/navigation.h"

#include "core/rooms/roomstore.h"
#include "core/session/session.h"
#include "core/timeline/timelinemodel.h"
#include "ui/doctor/doctordock.h"
#include "ui/inspector/inspector.h"
#include "ui/rooms/roomtabs.h"
#include "ui/rooms/roomviews.h"
#include "ui/style/itemmenu.h"
#include "ui/timeline/filterterms.h"
#include "ui/timeline/searchfield.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/contextmenus.h"
#include "ui/window/notices.h"
#include "ui/window/roomsdock.h"
#include "ui/window/windowactions.h"
#include "ui/window/windowlayout.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// In front of other docks; the keyboard stays where it is.
void bringUp(QDockWidget *dock)
{
    dock->show();
    dock->raise();
}

void goTo(QDockWidget *dock)
{
    bringUp(dock);
    dock->widget()->setFocus(Qt::ShortcutFocusReason);
}

} // namespace

Navigation::Navigation(const Parts &parts, QWidget *window)
    : QObject(window)
    , m_parts(parts)
    , m_menus(new ContextMenus(parts.session->monitor(), parts.doctor, parts.timeline->marks(),
                               parts.session->dataFolder(), window))
{
    connectPlaces();
    connectRooms();
    connectTimeline();
    connectMenus();
}

/// The commands that go to a part of the window.
void Navigation::connectPlaces()
{
    connect(m_parts.actions->find, &QAction::triggered, this,
            [this] { m_parts.search->setFocus(Qt::ShortcutFocusReason); });
    connect(m_parts.actions->wall, &QAction::triggered, m_parts.tabs, &RoomTabs::showWall);
    connect(m_parts.actions->nextTab, &QAction::triggered, m_parts.tabs, [this] { m_parts.tabs->turn(1); });
    connect(m_parts.actions->previousTab, &QAction::triggered, m_parts.tabs, [this] { m_parts.tabs->turn(-1); });
    connect(m_parts.actions->goRooms, &QAction::triggered, m_parts.rooms, &RoomsDock::focusList);
    connect(m_parts.actions->filterRooms, &QAction::triggered, m_parts.rooms, &RoomsDock::focusFilter);
    connect(m_parts.actions->goPage, &QAction::triggered, m_parts.tabs, &RoomTabs::focusContent);
    connect(m_parts.actions->goTime, &QAction::triggered, this, [this] {
        goTo(m_parts.timelineDock);
        m_parts.timeline->askForTime();
    });
    connect(m_parts.actions->goTimeline, &QAction::triggered, this, [this] { goTo(m_parts.timelineDock); });
    connect(m_parts.actions->goKinds, &QAction::triggered, this, [this] {
        goTo(m_parts.timelineDock);
        m_parts.timeline->focusKinds();
    });
    connect(m_parts.actions->goInspector, &QAction::triggered, this, [this] {
        m_parts.layout->wantInspector();
        goTo(m_parts.inspectorDock);
    });
    connect(m_parts.actions->findInBody, &QAction::triggered, this, [this] {
        goTo(m_parts.inspectorDock);
        m_parts.inspector->openFindBar();
    });
    connect(m_parts.actions->goNotices, &QAction::triggered, m_parts.notices, &Notices::takeFocus);
}

void Navigation::connectRooms()
{
    connect(m_parts.rooms->list(), &RoomView::roomActivated, this, [this](const RoomKey &key) {
        openRoom(key);
        m_parts.actions->goPage->trigger();
    });
    connect(m_parts.rooms->list(), &QListView::clicked, this,
            [this](const QModelIndex &index) { openRoom(index.data(RoomListModel::KeyRole).value<RoomKey>(), true); });
    connect(m_parts.tabs, &RoomTabs::currentRoomChanged, this, [this](const std::optional<RoomKey> &key) {
        if (key)
            m_parts.rooms->list()->setCurrentRoom(*key);
        m_parts.actions->closeTab->setEnabled(key.has_value());
    });
    m_parts.actions->closeTab->setEnabled(false);
    connect(m_parts.actions->closeTab, &QAction::triggered, m_parts.tabs, &RoomTabs::closeCurrentRoom);
    connect(m_parts.tabs, &RoomTabs::currentRoomChanged, m_parts.doctor, &DoctorDock::setRoom);
    connect(m_parts.tabs, &RoomTabs::seatActivated, this, [this](const RoomKey &room, int seat) {
        filterTimeline(u"room:%1 seat:%2"_s.arg(filterValue(room.room), QString::number(seat)));
    });
    connect(m_parts.tabs, &RoomTabs::selected, this, &Navigation::select);
    connect(m_parts.doctor, &DoctorDock::selected, this, &Navigation::select);
    connect(m_parts.doctor, &DoctorDock::roomRequested, this, [this](const RoomKey &key) { openRoom(key); });
    connect(m_parts.doctor, &DoctorDock::rulesChanged, m_parts.model, &TimelineModel::setRules);
}

void Navigation::connectTimeline()
{
    connect(m_parts.search, &SearchField::refused, m_parts.timeline, &TimelineView::showFilterError);
    connect(m_parts.actions->clearFilter, &QAction::triggered, this, [this] { filterTimeline({}); });
    connect(m_parts.actions->showLate, &QAction::triggered, this, [this] { filterTimeline(u"verdict:late"_s); });
    connect(m_parts.actions->showDuplicates, &QAction::triggered, this,
            [this] { filterTimeline(u"verdict:duplicate"_s); });
    connect(m_parts.actions->showRejected, &QAction::triggered, this,
            [this] { filterTimeline(u"verdict:rejected"_s); });
    const auto valuesOf = [this](const QString &key) { return filterValues(key, m_parts.model->timeline()); };
    m_parts.search->setValueSource(valuesOf);
    connect(m_parts.actions->colourRules, &QAction::triggered, this,
            [this, valuesOf] { m_parts.timeline->editColourRules(valuesOf); });
    connect(m_parts.timeline, &TimelineView::colourRulesRequested, m_parts.actions->colourRules, &QAction::trigger);
    connect(m_parts.timeline, &TimelineView::roomRequested, this, [this](const RoomKey &key) { openRoom(key); });
    connect(m_parts.timeline, &TimelineView::selected, this, &Navigation::showSelection);
    connect(m_parts.timeline, &TimelineView::comparisonChanged, m_parts.inspector, &Inspector::compareWith);
    connect(m_parts.timeline, &TimelineView::refused, this, &Navigation::said);
    connect(m_parts.inspector, &Inspector::callbackRequested, this, &Navigation::selectCallback);
}

void Navigation::connectMenus()
{
    connect(m_parts.rooms->list(), &RoomView::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_parts.tabs, &RoomTabs::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_parts.timeline, &TimelineView::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_parts.doctor, &DoctorDock::menuOpening, m_menus, &ContextMenus::fill);
    connect(m_menus, &ContextMenus::filterRequested, m_parts.search, &SearchField::addTerm);
    connect(m_menus, &ContextMenus::filterRequested, m_parts.timelineDock, [this] { bringUp(m_parts.timelineDock); });
    connect(m_menus, &ContextMenus::roomRequested, this, [this](const RoomKey &key) { openRoom(key); });
    connect(m_menus, &ContextMenus::lineRequested, this, [this](const Selection &place) {
        bringUp(m_parts.timelineDock);
        select(place);
    });
    connect(m_menus, &ContextMenus::chartRequested, this, &Navigation::showInChart);
    connect(m_menus, &ContextMenus::findingsRequested, this, [this](const Selection &place) {
        m_parts.doctor->showRoom(*place.room);
        if (place.callbackId != 0)
            select(place);
    });
    connect(m_menus, &ContextMenus::said, this, &Navigation::said);
    // Which Qt takes for the menu key on some systems only.
    connect(new QShortcut(QKeySequence(u"Shift+F10"_s), qobject_cast<QWidget *>(parent())), &QShortcut::activated,
            m_menus, openMenuByKey);
}

void Navigation::openRoom(const RoomKey &key, bool preview)
{
    m_parts.tabs->openRoom(key, preview);
}

/// Whoever asks for it, all views show the same.
void Navigation::select(const Selection &selection)
{
    m_parts.timeline->selectCallback(selection.callbackId);
    showSelection(selection);
}

/// Beside the timeline, where it has been made.
void Navigation::showSelection(const Selection &selection)
{
    m_parts.inspector->showCallback(selection.callbackId);
    m_parts.doctor->showSelection(selection);
    m_parts.tabs->showSelection(selection);
    if (selection.room)
        m_parts.rooms->list()->setCurrentRoom(*selection.room);
}

void Navigation::selectCallback(qint64 id)
{
    const Timeline &timeline = m_parts.model->timeline();
    const qint64 number = timeline.numberOf(id);
    select(number == timeline.endNumber() ? Selection {.callbackId = id} : selectionOf(timeline.line(number)));
}

void Navigation::filterTimeline(const QString &expression)
{
    m_parts.search->setExpression(expression);
    if (!expression.isEmpty())
        bringUp(m_parts.timelineDock);
}

void Navigation::showInChart(const Selection &place)
{
    m_parts.tabs->showChart(*place.room);
    select(place);
    emit chartWanted(place.timeMs);
}

} // namespace Roomscope
