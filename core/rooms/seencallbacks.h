// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

#include <array>
#include <optional>

class QDataStream;

namespace Roomscope {

/// The fingerprints of callbacks that have been seen, so that a repetition is known as one. The last alwaysKept of all
/// rooms are known however old they are, and beyond them those of the last hour, up to mostKept: one that is younger
/// than an hour is forgotten only where more than some 550 a second come in for all of the hour.
///
/// Each costs about 40 bytes of memory, so that there are 12 MB for alwaysKept and 80 MB at most, and 24 bytes in a
/// checkpoint. Pure. A value that is copied at no cost: what changes afterwards is copied shard by shard. One thread.
class SeenCallbacks final
{
public:
    static constexpr qsizetype alwaysKept = 300'000;
    static constexpr qsizetype mostKept = 2'000'000;
    static constexpr qint64 longUs = 3600LL * 1'000'000;

    /// The callback that had the same digest; nothing: there is none, and this one is known from now on.
    std::optional<qint64> note(const QByteArray &digest, qint64 receivedUs, qint64 callbackId);

    [[nodiscard]] qsizetype count() const;

    friend QDataStream &operator<<(QDataStream &stream, const SeenCallbacks &seen);
    /// Also what was written before there was this class: a list of whole digests.
    friend QDataStream &operator>>(QDataStream &stream, SeenCallbacks &seen);

private:
    struct Arrival
    {
        quint64 fingerprint = 0; ///< The first bytes of the digest: by chance two are the same once in 10^13.
        qint64 receivedUs = 0;
    };
    /// Of one first byte, and so of one callback in 256.
    struct Shard
    {
        QHash<quint64, qint64> ids;
        QList<Arrival> arrivals; ///< Oldest first.
    };

    static quint64 fingerprintOf(const QByteArray &digest);
    Shard &shardOf(quint64 fingerprint) { return m_shards[size_t(fingerprint >> 56)]; }
    void add(quint64 fingerprint, qint64 receivedUs, qint64 callbackId);

    std::array<Shard, 256> m_shards;
};

} // namespace Roomscope
