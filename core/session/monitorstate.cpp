// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/monitorstate.h"

#include "core/journal/block.h"

#include <QDataStream>
#include <QIODevice>

namespace Roomscope {

namespace {

// Counts up whenever the rules of the room model or the form of a state change: an old checkpoint must not be believed.
// The base of a trimmed journal is no cache: what was released once has to stay readable in MonitorState::fromBytes().
constexpr quint32 stateVersion = 4;
constexpr quint32 oldestReadable = 2;
constexpr quint32 firstWithLocks = 4;
constexpr quint32 stateMagic = 0x52534350; // "RSCP"

} // namespace

void MonitorCounters::count(const Verdict &verdict)
{
    ++callbacks;
    late += verdict.flags.testFlag(Flag::Late) ? 1 : 0;
    duplicates += verdict.flags.testFlag(Flag::Duplicate) ? 1 : 0;
    rejected += verdict.isRejected() ? 1 : 0;
}

AppliedCallback MonitorState::apply(const Callback &callback)
{
    AppliedCallback applied = rooms.apply(callback);
    counters.count(applied.verdict);
    doctor.note(applied, rooms);
    lastId = callback.id;
    if (!applied.verdict.isRejected()) {
        anchorId = callback.id;
        anchorUs = callback.receivedUs;
    }
    return applied;
}

QByteArray MonitorState::toBytes() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << stateMagic << stateVersion << lastId << anchorId << anchorUs << counters.callbacks << counters.late
           << counters.duplicates << counters.rejected << rooms << doctor << stateMagic;
    return bytes;
}

std::optional<MonitorState> MonitorState::fromBytes(const QByteArray &bytes, Rules rules)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    quint32 version = 0;
    stream >> magic >> version;
    if (magic != stateMagic || version > stateVersion
        || version < (rules == Rules::OfToday ? stateVersion : oldestReadable))
        return {};
    MonitorState state;
    stream >> state.lastId >> state.anchorId >> state.anchorUs >> state.counters.callbacks >> state.counters.late
        >> state.counters.duplicates >> state.counters.rejected;
    state.rooms.load(stream, version >= firstWithLocks);
    stream >> state.doctor >> magic;
    if (stream.status() != QDataStream::Ok || magic != stateMagic)
        return {};
    return state;
}

std::optional<MonitorState> MonitorState::fromBase(const JournalBase &base)
{
    QByteArray bytes;
    return unpackFrame(base.packedState, bytes) ? fromBytes(bytes, Rules::OfThen) : std::nullopt;
}

} // namespace Roomscope
