// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/protocol/keptbody.h"
#include "tests/support/packed.h"
#include "tests/support/patience.h"
#include "tests/support/rawclient.h"
#include "tests/support/receiverundertest.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QtTest>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace std::chrono_literals;

class TestReceiver final : public QObject
{
    Q_OBJECT

private slots:
    void requestsAreAnsweredAsTheTableSays_data();
    void requestsAreAnsweredAsTheTableSays();
    void callbacksAreDeliveredAsTheyCame();
    void everyRowOfDocumentedRequestsIsReceived();
    void framingFaultsEndTheConnectionBeforeASecondRequest_data();
    void framingFaultsEndTheConnectionBeforeASecondRequest();
    void refusedRequestsAreKeptWithinBounds();
    void recordsTellHowMuchOfABodyTheyHave_data();
    void recordsTellHowMuchOfABodyTheyHave();
    void pipelinedRequestsAreAnsweredInOrder();
    void requestsMayComeByteByByte();
    void chunkedBodiesAreJoined();
    void anExpectedBodyIsAskedForOnce();
    void anExpectedBodyThatIsTooLargeIsNotAskedFor();
    void connectionsAreKeptOrClosedAsAsked_data();
    void connectionsAreKeptOrClosedAsAsked();
    void answersToHeadHaveNoBody();
    void aSenderThatHasClosedItsHalfIsAnswered();
    void aRefusedRequestOfAClosedHalfIsAnsweredAndKept();
    void sendersThatHangUpDoNoHarm();
    void stalledSendersAreLetGo();
    void idleConnectionsAreClosed();
    void idleConnectionsGiveWayToNewOnes();
    void aSenderThatDoesNotReadItsAnswersIsNotReadEither();
    void aPortInUseIsSaidSo();
    void addressesThatCannotBeBoundAreSaidSo_data();
    void addressesThatCannotBeBoundAreSaidSo();
    void startingAnewWithOtherOptionsWorks();
    void stoppingDeliversWhatWasAnswered();
    void batchesWaitForTheReader();
    void aReaderTooFarBehindIsToldARange();
    void manyConnectionsAreServedAtOnce();
};

namespace {

const QByteArray seatBody = R"({"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":"r1",)"
                            R"("EventTime":1670574414123,"SeatList":[{"Index":1,"Member_Account":"ann"}]})"_ba;
const QByteArray okAnswer = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})"_ba;

QByteArray request(const QByteArray &target, const QByteArray &body, const QByteArray &fields = {},
                   const QByteArray &method = "POST")
{
    return method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray goodRequest()
{
    return request("/?SdkAppid=1400000000&CallbackCommand=Mic.CallbackAfterSeatInfoChanged", seatBody);
}

QByteArray signedTarget(const QByteArray &token, qint64 requestTime)
{
    const QByteArray time = QByteArray::number(requestTime);
    const QByteArray sign = QCryptographicHash::hash(QByteArray(token + time), QCryptographicHash::Sha256).toHex();
    return "/?SdkAppid=1400000000&CallbackCommand=Mic.CallbackAfterSeatInfoChanged&Sign=" + sign
        + "&RequestTime=" + time;
}

QByteArray dataFile(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA) + u'/' + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    return file.readAll();
}

QString errorInfo(const RawAnswer &answer)
{
    return QJsonDocument::fromJson(answer.body).object().value("ErrorInfo"_L1).toString();
}

} // namespace

