// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/answer.h"
#include "core/reception/judge.h"
#include "tests/support/packed.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QStringEncoder>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

/// What the signature policy, the encoding and the packing of a body make of a request, and how an answer is written.
/// The other verdicts are tested over real sockets, in tst_receiver.
class TestJudge final : public QObject
{
    Q_OBJECT

private slots:
    void theSignaturePolicyDecides_data();
    void theSignaturePolicyDecides();
    void bodiesAreJsonInUtf8_data();
    void bodiesAreJsonInUtf8();
    void whatTheSenderWroteIsEscapedInTheAnswer_data();
    void whatTheSenderWroteIsEscapedInTheAnswer();
    void packedBodiesAreReadUnpacked_data();
    void packedBodiesAreReadUnpacked();
    void theSignatureOfAnEventCoversTheUnpackedBody();
    void aTrustedProxyTellsThePeer();
};

namespace {

constexpr qint64 nowSeconds = 1'751'000'000;

QByteArray signedQuery(qint64 time, bool inCapitals = false)
{
    const QByteArray digits = QByteArray::number(time);
    const QByteArray sign = QCryptographicHash::hash(QByteArray("secret" + digits), QCryptographicHash::Sha256).toHex();
    return "&Sign=" + (inCapitals ? sign.toUpper() : sign) + "&RequestTime=" + digits;
}

} // namespace

void TestJudge::theSignaturePolicyDecides_data()
{
    QTest::addColumn<SignaturePolicy>("policy");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("words");

    const auto row = [](const char *name, const QByteArray &query, const QString &flagged, const QString &required,
                        const QString &words) {
        QTest::addRow("off: %s", name) << SignaturePolicy::Off << query << u"accepted"_s << QString();
        QTest::addRow("flag: %s", name) << SignaturePolicy::Flag << query << flagged
                                        << (flagged.startsWith(u"rejected"_s) ? words : QString());
        QTest::addRow("require: %s", name)
            << SignaturePolicy::Require << query << required << (required == u"accepted"_s ? QString() : words);
    };
    const QString accepted = u"accepted"_s;
    const QString rejected = u"rejected:signature"_s;
    const QString stale = u"flagged:stale-signature"_s;
    row("right", signedQuery(nowSeconds), accepted, accepted, {});
    row("right, in capitals", signedQuery(nowSeconds, true), accepted, accepted, {});
    row("right, a minute old", signedQuery(nowSeconds - 60), accepted, accepted, {});
    row("missing", {}, u"flagged:unsigned"_s, rejected, u"no Sign parameter"_s);
    row("empty", "&Sign=&RequestTime=1751000000", u"flagged:unsigned"_s, rejected, u"no Sign parameter"_s);
    row("old", signedQuery(nowSeconds - 61), stale, rejected, u"RequestTime is 61 s old; at most 60 s"_s);
    row("ahead", signedQuery(nowSeconds + 61), stale, rejected, u"RequestTime is 61 s ahead of our clock"_s);
    row("no time",
        "&Sign=" + QCryptographicHash::hash("secretnow", QCryptographicHash::Sha256).toHex() + "&RequestTime=now",
        stale, rejected, u"not a time in seconds: \\\"now\\\""_s);
    row("wrong", "&Sign=" + QByteArray(64, '0') + "&RequestTime=1751000000", rejected, rejected,
        u"Sign does not match"_s);
    row("wrong and old", "&Sign=" + QByteArray(64, '0') + "&RequestTime=1000000000", rejected, rejected,
        u"Sign does not match"_s);
    row("of another time", signedQuery(nowSeconds).replace("&RequestTime=", "&RequestTime=0"), rejected, rejected,
        u"Sign does not match"_s);
    row("short", "&Sign=00&RequestTime=1751000000", rejected, rejected, u"Sign does not match"_s);
}

void TestJudge::theSignaturePolicyDecides()
{
    QFETCH(const SignaturePolicy, policy);
    QFETCH(const QByteArray, query);
    QFETCH(const QString, verdict);
    QFETCH(const QString, words);
    ReceiverOptions options;
    QVERIFY(!options.setToken("secret\n"));
    options.signaturePolicy = policy;
    Callback callback {.receivedUs = nowSeconds * 1'000'000,
                       .head = "POST /?SdkAppid=1400000000&CallbackCommand=Room.CallbackAfterCreateRoom" + query
                           + " HTTP/1.1\r\nHost: a",
                       .body = R"({"CallbackCommand":"Room.CallbackAfterCreateRoom","RoomId":"r"})"};
    judge(callback, options);
    QCOMPARE(callback.verdict.toString(), verdict);
    QCOMPARE(callback.reply.status, callback.verdict.isRejected() ? 401 : 200);
    QVERIFY2(callback.reply.body.contains(words.toUtf8()), callback.reply.body.constData());

    options.token.clear(); // nothing to check with
    options.signaturePolicy = SignaturePolicy::Flag;
    judge(callback, options);
    QCOMPARE(callback.verdict.toString(), u"accepted"_s);
}

