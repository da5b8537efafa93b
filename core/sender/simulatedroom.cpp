// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/simulatedroom.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace Roomscope {

enum class SimulatedRoom::Action : quint8 {
    Enter,
    Leave,
    TakeSeat,
    LeaveSeat,
    LeaveFromSeat,
    Audio,
    Video,
    Lock,
    Unlock,
    RemoveAndLock,
    Move,
    Swap,
    Replace,
    Update,
    ChangeOwner,
    ChangeAdmin,
    Metadata,
    Gift,
    Message,
    Follow,
    Dismiss,
};

SimulatedRoom::SimulatedRoom(int number, int seatCount)
    : m_number(number)
    , m_isLive(number % 3 != 1)
    , m_id(m_isLive ? "live-" + QByteArray::number(3310 + number * 7) : "meet-" + QByteArray::number(7001 + number * 3))
    , m_titles(m_isLive ? liveTitles(number - (number + 1) / 3) : meetingTitles(number / 3))
    , m_activity(std::array {6, 4, 5, 2, 3, 1}[static_cast<size_t>(number) % 6])
    , m_fullness(std::array {0.65, 0.9, 0.35, 0.5, 0.75, 0.15}[static_cast<size_t>(number) % 6])
    , m_seats(static_cast<size_t>(seatCount))
{
    QSet<QByteArray> taken;
    for (int person = 0; person < seatCount * 2 + 6; ++person) {
        const Account account = simulatedAccount(number, person);
        if (!taken.contains(account.id)) {
            taken.insert(account.id);
            m_people.push_back(account);
        }
    }
    m_present.resize(m_people.size());
}

Reports SimulatedRoom::open(Random &random)
{
    m_isOpen = true;
    m_isRenamed = false;
    m_freeToTake = random.chance(0.5);
    m_owner = 0;
    m_visitorCount = 0;
    m_createTime = std::make_shared<qint64>(0);
    std::fill(m_present.begin(), m_present.end(), false);
    std::fill(m_seats.begin(), m_seats.end(), Seat());
    Reports reports {creation()};

    const auto taken = static_cast<size_t>(std::lround(static_cast<double>(m_seats.size()) * m_fullness));
    std::vector<size_t> guests(std::min(taken + 2, m_people.size()));
    std::iota(guests.begin(), guests.end(), size_t(0));
    reports.push_back(entry(guests));

    // The owner on the first seat, the others anywhere; some marks are set already.
    std::vector<int> free(m_seats.size());
    std::iota(free.begin(), free.end(), 0);
    for (size_t person = 0; person < std::min(taken, guests.size()) && !free.empty(); ++person) {
        const auto place = free.begin() + (person == 0 ? 0 : random.below(std::ssize(free)));
        Seat &chosen = seat(*place);
        chosen.person = person;
        chosen.audioProhibited = random.chance(0.12);
        chosen.videoProhibited = random.chance(0.12);
        free.erase(place);
    }
    if (free.size() > 1 && random.chance(0.6))
        seat(free[random.below(free.size())]).locked = true;
    std::vector<int> all(m_seats.size());
    std::iota(all.begin(), all.end(), 0);
    reports.push_back(seatReport(all, owner()));
    return reports;
}

