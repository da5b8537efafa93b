// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/masker.h"
#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"

#include <QDir>
#include <QRegularExpression>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestMasker final : public QObject
{
    Q_OBJECT

private slots:
    void bodiesAreMaskedAndNothingElseChanges_data();
    void bodiesAreMaskedAndNothingElseChanges();
    void addressesAreFoundInTexts_data();
    void addressesAreFoundInTexts();
    void headsAreMaskedLineByLine();
    void packedBodiesAreMaskedToo();
    void textsInTextsAreMasked_data();
    void textsInTextsAreMasked();
    void whatWasMetGoesFromAllTexts_data();
    void whatWasMetGoesFromAllTexts();
    void signaturesAreLookedForInTheirCallbackOnly();
    void noSampleGivesAnAccountAway();
    void roomsStayWhatTheyWere();
};

void TestMasker::bodiesAreMaskedAndNothingElseChanges_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const QByteArray &body, const QByteArray &masked) {
        QTest::newRow(name) << body << masked;
    };
    row("string", R"({ "Member_Account" : "ann" , "x":1.50 })", R"({ "Member_Account" : "user-1" , "x":1.50 })");
    row("number", R"({"Member_Account":144115233775727695})", R"({"Member_Account":100000001})");
    row("the same as string and number", R"({"a_Account":"5","b_Account":5})",
        R"({"a_Account":"100000001","b_Account":100000001})");
    row("list", R"({"MemberList_Account":["ann","bob","ann"]})",
        R"({"MemberList_Account":["user-1","user-2","user-1"]})");
    row("list of objects", R"({"MemberList":[{"Member_Account":"ann","Role":"x"}]})",
        R"({"MemberList":[{"Member_Account":"user-1","Role":"x"}]})");
    row("nobody", R"({"Member_Account":"","y":null,"Owner_Account":null})",
        R"({"Member_Account":"","y":null,"Owner_Account":null})");
    row("escapes", R"({"Member_Account":"\u0061nn","Owner_Account":"ann","RoomName":"\u0061"})",
        R"({"Member_Account":"user-1","Owner_Account":"user-1","RoomName":"\u0061"})");
    row("a name like ours", R"({"a_Account":"ann","b_Account":"user-1"})",
        R"({"a_Account":"user-1","b_Account":"user-2"})");
    row("tokens", R"({"Token":"x","UserSig":"y","Sign":"z","Signal":"stays","Secret":5})",
        R"({"Token":"masked","UserSig":"masked","Sign":"masked","Signal":"stays","Secret":"masked"})");
    row("addresses", R"({"ClientIP":"203.0.113.9","Text":"from 203.0.113.9, at 21:14:03"})",
        R"({"ClientIP":"198.18.0.1","Text":"from 198.18.0.1, at 21:14:03"})");
    row("message", R"({"MsgId":"144115200000000031-1751010500-88123"})", R"({"MsgId":"100000001-1751010500-88123"})");
    row("byte-order mark", "\xef\xbb\xbf{\"Member_Account\":\"ann\"}", "\xef\xbb\xbf{\"Member_Account\":\"user-1\"}");
    row("no JSON", "ann{", "(left out: 4 bytes that are not JSON)");
    row("nothing", "", "");
}

void TestMasker::bodiesAreMaskedAndNothingElseChanges()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, masked);
    QCOMPARE(Masker().masked({.body = body}).body, masked);
}

void TestMasker::addressesAreFoundInTexts_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QString>("masked");
    const auto row = [](const char *peer, const char *masked) {
        QTest::newRow(peer) << QString::fromLatin1(peer) << QString::fromLatin1(masked);
    };
    row("203.0.113.40:51734", "198.18.0.1:51734");
    row("[2001:db8:85a3::8a2e]:443", "[2001:db8::1]:443");
    row("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:db8::1");
    row("::ffff:203.0.113.40", "2001:db8::1");
    row("127.0.0.1:80", "127.0.0.1:80");
    row("[::1]:80", "[::1]:80");
    row("1.2.3.4.5", "1.2.3.4.5");
    row("1.2.3", "1.2.3");
    row("300.1.1.1", "300.1.1.1");
    row("at 21:14:03.418", "at 21:14:03.418");
    row("203.0.113.40, 203.0.113.41 and 203.0.113.40.", "198.18.0.1, 198.18.0.2 and 198.18.0.1.");
    row("v203.0.113.40x", "v203.0.113.40x");
    row("Roomscope::Core", "Roomscope::Core");
}

void TestMasker::addressesAreFoundInTexts()
{
    QFETCH(QString, peer);
    QFETCH(QString, masked);
    QCOMPARE(Masker().masked({.peer = peer}).peer, masked);
    QCOMPARE(Masker().masked({.forwardedBy = peer}).forwardedBy, masked);
}

