// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiveroptions.h"
#include "core/session/monitor.h"
#include "ui/window/recentdelays.h"

#include <QSet>
#include <QStatusBar>

class QAction;
class QLabel;
class QToolButton;

namespace Roomscope {

class ElidedLabel;

/// The status bar: how many callbacks arrived and how late, how many were flagged or rejected, and their applications.
/// GUI thread.
class SessionBar final : public QStatusBar
{
    Q_OBJECT

public:
    /// The actions of the buttons beside the numbers.
    struct Actions
    {
        QAction *showLate;
        QAction *showDuplicates;
        QAction *showRejected;
    };

    SessionBar(const Monitor *monitor, const QString &dataFolder, const Actions &actions, QWidget *parent = nullptr);

    void ingest(const QList<AppliedCallback> &batch);
    /// Sets the time of the last callback stored earlier, for its age only; the present delay ignores it.
    void takeHistory(qint64 lastReceivedUs);
    /// The monitor's state was replaced.
    void takeRestored();
    void setOptions(const ReceiverOptions &options);
    /// With `following`, another process receives, and what it accepts is unknown here.
    void setFollowing(bool following);
    /// Updates numbers and ages; call it once a second.
    void refresh();

    /// Microseconds since 1970, UTC; 0: none yet.
    [[nodiscard]] qint64 lastReceivedUs() const { return m_lastReceivedUs; }
    /// Returns the only application that has sent accepted callbacks; empty if there is none or several.
    [[nodiscard]] QString onlySdkAppId() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void readSize();
    void showDelays();
    void showApplications();
    void applyTones();

    const Monitor *m_monitor;
    QString m_dataFolder;
    RecentDelays m_delays;
    QSet<QString> m_seenSdkAppIds;
    QStringList m_pinnedSdkAppIds;
    bool m_following = false;
    qint64 m_lastReceivedUs = 0;
    qint64 m_sessionBytes = -1;
    int m_refreshes = 0;
    QWidget *m_numbers; ///< One item of the bar, so that a status tip hides all numbers together.
    QLabel *m_callbacksText;
    QLabel *m_delayText;
    QToolButton *m_lateButton;
    QToolButton *m_duplicatesButton;
    QToolButton *m_rejectedButton;
    ElidedLabel *m_sdkAppIdText;
};

} // namespace Roomscope
