// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpointkeeper.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

CheckpointKeeper::CheckpointKeeper(Monitor *monitor, const QString &dataFolder, RoomsAt restored, QObject *parent)
    : QObject(parent)
    , m_monitor(monitor)
    , m_dataFolder(dataFolder)
    , m_state(std::move(restored))
    , m_savedId(m_state.lastId)
{
    m_state.rooms = {};
    m_state.doctor = {};
    m_writer.setMaxThreadCount(1);
    connect(monitor, &Monitor::applied, this, &CheckpointKeeper::note);
}

CheckpointKeeper::~CheckpointKeeper()
{
    m_writer.waitForDone();
    if (m_state.lastId > m_savedId)
        saveCheckpoint(m_dataFolder, present()); // nobody is left to be told of a failure, and nothing is lost by it
}

RoomsAt CheckpointKeeper::present() const
{
    RoomsAt state = m_state;
    state.rooms = m_monitor->rooms();
    state.counters = m_monitor->counters();
    state.doctor = m_monitor->doctor();
    return state;
}

void CheckpointKeeper::note(const QList<Applied> &batch)
{
    for (const Applied &applied : batch)
        m_state.note(applied);
    if (m_state.lastId - m_savedId < checkpointInterval)
        return;
    m_savedId = m_state.lastId;
    m_writer.start([this, state = present()] {
        if (!saveCheckpoint(m_dataFolder, state))
            emit failed(
                u"A checkpoint could not be written to “%1”: the next start will take longer."_s.arg(m_dataFolder));
    });
}

} // namespace Roomscope
