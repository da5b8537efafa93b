// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <optional>

class QDataStream;

namespace Roomscope {

/// The distribution of delays for any number of callbacks in little memory: every quantile with a relative error of at
/// most `accuracy`, the least and the most exactly. Counts in buckets that grow by a constant factor (the DDSketch of
/// Masson, Rim and Lee, 2019); negative delays (the sender's clock is ahead) have the same accuracy. A value; any
/// thread.
class DelaySketch final
{
public:
    static constexpr double accuracy = 0.01;

    /// Milliseconds; delays are clamped at some thousand years.
    void add(qint64 delayMs);
    void add(const DelaySketch &other);

    [[nodiscard]] qint64 count() const { return m_count; }
    /// Returns the delay that this share (0 to 1) of the callbacks did not exceed; nothing without callbacks.
    [[nodiscard]] std::optional<qint64> quantile(double share) const;
    [[nodiscard]] std::optional<qint64> least() const { return m_count > 0 ? std::optional(m_least) : std::nullopt; }
    [[nodiscard]] std::optional<qint64> most() const { return m_count > 0 ? std::optional(m_most) : std::nullopt; }

    friend QDataStream &operator<<(QDataStream &stream, const DelaySketch &sketch);
    friend QDataStream &operator>>(QDataStream &stream, DelaySketch &sketch);

private:
    struct Bucket
    {
        qint16 key = 0; ///< Increases with the delay; 0: no delay.
        quint32 count = 0;
    };

    void put(qint16 key, quint32 times);

    QList<Bucket> m_buckets; ///< The buckets that are not empty, by key.
    qint64 m_count = 0;
    qint64 m_least = 0;
    qint64 m_most = 0;
};

} // namespace Roomscope
