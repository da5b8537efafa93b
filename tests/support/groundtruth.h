// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"

#include <QMap>
#include <QSet>

#include <algorithm>
#include <random>

/// Rooms with rules of their own, independent of the room model, and the callbacks that report them.
namespace Roomscope::Test {

/// How the callbacks of a stream list seats.
enum class ListForm { ChangedSeats, WholeTable, TableWithoutEmptySeats };

struct TrueSeat
{
    QString member;
    SeatMarks marks;

    friend bool operator==(const TrueSeat &, const TrueSeat &) = default;
};

struct TrueRoom
{
    int life = 0; ///< 0: never existed.
    bool alive = false;
    QList<TrueSeat> seats;
    QSet<QString> present;
    qint64 bornMs = 0;
    qint64 endedMs = 0;
};

/// What a callback reports, and the former state of the seats it lists.
struct Told
{
    Callback callback;
    QByteArray room;
    QList<TrueSeat> before;
};

class GroundTruth final
{
public:
    /// Lives are at least longestDelayMs long, so that a delayed callback is of this life or of the one before.
    GroundTruth(unsigned seed, int rooms, ListForm form, qint64 startMs, qint64 longestDelayMs)
        : m_random(seed)
        , m_form(form)
        , m_nowMs(startMs)
        , m_longestDelayMs(longestDelayMs)
    {
        for (int i = 0; i < rooms; ++i)
            m_rooms.insert("room-" + QByteArray::number(i), {});
    }

    [[nodiscard]] const QMap<QByteArray, TrueRoom> &rooms() const { return m_rooms; }
    [[nodiscard]] const QList<Told> &told() const { return m_told; }
    [[nodiscard]] int below(int bound) { return int(m_random() % unsigned(bound)); }

    void live(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            m_nowMs += 1 + below(400);
            step(m_rooms.keys()[below(int(m_rooms.size()))]);
        }
    }

    /// Returns the callbacks in order of arrival: each up to the longest delay after its time, some of them twice, with
    /// garbage in between. Ids follow the arrival.
    [[nodiscard]] QList<Callback> arrivals(bool shuffled, bool repeated)
    {
        QList<Callback> stream;
        for (const Told &told : std::as_const(m_told)) {
            Callback callback = told.callback;
            if (shuffled)
                callback.receivedUs += below(int(m_longestDelayMs)) * 1000LL;
            stream.append(callback);
            if (repeated && below(8) == 0) {
                callback.receivedUs += below(int(m_longestDelayMs)) * 1000LL;
                stream.append(callback);
            }
            if (repeated && below(20) == 0) {
                callback.body.truncate(callback.body.size() / 2);
                callback.verdict.rejection = Rejection::Malformed;
                stream.append(callback);
            }
        }
        std::stable_sort(stream.begin(), stream.end(),
                         [](const Callback &a, const Callback &b) { return a.receivedUs < b.receivedUs; });
        for (qsizetype i = 0; i < stream.size(); ++i)
            stream[i].id = i + 1;
        return stream;
    }

    /// Returns the differences between the store's rooms and the truth, one line each; empty: none.
    [[nodiscard]] QString differences(const RoomStore &store) const
    {
        QStringList lines;
        for (auto it = m_rooms.cbegin(); it != m_rooms.cend(); ++it) {
            const Room *room = store.find(keyOf(QString::fromLatin1(it.key())));
            const QString name = QString::fromLatin1(it.key());
            if (!room) {
                if (it->life > 0)
                    lines.append(name + QStringLiteral(" is missing"));
                continue;
            }
            if (room->life() != it->life || room->isDismissed() == it->alive)
                lines.append(QStringLiteral("%1: life %2 %3, in truth %4 %5")
                                 .arg(name)
                                 .arg(room->life())
                                 .arg(room->isDismissed() ? u"over" : u"going on")
                                 .arg(it->life)
                                 .arg(it->alive ? u"going on" : u"over"));
            const QStringList present = room->presentMembers();
            if (QSet<QString>(present.begin(), present.end()) != it->present)
                lines.append(QStringLiteral("%1: present %2, in truth %3")
                                 .arg(name, present.join(u' '), it->present.values().join(u' ')));
            for (int index = 0; index < it->seats.size(); ++index) {
                const Seat seat = room->seats().value(index);
                if (const TrueSeat known {seat.member, seat.marks}; known != it->seats[index])
                    lines.append(QStringLiteral("%1: seat %2 is %3, in truth %4")
                                     .arg(name)
                                     .arg(index)
                                     .arg(words(known), words(it->seats[index])));
            }
        }
        return lines.join(u'\n');
    }

private:
    static constexpr int seatCount = 8;

