// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/trafficgenerator.h"

#include "core/sender/callbackbody.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace Roomscope {

namespace {

constexpr double openingMs = 800;

struct Battle
{
    QByteArray id;
    qint64 durationMs = 0;
    qint64 createdS = 0;
    qint64 startedS = 0;
};

SimulatedCallback taken(std::multimap<qint64, SimulatedCallback> &waiting)
{
    return std::move(waiting.extract(waiting.begin()).mapped());
}

} // namespace

TrafficGenerator::TrafficGenerator(const SimulatorOptions &options, qint64 baseTimeMs)
    : m_options(options)
    , m_baseTimeMs(baseTimeMs)
    , m_random(options.seed)
    , m_lastEventTimeMs(static_cast<size_t>(options.rooms), 0)
    , m_fights(static_cast<size_t>(options.rooms), false)
{
    m_rooms.reserve(static_cast<size_t>(options.rooms)); // reports refer to their rooms
    for (int number = 0; number < options.rooms; ++number) {
        m_rooms.emplace_back(number, options.seats);
        m_totalActivity += m_rooms.back().activity();
    }
    openRooms();
}

// All creations first, then all entries, then all seats: the wall of rooms fills at once.
void TrafficGenerator::openRooms()
{
    std::vector<Reports> openings;
    size_t longest = 0;
    for (SimulatedRoom &room : m_rooms) {
        openings.push_back(room.open(m_random));
        longest = std::max(longest, openings.back().size());
    }
    for (size_t step = 0; step < longest; ++step) {
        for (size_t room = 0; room < openings.size(); ++room) {
            if (step < openings[room].size())
                m_turns.push_back({.room = static_cast<int>(room), .report = openings[room][step]});
        }
    }
    m_openingLeft = std::ssize(m_turns);
    m_openingStepMs = std::min(openingMs / static_cast<double>(m_openingLeft), 1000 / m_options.rate);
}

SimulatedCallback TrafficGenerator::next()
{
    Q_ASSERT(!isAtEnd());
    const auto offset = static_cast<qint64>(m_offsetMs);
    const auto isDue = [offset](const auto &waiting) { return !waiting.empty() && waiting.begin()->first <= offset; };
    const bool isClosing = m_options.count > 0 && m_options.count - m_givenOut <= std::ssize(m_heldBack);

    SimulatedCallback callback;
    if (isClosing || isDue(m_heldBack)) {
        callback = taken(m_heldBack);
        maybeRepeat(callback);
    } else if (isDue(m_repeats)) {
        callback = taken(m_repeats);
    } else {
        callback = tell();
    }
    callback.offsetMs = static_cast<qint64>(m_offsetMs);

    ++m_givenOut;
    m_offsetMs += m_openingLeft > 0 ? m_openingStepMs : 1000 / m_options.rate;
    return callback;
}

/// The next callback that is neither repeated nor late.
SimulatedCallback TrafficGenerator::tell()
{
    for (;;) {
        while (m_turns.empty())
            think();
        const Turn turn = std::move(m_turns.front());
        m_turns.pop_front();
        const bool isOpening = m_openingLeft > 0;
        if (isOpening)
            --m_openingLeft;

        SimulatedCallback callback {
            .room = turn.room, .query = query(turn.report), .body = turn.report.body(eventTime(turn.room))};
        if (isOpening || !isToBeHeldBack(turn.report)) {
            maybeRepeat(callback);
            return callback;
        }
        const double step = 1000 / m_options.rate;
        const qint64 wait = std::max(m_random.between<qint64>(1500, 4000), static_cast<qint64>(step * 8));
        m_heldBack.emplace(static_cast<qint64>(m_offsetMs) + wait, callback);
        if (turn.report.seat >= 0)
            m_answers.emplace_back(turn.room, turn.report.seat);
    }
}

/// Lets something happen.
void TrafficGenerator::think()
{
    if (!m_answers.empty()) {
        const auto [room, seat] = m_answers.front();
        m_answers.pop_front();
        Reports reports = m_rooms[static_cast<size_t>(room)].toggleAudio(seat);
        for (Report &report : reports)
            report.mayComeLate = false;
        append(room, std::move(reports));
        return;
    }
    const bool allClosed
        = std::none_of(m_rooms.begin(), m_rooms.end(), [](const SimulatedRoom &room) { return room.isOpen(); });
    if (!m_plans.empty() && (allClosed || m_plans.begin()->first <= static_cast<qint64>(m_offsetMs))) {
        m_offsetMs = std::max(m_offsetMs, static_cast<double>(m_plans.begin()->first));
        m_plans.extract(m_plans.begin()).mapped()();
        return;
    }

    qint64 mark = m_random.below(m_totalActivity);
    size_t number = 0;
    while (mark >= m_rooms[number].activity())
        mark -= m_rooms[number++].activity();
    SimulatedRoom &room = m_rooms[number];
    const int index = static_cast<int>(number);
    if (!room.isOpen())
        return;
    if (room.isLive() && !m_fights[number] && m_random.chance(0.01))
        return beginBattle(index);
    append(index, room.act(m_random, !m_fights[number]));
    if (!room.isOpen()) {
        const auto again = static_cast<qint64>(m_offsetMs) + m_random.between<qint64>(2500, 6000);
        m_plans.emplace(again, [this, index] { begin(index); });
    }
}

void TrafficGenerator::begin(int room)
{
    append(room, m_rooms[static_cast<size_t>(room)].open(m_random));
}

void TrafficGenerator::append(int room, Reports reports)
{
    for (Report &report : reports)
        m_turns.push_back({.room = room, .report = std::move(report)});
}