void TestReceiver::requestsAreAnsweredAsTheTableSays_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("words");

    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const QByteArray good = "/callback?SdkAppid=1400000000&CallbackCommand=Mic.CallbackAfterSeatInfoChanged";
    const auto onPath = [](QByteArray target) { return target.replace("/?", "/callback?"); };
    const QByteArray properly = onPath(signedTarget("secret", now));
    QTest::newRow("accepted") << request(properly, seatBody) << 200 << u"accepted"_s << QString();
    QByteArray upper = properly;
    const qsizetype sign = upper.indexOf("Sign=") + 5;
    upper.replace(sign, 64, upper.sliced(sign, 64).toUpper());
    QTest::newRow("sign in capitals") << request(upper, seatBody) << 200 << u"accepted"_s << QString();
    QTest::newRow("unknown command") << request(properly, R"({"CallbackCommand":"New.Thing"})") << 200
                                     << u"flagged:command-mismatch"_s << QString();
    QTest::newRow("unsigned") << request(good, seatBody) << 200 << u"flagged:unsigned"_s << QString();
    QTest::newRow("stale") << request(onPath(signedTarget("secret", now - 120)), seatBody) << 200
                           << u"flagged:stale-signature"_s << QString();
    QTest::newRow("from the future") << request(onPath(signedTarget("secret", now + 120)), seatBody) << 200
                                     << u"flagged:stale-signature"_s << QString();
    QTest::newRow("wrong token") << request(onPath(signedTarget("other", now)), seatBody) << 401
                                 << u"rejected:signature"_s << u"Sign does not match"_s;
    QTest::newRow("short sign") << request(good + "&Sign=00&RequestTime=1", seatBody) << 401 << u"rejected:signature"_s
                                << u"Sign does not match"_s;
    QTest::newRow("empty probe") << request("/callback", "") << 200 << u"flagged:unsigned,empty-body"_s << QString();
    QTest::newRow("empty body") << request(properly, "") << 200 << u"flagged:empty-body"_s << QString();
    QTest::newRow("recovered") << request(properly, QByteArray(seatBody.chopped(1) + ",}")) << 200
                               << u"flagged:recovered"_s << QString();
    QByteArray future = seatBody;
    future.replace("1670574414123", QByteArray::number((now + 90) * 1000));
    QTest::newRow("clock skew") << request(properly, future) << 200 << u"flagged:clock-skew"_s << QString();
    QTest::newRow("malformed") << request(properly, "{\"a\":\n  \"b\" 3}") << 400 << u"rejected:malformed"_s
                               << u"line 2, column 7: "_s;
    QTest::newRow("other application") << request("/callback?SdkAppid=99", seatBody) << 403 << u"rejected:sdkappid"_s
                                       << u"\"99\""_s;
    QTest::newRow("no application") << request("/callback", seatBody) << 403 << u"rejected:sdkappid"_s
                                    << u"no SdkAppid"_s;
    QTest::newRow("path") << request("/other?SdkAppid=1400000000", seatBody) << 404 << u"rejected:path"_s
                          << u"/callback"_s;
    QTest::newRow("method") << request(good, "", {}, "GET") << 405 << u"rejected:method"_s << u"\"GET\""_s;
    QTest::newRow("unknown method") << request(good, seatBody, {}, "BREW") << 405 << u"rejected:method"_s
                                    << u"\"BREW\""_s;
    QTest::newRow("body too large") << request(good, QByteArray(3000, 'x')) << 413 << u"rejected:too-large"_s
                                    << u"3000 bytes"_s;
    QTest::newRow("head too large") << request(good, "", "X: " + QByteArray(20'000, 'x') + "\r\n") << 431
                                    << u"rejected:too-large"_s << u"16384"_s;
    QTest::newRow("target too long") << request("/" + QByteArray(9000, 'x'), "") << 431 << u"rejected:too-large"_s
                                     << u"8192"_s;
    QTest::newRow("framing") << request(good, "", "Content-Length: 1\r\n") << 400 << u"rejected:malformed"_s
                             << u"second Content-Length"_s;
}

void TestReceiver::requestsAreAnsweredAsTheTableSays()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    QFETCH(const QString, verdict);
    QFETCH(const QString, words);
    ReceiverUnderTest receiver;
    QVERIFY(!receiver.options.setPath(u"/callback"_s));
    QVERIFY(!receiver.options.setSdkAppIds({u"1400000000"_s}));
    receiver.set(Limit::Body, u"2000"_s);
    QVERIFY(!receiver.options.setToken("secret\n"));
    QVERIFY(receiver.start());

    RawClient client(receiver.port());
    client.send(bytes);
    const RawAnswer answer = client.answer();
    QCOMPARE(answer.status, status);
    const QByteArray head = answer.head.toLower(); // as Qt 6.8 writes the names
    QVERIFY(head.contains("content-type: application/json"));
    QCOMPARE(head.contains("allow: post"), status == 405);
    if (status == 200) {
        QCOMPARE(answer.body, okAnswer);
    } else {
        const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
        QCOMPARE(object.size(), 3);
        QCOMPARE(object.value("ActionStatus"_L1).toString(), u"FAIL"_s);
        QCOMPARE(object.value("ErrorCode"_L1).toInt(), status);
        QVERIFY2(errorInfo(answer).contains(words), qPrintable(errorInfo(answer)));
    }
    QTRY_COMPARE(receiver.callbacks.size(), 1);
    const Callback &callback = receiver.callbacks.first();
    QCOMPARE(callback.id, 1);
    QCOMPARE(callback.verdict.toString(), verdict);
    QCOMPARE(callback.reply.status, status);
    QCOMPARE(callback.reply.body, answer.body);
}

