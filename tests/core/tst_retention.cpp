// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/checkpoints.h"
#include "core/session/retention.h"

#include "core/base/times.h"
#include "core/exchange/callbackjson.h"
#include "core/journal/block.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/journal/journalcheck.h"
#include "core/session/journalfold.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/words/errorwords.h"

#include <QProcess>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// What becomes of blocks after they have been written: joined, divided, removed.
class TestRetention final : public QObject
{
    Q_OBJECT

private slots:
    void smallCommitsAreJoined();
    void largeCommitsAreDivided();
    void theRoomsAreTheSameAfterATrim_data();
    void theRoomsAreTheSameAfterATrim();
    void aSecondTrimBeginsWhereTheFirstEnded();
    void whatIsRemovedIsGoneAtOnceAndItsSpaceLater();
    void idsGoOnWhenEverythingIsRemoved();
    void momentsBeforeAreNotMadeUp();
    void aDamagedBaseIsTold();
    void ageAndSizeAreKeptWhileCallbacksCome_data();
    void ageAndSizeAreKeptWhileCallbacksCome();
    void theSizeOfAllFilesIsKeptSoonAfterABurst();
    void killsWhileTrimmingLoseNothingThatIsKept();
    void sizesAndAgesAreReadAsWritten_data();
    void sizesAndAgesAreReadAsWritten();
};

namespace {

/// When the k-th callback was sent, milliseconds, and when it arrived: five a second.
qint64 sentMs(qint64 k)
{
    return 1'751'010'000'000 + k * 200;
}
qint64 arrivalUs(qint64 k)
{
    return sentMs(k) * 1000;
}

/// The k-th callback of a life in three rooms: some late, some twice, some rejected.
Callback numbered(qint64 k)
{
    if (k % 13 == 0)
        --k; // the same again
    const qint64 timeMs = sentMs(k % 11 == 0 ? k - 40 : k);
    Callback sent
        = seats("room-" + QByteArray::number(k % 3), {{int(k % 5), u"user%1"_s.arg(k % 4), k % 7 == 0}}, timeMs);
    if (k % 101 == 0)
        sent = creation("room-" + QByteArray::number(k % 3), 8, timeMs);
    sent.id = k;
    sent.receivedUs = arrivalUs(k);
    if (k % 17 == 0)
        sent.verdict.rejection = Rejection::Malformed;
    return sent;
}

void write(Journal &journal, qint64 count, qint64 batchSize)
{
    const QSignalSpy committed(&journal, &Journal::committed);
    qint64 commits = 0;
    for (qint64 written = 0; written < count; ++commits) {
        QList<Callback> batch;
        for (qint64 i = 0; i < batchSize && written < count; ++i, ++written) {
            const qint64 id = journal.nextId() + i;
            batch.append(numbered(id));
            batch.last().id = id;
        }
        journal.append(batch);
    }
    QCOMPARE(committed.size(), commits);
}

JournalReader readerOf(const QString &folder)
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    return reader;
}

QList<Callback> readAll(const QString &folder)
{
    QList<Callback> result;
    const JournalReader reader = readerOf(folder);
    if (const auto failure = reader.forEach(1, reader.lastId(), [&result](const Callback &read) {
            result.append(read);
            return true;
        }))
        qFatal("%s", qPrintable(errorText(*failure)));
    return result;
}

/// The rooms now, and all that later callbacks would make of them.
QByteArray roomsOf(const QString &folder, std::optional<Error> *failure = nullptr)
{
    const JournalReader reader = readerOf(folder);
    MonitorState state;
    const auto problem = foldJournal(reader, folder, state, reader.lastId(), reader.lastId() + 1);
    if (failure)
        *failure = problem;
    else if (problem)
        qFatal("%s", qPrintable(errorText(*problem)));
    QByteArray json = roomsJson(state.rooms, 0);
    for (qint64 k = 4990; k < 5060; ++k) { // duplicates and late ones among them
        const AppliedCallback applied = state.rooms.apply(numbered(k));
        json += callbackJson(applied);
    }
    return json + QByteArray::number(state.counters.callbacks);
}

