// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalcheck.h"
#include "core/journal/journalreader.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "ui/words/errorwords.h"

#include <QtTest>

#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;
using namespace Roomscope::Test;

/// The real program on a disk that fails while callbacks come: what is answered OK is stored, nothing is made up, and
/// it goes on by itself.
class TestFaultyDisk final : public QObject
{
    Q_OBJECT

private slots:
    void nothingAnsweredIsLostAndNothingInvented_data();
    void nothingAnsweredIsLostAndNothingInvented();
    void whatWaitsBehindASlowCommitIsNotAnsweredLate();
    void startingOnAFullDiskSaysSo();
    void outputThatCannotBeWrittenGoesOnLater();
};

namespace {

QByteArray bodyNumber(int number)
{
    return "{\"CallbackCommand\":\"Live.CallbackAfterSomethingNew\",\"RoomId\":\"r\",\"Number\":"
        + QByteArray::number(number) + ",\"Text\":\"" + QByteArray(500, char('a' + number % 26)) + "\"}";
}

/// What the shim does from now on; nothing: all is well.
void setFault(const QString &control, const QByteArray &word)
{
    QFile file(control);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(control));
    file.write(word);
}

/// A receiver into that folder, on a disk that does what the control file says.
std::unique_ptr<Server> startOnFaultyDisk(const QString &session, const QString &control)
{
    qputenv("LD_PRELOAD", FAULTY_FILES);
    qputenv("FAULTY_FILES", control.toLocal8Bit());
    qputenv("ASAN_OPTIONS", "verify_asan_link_order=0");
    auto server = std::make_unique<Server>(session, QStringList {u"--keep-bytes"_s, u"1M"_s});
    for (const char *name : {"LD_PRELOAD", "FAULTY_FILES", "ASAN_OPTIONS"})
        qunsetenv(name);
    return server;
}

} // namespace

void TestFaultyDisk::nothingAnsweredIsLostAndNothingInvented_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<bool>("isHarmless");
    QTest::addColumn<bool>("isKilled"); // while it fails
    for (const bool isKilled : {false, true}) {
        const char *const end = isKilled ? "killed" : "passes";
        QTest::addRow("full, %s", end) << "full"_ba << false << isKilled;
        QTest::addRow("read only, %s", end) << "readonly"_ba << false << isKilled;
        QTest::addRow("I/O error, %s", end) << "broken"_ba << false << isKilled;
        QTest::addRow("cannot sync, %s", end) << "unsynced"_ba << false << isKilled;
        QTest::addRow("half written, %s", end) << "torn"_ba << false << isKilled;
        QTest::addRow("short writes, %s", end) << "short"_ba << true << isKilled;
    }
}

void TestFaultyDisk::nothingAnsweredIsLostAndNothingInvented()
{
    QFETCH(QByteArray, fault);
    QFETCH(bool, isHarmless);
    QFETCH(bool, isKilled);
    constexpr int rounds = 4;
    const QTemporaryDir folder;
    const QString control = folder.filePath(u"fault"_s);
    const QString session = folder.filePath(u"session"_s);
    QSet<int> answered;
    int next = 0;
    for (int round = 0; round < rounds; ++round) {
        setFault(control, {});
        const std::unique_ptr<Server> server = startOnFaultyDisk(session, control);
        QVERIFY2(server->url().port() > 0, server->messages().constData());
        Client client(server->url());
        const auto post = [&] {
            const int number = next++;
            const int status = client.post("/?SdkAppid=1", bodyNumber(number)).status;
            if (status == 200)
                answered.insert(number);
            return status;
        };
        for (int i = 0; i < 20 + round * 13; ++i)
            QCOMPARE(post(), 200);
        setFault(control, fault);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(post(), isHarmless ? 200 : 503);
        if (isKilled) {
            ::kill(pid_t(server->process().processId()), SIGKILL);
            QVERIFY(server->process().waitForFinished(patienceMs));
            continue;
        }
        setFault(control, {});
        QTRY_COMPARE(post(), 200);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(post(), 200);
        QCOMPARE(server->stop(), 0);
    }

    Roomscope::JournalReader reader;
    QVERIFY(!reader.open(session));
    QSet<int> stored;
    const auto failure = reader.forEach(1, reader.lastId(), [&](const Roomscope::Callback &callback) {
        const qsizetype at = callback.body.indexOf("\"Number\":") + 9;
        const int number = callback.body.sliced(at, callback.body.indexOf(',', at) - at).toInt();
        if (callback.body == bodyNumber(number) && number < next && !stored.contains(number))
            stored.insert(number);
        else
            stored.insert(-1);
        return true;
    });
    QVERIFY2(!failure, failure ? qPrintable(errorText(*failure)) : "");
    QVERIFY(!stored.contains(-1)); // exact, each once
    QVERIFY(stored.contains(answered));
    // One whose sync failed may have reached the disk all the same, but its sender was told otherwise.
    QVERIFY(stored.size() <= answered.size() + (isKilled ? rounds * 10 : 0));
    const auto checked = Roomscope::checkJournal(session);
    QVERIFY(checked && checked->isSound());
}

