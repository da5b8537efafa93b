// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/recentdelays.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace Roomscope {

namespace {

constexpr size_t maximumDelays = 10'000;
constexpr qint64 windowUs = 60'000'000;

} // namespace

void RecentDelays::add(qint64 receivedUs, qint64 delayMs)
{
    m_delays.push_back({receivedUs, delayMs});
    if (m_delays.size() > maximumDelays)
        m_delays.pop_front();
}

std::optional<qint64> RecentDelays::percentile(double share, qint64 nowUs)
{
    while (!m_delays.empty() && m_delays.front().receivedUs < nowUs - windowUs)
        m_delays.pop_front();
    if (m_delays.empty())
        return std::nullopt;
    std::vector<qint64> sorted;
    sorted.reserve(m_delays.size());
    for (const Delay &delay : m_delays)
        sorted.push_back(delay.delayMs);
    // Nearest rank: the smallest value that at least that share does not exceed.
    const auto rank = size_t(std::max(1.0, std::ceil(share * double(sorted.size())))) - 1;
    std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(rank), sorted.end());
    return sorted[rank];
}

} // namespace Roomscope
