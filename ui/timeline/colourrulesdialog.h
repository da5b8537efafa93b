// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/colourrules.h"
#include "ui/timeline/searchfield.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace Roomscope {

/// Edits the colour rules and their order. GUI thread.
class ColourRulesDialog final : public QDialog
{
    Q_OBJECT

public:
    ColourRulesDialog(const QList<ColourRule> &rules, const SearchField::ValueSource &valuesOf,
                      QWidget *parent = nullptr);

    [[nodiscard]] QList<ColourRule> rules() const;

private:
    void add(const ColourRule &rule);
    void remove();
    void move(int by);
    void showCurrent();
    void takeExpression();
    void takeColour();
    void check();

    QListWidget *m_list;
    QPushButton *m_remove;
    QPushButton *m_up;
    QPushButton *m_down;
    SearchField *m_expression;
    QComboBox *m_colour;
    QLabel *m_problem;
    QPushButton *m_accept;
};

} // namespace Roomscope
