// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/json.h"
#include "core/payload/jsonwriter.h"

#include <QStringEncoder>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestJson final : public QObject
{
    Q_OBJECT

private slots:
    void placesOfValuesAreTheBytesOfTheText();
    void tolerantReadingFindsTheSame_data();
    void tolerantReadingFindsTheSame();
    void numbersKeepTheirDigits_data();
    void numbersKeepTheirDigits();
    void escapesAreRead_data();
    void escapesAreRead();
    void theLastOfSeveralMembersCounts();
    void errorsNameLineColumnAndReason_data();
    void errorsNameLineColumnAndReason();
    void tolerantReadingMendsTheVendorsFaults_data();
    void tolerantReadingMendsTheVendorsFaults();
    void otherSpacesInStringsStay();
    void placesBehindAByteOrderMarkAreThoseOfTheText();
    void deepNestingIsRefused();
    void bodiesTellHowTheyWereRead_data();
    void bodiesTellHowTheyWereRead();
    void writingKeepsTheOrderAndEscapes();
    void writtenTextsReadBack_data();
    void writtenTextsReadBack();
    void linesFollowEachOther();
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

void TestJson::tolerantReadingFindsTheSame_data()
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
    QTest::newRow("fractions and exponents") << "[0.5,-1.25e-3,1E+2,{\"a\":0.0}]"_ba;
}

void TestJson::tolerantReadingFindsTheSame()
{
    QFETCH(QByteArray, text);
    const JsonText strict = parsed(text);
    const JsonText tolerant = parsed(text, JsonText::Grammar::Tolerant);
    QCOMPARE(strict.root().raw(), QByteArrayView(text).trimmed());
    compare(strict.root(), tolerant.root());
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
    QTest::newRow("more than 64 digits") << QByteArray(65, '7');
}

void TestJson::numbersKeepTheirDigits()
{
    QFETCH(QByteArray, digits);
    const JsonText json = parsed("[" + digits + "]");
    QCOMPARE(json.root().firstChild().toString(), QString::fromLatin1(digits));
    QCOMPARE(json.root().firstChild().raw().toByteArray(), digits);
}

void TestJson::escapesAreRead_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << R"("plain")"_ba << u"plain"_s;
    QTest::newRow("empty") << R"("")"_ba << u""_s;
    QTest::newRow("quote") << R"("\"")"_ba << u"\""_s;
    QTest::newRow("quote where the unescaped text ends") << R"("ab\"c\"d")"_ba << u"ab\"c\"d"_s;
    QTest::newRow("backslash before the end") << R"("a\\")"_ba << u"a\\"_s;
    QTest::newRow("all short ones") << R"("\"\\\/\b\f\n\r\t")"_ba << u"\"\\/\b\f\n\r\t"_s;
    QTest::newRow("two bytes") << R"("\u00e9")"_ba << u"é"_s;
    QTest::newRow("three bytes") << R"("\ud55c")"_ba << u"한"_s;
    QTest::newRow("surrogate pair") << R"("\ud83d\ude00")"_ba << u"😀"_s;
    QTest::newRow("beside text") << R"("\u00e9\ud83d\ude00\n\/한\t국")"_ba << u"é😀\n/한\t국"_s;
}

/// As a value and as a name, which stay the bytes of the text.
void TestJson::escapesAreRead()
{
    QFETCH(QByteArray, raw);
    QFETCH(QString, text);
    const QByteArray object = "{\"before\":" + raw + ',' + raw + ":[" + raw + "],\"after\":0}";
    const JsonText json = parsed(object);
    QCOMPARE(json.root()["before"].toString(), text);
    QCOMPARE(json.root()["before"].raw().toByteArray(), raw);
    const JsonValue member = json.root()[text.toUtf8()];
    QCOMPARE(member.key(), text);
    QCOMPARE(member.rawKey().toByteArray(), raw);
    QCOMPARE(member.firstChild().toString(), text);
    QCOMPARE(member.firstChild().raw().toByteArray(), raw);
    QCOMPARE(json.root()["after"].toInteger(), std::optional<qint64>(0));
}

