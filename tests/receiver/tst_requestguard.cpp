// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/requestguard.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestRequestGuard final : public QObject
{
    Q_OBJECT

private slots:
    void requestsAreFramedWhereverTheyAreSplit_data();
    void requestsAreFramedWhereverTheyAreSplit();
    void faultsAreRefusedWhereverTheyAreSplit_data();
    void faultsAreRefusedWhereverTheyAreSplit();
    void limitsAreExact_data();
    void limitsAreExact();
    void anEndlessHeadIsRefusedAtTheLimit();
    void bytesOfTheNextRequestAreLeft();
    void aRefusalIsForGood();
    void anExpectedBodyIsAskedFor();
    void connectionOptionsAreRead_data();
    void connectionOptionsAreRead();
};

namespace {

using State = RequestGuard::State;

constexpr RequestGuard::Limits smallLimits {.head = 300, .target = 100, .body = 20};

/// Feeds in two parts; what the first call does not take is fed again.
void feedInParts(RequestGuard &guard, const QByteArray &bytes, qsizetype split)
{
    const qsizetype taken = guard.feed(QByteArrayView(bytes).first(split));
    if (taken == split)
        static_cast<void>(guard.feed(QByteArrayView(bytes).sliced(split)));
}

} // namespace

void TestRequestGuard::requestsAreFramedWhereverTheyAreSplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("body");

    const auto row = [](const char *name, const QByteArray &head, const QByteArray &sent, const QByteArray &body) {
        QTest::newRow(name) << QByteArray(head + "\r\n\r\n" + sent) << head << body;
    };
    row("without a body", "POST / HTTP/1.1\r\nHost: a", "", "");
    row("length 0", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0", "", "");
    row("length", "POST /a?b=c HTTP/1.1\r\nHost: a:80\r\ncontent-length:5", "hello", "hello");
    row("leading zeros", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005", "hello", "hello");
    row("body with line ends", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8", "a\r\n\r\nb\n\r", "a\r\n\r\nb\n\r");
    row("chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        "hello");
    row("chunk extension", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked",
        "5;name=\"value\"\r\nhello\r\n000\r\n\r\n", "hello");
    row("hexadecimal size", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked",
        "00A\r\n0123456789\r\n0\r\n\r\n", "0123456789");
    row("trailers", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked",
        "5\r\nhello\r\n0\r\nContent-Length: 7\r\nX: y\r\n\r\n", "hello");
    row("1.0 without host", "POST / HTTP/1.0\r\nContent-Length: 1", "x", "x");
    row("absolute form", "POST http://a/b HTTP/1.1\r\nHost: a", "", "");
    row("host of IPv6", "POST / HTTP/1.1\r\nHost: [::1]:8480", "", "");
    row("host without a port behind its colon", "POST / HTTP/1.1\r\nHost: a:", "", "");
    row("the largest port", "POST / HTTP/1.1\r\nHost: a:65535", "", "");
    row("a port with leading zeros", "POST / HTTP/1.1\r\nHost: [::1]:0080", "", "");
    row("absolute form with a port", "POST http://[::1]:65535?a HTTP/1.1\r\nHost: a", "", "");
    row("another upgrade", "POST / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c", "", "");
    row("no host name", "POST / HTTP/1.1\r\nHost:", "", "");
    row("blanks around a value", "POST / HTTP/1.1\r\nHost: \t a \t ", "", "");
    row("bytes beyond ASCII", "POST /\xc3\xa4 HTTP/1.1\r\nHost: a\r\nX: \xc3\xa4", "", "");
    QTest::newRow("empty lines before") << QByteArray("\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n")
                                        << QByteArray("POST / HTTP/1.1\r\nHost: a") << QByteArray();
}

void TestRequestGuard::requestsAreFramedWhereverTheyAreSplit()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, head);
    QFETCH(const QByteArray, body);
    for (qsizetype split = 0; split <= bytes.size(); ++split) {
        RequestGuard guard(smallLimits);
        QCOMPARE(guard.feed(QByteArrayView(bytes).first(split)), split);
        QVERIFY2((guard.state() == State::Complete) == (split == bytes.size()), qPrintable(guard.refusal().sentence));
        QCOMPARE(guard.feed(QByteArrayView(bytes).sliced(split)), bytes.size() - split);
        QVERIFY(guard.state() == State::Complete);
        QCOMPARE(guard.head(), head);
        QCOMPARE(guard.bodyBegin(), body);
        QCOMPARE(guard.bodySize(), body.size());
    }
    RequestGuard guard(smallLimits);
    for (const char byte : bytes)
        QCOMPARE(guard.feed(QByteArrayView(&byte, 1)), 1);
    QVERIFY(guard.state() == State::Complete);
    QCOMPARE(guard.head(), head);
    QCOMPARE(guard.bodyBegin(), body);
}

void TestRequestGuard::faultsAreRefusedWhereverTheyAreSplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");

    const auto line = [](const char *name, const QByteArray &requestLine, const QString &words) {
        QTest::newRow(name) << QByteArray(requestLine + "\r\nHost: a\r\n\r\n") << 400 << words;
    };
    const auto field = [](const char *name, const QByteArray &fields, const QString &words, int status = 400) {
        QTest::newRow(name) << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n") << status << words;
    };
    const auto chunks = [](const char *name, const QByteArray &body, const QString &words, int status = 400) {
        QTest::newRow(name) << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
                            << status << words;
    };
    line("HTTP/2", "PRI * HTTP/2.0", u"line 1 begins HTTP/2"_s);
    line("PROXY protocol, version 1", "PROXY TCP4 203.0.113.9 192.0.2.1 51734 8480",
         u"header of the PROXY protocol, version 1"_s);
    line("PROXY protocol, version 2", QByteArray("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 16),
         u"header of the PROXY protocol, version 2"_s);
    line("five empty lines", "\r\n\r\n\r\n\r\n\r\nPOST / HTTP/1.1", u"more than 4 empty lines"_s);
    line("a bare CR behind an empty line", "\r\n\rPOST / HTTP/1.1", u"bare carriage return"_s);
    line("WebSocket", "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: WebSocket", u"WebSocket is not spoken"_s);
    line("a target with an impossible port", "POST http://a:70000/ HTTP/1.1", u"does not name a host"_s);
    line("a target without a host that can be", "POST http://a@b/ HTTP/1.1", u"does not name a host"_s);
    line("version 2.0", "POST / HTTP/2.0", u"\"HTTP/2.0\""_s);
    line("version 9.9", "POST / HTTP/9.9", u"\"HTTP/9.9\""_s);
    line("version 1.2", "POST / HTTP/1.2", u"\"HTTP/1.2\""_s);
    line("lower-case version", "POST / http/1.1", u"\"http/1.1\""_s);
    line("no version", "POST /", u"expected a method, a target"_s);
    line("no target", "POST", u"expected a method, a target"_s);
    line("two blanks", "POST  / HTTP/1.1", u"target holds a blank"_s);
    line("blank in target", "POST /a b HTTP/1.1", u"target holds a blank"_s);
    line("blank at the end", "POST / HTTP/1.1 ", u"target holds a blank"_s);
    line("tab", "POST\t/ HTTP/1.1", u"expected a method"_s);
    line("NUL in target", QByteArray("POST /\0 HTTP/1.1", 16), u"control character"_s);
    line("relative target", "POST a HTTP/1.1", u"neither with a slash"_s);
    line("bad method", "PO(ST / HTTP/1.1", u"the method holds"_s);
    line("blank first", " POST / HTTP/1.1", u"begins with its method"_s);
    line("TLS", "\x16\x03\x01\x02", u"TLS"_s);
    line("NUL first", QByteArray("\0", 1), u"a NUL byte"_s);
    line("CR twice", "\r\rPOST / HTTP/1.1", u"bare carriage return"_s);
    line("bare CR in the request line", "POST /\r HTTP/1.1", u"control character"_s);

    field("second host", "Host: a", u"second Host"_s);
    field("host with a path", "Host: b/c", u"second Host"_s);
    field("blank before the colon", "Content-Length : 3", u"blank between"_s);
    field("folded", "X: y\r\n z", u"folded"_s);
    field("folded with a tab", "X: y\r\n\tz", u"folded"_s);
    field("no colon", "XY", u"needs a colon"_s);
    field("no name", ": x", u"name is empty"_s);
    field("blank in a name", "X y: z", u"names cannot have"_s);
    field("NUL in a value", QByteArray("X: a\0b", 6), u"NUL"_s);
    field("bare CR in a value", "X: a\rb", u"bare carriage return"_s);
    field("bell in a value", "X: a\ab", u"0x07"_s);
    field("negative length", "Content-Length: -1", u"decimal digits"_s);
    field("signed length", "Content-Length: +1", u"decimal digits"_s);
    field("hexadecimal length", "Content-Length: 0x10", u"decimal digits"_s);
    field("empty length", "Content-Length:", u"decimal digits"_s);
    field("fraction", "Content-Length: 1.0", u"decimal digits"_s);
    field("length with a blank", "Content-Length: 1 0", u"decimal digits"_s);
    field("list of lengths", "Content-Length: 5, 5", u"decimal digits"_s);
    field("huge length", "Content-Length: 99999999999999999999", u"decimal digits"_s);
    field("conflicting lengths", "Content-Length: 1\r\nContent-Length: 2", u"second Content-Length"_s);
    field("same length twice", "Content-Length: 1\r\ncontent-length: 1", u"second Content-Length"_s);
    field("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked", u"both"_s);
    field("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5", u"both"_s);
    field("unknown coding", "Transfer-Encoding: gzip", u"only Transfer-Encoding"_s);
    field("identity", "Transfer-Encoding: identity", u"only Transfer-Encoding"_s);
    field("two codings", "Transfer-Encoding: gzip, chunked", u"only Transfer-Encoding"_s);
    field("hidden coding",
          "Transfer-Encoding: \x0b"
          "chunked",
          u"0x0b"_s);
    field("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", u"second Transfer-Encoding"_s);
    field("body too large", "Content-Length: 21", u"21 bytes"_s, 413);
    QTest::newRow("no host") << "POST / HTTP/1.1\r\n\r\n"_ba << 400 << u"Host header is missing"_s;
    QTest::newRow("host with a blank") << "POST / HTTP/1.1\r\nHost: a b\r\n\r\n"_ba << 400 << u"not a host name"_s;
    QTest::newRow("host list") << "POST / HTTP/1.1\r\nHost: a, b\r\n\r\n"_ba << 400 << u"not a host name"_s;
    for (const char *port : {"65536", "99999", "0", "000", "100000000000000000000", "-1", "8x"}) {
        QTest::addRow("host with port %s", port)
            << QByteArray("POST / HTTP/1.1\r\nHost: a:" + QByteArray(port) + "\r\n\r\n") << 400 << u"not a host name"_s;
    }
    QTest::newRow("chunked 1.0") << "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"_ba << 400 << u"HTTP/1.0"_s;
    QTest::newRow("bare LF") << "POST / HTTP/1.1\nHost: a\n\n"_ba << 400 << u"line 1 ends with a bare line feed"_s;
    QTest::newRow("bare LF in fields") << "POST / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"_ba << 400 << u"line 2 ends with"_s;
    QTest::newRow("bare LF at the end") << "POST / HTTP/1.1\r\nHost: a\r\n\n"_ba << 400 << u"line 3 ends with"_s;

    chunks("no size", "\r\n", u"hexadecimal"_s);
    chunks("bad size", "x\r\n", u"hexadecimal"_s);
    chunks("negative size", "-1\r\n", u"hexadecimal"_s);
    chunks("prefixed size", "0x5\r\n", u"hexadecimal"_s);
    chunks("blank before the size", " 5\r\n", u"hexadecimal"_s);
    chunks("blank behind the size", "5 \r\n", u"hexadecimal"_s);
    chunks("overflowing size", "10000000000000005\r\n", u"hexadecimal"_s);
    chunks("size with a bare LF", "5\nhello", u"bare line feed"_s);
    chunks("NUL in an extension", QByteArray("5;\0\r\n", 5), u"hexadecimal"_s);
    chunks("extensions larger than bodies", QByteArray("1;" + QByteArray(200, 'a') + "\r\nx\r\n").repeated(6),
           u"take more than"_s, 413);
    chunks("endless extension", QByteArray("5;" + QByteArray(300, 'a')), u"too long"_s);
    chunks("chunk longer than its size", "2\r\nhello\r\n", u"longer than its size"_s);
    chunks("bare LF behind a chunk", "2\r\nhe\n", u"longer than its size"_s);
    chunks("chunk too large", "15\r\n", u"larger than 20"_s, 413);
    chunks("chunks too large", "a\r\n0123456789\r\nb\r\n", u"larger than 20"_s, 413);
    chunks("folded trailer", "0\r\n x\r\n", u"folded"_s);
    chunks("trailer without colon", "0\r\nx\r\n", u"colon"_s);
    chunks("endless trailer", "0\r\nX: " + QByteArray(400, 'a'), u"trailers"_s, 431);
    chunks("many trailers", "0\r\n" + QByteArray("X: y\r\n").repeated(100), u"trailers"_s, 431);
    QTest::newRow("long target") << QByteArray("POST /" + QByteArray(100, 'a') + " HTTP/1.1\r\n") << 431 << u"target"_s;
    QTest::newRow("endless target") << QByteArray("POST /" + QByteArray(400, 'a')) << 431 << u"target"_s;
    QTest::newRow("many fields") << QByteArray("POST / HTTP/1.1\r\n" + QByteArray("X: y\r\n").repeated(100)) << 431
                                 << u"headers"_s;
}

void TestRequestGuard::faultsAreRefusedWhereverTheyAreSplit()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    QFETCH(const QString, words);
    for (qsizetype split = 0; split <= bytes.size(); ++split) {
        RequestGuard guard(smallLimits);
        feedInParts(guard, bytes, split);
        QVERIFY(guard.state() == State::Refused);
        QCOMPARE(guard.refusal().status, status);
        QVERIFY2(guard.refusal().sentence.contains(words), qPrintable(guard.refusal().sentence));
        QVERIFY(guard.closesAfter());
        QVERIFY(guard.head().size() <= smallLimits.head + 5);
        QVERIFY(guard.bodyBegin().size() <= smallLimits.body);
    }
}

