// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journal.h"
#include "core/receiver/receiverhost.h"
#include "core/session/feedreader.h"
#include "core/session/journalfollower.h"
#include "core/session/monitor.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "tests/support/rawclient.h"
#include "ui/words/errorwords.h"

#include <QtTest>

#include <sqlite3.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// What is stored reaches the monitor once and in order, without holding the event loop.
class TestFeed final : public QObject
{
    Q_OBJECT

private slots:
    void theEventLoopTurnsBetweenSlices();
    void whatComesMeanwhileFollows();
    void aPausedFeedLeavesTheRestInTheJournal();
    void damageIsToldAndTheRestIsRead();
    void aJournalThatCannotBeOpenedIsTriedAgain();
    void whatWasTrimmedIsTold();
    void aRepairedJournalIsFollowed_data();
    void aRepairedJournalIsFollowed();
};

namespace {

constexpr int blockSize = 250;

/// Stores callbacks of one room in blocks; a seat changes hands with each.
void store(Journal &journal, int count)
{
    QList<Callback> batch;
    for (int i = 0; i < count; ++i) {
        const qint64 id = journal.nextId() + batch.size();
        batch.append(seats("rid-1", {{int(id % 8), u"user%1"_s.arg(id)}}, 1'751'010'000'000 + id));
        batch.last().id = id;
        if (batch.size() == blockSize || i + 1 == count)
            journal.append(std::exchange(batch, {}));
    }
}

void execute(const QString &folder, const char *sql)
{
    sqlite3 *database = nullptr;
    const QByteArray file = QFile::encodeName(folder + u"/journal.sqlite"_s);
    QCOMPARE(sqlite3_open(file.constData(), &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
}

void overwriteBeginning(const QString &folder)
{
    QFile file(folder + u"/journal.sqlite"_s);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QCOMPARE(file.write(QByteArray(200, 'x')), 200);
}

/// Notes what reaches the monitor, and when.
struct Record
{
    explicit Record(Monitor *monitor)
    {
        QObject::connect(monitor, &Monitor::applied, monitor, [this](const QList<AppliedCallback> &batch) {
            largestBatch = std::max(largestBatch, batch.size());
            ++batches;
            for (const AppliedCallback &applied : batch)
                ids.append(applied.callback.id);
        });
    }
    /// These, once and in order.
    [[nodiscard]] bool isAll(qint64 first, qint64 last) const
    {
        QList<qint64> expected(last - first + 1);
        std::iota(expected.begin(), expected.end(), first);
        return ids == expected;
    }

    QList<qint64> ids;
    int batches = 0;
    qsizetype largestBatch = 0;
};

} // namespace

void TestFeed::theEventLoopTurnsBetweenSlices()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    store(journal, 6000);
    Monitor monitor;
    Record record(&monitor);
    int turns = 0;
    QTimer turning;
    connect(&turning, &QTimer::timeout, this, [&turns] { ++turns; });
    turning.start(0ms);
    QList<int> turnsAtBatch;
    connect(&monitor, &Monitor::applied, this, [&] { turnsAtBatch.append(turns); });

    JournalFollower follower(folder.path());
    FeedReader feed(&monitor, folder.path());
    feed.attach(&follower);
    follower.start(0);
    QTRY_COMPARE(record.ids.size(), 6000);
    QVERIFY(record.isAll(1, 6000));
    QVERIFY2(record.largestBatch <= 500, qPrintable(QString::number(record.largestBatch)));
    for (qsizetype i = 1; i < turnsAtBatch.size(); ++i)
        QVERIFY(turnsAtBatch[i] > turnsAtBatch[i - 1]);
    QCOMPARE(feed.behind(), 0);
    QCOMPARE(monitor.rooms().find(keyOf(u"rid-1"_s))->takenSeatCount(), 8);
}

void TestFeed::whatComesMeanwhileFollows()
{
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
    }
    ReceiverOptions options;
    options.port = 0;
    options.dataFolder = folder.path();
    Monitor monitor;
    Record record(&monitor);
    ReceiverHost host({.unsentCallbacks = 20, .batchPause = 1ms}, nullptr); // soon too many to be handed over
    QSignalSpy ranges(&host, &ReceiverHost::storedUpTo);
    FeedReader feed(&monitor, folder.path());
    feed.attach(&host);
    host.start(options);
    QTRY_VERIFY(host.status().isReceiving());
    RawClient client(quint16(QUrl(host.status().url).port()));
    const auto post = [&client](int count) {
        for (int i = 0; i < count; ++i) {
            client.send("POST /?SdkAppid=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
            QCOMPARE(client.answer().status, 200); // the event loop does not turn: a range grows
        }
    };
    post(200);
    QTRY_VERIFY(!ranges.isEmpty());
    for (int i = 0; i < 20; ++i) { // while it is read
        post(30);
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(record.ids.size(), 800);
    QVERIFY(record.isAll(1, 800));
    post(1); // acknowledged all the same: what is alone comes as a batch
    QTRY_COMPARE(record.ids.size(), 801);

    post(100);
    host.stop(); // without waiting for the feed
    QTRY_COMPARE(record.ids.size(), 901);
    QVERIFY(record.isAll(1, 901));
}

void TestFeed::aPausedFeedLeavesTheRestInTheJournal()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    store(journal, 3000);
    Monitor monitor;
    Record record(&monitor);
    JournalFollower follower(folder.path());
    FeedReader feed(&monitor, folder.path());
    feed.attach(&follower);
    const auto pauseOnce
        = connect(&monitor, &Monitor::applied, &feed, [&] { feed.pause(); }); // in the midst of a slice
    QSignalSpy caughtUp(&feed, &FeedReader::caughtUp);
    follower.start(0);
    QTRY_VERIFY(feed.behind() > 2000); // the follower has told all
    QCOMPARE(record.batches, 1);
    disconnect(pauseOnce);
    feed.resume();
    QVERIFY(caughtUp.wait(patienceMs));
    QVERIFY(record.isAll(1, 3000));
}

void TestFeed::damageIsToldAndTheRestIsRead()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    store(journal, 2000);
    execute(folder.path(),
            "UPDATE blocks SET data = substr(data, 1, 50) || x'00ff' || substr(data, 53) "
            "WHERE first IN (501, 1501)");
    Monitor monitor;
    Record record(&monitor);
    JournalFollower follower(folder.path());
    FeedReader feed(&monitor, folder.path());
    feed.attach(&follower);
    QStringList told;
    connect(&feed, &FeedReader::failed, this, [&told](const Error &error) { told.append(errorText(error)); });
    follower.start(0);
    QTRY_COMPARE(record.ids.size(), 1500);
    QTRY_COMPARE(feed.behind(), 0);
    QVERIFY(!record.ids.contains(501) && record.ids.contains(500) && record.ids.contains(751));
    QVERIFY(std::is_sorted(record.ids.begin(), record.ids.end()));
    QVERIFY2(told.join(u'\n').contains(u"callbacks 501 to 750"_s), qPrintable(told.join(u'\n')));
    QVERIFY2(told.join(u'\n').contains(u"callbacks 1501 to 1750"_s), qPrintable(told.join(u'\n')));
    QCOMPARE(told.size(), 2); // once each
}

