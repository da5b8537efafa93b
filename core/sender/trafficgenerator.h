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
    qint64 offsetMs = 0; ///< When to send it, after the base time; never before the previous one.
    int room = 0;        ///< Its room, from 0; callbacks of one room must be sent in this order.
    QByteArray query;    ///< The vendor's query parameters, without the signature.
    QByteArray body;
};

/// Generates the callbacks of an application with several rooms. Deterministic: the same options and base time give the
/// same sequence; another base time changes only the times. First all rooms open, within a second.
///
/// The order is fixed: an event, then its duplicate a little later; before a callback that is held back, a newer one
/// about the same seat is sent, so that it is certainly late. Any thread, no clock, no I/O. callback about the same
/// seat goes out before it, so that it is late beyond doubt. Any thread, no clock, no I/O.
class TrafficGenerator final
{
public:
    /// Requires usable options, see SimulatorOptions::problem(); their URL and token are not used.
    TrafficGenerator(const SimulatorOptions &options, qint64 baseTimeMs);
    Q_DISABLE_COPY_MOVE(TrafficGenerator)

    /// Whether all options.count callbacks have been returned.
    [[nodiscard]] bool isAtEnd() const { return m_options.count > 0 && m_givenOut >= m_options.count; }
    [[nodiscard]] SimulatedCallback next();

    /// Moves everything not yet returned by this time: for a sender that cannot keep up or has slept.
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

    double m_offsetMs = 0; ///< Offset of the next callback.
    double m_openingStepMs = 0;
    qsizetype m_openingLeft = 0; ///< Callbacks of the opening that are not returned yet.
    qint64 m_givenOut = 0;
    int m_owedLate = 0; ///< Callbacks that should have been held back, but were of a kind that cannot be.

    std::deque<Turn> m_turns;                             ///< Has happened, but is not reported yet.
    std::deque<std::pair<int, int>> m_answers;            ///< Rooms and seats that need a newer report at once.
    std::multimap<qint64, SimulatedCallback> m_repeats;   ///< By due offset.
    std::multimap<qint64, SimulatedCallback> m_heldBack;  ///< By due offset.
    std::multimap<qint64, std::function<void()>> m_plans; ///< By due offset: rooms to open again, battles to end.
};

} // namespace Roomscope
