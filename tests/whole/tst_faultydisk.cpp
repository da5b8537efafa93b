// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalcheck.h"
#include "core/journal/journalreader.h"
#include "tests/support/program.h"

#include <QtTest>

#include <csignal>

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
        qputenv("LD_PRELOAD", FAULTY_FILES);
        qputenv("FAULTY_FILES", control.toLocal8Bit());
        qputenv("ASAN_OPTIONS", "verify_asan_link_order=0");
        Server server(session, {u"--keep-bytes"_s, u"1M"_s});
        for (const char *name : {"LD_PRELOAD", "FAULTY_FILES", "ASAN_OPTIONS"})
            qunsetenv(name);
        QVERIFY2(server.url().port() > 0, server.messages().constData());
        Client client(server.url());
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
            ::kill(pid_t(server.process().processId()), SIGKILL);
            QVERIFY(server.process().waitForFinished());
            continue;
        }
        setFault(control, {});
        QTRY_COMPARE_WITH_TIMEOUT(post(), 200, 20'000);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(post(), 200);
        QCOMPARE(server.stop(), 0);
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
    QVERIFY2(!failure, failure ? qPrintable(failure->sentence) : "");
    QVERIFY(!stored.contains(-1)); // exact, each once
    QVERIFY(stored.contains(answered));
    // One whose sync failed may have reached the disk all the same, but its sender was told otherwise.
    QVERIFY(stored.size() <= answered.size() + (isKilled ? rounds * 10 : 0));
    const auto checked = Roomscope::checkJournal(session);
    QVERIFY(std::get<Roomscope::JournalCheck>(checked).isSound());
}

QTEST_GUILESS_MAIN(TestFaultyDisk)
#include "tst_faultydisk.moc"
