// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

class QListWidget;
class QPushButton;

namespace Roomscope {

/// Chooses columns of a CSV file and their order. GUI thread.
class ColumnsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// An empty `chosen` means all.
    ColumnsDialog(const QStringList &all, const QStringList &chosen, QWidget *parent = nullptr);

    /// Returns an empty list if all are chosen, in their usual order.
    [[nodiscard]] QStringList columns() const;

private:
    void move(int by);
    void updateButtons();

    QStringList m_all;
    QListWidget *m_list;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_accept;
};

} // namespace Roomscope
