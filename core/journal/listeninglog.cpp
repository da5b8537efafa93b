// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/listeninglog.h"

#include "core/base/times.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace Roomscope {

namespace {

// What arrived with pauses shorter than the first is one span; of spans so many are remembered, which is more than fit
// between two looks at the clocks.
constexpr qint64 smallestSilenceUs = 1'000'000;
constexpr qsizetype arrivalsKept = 16;

} // namespace

ListeningLog::ListeningLog(const Database &database)
    : m_database(database)
    , m_update(database.prepare("UPDATE listening SET to_us = ?, ended = ? WHERE from_us = ?"))
{
}

bool ListeningLog::update(qint64 toUs, bool ended)
{
    return m_update.bind(1, toUs).bind(2, ended ? 1 : 0).bind(3, m_fromUs).run();
}

bool ListeningLog::start(const QString &url, qint64 sinceUs)
{
    m_fromUs = sinceUs;
    m_lastSignUs = sinceUs;
    Statement insert = m_database.prepare("INSERT OR REPLACE INTO listening VALUES(?, ?, 0, ?)");
    return insert.bind(1, sinceUs).bind(2, sinceUs).bindText(3, url).run();
}

bool ListeningLog::stop()
{
    const bool isWritten = update(std::max(nowUs(), m_fromUs), true); // the clock may have been set back
    m_fromUs = 0;
    return isWritten;
}

bool ListeningLog::writeSign()
{
    const qint64 aliveUs = std::max(nowUs(), m_fromUs);
    if (m_fromUs == 0 || aliveUs - m_lastSignUs < std::chrono::microseconds(signInterval).count())
        return true;
    if (!update(aliveUs, false))
        return false;
    m_lastSignUs = aliveUs;
    return true;
}

void ListeningLog::noteArrivals(qint64 fromUs, qint64 toUs)
{
    if (!m_arrivals.isEmpty() && std::abs(fromUs - m_arrivals.last().toUs) < smallestSilenceUs) {
        m_arrivals.last().toUs = toUs;
        return;
    }
    if (m_arrivals.size() == arrivalsKept)
        m_arrivals.removeFirst();
    m_arrivals.append({.fromUs = fromUs, .toUs = toUs});
}

/// Somebody slept between these moments, but not for all of the time: what arrived before and after tells better when.
ListeningGap ListeningLog::silenceWithin(qint64 fromUs, qint64 toUs) const
{
    ListeningGap longest {.fromUs = fromUs, .toUs = fromUs};
    qint64 reachedUs = fromUs;
    const auto reach = [&](qint64 nextUs) {
        if (nextUs - reachedUs > longest.toUs - longest.fromUs)
            longest = {.fromUs = reachedUs, .toUs = nextUs};
    };
    for (const Arrivals &span : m_arrivals) {
        if (span.toUs < fromUs || span.fromUs > toUs)
            continue;
        reach(span.fromUs);
        reachedUs = std::max(reachedUs, span.toUs);
    }
    reach(toUs);
    return longest;
}

bool ListeningLog::divide(qint64 fromUs, qint64 toUs)
{
    if (m_fromUs == 0)
        return true;
    const ListeningGap gap = silenceWithin(fromUs, toUs);
    Statement divided
        = m_database.prepare("INSERT OR REPLACE INTO listening SELECT ?, ?, 0, url FROM listening WHERE from_us = ?");
    if (!update(std::max(gap.fromUs, m_fromUs), true)
        || !divided.bind(1, gap.toUs).bind(2, gap.toUs).bind(3, m_fromUs).run())
        return false;
    m_fromUs = gap.toUs;
    m_lastSignUs = gap.toUs;
    return true;
}

bool ListeningLog::add(const QList<ListeningPeriod> &periods)
{
    Statement insert = m_database.prepare("INSERT OR IGNORE INTO listening VALUES(?, ?, 1, ?)");
    return std::all_of(periods.begin(), periods.end(), [&insert](const ListeningPeriod &period) {
        return insert.bind(1, period.fromUs).bind(2, period.toUs).bindText(3, period.url).run();
    });
}

bool ListeningLog::cutBefore(qint64 sinceUs)
{
    Statement endedBefore = m_database.prepare("DELETE FROM listening WHERE to_us < ?1 AND from_us <> ?2");
    Statement begunBefore
        = m_database.prepare("UPDATE listening SET from_us = ?1, to_us = max(to_us, ?1) WHERE from_us < ?1");
    return endedBefore.bind(1, sinceUs).bind(2, m_fromUs).run() && begunBefore.bind(1, sinceUs).run();
}

void ListeningLog::cutCommitted(qint64 sinceUs)
{
    if (m_fromUs != 0)
        m_fromUs = std::max(m_fromUs, sinceUs);
}

} // namespace Roomscope
