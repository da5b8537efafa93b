// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/filter.h"
#include "core/timeline/timeline.h"
#include "tests/support/callbacks.h"
#include "ui/words/errorwords.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestFilter final : public QObject
{
    Q_OBJECT

private slots:
    void expressionsFindTheirRows_data();
    void expressionsFindTheirRows();
    void delaysOfAnyLengthAreFound();
    void errorsPointAtTheirPlace_data();
    void errorsPointAtTheirPlace();
    void errorsOfferWhatWasMeant_data();
    void errorsOfferWhatWasMeant();
    void lateCallbacksAreFoundBySeatAndUser();
    void whatIsSentPassesForNoOtherPart();
    void detailsAreFoundByTheirWords_data();
    void detailsAreFoundByTheirWords();
    void timesAreReadInTheZone_data();
    void timesAreReadInTheZone();
    void bodiesAreAskedForOnlyWhenTheyDecide();
    void hazardousTextsAreFound_data();
    void hazardousTextsAreFound();
    void everyKeyIsOfferedAndCanBeRead();
};

void TestFilter::expressionsFindTheirRows_data()
{
    // Rows: 0 rid-1 seat 3 alice seat-taken, 1 rid-1 seat 3 alice seat-locked, 2 rid-12 seat 4 Bob Smith seat-taken,
    // 3 the duplicate of row 2, 4 rejected.
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QList<int>>("rows");
    const auto row = [](const char *expression, const QList<int> &rows) {
        QTest::newRow(*expression ? expression : "(empty)") << QString::fromUtf8(expression) << rows;
    };
    row("", {0, 1, 2, 3, 4});
    row("room:rid-1", {0, 1});
    row("room:rid-1*", {0, 1, 2, 3, 4});
    row("seat:3", {0, 1});
    row("seat:3|4", {0, 1, 2, 3});
    row("user:ALICE", {0, 1});
    row("user:\"Bob Smith\"", {2, 3}); // the duplicate, too
    row("kind:seat-locked", {1});
    row("kind:seat", {0, 1, 2});
    row("kind:seat-locked|no-change", {1, 3});
    row("-kind:seat-locked", {0, 2, 3, 4});
    row("verdict:duplicate", {3});
    row("verdict:flagged", {3});
    row("verdict:rejected", {4});
    row("verdict:sdkappid", {4});
    row("cmd:Mic.*", {0, 1, 2, 3, 4});
    row("platform:ios", {0, 1, 2, 3, 4});
    row("operator:host", {0, 1});
    row("smith", {2});
    row("\"bob smith\"", {2});
    row("room:rid-1 kind:seat-taken", {0});
    row("nothing", {});
    row("-alice", {2, 3, 4});
    // One word a key, and what is special about it.
    row("ROOM:RID-1", {0, 1});
    row("room:*-12", {2, 3, 4});
    row("room:r*d*2", {2, 3, 4});
    row("room:\"rid-1*\"", {});
    row("room:rid-1|rid-12", {0, 1, 2, 3, 4});
    row("room:rid", {});
    row("seat:*", {0, 1, 2, 3});
    row("-seat:*", {4});
    row("user:*", {0, 1, 2, 3});
    row("user:\"Bob Smith\"|alice", {0, 1, 2, 3});
    row("operator:*", {0, 1});
    row("-operator:*", {2, 3, 4});
    row("cmd:mic.callbackafterseatinfochanged", {0, 1, 2, 3, 4});
    row("kind:*locked", {1});
    row("kind:SEAT-LOCKED", {1});
    row("verdict:accepted", {0, 1, 2});
    row("verdict:accepted|duplicate", {0, 1, 2, 3});
    row("verdict:flagged:duplicate", {3});
    row("verdict:flagged:*", {3});
    row("verdict:rejected:sdkappid", {4});
    row("verdict:rejected*", {4});
    row("verdict:flagged:duplicate,late", {});
    row("-verdict:accepted", {3, 4});
    row("platform:*", {0, 1, 2, 3, 4});
    row("life:1", {0, 1, 2, 3});
    row("life:2", {});
    row("app:1400900001", {0, 1, 2, 3, 4});
    row("app:14*", {0, 1, 2, 3, 4});
    row("app:15*", {});
    row("ip:203.0.113.24", {0, 1, 2, 3, 4});
    row("ip:203.0.113.2", {});
    row("-ip:203.*", {});
    row("ip:203.0.113.40", {0, 1, 2, 3, 4}); // the peer
    row("ip:203.0.113.40:51734", {});
    row("203.0.113.40", {}); // which no line shows
    // Delays are 40 ms.
    row("delay>39ms", {0, 1, 2, 3, 4});
    row("delay>40ms", {});
    row("delay>=40ms", {0, 1, 2, 3, 4});
    row("delay=40ms", {0, 1, 2, 3, 4});
    row("delay=0.04s", {0, 1, 2, 3, 4});
    row("delay<40ms", {});
    row("delay<=40ms", {0, 1, 2, 3, 4});
    row("delay<1m", {0, 1, 2, 3, 4});
    row("delay>-2S", {0, 1, 2, 3, 4});
    row("-delay<2s", {});
    // Received 1.040 s and 2.040 s after the epoch.
    row("after:1970-01-01T00:00:02", {2, 3, 4});
    row("before:1970-01-01T00:00:02Z", {0, 1});
    row("after:1970-01-01T00:00:01.040Z before:1970-01-01T00:00:01.041Z", {0, 1});
    row("after:1970-01-01T00:00:01.041Z before:1970-01-01T00:00:02.040Z", {});
    row("after:1970-01-01T09:00:02+09:00", {2, 3, 4});
    row("after:1970-01-01 before:1970-01-02", {0, 1, 2, 3, 4});
    row("-after:1970-01-01T00:00:02", {0, 1});
    row("b*b*smith", {2});
    row("locked", {1});
    row("duplicate", {3});
    row("\"room:rid-1\"", {});
    row("-\"bob smith\" room:rid-12", {3, 4});
    row("  room:rid-1\t kind:seat-taken ", {0});
    // As other languages have it.
    row("kind:seat-locked | kind:no-change", {1, 3});
    row("kind:seat-locked || kind:no-change", {1, 3});
    row("kind:seat-locked| kind:no-change", {1, 3});
    row("kind:seat-locked |kind:no-change", {1, 3});
    row("kind:seat-locked OR kind:no-change", {1, 3});
    row("kind:seat-locked or kind:no-change", {1, 3});
    row("kind:seat-locked OR kind:no-change OR kind:seat-taken room:rid-1", {0, 1});
    row("alice OR smith", {0, 1, 2});
    row("alice|smith", {0, 1, 2});
    row("alice|\"bob smith\"", {0, 1, 2});
    row("alice| smith", {0, 1, 2});
    row("smith|locked", {1, 2});
    row("-alice|smith", {3, 4});
    row("\"alice|smith\"", {});
    row("room:rid-1 AND kind:seat-taken", {0});
    row("room:rid-1 && kind:seat-taken", {0});
    row("NOT kind:seat-locked", {0, 2, 3, 4});
    row("room:rid-1 NOT -kind:seat-locked", {1});
    row("!kind:seat-locked", {0, 2, 3, 4});
    row("\"OR\"", {});
    row("or", {});
    row("seat>3", {2, 3});
    row("seat>=3", {0, 1, 2, 3});
    row("seat<4", {0, 1});
    row("seat=3", {0, 1});
    row("-seat<=3", {2, 3, 4});
    row("life>1", {});
    row("app:\"1400900001\"", {0, 1, 2, 3, 4});
    row("after:1970-01-01 00:00:02", {2, 3, 4});
    row("after:1970-01-01 0:00:02 room:rid-12", {2, 3, 4});
    row("after:1970-01-01 00:00:01.041Z before:1970-01-01 00:00:02.040Z", {});
}

