// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/contentcoding.h"
#include "core/protocol/decoder.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using Test::packed;
using Test::Packing;
using Kind = CodingError::Kind;

namespace {

constexpr qint64 limit = 2 << 20;
const QByteArray seat = R"({"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":"r","SeatList":[]})";

QByteArray headWith(const QByteArray &fields)
{
    return "POST /?Content-Encoding: br HTTP/1.1\r\nHost: a\r\n" + fields + "Content-Length: 5";
}

/// -1: it was unpacked.
int kindOf(const std::variant<QByteArray, CodingError> &result)
{
    const auto *error = std::get_if<CodingError>(&result);
    return error ? int(error->kind) : -1;
}

} // namespace

class TestContentCoding final : public QObject
{
    Q_OBJECT

private slots:
    void bodiesAreUnpacked_data();
    void bodiesAreUnpacked();
    void whatCannotBeUnpackedIsNamed_data();
    void whatCannotBeUnpackedIsNamed();
    void noPartOfABodyIsTakenForTheWhole_data();
    void noPartOfABodyIsTakenForTheWhole();
    void damageIsNoticed();
    void nothingBecomesLargerThanTheLimit();
    void theFieldIsTakenOutOfAHead_data();
    void theFieldIsTakenOutOfAHead();
    void whatCannotBeUnpackedIsReadAsItCame();
    void aRealOneIsDecoded();
};

void TestContentCoding::bodiesAreUnpacked_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &fields, const QByteArray &body) {
        QTest::newRow(name) << fields << body << seat;
    };
    const QByteArray gzip = packed(seat);
    row("none", {}, seat);
    row("another field", "Accept-Encoding: gzip\r\nX-Content-Encoding: gzip\r\n", seat);
    row("identity", "Content-Encoding: identity\r\n", seat);
    row("empty", "Content-Encoding:\r\n", seat);
    row("gzip", "Content-Encoding: gzip\r\n", gzip);
    row("x-gzip", "Content-Encoding: x-gzip\r\n", gzip);
    row("without case", "content-ENCODING:GZip \r\n", gzip);
    row("beside identity", "Content-Encoding: identity, gzip,,\r\n", gzip);
    row("deflate", "Content-Encoding: deflate\r\n", packed(seat, Packing::Zlib));
    row("deflate without a header", "Content-Encoding: deflate\r\n", packed(seat, Packing::Raw));
    row("twice", "Content-Encoding: gzip, gzip\r\n", packed(gzip));
    row("in their order", "Content-Encoding: deflate, gzip\r\n", packed(packed(seat, Packing::Raw)));
    row("two fields", "Content-Encoding: gzip\r\nX: y\r\ncontent-encoding: deflate\r\n", packed(gzip, Packing::Zlib));
    row("four times", "Content-Encoding: gzip, gzip, gzip, gzip\r\n", packed(packed(packed(gzip))));
    row("in parts", "Content-Encoding: gzip\r\n", packed(seat.first(20)) + packed({}) + packed(seat.sliced(20)));
    QTest::newRow("nothing") << "Content-Encoding: br\r\n"_ba << QByteArray() << QByteArray();
    QTest::newRow("nothing, packed") << "Content-Encoding: gzip\r\n"_ba << packed({}) << QByteArray();
    QRandomGenerator random(5);
    QByteArray large(300'000, Qt::Uninitialized);
    for (char &byte : large)
        byte = char(random.bounded(256));
    for (const auto &[name, packing, coding] :
         {std::tuple("large gzip", Packing::Gzip, "gzip"), std::tuple("large deflate", Packing::Zlib, "deflate"),
          std::tuple("large raw deflate", Packing::Raw, "deflate")}) {
        QTest::newRow(name) << QByteArray("Content-Encoding: " + QByteArray(coding) + "\r\n") << packed(large, packing)
                            << large;
    }
}

