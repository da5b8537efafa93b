// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/monitor.h"

#include <QObject>
#include <QThreadPool>

namespace Roomscope {

/// Saves a checkpoint of a Monitor's state every checkpointInterval callbacks, in a thread of its own, and once more
/// when it is destroyed. Lives in the monitor's thread; must be destroyed before the monitor.
class CheckpointKeeper final : public QObject
{
    Q_OBJECT

public:
    /// The monitor must have its restored state already.
    CheckpointKeeper(Monitor *monitor, const QString &dataFolder, QObject *parent = nullptr);
    ~CheckpointKeeper() override;

signals:
    /// A checkpoint could not be written: the next start takes longer.
    void failed(const Roomscope::Error &error);

private:
    void saveWhenDue();

    Monitor *m_monitor;
    QString m_dataFolder;
    qint64 m_savedId = 0;
    QThreadPool m_writer;
};

} // namespace Roomscope