void TrafficGenerator::beginBattle(int room)
{
    std::vector<int> rivals;
    for (int other = 0; other < m_options.rooms; ++other) {
        const auto number = static_cast<size_t>(other);
        if (other != room && m_rooms[number].isLive() && m_rooms[number].isOpen() && !m_fights[number])
            rivals.push_back(other);
    }
    if (rivals.empty())
        return;
    const int rival = m_random.of(rivals);
    const auto setFighting = [this, room, rival](bool fights) {
        m_fights[static_cast<size_t>(room)] = fights;
        m_fights[static_cast<size_t>(rival)] = fights;
    };
    setFighting(true);

    const SimulatedRoom &from = m_rooms[static_cast<size_t>(room)];
    const SimulatedRoom &to = m_rooms[static_cast<size_t>(rival)];
    const auto battle = std::make_shared<Battle>();
    battle->id = QByteArray(QByteArray::number(m_random.below(Q_UINT64_C(1) << 62), 36) + ">~?" + from.id()).toBase64();
    battle->durationMs = m_random.between<qint64>(2, 6) * 10'000;
    const qint64 scores[] {m_random.below<qint64>(900), m_random.below<qint64>(900)};

    const auto side = [](JsonWriter &body, const SimulatedRoom &one, const Account &owner, qint64 score) {
        body.text("RoomId", one.id());
        if (score >= 0)
            body.integer("Score", score);
        writeAccount(body, "Owner_Account", owner);
        body.endObject();
    };
    const auto sides = [&from, &to, side, fromOwner = from.owner(),
                        toOwner = to.owner()](JsonWriter &body, qint64 fromScore, qint64 toScore) {
        body.beginObject("FromRoomInfo");
        side(body, from, fromOwner, fromScore);
        body.beginArray("ToRoomList");
        body.beginObject();
        side(body, to, toOwner, toScore);
        body.endArray();
    };
    append(room,
           {{.command = "Live.CallbackAfterCreateBattle",
             .actor = from.owner(),
             .body =
                 [battle, &from, &to, by = from.owner()](qint64 timeMs) {
                     battle->createdS = timeMs / 1000;
                     JsonWriter body = beginBody("Live.CallbackAfterCreateBattle");
                     writeAccount(body, "Operator_Account", by);
                     body.text("BattleId", battle->id);
                     body.text("FromRoomId", from.id());
                     body.beginArray("ToRoomIdList");
                     body.text(to.id());
                     body.endArray();
                     body.integer("Timeout", 30'000);
                     body.integer("Duration", battle->durationMs);
                     body.flag("NeedResponse", true);
                     body.text("ExtensionInfo", "");
                     body.integer("EventTime", timeMs);
                     return endBody(body);
                 }},
            {.command = "Live.CallbackAfterStartBattle", .actor = to.owner(), .body = [battle, sides](qint64 timeMs) {
                 battle->startedS = timeMs / 1000;
                 JsonWriter body = beginBody("Live.CallbackAfterStartBattle");
                 body.text("BattleId", battle->id);
                 body.integer("Duration", battle->durationMs);
                 body.integer("CreateTime", battle->createdS);
                 body.integer("StartTime", battle->startedS);
                 sides(body, -1, -1);
                 body.integer("EventTime", timeMs);
                 return endBody(body);
             }}});
    m_plans.emplace(
        static_cast<qint64>(m_offsetMs) + battle->durationMs, [=, this, fromScore = scores[0], toScore = scores[1]] {
            setFighting(false);
            append(room,
                   {{.command = "Live.CallbackAfterEndBattle", .actor = backendAccount(), .body = [=](qint64 timeMs) {
                         JsonWriter body = beginBody("Live.CallbackAfterEndBattle");
                         body.text("BattleId", battle->id);
                         body.integer("Duration", battle->durationMs);
                         body.integer("CreateTime", battle->createdS);
                         body.integer("StartTime", battle->startedS);
                         body.integer("EndTime", timeMs / 1000);
                         body.integer("OpType", 0);
                         sides(body, fromScore, toScore);
                         body.integer("EventTime", timeMs);
                         return endBody(body);
                     }}});
        });
}

/// Some 20 to 80 ms before the sending, but not before what the room told last.
qint64 TrafficGenerator::eventTime(int room)
{
    const qint64 now = m_baseTimeMs + static_cast<qint64>(m_offsetMs);
    qint64 &last = m_lastEventTimeMs[static_cast<size_t>(room)];
    last = std::max(now - m_random.between<qint64>(20, 80), std::min(last + 1, now));
    return last;
}

QByteArray TrafficGenerator::query(const Report &report) const
{
    QByteArray result
        = "SdkAppid=" + m_options.sdkAppId.toLatin1() + "&CallbackCommand=" + report.command + "&contenttype=json";
    if (report.actor)
        result += "&ClientIP=" + report.actor->clientIp + "&OptPlatform=" + report.actor->platform;
    return result;
}

void TrafficGenerator::maybeRepeat(const SimulatedCallback &callback)
{
    if (m_random.chance(m_options.duplicates))
        m_repeats.emplace(static_cast<qint64>(m_offsetMs) + m_random.between<qint64>(5, 600), callback);
}

bool TrafficGenerator::isToBeHeldBack(const Report &report)
{
    if (m_random.chance(m_options.late))
        ++m_owedLate;
    // The last callbacks of a counted run are not held back: nothing newer would come before them.
    constexpr int room = 8;
    const bool endIsNear
        = m_options.count > 0 && m_options.count - m_givenOut - std::ssize(m_heldBack) - std::ssize(m_turns) <= room;
    if (m_owedLate == 0 || !report.mayComeLate || endIsNear)
        return false;
    --m_owedLate;
    return true;
}

} // namespace Roomscope