void TestReceiver::callbacksAreDeliveredAsTheyCame()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    const qint64 beforeUs = nowUs();
    RawClient client(receiver.port());
    const QByteArray head = "POST /a/b?x=%20y HTTP/1.1\r\nhOST:  localhost \r\nX-Empty:\r\ncontent-length: 2";
    client.send(head + "\r\n\r\n{}");
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE(receiver.callbacks.size(), 1);
    const Callback callback = receiver.callbacks.first();
    QCOMPARE(callback.head, head);
    QCOMPARE(callback.body, "{}"_ba);
    QVERIFY2(callback.peer.startsWith(u"127.0.0.1:"_s), qPrintable(callback.peer));
    QVERIFY(callback.receivedUs >= beforeUs);
    QVERIFY(callback.receivedUs <= nowUs());
    QVERIFY(callback.reply.durationUs > 0);
}

void TestReceiver::everyRowOfDocumentedRequestsIsReceived()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(dataFile(u"samples/21-keepalive-two-requests.http"_s)); // two in one segment
    QCOMPARE(client.answer().status, 200);
    QCOMPARE(client.answer().status, 200);
    for (const QString &sample :
         {u"18-seat-malformed.http"_s, u"19-room-update-malformed.http"_s, u"20-seat-signed.http"_s}) {
        client.send(dataFile(u"samples/"_s + sample));
        QCOMPARE(client.answer().status, 200);
    }
    QTRY_COMPARE(receiver.callbacks.size(), 5);
    QStringList verdicts;
    for (const Callback &callback : std::as_const(receiver.callbacks))
        verdicts.append(callback.verdict.toString());
    QCOMPARE(
        verdicts,
        QStringList({u"accepted"_s, u"accepted"_s, u"flagged:recovered"_s, u"flagged:recovered"_s, u"accepted"_s}));
}