void TestFilter::expressionsFindTheirRows()
{
    QFETCH(QString, expression);
    QFETCH(QList<int>, rows);
    RoomStore store;
    const Callback bob = seats("rid-12", {{4, u"Bob Smith"_s}}, 2000);
    Callback rejected = bob;
    rejected.verdict.rejection = Rejection::SdkAppId;
    Timeline timeline;
    timeline.append({store.apply(seats("rid-1", {{3, u"alice"_s, true}}, 1000, "host")), store.apply(bob),
                     store.apply(bob), store.apply(rejected)});
    const auto filter = Filter::parse(expression);
    QVERIFY(std::holds_alternative<Filter>(filter));
    QList<int> found;
    for (qint64 number = timeline.firstNumber(); number < timeline.endNumber(); ++number) {
        if (std::get<Filter>(filter).matches(timeline.row(number), timeline.line(number).texts()))
            found.append(int(number));
    }
    QCOMPARE(found, rows);
}

void TestFilter::delaysOfAnyLengthAreFound()
{
    constexpr qint64 sentMs = 1'651'010'000'000;
    constexpr qint64 dayMs = 86'400'000;
    RoomStore store;
    Callback old = seats("r", {{1, u"a"_s}}, sentMs);
    old.receivedUs = (sentMs + 1452 * dayMs) * 1000;
    Callback rejected = old;
    rejected.verdict.rejection = Rejection::Signature;
    Callback ahead = seats("r", {{1, u"b"_s}}, sentMs + 2000 * dayMs);
    ahead.receivedUs = old.receivedUs;
    Timeline timeline;
    timeline.append({store.apply(old), store.apply(rejected), store.apply(ahead)});
    QCOMPARE(timeline.row(0).delayMs(), std::optional(1452 * dayMs));
    const auto found = [&](const QString &expression) {
        const auto filter = std::get<Filter>(Filter::parse(expression));
        QList<int> rows;
        for (qint64 number = 0; number < timeline.endNumber(); ++number) {
            if (filter.matches(timeline.row(number), timeline.line(number).texts()))
                rows.append(int(number));
        }
        return rows;
    };
    QCOMPARE(found(u"delay>3000000s"_s), (QList<int> {0, 1}));
    QCOMPARE(found(u"delay=125452800s"_s), (QList<int> {0, 1}));
    QCOMPARE(found(u"delay<3000000s"_s), QList<int> {}); // what has no delay that counts has none at all
    QCOMPARE(found(u"verdict:clock-skew"_s), QList<int> {2});
}

