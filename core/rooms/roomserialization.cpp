// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms in checkpoints. Whoever changes what is written counts stateVersion in core/session/monitorstate.cpp up.
#include "core/rooms/room.h"

#include <QDataStream>

#include <type_traits>

namespace Roomscope {

namespace {

template<typename V, typename T>
concept Is = std::is_same_v<std::remove_const_t<V>, T>;

// What a value consists of, once for both directions.

void parts(auto &archive, Is<Stamp> auto &stamp)
{
    archive(stamp.timeMs, stamp.callbackId);
}

void parts(auto &archive, Is<RoomStatistic> auto &statistic)
{
    archive(statistic.viewers, statistic.gifts, statistic.giftCoins, statistic.giftSenders, statistic.likes);
}

void parts(auto &archive, Is<Dismissal> auto &dismissal)
{
    archive(dismissal.stamp, dismissal.eventTimeMs, dismissal.cause, dismissal.operatorAccount, dismissal.statistic);
}

void parts(auto &archive, Is<BattleRoom> auto &party)
{
    archive(party.room, party.owner, party.score);
}

void parts(auto &archive, Is<Battle> auto &battle)
{
    archive(battle.id, battle.stage, battle.rooms, battle.durationMs, battle.sinceMs);
}

void parts(auto &archive, Is<Recording> auto &recording)
{
    archive(recording.eventGroup, recording.eventType, recording.taskId, recording.status, recording.eventTimeMs);
}

void parts(auto &archive, Is<RoomTotals> auto &totals)
{
    archive(totals.giftRequests, totals.gifts, totals.giftCoins, totals.messages, totals.messageRequests);
}

void parts(auto &archive, Is<SeatMarks> auto &marks)
{
    archive(marks.locked, marks.audioProhibited, marks.videoProhibited);
}

void parts(auto &archive, Is<SeatLock> auto &lock)
{
    archive(lock.sinceMs, lock.operatorAccount, lock.stamp);
}

void parts(auto &archive, Is<Seat> auto &seat)
{
    archive(seat.member, seat.marks, seat.operatorAccount, seat.sinceMs, seat.eventTimeMs, seat.stamp);
    if (archive.hasLocks())
        archive(seat.lock);
}

void parts(auto &archive, Is<Member> auto &member)
{
    archive(member.present, member.enteredMs, member.heartbeatLostMs, member.heartbeatBackMs, member.platform);
}

template<typename T> void parts(auto &archive, Clocked<T> &fact)
{
    archive(fact.value, fact.stamp);
}

template<typename T> void parts(auto &archive, const Clocked<T> &fact)
{
    archive(fact.value, fact.stamp);
}

class Saving final
{
public:
    explicit Saving(QDataStream &stream)
        : m_stream(stream)
    {
    }

    void operator()(const auto &...values) { (save(values), ...); }
    [[nodiscard]] static constexpr bool hasLocks() { return true; }

private:
    template<typename T> void save(const T &value)
    {
        if constexpr (requires { parts(*this, value); })
            parts(*this, value);
        else if constexpr (requires { value.keyBegin(); })
            saveMap(value);
        else
            m_stream << value;
    }
    template<typename T> void save(const std::optional<T> &value)
    {
        m_stream << value.has_value();
        if (value)
            save(*value);
    }
    template<typename T> void save(const QList<T> &list)
    {
        m_stream << qint32(list.size());
        for (const T &value : list)
            save(value);
    }
    void saveMap(const auto &map)
    {
        m_stream << qint32(map.size());
        for (auto it = map.cbegin(); it != map.cend(); ++it) {
            m_stream << it.key();
            save(it.value());
        }
    }

    QDataStream &m_stream;
};

class Loading final
{
public:
    Loading(QDataStream &stream, bool hasLocks)
        : m_stream(stream)
        , m_hasLocks(hasLocks)
    {
    }

    void operator()(auto &...values) { (load(values), ...); }
    [[nodiscard]] bool hasLocks() const { return m_hasLocks; }

private:
    template<typename T> void load(T &value)
    {
        if constexpr (requires { parts(*this, value); })
            parts(*this, value);
        else if constexpr (requires { value.keyBegin(); })
            loadMap(value);
        else
            m_stream >> value;
    }
    template<typename T> void load(std::optional<T> &value)
    {
        bool hasValue = false;
        m_stream >> hasValue;
        if (hasValue)
            load(value.emplace());
    }
    template<typename T> void load(QList<T> &list)
    {
        for (qint32 left = count(); left > 0 && isGood(); --left)
            load(list.emplaceBack());
    }
    template<typename Map> void loadMap(Map &map)
    {
        for (qint32 left = count(); left > 0 && isGood(); --left) {
            typename Map::key_type key {};
            m_stream >> key;
            load(map[key]);
        }
    }
    [[nodiscard]] qint32 count()
    {
        qint32 count = 0;
        m_stream >> count;
        return count;
    }
    [[nodiscard]] bool isGood() const { return m_stream.status() == QDataStream::Ok; }

    QDataStream &m_stream;
    bool m_hasLocks;
};

} // namespace

void Room::parts(auto &archive, auto &room)
{
    archive(room.m_key.sdkAppId, room.m_key.room, room.m_life, room.m_complete, room.m_wholeTables, room.m_bornAfter,
            room.m_newest, room.m_created, room.m_table, room.m_dismissal, room.m_createTime, room.m_name, room.m_owner,
            room.m_type, room.m_takeSeatMode, room.m_notice, room.m_customInfo, room.m_maxSeatCount,
            room.m_maxMemberCount, room.m_saidMemberCount, room.m_otherFields, room.m_metadata, room.m_admins,
            room.m_battle, room.m_recording, room.m_totals, room.m_seats, room.m_seatings, room.m_members,
            room.m_presentCount);
}

QDataStream &operator<<(QDataStream &stream, const Room &room)
{
    Saving saving(stream);
    Room::parts(saving, room);
    return stream;
}

void Room::load(QDataStream &stream, bool hasLocks)
{
    *this = Room();
    Loading loading(stream, hasLocks);
    parts(loading, *this);
}

} // namespace Roomscope