void TestReceiver::framingFaultsEndTheConnectionBeforeASecondRequest_data()
{
    QTest::addColumn<QByteArray>("begin");
    const auto row = [](const char *name, const QByteArray &fields, const QByteArray &body = {}) {
        QTest::newRow(name) << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body);
    };
    row("conflicting lengths", "Content-Length: 0\r\nContent-Length: 5");
    row("same length twice", "Content-Length: 2\r\nContent-Length: 2", "{}");
    row("list of lengths", "Content-Length: 2, 2", "{}");
    row("negative length", "Content-Length: -2");
    row("hexadecimal length", "Content-Length: 0x2", "{}");
    row("huge length", "Content-Length: 18446744073709551616");
    row("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n");
    row("unknown coding", "Transfer-Encoding: xchunked", "0\r\n\r\n");
    row("coding with a tab", "Transfer-Encoding: chunked\tx", "0\r\n\r\n");
    row("bad chunk size", "Transfer-Encoding: chunked", "2x\r\n{}\r\n0\r\n\r\n");
    row("short chunk", "Transfer-Encoding: chunked", "1\r\n{}\r\n0\r\n\r\n");
    row("bare CR", "X: a\rContent-Length: 2", "{}");
    row("NUL", QByteArray("X: a\0", 5));
    row("blank before the colon", "Content-Length : 2", "{}");
    row("folded", "X: a\r\n Content-Length: 2", "{}");
    row("second host", "Host: b");
    QTest::newRow("no host") << "POST / HTTP/1.1\r\n\r\n"_ba;
    QTest::newRow("version 9.9") << "POST / HTTP/9.9\r\nHost: a\r\n\r\n"_ba;
    QTest::newRow("version 2.0") << "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"_ba;
    QTest::newRow("bare LF") << "POST / HTTP/1.1\nHost: a\n\n"_ba;
    QTest::newRow("TLS") << QByteArray::fromHex("1603010200010001fc0303");
}

void TestReceiver::framingFaultsEndTheConnectionBeforeASecondRequest()
{
    QFETCH(const QByteArray, begin);
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(begin + goodRequest());
    const RawAnswer answer = client.answer();
    QCOMPARE(answer.status, 400);
    QVERIFY(answer.closes());
    QVERIFY(client.isClosedByServer());

    RawClient next(receiver.port());
    next.send(goodRequest());
    QCOMPARE(next.answer().status, 200);
    QTRY_COMPARE(receiver.callbacks.size(), 2);
    QCOMPARE(receiver.callbacks.first().verdict.toString(), u"rejected:malformed"_s);
    QCOMPARE(receiver.callbacks.last().verdict.toString(), u"accepted"_s);
}

