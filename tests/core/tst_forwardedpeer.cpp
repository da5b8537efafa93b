// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/forwardedpeer.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestForwardedPeer final : public QObject
{
    Q_OBJECT

private slots:
    void addressesAreRead_data();
    void addressesAreRead();
    void networksHoldTheirAddresses_data();
    void networksHoldTheirAddresses();
    void wrongNetworksAreNone_data();
    void wrongNetworksAreNone();
    void theLastOneThatIsNotTrustedIsThePeer_data();
    void theLastOneThatIsNotTrustedIsThePeer();
    void thePeerOfEveryConnectionHasAnAddress_data();
    void thePeerOfEveryConnectionHasAnAddress();
};

void TestForwardedPeer::addressesAreRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected"); // null: it is none
    const auto row
        = [](const char *text, const QString &expected) { QTest::newRow(text) << QByteArray(text) << expected; };
    row("203.0.113.9", u"203.0.113.9"_s);
    row("::ffff:203.0.113.9", u"203.0.113.9"_s);
    row("2001:DB8:0:0:0:0:0:1", u"2001:db8::1"_s);
    row("::", u"::"_s);
    for (const char *text : {"", "203.0.113", "203.0.113.256", "0x7f.1", "203.0.113.9 ", "[::1]", "fe80::1%eth0",
                             "1::2::3", "localhost", "203.0.113.9:80"})
        row(text, {});
    QTest::newRow("NUL") << QByteArray("1.2.3.4\0x", 9) << QString();
}

void TestForwardedPeer::addressesAreRead()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const std::optional<IpAddress> address = IpAddress::parse(text);
    QCOMPARE(address.has_value(), !expected.isNull());
    if (address) {
        QCOMPARE(address->text(), expected);
        QCOMPARE(address->isIPv4(), expected.contains(u'.'));
        QVERIFY(IpAddress::parse(expected.toLatin1()) == address);
    }
}

void TestForwardedPeer::networksHoldTheirAddresses_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArrayList>("inside");
    QTest::addColumn<QByteArrayList>("outside");
    const auto row
        = [](const char *network, const QString &text, const QByteArrayList &inside, const QByteArrayList &outside) {
              QTest::newRow(network) << QString::fromLatin1(network) << text << inside << outside;
          };
    row("10.0.0.0/8", u"10.0.0.0/8"_s, {"10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"},
        {"11.0.0.0", "9.255.255.255", "::1"});
    row("10.1.2.3/8", u"10.0.0.0/8"_s, {"10.9.9.9"}, {"11.0.0.0"});
    row("192.0.2.128/25", u"192.0.2.128/25"_s, {"192.0.2.128", "192.0.2.255"}, {"192.0.2.127"});
    row("127.0.0.1", u"127.0.0.1"_s, {"127.0.0.1"}, {"127.0.0.2", "::1"});
    row("127.0.0.1/32", u"127.0.0.1"_s, {"127.0.0.1"}, {"127.0.0.2"});
    row("0.0.0.0/0", u"0.0.0.0/0"_s, {"1.2.3.4", "255.0.0.1"}, {"::1", "2001:db8::1"});
    row("2001:db8::/32", u"2001:db8::/32"_s, {"2001:db8:ffff::1"}, {"2001:db9::"});
    row("::1", u"::1"_s, {"::1"}, {"::2", "127.0.0.1"});
    row("::/0", u"::/0"_s, {"::1", "2001:db8::1", "1.2.3.4"}, {});
    row("::ffff:10.0.0.0/104", u"10.0.0.0/8"_s, {"10.0.0.1"}, {"11.0.0.1"});
}

void TestForwardedPeer::networksHoldTheirAddresses()
{
    QFETCH(QString, network);
    QFETCH(QString, text);
    QFETCH(QByteArrayList, inside);
    QFETCH(QByteArrayList, outside);
    const std::optional<IpNetwork> parsed = IpNetwork::parse(network);
    QVERIFY(parsed);
    QCOMPARE(parsed->text(), text);
    QVERIFY(IpNetwork::parse(text) == parsed);
    for (const QByteArray &address : inside)
        QVERIFY2(parsed->contains(*IpAddress::parse(address)), address.constData());
    for (const QByteArray &address : outside)
        QVERIFY2(!parsed->contains(*IpAddress::parse(address)), address.constData());
}

