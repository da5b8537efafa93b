// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/simulator.h"

#include "core/payload/json.h"
#include "core/protocol/requesthead.h"
#include "core/sender/httpconnection.h"
#include "tests/support/patience.h"
#include "ui/words/errorwords.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestSimulator final : public QObject
{
    Q_OBJECT

private slots:
    void sendsAsManyAsAskedOverFewConnections();
    void roomsAreSentInOrder();
    void signsWhenATokenIsSet();
    void keepsPathAndQueryOfTheAddress();
    void saysWhenNobodyListens();
    void saysWhatTheReceiverAnswers_data();
    void saysWhatTheReceiverAnswers();
    void stopsAndStartsAgain();
    void keepsTheRate();
    void doesNotFloodASlowReceiver();
    void connectsAgainWhenTheReceiverHangsUp();
    void saysWhenAnAnswerIsMissing();
    void answersAreTakenFromTheirBytes_data();
    void answersAreTakenFromTheirBytes();
};

namespace {

/// Answers every POST, and remembers it.
class Receiver final : public QTcpServer
{
public:
    struct Request
    {
        RequestHead head;
        QByteArray body;
    };

    Receiver()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                ++connections;
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"http://127.0.0.1:%1/"_s.arg(serverPort())); }

    QList<Request> requests;
    int connections = 0;
    QByteArray status = "200 OK";
    QByteArray answer = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})";
    std::chrono::milliseconds delay {0};
    bool hangsUp = false; ///< After each answer.
    int open = 0;
    int mostOpen = 0;

private:
    void read(QTcpSocket *socket)
    {
        QByteArray &buffer = m_buffers[socket];
        buffer += socket->readAll();
        for (;;) {
            const qsizetype end = buffer.indexOf("\r\n\r\n");
            if (end < 0)
                return;
            const RequestHead head = RequestHead::parse(buffer.first(end));
            const qsizetype length = head.value("Content-Length").toLongLong();
            if (buffer.size() < end + 4 + length)
                return;
            requests.append({.head = head, .body = buffer.mid(end + 4, length)});
            buffer.remove(0, end + 4 + length);
            mostOpen = std::max(mostOpen, ++open);
            if (delay.count() == 0)
                reply(socket);
            else
                QTimer::singleShot(delay, socket, [this, socket] { reply(socket); });
        }
    }

    void reply(QTcpSocket *socket)
    {
        --open;
        socket->write("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                      + QByteArray::number(answer.size()) + "\r\n\r\n" + answer);
        if (hangsUp)
            socket->disconnectFromHost();
    }

    QHash<QTcpSocket *, QByteArray> m_buffers;
};

QStringList failuresOf(const Simulator &simulator)
{
    QStringList sentences;
    for (const Error &failure : simulator.totals().failures)
        sentences.append(errorText(failure));
    return sentences;
}

} // namespace

void TestSimulator::sendsAsManyAsAskedOverFewConnections()
{
    Receiver receiver;
    Simulator simulator({.url = receiver.url(), .rate = 2000, .count = 500});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    const QSignalSpy progress(&simulator, &Simulator::progress);
    simulator.start();
    QVERIFY(simulator.isRunning());
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!simulator.isRunning());
    QCOMPARE(simulator.totals().sent, 500);
    QCOMPARE(simulator.totals().accepted, 500);
    QCOMPARE(simulator.totals().failed, 0);
    QVERIFY(simulator.totals().failures.isEmpty());
    QVERIFY(!progress.isEmpty());
    QCOMPARE(receiver.requests.size(), 500);
    QVERIFY2(receiver.connections <= 6, qPrintable(QString::number(receiver.connections)));
    const Receiver::Request &first = receiver.requests.first();
    QCOMPARE(first.head.method, QByteArray("POST"));
    QCOMPARE(first.head.path, QByteArray("/"));
    QCOMPARE(first.head.parameters().sdkAppId, u"1400000001"_s);
    QCOMPARE(first.head.parameters().command, u"Live.CallbackAfterCreateRoom"_s);
    QCOMPARE(first.head.parameters().sign, QString());
}

