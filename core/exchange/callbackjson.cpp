// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/callbackjson.h"

#include "core/base/times.h"
#include "core/payload/jsonwriter.h"
#include "core/protocol/decoder.h"

#include <array>
#include <initializer_list>

namespace Roomscope {

namespace {

void writeChange(JsonWriter &writer, const Change &change)
{
    writer.object([&] {
        writer.text("kind", QByteArrayView(changeName(change.kind)));
        writer.integerOrNull("seat", change.seat < 0 ? std::nullopt : std::optional<qint64>(change.seat));
        writer.textOrNull("member", change.member);
        writer.textOrNull("previous", change.previous);
        if (change.fromSeat >= 0)
            writer.integer("from", change.fromSeat);
        if (const QString detail = change.details.toText(); !detail.isEmpty())
            writer.text("detail", detail);
        if (change.derived)
            writer.flag("derived", true);
    });
}

std::optional<qint64> unlessNever(qint64 timeMs)
{
    return timeMs == neverMs ? std::nullopt : std::optional(timeMs);
}

void timeOrNull(JsonWriter &writer, QByteArrayView name, qint64 timeMs)
{
    if (timeMs == neverMs)
        writer.null(name);
    else
        writer.text(name, isoMilliseconds(timeMs * 1000));
}

void writeNumbers(JsonWriter &writer, QByteArrayView name,
                  std::initializer_list<std::pair<QByteArrayView, std::optional<qint64>>> numbers)
{
    writer.object(name, [&] {
        for (const auto &[number, value] : numbers)
            writer.integerOrNull(number, value);
    });
}

void writeTexts(JsonWriter &writer, QByteArrayView name, const QMap<QString, QString> &texts)
{
    writer.object(name, [&] {
        for (auto it = texts.cbegin(); it != texts.cend(); ++it)
            writer.text(it.key().toUtf8(), it.value());
    });
}

void writeMembers(JsonWriter &writer, const Room &room)
{
    static constexpr std::array roles {"member", "admin", "owner"};
    writer.array("members", [&] {
        for (const QString &account : room.presentMembers()) {
            const Member member = room.members().value(account);
            writer.object([&] {
                writer.text("member", account);
                writer.text("role", roles[size_t(room.roleOf(account))]);
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
            writer.text(account);
    });
}

void writeBattle(JsonWriter &writer, const Battle &battle)
{
    static constexpr std::array stages {"created", "started", "ended"};
    writer.object("battle", [&] {
        writer.text("id", battle.id);
        writer.text("stage", stages[size_t(battle.stage)]);
        timeOrNull(writer, "since", battle.sinceMs);
        writer.integerOrNull("durationMs", battle.durationMs);
        writer.array("rooms", [&] {
            for (const BattleRoom &party : battle.rooms) {
                writer.object([&] {
                    writer.text("room", party.room);
                    writer.textOrNull("owner", party.owner);
                    writer.integerOrNull("score", party.score);
                });
            }
        });
    });
}

void writeDismissal(JsonWriter &writer, const Dismissal &dismissal)
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
void writeMore(JsonWriter &writer, const Room &room)
{
    const auto text = [&](QByteArrayView name, const QString &value) {
        if (!value.isEmpty())
            writer.text(name, value);
    };
    text("type", room.type());
    text("takeSeatMode", room.takeSeatMode());
    text("notice", room.notice());
    text("customInfo", room.customInfo());
    if (const auto count = room.maxMemberCount())
        writer.integer("maxMemberCount", *count);
    if (const auto time = room.createTime())
        writer.integer("createTime", *time);
    writer.integer("countedMembers", room.countedMemberCount());
    if (!room.members().isEmpty() || !room.administrators().isEmpty())
        writeMembers(writer, room);
    if (const auto fields = room.otherFields(); !fields.isEmpty())
        writeTexts(writer, "facts", fields);
    if (const auto metadata = room.metadata(); !metadata.isEmpty())
        writeTexts(writer, "metadata", metadata);
    if (!room.battle().id.isEmpty())
        writeBattle(writer, room.battle());
    if (const auto recording = room.recording()) {
        writer.object("recording", [&] {
            writer.integer("eventType", recording->eventType);
            writer.textOrNull("event", rtcEventName(recording->eventType));
            writer.textOrNull("task", recording->taskId);
            writer.integerOrNull("status", recording->status);
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

void writeRoom(JsonWriter &writer, const Room &room)
{
    writer.object([&] {
        writer.text("sdkAppId", room.key().sdkAppId);
        writer.text("room", room.key().room);
        writer.integer("life", room.life());
        writer.textOrNull("name", room.name());
        writer.textOrNull("owner", room.owner());
        writer.flag("complete", room.isComplete());
        writer.flag("dismissed", room.isDismissed());
        writer.integerOrNull("maxSeatCount", room.maxSeatCount());
        writer.integer("memberCount", room.memberCount());
        writer.array("seats", [&] {
            for (auto it = room.seats().cbegin(); it != room.seats().cend(); ++it) {
                writer.object([&] {
                    writer.integer("index", it.key());
                    writer.textOrNull("member", it->member);
                    writer.flag("locked", it->marks.locked);
                    writer.flag("audioProhibited", it->marks.audioProhibited);
                    writer.flag("videoProhibited", it->marks.videoProhibited);
                    timeOrNull(writer, "since", it->sinceMs);
                    writer.textOrNull("operator", it->operatorAccount);
                    writer.integerOrNull("eventTime", unlessNever(it->eventTimeMs));
                });
            }
        });
        writeMore(writer, room);
    });
}

void writeCallback(JsonWriter &writer, const AppliedCallback &applied)
{
    writer.object([&] {
        writer.text("type", "callback");
        writer.integer("id", applied.callback.id);
        writer.text("received", isoMicroseconds(applied.callback.receivedUs));
        writer.integerOrNull("eventTime", applied.event.eventTimeMs);
        writer.text("sdkAppId", applied.event.sdkAppId);
        writer.text("command", applied.event.command);
        writer.textOrNull("room", applied.event.room());
        writer.textOrNull("operator", applied.event.operatorAccount);
        writer.text("verdict", applied.verdict.toString());
        if (!applied.callback.note.isEmpty())
            writer.text("note", applied.callback.note);
        if (!applied.verdict.isRejected() && !applied.event.problems.isEmpty()) {
            writer.array("problems", [&] {
                for (const QString &problem : applied.event.problems)
                    writer.text(problem);
            });
        }
        if (applied.callback.repeats > 1)
            writer.integer("repeats", applied.callback.repeats);
        writer.array("changes", [&] {
            for (const Change &change : applied.changes)
                writeChange(writer, change);
        });
        if (applied.repeatOf != 0)
            writer.integer("repeatOf", applied.repeatOf);
        if (applied.lateAgainst != 0)
            writer.integer("lateAgainst", applied.lateAgainst);
        if (const auto decision = decisionOf(applied.event, applied.callback.reply))
            writer.integer("decision", *decision);
    });
}

} // namespace

QByteArray callbackJson(const AppliedCallback &applied)
{
    JsonWriter writer;
    writeCallback(writer, applied);
    return writer.result();
}

QByteArray callbackLines(const QList<AppliedCallback> &batch)
{
    JsonWriter writer;
    for (const AppliedCallback &applied : batch) {
        writeCallback(writer, applied);
        writer.endLine();
    }
    return writer.result();
}

QByteArray roomsJson(const RoomStore &rooms, qint64 atUs, const QString &onlyRoom)
{
    JsonWriter writer;
    writer.object([&] {
        writer.text("at", isoMilliseconds(atUs));
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
