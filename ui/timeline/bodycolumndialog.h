// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/payloadpath.h"

#include <QDialog>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace Roomscope {

/// Asks for the path to a value in bodies, and shows what the path finds in one body. GUI thread.
class BodyColumnDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `callbackId` is the callback whose body shows the result; 0: none.
    BodyColumnDialog(const QString &dataFolder, qint64 callbackId, QWidget *parent = nullptr);

    /// Returns the path that was accepted.
    [[nodiscard]] const PayloadPath &path() const { return m_path; }

private:
    void showPath();

    qint64 m_callbackId;
    bool m_isRead = false;
    std::optional<JsonText> m_body;
    PayloadPath m_path;
    QLineEdit *m_field;
    QLabel *m_preview;
    QPushButton *m_accept;
};

} // namespace Roomscope