void TestJudge::bodiesAreJsonInUtf8_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("words");
    const QString json = uR"({"CallbackCommand":"Room.CallbackAfterCreateRoom","RoomId":"r"})"_s;
    const auto row
        = [&](const char *name, QStringConverter::Encoding encoding, const QString &verdict, const QString &words) {
              const QByteArray body = QStringEncoder(encoding, QStringConverter::Flag::WriteBom)(json);
              QTest::newRow(name) << body << verdict << words;
          };
    const QString malformed = u"rejected:malformed"_s;
    row("UTF-8", QStringConverter::Utf8, u"flagged:recovered"_s, {});
    row("UTF-16, little-endian", QStringConverter::Utf16LE, malformed, u"the text is UTF-16; JSON is sent as UTF-8"_s);
    row("UTF-16, big-endian", QStringConverter::Utf16BE, malformed, u"the text is UTF-16; JSON is sent as UTF-8"_s);
    row("UTF-32, little-endian", QStringConverter::Utf32LE, malformed, u"the text is UTF-32; JSON is sent as UTF-8"_s);
    row("UTF-32, big-endian", QStringConverter::Utf32BE, malformed, u"the text is UTF-32; JSON is sent as UTF-8"_s);
    QTest::newRow("nothing but a mark") << "\xef\xbb\xbf"_ba << u"flagged:empty-body"_s << QString();
}

/// All of them with a byte-order mark.
void TestJudge::bodiesAreJsonInUtf8()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, verdict);
    QFETCH(const QString, words);
    Callback callback {.receivedUs = nowSeconds * 1'000'000, .head = "POST / HTTP/1.1\r\nHost: a", .body = body};
    judge(callback, {});
    QCOMPARE(callback.verdict.toString(), verdict);
    QCOMPARE(callback.reply.status, words.isEmpty() ? 200 : 400);
    QCOMPARE(callback.body, body);
    QVERIFY2(failReason(callback.reply.body).endsWith(words), callback.reply.body.constData());
}

void TestJudge::whatTheSenderWroteIsEscapedInTheAnswer_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("shown");
    QTest::newRow("quote and backslash") << "A\"\\B"_ba << u"A\"\\B"_s;
    QTest::newRow("control characters") << "A\x01\t\x1f\x7f"_ba << u"A\x01\t\x1f\x7f"_s;
    QTest::newRow("not UTF-8") << "A\xff"_ba << u"A\uFFFD"_s;
    QTest::newRow("scripts") << "메서드"_ba << u"메서드"_s;
}

void TestJudge::whatTheSenderWroteIsEscapedInTheAnswer()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QString, shown);
    Callback callback {.receivedUs = nowSeconds * 1'000'000, .head = method + " / HTTP/1.1\r\nHost: a"};
    judge(callback, {});
    const QString sentence = u"callbacks are POST requests; this one is \"%1\""_s.arg(shown);
    QJsonParseError error;
    const QJsonObject answer = QJsonDocument::fromJson(callback.reply.body, &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(answer, (QJsonObject {{u"ActionStatus"_s, u"FAIL"_s}, {u"ErrorInfo"_s, sentence}, {u"ErrorCode"_s, 405}}));
    QVERIFY(callback.reply.body.startsWith(R"({"ActionStatus":"FAIL","ErrorInfo":")"));
    QCOMPARE(failReason(callback.reply.body), sentence);
}

void TestJudge::packedBodiesAreReadUnpacked_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");
    const auto row
        = [](const char *name, const QByteArray &coding, const QByteArray &body, const QString &verdict, int status,
             const QString &words) { QTest::newRow(name) << coding << body << verdict << status << words; };
    const QByteArray body = R"({"CallbackCommand":"Room.CallbackAfterCreateRoom","RoomId":"r"})";
    const QByteArray gzip = Test::packed(body);
    const QString malformed = u"rejected:malformed"_s;
    row("gzip", "gzip", gzip, u"accepted"_s, 200, {});
    row("deflate", "deflate", Test::packed(body, Test::Packing::Raw), u"accepted"_s, 200, {});
    row("identity", "identity", body, u"accepted"_s, 200, {});
    row("empty", "br", {}, u"flagged:empty-body"_s, 200, {});
    row("packed nothing", "gzip", Test::packed({}), u"flagged:empty-body"_s, 200, {});
    row("a comma too many", "gzip", Test::packed("{\"a\":1,}"), u"flagged:recovered"_s, 200, {});
    row("no JSON", "gzip", Test::packed("hello"), malformed, 400, u"not valid JSON: line 1, column 1"_s);
    row("another coding", "br", body, malformed, 415, u"Content-Encoding \\\"br\\\"; send it as it is"_s);
    row("too often", "gzip,gzip,gzip,gzip,gzip", gzip, malformed, 415, u"more than 4 times"_s);
    row("not packed", "gzip", body, malformed, 400, u"not in gzip, although"_s);
    row("cut off", "gzip", gzip.chopped(4), malformed, 400, u"gzip data of the body is cut off"_s);
    row("something behind", "gzip", gzip + "{}", malformed, 400, u"follows the end of the gzip data of the body, 2"_s);
    row("too large", "gzip", Test::packed(QByteArray(1001, ' ')), u"rejected:too-large"_s, 413,
        u"larger than 1000 bytes when it is unpacked, see --max-body"_s);
    row("large enough", "gzip", Test::packed(QByteArray(1000, ' ')), u"flagged:empty-body"_s, 200, {});
}

