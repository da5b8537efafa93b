// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/rooms/room.h"

#include <QFile>
#include <QStringList>

#include <optional>

/// Callbacks as Tencent RTC sends them, for tests.
namespace Roomscope::Test {

inline constexpr auto sdkAppId = "1400900001";

struct SeatLine
{
    int index = 0;
    QString member; ///< Empty: Member_Account is left out.
    bool locked = false;
    bool audioProhibited = false;
    bool videoProhibited = false;
};

/// Returns a callback as the receiver passes it on: accepted, received 40 ms after its EventTime.
inline Callback callback(const QByteArray &command, const QByteArray &fields, std::optional<qint64> eventTimeMs)
{
    static qint64 nextId = 0;
    QByteArray body = "{\"CallbackCommand\":\"" + command + "\"," + fields;
    if (eventTimeMs)
        body += ",\"EventTime\":" + QByteArray::number(*eventTimeMs);
    body += '}';
    const QByteArray head = "POST /callback?SdkAppid=" + QByteArray(sdkAppId) + "&CallbackCommand=" + command
        + "&contenttype=json&ClientIP=203.0.113.24&OptPlatform=iOS HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + QByteArray::number(body.size());
    return {.id = ++nextId,
            .receivedUs = (eventTimeMs.value_or(1'751'000'000'000) + 40) * 1000,
            .peer = QStringLiteral("203.0.113.40:51734"),
            .head = head,
            .body = body,
            .reply
            = {.status = 200, .body = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})", .durationUs = 612}};
}

inline Callback seats(const QByteArray &room, const QList<SeatLine> &lines, qint64 eventTimeMs,
                      const QByteArray &operatorAccount = {})
{
    QByteArrayList list;
    const auto word = [](bool value) { return QByteArray(value ? "true" : "false"); };
    for (const SeatLine &line : lines) {
        QByteArray seat = "{\"Index\":" + QByteArray::number(line.index);
        if (!line.member.isEmpty())
            seat += ",\"Member_Account\":\"" + line.member.toUtf8() + '"';
        seat += ",\"IsTakenDisabled\":" + word(line.locked) + ",\"IsVideoDisabled\":" + word(line.videoProhibited)
            + ",\"IsAudioDisabled\":" + word(line.audioProhibited) + '}';
        list.append(seat);
    }
    QByteArray fields = "\"RoomId\":\"" + room + "\",\"SeatList\":[" + list.join(',') + ']';
    if (!operatorAccount.isEmpty())
        fields += ",\"Operator_Account\":\"" + operatorAccount + '"';
    return callback("Mic.CallbackAfterSeatInfoChanged", fields, eventTimeMs);
}

inline Callback creation(const QByteArray &room, int maxSeatCount, qint64 eventTimeMs, const QByteArray &name = "Room")
{
    return callback("Live.CallbackAfterCreateRoom",
                    "\"Operator_Account\":\"alice\",\"RoomInfo\":{\"RoomId\":\"" + room + "\",\"RoomName\":\"" + name
                        + "\",\"Owner_Account\":\"alice\",\"MaxSeatCount\":" + QByteArray::number(maxSeatCount)
                        + ",\"CreateTime\":" + QByteArray::number(eventTimeMs / 1000) + '}',
                    eventTimeMs);
}

inline Callback dismissal(const QByteArray &room, qint64 eventTimeMs)
{
    return callback("Live.CallbackAfterDestroyRoom", "\"RoomId\":\"" + room + "\",\"EventType\":\"DestroyByUser\"",
                    eventTimeMs);
}

inline Callback members(const QByteArray &room, const QByteArray &state, const QByteArrayList &accounts,
                        qint64 eventTimeMs)
{
    QByteArrayList list;
    for (const QByteArray &account : accounts)
        list.append("{\"Member_Account\":\"" + account + "\"}");
    return callback("Live.CallbackAfterMemberStateChanged",
                    "\"RoomId\":\"" + room + "\",\"EventType\":\"" + state + "\",\"EventCause\":\""
                        + (state == "Online" ? "Enter" : "Leave") + "\",\"MemberList\":[" + list.join(',') + ']',
                    eventTimeMs);
}

inline RoomKey keyOf(const QString &room)
{
    return {QString::fromLatin1(sdkAppId), room};
}

inline QByteArray dataFile(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA "/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    return file.readAll();
}

} // namespace Roomscope::Test