void TestFilter::errorsPointAtTheirPlace_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("word");
    QTest::newRow("unknown key") << u"a romm:x"_s << 2 << u"romm"_s;
    QTest::newRow("unknown kind") << u"kind:seat-loked"_s << 5 << u"seat-loked"_s;
    QTest::newRow("unknown verdict") << u"verdict:bad"_s << 8 << u"bad"_s;
    QTest::newRow("no seat") << u"seat:x"_s << 5 << u"x"_s;
    QTest::newRow("second value") << u"room:a kind:seat-locked|seat-loked|alert"_s << 24 << u"seat-loked"_s;
    QTest::newRow("excluded key") << u"-romm:x"_s << 1 << u"romm"_s;
    QTest::newRow("address") << u"https://a"_s << 0 << u"https"_s;
    QTest::newRow("no life") << u"life:one"_s << 5 << u"one"_s;
    QTest::newRow("value missing after a bar") << u"kind:alert|"_s << 10 << u"|"_s;
    QTest::newRow("value missing before a bar") << u"room:|a"_s << 4 << u":"_s;
    QTest::newRow("empty value") << u"room:\"\""_s << 0 << u"room:\"\""_s;
    QTest::newRow("empty text") << u"a \"\""_s << 2 << u"\"\""_s;
    QTest::newRow("quote open in a value") << u"room:\"a b"_s << 5 << u"\"a b"_s;
    QTest::newRow("delay without a unit") << u"delay>2"_s << 6 << u"2"_s;
    QTest::newRow("delay in days") << u"x delay>=2d"_s << 9 << u"2d"_s;
    QTest::newRow("delay with a colon") << u"delay:2s"_s << 0 << u"delay:2s"_s;
    QTest::newRow("delay of nothing") << u"-delay>"_s << 0 << u"-delay>"_s;
    QTest::newRow("no time") << u"after:noon"_s << 6 << u"noon"_s;
    QTest::newRow("no such hour") << u"before:25:10"_s << 7 << u"25:10"_s;
    QTest::newRow("two times") << u"after:21:10|22:10"_s << 11 << u"|"_s;
    QTest::newRow("no value") << u"room:"_s << 0 << u"room:"_s;
    QTest::newRow("OR at the beginning") << u"OR kind:alert"_s << 0 << u"OR"_s;
    QTest::newRow("OR at the end") << u"kind:alert OR"_s << 11 << u"OR"_s;
    QTest::newRow("OR twice") << u"kind:alert OR | kind:alert"_s << 14 << u"|"_s;
    QTest::newRow("OR of two keys") << u"kind:alert OR room:a"_s << 11 << u"OR"_s;
    QTest::newRow("a bar between two keys") << u"kind:alert | seat:3"_s << 11 << u"|"_s;
    QTest::newRow("a bar between a text and a key") << u"alice|seat:3"_s << 5 << u"|"_s;
    QTest::newRow("a bar between keys without spaces") << u"room:a|user:b"_s << 6 << u"|"_s;
    QTest::newRow("text missing after a bar") << u"alice|"_s << 5 << u"|"_s;
    QTest::newRow("text missing between bars") << u"alice||bob"_s << 5 << u"|"_s;
    QTest::newRow("OR of what is excluded") << u"-kind:alert OR kind:alert"_s << 12 << u"OR"_s;
    QTest::newRow("OR of ranges") << u"seat>3 OR seat:1"_s << 7 << u"OR"_s;
    QTest::newRow("NOT at the end") << u"kind:alert NOT"_s << 11 << u"NOT"_s;
    QTest::newRow("brackets") << u"(kind:alert OR kind:alert)"_s << 0 << u"("_s;
    QTest::newRow("plus") << u"a +kind:alert"_s << 2 << u"+"_s;
    QTest::newRow("equals") << u"user=ann"_s << 0 << u"user="_s;
    QTest::newRow("unlike") << u"user!=ann"_s << 0 << u"user!"_s;
    QTest::newRow("compared words") << u"a seat>x"_s << 2 << u"seat>x"_s;
    QTest::newRow("unlike a seat") << u"seat!=3"_s << 0 << u"seat!=3"_s;
    QTest::newRow("compared value") << u"seat:>3"_s << 5 << u">3"_s;
    QTest::newRow("no application") << u"app:abc"_s << 4 << u"abc"_s;
    QTest::newRow("no hour behind a date") << u"after:2026-11-30 25:16"_s << 6 << u"2026-11-30 25:16"_s;
    QTest::newRow("open quote") << u"a \"b"_s << 2 << u"\"b"_s;
}