void TestJudge::packedBodiesAreReadUnpacked()
{
    QFETCH(const QByteArray, coding);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, verdict);
    QFETCH(const int, status);
    QFETCH(const QString, words);
    ReceiverOptions options;
    QVERIFY(!options.limits.set(Limit::Body, u"1000"));
    Callback callback {.receivedUs = nowSeconds * 1'000'000,
                       .head = "POST /?SdkAppid=1400000000&CallbackCommand=Room.CallbackAfterCreateRoom HTTP/1.1\r\n"
                               "Host: a\r\nContent-Encoding: "
                           + coding,
                       .body = body};
    const Callback asItCame = callback;
    judge(callback, options);
    QCOMPARE(callback.verdict.toString(), verdict);
    QCOMPARE(callback.reply.status, status);
    QVERIFY2(callback.reply.body.contains(words.toUtf8()), callback.reply.body.constData());
    QCOMPARE(callback.head, asItCame.head);
    QCOMPARE(callback.body, asItCame.body);
    QVERIFY(!reasonPhrase(status).isEmpty());
}

/// Who packs a callback on its way has no key to sign it anew.
void TestJudge::theSignatureOfAnEventCoversTheUnpackedBody()
{
    ReceiverOptions options;
    QVERIFY(!options.setRtcKey("key"));
    const QByteArray body = R"({"EventGroupId":1,"EventType":103,"EventInfo":{"RoomId":"r"}})";
    const QByteArray sign
        = QMessageAuthenticationCode::hash(body, options.rtcKey, QCryptographicHash::Sha256).toBase64();
    for (const auto &[field, verdict] :
         {std::pair(sign, u"accepted"_s), std::pair(QByteArray(sign.size(), 'x'), u"rejected:signature"_s)}) {
        Callback callback {.head = "POST / HTTP/1.1\r\nSdkAppId: 1\r\nContent-Encoding: gzip\r\nSign: " + field,
                           .body = Test::packed(body)};
        judge(callback, options);
        QCOMPARE(callback.verdict.toString(), verdict);
    }
}

void TestJudge::aTrustedProxyTellsThePeer()
{
    ReceiverOptions options;
    const Callback asItCame {.peer = u"10.0.0.2:5432"_s,
                             .head = "POST / HTTP/1.1\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.9"};
    Callback callback = asItCame;
    judge(callback, options);
    QCOMPARE(callback.peer, asItCame.peer);
    QVERIFY(callback.forwardedBy.isEmpty());

    QVERIFY(!options.setTrustedForwarders({u"10.0.0.0/8"_s}));
    judge(callback, options);
    QCOMPARE(callback.peer, u"203.0.113.9"_s);
    QCOMPARE(callback.forwardedBy, asItCame.peer);
    QCOMPARE(callback.verdict.toString(), u"flagged:empty-body"_s);

    callback = asItCame;
    judgeRefused(callback, Rejection::TooLarge, 413, u"too large"_s, options);
    QCOMPARE(callback.peer, u"203.0.113.9"_s);
    QCOMPARE(callback.forwardedBy, asItCame.peer);

    callback = asItCame;
    callback.head.replace("203.0.113.9", "nobody"); // is no reason to refuse it
    judge(callback, options);
    QCOMPARE(callback.peer, asItCame.peer);
    QVERIFY(callback.forwardedBy.isEmpty() && !callback.verdict.isRejected());
}

QTEST_APPLESS_MAIN(TestJudge)
#include "tst_judge.moc"