void TestFeed::aJournalThatCannotBeOpenedIsTriedAgain()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    store(journal, 500);
    Monitor monitor;
    Record record(&monitor);
    JournalFollower follower(folder.path());
    FeedReader feed(&monitor, folder.path());
    feed.attach(&follower);
    QSignalSpy failed(&feed, &FeedReader::failed);
    const auto moveFiles = [&folder](const QString &from, const QString &to) {
        for (const QString &suffix : {QString(), u"-wal"_s, u"-end"_s}) {
            if (!QFile::rename(folder.filePath(from + suffix), folder.filePath(to + suffix)))
                return false;
        }
        return true;
    };
    follower.start(0); // which has it open
    QVERIFY(moveFiles(u"journal.sqlite"_s, u"elsewhere"_s));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(record.ids.size(), 0);
    QVERIFY(moveFiles(u"elsewhere"_s, u"journal.sqlite"_s));
    QTRY_COMPARE(record.ids.size(), 500);
    QVERIFY(record.isAll(1, 500));
    QCOMPARE(failed.size(), 1);
}

void TestFeed::whatWasTrimmedIsTold()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    store(journal, 1000);
    Monitor monitor;
    Record record(&monitor);
    JournalFollower follower(folder.path());
    FeedReader feed(&monitor, folder.path());
    feed.attach(&follower);
    QSignalSpy failed(&feed, &FeedReader::failed);
    feed.pause();
    follower.start(0);
    QVERIFY(!journal.trim({.firstKept = 501, .sinceUs = 1'751'010'000'541'000, .packedState = {}}));
    feed.resume();
    QTRY_COMPARE(record.ids.size(), 500);
    QVERIFY(record.isAll(501, 1000));
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].value<Error>(),
             (Error {ErrorKind::RemovedBeforeShown, {qint64(1), qint64(500), qint64(500)}}));
}

void TestFeed::aRepairedJournalIsFollowed_data()
{
    QTest::addColumn<bool>("damagedBefore");
    QTest::newRow("damaged before it is followed") << true;
    QTest::newRow("damaged while it is followed") << false;
}

void TestFeed::aRepairedJournalIsFollowed()
{
    QFETCH(const bool, damagedBefore);
    const QTemporaryDir folder;
    const auto storeAsAnotherProcess = [&folder](int count) {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        store(journal, count);
        QCOMPARE(journal.repairs().isEmpty(), count == 1000);
    };
    storeAsAnotherProcess(1000);
    if (damagedBefore)
        overwriteBeginning(folder.path());
    Monitor monitor;
    Record record(&monitor);
    JournalFollower follower(folder.path());
    FeedReader feed(&monitor, folder.path());
    feed.attach(&follower);
    QSignalSpy missed(&feed, &FeedReader::missed);
    QList<ReceiverStatus> statuses;
    connect(&follower, &JournalFollower::statusChanged, this,
            [&statuses](const ReceiverStatus &status) { statuses.append(status); });
    follower.start(0);
    QTRY_COMPARE(record.ids.size(), 1000);
    QTRY_VERIFY(!statuses.isEmpty());
    QCOMPARE(statuses.last().state,
             damagedBefore ? ReceiverStatus::State::JournalFailed : ReceiverStatus::State::Following);
    QCOMPARE(statuses.last().error->kind == ErrorKind::FollowedJournalDamaged, damagedBefore);
    if (!damagedBefore)
        overwriteBeginning(folder.path());
    storeAsAnotherProcess(500);
    QTRY_COMPARE(record.ids.size(), 1500);
    QVERIFY(record.isAll(1, 1500));
    QCOMPARE(missed.size(), 0);
    QTRY_COMPARE(statuses.last().state, ReceiverStatus::State::Following);
}

QTEST_GUILESS_MAIN(TestFeed)
#include "tst_feed.moc"