void TestMasker::headsAreMaskedLineByLine()
{
    const Callback masked = Masker().masked(
        {.head = "POST /203.0.113.9/hook?SdkAppid=1&ClientIP=203.0.113.9&sign=abc&RequestTime=5&UserId=a%20b&x=%41 "
                 "HTTP/1.1\r\nHost: monitor.example.com\r\nContent-Length: 24\r\n"
                 "X-Forwarded-For: 203.0.113.9,2001:db8:1::2\r\nAuthorization: Basic abc\r\n"
                 "X-Auth-Token: abc\r\nX-Other:  kept ",
         .body = R"({"Owner_Account":"a b"})"});
    QCOMPARE(masked.head,
             "POST /198.18.0.1/hook?SdkAppid=1&ClientIP=198.18.0.1&sign=masked&RequestTime=5&UserId=user-1&x=%41 "
             "HTTP/1.1\r\nHost: monitor.example.com\r\nContent-Length: 24\r\n"
             "X-Forwarded-For: 198.18.0.1,2001:db8::1\r\nAuthorization: masked\r\n"
             "X-Auth-Token: masked\r\nX-Other:  kept "_ba);
    QCOMPARE(masked.body, R"({"Owner_Account":"user-1"})"_ba);
}

void TestMasker::packedBodiesAreMaskedToo()
{
    const QByteArray body = R"({"Owner_Account":"ann"})";
    Callback callback {.head = "POST / HTTP/1.1\r\nContent-Length: 23", .body = body};
    const Callback plain = Masker().masked(callback);
    QCOMPARE(plain.body, R"({"Owner_Account":"user-1"})"_ba);
    QCOMPARE(Masker().masked(Test::packedRequest(callback)), plain);
    callback = Test::packedRequest(callback);
    callback.body.chop(1);
    QVERIFY(Masker().masked(callback).body.startsWith("(left out: "));
}

void TestMasker::textsInTextsAreMasked_data()
{
    QTest::addColumn<QByteArray>("value"); // of a member "x"
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const QByteArray &value, const QByteArray &masked) {
        QTest::newRow(name) << value << masked;
    };
    row("JSON", R"({\"Member_Account\":\"olga\",\"n\": 1.50})", R"({\"Member_Account\":\"user-1\",\"n\": 1.50})");
    row("JSON in JSON", R"({\"y\":\"{\\\"Token\\\":\\\"abc\\\"}\"})", R"({\"y\":\"{\\\"Token\\\":\\\"masked\\\"}\"})");
    row("an object of secrets", R"({\"credential\":{\"a\":\"b\",\"c\":[5]}})",
        R"({\"credential\":{\"a\":\"masked\",\"c\":[\"masked\"]}})");
    row("a URL", "https://a.test/u.png?size=5&token=abc#top", "https://a.test/u.png?size=5&token=masked#top");
    row("an account in a URL", "see https://a.test/?UserId=olga&x=1 there",
        "see https://a.test/?UserId=user-1&x=1 there");
    row("a URL in a URL", "https://a.test/?to=https%3A%2F%2Fb.test%2F%3Ftoken%3Dabc",
        "https://a.test/?to=https:%2F%2Fb.test%2F%3Ftoken%3Dmasked");
    row("percent", "from=203%2E0.113.9", "from=198.18.0.1");
    row("base64", QByteArray(R"({"Owner_Account":"olga"})").toBase64(),
        QByteArray(R"({"Owner_Account":"user-1"})").toBase64());
    row("base64 of URLs, without padding",
        QByteArray(R"({"Owner_Account":"olga??>>"})")
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
        QByteArray(R"({"Owner_Account":"user-1"})")
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    row("a secret behind a colon", "Authorization: Bearer abc.def", "Authorization: Bearer masked");
    row("what only looks like one", "sign: here, 3:2, author=me", "sign: here, 3:2, author=me");
    row("escapes stay", R"(\u0041 \/)", R"(\u0041 \/)");
}

void TestMasker::textsInTextsAreMasked()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, masked);
    QCOMPARE(Masker().masked({.body = R"({"x":")" + value + R"("})"}).body, QByteArray(R"({"x":")" + masked + R"("})"));
}

