// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/monitor.h"

#include <QThreadPool>

#include <memory>

namespace Roomscope {

/// Reads a session again in another way while callbacks go on coming in: the journal is folded in a thread of its own,
/// the monitor keeps its former state until then and misses none and takes none twice. Lives in the monitor's thread.
class Reinterpreter final : public QObject
{
    Q_OBJECT

public:
    /// recentCount: how many of the last callbacks done() hands over, for the timeline.
    Reinterpreter(Monitor *monitor, const QString &dataFolder, qint64 recentCount, QObject *parent = nullptr);
    ~Reinterpreter() override;

    /// Keeps the interpretation with the session, then reads. A interpretation asked for meanwhile takes the place of
    /// this one.
    void read(const Interpretation &interpretation);
    /// In the interpretation that is kept with the session; another process may have put it there.
    void readAsStored();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

signals:
    void interpretationChanged();
    /// The monitor has the new state; recent are the last callbacks of it.
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
    bool m_again = false; ///< Another interpretation was asked for meanwhile.
    QThreadPool m_pool;
};

} // namespace Roomscope
