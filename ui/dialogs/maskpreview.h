// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QTableWidget;

namespace Roomscope {

/// Shows the effect of masking on the accounts and addresses of a session's last callbacks. GUI thread.
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