Reports SimulatedRoom::act(Random &random, bool mayBeDismissed)
{
    const std::vector<int> occupied = seatsWhere([](const Seat &seat) { return seat.person.has_value(); });
    const std::vector<int> free = seatsWhere([](const Seat &seat) { return !seat.person && !seat.locked; });
    const std::vector<int> locked = seatsWhere([](const Seat &seat) { return seat.locked; });
    const bool someStand = !peopleWhere(true, false).empty();
    const bool someListen = !listeners().empty();
    const bool someAway = !peopleWhere(false, false).empty();
    const bool isFull = static_cast<double>(occupied.size()) >= m_fullness * static_cast<double>(m_seats.size());

    struct Weighted
    {
        Action action;
        int weight;
    };
    const std::array choices {
        Weighted {Action::Enter, someAway ? 12 : 0},
        Weighted {Action::Leave, someListen ? 7 : 0},
        Weighted {Action::TakeSeat,
                  free.empty() || !someStand ? 0
                      : isFull               ? 6
                                             : 22},
        Weighted {Action::LeaveSeat,
                  occupied.empty() ? 0
                      : isFull     ? 12
                                   : 4},
        Weighted {Action::LeaveFromSeat,
                  occupied.empty() ? 0
                      : isFull     ? 5
                                   : 2},
        Weighted {Action::Audio, occupied.empty() ? 0 : 14},
        Weighted {Action::Video, occupied.empty() ? 0 : 9},
        Weighted {Action::Lock, locked.size() < 2 && !free.empty() ? 4 : 0},
        Weighted {Action::Unlock, locked.empty() ? 0 : 4},
        Weighted {Action::RemoveAndLock, occupied.size() > 1 && locked.size() < 2 ? 1 : 0},
        Weighted {Action::Move, occupied.empty() || free.empty() ? 0 : 5},
        Weighted {Action::Swap, occupied.size() > 1 ? 3 : 0},
        Weighted {Action::Replace, occupied.empty() || !someStand ? 0 : 2},
        Weighted {Action::Update, 3},
        Weighted {Action::ChangeOwner, occupied.size() > 1 ? 1 : 0},
        Weighted {Action::ChangeAdmin, m_isLive && someListen ? 1 : 0},
        Weighted {Action::Metadata, m_isLive ? 1 : 0},
        Weighted {Action::Gift, m_isLive && someListen ? 3 : 0},
        Weighted {Action::Message, m_isLive && someListen ? 5 : 0},
        Weighted {Action::Follow, m_isLive && someListen ? 1 : 0},
        Weighted {Action::Dismiss, mayBeDismissed && random.chance(0.5) ? 1 : 0},
    };
    const int sum = std::accumulate(choices.begin(), choices.end(), 0,
                                    [](int total, const Weighted &choice) { return total + choice.weight; });
    int mark = random.below(sum);
    for (const Weighted &choice : choices) {
        if (mark < choice.weight)
            return perform(choice.action, random);
        mark -= choice.weight;
    }
    Q_UNREACHABLE();
}

