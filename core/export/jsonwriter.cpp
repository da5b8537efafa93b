// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/jsonwriter.h"

#include "core/protocol/decoder.h"
#include "core/times.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <initializer_list>

namespace Roomscope {

namespace {

class Writer final
{
public:
    void object(const auto &members)
    {
        m_writer.StartObject();
        members();
        m_writer.EndObject();
    }
    void object(const char *name, const auto &members)
    {
        m_writer.Key(name);
        object(members);
    }
    void element(const QString &text)
    {
        const QByteArray utf8 = text.toUtf8();
        m_writer.String(utf8.constData(), rapidjson::SizeType(utf8.size()));
    }
    void array(const char *name, const auto &elements)
    {
        m_writer.Key(name);
        m_writer.StartArray();
        elements();
        m_writer.EndArray();
    }
    void member(const char *name, const QByteArray &text)
    {
        m_writer.Key(name);
        m_writer.String(text.constData(), rapidjson::SizeType(text.size()));
    }
    void member(const char *name, const QString &text) { member(name, text.toUtf8()); }
    void member(const char *name, qint64 number)
    {
        m_writer.Key(name);
        m_writer.Int64(number);
    }
    void member(const char *name, bool value)
    {
        m_writer.Key(name);
        m_writer.Bool(value);
    }
    void null(const char *name)
    {
        m_writer.Key(name);
        m_writer.Null();
    }
    void textOrNull(const char *name, const QString &text)
    {
        if (text.isEmpty())
            null(name);
        else
            member(name, text);
    }
    void numberOrNull(const char *name, std::optional<qint64> number)
    {
        if (number)
            member(name, *number);
        else
            null(name);
    }

