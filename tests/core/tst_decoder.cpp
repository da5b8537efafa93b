// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/decoder.h"
#include "core/protocol/timefield.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestDecoder final : public QObject
{
    Q_OBJECT

private slots:
    void everyCommandOfTheCatalogueIsDecoded();
    void everySampleIsDecoded_data();
    void everySampleIsDecoded();
    void accountsKeepTheirDigits_data();
    void accountsKeepTheirDigits();
    void malformedVendorSamplesAreRecovered();
    void aByteOrderMarkIsNoFault();
    void unreadableBodiesNameThePlace();
    void wrongKindsOfFieldsAreProblemsNotFailures();
    void bodyIsBelievedOverTheUrl();
    void aHeadOfBlanksHasNoParts();
    void emptyBodiesAreFlagged();
    void aRoomWithoutAnIdIsAProblem_data();
    void aRoomWithoutAnIdIsAProblem();
    void timesAreFoundByTheirField_data();
    void timesAreFoundByTheirField();
    void verdictsReadBack();
    void timesAreReadInTheirUnit_data();
    void timesAreReadInTheirUnit();
    void anEventWithSecondsOnlyHasThatTime();
};

namespace {

QByteArray dataFile(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA) + u'/' + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    return file.readAll();
}

JsonText json(const QByteArray &text)
{
    return std::get<JsonText>(JsonText::parse(text, JsonText::Grammar::Strict));
}

Decoded decodedHttp(const QString &name)
{
    const QByteArray request = dataFile(name);
    const qsizetype end = request.indexOf("\r\n\r\n");
    return decodeEvent({.head = request.first(end), .body = request.sliced(end + 4)});
}

} // namespace

void TestDecoder::everyCommandOfTheCatalogueIsDecoded()
{
    const JsonText catalogue = json(dataFile(u"callbacks.json"_s));
    int decoded = 0;
    for (const JsonValue &entry : catalogue.root().children()) {
        if (entry["sample"].isNull())
            continue;
        QStringList names {entry["command"].toString()};
        for (const JsonValue &alias : entry["aliases"].children())
            names.append(alias.toString());
        for (const QString &name : names)
            QVERIFY2(isKnownCommand(name), qPrintable(name));
        const Decoded result = decodeEvent({}, entry["sample"].raw().toByteArray());
        QVERIFY2(!result.error, qPrintable(names.first()));
        QCOMPARE(result.event.problems, QStringList());
        QVERIFY2(!std::holds_alternative<UnknownCommand>(result.event.content), qPrintable(names.first()));
        QCOMPARE(result.event.rooms.isEmpty(), entry["room_id_path"].isNull());
        ++decoded;
    }
    QCOMPARE(decoded, 24);
}

void TestDecoder::everySampleIsDecoded_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("command");
    const JsonText index = json(dataFile(u"samples/index.json"_s));
    for (const JsonValue &entry : index.root().children()) {
        if (entry["form"].toString() == u"json-body")
            QTest::newRow(qPrintable(entry["file"].toString()))
                << entry["file"].toString() << entry["command"].toString();
    }
}

void TestDecoder::everySampleIsDecoded()
{
    QFETCH(QString, file);
    QFETCH(QString, command);
    const Decoded decoded = decodeEvent({}, dataFile(u"samples/"_s + file));
    QVERIFY(!decoded.error);
    QCOMPARE(decoded.flags, Flags());
    QCOMPARE(decoded.event.command, command);
    QCOMPARE(decoded.event.problems, QStringList());
}

void TestDecoder::accountsKeepTheirDigits_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("member");
    QTest::newRow("number beyond a double") << "144115233775727695"_ba << u"144115233775727695"_s;
    QTest::newRow("number beyond 64 bits")
        << "340282366920938463463374607431768211456"_ba << u"340282366920938463463374607431768211456"_s;
    QTest::newRow("string") << "\"min-jun\""_ba << u"min-jun"_s;
    QTest::newRow("digits in a string") << "\"007\""_ba << u"007"_s;
    QTest::newRow("null") << "null"_ba << QString();
    QTest::newRow("empty") << "\"\""_ba << QString();
}

void TestDecoder::accountsKeepTheirDigits()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, member);
    const Decoded decoded = decodeEvent({},
                                        R"({"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":"r",)"
                                        R"("SeatList":[{"Index":1,"Member_Account":)"
                                            + json + "}]}");
    QCOMPARE(std::get<SeatInfoChanged>(decoded.event.content).seats.first().member, member);
    QCOMPARE(decoded.event.problems, QStringList());
}

