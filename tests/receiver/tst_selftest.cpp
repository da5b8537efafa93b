// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "core/receiver/clockwatch.h"
#include "core/receiver/portowner.h"
#include "core/receiver/selftester.h"
#include "tests/support/patience.h"
#include "tests/support/rawclient.h"
#include "tests/support/receiverundertest.h"

#include <QFileInfo>
#include <QTcpServer>
#include <QtTest>

#include <sqlite3.h>

using namespace Qt::StringLiterals;
using namespace Roomscope;

/// How the receiver finds out by itself whether it can receive.
class TestSelfTest final : public QObject
{
    Q_OBJECT

private slots:
    void theReceiverPostsToItselfAfterAStart_data();
    void theReceiverPostsToItselfAfterAStart();
    void aSelfTestThatCannotBeStoredIsNoGreenLight();
    void aReceiverThatDoesNotAnswerIsSaidSo_data();
    void aReceiverThatDoesNotAnswerIsSaidSo();
    void aStrangerCannotPoseAsTheSelfTest();
    void clocksThatPartTellOfASleep_data();
    void clocksThatPartTellOfASleep();
    void aSleepIsAGapInTheJournal();
    void theOwnerOfAPortIsNamed();
};

void TestSelfTest::theReceiverPostsToItselfAfterAStart_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<QString>("host");
    QTest::newRow("TCP") << Transport::Tcp << u"127.0.0.1"_s;
    QTest::newRow("TLS") << Transport::Tls << u"127.0.0.1"_s;
    QTest::newRow("every address") << Transport::Tcp << u"0.0.0.0"_s;
    QTest::newRow("localhost, TLS") << Transport::Tls << u"localhost"_s;
}

void TestSelfTest::theReceiverPostsToItselfAfterAStart()
{
    QFETCH(const Transport, transport);
    QFETCH(const QString, host);
    ReceiverUnderTest receiver;
    receiver.options.host = host;
    receiver.options.tls.selfSigned = transport == Transport::Tls;
    QVERIFY(!receiver.options.setSdkAppIds({u"1400000000"_s})); // and whatever else it refuses
    QVERIFY(!receiver.options.setPath(u"/callback"_s));
    QVERIFY(!receiver.options.setToken("secret"));
    receiver.options.signaturePolicy = SignaturePolicy::Require;
    QVERIFY(receiver.start());
    QTRY_VERIFY(receiver.host.status().selfTest);
    const SelfTest first = *receiver.host.status().selfTest;
    QVERIFY(!first.error);
    QVERIFY(first.durationUs > 0);
    receiver.host.testSelf();
    QTRY_VERIFY(receiver.host.status().selfTest->atUs > first.atUs);
    QVERIFY(!receiver.host.status().selfTest->error);
    QVERIFY(receiver.host.status().isReceiving());
    receiver.host.stop();
    QVERIFY(receiver.callbacks.isEmpty()); // it is no callback
    QVERIFY(!receiver.host.status().selfTest);
    JournalReader reader;
    QVERIFY(!reader.open(receiver.options.dataFolder));
    QCOMPARE(reader.lastId(), 0);
}

void TestSelfTest::aSelfTestThatCannotBeStoredIsNoGreenLight()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    QTRY_VERIFY(receiver.host.status().selfTest);
    sqlite3 *other = nullptr; // somebody holds the database
    const QByteArray file = QFile::encodeName(receiver.options.dataFolder + u"/journal.sqlite"_s);
    QCOMPARE(sqlite3_open_v2(file.constData(), &other, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    receiver.host.testSelf();
    QTRY_VERIFY(!receiver.host.status().isReceiving());
    QVERIFY(!receiver.problem().isEmpty());
    QCOMPARE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(other);
    receiver.host.testSelf();
    QTRY_VERIFY(receiver.host.status().isReceiving());
    QVERIFY(!receiver.host.status().selfTest->error);
}

void TestSelfTest::aReceiverThatDoesNotAnswerIsSaidSo_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("words");
    QTest::newRow("hangs up") << QByteArray() << u"cannot be reached"_s;
    QTest::newRow("another server") << "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"_ba
                                    << u"answered with status 404"_s;
}

void TestSelfTest::aReceiverThatDoesNotAnswerIsSaidSo()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, words);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
            socket->write(answer);
            socket->disconnectFromHost();
        });
    });
    SelfTester tester;
    QSignalSpy finished(&tester, &SelfTester::finished);
    tester.start(u"http://127.0.0.1:%1/"_s.arg(server.serverPort()), {});
    QTRY_COMPARE(finished.size(), 1);
    const auto result = finished.first().first().value<SelfTest>();
    QVERIFY(result.error);
    QVERIFY2(errorText(*result.error).contains(words), qPrintable(errorText(*result.error)));

    server.close();
    tester.start(u"http://127.0.0.1:%1/"_s.arg(server.serverPort()), {});
    tester.cancel(); // without a result
    QVERIFY(!tester.isRunning());
    tester.start(u"http://127.0.0.1:1/"_s, {});
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(finished.last().first().value<SelfTest>().error->kind, ErrorKind::SelfTestUnreachable);
}