void TestContentCoding::bodiesAreUnpacked()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    const auto result = unpackedBody(headWith(fields), body, limit);
    QCOMPARE(kindOf(result), -1);
    QVERIFY(std::get<QByteArray>(result) == expected);
    for (const bool isRejected : {false, true})
        QVERIFY(plainBody(headWith(fields), body, isRejected) == expected);
}

void TestContentCoding::whatCannotBeUnpackedIsNamed_data()
{
    QTest::addColumn<QByteArray>("codings");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("coding");
    const auto row = [](const char *name, const QByteArray &codings, const QByteArray &body, Kind kind,
                        const QByteArray &coding) { QTest::newRow(name) << codings << body << int(kind) << coding; };
    const QByteArray gzip = packed(seat);
    const QByteArray zlib = packed(seat, Packing::Zlib);
    row("brotli", "BR", seat, Kind::Unknown, "br");
    row("zstd inside", "zstd, gzip", gzip, Kind::Unknown, "zstd");
    row("compress", "compress", seat, Kind::Unknown, "compress");
    row("with a parameter", "gzip;q=1", gzip, Kind::Unknown, "gzip;q=1");
    row("five times", "gzip,gzip,gzip,gzip,gzip", packed(packed(packed(packed(gzip)))), Kind::TooMany, {});
    row("not packed", "gzip", seat, Kind::Broken, "gzip");
    row("not deflate", "deflate", seat, Kind::Broken, "deflate");
    row("once instead of twice", "deflate, gzip", gzip, Kind::Broken, "deflate");
    row("cut off", "gzip", gzip.chopped(1), Kind::CutOff, "gzip");
    row("cut off zlib", "deflate", zlib.chopped(1), Kind::CutOff, "deflate");
    row("second part cut off", "gzip", gzip + gzip.chopped(3), Kind::CutOff, "gzip");
    row("something behind", "gzip", gzip + "{}", Kind::TrailingBytes, "gzip");
    row("something behind zlib", "deflate", zlib + "\n", Kind::TrailingBytes, "deflate");
    row("a text behind raw deflate", "deflate", packed(seat, Packing::Raw) + "x", Kind::TrailingBytes, "deflate");
    row("a dictionary", "deflate", "\x78\xbb\x00\x00\x00\x01\x03\x00\x00\x00\x00\x01"_ba, Kind::Broken, "deflate");
}

void TestContentCoding::whatCannotBeUnpackedIsNamed()
{
    QFETCH(QByteArray, codings);
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    QFETCH(QByteArray, coding);
    const QByteArray head = headWith("Content-Encoding: " + codings + "\r\n");
    const auto result = unpackedBody(head, body, limit);
    QCOMPARE(kindOf(result), kind);
    QCOMPARE(std::get<CodingError>(result).coding, coding);
    QVERIFY(plainBody(head, body, false) == body);
}

void TestContentCoding::noPartOfABodyIsTakenForTheWhole_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<Packing>("packing");
    QTest::newRow("gzip") << "gzip"_ba << Packing::Gzip;
    QTest::newRow("zlib") << "deflate"_ba << Packing::Zlib;
    QTest::newRow("raw") << "deflate"_ba << Packing::Raw;
}

void TestContentCoding::noPartOfABodyIsTakenForTheWhole()
{
    QFETCH(QByteArray, coding);
    QFETCH(Packing, packing);
    const QByteArray head = headWith("Content-Encoding: " + coding + "\r\n");
    const QByteArray whole = packed(seat, packing);
    for (qsizetype size = 1; size < whole.size(); ++size)
        QVERIFY2(kindOf(unpackedBody(head, whole.first(size), limit)) >= 0, QByteArray::number(size).constData());
}

