// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"
#include "ui/style/appearance.h"

#include <QDialog>

#include <array>
#include <functional>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QTabWidget;

namespace Roomscope {

/// Reads a certificate and its key as the receiver would.
using CertificateCheck = std::function<Result<CertificateSummary>(const TlsOptions &)>;

/// Settings of receiver and appearance. Errors of ReceiverOptions appear at their fields; a certificate is loaded
/// before it is accepted. GUI thread.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(const ReceiverOptions &options, const CertificateCheck &checkCertificate, ColorScheme scheme,
                   bool glow, QWidget *parent = nullptr);

    [[nodiscard]] const ReceiverOptions &options() const { return m_options; }
    [[nodiscard]] ColorScheme colorScheme() const;
    [[nodiscard]] bool glow() const;

private:
    struct Field
    {
        QLineEdit *edit = nullptr;
        QLabel *problem = nullptr;
    };

    QWidget *makeReceiverPage();
    QWidget *makeTlsPage();
    QWidget *makeSignaturePage();
    QWidget *makeLimitsPage();
    QWidget *makeViewPage(ColorScheme scheme, bool glow);
    QLabel *addText(QFormLayout *form, Tone tone);
    Field addField(QFormLayout *form, const QString &label, const QString &text, const QString &name,
                   const QString &hint);
    Field addFile(QFormLayout *form, const QString &label, const QString &fileName, const QString &name,
                  const QString &hint);
    [[nodiscard]] TlsOptions tlsOptions() const;
    void validate();
    [[nodiscard]] bool validateTls(ReceiverOptions &options);

    ReceiverOptions m_options; ///< The last valid ones.
    const CertificateCheck m_checkCertificate;
    bool m_isComplete = false; ///< All fields have been created.

    QTabWidget *m_pages;
    Field m_listen;
    Field m_path;
    Field m_sdkAppIds;
    Field m_trustedForwarders;
    Field m_keepDays;
    Field m_keepBytes;
    QLabel *m_kept = nullptr; ///< What the retention's numbers mean.
    QLabel *m_exposed = nullptr;
    QComboBox *m_tls = nullptr;
    Field m_certificate;
    Field m_key;
    Field m_passphrase;
    QLabel *m_tlsResult = nullptr;
    TlsOptions m_checkedTls;
    Result<CertificateSummary> m_checkedResult = CertificateSummary();
    Field m_token;
    Field m_rtcKey;
    QComboBox *m_policy = nullptr;
    Field m_tolerance;
    QLabel *m_policyProblem = nullptr;
    std::array<Field, limitCount> m_limits;
    QComboBox *m_scheme = nullptr;
    QCheckBox *m_glow = nullptr;
    QDialogButtonBox *m_buttons;
};

} // namespace Roomscope
