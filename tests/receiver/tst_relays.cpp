// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"
#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"
#include "tests/support/rawclient.h"
#include "tests/support/receiverundertest.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

/// What stands between a sender and the receiver: it packs bodies, and tells who has sent a request.
class TestRelays final : public QObject
{
    Q_OBJECT

private slots:
    void aPackedBodyIsReadAndKeptAsItCame_data();
    void aPackedBodyIsReadAndKeptAsItCame();
    void whatCannotBeUnpackedIsRefusedWithASentence_data();
    void whatCannotBeUnpackedIsRefusedWithASentence();
    void aTrustedProxyTellsThePeer_data();
    void aTrustedProxyTellsThePeer();
};

namespace {

QByteArray request(const QByteArray &fields, const QByteArray &body)
{
    return "POST /?SdkAppid=1400900001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged HTTP/1.1\r\nHost: a\r\n"
        + fields + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

void TestRelays::aPackedBodyIsReadAndKeptAsItCame_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body");
    const QByteArray plain = R"({"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":"gz-room",)"
                             R"("SeatList":[{"Index":2,"Member_Account":"mira"}],"EventTime":1795000000000})";
    QTest::newRow("gzip") << "gzip"_ba << Test::dataFile(u"gzip-body.json.gz"_s);
    QTest::newRow("deflate") << "deflate"_ba << Test::packed(plain, Test::Packing::Zlib);
    QTest::newRow("raw deflate") << "deflate"_ba << Test::packed(plain, Test::Packing::Raw);
    QTest::newRow("twice") << "gzip, gzip"_ba << Test::packed(Test::packed(plain));
}

void TestRelays::aPackedBodyIsReadAndKeptAsItCame()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, body);
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(request("Content-Encoding: " + coding + "\r\n", body));
    QCOMPARE(client.answer().status, 200);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: " + coding + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                + QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n0\r\n\r\n");
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(receiver.callbacks.size(), 2, Test::patienceMs);
    JournalReader reader;
    QVERIFY(!reader.open(receiver.options.dataFolder));
    RoomStore rooms;
    for (const qint64 id : {1, 2}) {
        const std::optional<Callback> stored = reader.read(id);
        QVERIFY(stored);
        QCOMPARE(stored->body, body);
        QCOMPARE(stored->verdict.toString(), u"accepted"_s);
        const AppliedCallback applied = rooms.apply(*stored);
        QCOMPARE(applied.event.room(), u"gz-room"_s);
        QCOMPARE(applied.changes.first().member, u"mira"_s);
    }
}

void TestRelays::whatCannotBeUnpackedIsRefusedWithASentence_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("another coding") << "zstd"_ba
                                    << "x"_ba << 415 << u"rejected:malformed"_s;
    QTest::newRow("broken") << "gzip"_ba
                            << "{}"_ba << 400 << u"rejected:malformed"_s;
    QTest::newRow("bomb") << "gzip"_ba << Test::packed(QByteArray(16 << 20, '0')) << 413 << u"rejected:too-large"_s;
}

void TestRelays::whatCannotBeUnpackedIsRefusedWithASentence()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, verdict);
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(request("Content-Encoding: " + coding + "\r\n", body));
    const RawAnswer answer = client.answer();
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.contains(QByteArray(R"("ErrorCode":)" + QByteArray::number(status))), answer.body.constData());
    client.send(request({}, "{}")); // the connection goes on
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(receiver.callbacks.size(), 2, Test::patienceMs);
    QCOMPARE(receiver.callbacks.first().verdict.toString(), verdict);
    QVERIFY(receiver.callbacks.first().body == body);
}

void TestRelays::aTrustedProxyTellsThePeer_data()
{
    QTest::addColumn<QString>("trusted");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("peer"); // empty: the other end of the connection
    QTest::newRow("X-Forwarded-For") << u"127.0.0.0/8"_s << "X-Forwarded-For: 203.0.113.9"_ba << u"203.0.113.9"_s;
    QTest::newRow("Forwarded") << u"127.0.0.1"_s << "Forwarded: for=\"[2001:db8::1]:4711\""_ba
                               << u"[2001:db8::1]:4711"_s;
    QTest::newRow("another one is trusted") << u"10.0.0.0/8"_s << "X-Forwarded-For: 203.0.113.9"_ba << QString();
    QTest::newRow("unreadable") << u"127.0.0.1"_s << "X-Forwarded-For: somebody"_ba << QString();
}

void TestRelays::aTrustedProxyTellsThePeer()
{
    QFETCH(QString, trusted);
    QFETCH(QByteArray, field);
    QFETCH(QString, peer);
    ReceiverUnderTest receiver;
    QVERIFY(!receiver.options.setTrustedForwarders({trusted}));
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(request(field + "\r\n", "{}"));
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(receiver.callbacks.size(), 1, Test::patienceMs);
    JournalReader reader;
    QVERIFY(!reader.open(receiver.options.dataFolder));
    const std::optional<Callback> stored = reader.read(1);
    QVERIFY(stored);
    const QString direct = peer.isEmpty() ? stored->peer : stored->forwardedBy;
    QVERIFY2(direct.startsWith(u"127.0.0.1:"_s), qPrintable(direct));
    QCOMPARE(peer.isEmpty() ? stored->forwardedBy : stored->peer, peer);
}

QTEST_GUILESS_MAIN(TestRelays)
#include "tst_relays.moc"