void TestRequestGuard::limitsAreExact_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("fits");
    const auto withHead = [](qsizetype size) {
        const QByteArray begin = "POST / HTTP/1.1\r\nHost: a\r\nX: ";
        return QByteArray(begin + QByteArray(size - begin.size(), 'x') + "\r\n\r\n");
    };
    QTest::newRow("head at the limit") << withHead(300) << true;
    for (int more = 1; more < 8; ++more)
        QTest::addRow("head %d beyond", more) << withHead(300 + more) << false;
    const auto withTarget = [](qsizetype size) {
        return QByteArray("POST /" + QByteArray(size - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n");
    };
    QTest::newRow("target at the limit") << withTarget(100) << true;
    QTest::newRow("target beyond") << withTarget(101) << false;
    const auto withBody = [](int size) {
        return QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(size) + "\r\n\r\n"
                          + QByteArray(size, 'x'));
    };
    QTest::newRow("body at the limit") << withBody(20) << true;
    QTest::newRow("body beyond") << withBody(21) << false;
}

void TestRequestGuard::limitsAreExact()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, fits);
    for (qsizetype split = 0; split <= bytes.size(); ++split) {
        RequestGuard guard(smallLimits);
        feedInParts(guard, bytes, split);
        QVERIFY2(guard.state() == (fits ? State::Complete : State::Refused), qPrintable(guard.refusal().sentence));
    }
}

