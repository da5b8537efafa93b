// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/packedtext.h"
#include "core/base/times.h"
#include "core/exchange/csvwriter.h"
#include "core/payload/payloadtext.h"
#include "core/rooms/changedetails.h"

#include <QBuffer>
#include <QSet>
#include <QtTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestTexts final : public QObject
{
    Q_OBJECT

private slots:
    void csvQuotesWhatNeedsIt();
    void csvDefusesFormulasOnlyWhenAsked();
    void csvTellsAFullDevice();
    void timesAreIsoInUtc();
    void aClockSaysTheSameOfManyTimes_data();
    void aClockSaysTheSameOfManyTimes();
    void timesAreReadBack_data();
    void timesAreReadBack();
    void hoursThatClocksShowTwiceAreMeantWhole_data();
    void hoursThatClocksShowTwiceAreMeantWhole();
    void whatNamesNoZoneIsNone();
    void payloadLinesKeepEveryDigitAndEscape();
    void payloadLinesMarkWhatChanged();
    void unreadableBodiesAreShownAsTheyAre();
    void differencesMatchSeatsByIndex();
    void packedValuesAreReadBack();
    void whatWasNotPackedIsNoValue_data();
    void whatWasNotPackedIsNoValue();
};

void TestTexts::csvQuotesWhatNeedsIt()
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    CsvWriter csv(&buffer, {.byteOrderMark = true, .delimiter = ';'});
    QVERIFY(csv.writeRecord({{"a,b"}, {"c;d"}, {"e\"f"}, {"g\nh"}, {""}}));
    QVERIFY(csv.writeRecord({{"=1+1"}, {"한국"}}));
    QCOMPARE(bytes,
             QByteArray("\xEF\xBB\xBF"
                        "a,b;\"c;d\";\"e\"\"f\";\"g\nh\";\r\n=1+1;한국\r\n"));
}

void TestTexts::csvDefusesFormulasOnlyWhenAsked()
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    CsvWriter csv(&buffer, {.spreadsheetSafe = true});
    QVERIFY(csv.writeRecord({{"=1"}, {"+1"}, {"-1"}, {"@a"}, {"\ta"}, {"\ra"}, {"a=1"}, {"-5", true}}));
    QCOMPARE(bytes, "'=1,'+1,'-1,'@a,'\ta,\"'\ra\",a=1,-5\r\n"_ba);
}