void TestSimulator::roomsAreSentInOrder()
{
    Receiver receiver;
    receiver.delay = std::chrono::milliseconds(1);
    Simulator simulator({.url = receiver.url(), .rate = 1000, .count = 600, .duplicates = 0, .late = 0});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    QHash<QString, qint64> newest;
    for (const Receiver::Request &request : std::as_const(receiver.requests)) {
        const auto json = std::get<JsonText>(JsonText::parse(request.body, JsonText::Grammar::Strict));
        const QString room = json.root()["RoomId"].toString();
        const qint64 time = json.root()["EventTime"].toInteger().value_or(0);
        if (room.isEmpty() || time == 0)
            continue;
        QVERIFY(time >= newest.value(room));
        QVERIFY(time <= QDateTime::currentMSecsSinceEpoch());
        newest[room] = time;
    }
    QVERIFY(newest.size() > 1);
}

void TestSimulator::signsWhenATokenIsSet()
{
    Receiver receiver;
    Simulator simulator({.url = receiver.url(), .count = 3, .token = "xxxxyyyy"});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    const CallbackParameters parameters = receiver.requests.last().head.parameters();
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    QVERIFY(std::abs(parameters.requestTime.toLongLong() - now) <= 5);
    const QByteArray signedText = "xxxxyyyy" + parameters.requestTime.toLatin1();
    QCOMPARE(parameters.sign.toLatin1(), QCryptographicHash::hash(signedText, QCryptographicHash::Sha256).toHex());
}

void TestSimulator::keepsPathAndQueryOfTheAddress()
{
    Receiver receiver;
    QUrl url = receiver.url();
    url.setPath(u"/trtc/hook"_s);
    url.setQuery(u"key=a%2Bb"_s);
    Simulator simulator({.url = url, .count = 1});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(receiver.requests.first().head.target.startsWith("/trtc/hook?key=a%2Bb&SdkAppid=1400000001&"),
             receiver.requests.first().head.target.constData());
}

void TestSimulator::saysWhenNobodyListens()
{
    QUrl url;
    {
        const Receiver receiver;
        url = receiver.url();
    }
    Simulator simulator({.url = url, .rate = 100, .count = 20});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    const QSignalSpy failed(&simulator, &Simulator::failed);
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(simulator.totals().failed, 20);
    QCOMPARE(simulator.totals().accepted, 0);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failuresOf(simulator), QStringList {u"Nobody listens at %1: connection refused."_s.arg(url.toString())});
}

void TestSimulator::saysWhatTheReceiverAnswers_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("refused with a reason")
        << QByteArray("403 Forbidden")
        << QByteArray(R"({"ActionStatus":"FAIL","ErrorInfo":"SDKAppID 1400000001 is not expected","ErrorCode":403})")
        << u"%1 answered 403: SDKAppID 1400000001 is not expected"_s;
    QTest::newRow("refused without one") << QByteArray("502 Bad Gateway") << QByteArray("<html>")
                                         << u"%1 answered 502."_s;
    QTest::newRow("moved") << QByteArray("302 Found\r\nLocation: http://127.0.0.1:1/") << QByteArray()
                           << u"%1 answered 302."_s;
    QTest::newRow("no JSON") << QByteArray("200 OK") << QByteArray("thank you")
                             << u"%1 answered 200, but not with the ActionStatus OK that the vendor expects."_s;
}

void TestSimulator::saysWhatTheReceiverAnswers()
{
    QFETCH(const QByteArray, status);
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, sentence);
    Receiver receiver;
    receiver.status = status;
    receiver.answer = answer;
    Simulator simulator({.url = receiver.url(), .count = 5});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(simulator.totals().failed, 5);
    QCOMPARE(failuresOf(simulator), QStringList {sentence.arg(receiver.url().toString())});
}

void TestSimulator::stopsAndStartsAgain()
{
    Receiver receiver;
    Simulator simulator({.url = receiver.url(), .rate = 500});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    for (int round = 1; round <= 2; ++round) {
        receiver.requests.clear();
        simulator.start();
        QTRY_VERIFY(receiver.requests.size() > 30);
        simulator.stop();
        QTRY_COMPARE(finished.size(), round);
        QCOMPARE(simulator.totals().sent, receiver.requests.size());
        QCOMPARE(simulator.totals().accepted, receiver.requests.size());
    }
    simulator.stop();
    QCOMPARE(finished.size(), 2);
}

