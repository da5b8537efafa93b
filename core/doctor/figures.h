// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/delaysketch.h"
#include "core/protocol/verdict.h"

#include <QList>

#include <optional>

class QDataStream;

namespace Roomscope {

/// The arrivals in a slice of time.
struct DelaySlice
{
    qint64 fromUs = 0; ///< Arrival, microseconds since 1970.
    qint64 callbacks = 0;
    qint64 late = 0;
    qint64 duplicates = 0;
    DelaySketch delays;
};

/// Delays over time, oldest first: only slices with arrivals, and never more than a maximum. When there would be more,
/// the slices become twice as long. A value; any thread.
class DelaySeries final
{
public:
    explicit DelaySeries(int maximumSlices)
        : m_maximumSlices(maximumSlices)
    {
    }

    void add(qint64 receivedUs, std::optional<qint64> delayMs, Flags flags);
    [[nodiscard]] const QList<DelaySlice> &slices() const { return m_slices; }
    [[nodiscard]] qint64 sliceUs() const { return m_sliceUs; }

    friend QDataStream &operator<<(QDataStream &stream, const DelaySeries &series);
    friend QDataStream &operator>>(QDataStream &stream, DelaySeries &series);

private:
    void lengthen();

    int m_maximumSlices;
    qint64 m_sliceUs = 1'000'000;
    QList<DelaySlice> m_slices;
};

/// The number of callbacks with one command and one verdict.
struct Tally
{
    quint16 command = 0; ///< See Doctor::command().
    Verdict verdict;
    qint64 callbacks = 0;
};

/// The difference between the sender's clock and ours.
struct SenderClock
{
    enum class State : quint8 {
        Unknown, ///< No EventTime has been seen.
        Agrees,
        Ahead,  ///< Callbacks arrive before their EventTime: ahead by at least -leastDelayMs.
        Behind, ///< Even the fastest took longer than a second: behind by at most leastDelayMs, or the network is that
                ///< slow.
    };
    State state = State::Unknown;
    qint64 leastDelayMs = 0; ///< The median of the least delays of the slices.
};

/// The counts and measurements for the callbacks of a room, or of all. A value; any thread.
struct Figures
{
    static constexpr int slicesOfRoom = 30;

    explicit Figures(int maximumSlices = slicesOfRoom)
        : series(maximumSlices)
    {
    }

    qint64 callbacks = 0; ///< Stored ones, including rejected.
    qint64 late = 0;
    qint64 duplicates = 0;
    qint64 rejected = 0;
    QList<Tally> tallies;
    qint64 firstUs = 0; ///< Arrival of the first and the last one; 0: none.
    qint64 lastUs = 0;
    qint64 busiestSecond = 0; ///< The most callbacks that arrived within one second of the clock.
    DelaySketch delays;       ///< Of callbacks that were not rejected and carry an EventTime.
    DelaySeries series;

    void count(quint16 command, const Verdict &verdict, qint64 receivedUs, std::optional<qint64> delayMs);
    /// Returns callbacks a second, from the first to the last one.
    [[nodiscard]] double rate() const;
    [[nodiscard]] SenderClock senderClock() const;

    friend QDataStream &operator<<(QDataStream &stream, const Figures &figures);
    friend QDataStream &operator>>(QDataStream &stream, Figures &figures);

private:
    qint64 m_second = 0; ///< The present second, and the number of its callbacks.
    qint64 m_inSecond = 0;
};

} // namespace Roomscope