void TestFilter::errorsPointAtTheirPlace()
{
    QFETCH(QString, expression);
    QFETCH(int, position);
    QFETCH(QString, word);
    const auto filter = Filter::parse(expression);
    QVERIFY(std::holds_alternative<FilterError>(filter));
    const FilterError error = std::get<FilterError>(filter);
    QCOMPARE(error.position, position);
    QCOMPARE(expression.sliced(error.position, error.length), word);
    QVERIFY(!errorText(error.error).isEmpty());
}

void TestFilter::errorsOfferWhatWasMeant_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("offer");
    QTest::newRow("key") << u"romm:x"_s << u"“room:”"_s;
    QTest::newRow("another word for a key") << u"member:x"_s << u"“user:”"_s;
    QTest::newRow("kind") << u"kind:seat-loked"_s << u"“seat-locked”"_s;
    QTest::newRow("verdict") << u"verdict:duplicat"_s << u"“duplicate”"_s;
    QTest::newRow("seat") << u"seat:x"_s << u"seat>3"_s;
    QTest::newRow("application") << u"app:abc"_s << u"app:1400000001"_s;
    QTest::newRow("equals") << u"user=ann"_s << u"user:…"_s;
}

void TestFilter::errorsOfferWhatWasMeant()
{
    QFETCH(QString, expression);
    QFETCH(QString, offer);
    const QString sentence = errorText(std::get<FilterError>(Filter::parse(expression)).error);
    QVERIFY2(sentence.contains(offer), qPrintable(sentence));
}