JournalBase planned(const QString &folder, const TrimLimits &limits)
{
    const auto plan = planTrim(readerOf(folder), folder, limits);
    if (!plan || !*plan)
        qFatal("nothing to trim");
    return **plan;
}

qint64 numberOf(const QString &folder, const char *sql)
{
    Database database;
    if (const auto failure = database.open(folder + u"/journal.sqlite"_s, Database::Access::ReadOnly))
        qFatal("%s", qPrintable(errorText(*failure)));
    return database.number(sql);
}

} // namespace

void TestRetention::smallCommitsAreJoined()
{
    const QTemporaryDir folder;
    QList<Callback> sent;
    for (int run = 0; run < 4; ++run) { // goes on with what a former run has left small
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        for (int i = 0; i < 275; ++i) {
            const qint64 id = journal.nextId();
            sent.append(numbered(id));
            sent.last().id = id;
            sent.last().reply.durationUs = -1;
            journal.append({sent.last()});
        }
    }
    QCOMPARE(readAll(folder.path()), sent);
    const qint64 callbacks = numberOf(folder.path(), "SELECT sum(callbacks) FROM blocks");
    QCOMPARE(numberOf(folder.path(), "SELECT max(callbacks) FROM blocks"), 256);
    QCOMPARE(numberOf(folder.path(), "SELECT count(*) FROM blocks WHERE callbacks = 256"), callbacks / 256);
    QCOMPARE(numberOf(folder.path(), "SELECT count(*) FROM blocks WHERE callbacks = 1"), callbacks % 256);

    Journal journal; // one that is large enough by itself takes the small ones before it along
    QVERIFY(!journal.open(folder.path()));
    write(journal, 100, 100);
    QCOMPARE(numberOf(folder.path(), "SELECT count(*) FROM blocks WHERE callbacks < 64"), 0);
}

void TestRetention::largeCommitsAreDivided()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    write(journal, 3000, 3000);
    QVERIFY(numberOf(folder.path(), "SELECT max(callbacks) FROM blocks") < 256 + 64);
    QList<Callback> large;
    for (int i = 0; i < 20; ++i) {
        large.append(numbered(1));
        large.last().id = journal.nextId() + i;
        large.last().body = QByteArray(700'000, char('a' + i));
        large.last().reply.durationUs = 77;
    }
    journal.append(large);
    journal.noteReplies(large.first().id, QList<qint64>(large.size(), 77));
    QTRY_COMPARE(readAll(folder.path()).sliced(readAll(folder.path()).size() - 20), large);
    QVERIFY(numberOf(folder.path(), "SELECT max(callbacks) FROM blocks WHERE first > 3000") <= 2);
}