void TestReceiver::refusedRequestsAreKeptWithinBounds()
{
    ReceiverUnderTest receiver;
    receiver.set(Limit::Body, u"100000"_s);
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nea60\r\n" + QByteArray(60'000, 'x')
                + "\r\nea60\r\n");
    QCOMPARE(client.answer().status, 413);
    RawClient other(receiver.port());
    other.send("POST /" + QByteArray(100'000, 'x'));
    QCOMPARE(other.answer().status, 431);
    QTRY_COMPARE(receiver.callbacks.size(), 2);
    QCOMPARE(receiver.callbacks.first().body, QByteArray(16 * 1024, 'x'));
    QVERIFY(receiver.callbacks.last().head.startsWith("POST /xxxx"));
    QVERIFY(receiver.callbacks.last().head.size() < 17'000);
}

void TestReceiver::recordsTellHowMuchOfABodyTheyHave_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isWhole");
    QTest::addColumn<qint64>("announced"); // -1: it is not known
    const QByteArray chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
    const QByteArray many = "ea60\r\n" + QByteArray(60'000, 'x') + "\r\n";
    QTest::newRow("too large") << request("/", QByteArray(100'001, 'x')) << 413 << false << qint64(100'001);
    QTest::newRow("second Host") << request("/", seatBody, "Host: b\r\n") << 400 << false << qint64(-1);
    QTest::newRow("both framings") << request("/", seatBody, "Transfer-Encoding: chunked\r\n") << 400 << false
                                   << qint64(-1);
    QTest::newRow("too late") << request("/", seatBody).chopped(1) << 408 << false << qint64(seatBody.size());
    QTest::newRow("chunks too large") << QByteArray(chunked + "\r\n" + many + many) << 413 << false << qint64(-1);
    QTest::newRow("no chunk") << QByteArray(chunked + "\r\n5\r\n{\"a\":\r\nx\r\n") << 400 << false << qint64(-1);
    QTest::newRow("chunks too late") << QByteArray(chunked + "\r\n5\r\n{\"a\":\r\n") << 408 << false << qint64(-1);
    QTest::newRow("not JSON") << request("/", "{\"a\":") << 400 << true << qint64(5);
    QTest::newRow("chunks that are not JSON")
        << QByteArray(chunked + "\r\n5\r\n{\"a\":\r\n0\r\n\r\n") << 400 << true << qint64(-1);
    QTest::newRow("bomb") << request("/", Test::packed(QByteArray(200'000, ' ')), "Content-Encoding: gzip\r\n") << 413
                          << true << qint64(Test::packed(QByteArray(200'000, ' ')).size());
    QTest::newRow("other method") << request("/", seatBody, {}, "PUT") << 405 << true << qint64(-1);
    QTest::newRow("empty") << request("/", "") << 200 << true << qint64(-1);
    QTest::newRow("accepted") << goodRequest() << 200 << true << qint64(-1);
}

void TestReceiver::recordsTellHowMuchOfABodyTheyHave()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    QFETCH(const bool, isWhole);
    QFETCH(const qint64, announced);
    ReceiverUnderTest receiver;
    receiver.set(Limit::Body, u"100000"_s);
    receiver.set(Limit::BodyTime, u"0.5"_s);
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(bytes);
    QCOMPARE(client.answer().status, status);
    QTRY_COMPARE(receiver.callbacks.size(), 1);
    const KeptBody kept = keptBody(receiver.callbacks.first());
    QCOMPARE(kept.isWhole, isWhole);
    QCOMPARE(kept.announced.value_or(-1), announced);
}

void TestReceiver::pipelinedRequestsAreAnsweredInOrder()
{
    constexpr int count = 500;
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    QByteArray all;
    for (int i = 0; i < count; ++i) {
        // Some are malformed, so that the order can be seen, but no more than are kept whole.
        const QByteArray body = i % 25 == 0 ? QByteArray(QByteArray::number(i) + "x") : "{}"_ba;
        all += request("/" + QByteArray::number(i), body, i == count - 1 ? "Connection: close\r\n" : "");
    }
    client.send(all);
    for (int i = 0; i < count; ++i)
        QCOMPARE(client.answer().status, i % 25 == 0 ? 400 : 200);
    QVERIFY(client.isClosedByServer());
    QTRY_COMPARE(receiver.callbacks.size(), count);
    for (int i = 0; i < count; ++i) {
        QCOMPARE(receiver.callbacks.at(i).id, i + 1);
        QVERIFY(receiver.callbacks.at(i).head.startsWith(QByteArray("POST /" + QByteArray::number(i) + ' ')));
    }
}

void TestReceiver::requestsMayComeByteByByte()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.sendSlowly("\r\n" + goodRequest());
    QCOMPARE(client.answer().status, 200);
    client.sendSlowly("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE(receiver.callbacks.size(), 2);
    QCOMPARE(receiver.callbacks.first().body, seatBody);
    QCOMPARE(receiver.callbacks.last().body, "{}"_ba);
}

void TestReceiver::chunkedBodiesAreJoined()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    const QByteArray head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X";
    QByteArray bytes = head + "\r\n\r\n";
    for (const char c : seatBody)
        bytes += QByteArray("1;x=\"y\"\r\n") + c + "\r\n";
    client.send(bytes + "0\r\nX: y\r\n\r\n" + goodRequest());
    QCOMPARE(client.answer().status, 200);
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE(receiver.callbacks.size(), 2);
    QCOMPARE(receiver.callbacks.first().head, head);
    QCOMPARE(receiver.callbacks.first().body, seatBody);
}

void TestReceiver::anExpectedBodyIsAskedForOnce()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    for (int i = 0; i < 2; ++i) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QCOMPARE(client.answer().head, "HTTP/1.1 100 Continue"_ba);
        client.send("{");
        client.send("}");
        QCOMPARE(client.answer().status, 200);
    }
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    QCOMPARE(client.answer().status, 100); // QHttpServer asks all the same, which RFC 9110 10.1.1 allows
#endif
    QCOMPARE(client.answer().status, 200); // it did not wait to be asked
}

void TestReceiver::anExpectedBodyThatIsTooLargeIsNotAskedFor()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3000000\r\n\r\n");
    QCOMPARE(client.answer().status, 413);
    QVERIFY(client.isClosedByServer());
}

void TestReceiver::connectionsAreKeptOrClosedAsAsked_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<bool>("closes");
    QTest::newRow("1.1") << "POST / HTTP/1.1\r\nHost: a\r\n"_ba << false;
    QTest::newRow("1.1 close") << "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"_ba << true;
    QTest::newRow("1.0") << "POST / HTTP/1.0\r\n"_ba << true;
    QTest::newRow("1.0 keep-alive") << "POST / HTTP/1.0\r\nConnection: keep-alive\r\n"_ba << true;
}

void TestReceiver::connectionsAreKeptOrClosedAsAsked()
{
    QFETCH(const QByteArray, begin);
    QFETCH(const bool, closes);
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(begin + "Content-Length: 2\r\n\r\n{}" + goodRequest());
    const RawAnswer answer = client.answer();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.closes(), closes);
    if (closes)
        QVERIFY(client.isClosedByServer());
    else
        QCOMPARE(client.answer().status, 200);
}

void TestReceiver::answersToHeadHaveNoBody()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(client.answer(true).status, 405);
    client.send(goodRequest());
    QCOMPARE(client.answer().status, 200);
}

void TestReceiver::aSenderThatHasClosedItsHalfIsAnswered()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    for (int i = 0; i < 50; ++i) {
        RawClient client(receiver.port());
        client.send(goodRequest() + goodRequest());
        client.closeSending();
        QCOMPARE(client.answer().status, 200);
        QCOMPARE(client.answer().status, 200);
        QVERIFY(client.isClosedByServer());
    }
}