void TestForwardedPeer::wrongNetworksAreNone_data()
{
    QTest::addColumn<QString>("text");
    for (const auto *text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/255.0.0.0", "10.0.0.0/8/8",
                             "10.0.0/8", "::/129", "::1/0x8", "localhost", "*", "10.0.0.0/0008"})
        QTest::newRow(*text ? text : "(empty)") << QString::fromLatin1(text);
}

void TestForwardedPeer::wrongNetworksAreNone()
{
    QFETCH(QString, text);
    QVERIFY(!IpNetwork::parse(text));
}

void TestForwardedPeer::theLastOneThatIsNotTrustedIsThePeer_data()
{
    // 10.0.0.0/8, 2001:db8::/32 and fe80::/10 are trusted, and 10.0.0.2 is the direct peer unless the row says
    // otherwise.
    QTest::addColumn<QString>("direct");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("peer"); // null: nothing is told
    const auto from = [](const char *name, const QString &direct, const QByteArray &fields, const QString &peer) {
        QTest::newRow(name) << direct << fields << peer;
    };
    const auto row = [&](const char *name, const QByteArray &fields, const QString &peer) {
        from(name, u"10.0.0.2:5432"_s, fields, peer);
    };
    const QByteArray list = "X-Forwarded-For: ";
    const QByteArray standard = "Forwarded: ";
    row("no field", "X: y", {});
    row("one", list + "203.0.113.9", u"203.0.113.9"_s);
    row("with a port", list + "203.0.113.9:4711", u"203.0.113.9:4711"_s);
    row("IPv6", list + "2001:DB9::9", u"2001:db9::9"_s);
    row("IPv6 in brackets", list + "[2001:db9::9]", u"2001:db9::9"_s);
    row("IPv6 with a port", list + "[2001:db9::9]:443", u"[2001:db9::9]:443"_s);
    row("behind trusted ones", list + "203.0.113.9, 10.0.0.4,2001:db8::5", u"203.0.113.9"_s);
    row("what the sender claims is not believed", list + "198.51.100.1, 203.0.113.9, 10.0.0.4", u"203.0.113.9"_s);
    row("trusted ones only", list + "10.0.0.5, 10.0.0.4", u"10.0.0.5"_s);
    row("two fields", list + "203.0.113.9\r\nx-forwarded-for: 10.0.0.4", u"203.0.113.9"_s);
    row("an empty part", list + "203.0.113.9, ,", u"203.0.113.9"_s);
    row("empty", list, {});
    row("unknown", list + "203.0.113.9, unknown", {});
    row("unreadable", list + "<script>", {});
    row("unreadable before", list + "<script>, 203.0.113.9", u"203.0.113.9"_s);
    row("unreadable behind a trusted one", list + "<script>, 10.0.0.4", {});
    row("a port that is none", list + "203.0.113.9:99999", {});
    row("brackets that do not close", list + "[2001:db9::9", {});
    from("not from a trusted one", u"203.0.113.7:5432"_s, list + "203.0.113.9", {});
    from("from IPv6", u"[2001:db8::2]:5432"_s, list + "203.0.113.9", u"203.0.113.9"_s);
    from("from IPv6 with a zone", u"[fe80::2%eth0]:5432"_s, list + "203.0.113.9", u"203.0.113.9"_s);
    from("from nobody", {}, list + "203.0.113.9", {});

    row("RFC 7239", standard + "for=203.0.113.9;proto=http;by=10.0.0.2", u"203.0.113.9"_s);
    row("RFC 7239, quoted", standard + R"(For="[2001:db9::9]:4711")", u"[2001:db9::9]:4711"_s);
    row("RFC 7239, in brackets", standard + R"(for="[2001:db9::9]")", u"2001:db9::9"_s);
    row("RFC 7239, not quoted", standard + "for=203.0.113.9:4711", u"203.0.113.9:4711"_s);
    row("RFC 7239, a list", standard + R"(for=198.51.100.1, proto=https ; for=203.0.113.9 , for="10.0.0.4:80")",
        u"203.0.113.9"_s);
    row("RFC 7239, two fields", standard + "for=203.0.113.9\r\nFORWARDED: for=10.0.0.4", u"203.0.113.9"_s);
    row("RFC 7239, obfuscated", standard + "for=_gazonk", u"_gazonk"_s);
    row("RFC 7239, an obfuscated port", standard + R"(for="203.0.113.9:_p1")", u"203.0.113.9"_s);
    row("RFC 7239, escapes", standard + R"(for="203\.0.113.9")", u"203.0.113.9"_s);
    row("RFC 7239, a comma in quotes", standard + R"(by="a,for=1.2.3.4;",for=203.0.113.9;host="x,y")",
        u"203.0.113.9"_s);
    row("RFC 7239, unknown", standard + "for=203.0.113.9, for=unknown", {});
    row("RFC 7239, who is not said", standard + "for=203.0.113.9, proto=http", {});
    row("RFC 7239, an empty part", standard + "for=203.0.113.9,, ;", u"203.0.113.9"_s);
    row("RFC 7239, a quote that is not closed", standard + R"(for=203.0.113.9, for="10.0.0.4)", {});
    row("RFC 7239, behind a quote", standard + R"(for="203.0.113.9"x)", {});
    row("RFC 7239, no pair", standard + "203.0.113.9", {});
    row("RFC 7239, empty", standard, {});
    row("both", standard + "for=198.51.100.1\r\n" + list + "203.0.113.9", u"203.0.113.9"_s);
    row("both, the first unreadable", standard + "for=198.51.100.1\r\n" + list + "unknown", {});
}

