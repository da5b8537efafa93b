// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/seencallbacks.h"

#include <QDataStream>
#include <QtEndian>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace Roomscope {

namespace {

constexpr qint32 inShards = -1; // where older states have the number of digests

} // namespace

quint64 SeenCallbacks::fingerprintOf(const QByteArray &digest)
{
    Q_ASSERT(digest.size() >= qsizetype(sizeof(quint64)));
    return qFromBigEndian<quint64>(digest.constData());
}

void SeenCallbacks::add(quint64 fingerprint, qint64 receivedUs, qint64 callbackId)
{
    Shard &shard = shardOf(fingerprint);
    shard.ids.insert(fingerprint, callbackId);
    shard.arrivals.append({fingerprint, receivedUs});
}

std::optional<qint64> SeenCallbacks::note(const QByteArray &digest, qint64 receivedUs, qint64 callbackId)
{
    const quint64 fingerprint = fingerprintOf(digest);
    Shard &shard = shardOf(fingerprint);
    constexpr qsizetype always = alwaysKept / qsizetype(std::tuple_size_v<decltype(m_shards)>);
    constexpr qsizetype most = mostKept / qsizetype(std::tuple_size_v<decltype(m_shards)>);
    while (shard.arrivals.size() > most
           || (shard.arrivals.size() > always && shard.arrivals.first().receivedUs < receivedUs - longUs))
        shard.ids.remove(shard.arrivals.takeFirst().fingerprint);
    if (const auto known = shard.ids.constFind(fingerprint); known != shard.ids.cend())
        return *known;
    add(fingerprint, receivedUs, callbackId);
    return {};
}

qsizetype SeenCallbacks::count() const
{
    return std::accumulate(m_shards.begin(), m_shards.end(), qsizetype(0),
                           [](qsizetype sum, const Shard &shard) { return sum + shard.arrivals.size(); });
}

QDataStream &operator<<(QDataStream &stream, const SeenCallbacks &seen)
{
    stream << inShards << qint32(seen.count());
    for (const SeenCallbacks::Shard &shard : seen.m_shards) {
        for (const SeenCallbacks::Arrival &arrival : shard.arrivals)
            stream << arrival.fingerprint << arrival.receivedUs << shard.ids.value(arrival.fingerprint);
    }
    return stream;
}

QDataStream &operator>>(QDataStream &stream, SeenCallbacks &seen)
{
    seen = {};
    qint32 count = 0;
    stream >> count;
    const bool hasDigests = count != inShards;
    if (!hasDigests)
        stream >> count;
    for (; count > 0 && stream.status() == QDataStream::Ok; --count) {
        QByteArray digest;
        quint64 fingerprint = 0;
        qint64 receivedUs = 0;
        qint64 callbackId = 0;
        if (hasDigests) {
            stream >> digest >> receivedUs >> callbackId;
            if (digest.size() >= qsizetype(sizeof(quint64)) && stream.status() == QDataStream::Ok)
                static_cast<void>(seen.note(digest, receivedUs, callbackId));
        } else {
            stream >> fingerprint >> receivedUs >> callbackId;
            seen.add(fingerprint, receivedUs, callbackId);
        }
    }
    return stream;
}

} // namespace Roomscope
