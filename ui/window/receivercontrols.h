// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"
#include "ui/dialogs/settingsdialog.h"

#include <QObject>

class QWidget;

namespace Roomscope {

class Notices;
class ReceiverDialog;
class SessionBar;
class StatusPill;
class WindowActions;

/// The receiver in the window: its mark, the commands to start, stop and test it, its notices and its dialog. Others
/// set its status; it emits the user's requests as signals. GUI thread.
class ReceiverControls final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        WindowActions *actions;
        StatusPill *pill;
        Notices *notices;
        const SessionBar *bar; ///< Knows which applications have sent callbacks.
    };
    /// This object becomes a child of the window.
    ReceiverControls(const Parts &parts, QWidget *window);

    void setStatus(const Roomscope::ReceiverStatus &status);
    void setOptions(const Roomscope::ReceiverOptions &options);
    void setCounters(const Roomscope::ReceiverCounters &counters);
    void setDemoRunning(bool running);
    /// Sets the function that checks certificates for the settings dialog.
    void setCertificateCheck(const CertificateCheck &check) { m_checkCertificate = check; }
    /// Hides notices while the welcome page shows the same messages.
    void setWelcoming(bool welcoming);

    [[nodiscard]] const ReceiverStatus &status() const { return m_status; }
    [[nodiscard]] const ReceiverOptions &options() const { return m_options; }
    [[nodiscard]] const CertificateCheck &certificateCheck() const { return m_checkCertificate; }
    [[nodiscard]] bool isFollowing() const { return m_status.state == ReceiverStatus::State::Following; }

    /// Saves options that the user has chosen, and applies them to a receiver that is not stopped.
    void choose(const ReceiverOptions &options);
    /// Updates what depends on the time; call it once a second.
    void refresh();
    void show();

signals:
    void statusChanged();
    void optionsChanged();
    void startRequested(const Roomscope::ReceiverOptions &options);
    void stopRequested();
    void selfTestRequested();
    void testCallbackRequested();
    void demoRequested();
    void demoStopRequested();
    /// What was done; to be shown briefly.
    void said(const QString &sentence);

private:
    void connectActions();
    void toggleReceiver();
    void showNotices();
    void showDialog();
    void updateDialog();
    void pinSdkAppId();
    void copyUrl();
    [[nodiscard]] bool runs() const;
    [[nodiscard]] QString unpinnedSdkAppId() const;

    QWidget *const m_window;
    const Parts m_parts;
    CertificateCheck m_checkCertificate;
    ReceiverOptions m_options;
    ReceiverStatus m_status;
    ReceiverCounters m_counters;
    ReceiverDialog *m_dialog = nullptr; ///< Created when first opened.
    bool m_isDemoRunning = false;
    bool m_isPinDismissed = false;
    bool m_isWelcoming = true;
};

} // namespace Roomscope