Reports SimulatedRoom::perform(Action action, Random &random)
{
    const auto someSeat = [&](const auto &matches) { return random.of(seatsWhere(matches)); };
    const auto someoneTaken = [&] { return someSeat([](const Seat &seat) { return seat.person.has_value(); }); };
    const auto someFree = [&] { return someSeat([](const Seat &seat) { return !seat.person && !seat.locked; }); };
    const auto someoneStanding = [&] { return random.of(peopleWhere(true, false)); };
    const auto someListener = [&] { return random.of(listeners()); };
    const auto changed
        = [&](const std::vector<int> &seats, const Account &by) { return seatsChanged(random, seats, by); };

    switch (action) {
    case Action::Enter: {
        std::vector<size_t> away = peopleWhere(false, false);
        std::vector<size_t> guests;
        for (int count = random.chance(0.2) ? 2 : 1; count > 0 && !away.empty(); --count) {
            const auto place = away.begin() + random.below(std::ssize(away));
            guests.push_back(*place);
            away.erase(place);
        }
        return {entry(guests)};
    }
    case Action::Leave: return {leave(someListener(), random)};
    case Action::TakeSeat: {
        const int index = someFree();
        const size_t person = someoneStanding();
        seat(index).person = person;
        return {changed({index}, m_freeToTake ? m_people[person] : someoneInCharge(random))};
    }
    case Action::LeaveSeat: {
        const int index = someoneTaken();
        const size_t person = *std::exchange(seat(index).person, std::nullopt);
        return {changed({index}, random.chance(0.8) ? m_people[person] : someoneInCharge(random))};
    }
    case Action::LeaveFromSeat: {
        const int index = someoneTaken();
        const size_t person = *std::exchange(seat(index).person, std::nullopt);
        const Report empty = changed({index}, m_people[person]);
        if (person == m_owner) // who stays as long as the room is open
            return {empty};
        const Report gone = leave(person, random);
        return random.chance(0.75) ? Reports {empty, gone} : Reports {gone, empty};
    }
    case Action::Audio: return toggleAudio(someoneTaken());
    case Action::Video: {
        const int index = someoneTaken();
        seat(index).videoProhibited = !seat(index).videoProhibited;
        return {changed({index}, someoneInCharge(random))};
    }
    case Action::Lock: {
        const int index = someFree();
        seat(index).locked = true;
        return {changed({index}, someoneInCharge(random))};
    }
    case Action::Unlock: {
        const int index = someSeat([](const Seat &seat) { return seat.locked; });
        seat(index).locked = false;
        return {changed({index}, someoneInCharge(random))};
    }
    case Action::RemoveAndLock: {
        const int index = someoneTaken();
        seat(index).person.reset();
        seat(index).locked = true;
        return {changed({index}, someoneInCharge(random))};
    }
    case Action::Move: {
        const int from = someoneTaken();
        const int to = someFree();
        std::swap(seat(from).person, seat(to).person);
        return {changed({from, to}, random.chance(0.7) ? m_people[*seat(to).person] : someoneInCharge(random))};
    }
    case Action::Swap: {
        std::vector<int> seats = seatsWhere([](const Seat &seat) { return seat.person.has_value(); });
        const int first = random.of(seats);
        std::erase(seats, first);
        const int second = random.of(seats);
        std::swap(seat(first).person, seat(second).person);
        return {changed({first, second}, someoneInCharge(random))};
    }
    case Action::Replace: {
        // Always with the one who did it: else it looks as if a callback had been lost.
        const int index = someoneTaken();
        seat(index).person = someoneStanding();
        return {seatReport({index}, someoneInCharge(random))};
    }
    case Action::Update: return {update(random)};
    case Action::ChangeOwner: {
        const int index = someSeat([this](const Seat &seat) { return seat.person && *seat.person != m_owner; });
        return {ownerChange(*seat(index).person)};
    }
    case Action::ChangeAdmin: {
        const bool isAdded = random.chance(0.7);
        return {adminChange(someListener(), isAdded)};
    }
    case Action::Metadata: return {metadata(random)};
    case Action::Gift: return {gift(random, someListener())};
    case Action::Message: return {message(random, someListener())};
    case Action::Follow: return {follow(someListener())};
    case Action::Dismiss: return {dismissal(random)};
    }
    Q_UNREACHABLE();
}

Reports SimulatedRoom::toggleAudio(int index)
{
    seat(index).audioProhibited = !seat(index).audioProhibited;
    return {seatReport({index}, owner())};
}

std::vector<int> SimulatedRoom::seatsWhere(const std::function<bool(const Seat &)> &matches) const
{
    std::vector<int> result;
    for (int index = 0; index < std::ssize(m_seats); ++index) {
        if (matches(m_seats[static_cast<size_t>(index)]))
            result.push_back(index);
    }
    return result;
}

std::vector<size_t> SimulatedRoom::peopleWhere(bool present, bool seated) const
{
    std::vector<bool> sits(m_people.size());
    for (const Seat &seat : m_seats) {
        if (seat.person)
            sits[*seat.person] = true;
    }
    std::vector<size_t> result;
    for (size_t person = 0; person < m_people.size(); ++person) {
        if (m_present[person] == present && sits[person] == seated)
            result.push_back(person);
    }
    return result;
}

std::vector<size_t> SimulatedRoom::listeners() const
{
    std::vector<size_t> result = peopleWhere(true, false);
    std::erase(result, m_owner);
    return result;
}

const Account &SimulatedRoom::someoneInCharge(Random &random) const
{
    return random.chance(0.15) ? backendAccount() : owner();
}

} // namespace Roomscope
