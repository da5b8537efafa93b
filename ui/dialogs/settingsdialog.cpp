// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settingsdialog.h"

#include "ui/style/paintparts.h"
#include "ui/words/errorwords.h"
#include "ui/words/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

enum TlsChoice { PlainHttp, FromFiles, SelfSigned };

QFormLayout *makeForm(QWidget *page)
{
    auto *form = new QFormLayout(page);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    return form;
}

/// What the numbers of the retention mean.
QString keptWords(const RetentionPolicy &limits)
{
    const QString size = textFromBytes(limits.keepBytes);
    if (limits.keepDays > 0 && limits.keepBytes > 0)
        return (limits.keepDays == 1 ? SettingsDialog::tr("Callbacks are kept for %1 day, and at most %2 of them.")
                                     : SettingsDialog::tr("Callbacks are kept for %1 days, and at most %2 of them."))
            .arg(QString::number(limits.keepDays), size);
    if (limits.keepDays > 0)
        return countedText(limits.keepDays,
                           SettingsDialog::tr("Callbacks are kept for %1 day, however many there are."),
                           SettingsDialog::tr("Callbacks are kept for %1 days, however many there are."));
    return limits.keepBytes > 0
        ? SettingsDialog::tr("Callbacks are kept until there are more than %1 of them; no day is too old (0).")
              .arg(size)
        : SettingsDialog::tr("0 and 0: all callbacks are kept for ever.");
}

} // namespace