void TestTexts::csvTellsAFullDevice()
{
    QFile full(u"/dev/full"_s);
    QVERIFY(full.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    CsvWriter csv(&full, {});
    QVERIFY(!csv.writeRecord({{"a"}}));
}

void TestTexts::timesAreIsoInUtc()
{
    QCOMPARE(isoMicroseconds(1'795'468'443'418'123), "2026-11-23T21:14:03.418123Z"_ba);
    QCOMPARE(isoMilliseconds(1'795'468'443'418'999), "2026-11-23T21:14:03.418Z"_ba);
    QCOMPARE(isoMicroseconds(-1), "1969-12-31T23:59:59.999999Z"_ba);
    QCOMPARE(isoMilliseconds(-62'135'596'800'000'000), "0001-01-01T00:00:00.000Z"_ba);
    QCOMPARE(isoMilliseconds(253'402'300'799'999'000), "9999-12-31T23:59:59.999Z"_ba);
    QCOMPARE(isoMilliseconds(951'782'400'000'000), "2000-02-29T00:00:00.000Z"_ba);
    for (qint64 timeUs = -70'000'000'000'000'000; timeUs < 260'000'000'000'000'000; timeUs += 1'234'567'890'123'457) {
        const QDateTime expected
            = QDateTime::fromMSecsSinceEpoch(timeUs / 1000 - (timeUs % 1000 < 0 ? 1 : 0), QTimeZone::utc());
        QCOMPARE(isoMilliseconds(timeUs).first(isoMilliseconds(timeUs).indexOf('.')),
                 expected.toString(u"yyyy-MM-ddTHH:mm:ss").toLatin1());
    }
    QCOMPARE(isoMilliseconds(1'795'468'443'418'999, QTimeZone(19'800)), "2026-11-24T02:44:03.418+05:30"_ba);
    QCOMPARE(isoMilliseconds(1'795'468'443'418'999, QTimeZone("America/St_Johns")), "2026-11-23T17:44:03.418-03:30"_ba);
    QVERIFY(!zoneFromName(u"Mars/Olympus"_s));
    QCOMPARE(zoneFromName(u"+0530"_s)->offsetFromUtc(QDateTime::currentDateTime()), 19'800);
    QCOMPARE(zoneFromName(u"-03:30"_s)->offsetFromUtc(QDateTime::currentDateTime()), -12'600);
    QCOMPARE(zoneFromName(u"utc"_s), QTimeZone::utc());
}

void TestTexts::aClockSaysTheSameOfManyTimes_data()
{
    QTest::addColumn<QTimeZone>("zone");
    QTest::newRow("UTC") << QTimeZone::utc();
    QTest::newRow("half an hour") << QTimeZone(19'800);
    QTest::newRow("summer time") << QTimeZone("Europe/Berlin");
    QTest::newRow("an offset with seconds, until 1972") << QTimeZone("Africa/Monrovia");
}

void TestTexts::aClockSaysTheSameOfManyTimes()
{
    QFETCH(QTimeZone, zone);
    IsoClock clock(zone);
    // Changes of offsets, the ends of what has four digits for a year, and just some time.
    const QList<qint64> around {1'774'746'000'000'000,   63'593'070'000'000,      0,
                                -62'135'596'800'000'000, 253'402'300'800'000'000, 1'795'468'443'418'999};
    for (const qint64 aroundUs : around) {
        for (qint64 timeUs = aroundUs - 150'000'000; timeUs < aroundUs + 150'000'000; timeUs += 1'234'567)
            QCOMPARE(clock.milliseconds(timeUs).toByteArray(), isoMilliseconds(timeUs, zone));
    }
    for (const qint64 timeUs : {std::numeric_limits<qint64>::min() / 2, std::numeric_limits<qint64>::max() / 2})
        QCOMPARE(clock.milliseconds(timeUs).toByteArray(), isoMilliseconds(timeUs, zone));
}

void TestTexts::timesAreReadBack_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("timeUs");
    QTest::newRow("microseconds") << u"2026-11-23T21:14:03.418123Z"_s << qint64(1'795'468'443'418'123);
    QTest::newRow("milliseconds") << u"2026-11-23T21:14:03.418Z"_s << qint64(1'795'468'443'418'000);
    QTest::newRow("seconds, no zone") << u"2026-11-23T21:14:03"_s << qint64(1'795'468'443'000'000);
    QTest::newRow("minutes") << u"2026-11-23T21:14"_s << qint64(1'795'468'440'000'000);
    QTest::newRow("zone") << u"2026-11-23T22:14:03.5+01:00"_s << qint64(1'795'468'443'500'000);
    QTest::newRow("date") << u"2026-11-23"_s << qint64(1'795'392'000'000'000);
    QTest::newRow("seven decimals") << u"2026-11-23T22:14:03.1234567+01:00"_s << qint64(1'795'468'443'123'456);
    QTest::newRow("a blank between") << u" 2026-11-23 21:14:03,5 "_s << qint64(1'795'468'443'500'000);
    QTest::newRow("offset without colon") << u"2026-11-23T22:14+0100"_s << qint64(1'795'468'440'000'000);
    QTest::newRow("no such day") << u"2026-02-30"_s << qint64(-1);
    QTest::newRow("no such hour") << u"2026-11-23T25:00"_s << qint64(-1);
    QTest::newRow("nonsense") << u"yesterday"_s << qint64(-1);
}

void TestTexts::timesAreReadBack()
{
    QFETCH(QString, text);
    QFETCH(qint64, timeUs);
    QCOMPARE(timeFromIso(text).value_or(-1), timeUs);
}

void TestTexts::hoursThatClocksShowTwiceAreMeantWhole_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("last");
    const auto row = [](const char *zone, const char *text, const char *first, const char *last) {
        QTest::addRow("%s in %s", text, zone)
            << QString::fromLatin1(zone) << QString::fromLatin1(text) << QByteArray(first) << QByteArray(last);
    };
    const auto once
        = [&row](const char *zone, const char *text, const char *moment) { row(zone, text, moment, moment); };
    row("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z");
    row("Europe/Berlin", "2026-10-25T02:00:00.5", "2026-10-25T00:00:00.500Z", "2026-10-25T01:00:00.500Z");
    once("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00.000Z");
    once("Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59:00.000Z");
    once("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z");
    once("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00:00.000Z");
    once("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59:00.000Z");
    once("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00.000Z");
    row("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z", "2026-11-01T06:30:00.000Z");
    row("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00.000Z", "2026-04-04T15:15:00.000Z");
    once("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00.000Z");
    once("Asia/Seoul", "2026-11-23T21:10", "2026-11-23T12:10:00.000Z");
    once("+09:00", "2026-11-23T21:10", "2026-11-23T12:10:00.000Z");
    once("Europe/Berlin", "2026-10-25T02:30Z", "2026-10-25T02:30:00.000Z");
}

void TestTexts::hoursThatClocksShowTwiceAreMeantWhole()
{
    QFETCH(QString, zone);
    QFETCH(QString, text);
    const QTimeZone clocks = zoneFromName(zone).value();
    QTEST(isoMilliseconds(timeFromIso(text, clocks, Occurrence::First).value_or(0)), "first");
    QTEST(isoMilliseconds(timeFromIso(text, clocks, Occurrence::Last).value_or(0)), "last");
}

void TestTexts::whatNamesNoZoneIsNone()
{
    for (const QString &name : {u"UTC"_s, u"local"_s, u"Z"_s, u"+9"_s, u"-03:30"_s, u"Etc/UTC"_s, u"US/Pacific"_s,
                                u"America/Argentina/Buenos_Aires"_s})
        QVERIFY2(zoneFromName(name), qPrintable(name));
    for (const QString &name :
         {u"KST"_s, u"CST"_s, u"JST"_s, u"IST"_s, u"PST"_s, u"Foo"_s, u"seoul"_s, u"EST5EDT"_s, u"KST-9"_s,
          u"Foo/Bar"_s, u"Asia/"_s, u"../Asia/Seoul"_s, u"+25:00"_s, u"+09:75"_s, u""_s, u" "_s})
        QVERIFY2(!zoneFromName(name), qPrintable(name));
}

void TestTexts::payloadLinesKeepEveryDigitAndEscape()
{
    const QList<PayloadLine> lines = payloadLines(R"({"a":[1.10,"\u00e9"],"b":{}})");
    QStringList texts;
    for (const PayloadLine &line : lines)
        texts.append(line.text);
    QCOMPARE(texts.join(u'\n'), u"{\n  \"a\": [\n    1.10,\n    \"\\u00e9\"\n  ],\n  \"b\": {}\n}"_s);
    QCOMPARE(lines[2].path, u"a[0]"_s);
    QCOMPARE(lines[2].spans.first().kind, PayloadSpan::Kind::Number);
    QVERIFY(!lines[2].changed);
}

void TestTexts::payloadLinesMarkWhatChanged()
{
    const QByteArray former = R"({"SeatList":[{"Index":1,"M":"a"},{"Index":2,"M":"b"}],"T":1})";
    const QByteArray present = R"({"SeatList":[{"Index":2,"M":"c"}],"T":1})";
    QStringList changed;
    for (const PayloadLine &line : payloadLines(present, former)) {
        if (line.changed)
            changed.append(line.text.trimmed());
    }
    QCOMPARE(changed, QStringList {u"\"M\": \"c\""_s});
}

void TestTexts::unreadableBodiesAreShownAsTheyAre()
{
    const QList<PayloadLine> lines = payloadLines("not\njson");
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[1].text, u"json"_s);
}

void TestTexts::differencesMatchSeatsByIndex()
{
    const QByteArray former = R"({"SeatList":[{"Index":1,"M":"a"},{"Index":2,"M":"b"}],"T":1})";
    const QByteArray present = R"({"SeatList":[{"Index":2,"M":"c"}],"T":1,"N":null})";
    const QList<PayloadDifference> differences = payloadDifferences(former, present);
    QCOMPARE(differences.size(), 4);
    QCOMPARE(differences[0].path, u"SeatList[Index 2].M"_s);
    QCOMPARE(differences[0].former, u"\"b\""_s);
    QCOMPARE(differences[0].present, u"\"c\""_s);
    QCOMPARE(differences[1].path, u"N"_s);
    QCOMPARE(differences[1].former, QString());
    QCOMPARE(differences[2].path, u"SeatList[Index 1].Index"_s);
    QCOMPARE(differences[2].present, QString());
}

void TestTexts::packedValuesAreReadBack()
{
    QVERIFY(packedText(ChangeDetails()).isEmpty());
    QCOMPARE(unpackedText<ChangeDetails>({}), ChangeDetails());
    const QString hazard = u"3:a\u202e:\n\x1f\u00df"_s + QChar(0xd83d) + QChar(0);
    const QList<ChangeDetails> all {
        {CreationDetails {hazard}},
        {UpdateDetails {{{hazard, {}, u"b"_s}, {u"c"_s, hazard, {}}, {u"d"_s, QString(), u"e"_s}}}},
        {CauseDetails {u"Kicked"_s, hazard}},
        {AdminDetails {true}},
        {BattleDetails {hazard, {{u"r"_s, std::numeric_limits<qint64>::min()}, {u"s"_s, {}}}, 2}},
        {GiftDetails {std::numeric_limits<qint64>::max(), hazard, {u"a"_s, {}, hazard}}, -1},
        {MessageDetails {.text = hazard, .type = u"t"_s, .isAsked = true}, 0},
        {MetadataDetails {{{hazard, u"v"_s}, {u"k"_s, {}}}}},
        {RtcDetails {103, {}}},
        {FollowDetails {true, {hazard, u"b"_s}}},
        {QuotaDetails {70, 100}},
        {ProblemDetails {{hazard}}},
        {{}, 102100},
    };
    QSet<QString> packed;
    for (const ChangeDetails &details : all) {
        const QString text = packedText(details);
        QCOMPARE(unpackedText<ChangeDetails>(text), details);
        packed.insert(text);
        for (qsizetype size = 0; size < text.size(); ++size) // no beginning of it passes for something else
            QCOMPARE(unpackedText<ChangeDetails>(QStringView(text).first(size)), ChangeDetails());
        QCOMPARE(unpackedText<ChangeDetails>(QString(text + u'0')), ChangeDetails());
    }
    QCOMPARE(packed.size(), all.size());
}

void TestTexts::whatWasNotPackedIsNoValue_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"owner-unknown", ":", "0:", "13:0:", "-1:0:", "99999999999999999999:0:", "1:-1:0:",
                             "1:9:a0:", "2:9223372036854775807:", "2:-1:", "12:2:1:a0:", "9:x:0:0:", "0:1:", "0:1:x:"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestTexts::whatWasNotPackedIsNoValue()
{
    QFETCH(const QString, text);
    QCOMPARE(unpackedText<ChangeDetails>(text), ChangeDetails());
}

QTEST_APPLESS_MAIN(TestTexts)
#include "tst_texts.moc"