    static QString words(const TrueSeat &seat)
    {
        return QStringLiteral("[%1%2%3%4]")
            .arg(seat.member, seat.marks.locked ? u" locked" : u"", seat.marks.audioProhibited ? u" mute" : u"",
                 seat.marks.videoProhibited ? u" dark" : u"");
    }

    void tell(const QByteArray &room, const Callback &callback, const QList<TrueSeat> &before)
    {
        m_told.append({callback, room, before});
    }

    void tellSeats(const QByteArray &name, const QList<TrueSeat> &before)
    {
        const TrueRoom &room = m_rooms[name];
        QList<SeatLine> lines;
        for (int index = 0; index < seatCount; ++index) {
            const TrueSeat &seat = room.seats[index];
            if (m_form == ListForm::ChangedSeats && seat == before[index])
                continue;
            if (m_form == ListForm::TableWithoutEmptySeats && seat == TrueSeat {})
                continue;
            lines.append(
                {index, seat.member, seat.marks.locked, seat.marks.audioProhibited, seat.marks.videoProhibited});
        }
        tell(name, Test::seats(name, lines, m_nowMs), before);
    }

    void step(const QByteArray &name)
    {
        TrueRoom &room = m_rooms[name];
        if (!room.alive) {
            if (room.life > 0 && m_nowMs < room.endedMs + 50)
                return;
            room = {.life = room.life + 1,
                    .alive = true,
                    .seats = QList<TrueSeat>(seatCount),
                    .bornMs = m_nowMs / 1000 * 1000 + 1000}; // CreateTime has seconds only
            m_nowMs = room.bornMs;
            return tell(name, creation(name, seatCount, m_nowMs), room.seats);
        }
        const QList<TrueSeat> before = room.seats;
        const QString member = QStringLiteral("user%1").arg(below(6));
        const auto isThere = [&](const TrueSeat &seat) { return seat.member == member; };
        const auto sitting = std::find_if(room.seats.begin(), room.seats.end(), isThere);
        TrueSeat &seat = room.seats[below(seatCount)];
        switch (below(12)) {
        case 0:
        case 1:
        case 2:
        case 3: // sits down on an empty seat, perhaps leaving another one
            if (!seat.member.isEmpty())
                return;
            if (sitting != room.seats.end())
                sitting->member.clear();
            seat.member = member;
            return tellSeats(name, before);
        case 4:
        case 5:
            if (seat.member.isEmpty())
                return;
            seat.member.clear();
            return tellSeats(name, before);
        case 6: // two members change places
            if (sitting == room.seats.end() || seat.member.isEmpty() || seat.member == member)
                return;
            std::swap(sitting->member, seat.member);
            return tellSeats(name, before);
        case 7:
        case 8: {
            const SeatMarks former = seat.marks;
            seat.marks = {below(2) == 0, below(2) == 0, below(2) == 0};
            return seat.marks == former ? void() : tellSeats(name, before);
        }
        case 9:
            if (room.present.contains(member))
                return;
            room.present.insert(member);
            return tell(name, members(name, "Online", {member.toLatin1()}, m_nowMs), before);
        case 10:
            if (!room.present.remove(member))
                return;
            if (sitting != room.seats.end())
                sitting->member.clear();
            return tell(name, members(name, "Offline", {member.toLatin1()}, m_nowMs), before);
        case 11:
            if (below(3) != 0 || m_nowMs < room.bornMs + m_longestDelayMs)
                return;
            room.alive = false;
            room.endedMs = m_nowMs;
            room.seats = QList<TrueSeat>(seatCount);
            room.present.clear();
            return tell(name, dismissal(name, m_nowMs), before);
        }
    }

    std::mt19937 m_random;
    ListForm m_form;
    qint64 m_nowMs;
    qint64 m_longestDelayMs;
    QMap<QByteArray, TrueRoom> m_rooms;
    QList<Told> m_told;
};

} // namespace Roomscope::Test
