// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/savedfilters.h"

#include "ui/style/appearance.h"
#include "ui/style/windowsettings.h"
#include "ui/timeline/searchfield.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype filtersWithKeys = 9;

auto named(const QString &name)
{
    return [name](const SavedFilters::Entry &entry) { return entry.name == name; };
}

} // namespace

SavedFilters::SavedFilters(SearchField *field, QMenu *menu)
    : QObject(menu)
    , m_field(field)
    , m_menu(menu)
    , m_removeMenu(new QMenu(tr("&Remove"), menu))
{
    WindowSettings settings;
    const int count = settings.beginReadArray(u"filters"_s);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        m_entries.append({settings.value(u"name"_s).toString(), settings.value(u"expression"_s).toString()});
    }
    settings.endArray();
    fillMenu();
    connect(m_field, &QLineEdit::textChanged, this, &SavedFilters::updateSave);
}

void SavedFilters::updateSave()
{
    m_save->setEnabled(!m_field->text().trimmed().isEmpty());
}

void SavedFilters::fillMenu()
{
    const QList<QAction *> former = m_menu->actions();
    for (QAction *action : former) {
        m_menu->removeAction(action);
        if (action != m_removeMenu->menuAction())
            action->deleteLater();
    }
    m_save = m_menu->addAction(paletteIcon(u"filter"_s), tr("&Save This Filter…"));
    m_save->setShortcut(QKeySequence(u"Ctrl+Alt+S"_s));
    connect(m_save, &QAction::triggered, this, &SavedFilters::askForName);
    updateSave();
    m_menu->addSeparator();
    m_removeMenu->clear();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[i];
        const QString text = withoutMnemonic(entry.name);
        QAction *apply = m_menu->addAction(text);
        apply->setToolTip(entry.expression);
        apply->setStatusTip(entry.expression);
        if (i < filtersWithKeys)
            apply->setShortcut(QKeySequence(u"Ctrl+Alt+%1"_s.arg(i + 1)));
        connect(apply, &QAction::triggered, this,
                [this, expression = entry.expression] { m_field->setExpression(expression); });
        connect(
            m_removeMenu->addAction(text), &QAction::triggered, this, [this, name = entry.name] { remove(name); },
            Qt::QueuedConnection); // it deletes the action
    }
    if (m_entries.isEmpty())
        m_menu->addAction(tr("(none is saved)"))->setEnabled(false);
    m_menu->addSeparator();
    m_menu->addMenu(m_removeMenu);
    m_removeMenu->setEnabled(!m_entries.isEmpty());
}

void SavedFilters::askForName()
{
    const QString expression = m_field->text().trimmed();
    if (m_field->error()) {
        m_field->setFocus(Qt::ShortcutFocusReason); // what is wrong stands below it
        return;
    }
    bool accepted = false;
    const QString name
        = QInputDialog::getText(m_field->window(), tr("Save Filter"), tr("A name for “%1”:").arg(expression),
                                QLineEdit::Normal, expression.left(40), &accepted)
              .trimmed();
    if (accepted && !name.isEmpty())
        save(name, expression);
}

void SavedFilters::save(const QString &name, const QString &expression)
{
    const auto existing = std::find_if(m_entries.begin(), m_entries.end(), named(name));
    if (existing != m_entries.end())
        existing->expression = expression;
    else
        m_entries.append({name, expression});
    store();
    fillMenu(); // its shortcuts work without the menu being opened
}

void SavedFilters::remove(const QString &name)
{
    m_entries.removeIf(named(name));
    store();
    fillMenu();
}

void SavedFilters::store() const
{
    WindowSettings settings;
    settings.remove(u"filters"_s);
    settings.beginWriteArray(u"filters"_s, int(m_entries.size()));
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        settings.setArrayIndex(int(i));
        settings.setValue(u"name"_s, m_entries[i].name);
        settings.setValue(u"expression"_s, m_entries[i].expression);
    }
    settings.endArray();
}

} // namespace Roomscope
