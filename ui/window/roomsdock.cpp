// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/roomsdock.h"

#include "ui/rooms/roomsortproxy.h"
#include "ui/rooms/roomviews.h"
#include "ui/style/docktitle.h"
#include "ui/style/paintparts.h"
#include "ui/style/windowsettings.h"
#include "ui/window/windowactions.h"
#include "ui/words/words.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace Roomscope {

using namespace Qt::StringLiterals;

RoomsDock::RoomsDock(RoomSortProxy *rooms, const ViewClock *clock, const WindowActions *actions, QWidget *parent)
    : QDockWidget(tr("Rooms"), parent)
    , m_rooms(rooms)
    , m_actions(actions)
    , m_filter(new QLineEdit)
    , m_count(new QLabel)
    , m_list(new RoomView(RoomView::Form::List, rooms, clock))
{
    setObjectName(u"roomsDock"_s);
    makeTitle();
    m_list->setObjectName(u"roomList"_s);
    m_filter->setObjectName(u"roomFilter"_s);
    m_filter->setPlaceholderText(tr("Name, id or member"));
    m_filter->setAccessibleName(tr("Filter of the rooms"));
    m_filter->setToolTip(
        tr("Shows only rooms that have this in their name, their id or one of their members, here and on "
           "the wall (%1). Escape shows all.")
            .arg(actions->filterRooms->shortcut().toString(QKeySequence::NativeText)));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(paletteIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_count->setObjectName(u"roomCount"_s);

    auto *content = new QWidget(this);
    auto *line = new QHBoxLayout;
    const int unit = fontMetrics().height();
    line->setContentsMargins(unit / 2, 0, unit / 2, unit / 3);
    line->setSpacing(unit / 3);
    line->addWidget(m_filter, 1);
    line->addWidget(m_count);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_list, 1);
    content->setFocusProxy(m_list);
    setWidget(content);

    m_filter->installEventFilter(this);
    m_list->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, rooms, &RoomSortProxy::setFilter);
    connect(rooms, &RoomSortProxy::shownChanged, this, [this] {
        if (m_rooms->filter() != m_filter->text().simplified()) // cleared from the wall
            m_filter->setText(m_rooms->filter());
        showCounts();
    });
    connect(rooms, &RoomSortProxy::orderChanged, this, &RoomsDock::showCounts);
    connect(actions->orders, &QActionGroup::triggered, this,
            [this](const QAction *action) { setOrder(action->data().toInt()); });
    connect(actions->showDismissedRooms, &QAction::toggled, this, [this](bool shown) {
        m_rooms->setDismissedShown(shown);
        WindowSettings().setValue(u"rooms/dismissed"_s, shown);
    });
    restoreOrder();
    applyTones();
    showCounts();
}

void RoomsDock::makeTitle()
{
    auto *title = new DockTitle(tr("Rooms"), this);
    m_order = new QToolButton(title);
    m_order->setAutoRaise(true);
    m_order->setToolTip(tr("How the rooms are sorted"));
    connect(m_order, &QToolButton::clicked, this,
            [this] { m_actions->sortMenu()->popup(m_order->mapToGlobal(m_order->rect().bottomLeft())); });
    title->addWidget(m_order);
    setTitleBarWidget(title);
}

void RoomsDock::restoreOrder()
{
    const WindowSettings settings;
    m_actions->showDismissedRooms->setChecked(settings.value(u"rooms/dismissed"_s, true).toBool());
    const QList<QAction *> orders = m_actions->orders->actions();
    const int order = std::clamp(settings.value(u"rooms/order"_s, 0).toInt(), 0, int(orders.size()) - 1);
    orders.at(order)->setChecked(true);
    setOrder(order);
}

void RoomsDock::setOrder(int order)
{
    m_rooms->setOrder(RoomSortProxy::Order(order));
    WindowSettings().setValue(u"rooms/order"_s, order);
}

void RoomsDock::showCounts()
{
    static constexpr std::array words {QT_TR_NOOP("latest"), QT_TR_NOOP("name"), QT_TR_NOOP("occupancy")};
    const QString order = tr(words[size_t(m_rooms->order())]);
    m_order->setText(tr("%1 · sort: %2 ▾").arg(countText(m_rooms->total()), order));
    m_count->setText(m_rooms->countWords());
    m_count->setVisible(!m_count->text().isEmpty());
    m_count->setToolTip(tr("Rooms that are shown, of all"));
}

void RoomsDock::focusList()
{
    show();
    raise();
    m_list->setFocus(Qt::ShortcutFocusReason);
    const QModelIndex current = m_list->currentIndex();
    m_list->setCurrentIndex(current.isValid() ? current : m_rooms->index(0, 0));
}

void RoomsDock::focusFilter()
{
    show();
    raise();
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool RoomsDock::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDockWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isInFilter = watched == m_filter;
    switch (key->key()) {
    case Qt::Key_Escape:
        if (m_filter->text().isEmpty() && !isInFilter)
            break;
        if (m_filter->text().isEmpty())
            focusList();
        m_filter->clear();
        return true;
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!isInFilter)
            break;
        focusList();
        return true;
    default: break;
    }
    return QDockWidget::eventFilter(watched, event);
}

void RoomsDock::applyTones()
{
    for (QWidget *widget : {static_cast<QWidget *>(m_order), static_cast<QWidget *>(m_count)}) {
        setTextTone(widget, Tone::Muted);
        widget->setFont(smallFont(font()));
    }
}

void RoomsDock::changeEvent(QEvent *event)
{
    QDockWidget::changeEvent(event);
    if (m_order && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange))
        applyTones();
}

} // namespace Roomscope