void TestDecoder::malformedVendorSamplesAreRecovered()
{
    const Decoded seats = decodedHttp(u"samples/18-seat-malformed.http"_s);
    QVERIFY(!seats.error);
    QCOMPARE(seats.flags, Flags(Flag::Recovered));
    QCOMPARE(seats.event.eventTimeMs, std::optional<qint64>(1751010400123));
    const ListedSeat seat = std::get<SeatInfoChanged>(seats.event.content).seats.first();
    QCOMPARE(seat.index, 2);
    QCOMPARE(seat.member, u"144115233700000457"_s);
    QCOMPARE(seat.videoProhibited, std::optional(true));
    QCOMPARE(seats.event.platform, u"Android"_s);
    QCOMPARE(seats.event.sdkAppId, u"1400900001"_s);

    const Decoded room = decodedHttp(u"samples/19-room-update-malformed.http"_s);
    QVERIFY(!room.error);
    QCOMPARE(room.flags, Flags(Flag::Recovered));
    const RoomFields fields = std::get<RoomUpdated>(room.event.content).fields;
    QCOMPARE(fields.name, std::optional(u"http://demo // not a comment"_s));
    QCOMPARE(fields.maxMemberCount, std::optional(50));
}

void TestDecoder::aByteOrderMarkIsNoFault()
{
    const QByteArray body = dataFile(u"bom-body.json"_s);
    QVERIFY(body.startsWith("\xef\xbb\xbf{"));
    const Decoded decoded = decodeEvent({}, body);
    QVERIFY(!decoded.error);
    QCOMPARE(decoded.flags, Flags(Flag::Recovered));
    QCOMPARE(decoded.event.rooms, QStringList {u"bom-room"_s});
    QCOMPARE(decoded.event.problems, QStringList());
    QCOMPARE(std::get<SeatInfoChanged>(decoded.event.content).seats.first().member, u"tomas"_s);
    QCOMPARE(unknownFields(body), QStringList());
    QCOMPARE(decodeEvent({}, body.first(3)).flags, Flags(Flag::EmptyBody));
}

void TestDecoder::unreadableBodiesNameThePlace()
{
    QCOMPARE(decodeEvent({}, "{\n\"a\": [1 2]}").error->toString(), u"line 2, column 9: expected a comma or ]"_s);
    QCOMPARE(decodeEvent({}, "[]").error->toString(), u"line 1, column 1: expected an object"_s);
}

void TestDecoder::wrongKindsOfFieldsAreProblemsNotFailures()
{
    const Decoded decoded
        = decodeEvent({}, R"({"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":["r"],"EventTime":"soon",
               "SeatList":[{"Index":"x"},{"Index":-1},{"Index":2147483648},{"Index":3,"IsTakenDisabled":7}]})");
    QVERIFY(!decoded.error);
    QCOMPARE(std::get<SeatInfoChanged>(decoded.event.content).seats.size(), 1);
    QCOMPARE(decoded.event.eventTimeMs, std::nullopt);
    QVERIFY(decoded.event.problems.contains(u"RoomId is neither a string nor a number"_s));
    QVERIFY(decoded.event.problems.contains(u"EventTime is not a whole number"_s));
    QVERIFY(decoded.event.problems.contains(u"SeatList[1].Index is not a seat number from 0 to 9999"_s));
    QVERIFY(decoded.event.problems.contains(u"SeatList[3].IsTakenDisabled is neither true nor false"_s));
}

void TestDecoder::bodyIsBelievedOverTheUrl()
{
    const RequestHead head = RequestHead::parse(
        "POST /a?SDKAPPID=14&WebhookCommand=Live.CallbackAfterSetMetadata&OptPlatform=iOS HTTP/1.1\r\nHost: x");
    const Decoded decoded = decodeEvent(
        head.parameters(), R"({"CallbackCommand":"Live.CallbackAfterDelMetadata","RoomId":"r","Keys":["k"]})");
    QCOMPARE(decoded.flags, Flags(Flag::CommandMismatch));
    QCOMPARE(decoded.event.command, u"Live.CallbackAfterDelMetadata"_s);
    QCOMPARE(decoded.event.sdkAppId, u"14"_s);
    const auto &entries = std::get<MetadataChanged>(decoded.event.content).entries;
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries.first().key, u"k"_s);
}

