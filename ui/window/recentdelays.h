// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <optional>

namespace Roomscope {

/// The delays of the last minute, at most the last 10,000 of them, for exact percentiles. A value; GUI thread.
class RecentDelays final
{
public:
    void add(qint64 receivedUs, qint64 delayMs);
    /// The delay that the given share of the last minute's callbacks did not exceed; nothing when there were none.
    [[nodiscard]] std::optional<qint64> percentile(double share, qint64 nowUs);
    /// Of how many the last percentile() was.
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