void TestReceiver::aRefusedRequestOfAClosedHalfIsAnsweredAndKept()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    for (int i = 0; i < 10; ++i) {
        RawClient client(receiver.port());
        client.send(goodRequest() + "POST / HTTP/1.1\r\nHost : a\r\n\r\n");
        client.closeSending();
        QCOMPARE(client.answer().status, 200);
        QCOMPARE(client.answer().status, 400);
        QVERIFY(client.isClosedByServer());
    }
    QTRY_COMPARE(receiver.callbacks.size(), 20);
    QCOMPARE(receiver.callbacks.last().verdict.toString(), u"rejected:malformed"_s);
}

void TestReceiver::sendersThatHangUpDoNoHarm()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    const QByteArray good = goodRequest();
    for (int i = 0; i < 200; ++i) {
        RawClient client(receiver.port());
        client.send(i % 2 ? good : QByteArray(good.first(i % good.size()))); // whole, or cut off anywhere
        client.hangUp();
    }
    QTRY_COMPARE(receiver.callbacks.size(), 100); // an answer that nobody hears does not undo a callback
    RawClient client(receiver.port());
    client.send(good);
    QCOMPARE(client.answer().status, 200);
}

void TestReceiver::stalledSendersAreLetGo()
{
    ReceiverUnderTest receiver;
    receiver.set(Limit::HeadTime, u"0.2"_s);
    receiver.set(Limit::BodyTime, u"1.5"_s);
    QVERIFY(receiver.start());
    RawClient inHead(receiver.port());
    RawClient inBody(receiver.port());
    inHead.send("POST / HTTP/1.1\r\nHo");
    inBody.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{");
    QCOMPARE(inHead.answer().status, 408);
    QVERIFY(inHead.isClosedByServer());
    QCOMPARE(inBody.answer().status, 408);
    QVERIFY(inBody.isClosedByServer());
    QTRY_COMPARE(receiver.callbacks.size(), 2);
    QCOMPARE(receiver.callbacks.first().head, "POST / HTTP/1.1\r\nHo"_ba);
    QCOMPARE(receiver.callbacks.last().body, "{"_ba);
    QCOMPARE(receiver.callbacks.last().verdict.toString(), u"rejected:malformed"_s);
}

void TestReceiver::idleConnectionsAreClosed()
{
    ReceiverUnderTest receiver;
    receiver.set(Limit::FirstByteTime, u"1"_s);
    receiver.set(Limit::IdleTime, u"0.5"_s);
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    RawClient silent(receiver.port());
    client.send(goodRequest());
    QCOMPARE(client.answer().status, 200);
    QVERIFY(client.isClosedByServer());
    QVERIFY(silent.isClosedByServer());
}

void TestReceiver::idleConnectionsGiveWayToNewOnes()
{
    ReceiverUnderTest receiver;
    receiver.set(Limit::Connections, u"4"_s);
    QVERIFY(receiver.start());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<RawClient>(receiver.port()));
        clients.back()->send(goodRequest());
        QCOMPARE(clients.back()->answer().status, 200);
    }
    for (size_t i = 0; i < 4; ++i)
        QVERIFY(clients[i]->isClosedByServer());
    // Those in the middle of a request do not give way.
    for (size_t i = 4; i < 8; ++i) {
        clients[i]->send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QVERIFY(clients[i]->answer().head.contains("100 Continue"));
    }
    RawClient tooMany(receiver.port());
    QVERIFY(tooMany.isClosedByServer());
    for (size_t i = 4; i < 8; ++i) {
        clients[i]->send("{}");
        QCOMPARE(clients[i]->answer().status, 200);
    }
}

