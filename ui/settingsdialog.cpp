// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settingsdialog.h"

#include "ui/paintparts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace Roomscope {

using namespace Qt::StringLiterals;

SettingsDialog::SettingsDialog(const ReceiverOptions &options, ColorScheme scheme, bool glow, QWidget *parent)
    : QDialog(parent)
    , m_options(options)
    , m_exposed(new QLabel(this))
    , m_scheme(new QComboBox(this))
    , m_glow(new QCheckBox(tr("A seat that changes glows for a moment"), this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Settings"));
    const int unit = fontMetrics().height();

    auto *receiver = new QGroupBox(tr("Receiver"), this);
    auto *form = new QFormLayout(receiver);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_listen = addField(form, tr("&Address and port:"), options.listen(), u"listen"_s,
                        tr("127.0.0.1:8480 — this computer only; :8480 — every address"));
    m_path = addField(form, tr("&Path:"), options.path, u"path"_s, tr("Empty: any path"));
    m_sdkAppIds = addField(form, tr("&SDKAppIDs:"), options.sdkAppIds.join(u", "_s), u"sdkAppIds"_s,
                           tr("Empty: any application"));
    m_maximumBody = addField(form, tr("&Largest body, in bytes:"), QString::number(options.maximumBody),
                             u"maximumBody"_s, tr("Larger callbacks are rejected"));
    m_token = addField(form, tr("&Token:"), QString::fromUtf8(options.token), u"token"_s,
                       tr("Empty: signatures are not checked"));
    m_token.edit->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    m_exposed->setWordWrap(true);
    m_exposed->setTextFormat(Qt::PlainText);
    m_exposed->setText(tr("Whoever reaches this address can send callbacks. Set a token to recognise forged ones."));
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, toneColor(Tone::Warning, palette()));
    m_exposed->setPalette(warning);
    form->addRow(QString(), m_exposed);

    auto *view = new QGroupBox(tr("View"), this);
    auto *viewForm = new QFormLayout(view);
    m_scheme->addItem(tr("Like the system"), int(ColorScheme::System));
    m_scheme->addItem(tr("Light"), int(ColorScheme::Light));
    m_scheme->addItem(tr("Dark"), int(ColorScheme::Dark));
    m_scheme->setCurrentIndex(m_scheme->findData(int(scheme)));
    viewForm->addRow(tr("&Colours:"), m_scheme);
    m_glow->setChecked(glow);
    viewForm->addRow(QString(), m_glow);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(unit * 2 / 3);
    layout->addWidget(receiver);
    layout->addWidget(view);
    layout->addStretch(1);
    layout->addWidget(m_buttons);
    setMinimumWidth(unit * 32);

    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    validate();
}

SettingsDialog::Field SettingsDialog::addField(QFormLayout *form, const QString &label, const QString &text,
                                               const QString &name, const QString &hint)
{
    Field field {.edit = new QLineEdit(text, this), .problem = new QLabel(this)};
    field.edit->setObjectName(name);
    field.edit->setPlaceholderText(hint);
    field.edit->setToolTip(hint);
    field.problem->setObjectName(QString(name + u"Problem"_s));
    field.problem->setWordWrap(true);
    field.problem->setTextFormat(Qt::PlainText);
    field.problem->setFont(smallFont(font()));
    QPalette bad = palette();
    bad.setColor(QPalette::WindowText, toneColor(Tone::Bad, palette()));
    field.problem->setPalette(bad);
    form->addRow(label, field.edit);
    form->addRow(QString(), field.problem);
    connect(field.edit, &QLineEdit::textChanged, this, &SettingsDialog::validate);
    return field;
}

void SettingsDialog::validate()
{
    static const QRegularExpression separators(u"[,;\\s]+"_s);
    ReceiverOptions options = m_options;
    bool valid = true;
    const auto check = [&valid](const Field &field, const std::optional<QString> &problem) {
        field.problem->setText(problem.value_or(QString()));
        field.problem->setVisible(problem.has_value());
        field.edit->setAccessibleDescription(problem.value_or(QString()));
        valid = valid && !problem;
    };
    if (!m_token.edit) // still being made
        return;
    check(m_listen, options.setListen(m_listen.edit->text().trimmed()));
    check(m_path, options.setPath(m_path.edit->text().trimmed()));
    check(m_sdkAppIds, options.setSdkAppIds(m_sdkAppIds.edit->text().split(separators, Qt::SkipEmptyParts)));
    check(m_maximumBody, options.setMaximumBody(m_maximumBody.edit->text().trimmed()));
    check(m_token, options.setToken(m_token.edit->text().toUtf8()));
    const bool local = options.host == "127.0.0.1"_L1 || options.host == "localhost"_L1 || options.host == "::1"_L1;
    m_exposed->setVisible(valid && !local && options.token.isEmpty());
    if (valid)
        m_options = options;
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(valid);
}

ColorScheme SettingsDialog::colorScheme() const
{
    return ColorScheme(m_scheme->currentData().toInt());
}

bool SettingsDialog::glow() const
{
    return m_glow->isChecked();
}

} // namespace Roomscope