void TestRetention::theRoomsAreTheSameAfterATrim_data()
{
    QTest::addColumn<qint64>("sinceUs");
    QTest::addColumn<qint64>("keepBytes");
    for (const qint64 k : {2, 100, 1301, 2555, 2998, 100'000})
        QTest::addRow("since callback %lld", k) << arrivalUs(k) << 0LL;
    QTest::newRow("by size") << 0LL << 50'000LL;
    QTest::newRow("newest block only") << 0LL << 1LL;
}

void TestRetention::theRoomsAreTheSameAfterATrim()
{
    QFETCH(qint64, sinceUs);
    QFETCH(qint64, keepBytes);
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    write(journal, 3000, 37);
    const QByteArray before = roomsOf(folder.path());
    const QList<Callback> all = readAll(folder.path());
    const JournalBase base = planned(folder.path(),
                                     {.sinceUs = sinceUs ? std::optional(sinceUs) : std::nullopt,
                                      .keepBytes = keepBytes ? std::optional(keepBytes) : std::nullopt});
    QVERIFY(!journal.trim(base));
    QCOMPARE(roomsOf(folder.path()), before);
    QList<Callback> kept = all;
    kept.removeIf([&base](const Callback &callback) { return callback.id < base.firstKept; });
    QCOMPARE(readAll(folder.path()), kept);
    if (sinceUs) {
        for (const Callback &callback : std::as_const(kept))
            QVERIFY(callback.receivedUs >= sinceUs);
    } else {
        QVERIFY(kept.size() > 0 && kept.size() < 2900);
    }
    QVERIFY(!journal.sweep());
    QCOMPARE(roomsOf(folder.path()), before);
    QCOMPARE(readAll(folder.path()), kept);
    const auto checked = checkJournal(folder.path());
    QVERIFY(checked->isSound());
}

void TestRetention::aSecondTrimBeginsWhereTheFirstEnded()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    write(journal, 2000, 10);
    MonitorState state;
    const JournalReader reader = readerOf(folder.path());
    QVERIFY(!foldJournal(reader, folder.path(), state, 900, 901));
    QVERIFY(saveCheckpoint(folder.path(), state)); // of what will be removed
    const QByteArray before = roomsOf(folder.path());
    for (const qint64 k : {400, 401, 950, 1700}) {
        QVERIFY(!journal.trim(planned(folder.path(), {.sinceUs = arrivalUs(k)})));
        QCOMPARE(roomsOf(folder.path()), before);
    }
    const auto again = planTrim(reader, folder.path(), {.sinceUs = arrivalUs(1700)});
    QVERIFY(again && !again->has_value());
}

void TestRetention::whatIsRemovedIsGoneAtOnceAndItsSpaceLater()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    journal.startListening(u"http://127.0.0.1:1/"_s, arrivalUs(-25));
    write(journal, 40'000, 100);
    const JournalReader reader = readerOf(folder.path());
    const JournalBase base = planned(folder.path(), {.sinceUs = arrivalUs(39'000)});
    QVERIFY(!journal.trim(base));
    QCOMPARE(reader.firstId(), base.firstKept);
    QCOMPARE(reader.stats().callbacks + reader.stats().rejected, 40'000 - base.firstKept + 1);
    QVERIFY(!reader.read(base.firstKept - 1));
    QVERIFY(reader.read(base.firstKept));
    QCOMPARE(reader.listeningPeriods().first().fromUs, base.sinceUs); // nothing is known of the time before
    write(journal, 100, 10);                                          // an append comes between
    // By itself, step by step.
    QTRY_COMPARE(numberOf(folder.path(), "SELECT count(*) FROM blocks WHERE last < (SELECT first_kept FROM base)"), 0);
    QTRY_VERIFY(numberOf(folder.path(), "PRAGMA freelist_count") * 4 <= numberOf(folder.path(), "PRAGMA page_count"));
    QCOMPARE(numberOf(folder.path(), "SELECT count(*) FROM rejected WHERE id < (SELECT first_kept FROM base)"), 0);
    QCOMPARE(qint64(readAll(folder.path()).size()), 40'100 - base.firstKept + 1);
    journal.stopListening();
    QCOMPARE(reader.listeningPeriods().size(), 1);
    QVERIFY(!reader.listeningPeriods().first().open);
}

void TestRetention::idsGoOnWhenEverythingIsRemoved()
{
    const QTemporaryDir folder;
    QByteArray before;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        write(journal, 300, 1);
        before = roomsOf(folder.path());
        QVERIFY(!journal.trim(planned(folder.path(), {.sinceUs = nowUs()})));
        QCOMPARE(journal.nextId(), 301);
    }
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    QCOMPARE(journal.nextId(), 301);
    QVERIFY(!journal.sweep());
    const JournalReader reader = readerOf(folder.path());
    QCOMPARE(reader.firstId(), 0);
    QCOMPARE(reader.lastId(), 300);
    QCOMPARE(roomsOf(folder.path()), before);
    write(journal, 10, 1);
    QCOMPARE(readAll(folder.path()).first().id, 301);
}

void TestRetention::momentsBeforeAreNotMadeUp()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    write(journal, 1000, 50);
    const qint64 sinceUs = arrivalUs(600);
    QVERIFY(!journal.trim(planned(folder.path(), {.sinceUs = sinceUs})));
    const JournalReader reader = readerOf(folder.path());
    MonitorState state;
    const qint64 before = reader.firstIdAt(sinceUs - 2'000'000) - 1;
    const auto failure = foldJournal(reader, folder.path(), state, before, before + 1);
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, ErrorKind::RemovedFromJournal);
    QVERIFY2(errorText(*failure).contains(u"2025-06-27T07:42:00"_s), qPrintable(errorText(*failure)));
    QCOMPARE(state.rooms.count(), 0);
    const qint64 after = reader.firstIdAt(sinceUs + 1) - 1;
    QVERIFY(!foldJournal(reader, folder.path(), state, after, after + 1));
    QCOMPARE(state.rooms.count(), 3);
}

void TestRetention::aDamagedBaseIsTold()
{
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        write(journal, 1000, 50);
        QVERIFY(!journal.trim(planned(folder.path(), {.sinceUs = arrivalUs(600)})));
    }
    Database database;
    QVERIFY(!database.open(folder.filePath(u"journal.sqlite"_s), Database::Access::ReadWrite));
    QVERIFY(database.run("UPDATE base SET state = substr(state, 1, 90) || x'0102' || substr(state, 93)"));
    std::optional<Error> failure;
    QVERIFY(!roomsOf(folder.path(), &failure).isEmpty());
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, ErrorKind::FirstRoomsUnreadable);
    const auto checked = checkJournal(folder.path());
    const JournalCheck &check = *checked;
    QCOMPARE(check.damages.size(), 1);
    QVERIFY2(errorText(check.damages[0].error).contains(u"rooms' state"_s),
             qPrintable(errorText(check.damages[0].error)));
}

void TestRetention::ageAndSizeAreKeptWhileCallbacksCome_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("age") << 3 << 0LL;
    QTest::newRow("size") << 0 << 300'000LL;
}

