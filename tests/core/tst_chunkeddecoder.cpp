// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/chunkeddecoder.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

using State = ChunkedDecoder::State;
using LineEnds = ChunkedDecoder::LineEnds;

class TestChunkedDecoder final : public QObject
{
    Q_OBJECT

private slots:
    void bodiesAreDecodedWhereverTheyAreSplit_data();
    void bodiesAreDecodedWhereverTheyAreSplit();
    void faultsAreNamed_data();
    void faultsAreNamed();
    void noMoreIsKeptThanAsked();
};

void TestChunkedDecoder::bodiesAreDecodedWhereverTheyAreSplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<LineEnds>("lineEnds");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("trailers");
    QTest::newRow("empty") << "0\r\n\r\n"_ba << LineEnds::Strict << ""_ba << 2;
    QTest::newRow("chunks") << "2;x=\"y\"\r\nhe\r\n003\r\nllo\r\n0\r\n\r\n"_ba << LineEnds::Strict << "hello"_ba << 2;
    QTest::newRow("line ends inside") << "4\r\n\r\n\r\n\r\n00;last\r\n\r\n"_ba << LineEnds::Strict << "\r\n\r\n"_ba
                                      << 2;
    QTest::newRow("trailers") << "1\r\na\r\n0\r\nX: y\r\nZ:\r\n\r\n"_ba << LineEnds::Strict << "a"_ba << 12;
    QTest::newRow("from an editor") << "2\nhe\n3\r\nllo\n0\nX: y\n\n"_ba << LineEnds::Lenient << "hello"_ba << 6;
}

void TestChunkedDecoder::bodiesAreDecodedWhereverTheyAreSplit()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const LineEnds, lineEnds);
    QFETCH(const QByteArray, body);
    QFETCH(const int, trailers);
    const QByteArray both = bytes + "0\r\n\r\n";
    for (qsizetype split = 0; split <= bytes.size(); ++split) {
        ChunkedDecoder decoder({}, lineEnds);
        QByteArray decoded;
        QCOMPARE(decoder.feed(QByteArrayView(bytes).first(split), decoded), split);
        QCOMPARE(decoder.state(), split == bytes.size() ? State::Done : State::Reading);
        QCOMPARE(decoder.feed(QByteArrayView(both).sliced(split), decoded), bytes.size() - split); // and no further
        QCOMPARE(decoder.state(), State::Done);
        QCOMPARE(decoded, body);
        QCOMPARE(decoder.bodySize(), body.size());
        QCOMPARE(decoder.trailersSize(), trailers);
    }
}

void TestChunkedDecoder::faultsAreNamed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<LineEnds>("lineEnds");
    QTest::addColumn<QString>("problem");
    QTest::newRow("no size") << "x\r\n"_ba << LineEnds::Strict << u"hexadecimal"_s;
    QTest::newRow("a bare LF") << "1\na"_ba << LineEnds::Strict << u"bare line feed"_s;
    QTest::newRow("a chunk that goes on") << "1\r\nab\r\n"_ba << LineEnds::Lenient << u"longer than its size"_s;
    QTest::newRow("a bare CR behind a chunk") << "1\r\na\rb"_ba << LineEnds::Lenient << u"longer than its size"_s;
    QTest::newRow("a trailer without colon") << "0\nX\n"_ba << LineEnds::Lenient << u"colon"_s;
}

void TestChunkedDecoder::faultsAreNamed()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const LineEnds, lineEnds);
    QFETCH(const QString, problem);
    for (qsizetype split = 0; split <= bytes.size(); ++split) {
        ChunkedDecoder decoder({}, lineEnds);
        QByteArray decoded;
        const qsizetype taken = decoder.feed(QByteArrayView(bytes).first(split), decoded);
        static_cast<void>(decoder.feed(QByteArrayView(bytes).sliced(taken), decoded));
        QCOMPARE(decoder.state(), State::Failed);
        QVERIFY2(decoder.problem().contains(problem), qPrintable(decoder.problem()));
        QCOMPARE(decoder.feed("0\r\n\r\n", decoded), 0);
    }
}

void TestChunkedDecoder::noMoreIsKeptThanAsked()
{
    ChunkedDecoder decoder;
    QByteArray kept;
    QCOMPARE(decoder.feed("3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", kept, 4), 21);
    QCOMPARE(kept, "abcd"_ba);
    QCOMPARE(decoder.bodySize(), 6);
}

QTEST_APPLESS_MAIN(TestChunkedDecoder)
#include "tst_chunkeddecoder.moc"
