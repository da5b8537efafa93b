// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history.h"

#include "core/privatefolder.h"
#include "core/times.h"

#include <QDir>
#include <QSaveFile>

#include <algorithm>
#include <limits>

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

std::optional<RoomsAt> loadCheckpoint(const JournalReader &reader, const QString &dataFolder, qint64 id,
                                      const Reading &wanted)
{
    QFile file(checkpointFile(dataFolder, id));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const std::optional<RoomsAt> state = RoomsAt::fromBytes(file.readAll());
    if (!state || state->lastId != id || state->rooms.reading() != wanted)
        return {};
    // It must be of this journal: the callback it ends with is there, and arrived when it says.
    const std::optional<Callback> anchor = reader.read(state->anchorId);
    if (!anchor || anchor->receivedUs != state->anchorUs)
        return {};
    return state;
}

} // namespace

std::optional<JournalFailure> foldJournal(const JournalReader &reader, const QString &dataFolder, RoomsAt &state,
                                          qint64 lastId, qint64 visitFrom,
                                          const std::function<bool(const Applied &)> &visit,
                                          const std::stop_token &stop)
{
    QString problem;
    const Reading reading = loadReading(dataFolder, &problem);
    state = {.rooms = RoomStore(reading)};
    const std::optional<JournalBase> base = reader.base();
    const qint64 lastRemoved = base ? base->firstKept - 1 : 0;
    if (lastId < lastRemoved)
        return JournalFailure {JournalFailure::Kind::Removed,
                               u"What was before %1 has been removed from the journal."_s.arg(
                                   QLatin1StringView(isoMilliseconds(base->sinceUs)))};
    for (const qint64 id : checkpointIds(dataFolder)) {
        if (id > lastId || id >= visitFrom || id < lastRemoved)
            continue;
        if (std::optional<RoomsAt> loaded = loadCheckpoint(reader, dataFolder, id, reading)) {
            state = std::move(*loaded);
            break;
        }
    }
    std::optional<JournalFailure> baseFailure;
    if (base && state.lastId < lastRemoved) {
        if (std::optional<RoomsAt> loaded = RoomsAt::fromBase(*base)) {
            state = std::move(*loaded);
            state.rooms.setReading(reading); // what made that state cannot be read again
        } else {
            baseFailure = JournalFailure {
                JournalFailure::Kind::Damaged,
                u"The rooms as they were at the beginning of the journal, %1, cannot be read: only what was reported "
                "since then is known of them."_s.arg(QLatin1StringView(isoMilliseconds(base->sinceUs)))};
        }
        state.lastId = lastRemoved;
    }
    auto failure = continueFold(reader, state, lastId, visitFrom, visit, stop);
    if (!failure)
        failure = baseFailure;
    if (!failure && !problem.isEmpty())
        failure = JournalFailure {.sentence = problem};
    return failure;
}

std::optional<JournalFailure> continueFold(const JournalReader &reader, RoomsAt &state, qint64 lastId, qint64 visitFrom,
                                           const std::function<bool(const Applied &)> &visit,
                                           const std::stop_token &stop)
{
    return reader.forEach(state.lastId + 1, lastId, [&](const Callback &callback) {
        const Applied applied = state.apply(callback);
        return !stop.stop_requested() && (!visit || callback.id < visitFrom || visit(applied));
    });
}

bool saveCheckpoint(const QString &dataFolder, const RoomsAt &state)
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
