// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "ui/words/errorwords.h"

#include <QRandomGenerator>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace Roomscope::Test;

/// What was answered OK is on disk: the program is killed in the middle of a load, again and again.
class TestDurability final : public QObject
{
    Q_OBJECT

private slots:
    void whatWasAnsweredIsStoredAfterKill();
    void rawBytesAreStoredExactly();
    void timesNobodyListenedAreKnown();
    void aFullDiskIsAnswered503AndPasses();
};

namespace {

QByteArray bodyNumber(int number)
{
    return "{\"CallbackCommand\":\"Live.CallbackAfterSomethingNew\",\"RoomId\":\"r\",\"Number\":"
        + QByteArray::number(number) + ",\"EventTime\":" + QByteArray::number(1'751'010'000'000 + number) + '}';
}

QByteArray request(int number)
{
    const QByteArray body = bodyNumber(number);
    return "POST /?SdkAppid=1400900001&Number=" + QByteArray::number(number)
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

void TestDurability::whatWasAnsweredIsStoredAfterKill()
{
    constexpr int rounds = 20;
    constexpr int connections = 4;
    constexpr int pipelined = 8;
    const QTemporaryDir folder;
    QSet<int> answered;
    int next = 0;
    for (int round = 0; round < rounds; ++round) {
        Server server(folder.path());
        QVERIFY2(server.url().isValid() && server.url().port() > 0,
                 server.process().readAllStandardError().constData());
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        std::vector<QList<int>> waiting(connections);
        std::vector<QByteArray> received(connections);
        for (int i = 0; i < connections; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            sockets.back()->connectToHost(server.url().host(), quint16(server.url().port()));
            QVERIFY(sockets.back()->waitForConnected(patienceMs));
        }
        const auto take = [&](int i) {
            received[size_t(i)] += sockets[size_t(i)]->readAll();
            static const QByteArray ok = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})";
            for (qsizetype at; (at = received[size_t(i)].indexOf(ok)) >= 0;) {
                received[size_t(i)].remove(0, at + ok.size());
                answered.insert(waiting[size_t(i)].takeFirst());
            }
        };
        // Killed after a number of answers that differs from round to round, with requests under way.
        const qsizetype killAt = answered.size() + 5 + (round * 37) % 200;
        while (answered.size() < killAt) {
            for (int i = 0; i < connections; ++i) {
                while (waiting[size_t(i)].size() < pipelined) {
                    waiting[size_t(i)].append(next);
                    sockets[size_t(i)]->write(request(next++));
                }
                sockets[size_t(i)]->flush();
            }
            QVERIFY(sockets[0]->waitForReadyRead(patienceMs) || !sockets[0]->readAll().isNull()
                    || answered.size() >= killAt);
            for (int i = 0; i < connections; ++i) {
                sockets[size_t(i)]->waitForReadyRead(1);
                take(i);
            }
        }
        ::kill(pid_t(server.process().processId()), SIGKILL);
        QVERIFY(server.process().waitForFinished(patienceMs));
        for (int i = 0; i < connections; ++i) { // answers that were on their way when it died
            while (sockets[size_t(i)]->state() == QAbstractSocket::ConnectedState
                   && sockets[size_t(i)]->waitForReadyRead(patienceMs)) { }
            take(i);
        }
    }

    Roomscope::JournalReader reader;
    const auto failure = reader.open(folder.path());
    QVERIFY2(!failure, failure ? qPrintable(errorText(*failure)) : "");
    QSet<int> stored;
    qint64 id = 0;
    const auto unreadable = reader.forEach(1, reader.lastId(), [&](const Roomscope::Callback &callback) {
        const qsizetype at = callback.head.indexOf("Number=") + 7;
        const int number = callback.head.sliced(at, callback.head.indexOf(' ', at) - at).toInt();
        if (callback.id != ++id || callback.body != bodyNumber(number) || stored.contains(number))
            return false;
        stored.insert(number);
        return true;
    });
    QVERIFY2(!unreadable, unreadable ? qPrintable(errorText(*unreadable)) : "");
    QCOMPARE(id, reader.lastId()); // gapless, exact, each once
    QVERIFY(stored.contains(answered));
    QVERIFY(answered.size() > rounds * 5);
}