/// Patience counts from the arrival, not from the commit.
void TestFaultyDisk::whatWaitsBehindASlowCommitIsNotAnsweredLate()
{
    // On a machine that is busy with other things the first one may be late, too: then it is no case of this.
    int attempts = 0;
    for (bool isFirstStored = false; !isFirstStored; ++attempts) {
        QVERIFY(attempts < 10);
        const QTemporaryDir folder;
        const QString control = folder.filePath(u"fault"_s);
        const std::unique_ptr<Server> server = startOnFaultyDisk(folder.filePath(u"session"_s), control);
        Client first(server->url());
        Client second(server->url());
        QCOMPARE(first.post("/?SdkAppid=1", bodyNumber(1)).status, 200);
        setFault(control, "slow 700");
        first.send(Client::postRequest("/?SdkAppid=1", bodyNumber(2)));
        QTRY_VERIFY(QFile::exists(control + u".slow"_s)); // it is being stored
        setFault(control, "slow 1400");
        second.send(Client::postRequest("/?SdkAppid=1", bodyNumber(3)));
        isFirstStored = first.receive().status == 200;
        const Answer late = second.receive(); // would wait for two seconds
        QCOMPARE(late.status, 503);
        QVERIFY2(late.body.contains("not stored in time"), late.body.constData());
        setFault(control, {});
        QTRY_COMPARE(first.post("/?SdkAppid=1", bodyNumber(4)).status, 200);
        QVERIFY2(server->messages().contains("the journal has not answered"), server->messages().constData());
        QCOMPARE(server->stop(), 0);
    }
}

void TestFaultyDisk::startingOnAFullDiskSaysSo()
{
    const QTemporaryDir folder;
    const QString control = folder.filePath(u"fault"_s);
    const QString session = folder.filePath(u"session"_s);
    const auto complaint = [&] {
        const std::unique_ptr<Server> server = startOnFaultyDisk(session, control);
        return server->process().state() == QProcess::NotRunning && server->process().exitCode() == 1
            ? server->messages()
            : QByteArray();
    };
    setFault(control, "full");
    const QByteArray fresh = complaint();
    QVERIFY2(fresh.contains("The disk of") && fresh.contains("is full"), fresh.constData());

    setFault(control, {});
    const std::unique_ptr<Server> killed = startOnFaultyDisk(session, control);
    setFault(control, "full");
    const QByteArray second = complaint();
    QVERIFY2(second.contains("in use by another Roomscope"), second.constData());
    ::kill(pid_t(killed->process().processId()), SIGKILL);
    QVERIFY(killed->process().waitForFinished(patienceMs));
    const QByteArray again = complaint(); // its lock cannot be taken away
    QVERIFY2(again.contains("The disk of") && again.contains("is full"), again.constData());
    setFault(control, {});
    QCOMPARE(startOnFaultyDisk(session, control)->stop(), 0);
}

void TestFaultyDisk::outputThatCannotBeWrittenGoesOnLater()
{
    const QTemporaryDir folder;
    const QString control = folder.filePath(u"fault"_s);
    const QString output = folder.filePath(u"output.ndjson"_s);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LD_PRELOAD"_s, QString::fromLatin1(FAULTY_FILES));
    environment.insert(u"FAULTY_FILES"_s, control);
    environment.insert(u"FAULTY_PATH"_s, output);
    environment.insert(u"ASAN_OPTIONS"_s, u"verify_asan_link_order=0"_s);
    QProcess server;
    server.setProcessEnvironment(environment);
    server.setStandardOutputFile(output);
    server.start(QStringLiteral(ROOMSCOPE_PROGRAM),
                 {u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--data-dir"_s, folder.filePath(u"session"_s)});
    const auto lines = [&] {
        QFile file(output);
        QList<QJsonObject> objects;
        while (file.isOpen() || file.open(QIODevice::ReadOnly)) {
            const QByteArray line = file.readLine();
            if (line.isEmpty())
                break;
            objects.append(QJsonDocument::fromJson(line).object());
        }
        return objects;
    };
    auto messages = [&server, said = QByteArray()]() mutable {
        server.waitForReadyRead(0);
        return said += server.readAllStandardError();
    };
    QTRY_COMPARE(lines().size(), 1);
    Client client(QUrl(lines().first().value(u"url"_s).toString()));
    int number = 0;
    const auto post = [&] { return client.post("/?SdkAppid=1", bodyNumber(number++)).status; };
    QCOMPARE(post(), 200);
    QTRY_COMPARE(lines().size(), 2);
    setFault(control, "torn"); // half a line
    QCOMPARE(post(), 200);
    QTRY_VERIFY(messages().contains("The output cannot be written"));
    setFault(control, "full");
    QCOMPARE(post(), 200);
    QCOMPARE(post(), 200);
    setFault(control, {});
    QCOMPARE(post(), 200);
    QTRY_VERIFY2(messages().contains("The output is written again"), messages().constData());
    server.terminate();
    QVERIFY(server.waitForFinished(patienceMs));
    const QList<QJsonObject> written = lines();
    QVERIFY(written.size() >= 4 && written.size() <= 6); // those in between may come together with the last one
    for (const QJsonObject &line : written)
        QVERIFY(!line.isEmpty()); // each is whole
    QCOMPARE(written.last().value(u"id"_s).toInt(), number);
}

QTEST_GUILESS_MAIN(TestFaultyDisk)
#include "tst_faultydisk.moc"
