// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/jsonwriter.h"

#include "core/times.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

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
                    if (it->sinceMs == neverMs)
                        writer.null("since");
                    else
                        writer.member("since", isoMilliseconds(it->sinceMs * 1000));
                    writer.textOrNull("operator", it->operatorAccount);
                    writer.numberOrNull("eventTime", unlessNever(it->eventTimeMs));
                });
            }
        });
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