void TestFilter::lateCallbacksAreFoundBySeatAndUser()
{
    RoomStore store;
    Timeline timeline;
    timeline.append({store.apply(seats("rid-1", {{3, u"ann"_s}, {4, u"bob"_s}}, 2000)),
                     store.apply(seats("rid-1", {{3, u"cid"_s}}, 1000)), // late
                     store.apply(members("rid-1", "Online", {"dan"}, 3000)),
                     store.apply(members("rid-1", "Offline", {"dan"}, 2500))}); // late
    const auto found = [&](const QString &expression) {
        const auto filter = std::get<Filter>(Filter::parse(expression));
        QList<qint64> ids;
        for (qint64 number = timeline.firstNumber(); number < timeline.endNumber(); ++number) {
            if (filter.matches(timeline.row(number), timeline.line(number).texts()))
                ids.append(timeline.row(number).callbackId);
        }
        return ids.size();
    };
    QCOMPARE(found(u"verdict:late"_s), 2);
    QCOMPARE(found(u"verdict:late seat:3"_s), 1);
    QCOMPARE(found(u"verdict:late seat>3"_s), 0);
    QCOMPARE(found(u"verdict:late user:cid"_s), 1);
    QCOMPARE(found(u"verdict:late user:d*"_s), 1);
    QCOMPARE(found(u"verdict:late user:ann"_s), 0);
}

// The seats and users of a late callback are kept as one text: no account may pass for one of the others.
void TestFilter::whatIsSentPassesForNoOtherPart()
{
    RoomStore store;
    Timeline timeline;
    timeline.append({store.apply(seats("r", {{3, u"ann"_s}}, 2000)),
                     store.apply(seats("r", {{3, u"\\u001fs4\\u001fueve4:3:dan"_s}}, 1000))}); // late
    const auto found = [&](const QString &expression) {
        const auto filter = std::get<Filter>(Filter::parse(expression));
        return filter.matches(timeline.row(1), timeline.line(1).texts());
    };
    QVERIFY(found(u"verdict:late seat:3"_s));
    QVERIFY(found(u"user:\x1fs4\x1fueve4:3:dan"_s));
    QVERIFY(!found(u"seat:4"_s));
    QVERIFY(!found(u"user:eve*"_s));
    QVERIFY(!found(u"user:dan"_s));
}

void TestFilter::detailsAreFoundByTheirWords_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<bool>("isFound");
    const auto row = [](const char *expression, bool isFound) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << isFound;
    };
    row("\"“hello”; ErrorCode 102100\"", true);
    row("\"ErrorCode 102100\"", true);
    row("HELLO", true);
    row("\"5:hello\"", false); // as it is packed
    row("answered", false);    // the words of a language
}

void TestFilter::detailsAreFoundByTheirWords()
{
    Timeline timeline;
    AppliedCallback applied;
    applied.changes = {{.kind = ChangeKind::MessageSent,
                        .room = u"r"_s,
                        .member = u"ann"_s,
                        .details = {MessageDetails {.text = u"hello"_s, .isAsked = true}, 102100}}};
    timeline.append({applied});
    QFETCH(const QString, expression);
    const auto filter = std::get<Filter>(Filter::parse(expression));
    QTEST(filter.matches(timeline.row(0), timeline.line(0).texts()), "isFound");
    QVERIFY(!std::get<Filter>(Filter::parse(u"user:hello"_s)).matches(timeline.row(0), timeline.line(0).texts()));
}

