// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/roomviews.h"

#include "core/session/roomlistmodel.h"
#include "ui/rooms/roomdelegate.h"
#include "ui/rooms/roomsortproxy.h"
#include "ui/style/appearance.h"
#include "ui/style/itemmenu.h"
#include "ui/style/paintparts.h"
#include "ui/style/viewclock.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace Roomscope {

RoomView::RoomView(Form form, RoomSortProxy *rooms, const ViewClock *clock, QWidget *parent)
    : QListView(parent)
    , m_form(form)
    , m_rooms(rooms)
{
    setUniformItemSizes(true);
    setSelectionMode(SingleSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    viewport()->setAutoFillBackground(false);
    if (form == Form::Wall) {
        setViewMode(IconMode);
        setMovement(Static);
        setResizeMode(Adjust);
        setDragEnabled(false);
        setSelectionRectVisible(false);
        setLayoutMode(SinglePass);
        setProperty(cardsProperty, true);
        setItemDelegate(new RoomCardDelegate(this));
        setAccessibleName(tr("Wall of all rooms"));
    } else {
        setItemDelegate(new RoomDelegate(this));
        setAccessibleName(tr("Rooms"));
    }
    setModel(rooms);
    connect(rooms, &QAbstractItemModel::rowsInserted, this, &RoomView::roomsCame);
    connect(rooms, &QAbstractItemModel::rowsRemoved, this, &RoomView::arrange);
    connect(rooms, &QAbstractItemModel::modelReset, this, &RoomView::roomsCame);
    connect(rooms, &RoomSortProxy::shownChanged, this, [this] {
        if (m_rooms->rowCount() == 0)
            viewport()->update(); // with the words for it
    });
    // The room that is open does not leave the view because others come before it now.
    connect(rooms, &QAbstractItemModel::layoutAboutToBeChanged, this, [this] {
        m_currentSeen = currentIndex().isValid() && viewport()->rect().intersects(visualRect(currentIndex()));
    });
    connect(rooms, &QAbstractItemModel::layoutChanged, this, [this] {
        if (m_currentSeen)
            scrollTo(currentIndex());
    });
    connect(this, &QListView::doubleClicked, this, [this](const QModelIndex &index) {
        emit roomActivated(index.data(RoomListModel::KeyRole).value<RoomKey>());
    });
    connect(new ItemMenu(this), &ItemMenu::requested, this, &RoomView::showContextMenu);
    connect(clock, &ViewClock::ticked, this, [this] {
        if (isVisible())
            viewport()->update(); // "2 s ago"
    });
    arrange();
}

std::optional<RoomKey> RoomView::currentRoom() const
{
    if (!currentIndex().isValid())
        return std::nullopt;
    return currentIndex().data(RoomListModel::KeyRole).value<RoomKey>();
}

void RoomView::setCurrentRoom(const RoomKey &key)
{
    m_room = key;
    returnToRoom();
}

void RoomView::roomsCame()
{
    arrange();
    if (m_room && !currentIndex().isValid())
        returnToRoom();
}

void RoomView::returnToRoom()
{
    const auto *source = qobject_cast<const RoomListModel *>(m_rooms->sourceModel());
    const QModelIndex index = source && m_room ? m_rooms->mapFromSource(source->indexOf(*m_room)) : QModelIndex();
    if (!index.isValid())
        selectionModel()->clear();
    else if (index != currentIndex() || !selectionModel()->isSelected(index)) // the focus makes it current alone
        setCurrentIndex(index);
}

void RoomView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (current.isValid())
        m_room = current.data(RoomListModel::KeyRole).value<RoomKey>();
}

void RoomView::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    if (currentIndex().isValid() && currentIndex().row() >= first && currentIndex().row() <= last)
        selectionModel()->clear(); // else another room would become the current one, chosen by nobody
    QListView::rowsAboutToBeRemoved(parent, first, last);
}

void RoomView::showContextMenu(const QModelIndex &index, const QPoint &globalPosition)
{
    const auto key = index.data(RoomListModel::KeyRole).value<RoomKey>();
    auto *menu = new QMenu(this);
    emit menuOpening(menu,
                     {.view = MenuSubject::View::Rooms,
                      .isSelected = index == currentIndex(),
                      .place = {.room = key},
                      .rooms = {key.room}});
    popUp(menu, globalPosition);
}

bool RoomView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::Enter)
        m_rooms->setHeld(this, true);
    else if (event->type() == QEvent::HoverLeave || event->type() == QEvent::Leave)
        m_rooms->setHeld(this, false);
    return QListView::viewportEvent(event);
}

void RoomView::hideEvent(QHideEvent *event)
{
    QListView::hideEvent(event);
    m_rooms->setHeld(this, false);
}

void RoomView::keyPressEvent(QKeyEvent *event)
{
    const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (opens && event->modifiers() == Qt::NoModifier) {
        if (const auto key = currentRoom())
            emit roomActivated(*key);
        event->accept();
        return;
    }
    QListView::keyPressEvent(event);
}

void RoomView::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    if (m_rooms->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(toneColor(Tone::Muted, palette()));
    painter.drawText(viewport()->rect().adjusted(12, 12, -12, -12), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     m_rooms->emptyWords());
}

void RoomView::resizeEvent(QResizeEvent *event)
{
    arrange();
    QListView::resizeEvent(event);
}

void RoomView::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

void RoomView::arrange()
{
    if (m_form == Form::List)
        return;
    const QSize card = RoomCardDelegate::minimumCard(fontMetrics());
    const int gap = cardGap(fontMetrics());
    // In Adjust mode a bar "as needed" costs its width whether it is there or not.
    const int room = width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this) - 2;
    const int columns = std::max(1, room / (card.width() + gap));
    // Few rooms have large cards: what is on the wall uses the wall.
    const int rooms = std::max(1, m_rooms->rowCount());
    const int used = std::min(columns, rooms);
    const int rows = (rooms + used - 1) / used;
    const int height = std::clamp(this->height() / rows - gap - 1, card.height(), card.height() * 3 / 2);
    const int width = std::min((room - 1) / used, card.width() * 2 + gap);
    const QSize cell(width, height + gap);
    if (cell != gridSize())
        setGridSize(cell);
}

} // namespace Roomscope
