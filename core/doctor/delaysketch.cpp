// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/delaysketch.h"

#include <QDataStream>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Roomscope {

namespace {

constexpr double growth = (1 + DelaySketch::accuracy) / (1 - DelaySketch::accuracy);
constexpr qint64 longestMs = 1'000'000'000'000'000;

/// Bucket k holds what is above growth^(k-2) and at most growth^(k-1): the first one holds 1 ms.
qint16 keyOf(qint64 delayMs)
{
    static const double logGrowth = std::log(growth);
    if (delayMs == 0)
        return 0;
    const double steps = std::ceil(std::log(double(std::abs(delayMs))) / logGrowth - 1e-9);
    return qint16(delayMs > 0 ? steps + 1 : -(steps + 1));
}

/// The delay in the middle of a bucket: no other one of it is further away than the accuracy.
double delayOf(qint16 key)
{
    if (key == 0)
        return 0;
    const double middle = 2 * std::pow(growth, std::abs(key) - 1) / (growth + 1);
    return key > 0 ? middle : -middle;
}

} // namespace

void DelaySketch::add(qint64 delayMs)
{
    const qint64 delay = std::clamp(delayMs, -longestMs, longestMs);
    m_least = m_count == 0 ? delay : std::min(m_least, delay);
    m_most = m_count == 0 ? delay : std::max(m_most, delay);
    ++m_count;
    put(keyOf(delay), 1);
}

void DelaySketch::add(const DelaySketch &other)
{
    if (other.m_count == 0)
        return;
    m_least = m_count == 0 ? other.m_least : std::min(m_least, other.m_least);
    m_most = m_count == 0 ? other.m_most : std::max(m_most, other.m_most);
    m_count += other.m_count;
    for (const Bucket &bucket : other.m_buckets)
        put(bucket.key, bucket.count);
}

void DelaySketch::put(qint16 key, quint32 times)
{
    auto it = std::lower_bound(m_buckets.begin(), m_buckets.end(), key,
                               [](const Bucket &bucket, qint16 wanted) { return bucket.key < wanted; });
    if (it == m_buckets.end() || it->key != key)
        it = m_buckets.insert(it, {.key = key, .count = 0});
    const quint32 room = std::numeric_limits<quint32>::max() - it->count;
    it->count += std::min(times, room);
}

std::optional<qint64> DelaySketch::quantile(double share) const
{
    if (m_count == 0)
        return std::nullopt;
    // Nearest rank: the smallest delay that at least that share does not exceed.
    const auto rank = qint64(std::max(1.0, std::ceil(share * double(m_count))));
    if (rank >= m_count)
        return m_most;
    qint64 seen = 0;
    for (const Bucket &bucket : m_buckets) {
        seen += bucket.count;
        if (seen >= rank)
            return std::clamp(qint64(std::llround(delayOf(bucket.key))), m_least, m_most);
    }
    return m_most;
}

QDataStream &operator<<(QDataStream &stream, const DelaySketch &sketch)
{
    stream << sketch.m_count << sketch.m_least << sketch.m_most << qint32(sketch.m_buckets.size());
    for (const DelaySketch::Bucket &bucket : sketch.m_buckets)
        stream << bucket.key << bucket.count;
    return stream;
}

QDataStream &operator>>(QDataStream &stream, DelaySketch &sketch)
{
    sketch = {};
    qint32 size = 0;
    stream >> sketch.m_count >> sketch.m_least >> sketch.m_most >> size;
    for (qint32 i = 0; i < size && stream.status() == QDataStream::Ok; ++i) {
        DelaySketch::Bucket bucket;
        stream >> bucket.key >> bucket.count;
        sketch.m_buckets.append(bucket);
    }
    return stream;
}

} // namespace Roomscope
