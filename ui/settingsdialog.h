// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/receiveroptions.h"
#include "ui/appearance.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace Roomscope {

/// Receiver and appearance. What is wrong is said at its field, in the words of ReceiverOptions. GUI thread.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(const ReceiverOptions &options, ColorScheme scheme, bool glow, QWidget *parent = nullptr);

    [[nodiscard]] const ReceiverOptions &options() const { return m_options; }
    [[nodiscard]] ColorScheme colorScheme() const;
    [[nodiscard]] bool glow() const;

private:
    struct Field
    {
        QLineEdit *edit = nullptr;
        QLabel *problem = nullptr;
    };

    Field addField(QFormLayout *form, const QString &label, const QString &text, const QString &name,
                   const QString &hint);
    void validate();

    ReceiverOptions m_options; ///< The last valid ones.
    Field m_listen;
    Field m_path;
    Field m_sdkAppIds;
    Field m_maximumBody;
    Field m_token;
    QLabel *m_exposed;
    QComboBox *m_scheme;
    QCheckBox *m_glow;
    QDialogButtonBox *m_buttons;
};

} // namespace Roomscope