SettingsDialog::SettingsDialog(const ReceiverOptions &options, const CertificateCheck &checkCertificate,
                               ColorScheme scheme, bool glow, QWidget *parent)
    : QDialog(parent)
    , m_options(options)
    , m_checkCertificate(checkCertificate)
    , m_pages(new QTabWidget(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Settings"));
    m_pages->addTab(makeReceiverPage(), tr("&Receiver"));
    m_pages->addTab(makeTlsPage(), tr("&HTTPS"));
    m_pages->addTab(makeSignaturePage(), tr("Si&gnature"));
    m_pages->addTab(makeLimitsPage(), tr("&Limits"));
    m_pages->addTab(makeViewPage(scheme, glow), tr("&View"));
    m_isComplete = true;

    const int unit = fontMetrics().height();
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(unit * 2 / 3);
    layout->addWidget(m_pages);
    layout->addWidget(m_buttons);
    setMinimumWidth(unit * 46); // the longest name of a limit, with its field

    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    validate();
}

QWidget *SettingsDialog::makeReceiverPage()
{
    auto *page = new QWidget(this);
    QFormLayout *form = makeForm(page);
    m_listen = addField(form, tr("&Address and port:"), m_options.listen(), u"listen"_s,
                        tr("127.0.0.1:8480 — this computer only; :8480 — every address"));
    m_path = addField(form, tr("&Path:"), m_options.path, u"path"_s, tr("Empty: any path"));
    m_sdkAppIds = addField(form, tr("&SDKAppIDs:"), m_options.sdkAppIds.join(u", "_s), u"sdkAppIds"_s,
                           tr("Empty: any application"));
    m_trustedForwarders = addField(form, tr("&Trusted proxies:"), m_options.trustedForwarderTexts().join(u", "_s),
                                   u"trustedForwarders"_s,
                                   tr("Addresses or networks like 10.0.0.0/8; they tell who has sent a callback"));
    m_keepDays = addField(form, tr("Keep &days:"), QString::number(m_options.retention.keepDays), u"keepDays"_s,
                          tr("0: callbacks are kept for ever"));
    m_keepBytes = addField(form, tr("Keep at &most:"), textFromBytes(m_options.retention.keepBytes), u"keepBytes"_s,
                           tr("A size like 20G; 0: no limit. The oldest callbacks are removed first"));
    m_kept = addText(form, Tone::Muted);
    m_kept->setObjectName(u"kept"_s);
    m_exposed = addText(form, Tone::Warning);
    m_exposed->setText(tr("Whoever reaches this address can send callbacks. Set a token to recognise forged ones."));
    return page;
}

QWidget *SettingsDialog::makeTlsPage()
{
    auto *page = new QWidget(this);
    QFormLayout *form = makeForm(page);
    const TlsOptions &tls = m_options.tls;
    m_tls = new QComboBox(page);
    m_tls->setObjectName(u"tls"_s);
    m_tls->addItem(tr("Plain HTTP"), PlainHttp);
    m_tls->addItem(tr("HTTPS with a certificate from files"), FromFiles);
    m_tls->addItem(tr("HTTPS with a self-signed certificate"), SelfSigned);
    m_tls->setCurrentIndex(tls.selfSigned ? SelfSigned : tls.isOn() ? FromFiles : PlainHttp);
    form->addRow(tr("&Connections:"), m_tls);
    m_certificate = addFile(form, tr("Certi&ficate:"), tls.certificateFile, u"certificate"_s,
                            tr("PEM, the server's own first, its issuers after it"));
    m_key = addFile(form, tr("&Key:"), tls.keyFile, u"key"_s, tr("PEM"));
    m_passphrase = addFile(form, tr("&Passphrase file:"), tls.passphraseFile, u"passphrase"_s,
                           tr("Empty: the key is not encrypted"));
    m_tlsResult = addText(form, Tone::Muted);
    m_tlsResult->setObjectName(u"tlsResult"_s);
    m_tlsResult->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(m_tls, &QComboBox::currentIndexChanged, this, &SettingsDialog::validate);
    return page;
}

QWidget *SettingsDialog::makeSignaturePage()
{
    auto *page = new QWidget(this);
    QFormLayout *form = makeForm(page);
    m_token = addField(form, tr("&Token:"), QString::fromUtf8(m_options.token), u"token"_s,
                       tr("Empty: signatures are not checked"));
    m_token.edit->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    m_rtcKey = addField(form, tr("RTC event &key:"), QString::fromUtf8(m_options.rtcKey), u"rtcKey"_s,
                        tr("Empty: signatures of RTC event callbacks are not checked"));
    m_rtcKey.edit->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    m_policy = new QComboBox(page);
    m_policy->setObjectName(u"policy"_s);
    m_policy->addItem(tr("Do not check"), ReceiverOptions::word(SignaturePolicy::Off));
    m_policy->addItem(tr("Reject wrong ones, flag missing and old ones"), ReceiverOptions::word(SignaturePolicy::Flag));
    m_policy->addItem(tr("Reject wrong, missing and old ones"), ReceiverOptions::word(SignaturePolicy::Require));
    m_policy->setCurrentIndex(int(m_options.signaturePolicy));
    form->addRow(tr("&Signatures:"), m_policy);
    m_tolerance = addField(form, tr("&Age allowed, seconds:"), QString::number(m_options.signatureTolerance),
                           u"tolerance"_s, tr("Between the sender's clock and this one"));
    m_policyProblem = addText(form, Tone::Bad);
    QLabel *limits = addText(form, Tone::Muted);
    limits->setText(tr("A signature shows that the sender knows the token. It covers neither the body nor the path: "
                       "use HTTPS against changes on the way."));
    connect(m_policy, &QComboBox::currentIndexChanged, this, &SettingsDialog::validate);
    return page;
}

QWidget *SettingsDialog::makeLimitsPage()
{
    auto *page = new QWidget(this);
    QFormLayout *form = makeForm(page);
    for (const LimitDescription &limit : ReceiverLimits::descriptions()) {
        const QString unit = limit.unit == LimitDescription::Unit::Bytes ? tr(", bytes")
            : limit.unit == LimitDescription::Unit::Seconds              ? tr(", seconds")
                                                                         : QString();
        m_limits[size_t(limit.limit)] = addField(
            form, tr("%1%2:").arg(limit.what, unit), m_options.limits.text(limit.limit), limit.option,
            tr("Usually %1. A peer that exceeds it: %2").arg(ReceiverLimits().text(limit.limit), limit.answer));
    }
    auto *area = new QScrollArea(this);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    return area;
}

QWidget *SettingsDialog::makeViewPage(ColorScheme scheme, bool glow)
{
    auto *page = new QWidget(this);
    QFormLayout *form = makeForm(page);
    m_scheme = new QComboBox(page);
    m_scheme->addItem(tr("Like the system"), int(ColorScheme::System));
    m_scheme->addItem(tr("Light"), int(ColorScheme::Light));
    m_scheme->addItem(tr("Dark"), int(ColorScheme::Dark));
    m_scheme->setCurrentIndex(m_scheme->findData(int(scheme)));
    form->addRow(tr("&Colours:"), m_scheme);
    m_glow = new QCheckBox(tr("A seat that changes &glows for a moment"), page);
    m_glow->setChecked(glow);
    form->addRow(QString(), m_glow);
    return page;
}

QLabel *SettingsDialog::addText(QFormLayout *form, Tone textTone)
{
    auto *text = new QLabel(this);
    text->setWordWrap(true);
    text->setTextFormat(Qt::PlainText);
    text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setTextTone(text, textTone);
    form->addRow(QString(), text);
    return text;
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
    setTextTone(field.problem, Tone::Bad);
    form->addRow(label, field.edit);
    form->addRow(QString(), field.problem);
    connect(field.edit, &QLineEdit::textChanged, this, &SettingsDialog::validate);
    return field;
}

SettingsDialog::Field SettingsDialog::addFile(QFormLayout *form, const QString &label, const QString &fileName,
                                              const QString &name, const QString &hint)
{
    Field field = addField(form, label, fileName, name, hint);
    QAction *choose = field.edit->addAction(paletteIcon(u"more"_s), QLineEdit::TrailingPosition);
    choose->setToolTip(tr("Choose a file"));
    choose->setShortcut(QKeySequence::Open);
    choose->setShortcutContext(Qt::WidgetShortcut);
    connect(choose, &QAction::triggered, this, [this, edit = field.edit] {
        const QString chosen = QFileDialog::getOpenFileName(this, tr("Choose a File"), edit->text());
        if (!chosen.isEmpty())
            edit->setText(chosen);
    });
    return field;
}

TlsOptions SettingsDialog::tlsOptions() const
{
    TlsOptions tls;
    tls.selfSigned = m_tls->currentData().toInt() == SelfSigned;
    if (m_tls->currentData().toInt() == FromFiles) {
        tls.certificateFile = m_certificate.edit->text().trimmed();
        tls.keyFile = m_key.edit->text().trimmed();
        tls.passphraseFile = m_passphrase.edit->text().trimmed();
    }
    return tls;
}

/// Reads the files when their names have changed, and says what they hold.
bool SettingsDialog::validateTls(ReceiverOptions &options)
{
    options.tls = tlsOptions();
    const int choice = m_tls->currentData().toInt();
    for (const Field &field : {m_certificate, m_key, m_passphrase}) {
        field.edit->setEnabled(choice == FromFiles);
        field.problem->hide();
    }
    const auto say = [this](Tone textTone, const QString &text) {
        m_tlsResult->setPalette(palette());
        setTextTone(m_tlsResult, textTone);
        m_tlsResult->setText(text);
    };
    if (choice != FromFiles) {
        say(Tone::Muted,
            choice == SelfSigned ? tr("It is made at the start and kept in the session's folder. Senders accept it "
                                      "only when they are told to; its fingerprint is shown in Receiver ▸ Status.")
                                 : tr("Callbacks arrive unencrypted. Behind a tunnel or a proxy that speaks HTTPS for "
                                      "you, this is right."));
        return true;
    }
    if (options.tls.certificateFile.isEmpty() || options.tls.keyFile.isEmpty()) {
        say(Tone::Muted, tr("Name both files."));
        return false;
    }
    if (options.tls != std::exchange(m_checkedTls, options.tls))
        m_checkedResult = m_checkCertificate(options.tls);
    if (!m_checkedResult) {
        say(Tone::Bad, errorText(m_checkedResult.error()));
        return false;
    }
    const CertificateSummary &summary = *m_checkedResult;
    const QDateTime expires = QDateTime::fromMSecsSinceEpoch(summary.expiresMs);
    say(expires < QDateTime::currentDateTime() ? Tone::Warning : Tone::Good,
        tr("%1, expires on %2\nSHA-256 %3")
            .arg(summary.subject, QLocale().toString(expires.date(), QLocale::ShortFormat),
                 QString::fromLatin1(summary.fingerprint)));
    return true;
}

void SettingsDialog::validate()
{
    if (!m_isComplete)
        return;
    static const QRegularExpression separators(u"[,;\\s]+"_s);
    ReceiverOptions options = m_options;
    bool valid = true;
    int pageWithProblem = -1;
    const auto check = [&](int page, const Field &field, const std::optional<Error> &problem) {
        const QString text = problem ? errorText(*problem) : QString();
        field.problem->setText(text);
        field.problem->setVisible(problem.has_value());
        field.edit->setAccessibleDescription(text);
        valid = valid && !problem;
        if (problem && pageWithProblem < 0)
            pageWithProblem = page;
    };
    enum Page { ReceiverPage, TlsPage, SignaturePage, LimitsPage };
    check(ReceiverPage, m_listen, options.setListen(m_listen.edit->text().trimmed()));
    check(ReceiverPage, m_path, options.setPath(m_path.edit->text().trimmed()));
    check(ReceiverPage, m_sdkAppIds,
          options.setSdkAppIds(m_sdkAppIds.edit->text().split(separators, Qt::SkipEmptyParts)));
    check(ReceiverPage, m_trustedForwarders,
          options.setTrustedForwarders(m_trustedForwarders.edit->text().split(separators, Qt::SkipEmptyParts)));
    check(ReceiverPage, m_keepDays, options.retention.setKeepDays(m_keepDays.edit->text()));
    check(ReceiverPage, m_keepBytes, options.retention.setKeepBytes(m_keepBytes.edit->text()));
    check(SignaturePage, m_token, options.setToken(m_token.edit->text().toUtf8()));
    check(SignaturePage, m_rtcKey, options.setRtcKey(m_rtcKey.edit->text().toUtf8()));
    check(SignaturePage, m_tolerance, options.setSignatureTolerance(m_tolerance.edit->text()));
    for (const LimitDescription &limit : ReceiverLimits::descriptions()) {
        const Field &field = m_limits[size_t(limit.limit)];
        check(LimitsPage, field, options.limits.set(limit.limit, field.edit->text()));
    }
    if (!validateTls(options)) {
        valid = false;
        pageWithProblem = pageWithProblem < 0 ? TlsPage : pageWithProblem;
    }
    options.signaturePolicy = SignaturePolicy(m_policy->currentIndex());
    const std::optional<Error> contradiction = valid ? options.contradiction() : std::nullopt;
    m_policyProblem->setText(contradiction ? errorText(*contradiction) : QString());
    m_policyProblem->setVisible(contradiction.has_value());
    if (contradiction) {
        valid = false;
        pageWithProblem = SignaturePage;
    }
    for (int page = 0; page < m_pages->count(); ++page)
        m_pages->setTabIcon(page, page == pageWithProblem ? paletteIcon(u"warning"_s) : QIcon());
    const bool local = options.host == "127.0.0.1"_L1 || options.host == "localhost"_L1 || options.host == "::1"_L1;
    m_exposed->setVisible(valid && !local && options.token.isEmpty());
    m_kept->setText(keptWords(options.retention));
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
