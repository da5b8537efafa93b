// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>
#include <QObject>

class QAbstractItemView;
class QMenu;

namespace Roomscope {

/// Asks for a context menu of an item of a view: of the one under the pointer, which selects nothing else, or with the
/// menu key of the current one, at its place. Where there is no item nothing is asked for. GUI thread.
class ItemMenu final : public QObject
{
    Q_OBJECT

public:
    /// Child of the view.
    explicit ItemMenu(QAbstractItemView *view);

signals:
    void requested(const QModelIndex &index, const QPoint &globalPosition);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QAbstractItemView *m_view;
};

/// Shows the menu there and deletes it afterwards; an empty one is not shown.
void popUp(QMenu *menu, const QPoint &globalPosition);
/// Does what the menu key does, in the widget that has the keyboard.
void openMenuByKey();

} // namespace Roomscope