void TestSelfTest::aStrangerCannotPoseAsTheSelfTest()
{
    ReceiverUnderTest receiver;
    QVERIFY(!receiver.options.setSdkAppIds({u"1400000000"_s}));
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    for (const QByteArray &secret : {""_ba, "0"_ba, QByteArray(32, '0')}) {
        client.send("POST /?SdkAppid=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
                    + QByteArray(SelfTester::headerName) + ": " + secret + "\r\n\r\n");
        QCOMPARE(client.answer().status, 403);
    }
    QTRY_COMPARE(receiver.callbacks.size(), 3);
}

void TestSelfTest::clocksThatPartTellOfASleep_data()
{
    QTest::addColumn<QList<qint64>>("wall"); // seconds, at each look
    QTest::addColumn<QList<qint64>>("running");
    QTest::addColumn<QList<qint64>>("jumps"); // seconds by which the wall clock has jumped; 0: not
    const auto row = [](const char *name, const QList<qint64> &wall, const QList<qint64> &running,
                        const QList<qint64> &jumps) { QTest::newRow(name) << wall << running << jumps; };
    row("together", {1000, 1005, 1010}, {1, 6, 11}, {0, 0, 0});
    row("a busy thread", {1000, 1600}, {1, 601}, {0, 0});
    row("a clock that is put right a little", {1000, 1009, 1005}, {1, 6, 11}, {0, 0, 0});
    row("a sleep", {1000, 1005, 4605, 4610}, {1, 6, 8, 13}, {0, 0, 3600, 0});
    row("a clock set forward", {1000, 1105, 1110}, {1, 6, 11}, {0, 105, 0});
    row("a clock set back", {1000, 905, 910}, {1, 6, 11}, {0, -95, 0});
}

void TestSelfTest::clocksThatPartTellOfASleep()
{
    QFETCH(const QList<qint64>, wall);
    QFETCH(const QList<qint64>, running);
    QFETCH(const QList<qint64>, jumps);
    constexpr qint64 second = 1'000'000;
    ClockWatch watch;
    for (qsizetype i = 0; i < wall.size(); ++i) {
        const auto jump = watch.look(wall.at(i) * second, running.at(i) * second);
        QCOMPARE(jump ? (jump->toUs - jump->fromUs) / second : 0, jumps.at(i));
    }
}

void TestSelfTest::aSleepIsAGapInTheJournal()
{
    const QTemporaryDir folder;
    constexpr qint64 hour = 3'600'000'000;
    const qint64 begin = (QDateTime::currentMSecsSinceEpoch() * 1000) - 3 * hour;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    journal.startListening(u"http://127.0.0.1:1/"_s, begin);
    journal.noteGap(begin + hour, begin + 2 * hour);
    journal.stopListening();
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const QList<ListeningPeriod> periods = reader.listeningPeriods();
    QCOMPARE(periods.size(), 2);
    QCOMPARE(periods.at(0).fromUs, begin);
    QCOMPARE(periods.at(0).toUs, begin + hour);
    QVERIFY(!periods.at(0).open);
    QCOMPARE(periods.at(1).fromUs, begin + 2 * hour);
    QVERIFY(periods.at(1).toUs >= begin + 3 * hour);
    QVERIFY(!periods.at(1).open);
    QCOMPARE(periods.at(1).url, periods.at(0).url);
}

void TestSelfTest::theOwnerOfAPortIsNamed()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const PortOwner self {.program = QFileInfo(QCoreApplication::applicationFilePath()).fileName().left(15),
                          .process = QString::number(QCoreApplication::applicationPid())};
    const quint16 port = other.serverPort();
    QVERIFY(portOwner(QHostAddress(QHostAddress::LocalHost), port) == self);
    QVERIFY(portOwner(QHostAddress(QHostAddress::AnyIPv4), port) == self);
    QVERIFY(portOwner(QHostAddress(QHostAddress::Any), port) == self);
    QVERIFY(!portOwner(QHostAddress(u"127.0.0.2"_s), port)); // is free
    ReceiverUnderTest receiver;
    receiver.options.port = other.serverPort();
    QVERIFY(!receiver.start());
    const QString named = u"is used by %1 (process %2)"_s.arg(self.program, self.process);
    QVERIFY2(receiver.problem().contains(named), qPrintable(receiver.problem()));
    other.close();
    QVERIFY(!portOwner(QHostAddress(QHostAddress::LocalHost), port));
    QVERIFY(other.listen(QHostAddress::LocalHostIPv6));
    QVERIFY(portOwner(QHostAddress(QHostAddress::LocalHostIPv6), other.serverPort()) == self);
    QVERIFY(!portOwner(QHostAddress(QHostAddress::LocalHost), other.serverPort()));
    other.close();
    QVERIFY(other.listen(QHostAddress::AnyIPv4));
    QVERIFY(portOwner(QHostAddress(QHostAddress::LocalHost), other.serverPort()) == self);
}

QTEST_GUILESS_MAIN(TestSelfTest)
#include "tst_selftest.moc"