    [[nodiscard]] QByteArray result() const { return {m_buffer.GetString(), qsizetype(m_buffer.GetSize())}; }

private:
    rapidjson::StringBuffer m_buffer;
    rapidjson::Writer<rapidjson::StringBuffer> m_writer {m_buffer};
};

void writeChange(Writer &writer, const Change &change)
{
    writer.object([&] {
        writer.member("kind", QString(changeName(change.kind)));
        writer.numberOrNull("seat", change.seat < 0 ? std::nullopt : std::optional<qint64>(change.seat));
        writer.textOrNull("member", change.member);
        writer.textOrNull("previous", change.previous);
        if (change.fromSeat >= 0)
            writer.member("from", qint64(change.fromSeat));
        if (!change.detail.isEmpty())
            writer.member("detail", change.detail);
        if (change.derived)
            writer.member("derived", true);
    });
}

std::optional<qint64> unlessNever(qint64 timeMs)
{
    return timeMs == neverMs ? std::nullopt : std::optional(timeMs);
}

void timeOrNull(Writer &writer, const char *name, qint64 timeMs)
{
    if (timeMs == neverMs)
        writer.null(name);
    else
        writer.member(name, isoMilliseconds(timeMs * 1000));
}

void writeNumbers(Writer &writer, const char *name,
                  std::initializer_list<std::pair<const char *, std::optional<qint64>>> numbers)
{
    writer.object(name, [&] {
        for (const auto &[number, value] : numbers)
            writer.numberOrNull(number, value);
    });
}

void writeTexts(Writer &writer, const char *name, const QMap<QString, QString> &texts)
{
    writer.object(name, [&] {
        for (auto it = texts.cbegin(); it != texts.cend(); ++it)
            writer.member(it.key().toUtf8().constData(), it.value());
    });
}

void writeMembers(Writer &writer, const Room &room)
{
    static constexpr std::array roles {"member", "admin", "owner"};
    writer.array("members", [&] {
        for (const QString &account : room.presentMembers()) {
            const Member member = room.members().value(account);
            writer.object([&] {
                writer.member("member", account);
                writer.member("role", QByteArray(roles[size_t(room.roleOf(account))]));
                timeOrNull(writer, "entered", member.enteredMs);
                writer.textOrNull("platform", member.platform);
                if (member.heartbeatLostMs != neverMs)
                    timeOrNull(writer, "heartbeatLost", member.heartbeatLostMs);
                if (member.heartbeatBackMs != neverMs)
                    timeOrNull(writer, "heartbeatBack", member.heartbeatBackMs);
            });
        }
    });
    writer.array("admins", [&] {
        for (const QString &account : room.administrators())
            writer.element(account);
    });
}

void writeBattle(Writer &writer, const Battle &battle)
{
    static constexpr std::array stages {"created", "started", "ended"};
    writer.object("battle", [&] {
        writer.member("id", battle.id);
        writer.member("stage", QByteArray(stages[size_t(battle.stage)]));
        timeOrNull(writer, "since", battle.sinceMs);
        writer.numberOrNull("durationMs", battle.durationMs);
        writer.array("rooms", [&] {
            for (const BattleRoom &party : battle.rooms) {
                writer.object([&] {
                    writer.member("room", party.room);
                    writer.textOrNull("owner", party.owner);
                    writer.numberOrNull("score", party.score);
                });
            }
        });
    });
}

void writeDismissal(Writer &writer, const Dismissal &dismissal)
{
    writer.object("dismissal", [&] {
        timeOrNull(writer, "time", dismissal.eventTimeMs);
        writer.textOrNull("cause", dismissal.cause);
        writer.textOrNull("operator", dismissal.operatorAccount);
        const RoomStatistic &statistic = dismissal.statistic;
        writeNumbers(writer, "statistic",
                     {{"viewers", statistic.viewers},
                      {"gifts", statistic.gifts},
                      {"giftCoins", statistic.giftCoins},
                      {"giftSenders", statistic.giftSenders},
                      {"likes", statistic.likes}});
    });
}

/// What stands behind the fields that are promised; only what is known.
void writeMore(Writer &writer, const Room &room)
{
    const auto text = [&](const char *name, const QString &value) {
        if (!value.isEmpty())
            writer.member(name, value);
    };
    text("type", room.type());
    text("takeSeatMode", room.takeSeatMode());
    text("notice", room.notice());
    text("customInfo", room.customInfo());
    if (const auto count = room.maxMemberCount())
        writer.member("maxMemberCount", qint64(*count));
    if (const auto time = room.createTime())
        writer.member("createTime", *time);
    writer.member("countedMembers", qint64(room.countedMemberCount()));
    if (!room.members().isEmpty() || !room.administrators().isEmpty())
        writeMembers(writer, room);
    if (const auto facts = room.otherFacts(); !facts.isEmpty())
        writeTexts(writer, "facts", facts);
    if (const auto metadata = room.metadata(); !metadata.isEmpty())
        writeTexts(writer, "metadata", metadata);
    if (!room.battle().id.isEmpty())
        writeBattle(writer, room.battle());
    if (const auto recording = room.recording()) {
        writer.object("recording", [&] {
            writer.member("eventType", recording->eventType);
            writer.textOrNull("event", rtcEventName(recording->eventType));
            writer.textOrNull("task", recording->taskId);
            writer.numberOrNull("status", recording->status);
            timeOrNull(writer, "since", recording->eventTimeMs);
        });
    }
    const RoomTotals &totals = room.totals();
    if (totals.giftRequests + totals.messages + totals.messageRequests > 0) {
        writeNumbers(writer, "totals",
                     {{"giftRequests", totals.giftRequests},
                      {"gifts", totals.gifts},
                      {"giftCoins", totals.giftCoins},
                      {"messages", totals.messages},
                      {"messageRequests", totals.messageRequests}});
    }
    if (room.isDismissed())
        writeDismissal(writer, room.dismissal());
}

void writeRoom(Writer &writer, const Room &room)
{
    writer.object([&] {
        writer.member("sdkAppId", room.key().sdkAppId);
        writer.member("room", room.key().room);
        writer.member("life", qint64(room.life()));
        writer.textOrNull("name", room.name());
        writer.textOrNull("owner", room.owner());
        writer.member("complete", room.isComplete());
        writer.member("dismissed", room.isDismissed());
        writer.numberOrNull("maxSeatCount", room.maxSeatCount());
        writer.member("memberCount", qint64(room.memberCount()));
        writer.array("seats", [&] {
            for (auto it = room.seats().cbegin(); it != room.seats().cend(); ++it) {
                writer.object([&] {
                    writer.member("index", qint64(it.key()));
                    writer.textOrNull("member", it->member);
                    writer.member("locked", it->marks.locked);
                    writer.member("audioProhibited", it->marks.audioProhibited);
                    writer.member("videoProhibited", it->marks.videoProhibited);
                    timeOrNull(writer, "since", it->sinceMs);
                    writer.textOrNull("operator", it->operatorAccount);
                    writer.numberOrNull("eventTime", unlessNever(it->eventTimeMs));
                });
            }
        });
        writeMore(writer, room);
    });
}

} // namespace

QByteArray callbackJson(const Applied &applied)
{
    Writer writer;
    writer.object([&] {
        writer.member("type", QByteArray("callback"));
        writer.member("id", applied.callback.id);
        writer.member("received", isoMicroseconds(applied.callback.receivedUs));
        writer.numberOrNull("eventTime", applied.event.eventTimeMs);
        writer.member("sdkAppId", applied.event.sdkAppId);
        writer.member("command", applied.event.command);
        writer.textOrNull("room", applied.event.room());
        writer.textOrNull("operator", applied.event.operatorAccount);
        writer.member("verdict", applied.verdict.toString());
        if (!applied.callback.note.isEmpty())
            writer.member("note", applied.callback.note);
        if (applied.callback.repeats > 1)
            writer.member("repeats", qint64(applied.callback.repeats));
        writer.array("changes", [&] {
            for (const Change &change : applied.changes)
                writeChange(writer, change);
        });
        if (applied.repeatOf != 0)
            writer.member("repeatOf", applied.repeatOf);
        if (applied.lateAgainst != 0)
            writer.member("lateAgainst", applied.lateAgainst);
        if (const auto decision = decisionOf(applied.event, applied.callback.reply))
            writer.member("decision", *decision);
    });
    return writer.result();
}

QByteArray roomsJson(const RoomStore &rooms, qint64 atUs, const QString &onlyRoom)
{
    Writer writer;
    writer.object([&] {
        writer.member("at", isoMilliseconds(atUs));
        writer.array("rooms", [&] {
            for (const RoomKey &key : rooms.keys()) {
                if (onlyRoom.isEmpty() || key.room == onlyRoom)
                    writeRoom(writer, *rooms.find(key));
            }
        });
    });
    return writer.result();
}

} // namespace Roomscope