void TestFilter::timesAreReadInTheZone_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("matching"); // arrivals, UTC
    QTest::addColumn<QString>("other");
    // It is 2026-11-24 00:30 in Paris, 23:30 UTC.
    QTest::newRow("passed today") << u"after:00:10"_s << u"2026-11-23T23:10:00Z"_s << u"2026-11-23T23:09:59Z"_s;
    QTest::newRow("one digit") << u"after:0:10"_s << u"2026-11-23T23:10:00Z"_s << u"2026-11-23T23:09:59Z"_s;
    QTest::newRow("yesterday's") << u"after:21:10"_s << u"2026-11-23T20:10:00Z"_s << u"2026-11-23T20:09:59Z"_s;
    QTest::newRow("before today's") << u"before:21:10"_s << u"2026-11-24T20:09:59Z"_s << u"2026-11-24T20:10:00Z"_s;
    QTest::newRow("yesterday's evening") << u"before:22:00 after:21:10"_s << u"2026-11-23T20:59:59Z"_s
                                         << u"2026-11-23T21:00:00Z"_s;
    QTest::newRow("over midnight") << u"after:23:50 before:00:40"_s << u"2026-11-23T23:39:59Z"_s
                                   << u"2026-11-23T23:40:00Z"_s;
    QTest::newRow("date") << u"after:2026-11-23"_s << u"2026-11-22T23:00:00Z"_s << u"2026-11-22T22:59:59Z"_s;
    QTest::newRow("date and time") << u"after:2026-11-23T22:00"_s << u"2026-11-23T21:00:00Z"_s
                                   << u"2026-11-23T20:59:59Z"_s;
    QTest::newRow("an hour shown twice, from its first beginning")
        << u"after:2026-10-25T02:00"_s << u"2026-10-25T00:00:00Z"_s << u"2026-10-24T23:59:59Z"_s;
    QTest::newRow("an hour shown twice, to its second end")
        << u"before:2026-10-25T03:00"_s << u"2026-10-25T01:59:59Z"_s << u"2026-10-25T02:00:00Z"_s;
    QTest::newRow("within an hour shown twice")
        << u"before:2026-10-25T02:30"_s << u"2026-10-25T01:29:59Z"_s << u"2026-10-25T01:30:00Z"_s;
    QTest::newRow("an hour left out") << u"after:2026-03-29T02:30"_s << u"2026-03-29T01:00:00Z"_s
                                      << u"2026-03-29T00:59:59Z"_s;
    QTest::newRow("own zone") << u"after:2026-11-23T22:00Z"_s << u"2026-11-23T22:00:00Z"_s << u"2026-11-23T21:59:59Z"_s;
}

void TestFilter::timesAreReadInTheZone()
{
    QFETCH(QString, expression);
    QFETCH(QString, matching);
    QFETCH(QString, other);
    const auto parsed = Filter::parse(
        expression, {.nowUs = timeFromIso(u"2026-11-23T23:30:00Z"_s).value(), .zone = QTimeZone("Europe/Paris")});
    QVERIFY(std::holds_alternative<Filter>(parsed));
    const auto &filter = std::get<Filter>(parsed);
    QVERIFY(filter.matches({.receivedUs = timeFromIso(matching).value()}, {}));
    QVERIFY(!filter.matches({.receivedUs = timeFromIso(other).value()}, {}));
}

void TestFilter::bodiesAreAskedForOnlyWhenTheyDecide()
{
    RoomStore store;
    Timeline timeline;
    timeline.append({store.apply(seats("rid-1", {{3, u"alice"_s}}, 1000, "host"))});
    const TimelineRow row = timeline.row(0);
    int asked = 0;
    const Filter::BodySource bodyOf = [&](qint64 id) {
        ++asked;
        return id == row.callbackId ? R"({"Note":"Caf\u00E9 au lait","Plain":"tea: green"})"_ba : ""_ba;
    };
    const auto matches = [&](const QString &expression) {
        const auto filter = std::get<Filter>(Filter::parse(expression));
        return filter.matches(row, timeline.line(0).texts(), bodyOf);
    };
    QVERIFY(!std::get<Filter>(Filter::parse(u"room:rid-1 -user:x delay>1s"_s)).needsBody());
    QVERIFY(std::get<Filter>(Filter::parse(u"room:rid-1 tea"_s)).needsBody());
    QVERIFY(matches(u"alice"_s)); // the row shows it
    QVERIFY(!matches(u"tea room:rid-2"_s));
    QVERIFY(!matches(u"tea -alice"_s));
    QCOMPARE(asked, 0);
    QVERIFY(matches(u"\"TEA: green\""_s));
    QVERIFY(matches(u"t*green"_s));
    QVERIFY(matches(u"café"_s)); // however the sender has written it
    QVERIFY(matches(u"\"caf\\u00e9\""_s));
    QVERIFY(!matches(u"-tea"_s));
    QVERIFY(!matches(u"coffee"_s));
    QVERIFY(matches(u"-coffee"_s));
    QVERIFY(matches(u"\"\\\"Plain\\\":\""_s));
    QCOMPARE(asked, 8);
    QVERIFY(!std::get<Filter>(Filter::parse(u"tea"_s)).matches(row, timeline.line(0).texts()));
}

