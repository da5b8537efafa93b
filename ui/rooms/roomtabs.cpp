// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/roomtabs.h"

#include "core/base/pool.h"
#include "core/journal/journalreader.h"
#include "core/reception/receiverstatus.h"
#include "ui/rooms/hiddenrooms.h"
#include "ui/rooms/roompage.h"
#include "ui/rooms/roomviews.h"
#include "ui/rooms/seatgridview.h"
#include "ui/style/appearance.h"
#include "ui/style/itemmenu.h"
#include "ui/style/windowsettings.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QContextMenuEvent>
#include <QTabBar>
#include <QVBoxLayout>

namespace Roomscope {

using namespace Qt::StringLiterals;

RoomTabs::RoomTabs(const Monitor *monitor, const Occupancy *occupancy, const ViewClock *clock, RoomSortProxy *rooms,
                   InterpretationMenu *interpretation, QWidget *parent)
    : QTabWidget(parent)
    , m_monitor(monitor)
    , m_occupancy(occupancy)
    , m_clock(clock)
    , m_interpretation(interpretation)
    , m_wall(new RoomView(RoomView::Form::Wall, rooms, clock, this))
{
    m_wall->setObjectName(u"roomWall"_s);
    auto *wallPage = new QWidget(this);
    auto *wallLayout = new QVBoxLayout(wallPage);
    const int inset = fontMetrics().height() / 2;
    wallLayout->setContentsMargins(inset, inset, 0, 0);
    wallLayout->addWidget(new HiddenRooms(rooms, wallPage));
    wallLayout->addWidget(m_wall, 1);
    wallPage->setFocusProxy(m_wall);

    setDocumentMode(true);
    setTabsClosable(true);
    setMovable(true);
    tabBar()->setElideMode(Qt::ElideMiddle);
    tabBar()->setExpanding(false);
    tabBar()->setAccessibleName(tr("Wall and rooms"));
    addTab(wallPage, tr("Wall"));
    for (const QTabBar::ButtonPosition side : {QTabBar::LeftSide, QTabBar::RightSide})
        tabBar()->setTabButton(0, side, nullptr);

    connect(m_wall, &RoomView::roomActivated, this, [this](const RoomKey &key) {
        openRoom(key);
        focusContent();
    });
    connect(m_wall, &RoomView::menuOpening, this, &RoomTabs::menuOpening);
    tabBar()->installEventFilter(this);
    connect(this, &QTabWidget::tabCloseRequested, this, &RoomTabs::closeTab);
    connect(this, &QTabWidget::tabBarDoubleClicked, this, [this](int tab) {
        if (const RoomPage *page = pageAt(tab); page && m_preview == page->key())
            m_preview.reset();
    });
    connect(tabBar(), &QTabBar::tabMoved, this, [this] {
        const int wall = indexOf(m_wall->parentWidget());
        if (wall > 0) // it stays the first
            tabBar()->moveTab(wall, 0);
    });
    connect(this, &QTabWidget::currentChanged, this, [this] { emit currentRoomChanged(currentRoom()); });
}

std::optional<RoomKey> RoomTabs::currentRoom() const
{
    const RoomPage *page = pageAt(currentIndex());
    return page ? std::optional(page->key()) : std::nullopt;
}

RoomPage *RoomTabs::pageAt(int tab) const
{
    return qobject_cast<RoomPage *>(widget(tab));
}

QList<RoomPage *> RoomTabs::pages() const
{
    QList<RoomPage *> result;
    for (int tab = 0; tab < count(); ++tab) {
        if (RoomPage *page = pageAt(tab))
            result.append(page);
    }
    return result;
}

int RoomTabs::tabOf(const RoomKey &key) const
{
    for (int tab = 0; tab < count(); ++tab) {
        if (const RoomPage *page = pageAt(tab); page && page->key() == key)
            return tab;
    }
    return -1;
}

void RoomTabs::openRoom(const RoomKey &key, bool preview)
{
    int tab = tabOf(key);
    if (tab >= 0) {
        if (!preview && m_preview == key)
            m_preview.reset();
        setCurrentIndex(tab);
        return;
    }
    auto *page = new RoomPage(key, m_monitor, m_occupancy, m_clock, m_interpretation, this);
    page->setReinterpreting(m_isReinterpreting);
    page->setAccepted(m_accepted);
    page->seats()->setGlowEnabled(m_glow);
    page->chart()->setMinutes(m_chartMinutes);
    page->chart()->setGaps(m_gaps);
    page->restoreSplit(WindowSettings().value(u"view/roomSplit"_s).toByteArray());
    page->showSelection(m_selection);
    connect(page, &RoomPage::seatActivated, this, &RoomTabs::seatActivated);
    connect(page, &RoomPage::selected, this, &RoomTabs::selected);
    connect(page, &RoomPage::menuOpening, this, &RoomTabs::menuOpening);
    const int replaced = preview && m_preview ? tabOf(*m_preview) : -1;
    const int position = replaced >= 0 ? replaced + 1 : count();
    const QString title = fontMetrics().elidedText(shownText(key.room), Qt::ElideMiddle, fontMetrics().height() * 9);
    tab = insertTab(position, page, withoutMnemonic(title));
    const Room *room = m_monitor->rooms().find(key);
    setTabToolTip(tab,
                  plainToolTip(room && !room->name().isEmpty()
                                   ? tr("%1 (room %2)").arg(shownText(room->name()), shownText(key.room))
                                   : key.room));
    setCurrentIndex(tab);
    if (replaced >= 0)
        closeTab(replaced);
    if (preview)
        m_preview = key;
    else if (m_preview == key)
        m_preview.reset();
}

void RoomTabs::setReinterpreting(bool again)
{
    m_isReinterpreting = again;
    for (RoomPage *page : pages())
        page->setReinterpreting(again);
}

void RoomTabs::setAccepted(const std::optional<QStringList> &accepted)
{
    m_accepted = accepted;
    for (RoomPage *page : pages())
        page->setAccepted(accepted);
}

void RoomTabs::closeCurrentRoom()
{
    closeTab(currentIndex());
}

void RoomTabs::closeTab(int tab)
{
    RoomPage *page = pageAt(tab);
    if (!page)
        return; // the wall stays
    WindowSettings().setValue(u"view/roomSplit"_s, page->saveSplit());
    if (m_preview == page->key())
        m_preview.reset();
    removeTab(tab);
    page->deleteLater();
}

void RoomTabs::closeOthers(const RoomKey &kept)
{
    for (int tab = count() - 1; tab > 0; --tab) {
        if (tab != tabOf(kept))
            closeTab(tab);
    }
}

bool RoomTabs::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != tabBar() || event->type() != QEvent::ContextMenu)
        return QTabWidget::eventFilter(watched, event);
    const auto *menu = static_cast<QContextMenuEvent *>(event);
    const bool byKey = menu->reason() == QContextMenuEvent::Keyboard;
    const int tab = byKey ? currentIndex() : tabBar()->tabAt(menu->pos());
    showTabMenu(tab, byKey ? tabBar()->mapToGlobal(tabBar()->tabRect(tab).bottomLeft()) : menu->globalPos());
    return true;
}

