// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/journalfold.h"

#include "core/base/times.h"
#include "core/session/checkpoints.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

std::optional<JournalFailure> foldJournal(const JournalReader &reader, const QString &dataFolder, MonitorState &state,
                                          qint64 lastId, qint64 visitFrom,
                                          const std::function<bool(const AppliedCallback &)> &visit,
                                          const std::stop_token &stop)
{
    QString problem;
    const Interpretation interpretation = loadInterpretation(dataFolder, &problem);
    state = {.rooms = RoomStore(interpretation)};
    const std::optional<JournalBase> base = reader.base();
    const qint64 lastRemoved = base ? base->firstKept - 1 : 0;
    if (lastId < lastRemoved)
        return JournalFailure {JournalFailure::Kind::Removed,
                               u"What was before %1 has been removed from the journal."_s.arg(
                                   QLatin1StringView(isoMilliseconds(base->sinceUs)))};
    if (auto loaded = loadCheckpoint(reader, dataFolder, lastRemoved, std::min(lastId, visitFrom - 1), interpretation))
        state = std::move(*loaded);
    std::optional<JournalFailure> baseFailure;
    if (base && state.lastId < lastRemoved) {
        if (std::optional<MonitorState> loaded = MonitorState::fromBase(*base)) {
            state = std::move(*loaded);
            state.rooms.setInterpretation(interpretation); // what made that state cannot be read again
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

std::optional<JournalFailure> continueFold(const JournalReader &reader, MonitorState &state, qint64 lastId,
                                           qint64 visitFrom, const std::function<bool(const AppliedCallback &)> &visit,
                                           const std::stop_token &stop)
{
    return reader.forEach(state.lastId + 1, lastId, [&](const Callback &callback) {
        const AppliedCallback applied = state.apply(callback);
        return !stop.stop_requested() && (!visit || callback.id < visitFrom || visit(applied));
    });
}

std::optional<JournalFailure> visitCallbacks(const JournalReader &reader, const QString &dataFolder, qint64 visitFrom,
                                             qint64 lastId, const std::function<bool(const AppliedCallback &)> &visit,
                                             const std::stop_token &stop)
{
    MonitorState state;
    return foldJournal(reader, dataFolder, state, lastId, visitFrom, visit, stop);
}

} // namespace Roomscope