void TestDecoder::aHeadOfBlanksHasNoParts()
{
    for (const char *const text : {"", " ", "  \r\n", "\n \n"}) {
        const RequestHead head = RequestHead::parse(text);
        QCOMPARE(head.method, ""_ba);
        QCOMPARE(head.target, ""_ba);
        QVERIFY(head.fields.isEmpty());
    }
}

void TestDecoder::emptyBodiesAreFlagged()
{
    QCOMPARE(decodeEvent({}, " \r\n").flags, Flags(Flag::EmptyBody));
    QCOMPARE(decodeEvent({}, " \r\n").event.problems, QStringList()); // a console's probe
    const Decoded decoded = decodeEvent({.command = u"Live.CallbackAfterCreateRoom"_s}, {});
    QCOMPARE(decoded.flags, Flags(Flag::EmptyBody));
    QCOMPARE(decoded.event.problems, QStringList {u"the body is empty"_s});
}

void TestDecoder::aRoomWithoutAnIdIsAProblem_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *command, const QByteArray &fields, const QString &problem) {
        QTest::addRow("%s %s", command, fields.isEmpty() ? "missing" : fields.constData())
            << QByteArray(QByteArray("\"CallbackCommand\":\"") + command + '"' + (fields.isEmpty() ? "" : ",") + fields)
            << problem;
    };
    const QString empty = u"RoomId is empty: no room is named"_s;
    row("Mic.CallbackAfterSeatInfoChanged", R"("RoomId":"","SeatList":[{"Index":1}])", empty);
    row("Live.CallbackAfterCreateRoom", R"("RoomInfo":{"RoomId":""})", empty);
    row("Group.CallbackAfterSendMsg", R"("GroupId":"")", empty);
    row("Live.CallbackAfterStartBattle", R"("FromRoomInfo":{"RoomId":""})", empty);
    row("Live.CallbackAfterDestroyRoom", R"("RoomId":null)", u"RoomId is missing"_s);
    row("Live.CallbackAfterDestroyRoom", {}, u"RoomId is missing"_s);
    QTest::newRow("RTC event") << R"("EventGroupId":1,"EventType":103,"EventInfo":{"RoomId":""})"_ba << empty;
}

void TestDecoder::aRoomWithoutAnIdIsAProblem()
{
    QFETCH(const QByteArray, fields);
    QFETCH(const QString, problem);
    const Event event = decodeEvent({}, QByteArray('{' + fields + ",\"EventTime\":1796035577881}")).event;
    QCOMPARE(event.rooms, QStringList());
    QVERIFY2(event.problems.contains(problem), qPrintable(event.problems.join(u"; "_s)));
    QVERIFY(event.flags.testFlag(Flag::Incomplete));
}

void TestDecoder::timesAreFoundByTheirField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("timeMs"); // -1: it says none
    QTest::addColumn<TimeUnit>("unit");
    const auto row = [](const char *field, const char *value, qint64 timeMs, TimeUnit unit = TimeUnit::Milliseconds) {
        QTest::addRow("%s %s", field, value) << QString::fromLatin1(field) << QByteArray(value) << timeMs << unit;
    };
    row("EventTime", "1764500000123", 1'764'500'000'123);
    row("EventTime", "\"1764500000123\"", 1'764'500'000'123);
    row("EventTime", "1764500000", 1'764'500'000'000, TimeUnit::Seconds);
    row("EventTime", "1764500000123456", 1'764'500'000'123, TimeUnit::Microseconds);
    row("EventTime", "1764500000123456789", 1'764'500'000'123, TimeUnit::Nanoseconds);
    row("EventTime", "1.7645E12", 1'764'500'000'000);
    row("EventTime", "0", -1);
    row("EventTime", "-5", -1);
    row("EventTime", "\"soon\"", -1);
    row("EventTime", "null", -1);
    row("EventTime", "", -1);
    row("RoomInfo.CreateTime", "1764500000", 1'764'500'000'000, TimeUnit::Seconds);
    row("EventInfo.EventTs", "1764500000", 1'764'500'000'000, TimeUnit::Seconds);
    row("EventInfo.EventMsTs", "1764500000123", 1'764'500'000'123);
    row("GiftWater.Time", "1764500000", 1'764'500'000'000, TimeUnit::Seconds);
    row("RequestTime", "1764500000", 1'764'500'000'000, TimeUnit::Seconds);
    row("Duration", "1764500000", -1);
    row("Time", "1764500000", -1);
    row("SeatList[0].Index", "1764500000", -1);
}

