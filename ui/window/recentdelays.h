// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <optional>

namespace Roomscope {

/// The delays of the last minute, at most the last 10,000, for exact percentiles. A value; GUI thread.
class RecentDelays final
{
public:
    void add(qint64 receivedUs, qint64 delayMs);
    /// Returns the delay that the given share of the last minute's callbacks did not exceed; std::nullopt if there were
    /// none.
    [[nodiscard]] std::optional<qint64> percentile(double share, qint64 nowUs);
    /// Returns the number of delays that the last percentile() used.
    [[nodiscard]] qint64 count() const { return qint64(m_delays.size()); }

private:
    struct Delay
    {
        qint64 receivedUs = 0;
        qint64 delayMs = 0;
    };
    std::deque<Delay> m_delays;
};

} // namespace Roomscope
