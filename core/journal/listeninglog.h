// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"
#include "core/journal/listening.h"

#include <QList>

#include <chrono>

namespace Roomscope {

/// Records in the journal's table when a receiver listened. While it listens, a periodic sign of life marks the end in
/// case of a crash. Functions that return bool return false on an error of the database. Times are microseconds since
/// 1970, UTC. One thread at a time.
class ListeningLog final
{
public:
    /// Between two signs of life.
    static constexpr std::chrono::seconds signInterval {5};

    explicit ListeningLog(const Database &database);

    /// Listens even when this could not be written: the next sign of life tries again.
    [[nodiscard]] bool start(const QString &url, qint64 sinceUs);
    /// Now, and not because of a crash.
    [[nodiscard]] bool stop();
    [[nodiscard]] bool isListening() const { return m_fromUs != 0; }

    /// Writes a sign of life when the last one is some seconds old, or when requested. Within the caller's transaction.
    [[nodiscard]] bool writeSign();
    void wantSign() { m_lastSignUs = 0; }

    /// Records the first and last arrival of some callbacks.
    void noteArrivals(qint64 fromUs, qint64 toUs);
    /// Records that nobody listened for a time within these limits: in the longest pause between arrivals.
    [[nodiscard]] bool divide(qint64 fromUs, qint64 toUs);

    /// Adds periods of another session; ignores those with a known beginning. Within the caller's transaction.
    [[nodiscard]] bool add(const QList<ListeningPeriod> &periods);

    /// Of the times before nothing is known any more, not even that nothing happened. Within the caller's transaction;
    /// cutCommitted() when that has been committed.
    [[nodiscard]] bool cutBefore(qint64 sinceUs);
    void cutCommitted(qint64 sinceUs);

private:
    struct Arrivals
    {
        qint64 fromUs = 0;
        qint64 toUs = 0;
    };
    [[nodiscard]] ListeningGap silenceWithin(qint64 fromUs, qint64 toUs) const;
    [[nodiscard]] bool update(qint64 toUs, bool ended);

    const Database &m_database;
    Statement m_update;
    qint64 m_fromUs = 0; ///< 0: nobody listens.
    qint64 m_lastSignUs = 0;
    QList<Arrivals> m_arrivals; ///< The last ones, oldest first.
};

} // namespace Roomscope
