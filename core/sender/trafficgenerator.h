// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sender/random.h"
#include "core/sender/simulatedroom.h"
#include "core/sender/simulatoroptions.h"

#include <deque>
#include <functional>
#include <map>

namespace Roomscope {

/// A callback to be sent.
struct SimulatedCallback
{
    qint64 offsetMs = 0; ///< When to send it, after the base time; never before the one before it.
    int room = 0;        ///< Its room, from 0: those of one room have to be sent in this order.
    QByteArray query;    ///< As the vendor puts it behind the URL, without the signature.
    QByteArray body;
};

/// Makes up the callbacks of an application with several rooms. Deterministic: the same options and base time give
/// the same sequence, another base time only other times in it. First all rooms open, within a second.
///
/// Brought about in a fixed order: what happens, then its duplicate a little later; of what is held back a newer
/// callback about the same seat goes out before it, so that it is late beyond doubt. Any thread, no clock, no I/O.
class TrafficGenerator final
{
public:
    /// Usable options only, see SimulatorOptions::problem(); their URL and token do not matter here.
    TrafficGenerator(const SimulatorOptions &options, qint64 baseTimeMs);
    Q_DISABLE_COPY_MOVE(TrafficGenerator)

    /// Whether all options.count callbacks have been given out.
    [[nodiscard]] bool isAtEnd() const { return m_options.count > 0 && m_givenOut >= m_options.count; }
    [[nodiscard]] SimulatedCallback next();

    /// Everything not yet given out happens so much later, or earlier: for a sender that cannot keep up or has slept.
    void shift(qint64 milliseconds) { m_baseTimeMs += milliseconds; }
    [[nodiscard]] qint64 baseTimeMs() const { return m_baseTimeMs; }

private:
    struct Turn
    {
        int room = 0;
        Report report;
    };

    void openRooms();
    void think();
    void append(int room, Reports reports);
    void begin(int room);
    void beginBattle(int room);
    [[nodiscard]] SimulatedCallback tell();
    [[nodiscard]] qint64 eventTime(int room);
    [[nodiscard]] QByteArray query(const Report &report) const;
    void maybeRepeat(const SimulatedCallback &callback);
    [[nodiscard]] bool isToBeHeldBack(const Report &report);

    SimulatorOptions m_options;
    qint64 m_baseTimeMs;
    Random m_random;
    std::vector<SimulatedRoom> m_rooms;
    std::vector<qint64> m_lastEventTimeMs; ///< Per room.
    std::vector<bool> m_fights;            ///< Per room: in a battle.
    qint64 m_totalActivity = 0;

    double m_offsetMs = 0; ///< Of the next callback.
    double m_openingStepMs = 0;
    qsizetype m_openingLeft = 0; ///< Callbacks of the opening not yet given out.
    qint64 m_givenOut = 0;
    int m_owedLate = 0; ///< Callbacks that should have been held back, but were of no kind that can be.

    std::deque<Turn> m_turns;                  ///< Has happened, not yet told.
    std::deque<std::pair<int, int>> m_answers; ///< Room and seat of which something newer has to be told at once.
    std::multimap<qint64, SimulatedCallback> m_repeats;   ///< By the offset at which they are due.
    std::multimap<qint64, SimulatedCallback> m_heldBack;  ///< The same.
    std::multimap<qint64, std::function<void()>> m_plans; ///< The same: rooms to open again, battles to end.
};

} // namespace Roomscope
