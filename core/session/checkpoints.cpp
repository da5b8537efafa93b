// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/checkpoints.h"

#include "core/base/privatefolder.h"

#include <QDir>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QDir checkpointFolder(const QString &dataFolder)
{
    return QDir(dataFolder + u"/checkpoints"_s);
}

/// Ids of the checkpoints that are there, newest first.
QList<qint64> checkpointIds(const QString &dataFolder)
{
    QList<qint64> ids;
    for (const QString &name : checkpointFolder(dataFolder).entryList({u"*.state"_s}, QDir::Files)) {
        bool isId = false;
        const qint64 id = name.chopped(6).toLongLong(&isId);
        if (isId)
            ids.append(id);
    }
    std::sort(ids.begin(), ids.end(), std::greater<>());
    return ids;
}

QString checkpointFile(const QString &dataFolder, qint64 id)
{
    return checkpointFolder(dataFolder).filePath(u"%1.state"_s.arg(id));
}

/// Keeps the newest, and the oldest within each distance from it that is twice the former one: however often the
/// program is started again, there is one shortly before the callbacks that a start wants to show.
void dropCheckpoints(const QString &dataFolder)
{
    const QList<qint64> ids = checkpointIds(dataFolder);
    qint64 distance = checkpointInterval / 2;
    for (qsizetype i = 1; i + 1 < ids.size(); ++i) {
        while (ids.first() - ids[i] >= distance)
            distance *= 2;
        if (ids.first() - ids[i + 1] < distance)
            QFile::remove(checkpointFile(dataFolder, ids[i]));
    }
}

/// Nothing when it cannot be believed.
std::optional<MonitorState> loadOne(const JournalReader &reader, const QString &dataFolder, qint64 id,
                                    const Interpretation &wanted)
{
    QFile file(checkpointFile(dataFolder, id));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const std::optional<MonitorState> state = MonitorState::fromBytes(file.readAll());
    if (!state || state->lastId != id || state->rooms.interpretation() != wanted)
        return {};
    // It must be of this journal: the callback it ends with is there, and arrived when it says.
    const std::optional<Callback> anchor = reader.read(state->anchorId);
    if (!anchor || anchor->receivedUs != state->anchorUs)
        return {};
    return state;
}

} // namespace

std::optional<MonitorState> loadCheckpoint(const JournalReader &reader, const QString &dataFolder, qint64 from,
                                           qint64 to, const Interpretation &interpretation)
{
    for (const qint64 id : checkpointIds(dataFolder)) {
        if (id < from || id > to)
            continue;
        if (std::optional<MonitorState> state = loadOne(reader, dataFolder, id, interpretation))
            return state;
    }
    return {};
}

bool saveCheckpoint(const QString &dataFolder, const MonitorState &state)
{
    if (state.anchorId == 0)
        return true; // nothing but rejected requests: nothing worth a checkpoint
    if (!makePrivateFolder(checkpointFolder(dataFolder).path()))
        return false;
    QSaveFile file(checkpointFile(dataFolder, state.lastId));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray bytes = state.toBytes();
    if (file.write(bytes) != bytes.size() || !file.commit())
        return false;
    dropCheckpoints(dataFolder);
    return true;
}

} // namespace Roomscope