void TestRequestGuard::anEndlessHeadIsRefusedAtTheLimit()
{
    RequestGuard guard(smallLimits);
    QCOMPARE(guard.feed("POST / HTTP/1.1\r\nX: "), 20);
    int bytes = 20;
    for (; guard.state() == State::Head; ++bytes)
        QCOMPARE(guard.feed("x"), 1);
    QCOMPARE(guard.refusal().status, 431);
    QCOMPARE(bytes, 305); // one beyond it and the empty line
}

void TestRequestGuard::bytesOfTheNextRequestAreLeft()
{
    const QByteArray first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
    const QByteArray second = "\r\nPOST /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    const QByteArray both = first + second;
    RequestGuard guard(smallLimits);
    QCOMPARE(guard.feed(both), first.size());
    QVERIFY(guard.state() == State::Complete);
    QCOMPARE(guard.feed(second), 0);
    guard.next();
    QVERIFY(guard.state() == State::Idle);
    QCOMPARE(guard.feed(second), second.size());
    QVERIFY(guard.state() == State::Complete);
    QCOMPARE(guard.head(), "POST /2 HTTP/1.1\r\nHost: a"_ba);
    QCOMPARE(guard.bodyBegin(), QByteArray());
}

void TestRequestGuard::aRefusalIsForGood()
{
    RequestGuard guard(smallLimits);
    static_cast<void>(guard.feed("POST / HTTP/1.1\r\nHost : a\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n"));
    QVERIFY(guard.state() == State::Refused);
    QCOMPARE(guard.feed("POST / HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
    QVERIFY(guard.state() == State::Refused);
}

void TestRequestGuard::anExpectedBodyIsAskedFor()
{
    RequestGuard guard(smallLimits);
    for (const char byte : "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"_ba) {
        QVERIFY(!guard.awaitsContinue()); // before the last line of the head
        QCOMPARE(guard.feed(QByteArrayView(&byte, 1)), 1);
    }
    QVERIFY(guard.awaitsContinue());
    QVERIFY(guard.feed("a"));
    QVERIFY(!guard.awaitsContinue());

    RequestGuard withoutBody(smallLimits);
    QVERIFY(withoutBody.feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"));
    QVERIFY(!withoutBody.awaitsContinue());

    RequestGuard old(smallLimits);
    QVERIFY(old.feed("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    QVERIFY(!old.awaitsContinue());

    RequestGuard tooLarge(smallLimits);
    QVERIFY(tooLarge.feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n"));
    QVERIFY(!tooLarge.awaitsContinue());
}

void TestRequestGuard::connectionOptionsAreRead_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("closes");
    QTest::newRow("1.1") << "POST / HTTP/1.1\r\nHost: a"_ba << false;
    QTest::newRow("close") << "POST / HTTP/1.1\r\nHost: a\r\nConnection: Close"_ba << true;
    QTest::newRow("in a list") << "POST / HTTP/1.1\r\nHost: a\r\nConnection: x, close ,y"_ba << true;
    QTest::newRow("part of a word") << "POST / HTTP/1.1\r\nHost: a\r\nConnection: closed, keep-alive,"_ba << false;
    QTest::newRow("1.0") << "POST / HTTP/1.0"_ba << true;
    QTest::newRow("1.0 keep-alive") << "POST / HTTP/1.0\r\nConnection: keep-alive"_ba << true;
}

void TestRequestGuard::connectionOptionsAreRead()
{
    QFETCH(const QByteArray, head);
    QFETCH(const bool, closes);
    RequestGuard guard(smallLimits);
    QVERIFY(guard.feed(QByteArray(head + "\r\n\r\n")));
    QVERIFY(guard.state() == State::Complete);
    QCOMPARE(guard.closesAfter(), closes);
}

QTEST_GUILESS_MAIN(TestRequestGuard)
#include "tst_requestguard.moc"
