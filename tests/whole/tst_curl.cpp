// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/requesthead.h"
#include "tests/support/packed.h"
#include "tests/support/patience.h"
#include "ui/inspector/curlcommand.h"

#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

/// “Copy as curl”, pasted into a shell that runs the real curl against a socket.
class TestCurl final : public QObject
{
    Q_OBJECT

private slots:
    void pastedCommandsSendIdenticalBytes_data();
    void pastedCommandsSendIdenticalBytes();

private:
    /// All that a shell sends when it runs the command for this request; its Host is replaced by our own.
    static QByteArray sentBy(const QByteArray &head, const QByteArray &body);
};

QByteArray TestCurl::sentBy(const QByteArray &head, const QByteArray &body)
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        return "no server";
    const QByteArray host = "127.0.0.1:" + QByteArray::number(server.serverPort());
    const QString command = curlCommand({.head = QByteArray(head).replace("HOST", host), .body = body}, u"http"_s);
    QProcess bash;
    bash.start(u"/bin/bash"_s, {u"--norc"_s});
    bash.write(command.toUtf8() + '\n');
    bash.closeWriteChannel();
    QByteArray received;
    QTcpSocket *socket = nullptr;
    const auto isWhole = [&] {
        if (!socket && server.hasPendingConnections())
            socket = server.nextPendingConnection();
        if (socket)
            received += socket->readAll();
        const qsizetype end = received.indexOf("\r\n\r\n");
        return end >= 0 && received.size() - end - 4 >= body.size();
    };
    if (!QTest::qWaitFor(isWhole, Test::patienceMs))
        received += "\nCUT OFF " + bash.readAllStandardError();
    if (socket) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        socket->disconnectFromHost();
    }
    (void)QTest::qWaitFor([&bash] { return bash.state() == QProcess::NotRunning; }, Test::patienceMs);
    if (socket)
        received += socket->readAll();
    return received.replace(host, "HOST");
}

void TestCurl::pastedCommandsSendIdenticalBytes_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("body");
    const QByteArray target = "/callback?SdkAppid=1&CallbackCommand=Mic.X";
    const QByteArray type = "Content-Type: application/json\r\n";
    const auto body
        = [&](const char *name, const QByteArray &bytes) { QTest::newRow(name) << target << type << bytes; };
    body("JSON", R"({"a":"b","n":1})");
    body("quotes and backslashes", R"({"a":"it's \"so\" \u0041 \\"})");
    body("line ends and tabs", "{\r\n\t\"a\": 1\n}\n\n");
    body("UTF-8", "{\"a\":\"晚安 데일리 😀\"}");
    body("right to left", "{\"a\":\"\u202eמשה\u2066\"}");
    body("shell", "$(echo no) `no` ${HOME} !! %s %% * ~ ; & | < > #");
    body("an option", "-v %s\\n");
    body("an option, with a NUL", QByteArray("-v x\0y", 6));
    body("a file's name", "@/etc/hostname");
    body("control characters", "\x01\x02\x1b[31m 7\x7f!'");
    body("not UTF-8", "{\"a\":\"\xff\xfe\x80 9\"}");
    body("byte-order mark", "\xef\xbb\xbf{}");
    body("NUL", QByteArray("a\0b%\\n'c\0", 9));
    body("empty", {});
    body("larger than an argument", "{\"a\":\"" + QByteArray(300'000, 'x') + "'%\"}");
    body("larger than curl sends unasked", "{\"a\":\"" + QByteArray(1'200'000, 'y') + "\"}");
    QByteArray all;
    for (int byte = 0; byte < 256; ++byte)
        all += char(byte);
    body("every byte", all);
    QTest::newRow("packed") << target << QByteArray(type + "Content-Encoding: gzip\r\n") << Test::packed("{\"a\":1}");
    QTest::newRow("packed without a header") << target << QByteArray(type + "Content-Encoding: deflate\r\n")
                                             << Test::packed("{\"a\":1}", Test::Packing::Raw);
    const auto head = [](const char *name, const QByteArray &targetBytes, const QByteArray &fields) {
        QTest::newRow(name) << targetBytes << fields << QByteArray("{}");
    };
    head("brackets and quotes in the target", "/c?x=%27%20[a]{b,c}[1-3]'c\"", type);
    head("dots in the target", "/a/../b/./c?x=..", type);
    head("fragment", "/a?b=1#c", type);
    head("not ASCII", "/방?x=é", type);
    head("dollar and backquote", "/a?b=$HOME`id`", type);
    head("absolute", "http://elsewhere.test/a?b=1", type);
    head("no type", "/", {});
    head("odd header lines", "/", "X-Odd: it's $HOME \"x\" \\ !\r\nx-empty: \r\nX-Twice: 1\r\nX-Twice: 2\r\n" + type);
    head("agent", "/", "User-Agent: a b\r\nAccept: x/y\r\n" + type);
}

void TestCurl::pastedCommandsSendIdenticalBytes()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, body);
    const QByteArray length = "Content-Length: " + QByteArray::number(body.size());
    const QByteArray sent = sentBy("POST " + target + " HTTP/1.1\r\nHost: HOST\r\n" + fields + length, body);
    const qsizetype end = sent.indexOf("\r\n\r\n");
    QVERIFY2(end >= 0, sent.left(500).constData());
    QVERIFY(sent.sliced(end + 4) == body);
    const auto lines = [](const QByteArray &head) {
        QByteArrayList result;
        for (const QByteArray &line : head.split('\n'))
            result.append(line.trimmed());
        return result;
    };
    QByteArrayList expected = lines("POST " + target + " HTTP/1.1\r\nHost: HOST\r\n" + fields + length);
    QByteArrayList received = lines(sent.first(end));
    QCOMPARE(received.first(), expected.first());
    std::sort(received.begin(), received.end()); // curl puts Content-Length where it likes
    std::sort(expected.begin(), expected.end());
    QCOMPARE(received, expected);
}

QTEST_GUILESS_MAIN(TestCurl)
#include "tst_curl.moc"