void TestReceiver::aSenderThatDoesNotReadItsAnswersIsNotReadEither()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    QTcpSocket greedy;
    greedy.setReadBufferSize(1);
    greedy.connectToHost(QHostAddress::LocalHost, receiver.port());
    QVERIFY(greedy.waitForConnected(Test::patienceMs));
    const QByteArray small = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
    greedy.write(small.repeated(200));
    QTRY_VERIFY(!receiver.callbacks.isEmpty());
    RawClient client(receiver.port());
    client.send(goodRequest());
    QCOMPARE(client.answer().status, 200);
}

void TestReceiver::aPortInUseIsSaidSo()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    ReceiverUnderTest receiver;
    receiver.options.port = other.serverPort();
    QVERIFY(!receiver.start());
    QCOMPARE(receiver.host.status().state, ReceiverStatus::State::AddressInUse);
    QVERIFY(receiver.problem().contains(QString::number(other.serverPort())));
    QVERIFY(receiver.host.status().url.isEmpty());
    other.close();
    QVERIFY(receiver.start());
    QCOMPARE(receiver.port(), receiver.options.port);
}

void TestReceiver::addressesThatCannotBeBoundAreSaidSo_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("words");
    QTest::newRow("of another machine") << u"192.0.2.1"_s << u"not an address of this machine"_s;
    QTest::newRow("no address") << u"example.invalid"_s << u"is not an address"_s;
}

void TestReceiver::addressesThatCannotBeBoundAreSaidSo()
{
    QFETCH(const QString, host);
    QFETCH(const QString, words);
    ReceiverUnderTest receiver;
    receiver.options.host = host;
    QVERIFY(!receiver.start());
    QCOMPARE(receiver.host.status().state, ReceiverStatus::State::CannotListen);
    QVERIFY2(receiver.problem().contains(words), qPrintable(receiver.problem()));
}

