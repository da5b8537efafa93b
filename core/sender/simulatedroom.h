// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sender/cast.h"
#include "core/sender/random.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace Roomscope {

/// One event that a room reports. Its body is written when it is sent and its EventTime is known.
struct Report
{
    QByteArray command;
    std::optional<Account> actor; ///< The account whose platform and address the URL contains; none: they are left out.
    int seat = -1;                ///< One of the seats it lists; -1: it lists none.
    bool mayComeLate = false;
    std::function<QByteArray(qint64 eventTimeMs)> body;
};
using Reports = std::vector<Report>;

/// The true state of one simulated room: its members and seats. Every function changes the state and returns the
/// vendor's reports of the change. A member never holds two seats, and nobody takes a locked one.
class SimulatedRoom final
{
public:
    SimulatedRoom(int number, int seatCount);

    [[nodiscard]] bool isLive() const
    {
        return m_isLive;
    } ///< A room of the livekit line; otherwise a meeting of room-engine.
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] const QByteArray &id() const { return m_id; }
    [[nodiscard]] const Account &owner() const { return m_people[m_owner]; }
    /// The amount of events, relative to other rooms.
    [[nodiscard]] int activity() const { return m_activity; }

    /// Creates the room with its first members, some of them seated.
    [[nodiscard]] Reports open(Random &random);
    /// Performs one action in the open room, now and then its dismissal.
    [[nodiscard]] Reports act(Random &random, bool mayBeDismissed);
    /// Prohibits audio of that seat, or allows it again.
    [[nodiscard]] Reports toggleAudio(int seat);

private:
    enum class Action : quint8;
    struct Seat
    {
        std::optional<size_t> person;
        bool locked = false;
        bool audioProhibited = false;
        bool videoProhibited = false;
    };

    [[nodiscard]] Reports perform(Action action, Random &random);
    [[nodiscard]] Report creation() const;
    [[nodiscard]] Report dismissal(Random &random);
    [[nodiscard]] Report update(Random &random);
    [[nodiscard]] Report entry(const std::vector<size_t> &people);
    [[nodiscard]] Report leave(size_t person, Random &random);
    [[nodiscard]] Report seatsChanged(Random &random, const std::vector<int> &changed, const Account &by) const;
    [[nodiscard]] Report seatReport(const std::vector<int> &listed, const std::optional<Account> &by) const;
    [[nodiscard]] Report ownerChange(size_t next);
    [[nodiscard]] Report adminChange(size_t person, bool added) const;
    [[nodiscard]] Report metadata(Random &random) const;
    [[nodiscard]] Report gift(Random &random, size_t from) const;
    [[nodiscard]] Report message(Random &random, size_t from);
    [[nodiscard]] Report follow(size_t from) const;

    [[nodiscard]] std::vector<int> seatsWhere(const std::function<bool(const Seat &)> &matches) const;
    [[nodiscard]] std::vector<size_t> peopleWhere(bool present, bool seated) const;
    [[nodiscard]] std::vector<size_t> listeners() const; ///< Members without a seat, except the owner.
    [[nodiscard]] Seat &seat(int index) { return m_seats[static_cast<size_t>(index)]; }
    [[nodiscard]] const Account &someoneInCharge(Random &random) const;

    int m_number;
    bool m_isLive;
    QByteArray m_id;
    RoomTitles m_titles;
    int m_activity;
    double m_fullness; ///< Share of seats that are usually taken.
    std::vector<Account> m_people;

    bool m_isOpen = false;
    bool m_isRenamed = false;
    bool m_freeToTake = true;
    size_t m_owner = 0;
    std::vector<bool> m_present;
    std::vector<Seat> m_seats;
    qint64 m_messageCount = 0;
    qint64 m_visitorCount = 0;
    std::shared_ptr<qint64> m_createTime; ///< Unix seconds, set when the creation is written.
};

} // namespace Roomscope
