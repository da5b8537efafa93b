// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/receivercontrols.h"

#include "ui/dialogs/receiverdialog.h"
#include "ui/style/appearance.h"
#include "ui/style/windowsettings.h"
#include "ui/window/notices.h"
#include "ui/window/sessionbar.h"
#include "ui/window/statuswidgets.h"
#include "ui/window/windowactions.h"
#include "ui/words/receiverwords.h"
#include "ui/words/showntext.h"

#include <QApplication>
#include <QClipboard>

using namespace Qt::StringLiterals;

namespace Roomscope {

ReceiverControls::ReceiverControls(const Parts &parts, QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_parts(parts)
{
    connectActions();
    show();
}

void ReceiverControls::connectActions()
{
    WindowActions *actions = m_parts.actions;
    connect(actions->startStop, &QAction::triggered, this, &ReceiverControls::toggleReceiver);
    connect(actions->sendTestCallback, &QAction::triggered, this, &ReceiverControls::testCallbackRequested);
    connect(actions->selfTest, &QAction::triggered, this, [this] {
        showDialog(); // the result is there
        emit selfTestRequested();
    });
    connect(actions->showReceiverStatus, &QAction::triggered, this, &ReceiverControls::showDialog);
    connect(m_parts.pill, &StatusPill::clicked, actions->showReceiverStatus, &QAction::trigger);
    connect(actions->pin, &QAction::triggered, this, &ReceiverControls::pinSdkAppId);
    connect(actions->dismissPinNotice, &QAction::triggered, this, [this] {
        m_isPinDismissed = true;
        showNotices();
    });
    connect(actions->copyUrl, &QAction::triggered, this, &ReceiverControls::copyUrl);
    connect(actions->demo, &QAction::triggered, this,
            [this] { m_isDemoRunning ? emit demoStopRequested() : emit demoRequested(); });
}

void ReceiverControls::setStatus(const ReceiverStatus &status)
{
    if (m_status == status)
        return;
    if (status.state == ReceiverStatus::State::Starting)
        m_counters = {}; // they count from a start
    m_status = status;
    show();
    emit statusChanged();
}

void ReceiverControls::setOptions(const ReceiverOptions &options)
{
    m_options = options;
    emit optionsChanged();
    showNotices();
    updateDialog();
}

void ReceiverControls::setCounters(const ReceiverCounters &counters)
{
    m_counters = counters;
    updateDialog();
}

void ReceiverControls::setDemoRunning(bool running)
{
    m_isDemoRunning = running;
    m_parts.actions->demo->setText(running ? tr("Stop the &Demo") : tr("Start the &Demo"));
    m_parts.actions->demo->setIcon(paletteIcon(running ? u"simulate-off"_s : u"simulate"_s));
    showNotices();
}

void ReceiverControls::setWelcoming(bool welcoming)
{
    m_isWelcoming = welcoming;
    showNotices();
}

void ReceiverControls::choose(const ReceiverOptions &options)
{
    if (options == m_options)
        return;
    WindowSettings().saveReceiverOptions(options);
    setOptions(options);
    // A stopped receiver stays stopped; one that runs, or that could not, tries with what is new.
    if (m_status.state != ReceiverStatus::State::Stopped)
        emit startRequested(options);
}

bool ReceiverControls::runs() const
{
    return !m_status.url.isEmpty() || m_status.state == ReceiverStatus::State::Starting;
}

void ReceiverControls::show()
{
    WindowActions *actions = m_parts.actions;
    const ReceiverWords words = receiverWords(m_status);
    m_parts.pill->show(words.shape, words.tone, words.word, m_status.url, words.sentence);
    actions->startStop->setEnabled(!isFollowing());
    actions->demo->setEnabled(!isFollowing());
    actions->startStop->setText(runs() ? tr("&Stop") : tr("&Start"));
    actions->startStop->setIcon(paletteIcon(runs() ? u"stop"_s : u"play"_s));
    // F5 is what people press to see something anew: it never stops anything.
    actions->startStop->setShortcut(runs() ? QKeySequence(u"Ctrl+."_s) : QKeySequence(u"F5"_s));
    actions->startStop->setToolTip((runs() ? tr("Stop receiving callbacks (%1)") : tr("Start receiving callbacks (%1)"))
                                       .arg(actions->startStop->shortcut().toString(QKeySequence::NativeText)));
    actions->copyUrl->setEnabled(!m_status.url.isEmpty());
    actions->sendTestCallback->setEnabled(m_status.isReceiving());
    actions->selfTest->setEnabled(!m_status.url.isEmpty() && !isFollowing());
    showNotices();
    updateDialog();
}

void ReceiverControls::showNotices()
{
    if (m_isWelcoming)
        m_parts.notices->clearReceiver();
    else
        m_parts.notices->showReceiver(m_status);

    const QString unpinned = unpinnedSdkAppId();
    QAction *pin = m_parts.actions->pin;
    pin->setEnabled(!unpinned.isEmpty());
    pin->setText(unpinned.isEmpty() ? tr("&Pin SDKAppID") : tr("&Pin SDKAppID %1").arg(shownText(unpinned)));
    if (unpinned.isEmpty() || m_isPinDismissed || m_isWelcoming || m_isDemoRunning)
        m_parts.notices->clearUnpinned();
    else
        m_parts.notices->showUnpinned(unpinned);
}

void ReceiverControls::refresh()
{
    updateDialog();
    if (m_parts.actions->pin->isEnabled() != !unpinnedSdkAppId().isEmpty())
        showNotices();
}

void ReceiverControls::showDialog()
{
    if (!m_dialog) {
        const WindowActions *actions = m_parts.actions;
        m_dialog = new ReceiverDialog(actions->selfTest, actions->copyUrl, actions->settings, m_window);
    }
    updateDialog();
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void ReceiverControls::updateDialog()
{
    if (m_dialog)
        m_dialog->setFields(m_status, m_options, m_counters, m_parts.bar->lastReceivedUs());
}

QString ReceiverControls::unpinnedSdkAppId() const
{
    return !isFollowing() && m_options.sdkAppIds.isEmpty() ? m_parts.bar->onlySdkAppId() : QString();
}

void ReceiverControls::pinSdkAppId()
{
    const QString seen = unpinnedSdkAppId();
    ReceiverOptions options = m_options;
    if (!seen.isEmpty() && !options.setSdkAppIds({seen}))
        choose(options);
}

void ReceiverControls::toggleReceiver()
{
    if (runs())
        emit stopRequested();
    else
        emit startRequested(m_options);
}

void ReceiverControls::copyUrl()
{
    if (m_status.url.isEmpty())
        return;
    QApplication::clipboard()->setText(m_status.url);
    emit said(tr("Copied %1").arg(m_status.url));
}

} // namespace Roomscope
