// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/journalfold.h"

#include "core/base/times.h"
#include "core/session/checkpoints.h"

#include <algorithm>

namespace Roomscope {

std::optional<Error> foldJournal(const JournalReader &reader, const QString &dataFolder, MonitorState &state,
                                 qint64 lastId, qint64 visitFrom,
                                 const std::function<bool(const AppliedCallback &)> &visit, const std::stop_token &stop)
{
    const Result<Interpretation> stored = readInterpretation(dataFolder);
    const Interpretation interpretation = stored ? *stored : Interpretation();
    state = {.rooms = RoomStore(interpretation)};
    const std::optional<JournalBase> base = reader.base();
    const qint64 lastRemoved = base ? base->firstKept - 1 : 0;
    if (lastId < lastRemoved)
        return Error {ErrorKind::RemovedFromJournal, {utcDateTime(base->sinceUs)}};
    if (auto loaded = loadCheckpoint(reader, dataFolder, lastRemoved, std::min(lastId, visitFrom - 1), interpretation))
        state = std::move(*loaded);
    std::optional<Error> baseFailure;
    if (base && state.lastId < lastRemoved) {
        if (std::optional<MonitorState> loaded = MonitorState::fromBase(*base)) {
            state = std::move(*loaded);
            state.rooms.setInterpretation(interpretation); // what made that state cannot be read again
        } else {
            baseFailure = Error {ErrorKind::FirstRoomsUnreadable, {utcDateTime(base->sinceUs)}};
        }
        state.lastId = lastRemoved;
    }
    auto failure = continueFold(reader, state, lastId, visitFrom, visit, stop);
    if (!failure)
        failure = baseFailure;
    if (!failure && !stored)
        failure = stored.error();
    return failure;
}

std::optional<Error> continueFold(const JournalReader &reader, MonitorState &state, qint64 lastId, qint64 visitFrom,
                                  const std::function<bool(const AppliedCallback &)> &visit,
                                  const std::stop_token &stop)
{
    return reader.forEach(state.lastId + 1, lastId, [&](const Callback &callback) {
        const AppliedCallback applied = state.apply(callback);
        return !stop.stop_requested() && (!visit || callback.id < visitFrom || visit(applied));
    });
}

std::optional<Error> visitCallbacks(const JournalReader &reader, const QString &dataFolder, qint64 visitFrom,
                                    qint64 lastId, const std::function<bool(const AppliedCallback &)> &visit,
                                    const std::stop_token &stop)
{
    MonitorState state;
    return foldJournal(reader, dataFolder, state, lastId, visitFrom, visit, stop);
}

} // namespace Roomscope
