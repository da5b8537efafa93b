// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reception/receiveroptions.h"

#include "ui/words/errorwords.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Roomscope;

class TestReceiverOptions final : public QObject
{
    Q_OBJECT

private slots:
    void addressesAreRead_data();
    void addressesAreRead();
    void wrongAddressesAreExplained_data();
    void wrongAddressesAreExplained();
    void otherValuesAreChecked();
};

void TestReceiverOptions::addressesAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("url");
    QTest::newRow("both") << u"192.0.2.7:80"_s << u"192.0.2.7"_s << 80 << u"http://192.0.2.7:80/"_s;
    QTest::newRow("IPv6") << u"[::1]:8480"_s << u"::1"_s << 8480 << u"http://[::1]:8480/"_s;
    QTest::newRow("scope") << u"[fe80::1%eth0]:1"_s << u"fe80::1%eth0"_s << 1 << u"http://[fe80::1%eth0]:1/"_s;
    QTest::newRow("all addresses") << u":8480"_s << u"0.0.0.0"_s << 8480 << u"http://0.0.0.0:8480/"_s;
    QTest::newRow("port") << u"9000"_s << u"127.0.0.1"_s << 9000 << u"http://127.0.0.1:9000/"_s;
    QTest::newRow("any port") << u"127.0.0.1:0"_s << u"127.0.0.1"_s << 0 << u"http://127.0.0.1:0/"_s;
    QTest::newRow("name") << u"localhost:65535"_s << u"localhost"_s << 65535 << u"http://localhost:65535/"_s;
}

void TestReceiverOptions::addressesAreRead()
{
    QFETCH(const QString, text);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const QString, url);
    ReceiverOptions options;
    const std::optional<Error> error = options.setListen(text);
    QVERIFY2(!error, qPrintable(error ? errorText(*error) : QString()));
    QCOMPARE(options.host, host);
    QCOMPARE(int(options.port), port);
    QCOMPARE(options.url(options.port), url);
    ReceiverOptions again;
    QVERIFY(!again.setListen(options.listen()));
    QCOMPARE(again, options);
}

void TestReceiverOptions::wrongAddressesAreExplained_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("no port") << u"127.0.0.1"_s;
    QTest::newRow("empty port") << u"127.0.0.1:"_s;
    QTest::newRow("port too large") << u"127.0.0.1:65536"_s;
    QTest::newRow("negative port") << u"-1"_s;
    QTest::newRow("word") << u"127.0.0.1:http"_s;
    QTest::newRow("octet") << u"127.0.0.256:80"_s;
    QTest::newRow("three octets") << u"127.0.1:80"_s;
    QTest::newRow("IPv6 without brackets") << u"::1:8480"_s;
    QTest::newRow("IPv4 in brackets") << u"[127.0.0.1]:80"_s;
    QTest::newRow("host name") << u"example.com:80"_s;
    QTest::newRow("address of a page") << u"http://127.0.0.1:80"_s;
}

void TestReceiverOptions::wrongAddressesAreExplained()
{
    QFETCH(const QString, text);
    ReceiverOptions options;
    const std::optional<Error> error = options.setListen(text);
    QVERIFY(error);
    QVERIFY(!errorText(*error).isEmpty());
    QCOMPARE(options, ReceiverOptions());
}

void TestReceiverOptions::otherValuesAreChecked()
{
    ReceiverOptions options;
    QVERIFY(options.setPath(u"callback"_s));
    QVERIFY(options.setPath(u"/a?b"_s));
    QVERIFY(options.setPath(u"/a b"_s));
    QVERIFY(options.setSdkAppIds({u"1400000000"_s, u"14x"_s}));
    QVERIFY(options.setSdkAppIds({QString()}));
    for (const QStringView text : {u"", u"0", u"-1", u"1.5", u"99999999999", u"2M"})
        QVERIFY(options.limits.set(Limit::Body, text));
    for (const QStringView text : {u"", u"-1", u"0", u"nan", u"inf", u"1e99", u"2s"})
        QVERIFY(options.limits.set(Limit::HeadTime, text));
    for (const QStringView text : {u"", u"Flag", u"on"})
        QVERIFY(options.setSignaturePolicy(text));
    for (const QStringView text : {u"", u"0", u"-1", u"1.5", u"86401"})
        QVERIFY(options.setSignatureTolerance(text));
    for (const QString &text :
         {QString(), u"localhost"_s, u"10.0.0.0/33"_s, u"::/129"_s, u"10.0.0.0/"_s, u"10.0.0.0/-1"_s})
        QVERIFY(options.setTrustedForwarders({u"127.0.0.1"_s, text}));
    QVERIFY(options.setToken(QByteArray(129, 'x')));
    QCOMPARE(options, ReceiverOptions());

    QVERIFY(!options.setPath(u"/callback"_s));
    QVERIFY(!options.setSdkAppIds({u"1400000000"_s, u"1400000001"_s, u"1400000000"_s}));
    QVERIFY(!options.limits.set(Limit::Body, u"1000"));
    QVERIFY(!options.limits.set(Limit::HeadTime, u"0.25"));
    QVERIFY(!options.setToken("secret\r\n"));
    QVERIFY(!options.setTrustedForwarders({u"10.1.2.3/8"_s, u" ::1 "_s, u"10.0.0.0/8"_s}));
    QCOMPARE(options.trustedForwarderTexts(), QStringList({u"10.0.0.0/8"_s, u"::1"_s}));
    QCOMPARE(options.path, u"/callback"_s);
    QCOMPARE(options.sdkAppIds, QStringList({u"1400000000"_s, u"1400000001"_s}));
    QCOMPARE(options.limits[Limit::Body], 1000);
    QCOMPARE(options.limits.time(Limit::HeadTime), 250ms);
    QCOMPARE(options.limits.text(Limit::HeadTime), u"0.25"_s);
    QCOMPARE(options.token, "secret"_ba);
    QCOMPARE(options.url(9), u"http://127.0.0.1:9/callback"_s);
}

QTEST_GUILESS_MAIN(TestReceiverOptions)
#include "tst_receiveroptions.moc"