void TestContentCoding::damageIsNoticed()
{
    const QByteArray head = headWith("Content-Encoding: gzip\r\n");
    const QByteArray whole = packed(seat);
    constexpr qsizetype header = 10; // of which time, system and flags of the packer say nothing about the text
    for (qsizetype at = header; at < whole.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            QByteArray damaged = whole;
            damaged[at] = char(damaged.at(at) ^ (1 << bit));
            const auto result = unpackedBody(head, damaged, limit);
            const auto *text = std::get_if<QByteArray>(&result); // bits that fill a byte mean nothing
            QVERIFY2(!text || *text == seat, QByteArray::number(at).constData());
        }
    }
}

void TestContentCoding::nothingBecomesLargerThanTheLimit()
{
    const QByteArray head = headWith("Content-Encoding: gzip\r\n");
    for (const qint64 size : {1LL, 4095LL, 4096LL, 4097LL, 16'384LL, 100'000LL}) {
        const QByteArray text(size, ' ');
        QCOMPARE(kindOf(unpackedBody(head, packed(text), size)), -1);
        QCOMPARE(kindOf(unpackedBody(head, packed(text), size - 1)), int(Kind::TooLarge));
    }
    const QByteArray bomb = packed(QByteArray((64 << 20) + 1, '0'));
    QVERIFY(bomb.size() < 70'000);
    const QByteArray twice = headWith("Content-Encoding: gzip, gzip\r\n");
    QCOMPARE(kindOf(unpackedBody(head, bomb, limit)), int(Kind::TooLarge));
    QCOMPARE(kindOf(unpackedBody(twice, packed(bomb), limit)), int(Kind::TooLarge));
    QCOMPARE(kindOf(unpackedBody(twice, packed(bomb), 1000)), int(Kind::TooLarge)); // the inner one already
    QVERIFY(plainBody(head, bomb, false) == bomb);
    const QByteArray larger(3 << 20, ' '); // with another --max-body it may have been accepted
    QVERIFY(plainBody(head, packed(larger), false) == larger);
    QVERIFY(plainBody(head, packed(larger), true) == packed(larger));
}

void TestContentCoding::theFieldIsTakenOutOfAHead_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &head, const QByteArray &expected) {
        QTest::newRow(name) << head << expected;
    };
    row("none", "POST / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\n");
    row("first", "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nHost: a", "POST / HTTP/1.1\r\nHost: a");
    row("last", "POST / HTTP/1.1\r\nHost: a\r\nCONTENT-encoding:gzip", "POST / HTTP/1.1\r\nHost: a");
    row("all", "POST / HTTP/1.1\nContent-Encoding: a\nX: y\nContent-Encoding: b", "POST / HTTP/1.1\nX: y");
    row("only", "POST / HTTP/1.1\r\nContent-Encoding: gzip", "POST / HTTP/1.1");
    row("not in the request line", "Content-Encoding: x\r\nHost: a", "Content-Encoding: x\r\nHost: a");
    row("nothing", {}, {});
}

void TestContentCoding::theFieldIsTakenOutOfAHead()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, expected);
    QCOMPARE(withoutContentCoding(head), expected);
}

/// Journals of before hold accepted bodies whose heads say what is not true.
void TestContentCoding::whatCannotBeUnpackedIsReadAsItCame()
{
    const Callback callback {.head = headWith("Content-Encoding: gzip\r\n"), .body = seat};
    QCOMPARE(plainBody(callback), seat);
    QCOMPARE(decodeEvent(callback).event.room(), u"r"_s);
}

void TestContentCoding::aRealOneIsDecoded()
{
    const Callback callback {.head = headWith("Content-Encoding: gzip\r\n"),
                             .body = Test::dataFile(u"gzip-body.json.gz"_s)};
    const Decoded decoded = decodeEvent(callback);
    QVERIFY(!decoded.error);
    QCOMPARE(decoded.event.room(), u"gz-room"_s);
    QCOMPARE(std::get<SeatInfoChanged>(decoded.event.content).seats.size(), 1);
}

QTEST_APPLESS_MAIN(TestContentCoding)
#include "tst_contentcoding.moc"