void TestMasker::whatWasMetGoesFromAllTexts_data()
{
    QTest::addColumn<QByteArray>("fields"); // of another callback
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const QByteArray &fields, const QByteArray &masked) {
        QTest::newRow(name) << fields << masked;
    };
    row("a room", R"("RoomId":"private-olga.petrova")", R"("RoomId":"private-user-1")");
    row("a picture", R"("Avatar":"https://a.test/u/olga.petrova.png")", R"("Avatar":"https://a.test/u/user-1.png")");
    row("escapes", R"("x":"olga\u002epetrova")", R"("x":"user-1")");
    row("percent", R"("x":"/%6flga.petrova/")", R"("x":"/user-1/")");
    row("base64", R"("x":")" + QByteArray("olga.petrova").toBase64() + '"',
        R"("x":")" + QByteArray("user-1").toBase64() + '"');
    row("a name", R"("of":{"olga.petrova":1})", R"("of":{"user-1":1})");
    row("within a word", R"("x":"xolga.petrovax")", R"("x":"xuser-1x")");
    row("a short one alone", R"("x":"ann, joann and annex")", R"("x":"user-2, joann and annex")");
    row("a number", R"("x":144115233775727695,"y":"id144115233775727695")", R"("x":100000001,"y":"id100000001")");
    row("another number", R"("x":1441152337757276951,"y":"1441152337757276951")",
        R"("x":1441152337757276951,"y":"1441152337757276951")");
    row("a secret", R"("x":"it is tok-ABCDEF.")", R"("x":"it is masked.")");
    row("words of the protocol", R"("EventType":"ann")", R"("EventType":"ann")");
    row("two letters", R"("x":"al")", R"("x":"al")");
}

void TestMasker::whatWasMetGoesFromAllTexts()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, masked);
    Masker masker;
    masker.learn(
        {.body = R"({"a_Account":"olga.petrova","b_Account":"ann","c_Account":144115233775727695,"d_Account":"al",
                             "access_token":"tok-ABCDEF"})"});
    QCOMPARE(masker.masked({.body = '{' + fields + '}'}).body, QByteArray('{' + masked + '}'));
}

void TestMasker::signaturesAreLookedForInTheirCallbackOnly()
{
    Masker masker;
    const Callback callback {.head = "POST /?Sign=0123456789abcdef HTTP/1.1", .body = R"({"x":"0123456789abcdef"})"};
    QCOMPARE(masker.masked(callback).body, R"({"x":"masked"})"_ba);
    QCOMPARE(masker.masked({.body = callback.body}).body, callback.body);
}

void TestMasker::noSampleGivesAnAccountAway()
{
    static const QRegularExpression accounts(u"_Account\"\\s*:\\s*(\\[[^\\]]*\\]|\"[^\"]*\"|\\d+)"_s);
    static const QRegularExpression account(u"\"([^\"]+)\"|(\\d+)"_s);
    Masker masker;
    const QStringList names = QDir(QStringLiteral(TEST_DATA "/samples")).entryList({u"[0-9]*"_s});
    QVERIFY(names.size() > 20);
    for (const QString &name : names) {
        QByteArray body = dataFile(u"samples/"_s + name);
        if (name.endsWith(u".http"_s))
            continue; // several requests, with what is not JSON between them
        const QByteArray masked = masker.masked({.body = body}).body;
        for (const QRegularExpressionMatch &list : accounts.globalMatch(QString::fromUtf8(body))) {
            for (const QRegularExpressionMatch &match : account.globalMatch(list.captured(1))) {
                const QByteArray original = match.captured(match.lastCapturedIndex()).toUtf8();
                QVERIFY2(!masked.contains(original), qPrintable(QString(name + u": "_s + QString::fromUtf8(original))));
            }
        }
    }
}

void TestMasker::roomsStayWhatTheyWere()
{
    Masker masker;
    RoomStore plain;
    RoomStore masked;
    const QList<Callback> callbacks {creation("r", 8, 1000),
                                     seats("r", {{.index = 1, .member = u"ann"_s}}, 2000, "alice"),
                                     seats("r", {{.index = 2, .member = u"5"_s}}, 3000),
                                     seats("r", {{.index = 3, .member = u"Index"_s}}, 3500, "SeatList"),
                                     seats("r", {{.index = 1, .member = u"5"_s}, {.index = 2}}, 4000),
                                     members("r", "Online", {"ann", "bob"}, 5000),
                                     dismissal("r", 6000)};
    for (const Callback &callback : callbacks) {
        const QList<Change> before = plain.apply(callback).changes;
        const QList<Change> after = masked.apply(masker.masked(callback)).changes;
        QCOMPARE(after.size(), before.size());
        for (qsizetype i = 0; i < before.size(); ++i) {
            QCOMPARE(after[i].kind, before[i].kind);
            QCOMPARE(after[i].seat, before[i].seat);
            QCOMPARE(after[i].member.isEmpty(), before[i].member.isEmpty());
            if (!before[i].member.isEmpty() && !before[i].member.contains(u','))
                QCOMPARE(after[i].member.toUtf8(),
                         masker.masked({.body = "{\"x_Account\":\"" + before[i].member.toUtf8() + "\"}"})
                             .body.sliced(14)
                             .chopped(2));
        }
    }
}

QTEST_APPLESS_MAIN(TestMasker)
#include "tst_masker.moc"