void TestReceiver::startingAnewWithOtherOptionsWorks()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    const quint16 port = receiver.port();
    RawClient client(port);
    client.send(goodRequest());
    QCOMPARE(client.answer().status, 200);
    receiver.options.port = port;
    QVERIFY(!receiver.options.setPath(u"/new"_s));
    QVERIFY(receiver.start());
    QCOMPARE(receiver.port(), port);
    QVERIFY(client.isClosedByServer());
    RawClient again(port);
    again.send(goodRequest());
    QCOMPARE(again.answer().status, 404);
    again.send(request("/new", seatBody));
    QCOMPARE(again.answer().status, 200);
    QTRY_COMPARE(receiver.callbacks.size(), 3);
    QCOMPARE(receiver.callbacks.last().id, 3); // the same journal goes on
    receiver.host.stop();
    QCOMPARE(receiver.host.status().state, ReceiverStatus::State::Stopped);
    QVERIFY(!RawClient(port).isConnected());
}

void TestReceiver::stoppingDeliversWhatWasAnswered()
{
    ReceiverUnderTest receiver({.batchPause = 60'000ms});
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    for (int i = 0; i < 20; ++i) {
        client.send(goodRequest());
        QCOMPARE(client.answer().status, 200);
    }
    receiver.host.stop();
    QCOMPARE(receiver.callbacks.size(), 20);
}

void TestReceiver::batchesWaitForTheReader()
{
    ReceiverUnderTest receiver({.batchPause = 1ms});
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    QList<qsizetype> sizes;
    connect(&receiver.host, &ReceiverHost::received, this, [&](const QList<Callback> &batch) {
        sizes.append(batch.size());
        if (sizes.size() > 1)
            return;
        for (int i = 0; i < 50; ++i) { // a slow reader: meanwhile many are stored
            client.send(goodRequest());
            QCOMPARE(client.answer().status, 200);
        }
    });
    client.send(goodRequest());
    QTRY_COMPARE(receiver.callbacks.size(), 51);
    QCOMPARE(sizes.first(), 1);
    QVERIFY2(sizes.size() <= 3, qPrintable(QString::number(sizes.size())));
    for (qsizetype i = 0; i < receiver.callbacks.size(); ++i)
        QCOMPARE(receiver.callbacks.at(i).id, i + 1);
}

void TestReceiver::aReaderTooFarBehindIsToldARange()
{
    ReceiverUnderTest receiver({.unsentCallbacks = 10, .batchPause = 1ms});
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    QList<std::pair<qint64, qint64>> told;
    connect(&receiver.host, &ReceiverHost::received, this, [&](const QList<Callback> &batch) {
        told.append({batch.first().id, batch.last().id});
        if (told.size() > 1)
            return;
        for (int i = 0; i < 50; ++i) {
            client.send(goodRequest());
            QCOMPARE(client.answer().status, 200);
        }
    });
    QSignalSpy ranges(&receiver.host, &ReceiverHost::storedUpTo);
    connect(&receiver.host, &ReceiverHost::storedUpTo, this, [&](qint64 firstId, qint64 lastId) {
        told.append({firstId, lastId});
        receiver.host.acknowledge();
    });
    client.send(goodRequest());
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE(ranges.size(), 1);
    client.send(goodRequest());
    QCOMPARE(client.answer().status, 200);
    QTRY_COMPARE(told.last().second, 52);
    qint64 next = 1;
    for (const auto &[first, last] : std::as_const(told)) { // nothing twice, nothing left out
        QCOMPARE(first, next);
        next = last + 1;
    }
    QVERIFY(receiver.callbacks.size() < 20);
}

void TestReceiver::manyConnectionsAreServedAtOnce()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 300; ++i)
        clients.push_back(std::make_unique<RawClient>(receiver.port()));
    for (int round = 0; round < 3; ++round) {
        for (const auto &client : clients)
            client->send(goodRequest());
        for (const auto &client : clients)
            QCOMPARE(client->answer().status, 200);
    }
    QTRY_COMPARE(receiver.callbacks.size(), 900);
}

QTEST_GUILESS_MAIN(TestReceiver)
#include "tst_receiver.moc"