void TestJson::theLastOfSeveralMembersCounts()
{
    const JsonText json = parsed(R"({"a":1,"b":2,"\u0061":3})");
    QCOMPARE(json.root().count(), 3);
    QCOMPARE(json.root()["a"].toInteger(), std::optional<qint64>(3));
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
    QTest::newRow("not UTF-8, far behind")
        << "{\"a\":\"한\",\"b\":\"x\xc3(\"}"_ba
        << u"line 1, column 16: not valid UTF-8, or a control character in a string"_s;
    QTest::newRow("not UTF-8 outside of strings")
        << "{\"a\":1}\xff"_ba << u"line 1, column 8: expected the end of the text"_s;
    QTest::newRow("surrogate in UTF-8") << "[\"\xed\xa0\x80\"]"_ba
                                        << u"line 1, column 3: not valid UTF-8, or a control character in a string"_s;
    QTest::newRow("half of a surrogate pair") << R"(["\ud83d"])"_ba << u"line 1, column 3: half of a surrogate pair"_s;
    QTest::newRow("unknown escape") << R"(["\q"])"_ba << u"line 1, column 3: unknown escape in a string"_s;
    QTest::newRow("line feed in a string") << "[\"a\nb\"]"_ba << u"line 1, column 4: unknown escape in a string"_s;
    QTest::newRow("string that does not end")
        << "[\"abc"_ba << u"line 1, column 6: the text ends in the middle of a value"_s;
    QTest::newRow("number too big") << QByteArray('[' + QByteArray(400, '9') + ']')
                                    << u"line 1, column 2: a number is too big"_s;
    QTest::newRow("leading zero") << "[01]"_ba << u"line 1, column 3: expected a comma or ]"_s;
    QTest::newRow("byte-order mark") << "\xef\xbb\xbf{}"_ba
                                     << u"line 1, column 1: a byte-order mark stands before the value"_s;
    QTest::newRow("byte-order mark behind the beginning")
        << " \xef\xbb\xbf{}"_ba << u"line 1, column 2: expected a value"_s;
    const auto encoded = [](QStringConverter::Encoding encoding) -> QByteArray {
        return QStringEncoder(encoding, QStringConverter::Flag::WriteBom)(u"{}"_s);
    };
    QTest::newRow("UTF-16, little-endian")
        << encoded(QStringConverter::Utf16LE) << u"line 1, column 1: the text is UTF-16; JSON is sent as UTF-8"_s;
    QTest::newRow("UTF-16, big-endian") << encoded(QStringConverter::Utf16BE)
                                        << u"line 1, column 1: the text is UTF-16; JSON is sent as UTF-8"_s;
    QTest::newRow("UTF-32, little-endian")
        << encoded(QStringConverter::Utf32LE) << u"line 1, column 1: the text is UTF-32; JSON is sent as UTF-8"_s;
    QTest::newRow("UTF-32, big-endian") << encoded(QStringConverter::Utf32BE)
                                        << u"line 1, column 1: the text is UTF-32; JSON is sent as UTF-8"_s;
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
    QTest::newRow("no-break spaces")
        << "\u00a0\n{\u00a0\"a\"\u00a0:\u202f\"x\",\n\u00a0\u00a0\"b\":\u00a01\u3000}\u00a0\u200b\n"_ba;
    QTest::newRow("more no-break spaces than other faults are mended")
        << "{" + QByteArray("\u00a0").repeated(100) + "\"a\":\"x\" " + QByteArray("\u00a0").repeated(100) + "\"b\":1}";
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

void TestJson::otherSpacesInStringsStay()
{
    const QByteArray text = "\u00a0{\"a\u00a0\":\"\u00a0\\\"\u00a0\"\u00a0,\"b\":\"\u3000\"}"_ba;
    QVERIFY(std::holds_alternative<JsonError>(JsonText::parse(text, JsonText::Grammar::Strict)));
    const JsonText json = parsed(text, JsonText::Grammar::Tolerant);
    QCOMPARE(json.root()["a\u00a0"].toString(), u"\u00a0\"\u00a0"_s);
    QCOMPARE(json.root()["b"].toString(), u"\u3000"_s);
}

void TestJson::placesBehindAByteOrderMarkAreThoseOfTheText()
{
    const QByteArray text = "\xef\xbb\xbf{\"a\":\"\xef\xbb\xbf\",\"b\":[1 // so\n]}"_ba;
    const JsonText json = parsed(text, JsonText::Grammar::Tolerant);
    QCOMPARE(json.text(), text);
    QCOMPARE(json.root().offset(), 3);
    QCOMPARE(json.root().raw().toByteArray(), text.sliced(3));
    QCOMPARE(json.root()["a"].raw().toByteArray(), "\"\xef\xbb\xbf\""_ba);
    QCOMPARE(json.root()["b"].firstChild().offset(), text.indexOf('1'));

    const auto faulty = JsonText::parse("\xef\xbb\xbf{\"a\" 1}"_ba, JsonText::Grammar::Tolerant);
    const auto *error = std::get_if<JsonError>(&faulty);
    QVERIFY(error);
    QCOMPARE(error->offset, 8);
    QCOMPARE(error->toString(), u"line 1, column 6: expected a colon"_s); // an editor does not count the mark
}

void TestJson::deepNestingIsRefused()
{
    const auto nested = [](int depth) -> QByteArray { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    QVERIFY(std::holds_alternative<JsonText>(JsonText::parse(nested(200), JsonText::Grammar::Strict)));
    const auto result = JsonText::parse(nested(100000), JsonText::Grammar::Strict);
    QVERIFY(std::holds_alternative<JsonError>(result));
    QCOMPARE(std::get<JsonError>(result).reason, u"nested deeper than 200"_s);
}

void TestJson::bodiesTellHowTheyWereRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("value"); // of "a"; null: not readable
    QTest::addColumn<QString>("error");
    QTest::newRow("valid") << R"({"a":1})"_ba
                           << "1"_ba << QString();
    QTest::newRow("tolerantly") << R"({"a":1,})"_ba
                                << "1"_ba << u"line 1, column 8: expected a member name in quotes"_s;
    QTest::newRow("not even tolerantly") << "{\"a\":1,\n\"b\":2,,}"_ba << QByteArray()
                                         << u"line 2, column 7: expected a member name in quotes"_s;
    QTest::newRow("empty") << ""_ba << QByteArray() << QString();
    QTest::newRow("behind a byte-order mark")
        << "\xef\xbb\xbf{\"a\":1}"_ba
        << "1"_ba << u"line 1, column 1: a byte-order mark stands before the value"_s;
    QTest::newRow("faulty behind a byte-order mark")
        << "\xef\xbb\xbf{\"a\":}"_ba << QByteArray() << u"line 1, column 6: expected a value"_s;
    QTest::newRow("a byte-order mark alone") << "\xef\xbb\xbf\r\n"_ba << QByteArray() << QString();
    QTest::newRow("white space") << " \r\n"_ba << QByteArray() << QString();
}

void TestJson::bodiesTellHowTheyWereRead()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, value);
    QFETCH(QString, error);
    const ParsedBody parsed = parseBody(body);
    QCOMPARE(parsed.json.has_value(), !value.isNull());
    if (parsed.json)
        QCOMPARE(parsed.json->root()["a"].raw().toByteArray(), value);
    QCOMPARE(parsed.error ? parsed.error->toString() : QString(), error);
    QCOMPARE(parsed.isRecovered(), parsed.json && parsed.error);
    QCOMPARE(parsed.isEmpty(), value.isNull() && error.isEmpty());
}

