// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/shortcutsdialog.h"

#include "ui/words/showntext.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMenu>
#include <QMenuBar>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

QTreeWidgetItem *addGroup(QTreeWidget *list, const QString &title)
{
    auto *group = new QTreeWidgetItem(list, {title});
    QFont bold = list->font();
    bold.setWeight(QFont::DemiBold);
    group->setFont(0, bold);
    group->setFirstColumnSpanned(true);
    return group;
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const QMenuBar *menus, QWidget *parent)
    : QDialog(parent)
    , m_list(new QTreeWidget(this))
{
    setWindowTitle(tr("Keyboard Shortcuts"));
    m_list->setColumnCount(2);
    m_list->setHeaderLabels({tr("Action"), tr("Keys")});
    m_list->setRootIsDecorated(false);
    m_list->setAccessibleName(windowTitle());

    const QList<QAction *> menuActions = menus->actions();
    for (const QAction *action : menuActions) {
        if (!action->menu())
            continue;
        QTreeWidgetItem *group = addGroup(m_list, wordsOfAction(action->text()));
        addActions(group, action->menu());
        if (group->childCount() == 0)
            delete group;
    }
    QTreeWidgetItem *views = addGroup(m_list, tr("In the views"));
    addKey(views, tr("Choose a room or a seat"), tr("Arrow keys, or type the first letters"));
    addKey(views, tr("Open the room"), tr("Enter"));
    addKey(views, tr("See the changes of the seat in the timeline"), tr("Enter"));
    addKey(views, tr("Follow the newest line of the timeline again"), tr("End"));
    addKey(views, tr("Open the menu of what is selected"), tr("Menu key, Shift+F10"));
    addKey(views, tr("Show all rooms again, in their filter or list"), tr("Esc"));
    addKey(views, tr("Find in the body of the inspector, next hit, previous hit"), tr("Ctrl+F, F3, Shift+F3"));
    m_list->expandAll();
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_list);
    layout->addWidget(buttons);
    const int unit = fontMetrics().height();
    resize(unit * 34, unit * 34);
}

void ShortcutsDialog::addActions(QTreeWidgetItem *group, const QMenu *menu, const QString &prefix)
{
    const QList<QAction *> actions = menu->actions();
    for (const QAction *action : actions) {
        const QString text = wordsOfAction(action->text());
        if (action->menu())
            addActions(group, action->menu(), QString(prefix + text + u" ▸ "_s));
        else if (!action->shortcut().isEmpty())
            addKey(group, QString(prefix + text), action->shortcut().toString(QKeySequence::NativeText));
    }
}

void ShortcutsDialog::addKey(QTreeWidgetItem *group, const QString &what, const QString &keys)
{
    new QTreeWidgetItem(group, {what, keys});
}

} // namespace Roomscope