void TestRetention::ageAndSizeAreKeptWhileCallbacksCome()
{
    QFETCH(int, days);
    QFETCH(qint64, bytes);
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    write(journal, 20'000, 100); // all of them years old
    Callback young = numbered(1);
    young.id = journal.nextId();
    young.receivedUs = nowUs();
    journal.append({young});
    const QByteArray before = roomsOf(folder.path());
    const JournalReader reader = readerOf(folder.path());
    const qint64 used = reader.usedBytes();
    const Retention retention(&journal, folder.path(), {.keepDays = days, .keepBytes = bytes});
    const QSignalSpy failed(&retention, &Retention::failed);
    const QSignalSpy trimmed(&retention, &Retention::trimmed);
    QTRY_VERIFY(reader.firstId() > 1);
    if (days > 0)
        QCOMPARE(reader.firstId(), 20'001);
    else
        QVERIFY(reader.firstId() > 1000 && reader.firstId() <= 20'000);
    QTRY_VERIFY(!trimmed.isEmpty());
    QCOMPARE(trimmed.first().first().toLongLong(), reader.firstId());
    QCOMPARE(roomsOf(folder.path()), before);
    const qint64 state = numberOf(folder.path(), "SELECT length(state) FROM base"); // of few callbacks most of the file
    QTRY_VERIFY(reader.usedBytes() < state + (days > 0 ? used / 2 : bytes));
    QCOMPARE(failed.size(), 0);
}

void TestRetention::theSizeOfAllFilesIsKeptSoonAfterABurst()
{
    constexpr qint64 limit = 2 << 20;
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    const Retention retention(&journal, folder.path(), {.keepBytes = limit});
    const JournalReader reader = readerOf(folder.path());
    QRandomGenerator random(7);
    for (int commit = 0; commit < 50; ++commit) {
        QList<Callback> batch;
        for (int i = 0; i < 40; ++i) {
            Callback large = numbered(1);
            large.id = journal.nextId() + i;
            large.receivedUs = arrivalUs(large.id);
            large.body += QByteArray(5000, ' ');
            for (qsizetype at = large.body.size() - 5000; at < large.body.size(); ++at)
                large.body[at] = char(random.bounded(32, 127));
            batch.append(large);
        }
        journal.append(batch);
    }
    QVERIFY(reader.sizeOnDisk() > 3 * limit);
    QTRY_VERIFY_WITH_TIMEOUT(reader.sizeOnDisk() <= limit + limit / 10, patienceMs);
    QVERIFY(reader.usedBytes() > limit / 2);
}

void TestRetention::killsWhileTrimmingLoseNothingThatIsKept()
{
    constexpr int rounds = 25;
    const QTemporaryDir folder;
    qint64 promised = 0;
    qint64 trimmed = 0;
    for (int round = 0; round < rounds; ++round) {
        QProcess writer;
        writer.start(QStringLiteral(JOURNAL_WRITER),
                     {folder.path(), QString::number(1 + (round * 7) % 90), u"--trim"_s});
        QVERIFY(writer.waitForStarted(Test::patienceMs));
        const qint64 goal = promised + 150 + (round * 331) % 700;
        const auto take = [&](const QByteArray &line) {
            if (line.startsWith("trimmed "))
                trimmed = std::max(trimmed, line.sliced(8).toLongLong());
            else if (!line.isEmpty())
                promised = std::max(promised, line.toLongLong());
        };
        while (promised < goal) {
            QVERIFY2(writer.canReadLine() || writer.waitForReadyRead(Test::patienceMs),
                     writer.readAllStandardError().constData());
            while (writer.canReadLine())
                take(writer.readLine().trimmed());
        }
        writer.kill();
        QVERIFY(writer.waitForFinished(Test::patienceMs));
        for (const QByteArray &line : writer.readAllStandardOutput().split('\n'))
            take(line.trimmed());

        const JournalReader reader = readerOf(folder.path());
        const std::optional<JournalBase> base = reader.base();
        QVERIFY(base.value_or(JournalBase()).firstKept >= trimmed);
        QVERIFY(reader.lastId() >= promised);
        qint64 expected = std::max<qint64>(1, base.value_or(JournalBase()).firstKept);
        const auto failure = reader.forEach(1, reader.lastId(), [&expected](const Callback &read) {
            return read.id == expected && read.body == "body " + QByteArray::number(expected++);
        });
        QVERIFY2(!failure, failure ? qPrintable(errorText(*failure)) : "");
        QCOMPARE(expected, reader.lastId() + 1);
        if (base) {
            QByteArray state;
            QVERIFY(unpackFrame(base->packedState, state));
            QCOMPARE(state, "state " + QByteArray::number(base->firstKept));
        }
        const auto checked = checkJournal(folder.path());
        QVERIFY(checked->isSound());
    }
    QVERIFY(trimmed > 1000);
}

void TestRetention::sizesAndAgesAreReadAsWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes"); // negative: it is none
    QTest::newRow("bytes") << u"1048577"_s << 1'048'577LL;
    QTest::newRow("kibi") << u"2048K"_s << 2'097'152LL;
    QTest::newRow("lower case") << u"500m"_s << 524'288'000LL;
    QTest::newRow("decimals") << u"1.5 GiB"_s << 1'610'612'736LL;
    QTest::newRow("tera") << u"2TB"_s << 2'199'023'255'552LL;
    QTest::newRow("off") << u"0"_s << 0LL;
    for (const auto *wrong : {"", "-1", "G", "12Q", "1e400", "nan", "inf", "1000", "99999999T"})
        QTest::newRow(wrong) << QString::fromLatin1(wrong) << -1LL;
}

void TestRetention::sizesAndAgesAreReadAsWritten()
{
    QFETCH(QString, text);
    QFETCH(qint64, bytes);
    RetentionPolicy policy {.keepBytes = 42};
    QCOMPARE(policy.setKeepBytes(text).has_value(), bytes < 0);
    QCOMPARE(policy.keepBytes, bytes < 0 ? 42 : bytes);
    if (bytes >= 0)
        QCOMPARE(bytesFromText(textFromBytes(bytes)), std::optional(bytes));
    QVERIFY(policy.setKeepDays(u"-1").has_value());
    QVERIFY(policy.setKeepDays(u"x").has_value());
    QVERIFY(!policy.setKeepDays(u"30").has_value());
    QCOMPARE(policy.keepDays, 30);
}

QTEST_GUILESS_MAIN(TestRetention)
#include "tst_retention.moc"
