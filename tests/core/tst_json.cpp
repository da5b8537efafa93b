// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/json.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestJson final : public QObject
{
    Q_OBJECT

private slots:
    void placesOfValuesAreTheBytesOfTheText();
    void valuesReadTheSameBesideAFraction_data();
    void valuesReadTheSameBesideAFraction();
    void numbersKeepTheirDigits_data();
    void numbersKeepTheirDigits();
    void escapesAreRead();
    void errorsNameLineColumnAndReason_data();
    void errorsNameLineColumnAndReason();
    void tolerantReadingMendsTheVendorsFaults_data();
    void tolerantReadingMendsTheVendorsFaults();
    void deepNestingIsRefused();
};

namespace {

JsonText parsed(const QByteArray &text, JsonText::Grammar grammar = JsonText::Grammar::Strict)
{
    auto result = JsonText::parse(text, grammar);
    if (const auto *error = std::get_if<JsonError>(&result)) {
        QTest::qFail(qPrintable(error->toString()), __FILE__, __LINE__);
        return {};
    }
    return std::get<JsonText>(std::move(result));
}

void compare(const JsonValue &one, const JsonValue &other)
{
    QCOMPARE(one.type(), other.type());
    QCOMPARE(one.offset(), other.offset());
    QCOMPARE(one.raw(), other.raw());
    QCOMPARE(one.rawKey(), other.rawKey());
    QCOMPARE(one.key(), other.key());
    QCOMPARE(one.toString(), other.toString());
    QCOMPARE(one.count(), other.count());
    const QList<JsonValue> children = one.children();
    const QList<JsonValue> others = other.children();
    QCOMPARE(children.size(), others.size());
    for (qsizetype i = 0; i < children.size() && !QTest::currentTestFailed(); ++i)
        compare(children[i], others[i]);
}

} // namespace

void TestJson::valuesReadTheSameBesideAFraction_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("words") << "[true,false,null,{\"a\":true,\"b\":null}]"_ba;
    QTest::newRow("whole numbers") << "[0,-0,7,-12,144115233775727695,123456789012345678901234567890]"_ba;
    QTest::newRow("strings") << R"(["","a","\"","\\","\\\"","\/\b\f\n\r\t","a\\b\"c"])"_ba;
    QTest::newRow("names") << R"({"":1,"\"":{"\\":"\\"},"a":"","a":[]})"_ba;
    QTest::newRow("nesting") << R"([[],[[]],{},[{}],{"a":{"b":[{"c":[1,{}]},2]}},3])"_ba;
    QTest::newRow("blanks") << " [ 1 ,\t{ \"a\" :\r\n[ ] , \"b\":\"c\" } , \"\" ]\n"_ba;
    QTest::newRow("scripts") << R"({"한국어":"방","名":["房间","🎤"],"é":"ü"})"_ba;
    QTest::newRow("escaped scripts") << R"({"\ud55c":"\u540d","a":"\ud83c\udfa4"})"_ba;
    QTest::newRow("delete character") << "[\"\x7f\"]"_ba;
}

/// A fraction has RapidJSON read the text.
void TestJson::valuesReadTheSameBesideAFraction()
{
    QFETCH(QByteArray, text);
    const JsonText alone = parsed('[' + text + ",5]");
    const JsonText beside = parsed('[' + text + ",0.5]");
    compare(alone.root().firstChild(), beside.root().firstChild());
}

void TestJson::placesOfValuesAreTheBytesOfTheText()
{
    const QByteArray text = R"( {"a" : [1, -2.5e3, "x\"y\\", {}], "b":{"c":null , "d" : true}, "e\\":"" } )";
    const JsonText json = parsed(text);
    const JsonValue root = json.root();
    QCOMPARE(root.raw().toByteArray(), text.trimmed());
    QCOMPARE(root.count(), 3);
    const QList<JsonValue> elements = root["a"].children();
    QCOMPARE(elements.size(), 4);
    QCOMPARE(elements[0].raw().toByteArray(), "1"_ba);
    QCOMPARE(elements[1].raw().toByteArray(), "-2.5e3"_ba);
    QCOMPARE(elements[2].raw().toByteArray(), R"("x\"y\\")"_ba);
    QCOMPARE(elements[2].toString(), u"x\"y\\"_s);
    QCOMPARE(elements[3].raw().toByteArray(), "{}"_ba);
    QCOMPARE(root["b"]["c"].raw().toByteArray(), "null"_ba);
    QVERIFY(root["b"]["c"].isNull());
    QCOMPARE(root["b"]["d"].toBool(), std::optional(true));
    QCOMPARE(root["e\\"].raw().toByteArray(), R"("")"_ba);
    QCOMPARE(root["b"].rawKey().toByteArray(), R"("b")"_ba);
    QVERIFY(!root["none"].exists());
    QVERIFY(!root["a"]["none"].exists());
}

