// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/payloadpath.h"

#include "core/payload/payloadmodel.h"
#include "core/payload/payloadtext.h"
#include "ui/words/errorwords.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestPayloadPath : public QObject
{
    Q_OBJECT

private slots:
    void findsValues_data();
    void findsValues();
    void numbersKeepTheirDigits();
    void whatIsNoPathIsToldWithItsPlace_data();
    void whatIsNoPathIsToldWithItsPlace();
    void pathsOfTheInspectorCanBeRead();
    void valuesOfBrokenBodiesAreThereAsFarAsTheyCanBeRead();
};

namespace {

QString valueAt(const QString &path, const QByteArray &body)
{
    const auto parsed = PayloadPath::parse(path);
    return std::holds_alternative<PayloadPath>(parsed) ? plainValues(body, {std::get<PayloadPath>(parsed)}).first()
                                                       : u"(no path)"_s;
}

} // namespace

void TestPayloadPath::findsValues_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::newRow("member") << u"RoomId"_s << u"rid \"1\""_s;
    QTest::newRow("spaces around") << u"  RoomId "_s << u"rid \"1\""_s;
    QTest::newRow("of an element") << u"SeatList[1].Index"_s << u"4"_s;
    QTest::newRow("of a member") << u"RoomInfo.RoomName"_s << u"Nächte"_s;
    QTest::newRow("word") << u"SeatList[0].IsTakenDisabled"_s << u"false"_s;
    QTest::newRow("null") << u"Nothing"_s << u"null"_s;
    QTest::newRow("array") << u"SeatList[0].Tags"_s << u"[1, [2,3]]"_s;
    QTest::newRow("array in an array") << u"SeatList[0].Tags[1][0]"_s << u"2"_s;
    QTest::newRow("name with a dot") << u"[\"a.b\"].c"_s << u"5"_s;
    QTest::newRow("name with quotes") << uR"(x["q\"\\["])"_s << u"6"_s;
    QTest::newRow("name with a space") << u"two words"_s << u"7"_s;
    QTest::newRow("empty name") << u"x[\"\"]"_s << u"8"_s;
    QTest::newRow("no such member") << u"RoomInfo.Other"_s << QString();
    QTest::newRow("no such element") << u"SeatList[2].Index"_s << QString();
    QTest::newRow("member of an array") << u"SeatList.Index"_s << QString();
    QTest::newRow("element of an object") << u"RoomInfo[0]"_s << QString();
}

void TestPayloadPath::findsValues()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    const QByteArray body = R"({"RoomId":"rid \"1\"","SeatList":[{"Index":0,"IsTakenDisabled":false,"Tags":[1, [2,3]]},
        {"Index":4}],"RoomInfo":{"RoomName":"N\u00e4chte"},"Nothing":null,"a.b":{"c":5},"x":{"q\"\\[":6,"":8},
        "two words":7})";
    QCOMPARE(valueAt(path, body), value);
}

void TestPayloadPath::numbersKeepTheirDigits()
{
    const QByteArray body = R"({"Account":144115233775727695123,"Ratio":1.10})";
    QCOMPARE(valueAt(u"Account"_s, body), u"144115233775727695123"_s);
    QCOMPARE(valueAt(u"Ratio"_s, body), u"1.10"_s);
}

void TestPayloadPath::whatIsNoPathIsToldWithItsPlace_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<qsizetype>("position");
    QTest::newRow("nothing") << QString() << qsizetype(0);
    QTest::newRow("dot first") << u".a"_s << qsizetype(0);
    QTest::newRow("dot last") << u"a."_s << qsizetype(2);
    QTest::newRow("two dots") << u"a..b"_s << qsizetype(2);
    QTest::newRow("no number") << u"a[x]"_s << qsizetype(2);
    QTest::newRow("less than nothing") << u"a[-1]"_s << qsizetype(2);
    QTest::newRow("too large a number") << u"a[99999999999999999999]"_s << qsizetype(2);
    QTest::newRow("open") << u"a[1"_s << qsizetype(3);
    QTest::newRow("open quotes") << u"a[\"b"_s << qsizetype(2);
    QTest::newRow("name behind a bracket") << u"a[1]b"_s << qsizetype(4);
    QTest::newRow("closing only") << u"a]"_s << qsizetype(1);
    QTest::newRow("quotes only") << u"a\"b\""_s << qsizetype(1);
}

void TestPayloadPath::whatIsNoPathIsToldWithItsPlace()
{
    QFETCH(QString, path);
    QFETCH(qsizetype, position);
    const auto parsed = PayloadPath::parse(path);
    QVERIFY(std::holds_alternative<PayloadPathError>(parsed));
    QCOMPARE(std::get<PayloadPathError>(parsed).position, position);
    QVERIFY(!errorText(std::get<PayloadPathError>(parsed).error).isEmpty());
}

void TestPayloadPath::pathsOfTheInspectorCanBeRead()
{
    const QByteArray body = R"({"a":{"b.c":[{"d[0]":1},2],"":{"\"":"x"}},"e":"y","[":[[3]],"%2":[4]})";
    PayloadModel model;
    model.setBody(body);
    const auto check = [&](const QString &path, const QByteArray &raw) {
        const auto parsed = PayloadPath::parse(path);
        QVERIFY2(std::holds_alternative<PayloadPath>(parsed), qPrintable(path));
        const std::optional<JsonText> json = parseBody(body).json;
        QCOMPARE(std::get<PayloadPath>(parsed).in(json->root()).raw().toByteArray(), raw);
    };
    QModelIndexList open {QModelIndex()};
    int seen = 0;
    while (!open.isEmpty()) {
        const QModelIndex parent = open.takeFirst();
        for (int row = 0; row < model.rowCount(parent); ++row, ++seen) {
            const QModelIndex index = model.index(row, 0, parent);
            check(index.data(PayloadModel::PathRole).toString(), index.data(PayloadModel::RawRole).toByteArray());
            open.append(index);
        }
    }
    QCOMPARE(seen, 13);
}

void TestPayloadPath::valuesOfBrokenBodiesAreThereAsFarAsTheyCanBeRead()
{
    QCOMPARE(valueAt(u"a"_s, R"({"a":1,})"), u"1"_s);
    QCOMPARE(valueAt(u"a"_s, "\xef\xbb\xbf{\"a\":1}"), u"1"_s);
    QCOMPARE(valueAt(u"a"_s, "no JSON"), QString());
    QCOMPARE(valueAt(u"a"_s, {}), QString());
}

QTEST_MAIN(TestPayloadPath)
#include "tst_payloadpath.moc"