void TestJson::writingKeepsTheOrderAndEscapes()
{
    JsonWriter writer;
    writer.object([&] {
        writer.text("z", "a\"\\\n\x1f/é");
        writer.text("a", u"한"_s);
        writer.integer("least", std::numeric_limits<qint64>::min());
        writer.digits("account", "144115233775727695123");
        writer.decimal("wait", 1.5);
        writer.flag("open", false);
        writer.textOrNull("member", {});
        writer.integerOrNull("seat", 0);
        writer.null("none");
        writer.array("list", [&] {
            writer.text("x");
            writer.integer(-1);
            writer.object([] {});
        });
        writer.object("inner", [&] { writer.text("", QByteArray()); });
    });
    QCOMPARE(writer.result(),
             R"({"z":"a\"\\\n\u001F/é","a":"한","least":-9223372036854775808,"account":144115233775727695123,)"
             R"("wait":1.5,"open":false,"member":null,"seat":0,"none":null,"list":["x",-1,{}],"inner":{"":""}})"_ba);
}

void TestJson::writtenTextsReadBack_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QByteArray ascii;
    for (char c = 0; c < 0x7f; ++c)
        ascii += c;
    QTest::newRow("ASCII") << ascii << QString::fromLatin1(ascii);
    QTest::newRow("scripts") << "é한名🎤"_ba << u"é한名🎤"_s;
    QTest::newRow("not UTF-8") << "a\xffz"_ba << u"a\uFFFDz"_s;
    QTest::newRow("cut off in a character") << "a\xf0\x9f"_ba << QString::fromUtf8("a\xf0\x9f");
    QTest::newRow("nothing") << QByteArray() << QString();
}

/// As values and as names.
void TestJson::writtenTextsReadBack()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    JsonWriter writer;
    writer.object([&] {
        writer.text("bytes", bytes);
        writer.text("text", text);
        writer.integer(text.toUtf8(), 1);
    });
    const JsonText json = parsed(writer.result());
    QCOMPARE(json.root()["bytes"].toString(), text);
    QCOMPARE(json.root()["text"].toString(), text);
    QCOMPARE(json.root()[text.toUtf8()].toInteger(), std::optional<qint64>(1));
}

void TestJson::linesFollowEachOther()
{
    JsonWriter lines;
    for (const int id : {1, 2}) {
        lines.object([&] { lines.integer("id", id); });
        lines.endLine();
    }
    QCOMPARE(lines.result(), "{\"id\":1}\n{\"id\":2}\n"_ba);
}

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