void TestJson::numbersKeepTheirDigits_data()
{
    QTest::addColumn<QByteArray>("digits");
    for (const char *digits :
         {"0", "-0", "144115233775727695", "18446744073709551616", "123456789012345678901234567890", "1.10", "1E300"})
        QTest::newRow(digits) << QByteArray(digits);
}

void TestJson::numbersKeepTheirDigits()
{
    QFETCH(QByteArray, digits);
    const JsonText json = parsed("[" + digits + "]");
    QCOMPARE(json.root().firstChild().toString(), QString::fromLatin1(digits));
    QCOMPARE(json.root().firstChild().raw().toByteArray(), digits);
}

void TestJson::escapesAreRead()
{
    const JsonText json = parsed(R"(["\u00e9\ud83d\ude00\n\/", "한\t국"])");
    QCOMPARE(json.root().children()[0].toString(), u"é😀\n/"_s);
    QCOMPARE(json.root().children()[1].toString(), u"한\t국"_s);
}

void TestJson::errorsNameLineColumnAndReason_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("error");
    QTest::newRow("missing comma") << "{\"a\":1,\n\"b\":2\n  \"c\":3}"_ba
                                   << u"line 3, column 3: expected a comma or }"_s;
    QTest::newRow("column counts characters") << "{\"é한\":}"_ba << u"line 1, column 7: expected a value"_s;
    QTest::newRow("truncated") << "{\"a\":[1,"_ba << u"line 1, column 9: the text ends in the middle of a value"_s;
    QTest::newRow("cut off in a character")
        << "\"\xf3"_ba << u"line 1, column 2: not valid UTF-8, or a control character in a string"_s;
    QTest::newRow("second value") << "{} {}"_ba << u"line 1, column 4: expected the end of the text"_s;
    QTest::newRow("NUL") << "{\"a\":1\0}"_ba << u"line 1, column 7: expected a comma or }"_s;
    QTest::newRow("comment") << "{ // no\n}"_ba << u"line 1, column 3: expected a member name in quotes"_s;
    QTest::newRow("empty") << ""_ba << u"line 1, column 1: expected a value, found nothing"_s;
    QTest::newRow("form") << "a=b"_ba << u"line 1, column 1: expected a value"_s;
}

void TestJson::errorsNameLineColumnAndReason()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, error);
    const auto result = JsonText::parse(text, JsonText::Grammar::Strict);
    QVERIFY(std::holds_alternative<JsonError>(result));
    QCOMPARE(std::get<JsonError>(result).toString(), error);
}

void TestJson::tolerantReadingMendsTheVendorsFaults_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("comments") << "{/* a */\"a\":\"x\", // b\n\"b\":1// c\n}"_ba;
    QTest::newRow("missing comma") << "{\"a\":\"x\"\n\"b\":1}"_ba;
    QTest::newRow("spare comma") << "{\"a\":\"x\",\"b\":1,}"_ba;
    QTest::newRow("comment after a missing comma") << "{\"a\":\"x\" // now\n \"b\":1}"_ba;
}

void TestJson::tolerantReadingMendsTheVendorsFaults()
{
    QFETCH(QByteArray, text);
    QVERIFY(std::holds_alternative<JsonError>(JsonText::parse(text, JsonText::Grammar::Strict)));
    const JsonText json = parsed(text, JsonText::Grammar::Tolerant);
    QCOMPARE(json.root().count(), 2);
    QCOMPARE(json.root()["a"].toString(), u"x"_s);
    QCOMPARE(json.root()["b"].toInteger(), std::optional<qint64>(1));
}

void TestJson::deepNestingIsRefused()
{
    const auto nested = [](int depth) -> QByteArray { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    QVERIFY(std::holds_alternative<JsonText>(JsonText::parse(nested(200), JsonText::Grammar::Strict)));
    const auto result = JsonText::parse(nested(100000), JsonText::Grammar::Strict);
    QVERIFY(std::holds_alternative<JsonError>(result));
    QCOMPARE(std::get<JsonError>(result).reason, u"nested deeper than 200"_s);
}

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
