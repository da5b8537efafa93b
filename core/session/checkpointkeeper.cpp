// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/checkpointkeeper.h"

#include "core/session/checkpoints.h"

namespace Roomscope {

CheckpointKeeper::CheckpointKeeper(Monitor *monitor, const QString &dataFolder, QObject *parent)
    : QObject(parent)
    , m_monitor(monitor)
    , m_dataFolder(dataFolder)
{
    m_writer.setMaxThreadCount(1);
    connect(monitor, &Monitor::applied, this, &CheckpointKeeper::saveWhenDue);
    // Those on the disk may be of an older form. Read in another way: the checkpoints of before are of no use.
    connect(monitor, &Monitor::restored, this, [this] { m_savedId = 0; });
}

CheckpointKeeper::~CheckpointKeeper()
{
    m_writer.waitForDone();
    if (m_monitor->state().lastId > m_savedId)
        saveCheckpoint(m_dataFolder,
                       m_monitor->state()); // nobody is left to be told of a failure, and nothing is lost by it
}

void CheckpointKeeper::saveWhenDue()
{
    if (m_monitor->state().lastId - m_savedId < checkpointInterval)
        return;
    m_savedId = m_monitor->state().lastId;
    m_writer.start([this, state = m_monitor->state()] {
        if (!saveCheckpoint(m_dataFolder, state))
            emit failed({ErrorKind::CheckpointNotWritten, {m_dataFolder}});
    });
}

} // namespace Roomscope
