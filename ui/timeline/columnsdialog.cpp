// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/columnsdialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Roomscope {

ColumnsDialog::ColumnsDialog(const QStringList &all, const QStringList &chosen, QWidget *parent)
    : QDialog(parent)
    , m_all(all)
{
    setWindowTitle(tr("Columns"));
    auto *layout = new QVBoxLayout(this);
    auto *row = new QHBoxLayout;
    layout->addLayout(row);
    m_list = new QListWidget(this);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setAccessibleName(tr("Columns"));
    QStringList ordered = chosen;
    for (const QString &name : all) {
        if (!ordered.contains(name))
            ordered.append(name);
    }
    for (const QString &name : std::as_const(ordered)) {
        auto *item = new QListWidgetItem(name, m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemIsDragEnabled);
        item->setCheckState(chosen.isEmpty() || chosen.contains(name) ? Qt::Checked : Qt::Unchecked);
    }
    m_list->setCurrentRow(0);
    m_list->setMinimumHeight(fontMetrics().height() * 16);
    row->addWidget(m_list, 1);

    auto *buttons = new QVBoxLayout;
    row->addLayout(buttons);
    m_up = new QPushButton(tr("Move &Up"), this);
    m_down = new QPushButton(tr("Move &Down"), this);
    buttons->addWidget(m_up);
    buttons->addWidget(m_down);
    for (const auto &[text, state] : {std::pair(tr("&All"), Qt::Checked), std::pair(tr("&None"), Qt::Unchecked)}) {
        auto *button = new QPushButton(text, this);
        connect(button, &QAbstractButton::clicked, this, [this, checkState = state] {
            for (int i = 0; i < m_list->count(); ++i)
                m_list->item(i)->setCheckState(checkState);
        });
        buttons->addWidget(button);
    }
    buttons->addStretch();

    auto *box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_accept = box->button(QDialogButtonBox::Ok);
    layout->addWidget(box);
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_up, &QAbstractButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QAbstractButton::clicked, this, [this] { move(1); });
    connect(m_list, &QListWidget::currentRowChanged, this, &ColumnsDialog::updateButtons);
    connect(m_list, &QListWidget::itemChanged, this, &ColumnsDialog::updateButtons);
    updateButtons();
}

void ColumnsDialog::move(int by)
{
    const int row = m_list->currentRow();
    QListWidgetItem *item = m_list->takeItem(row);
    m_list->insertItem(row + by, item);
    m_list->setCurrentRow(row + by);
}

void ColumnsDialog::updateButtons()
{
    m_up->setEnabled(m_list->currentRow() > 0);
    m_down->setEnabled(m_list->currentRow() >= 0 && m_list->currentRow() + 1 < m_list->count());
    bool some = false;
    for (int i = 0; i < m_list->count(); ++i)
        some = some || m_list->item(i)->checkState() == Qt::Checked;
    m_accept->setEnabled(some);
}

QStringList ColumnsDialog::columns() const
{
    QStringList names;
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->checkState() == Qt::Checked)
            names.append(m_list->item(i)->text());
    }
    return names == m_all ? QStringList() : names;
}

} // namespace Roomscope
