// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/itemmenu.h"

#include <QAbstractItemView>
#include <QContextMenuEvent>
#include <QMouseEvent>

namespace Roomscope {

ItemMenu::ItemMenu(QAbstractItemView *view)
    : QObject(view)
    , m_view(view)
{
    view->installEventFilter(this);
    view->viewport()->installEventFilter(this);
}

bool ItemMenu::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::MouseButtonRelease:
        return watched == m_view->viewport() && static_cast<QMouseEvent *>(event)->button() == Qt::RightButton;
    case QEvent::ContextMenu: break;
    default: return false;
    }
    const auto *menu = static_cast<QContextMenuEvent *>(event);
    QPoint place = menu->globalPos();
    QModelIndex index;
    if (menu->reason() == QContextMenuEvent::Keyboard) {
        index = m_view->currentIndex();
        if (index.isValid()) {
            m_view->scrollTo(index);
            const QRect shown = m_view->visualRect(index).intersected(m_view->viewport()->rect());
            place = m_view->viewport()->mapToGlobal(shown.bottomLeft());
        }
    } else {
        index = m_view->indexAt(m_view->viewport()->mapFromGlobal(place));
    }
    if (index.isValid())
        emit requested(index, place);
    return true;
}

void popUp(QMenu *menu, const QPoint &globalPosition)
{
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (menu->isEmpty())
        menu->deleteLater();
    else
        menu->popup(globalPosition);
}

void openMenuByKey()
{
    QWidget *widget = QApplication::focusWidget();
    if (!widget)
        return;
    const QPoint centre = widget->rect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, centre, widget->mapToGlobal(centre));
    QCoreApplication::sendEvent(widget, &event);
}

} // namespace Roomscope
