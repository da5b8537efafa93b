// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QMenu;

namespace Roomscope {

class SearchField;

/// Filters that the user saves under names: a menu that applies them (the first nine by Ctrl+Alt+1 to 9), saves the
/// present one, and removes them. Saved in the settings. GUI thread.
class SavedFilters final : public QObject
{
    Q_OBJECT

public:
    struct Entry
    {
        QString name;
        QString expression;
    };

    /// Fills `menu`, again after each change. The field must outlive this object.
    SavedFilters(SearchField *field, QMenu *menu);

    [[nodiscard]] const QList<Entry> &entries() const { return m_entries; }
    /// Replaces a filter of the same name.
    void save(const QString &name, const QString &expression);
    void remove(const QString &name);

private:
    void askForName();
    void fillMenu();
    void updateSave();
    void store() const;

    SearchField *m_field;
    QMenu *m_menu;
    QMenu *m_removeMenu;
    QAction *m_save = nullptr; ///< Created again with the menu.
    QList<Entry> m_entries;
};

} // namespace Roomscope
