// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

#include <array>
#include <optional>

class QDataStream;

namespace Roomscope {

/// The fingerprints of seen callbacks, to recognize repetitions. Keeps the last alwaysKept of all rooms regardless of
/// age, and beyond them those of the last hour, up to mostKept: a fingerprint younger than an hour is dropped only when
/// more than about 550 a second arrive throughout that hour.
///
/// Each takes about 40 bytes of memory (12 MB for alwaysKept, 80 MB at most) and 24 bytes in a checkpoint. Pure. A
/// value that is cheap to copy: later changes copy shard by shard. One thread.
class SeenCallbacks final
{
public:
    static constexpr qsizetype alwaysKept = 300'000;
    static constexpr qsizetype mostKept = 2'000'000;
    static constexpr qint64 longUs = 3600LL * 1'000'000;

    /// Returns the callback that had the same digest; nothing when there is none: then this one is known from now on.
    std::optional<qint64> note(const QByteArray &digest, qint64 receivedUs, qint64 callbackId);

    [[nodiscard]] qsizetype count() const;

    friend QDataStream &operator<<(QDataStream &stream, const SeenCallbacks &seen);
    /// Also reads the older form: a list of whole digests.
    friend QDataStream &operator>>(QDataStream &stream, SeenCallbacks &seen);

private:
    struct Arrival
    {
        quint64 fingerprint = 0; ///< The first bytes of the digest: two are equal by chance once in 10^13.
        qint64 receivedUs = 0;
    };
    /// The callbacks whose fingerprints share the first byte, one in 256.
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
