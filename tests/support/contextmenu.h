// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTest>

/// Opens context menus as a user does, for tests.
namespace Roomscope::Test {

inline QMenu *menuFor(QWidget *widget, QContextMenuEvent::Reason reason, const QPoint &position)
{
    while (QWidget *open = QApplication::activePopupWidget())
        open->close();
    QContextMenuEvent event(reason, position, widget->mapToGlobal(position));
    QCoreApplication::sendEvent(widget, &event);
    return qobject_cast<QMenu *>(QApplication::activePopupWidget());
}

/// Opens the menu by a right click; returns null if there is none. For an item view, pass its viewport.
inline QMenu *menuAt(QWidget *widget, const QPoint &position)
{
    QTest::mousePress(widget, Qt::RightButton, {}, position);
    QMenu *menu = menuFor(widget, QContextMenuEvent::Mouse, position);
    QTest::mouseRelease(widget, Qt::RightButton, {}, position);
    return menu;
}

/// Opens the menu by the menu key, for which Qt passes the centre of the widget.
inline QMenu *menuByKey(QWidget *widget)
{
    return menuFor(widget, QContextMenuEvent::Keyboard, widget->rect().center());
}

/// Returns the entry of the menu or its submenus with that text, without mnemonics; null if there is none.
inline QAction *entryOf(const QMenu *menu, const QString &text)
{
    const QList<QAction *> actions = menu->actions();
    for (QAction *action : actions) {
        if (action->text().remove(u'&') == text)
            return action;
        if (QAction *inner = action->menu() ? entryOf(action->menu(), text) : nullptr)
            return inner;
    }
    return nullptr;
}

/// Returns an empty text if no two entries of the menu, or of a submenu, share a mnemonic, and no submenu is empty.
inline QString faultOf(const QMenu *menu)
{
    QHash<QString, QString> taken;
    const QList<QAction *> actions = menu->actions();
    for (const QAction *action : actions) {
        const QString key = QKeySequence::mnemonic(action->text()).toString();
        if (!key.isEmpty() && taken.contains(key))
            return QString(menu->title() + QStringLiteral(": ") + taken.value(key) + QStringLiteral(" / ")
                           + action->text());
        taken.insert(key, action->text());
        if (action->menu()) {
            if (action->menu()->isEmpty())
                return QString(action->text() + QStringLiteral(" is empty"));
            if (const QString fault = faultOf(action->menu()); !fault.isEmpty())
                return fault;
        }
    }
    return {};
}

} // namespace Roomscope::Test
