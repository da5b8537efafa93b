// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>
#include <QObject>

class QAbstractItemView;
class QMenu;

namespace Roomscope {

/// Requests a context menu for an item of a view: for the item under the pointer, which does not become selected, or,
/// with the menu key, for the current item, at its position. Requests nothing where there is no item. GUI thread.
class ItemMenu final : public QObject
{
    Q_OBJECT

public:
    /// This object becomes a child of `view`.
    explicit ItemMenu(QAbstractItemView *view);

signals:
    void requested(const QModelIndex &index, const QPoint &globalPosition);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QAbstractItemView *m_view;
};

/// Shows the menu and deletes it afterwards; an empty menu is not shown.
void popUp(QMenu *menu, const QPoint &globalPosition);
/// Acts like the menu key in the widget that has the keyboard focus.
void openMenuByKey();

} // namespace Roomscope