void TestDurability::rawBytesAreStoredExactly()
{
    const QTemporaryDir folder;
    const QByteArray body
        = "{\"CallbackCommand\":\"X.Y\",\"RoomId\":\"r\", \"t\" : \"\xed\x95\x9c \\u00e9\",\"n\":1.10}\n"_ba;
    const QByteArray head = "POST /a%20b/c?SdkAppid=1&x=%2F+y&CallbackCommand=X.Y HTTP/1.1\r\nhOsT:  localhost \r\n"
                            "X-Odd: \xc3\xa9;q=1\r\nContent-Length: "
        + QByteArray::number(body.size());
    {
        Server server(folder.path());
        Client client(server.url());
        client.send(head + "\r\n\r\n" + body);
        QCOMPARE(client.receive().status, 200);
        ::kill(pid_t(server.process().processId()), SIGKILL);
        QVERIFY(server.process().waitForFinished(patienceMs));
    }
    Roomscope::JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const std::optional<Roomscope::Callback> stored = reader.read(1);
    QVERIFY(stored.has_value());
    QCOMPARE(stored->head, head);
    QCOMPARE(stored->body, body);
    QCOMPARE(stored->reply.status, 200);
    QCOMPARE(stored->reply.body, R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})"_ba);
    QVERIFY2(stored->peer.startsWith(u"127.0.0.1:"_s), qPrintable(stored->peer));
    QVERIFY(stored->receivedUs > 0);
}

void TestDurability::timesNobodyListenedAreKnown()
{
    const QTemporaryDir folder;
    for (int run = 0; run < 2; ++run) {
        Server server(folder.path());
        Client client(server.url());
        QCOMPARE(client.post("/", bodyNumber(run)).status, 200);
        QCOMPARE(server.stop(), 0);
    }
    Roomscope::JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const QList<Roomscope::ListeningPeriod> periods = reader.listeningPeriods();
    QCOMPARE(periods.size(), 2);
    QVERIFY(!periods[0].open);
    QVERIFY(!periods[1].open);
    QVERIFY(periods[0].toUs > periods[0].fromUs);
    QVERIFY(periods[1].fromUs >= periods[0].toUs);
    const qint64 first = reader.read(1)->receivedUs;
    QVERIFY(periods[0].fromUs <= first && first <= periods[0].toUs);
}

void TestDurability::aFullDiskIsAnswered503AndPasses()
{
    const QTemporaryDir folder;
    constexpr rlim_t limit = 256 << 10;
    Server server(folder.path(), {}, limit);
    Client client(server.url());
    int number = 0;
    Answer answer {200, {}};
    while (answer.status == 200 && number < 10'000)
        answer = client.post("/?SdkAppid=1", bodyNumber(number++) + QByteArray(1000, ' '));
    QCOMPARE(answer.status, 503);
    QVERIFY2(answer.body.contains("\"ActionStatus\":\"FAIL\"") && answer.body.contains("\"ErrorCode\":503"),
             answer.body.constData());
    QTRY_VERIFY(server.messages().contains("full"));
    const int stored = number - 1;

    const rlimit unlimited {RLIM_INFINITY, RLIM_INFINITY};
    QCOMPARE(::prlimit(pid_t(server.process().processId()), RLIMIT_FSIZE, &unlimited, nullptr), 0);
    QTRY_VERIFY(server.messages().contains("stored again")); // by itself
    QCOMPARE(client.post("/?SdkAppid=1", bodyNumber(number)).status, 200);
    QCOMPARE(server.stop(), 0);

    Roomscope::JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    QCOMPARE(reader.lastId(), stored + 1);
    QCOMPARE(reader.read(stored + 1)->body, bodyNumber(number));
}

QTEST_GUILESS_MAIN(TestDurability)
#include "tst_durability.moc"
