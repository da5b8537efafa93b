// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history.h"

#include <QDataStream>
#include <QDir>
#include <QSaveFile>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Counts up whenever the rules of the room model or the form of a checkpoint change: an old one must not be believed.
constexpr quint32 checkpointVersion = 2;
constexpr quint32 checkpointMagic = 0x52534350; // "RSCP"
constexpr qsizetype checkpointsKept = 3;

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

std::optional<RoomsAt> loadCheckpoint(const JournalReader &reader, const QString &dataFolder, qint64 id,
                                      const Reading &wanted)
{
    QFile file(checkpointFile(dataFolder, id));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QDataStream stream(&file);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    quint32 version = 0;
    RoomsAt state;
    Reading reading;
    stream >> magic >> version >> reading;
    if (magic != checkpointMagic || version != checkpointVersion || reading != wanted)
        return {};
    stream >> state.lastId >> state.anchorId >> state.anchorUs >> state.counters.callbacks >> state.counters.late
        >> state.counters.duplicates >> state.counters.rejected >> state.rooms >> state.doctor >> magic;
    if (stream.status() != QDataStream::Ok || magic != checkpointMagic || state.lastId != id)
        return {};
    // It must be of this journal: the callback it ends with is there, and arrived when it says.
    const std::optional<Callback> anchor = reader.read(state.anchorId);
    if (!anchor || anchor->receivedUs != state.anchorUs)
        return {};
    return state;
}

} // namespace

std::optional<JournalFailure> foldJournal(const JournalReader &reader, const QString &dataFolder, RoomsAt &state,
                                          qint64 lastId, qint64 visitFrom,
                                          const std::function<bool(const Applied &)> &visit)
{
    QString problem;
    const Reading reading = loadReading(dataFolder, &problem);
    state = {.rooms = RoomStore(reading)};
    for (const qint64 id : checkpointIds(dataFolder)) {
        if (id > lastId || id >= visitFrom)
            continue;
        if (std::optional<RoomsAt> loaded = loadCheckpoint(reader, dataFolder, id, reading)) {
            state = std::move(*loaded);
            break;
        }
    }
    auto failure = continueFold(reader, state, lastId, visitFrom, visit);
    if (!failure && !problem.isEmpty())
        failure = JournalFailure {.sentence = problem};
    return failure;
}

std::optional<JournalFailure> continueFold(const JournalReader &reader, RoomsAt &state, qint64 lastId, qint64 visitFrom,
                                           const std::function<bool(const Applied &)> &visit)
{
    return reader.forEach(state.lastId + 1, lastId, [&](const Callback &callback) {
        const Applied applied = state.apply(callback);
        return !visit || callback.id < visitFrom || visit(applied);
    });
}

bool saveCheckpoint(const QString &dataFolder, const RoomsAt &state)
{
    if (state.anchorId == 0)
        return true; // nothing but rejected requests: nothing worth a checkpoint
    if (!checkpointFolder(dataFolder).mkpath(u"."_s))
        return false;
    QSaveFile file(checkpointFile(dataFolder, state.lastId));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QDataStream stream(&file);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << checkpointMagic << checkpointVersion << state.rooms.reading() << state.lastId << state.anchorId
           << state.anchorUs << state.counters.callbacks << state.counters.late << state.counters.duplicates
           << state.counters.rejected << state.rooms << state.doctor << checkpointMagic;
    if (stream.status() != QDataStream::Ok || !file.commit())
        return false;
    const QList<qint64> ids = checkpointIds(dataFolder);
    for (const qint64 id : ids.mid(checkpointsKept))
        QFile::remove(checkpointFile(dataFolder, id));
    return true;
}

} // namespace Roomscope