void TestForwardedPeer::theLastOneThatIsNotTrustedIsThePeer()
{
    QFETCH(QString, direct);
    QFETCH(QByteArray, fields);
    QFETCH(QString, peer);
    const QList<IpNetwork> trusted {*IpNetwork::parse(u"10.0.0.0/8"_s), *IpNetwork::parse(u"2001:db8::/32"_s),
                                    *IpNetwork::parse(u"fe80::/10"_s)};
    const RequestHead head = RequestHead::parse("POST / HTTP/1.1\r\nHost: a\r\n" + fields);
    const std::optional<QString> told = forwardedPeer(head, direct, trusted);
    QCOMPARE(told.has_value(), !peer.isNull());
    QCOMPARE(told.value_or(QString()), peer);
    QVERIFY(!forwardedPeer(head, direct, {}));
}

void TestForwardedPeer::thePeerOfEveryConnectionHasAnAddress_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QString>("address");
    QTest::newRow("IPv4") << u"203.0.113.9:4711"_s << u"203.0.113.9"_s;
    QTest::newRow("IPv4 alone") << u"203.0.113.9"_s << u"203.0.113.9"_s;
    QTest::newRow("IPv6") << u"[2001:db8::1]:4711"_s << u"2001:db8::1"_s;
    QTest::newRow("IPv6 alone") << u"2001:db8::1"_s << u"2001:db8::1"_s;
    QTest::newRow("IPv6 with a zone") << u"[fe80::1%eth0]:1"_s << u"fe80::1%eth0"_s;
    QTest::newRow("obfuscated") << u"_hidden"_s << u"_hidden"_s;
    QTest::newRow("nobody") << QString() << QString();
}

void TestForwardedPeer::thePeerOfEveryConnectionHasAnAddress()
{
    QFETCH(QString, peer);
    QFETCH(QString, address);
    QCOMPARE(addressOfPeer(peer), address);
}

QTEST_APPLESS_MAIN(TestForwardedPeer)
#include "tst_forwardedpeer.moc"
