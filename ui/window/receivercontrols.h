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

/// The receiver as the window shows it: its mark, the commands that start, stop and test it, its notices and its
/// dialog. It knows what it is told, and asks for what the reader wants by signals. GUI thread.
class ReceiverControls final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        WindowActions *actions;
        StatusPill *pill;
        Notices *notices;
        const SessionBar *bar; ///< Knows which applications have sent something.
    };
    /// Child of the window.
    ReceiverControls(const Parts &parts, QWidget *window);

    void setStatus(const Roomscope::ReceiverStatus &status);
    void setOptions(const Roomscope::ReceiverOptions &options);
    void setCounters(const Roomscope::ReceiverCounters &counters);
    void setDemoRunning(bool running);
    /// How the settings dialog tries a certificate.
    void setCertificateCheck(const CertificateCheck &check) { m_checkCertificate = check; }
    /// The welcome page is there, which says itself what the notices would say.
    void setWelcoming(bool welcoming);

    [[nodiscard]] const ReceiverStatus &status() const { return m_status; }
    [[nodiscard]] const ReceiverOptions &options() const { return m_options; }
    [[nodiscard]] const CertificateCheck &certificateCheck() const { return m_checkCertificate; }
    [[nodiscard]] bool isFollowing() const { return m_status.state == ReceiverStatus::State::Following; }

    /// Takes options that the reader has chosen: saves them, and has a receiver that is not stopped take them.
    void choose(const ReceiverOptions &options);
    /// What ages with time: once a second.
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
    /// What was done, for a short while.
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
    ReceiverDialog *m_dialog = nullptr; ///< From the first time it is wanted on.
    bool m_isDemoRunning = false;
    bool m_isPinDismissed = false;
    bool m_isWelcoming = true;
};

} // namespace Roomscope