void RoomTabs::showTabMenu(int tab, const QPoint &globalPosition)
{
    const RoomPage *page = pageAt(tab);
    if (!page)
        return; // the wall has rooms, which have their menus
    const RoomKey key = page->key();
    auto *menu = new QMenu(this);
    connect(menu->addAction(paletteIcon(u"close"_s), tr("&Close Tab")), &QAction::triggered, this,
            [this, key] { closeTab(tabOf(key)); });
    if (count() > 2)
        connect(menu->addAction(tr("Close O&ther Tabs")), &QAction::triggered, this, [this, key] { closeOthers(key); });
    menu->addSeparator();
    emit menuOpening(menu, {.view = MenuSubject::View::Tab, .place = {.room = key}, .rooms = {key.room}});
    popUp(menu, globalPosition);
}

void RoomTabs::showWall()
{
    setCurrentIndex(0);
    m_wall->setFocus(Qt::ShortcutFocusReason);
}

void RoomTabs::turn(int by)
{
    setCurrentIndex((currentIndex() + by + count()) % count());
}

void RoomTabs::focusContent()
{
    if (const RoomPage *page = pageAt(currentIndex()))
        page->seats()->setFocus(Qt::ShortcutFocusReason);
    else
        m_wall->setFocus(Qt::ShortcutFocusReason);
}