void TestSimulator::keepsTheRate()
{
    Receiver receiver;
    Simulator simulator({.url = receiver.url(), .rate = 200, .count = 18 + 200});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    QElapsedTimer timer;
    timer.start();
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(timer.elapsed() >= 900, qPrintable(QString::number(timer.elapsed())));
}

void TestSimulator::doesNotFloodASlowReceiver()
{
    Receiver receiver;
    receiver.delay = std::chrono::milliseconds(20);
    Simulator simulator({.url = receiver.url(), .rate = 20'000, .rooms = 4});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    simulator.start();
    QTRY_VERIFY(receiver.requests.size() > 100);
    simulator.stop();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(receiver.mostOpen <= 4, qPrintable(QString::number(receiver.mostOpen)));
    QCOMPARE(simulator.totals().failed, 0);
}

void TestSimulator::connectsAgainWhenTheReceiverHangsUp()
{
    Receiver receiver;
    receiver.hangsUp = true;
    Simulator simulator({.url = receiver.url(), .rate = 2000, .rooms = 2, .count = 50});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(simulator.totals().failures.isEmpty());
    QCOMPARE(simulator.totals().accepted, 50);
    QVERIFY(receiver.connections >= 50);
}

void TestSimulator::saysWhenAnAnswerIsMissing()
{
    Receiver receiver;
    receiver.delay = std::chrono::seconds(10);
    Simulator simulator({.url = receiver.url(), .count = 1});
    const QSignalSpy finished(&simulator, &Simulator::finished);
    simulator.start();
    QTRY_COMPARE(finished.size(), 1);
    const QString url = receiver.url().toString();
    QCOMPARE(failuresOf(simulator), QStringList {u"%1 did not answer within 2 seconds."_s.arg(url)});
}

void TestSimulator::answersAreTakenFromTheirBytes_data()
{
    QTest::addColumn<QByteArray>("received");
    QTest::addColumn<int>("status"); // -1: not complete
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("rest");
    const QByteArray none;
    QTest::newRow("nothing") << none << -1 << none << none;
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le") << -1 << none << none;
    QTest::newRow("half a body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab") << -1 << none << none;
    QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcHTTP") << 200
                            << QByteArray("abc") << QByteArray("HTTP");
    QTest::newRow("no reason") << QByteArray("HTTP/1.1 502\r\nContent-Length: 0\r\n\r\n") << 502 << none << none;
    QTest::newRow("interim") << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n") << 204
                             << none << none;
    QTest::newRow("chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\nA\r\n"
                                          "0123456789\r\n0\r\n\r\nrest")
                            << 200 << QByteArray("abc0123456789") << QByteArray("rest");
    QTest::newRow("trailers") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n")
                              << 200 << QByteArray("a") << none;
    QTest::newRow("half a chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc") << -1
                                  << none << none;
    QTest::newRow("no length") << QByteArray("HTTP/1.0 200 OK\r\n\r\nabc") << -1 << none << none;
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0\r\n\r\n") << -1 << none << none;
}

void TestSimulator::answersAreTakenFromTheirBytes()
{
    QFETCH(const QByteArray, received);
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, rest);
    QByteArray bytes = received;
    const std::optional<HttpAnswer> answer = takeAnswer(bytes, false);
    QCOMPARE(answer ? answer->status : -1, status);
    if (answer) {
        QCOMPARE(answer->body, body);
        QCOMPARE(bytes, rest);
    }
    // Byte by byte it comes to the same.
    QByteArray grown;
    std::optional<HttpAnswer> later;
    for (qsizetype index = 0; index < received.size() - rest.size(); ++index) {
        QVERIFY(!later);
        grown += received[index];
        later = takeAnswer(grown, false);
    }
    QCOMPARE(later ? later->status : -1, status);
}

QTEST_GUILESS_MAIN(TestSimulator)
#include "tst_simulator.moc"
