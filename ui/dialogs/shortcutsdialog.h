// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QMenu;
class QMenuBar;
class QTreeWidget;
class QTreeWidgetItem;

namespace Roomscope {

/// Lists all menu actions with their shortcuts, and the keys of the views. GUI thread.
class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const QMenuBar *menus, QWidget *parent = nullptr);

private:
    void addActions(QTreeWidgetItem *group, const QMenu *menu, const QString &prefix = {});
    void addKey(QTreeWidgetItem *group, const QString &what, const QString &keys);

    QTreeWidget *m_list;
};

} // namespace Roomscope