void RoomTabs::showSelection(const Selection &selection)
{
    m_selection = selection;
    for (RoomPage *page : pages())
        page->showSelection(selection);
    if (!selection.room || !m_monitor->rooms().find(*selection.room))
        return;
    if (currentRoom())
        openRoom(*selection.room, true);
    else
        m_wall->setCurrentRoom(*selection.room);
}

void RoomTabs::showChart(const RoomKey &room)
{
    openRoom(room);
    pageAt(currentIndex())->showChart();
}

void RoomTabs::refresh(const QSet<RoomKey> &rooms)
{
    for (RoomPage *page : pages()) {
        if (rooms.contains(page->key()))
            page->refresh();
    }
    openPendingRooms();
}

void RoomTabs::refreshAll()
{
    for (RoomPage *page : pages())
        page->refresh();
    openPendingRooms();
}

void RoomTabs::setGlow(bool glow)
{
    m_glow = glow;
    for (const RoomPage *page : pages())
        page->seats()->setGlowEnabled(glow);
}

void RoomTabs::setChartMinutes(int minutes)
{
    m_chartMinutes = minutes;
    for (const RoomPage *page : pages())
        page->chart()->setMinutes(minutes);
}

void RoomTabs::readGaps(const QString &dataFolder, const ReceiverStatus &status)
{
    if (dataFolder.isEmpty())
        return;
    const auto sinceUs = status.url.isEmpty() ? std::nullopt : std::optional<qint64>(status.sinceUs);
    inPool([dataFolder, sinceUs] {
        JournalReader reader;
        return reader.open(dataFolder) ? QList<ListeningGap>() : listeningGaps(reader.listeningPeriods(), sinceUs);
    }).then(this, [this](const QList<ListeningGap> &gaps) {
        m_gaps = gaps;
        for (const RoomPage *page : pages())
            page->chart()->setGaps(gaps);
    });
}

void RoomTabs::openPendingRooms()
{
    const QList<RoomKey> pending = m_pendingRooms;
    QWidget *wanted = currentWidget();
    for (const RoomKey &key : pending) {
        if (!m_monitor->rooms().find(key))
            continue;
        m_pendingRooms.removeOne(key);
        openRoom(key);
        if (m_pendingCurrent == key) {
            m_pendingCurrent.reset();
            wanted = currentWidget();
        }
    }
    setCurrentWidget(wanted);
}

void RoomTabs::restore(const WindowSettings &settings)
{
    const QVariantList open = settings.value(u"window/rooms"_s).toList();
    for (const QVariant &room : open) {
        if (const auto key = WindowSettings::roomFrom(room))
            m_pendingRooms.append(*key);
    }
    m_pendingCurrent = WindowSettings::roomFrom(settings.value(u"window/currentRoom"_s));
    openPendingRooms();
}

void RoomTabs::save(WindowSettings &settings) const
{
    QVariantList open;
    for (const RoomPage *page : pages())
        open.append(WindowSettings::toVariant(page->key()));
    for (const RoomKey &key : m_pendingRooms)
        open.append(WindowSettings::toVariant(key));
    settings.setValue(u"window/rooms"_s, open);
    settings.setValue(u"window/currentRoom"_s, WindowSettings::toVariant(currentRoom()));
    if (const RoomPage *page = pageAt(currentIndex()))
        settings.setValue(u"view/roomSplit"_s, page->saveSplit());
}

} // namespace Roomscope