void TestDecoder::timesAreFoundByTheirField()
{
    QFETCH(const QString, field);
    QFETCH(const QByteArray, value);
    QFETCH(const qint64, timeMs);
    QFETCH(const TimeUnit, unit);
    const std::optional<FieldTime> time = timeInField(field, value);
    QCOMPARE(time ? time->timeMs : -1, timeMs);
    if (time)
        QCOMPARE(time->unit, unit);
}

void TestDecoder::verdictsReadBack()
{
    for (const Verdict verdict :
         {Verdict {}, Verdict {.flags = Flag::Late | Flag::Recovered}, Verdict {.rejection = Rejection::TooLarge},
          Verdict {.flags = Flag::TimeUnit | Flag::NoEventTime | Flag::Incomplete}})
        QCOMPARE(Verdict::fromString(verdict.toString()), verdict);
    QCOMPARE((Verdict {.flags = Flag::Late | Flag::Recovered}).toString(), u"flagged:late,recovered"_s);
}

void TestDecoder::timesAreReadInTheirUnit_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("time");
    QTest::addColumn<Flags>("flags");
    const Flags none;
    const Flags unit = Flag::TimeUnit;
    QTest::newRow("milliseconds") << "1796035577881"_ba << qint64(1'796'035'577'881) << none;
    QTest::newRow("with an exponent") << "1.79E12"_ba << qint64(1'790'000'000'000) << none;
    QTest::newRow("with a fraction") << "1796035577881.0"_ba << qint64(1'796'035'577'881) << none;
    QTest::newRow("in quotes") << "\"1796035577881\""_ba << qint64(1'796'035'577'881) << none;
    QTest::newRow("in quotes with a fraction") << "\"1796035577881.00\""_ba << qint64(1'796'035'577'881) << none;
    QTest::newRow("seconds") << "1795000000"_ba << qint64(1'795'000'000'000) << unit;
    QTest::newRow("seconds with an exponent") << "1.795e+9"_ba << qint64(1'795'000'000'000) << unit;
    QTest::newRow("microseconds") << "1796035577881123"_ba << qint64(1'796'035'577'881) << unit;
    QTest::newRow("nanoseconds") << "1796035577881123456"_ba << qint64(1'796'035'577'881) << unit;
    for (const char *unusable : {"null", "0", "-1", "\"soon\"", "\"\"", "1.5", "1796035577881.5", "1e40", "true", "[]",
                                 "{}", "\"1e\"", "\".5\"", "\"1.\""})
        QTest::newRow(unusable) << QByteArray(unusable) << qint64(-1) << Flags(Flag::NoEventTime);
}

void TestDecoder::timesAreReadInTheirUnit()
{
    QFETCH(const QByteArray, json);
    QFETCH(const qint64, time);
    QFETCH(const Flags, flags);
    const Decoded decoded = decodeEvent({},
                                        R"({"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":"r",)"
                                        R"("SeatList":[{"Index":3.0,"Member_Account":"a"}],"EventTime":)"
                                            + json + '}');
    QCOMPARE(decoded.event.eventTimeMs.value_or(-1), time);
    QCOMPARE(decoded.event.flags, flags);
    QCOMPARE(std::get<SeatInfoChanged>(decoded.event.content).seats.first().index, 3);
}

void TestDecoder::anEventWithSecondsOnlyHasThatTime()
{
    const QByteArray body = dataFile(u"rtc-only-eventts.json"_s);
    const Event event = decodeEvent({}, body).event;
    QCOMPARE(event.eventTimeMs, std::optional<qint64>(1'796'035'600'000));
    QCOMPARE(event.flags, Flags());
    QCOMPARE(event.problems, QStringList());
    const Event both
        = decodeEvent({}, QByteArray(body).replace("\"EventTs\"", "\"EventMsTs\":1796035600656,\"EventTs\"")).event;
    QCOMPARE(both.eventTimeMs, std::optional<qint64>(1'796'035'600'656));
    const Event neither = decodeEvent({}, QByteArray(body).replace("\"EventTs\"", "\"Other\"")).event;
    QCOMPARE(neither.flags, Flags(Flag::NoEventTime));
}

QTEST_APPLESS_MAIN(TestDecoder)
#include "tst_decoder.moc"
