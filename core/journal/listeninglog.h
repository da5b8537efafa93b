// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"
#include "core/journal/listening.h"

#include <QList>

#include <chrono>

namespace Roomscope {

/// Writes when a receiver listened into the journal's table of it. While one listens, a sign of life in intervals
/// says how far a crash let it come. What answers a bool is false on an error of the database. Times are microseconds
/// since 1970, UTC. One thread at a time.
class ListeningLog final
{
public:
    /// Between two signs of life.
    static constexpr std::chrono::seconds signInterval {5};

    explicit ListeningLog(const Database &database);

    /// Listens also when that could not be written: the next sign of life tries again.
    [[nodiscard]] bool start(const QString &url, qint64 sinceUs);
    /// Now, and not because of a crash.
    [[nodiscard]] bool stop();
    [[nodiscard]] bool isListening() const { return m_fromUs != 0; }

    /// When the last one is some seconds old, or wanted. Within the caller's transaction.
    [[nodiscard]] bool writeSign();
    void wantSign() { m_lastSignUs = 0; }

    /// Callbacks arrived from then until then.
    void noteArrivals(qint64 fromUs, qint64 toUs);
    /// Somewhere in between nobody listened after all: in the longest pause between what arrived.
    [[nodiscard]] bool divide(qint64 fromUs, qint64 toUs);

    /// Of another session. Those that begin with a known one are known. Within the caller's transaction.
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
