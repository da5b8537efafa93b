// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/receiverdialog.h"

#include "ui/inspector/fieldbrowser.h"
#include "ui/words/errorwords.h"
#include "ui/words/receiverwords.h"
#include "ui/words/words.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QEvent>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

QString toTheSecond(qint64 timeMs)
{
    return momentText(timeMs, ClockPrecision::Seconds);
}

QPushButton *addButton(QDialogButtonBox *buttons, QAction *action)
{
    QPushButton *button = buttons->addButton(action->text(), QDialogButtonBox::ActionRole);
    button->setToolTip(action->toolTip());
    button->setEnabled(action->isEnabled());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::enabledChanged, button, &QWidget::setEnabled);
    return button;
}

} // namespace

ReceiverDialog::ReceiverDialog(QAction *selfTest, QAction *copyUrl, QAction *settings, QWidget *parent)
    : QDialog(parent)
    , m_fields(new FieldBrowser(this))
{
    setWindowTitle(tr("Receiver"));
    m_fields->setAccessibleName(windowTitle());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    for (QAction *action : {selfTest, copyUrl, settings})
        addButton(buttons, action);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    QPushButton *const close = buttons->button(QDialogButtonBox::Close);
    close->setDefault(true);
    close->setFocus(); // and not to the text, which would show a cursor
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_fields);
    layout->addWidget(buttons);
    const int unit = fontMetrics().height();
    resize(unit * 36, unit * 36);
    fill();
}

void ReceiverDialog::setFields(const ReceiverStatus &status, const ReceiverOptions &options,
                               const ReceiverCounters &counters, qint64 lastCallbackUs)
{
    if (status == m_status && options.limits == m_limits && options.sdkAppIds == m_sdkAppIds && counters == m_counters
        && lastCallbackUs == m_lastCallbackUs)
        return;
    m_status = status;
    m_limits = options.limits;
    m_sdkAppIds = options.sdkAppIds;
    m_counters = counters;
    m_lastCallbackUs = lastCallbackUs;
    fill();
}

void ReceiverDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fill();
}

void ReceiverDialog::fill()
{
    const ReceiverWords words = receiverWords(m_status);
    FieldList fields(palette());
    fields.addNote(words.tone, words.word, words.sentence);
    if (!m_status.url.isEmpty())
        fields.addCode(tr("Address"), m_status.url);
    if (!m_status.url.isEmpty() && m_status.sinceUs > 0)
        fields.addFact(tr("Since"), toTheSecond(m_status.sinceUs / 1000));
    fields.addFact(tr("Last callback"),
                   m_lastCallbackUs > 0 ? toTheSecond(m_lastCallbackUs / 1000) : tr("none in this session"));
    if (m_status.state == ReceiverStatus::State::Following) {
        fields.addParagraph(tr("Its self-test, its certificate and the limits that were reached are known only to the "
                               "Roomscope that receives."));
        m_fields->setFields(fields);
        return;
    }

    QStringList checked;
    for (const QString &sdkAppId : std::as_const(m_sdkAppIds))
        checked.append(sdkAppIdText(sdkAppId, m_sdkAppIds));
    fields.addFact(tr("SDKAppID"), checked.isEmpty() ? tr("any is accepted, not checked") : checked.join(", "_L1));
    fields.addHeading(tr("SELF-TEST"));
    if (!m_status.selfTest)
        fields.addParagraph(tr("Not done yet. The receiver posts to its own address after each start."));
    else if (!m_status.selfTest->error)
        fields.addFact(
            tr("Passed"),
            tr("%1, in %2")
                .arg(toTheSecond(m_status.selfTest->atUs / 1000),
                     tr("%1 ms").arg(QLocale().toString(double(m_status.selfTest->durationUs) / 1000, 'f', 1))));
    else
        fields.addFact(
            tr("Failed"),
            tr("%1: %2").arg(toTheSecond(m_status.selfTest->atUs / 1000), errorText(*m_status.selfTest->error)));

    fields.addHeading(tr("CERTIFICATE"));
    if (const auto &certificate = m_status.certificate) {
        fields.addFact(tr("Issued to"),
                       certificate->selfSigned ? tr("%1, self-signed").arg(certificate->subject)
                                               : certificate->subject);
        fields.addFact(tr("Expires"), toTheSecond(certificate->expiresMs));
        fields.addCode(tr("SHA-256"), QString::fromLatin1(certificate->fingerprint));
    } else {
        fields.addParagraph(tr("None: this address speaks plain HTTP."));
    }
    for (const Error &warning : std::as_const(m_status.warnings))
        fields.addParagraph(errorText(warning), Tone::Warning);

    fields.addHeading(tr("LIMITS REACHED SINCE THE START"));
    bool anything = false;
    const auto addCount = [&](const QString &name, qint64 count) {
        if (count > 0)
            fields.addFact(name, countText(count));
        anything = anything || count > 0;
    };
    for (const LimitDescription &limit : ReceiverLimits::descriptions())
        addCount(tr("%1 (%2)").arg(limit.what, m_limits.text(limit.limit)), m_counters.exceeded[size_t(limit.limit)]);
    addCount(tr("TLS handshakes"), m_counters.handshakesRefused);
    addCount(tr("Rejected and only counted"), m_counters.folded);
    if (!anything)
        fields.addParagraph(tr("No limit has been reached."));
    m_fields->setFields(fields);
}

} // namespace Roomscope
