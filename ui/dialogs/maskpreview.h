// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QTableWidget;

namespace Roomscope {

/// Shows by the last callbacks of a session what masking makes of accounts and addresses. GUI thread.
class MaskPreview final : public QDialog
{
    Q_OBJECT

public:
    explicit MaskPreview(const QString &dataFolder, QWidget *parent = nullptr);

private:
    QLabel *m_said;
    QTableWidget *m_table;
};

} // namespace Roomscope