void TestFilter::hazardousTextsAreFound_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("quotes") << u"a\"b'c"_s;
    QTest::newRow("backslashes") << u"a\\b\\\""_s;
    QTest::newRow("bar and star") << u"a|b*c"_s;
    QTest::newRow("line ends") << u"a\r\nb"_s;
    QTest::newRow("right to left") << u"\u202eמשה"_s;
    QTest::newRow("emoji") << u"👩‍🚀 ann"_s;
    QTest::newRow("lone surrogate") << QString(QStringView(u"a") + QString(QChar(0xd83d)));
    QTest::newRow("NUL") << QString(QStringView(u"a") + QString(QChar(0)) + u"b");
    QTest::newRow("formula") << u"=HYPERLINK(\"x\")"_s;
    QTest::newRow("excluded") << u"-x"_s;
}

void TestFilter::hazardousTextsAreFound()
{
    QFETCH(QString, name);
    Timeline timeline;
    const auto append = [&timeline](const QString &member) {
        AppliedCallback applied;
        applied.changes = {{.kind = ChangeKind::SeatTaken, .room = u"r"_s, .seat = 1, .member = member}};
        timeline.append({applied});
    };
    append(name);
    append(name + u"x"_s);
    append(u"someone"_s);
    QString written = name;
    written.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    for (const QString &expression : {QString(u"user:\""_s + written + u'"'), QString(u'"' + written + u'"')}) {
        const auto parsed = Filter::parse(expression);
        QVERIFY(std::holds_alternative<Filter>(parsed));
        const auto &filter = std::get<Filter>(parsed);
        QVERIFY(filter.matches(timeline.row(0), timeline.line(0).texts()));
        QCOMPARE(filter.matches(timeline.row(1), timeline.line(1).texts()), !expression.startsWith(u"user"_s));
        QVERIFY(!filter.matches(timeline.row(2), timeline.line(2).texts()));
    }
}

void TestFilter::everyKeyIsOfferedAndCanBeRead()
{
    const QHash<QString, QString> values {
        {u"seat:"_s, u"1"_s},   {u"kind:"_s, u"alert"_s},  {u"verdict:"_s, u"late"_s}, {u"life:"_s, u"1"_s},
        {u"delay>"_s, u"1s"_s}, {u"after:"_s, u"21:10"_s}, {u"before:"_s, u"21:10"_s}, {u"app:"_s, u"1400000001"_s}};
    const QStringList keys = Filter::keys();
    QCOMPARE(keys.size(), 14);
    for (const QString &key : keys)
        QVERIFY2(std::holds_alternative<Filter>(Filter::parse(key + values.value(key, u"x"_s))), qPrintable(key));
    for (const QString &word : Filter::kindWords())
        QVERIFY2(std::holds_alternative<Filter>(Filter::parse(u"kind:"_s + word)), qPrintable(word));
    for (const QString &word : Filter::verdictWords())
        QVERIFY2(std::holds_alternative<Filter>(Filter::parse(u"verdict:"_s + word)), qPrintable(word));
}

QTEST_APPLESS_MAIN(TestFilter)
#include "tst_filter.moc"
