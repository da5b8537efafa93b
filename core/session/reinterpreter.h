// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/monitor.h"

#include <QThreadPool>

#include <memory>

namespace Roomscope {

/// Changes a session's interpretation while callbacks arrive: folds the journal in a thread of its own; until then the
/// monitor keeps its former state, and it neither misses a callback nor applies one twice. Lives in the monitor's
/// thread.
class Reinterpreter final : public QObject
{
    Q_OBJECT

public:
    /// recentCount: the number of last callbacks that done() passes on, for the timeline.
    Reinterpreter(Monitor *monitor, const QString &dataFolder, qint64 recentCount, QObject *parent = nullptr);
    ~Reinterpreter() override;

    /// Saves the interpretation with the session, then folds. An interpretation requested meanwhile replaces this one.
    void read(const Interpretation &interpretation);
    /// Uses the interpretation saved with the session, perhaps by another process.
    void readAsStored();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

signals:
    void interpretationChanged();
    /// The monitor has the new state; `recent` contains its last callbacks.
    void done(const QList<Roomscope::AppliedCallback> &recent);
    /// The new state is what could be read.
    void failed(const Roomscope::Error &error);

private:
    struct Result;
    void start();
    void adopt(const std::shared_ptr<Result> &result);

    Monitor *m_monitor;
    QString m_dataFolder;
    qint64 m_recentCount;
    bool m_isRunning = false;
    bool m_again = false; ///< Another interpretation was requested meanwhile.
    QThreadPool m_pool;
};

} // namespace Roomscope
