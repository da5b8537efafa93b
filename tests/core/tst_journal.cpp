// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "core/journal/schema.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/words/errorwords.h"

#include <QProcess>
#include <QtTest>

#include <limits>
#include <optional>

#include <sqlite3.h>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestJournal final : public QObject
{
    Q_OBJECT

private slots:
    void bytesComeBackExactly();
    void idsGoOnAfterReopening();
    void durationsAreStoredWithTheNextCommit();
    void rejectedRequestsAreBounded();
    void readersSeeWhatIsCommitted();
    void rangesAndTimesFindTheirCallbacks();
    void aSecondWriterIsRefused();
    void filesAreTheOwnersOnly();
    void foreignFilesAreRefusedAndLeftAlone_data();
    void foreignFilesAreRefusedAndLeftAlone();
    void whatIsInUseIsNotCalledDamaged();
    void impossibleFoldersAreTold();
    void aDamagedTailIsSetAsideAndTheRestOpens_data();
    void aDamagedTailIsSetAsideAndTheRestOpens();
    void aRepairKeepsHowManyARowStandsFor();
    void damageInTheMiddleIsToldAndTheRestIsRead();
    void whatWasCommittedSurvivesKill();
    void aFullDiskFailsAndRecovers();
    void listeningPeriodsEndAtTheLastSignOfLife();
    void nobodyListensBetweenAndBehindThePeriods_data();
    void nobodyListensBetweenAndBehindThePeriods();
};

namespace {

constexpr qint64 t0 = 1'795'468'443'000'000;

Callback callback(qint64 id, const QByteArray &body, Rejection rejection = Rejection::None)
{
    return {.id = id,
            .receivedUs = t0 + id * 1000 + 7,
            .peer = u"203.0.113.9:%1"_s.arg(1000 + id % 60'000),
            .head = "POST /?SdkAppid=1&n=" + QByteArray::number(id) + " HTTP/1.1\r\nHost: x",
            .body = body,
            .verdict = {.flags = rejection == Rejection::None && id % 7 == 0 ? Flags(Flag::Recovered) : Flags(),
                        .rejection = rejection},
            .reply = {.status = quint16(rejection == Rejection::None ? 200 : 403),
                      .body = rejection == Rejection::None ? R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})"_ba
                                                           : "{\"no\":1}"_ba}};
}

Callback numbered(qint64 id)
{
    return callback(id, "{\"CallbackCommand\":\"X\",\"n\":" + QByteArray::number(id * 7919) + '}');
}

void write(Journal &journal, qint64 count, qint64 batch = 10)
{
    const QSignalSpy committed(&journal, &Journal::committed);
    for (qint64 written = 0; written < count; written += batch) {
        QList<Callback> callbacks;
        for (qint64 i = 0; i < std::min(batch, count - written); ++i)
            callbacks.append(numbered(journal.nextId() + i));
        journal.append(callbacks);
    }
    QCOMPARE(committed.size(), (count + batch - 1) / batch);
}

QList<Callback> readAll(const QString &folder, std::optional<Error> *failure = nullptr)
{
    QList<Callback> result;
    JournalReader reader;
    if (const auto problem = reader.open(folder)) {
        QTest::qFail(qPrintable(errorText(*problem)), __FILE__, __LINE__);
        return {};
    }
    const auto unreadable = reader.forEach(1, reader.lastId(), [&](const Callback &read) {
        result.append(read);
        return true;
    });
    if (failure)
        *failure = unreadable;
    else if (unreadable)
        QTest::qFail(qPrintable(errorText(*unreadable)), __FILE__, __LINE__);
    return result;
}

QString journalFile(const QTemporaryDir &folder)
{
    return folder.filePath(u"journal.sqlite"_s);
}

} // namespace

void TestJournal::bytesComeBackExactly()
{
    const QTemporaryDir folder;
    QByteArray everything;
    for (int byte = 0; byte < 256; ++byte)
        everything.append(char(byte));
    const QList<Callback> sent {callback(1, everything), callback(2, {}), callback(3, "{\"a\":1}", Rejection::SdkAppId),
                                callback(4, QByteArray(2 << 20, '\xff')),
                                callback(5, Test::dataFile(u"samples/08-seat-twenty-seats.json"_s))};
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    const QSignalSpy committed(&journal, &Journal::committed);
    journal.append(sent);
    QCOMPARE(committed.size(), 1);
    QCOMPARE(committed[0][1].toLongLong(), 5);
    QCOMPARE(readAll(folder.path()), sent);
}

void TestJournal::idsGoOnAfterReopening()
{
    const QTemporaryDir folder;
    for (int run = 0; run < 3; ++run) {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        QCOMPARE(journal.nextId(), run * 2 + 1);
        journal.append({numbered(run * 2 + 1)});
        journal.append({callback(run * 2 + 2, "x", Rejection::Malformed)}); // the last one may be a rejected one
        QVERIFY(journal.repairs().isEmpty());
    }
    QCOMPARE(readAll(folder.path()).size(), 6);
}

void TestJournal::durationsAreStoredWithTheNextCommit()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    journal.append({numbered(1), callback(2, "x", Rejection::Malformed), numbered(3)});
    QCOMPARE(readAll(folder.path())[0].reply.durationUs, -1);
    journal.noteReplies(1, {612, 44, 613});
    journal.append({numbered(4)});
    const QList<Callback> read = readAll(folder.path());
    QCOMPARE(read[0].reply.durationUs, 612);
    QCOMPARE(read[2].reply.durationUs, 613);
    journal.noteReplies(4, {99});
    QTRY_COMPARE(readAll(folder.path())[3].reply.durationUs, 99);     // also when nothing more comes
    journal.append({callback(5, "x", Rejection::Path), numbered(6)}); // a batch that begins with a rejected one
    journal.noteReplies(5, {11, 12});
    QTRY_COMPARE(readAll(folder.path())[5].reply.durationUs, 12);
}

void TestJournal::rejectedRequestsAreBounded()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    journal.append({numbered(1)});
    qint64 id = 2;
    while (id < 12'000) {
        QList<Callback> batch;
        for (int i = 0; i < 1000; ++i)
            batch.append(callback(id++, "x", Rejection::SdkAppId));
        journal.append(batch);
    }
    const QList<Callback> many = readAll(folder.path());
    QCOMPARE(many.size(), 10'001);
    QCOMPARE(many.first().id, 1);
    QCOMPARE(many.last().id, id - 1);

    for (int i = 0; i < 40; ++i) { // a megabyte each that does not compress
        QByteArray noise(1 << 20, Qt::Uninitialized);
        QRandomGenerator(quint32(i)).generate(noise.begin(), noise.end());
        journal.append({callback(id++, noise, Rejection::TooLarge)});
    }
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    QVERIFY(reader.count() < 20);
    QVERIFY(reader.read(id - 1).has_value());
    QVERIFY(!reader.read(5).has_value());
    QVERIFY(reader.read(1).has_value());
}

void TestJournal::readersSeeWhatIsCommitted()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    QCOMPARE(reader.lastId(), 0);
    QCOMPARE(reader.count(), 0);
    write(journal, 25);
    QCOMPARE(reader.lastId(), 25);
    QCOMPARE(reader.firstId(), 1);
    QCOMPARE(reader.count(), 25);
    QCOMPARE(reader.read(17), std::optional(numbered(17)));
    QVERIFY(reader.sizeOnDisk() > 0);
    QVERIFY(!reader.read(26));
}

void TestJournal::rangesAndTimesFindTheirCallbacks()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    write(journal, 25);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    QList<qint64> ids;
    QVERIFY(!reader.forEach(8, 12, [&](const Callback &read) {
        ids.append(read.id);
        return true;
    }));
    QCOMPARE(ids, (QList<qint64> {8, 9, 10, 11, 12}));
    QCOMPARE(reader.firstIdAt(0), 1);
    QCOMPARE(reader.firstIdAt(numbered(12).receivedUs), 12);
    QCOMPARE(reader.firstIdAt(numbered(12).receivedUs + 1), 13);
    QCOMPARE(reader.firstIdAt(numbered(25).receivedUs + 1), 26);

    Callback older = numbered(26); // the clock was set back, or it was imported
    older.receivedUs = numbered(1).receivedUs;
    journal.append({older});
    QCOMPARE(reader.firstIdAt(numbered(1).receivedUs), 1);
    QCOMPARE(reader.firstIdAt(numbered(2).receivedUs), 2);
}

void TestJournal::aSecondWriterIsRefused()
{
    const QTemporaryDir folder;
    Journal first;
    QVERIFY(!first.open(folder.path()));
    Journal second;
    const auto failure = second.open(folder.path());
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, ErrorKind::SessionInUse);
    QVERIFY(errorText(*failure).contains(folder.path()));
}

void TestJournal::filesAreTheOwnersOnly()
{
    const QTemporaryDir folder;
    const QString session = folder.filePath(u"of/somebody"_s);
    Journal journal;
    QVERIFY(!journal.open(session));
    journal.append({numbered(1)});
    constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther
        | QFile::ExeGroup | QFile::ExeOther;
    QVERIFY(!(QFile::permissions(session) & others));
    for (const char *name : {"journal.sqlite", "journal.sqlite-wal", "journal.lock"})
        QVERIFY2(!(QFile::permissions(session + u'/' + QLatin1StringView(name)) & others), name);
}

void TestJournal::foreignFilesAreRefusedAndLeftAlone_data()
{
    QTest::addColumn<QByteArray>("sql"); // empty: not a database at all
    QTest::addColumn<int>("kind");
    QTest::newRow("text") << QByteArray() << int(ErrorKind::NotAJournal);
    QTest::newRow("other database") << "CREATE TABLE t(a)"_ba << int(ErrorKind::NotAJournalInFolder);
    for (const int version : {Schema::version - 1, Schema::version + 1})
        QTest::addRow("version %d", version)
            << "PRAGMA application_id = 1381190193; CREATE TABLE t(a); PRAGMA user_version = "_ba
                + QByteArray::number(version)
            << int(ErrorKind::SessionOfOtherVersion);
}

void TestJournal::foreignFilesAreRefusedAndLeftAlone()
{
    QFETCH(QByteArray, sql);
    QFETCH(int, kind);
    const QTemporaryDir folder;
    if (sql.isEmpty()) {
        QFile file(journalFile(folder));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(10'000, 'x'));
    } else {
        sqlite3 *handle = nullptr;
        QCOMPARE(sqlite3_open(journalFile(folder).toUtf8().constData(), &handle), SQLITE_OK);
        QCOMPARE(sqlite3_exec(handle, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(handle);
    }
    QFile before(journalFile(folder));
    QVERIFY(before.open(QIODevice::ReadOnly));
    const QByteArray bytes = before.readAll();
    Journal journal;
    const auto failure = journal.open(folder.path());
    QVERIFY(failure.has_value());
    QCOMPARE(int(failure->kind), kind);
    JournalReader reader;
    const auto readFailure = reader.open(folder.path());
    QVERIFY(readFailure.has_value());
    const bool isOther = kind == int(ErrorKind::SessionOfOtherVersion);
    QCOMPARE(readFailure->kind, isOther ? ErrorKind::JournalOfOtherVersion : ErrorKind::NotAJournal);
    for (const QString &sentence : {errorText(*failure), errorText(*readFailure)})
        QVERIFY2(sentence.contains(isOther ? u"another version of Roomscope"_s : u"is not a journal of Roomscope"_s),
                 qPrintable(sentence));
    QVERIFY(before.seek(0));
    QCOMPARE(before.readAll(), bytes);
}

void TestJournal::whatIsInUseIsNotCalledDamaged()
{
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        write(journal, 10, 5);
    }
    sqlite3 *handle = nullptr;
    QCOMPARE(sqlite3_open(journalFile(folder).toUtf8().constData(), &handle), SQLITE_OK);
    QCOMPARE(sqlite3_exec(handle, "PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE other(a)", nullptr, nullptr, nullptr),
             SQLITE_OK);
    JournalReader reader;
    const auto failure = reader.open(folder.path());
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, ErrorKind::JournalInUse);
    Journal journal;
    QVERIFY(journal.open(folder.path()).has_value());
    QVERIFY(journal.repairs().isEmpty());
    sqlite3_close(handle);
    QCOMPARE(readAll(folder.path()).size(), 10);
}

void TestJournal::impossibleFoldersAreTold()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    Journal journal;
    const auto failure = journal.open(file.fileName() + u"/below"_s);
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, ErrorKind::CannotMakeFolder);
    JournalReader reader;
    QCOMPARE(reader.open(u"/nowhere"_s)->kind, ErrorKind::NoJournal);
}

void TestJournal::aDamagedTailIsSetAsideAndTheRestOpens_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("cut");
    for (const int bytes : {100, 4096, 20'000, 60'000}) {
        QTest::addRow("%d cut", bytes) << bytes << true;
        QTest::addRow("%d scrambled", bytes) << bytes << false;
    }
}

void TestJournal::aDamagedTailIsSetAsideAndTheRestOpens()
{
    QFETCH(int, bytes);
    QFETCH(bool, cut);
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        write(journal, 20'000, 100);
    }
    QFile file(journalFile(folder));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.size() > 3 * bytes);
    if (cut) {
        QVERIFY(file.resize(file.size() - bytes));
    } else {
        QVERIFY(file.seek(file.size() - bytes));
        file.write(QByteArray(bytes, '\x5a'));
    }
    file.close();

    Journal journal;
    const auto failure = journal.open(folder.path());
    QVERIFY2(!failure, failure ? qPrintable(errorText(*failure)) : "");
    QCOMPARE(journal.repairs().size(), 1);
    QCOMPARE(QDir(folder.path()).entryList({u"journal-damaged-*.sqlite"_s}).size(), 1);
    std::optional<Error> missing;
    const QList<Callback> rest = readAll(folder.path(), &missing);
    QVERIFY(missing.has_value()); // also later
    QCOMPARE(missing->kind, ErrorKind::CallbacksMissing);
    QVERIFY2(rest.size() > 10'000, qPrintable(QString::number(rest.size())));
    for (const Callback &read : rest)
        QCOMPARE(read, numbered(read.id));
    write(journal, 10); // and it goes on
}

void TestJournal::aRepairKeepsHowManyARowStandsFor()
{
    const QTemporaryDir folder;
    qint64 folded = 0;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        write(journal, 10);
        folded = journal.nextId();
        journal.append({callback(folded, "no JSON", Rejection::Malformed)});
        journal.noteRepeats(folded, 4711);
        write(journal, 20'000, 100);
    }
    QFile file(journalFile(folder));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.resize(file.size() - 4096));
    file.close();

    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    QCOMPARE(journal.repairs().size(), 1);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const std::optional<Callback> kept = reader.read(folded);
    QVERIFY(kept);
    QCOMPARE(kept->repeats, 4711U);
}

void TestJournal::damageInTheMiddleIsToldAndTheRestIsRead()
{
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        write(journal, 5000, 100);
    }
    sqlite3 *handle = nullptr;
    QCOMPARE(sqlite3_open(journalFile(folder).toUtf8().constData(), &handle), SQLITE_OK);
    QCOMPARE(
        sqlite3_exec(handle,
                     "UPDATE blocks SET data = substr(data, 1, 50) || x'00ff' || substr(data, 53) WHERE first = 1001",
                     nullptr, nullptr, nullptr),
        SQLITE_OK);
    sqlite3_close(handle);
    std::optional<Error> failure;
    const QList<Callback> rest = readAll(folder.path(), &failure);
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, ErrorKind::CallbacksUnreadable);
    QVERIFY2(errorText(*failure).contains(u"1001"_s), qPrintable(errorText(*failure)));
    QCOMPARE(rest.size(), 4900);
    QCOMPARE(rest.last(), numbered(5000));
}

void TestJournal::whatWasCommittedSurvivesKill()
{
    const QTemporaryDir folder;
    qint64 promised = 0;
    for (int round = 0; round < 20; ++round) {
        QProcess writer;
        writer.start(QStringLiteral(JOURNAL_WRITER), {folder.path(), QString::number(round % 2 == 0 ? 1 : 50)});
        QVERIFY(writer.waitForStarted(Test::patienceMs));
        const qint64 goal = promised + 1 + round * 13;
        while (promised < goal) {
            QVERIFY2(writer.canReadLine() || writer.waitForReadyRead(Test::patienceMs),
                     writer.readAllStandardError().constData());
            while (writer.canReadLine())
                promised = writer.readLine().trimmed().toLongLong();
        }
        writer.kill();
        QVERIFY(writer.waitForFinished(Test::patienceMs));
        for (const QByteArray &line : writer.readAllStandardOutput().split('\n')) {
            if (!line.isEmpty())
                promised = std::max(promised, line.toLongLong());
        }
    }
    const QList<Callback> stored = readAll(folder.path());
    QVERIFY(stored.size() >= promised);
    for (qsizetype i = 0; i < stored.size(); ++i) {
        QCOMPARE(stored[i].id, i + 1);
        QCOMPARE(stored[i].body, "body " + QByteArray::number(stored[i].id));
    }
}

void TestJournal::aFullDiskFailsAndRecovers()
{
    const QTemporaryDir folder;
    QProcess writer; // its files may grow to a limit, and then further
    writer.start(QStringLiteral(JOURNAL_WRITER), {folder.path(), u"50"_s, u"--limit"_s});
    QVERIFY(writer.waitForFinished(Test::patienceMs));
    QCOMPARE(writer.exitCode(), 0);
    const QByteArrayList lines = writer.readAllStandardOutput().trimmed().split('\n');
    const qsizetype failed = lines.indexOf("disk full");
    QVERIFY2(failed > 0, lines.join(',').constData());
    QCOMPARE(lines.last(), "recovered"_ba);
    const qint64 promised = lines[failed - 1].toLongLong();
    QCOMPARE(qint64(readAll(folder.path()).size()), promised);
}

void TestJournal::listeningPeriodsEndAtTheLastSignOfLife()
{
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        journal.startListening(u"http://127.0.0.1:1/"_s, nowUs());
        journal.stopListening();
        journal.startListening(u"http://127.0.0.1:2/"_s, nowUs());
        journal.append({numbered(1)});
    }
    QProcess writer;
    writer.start(QStringLiteral(JOURNAL_WRITER), {folder.path(), u"1"_s});
    QVERIFY(writer.waitForReadyRead(Test::patienceMs));
    writer.kill();
    QVERIFY(writer.waitForFinished(Test::patienceMs));

    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const QList<ListeningPeriod> periods = reader.listeningPeriods();
    QCOMPARE(periods.size(), 3);
    QCOMPARE(periods[0].url, u"http://127.0.0.1:1/"_s);
    QVERIFY(!periods[0].open && !periods[1].open);
    QVERIFY(periods[1].fromUs >= periods[0].toUs);
    QVERIFY(periods[2].open);
    QVERIFY(periods[2].toUs >= reader.read(reader.lastId())->receivedUs);
}

void TestJournal::nobodyListensBetweenAndBehindThePeriods_data()
{
    constexpr qint64 never = std::numeric_limits<qint64>::max();
    using Periods = QList<ListeningPeriod>;
    using Gaps = QList<ListeningGap>;
    const Periods twice {{.fromUs = 10, .toUs = 20}, {.fromUs = 30, .toUs = 40}};

    QTest::addColumn<Periods>("periods");
    QTest::addColumn<std::optional<qint64>>("since");
    QTest::addColumn<Gaps>("gaps");
    const auto add = [](const char *name, const Periods &periods, std::optional<qint64> since, const Gaps &gaps) {
        QTest::newRow(name) << periods << since << gaps;
    };
    add("never listened", {}, std::nullopt, {});
    add("the first one is not stored yet", {}, 10, {});
    add("nobody listens now", twice, std::nullopt, {{.fromUs = 20, .toUs = 30}, {.fromUs = 40, .toUs = never}});
    add("the present one is the last", twice, 30, {{.fromUs = 20, .toUs = 30}});
    add("the present one is not stored yet", twice, 50, {{.fromUs = 20, .toUs = 30}, {.fromUs = 40, .toUs = 50}});
    add("one within another", {{.fromUs = 10, .toUs = 40}, {.fromUs = 20, .toUs = 30}, {.fromUs = 50, .toUs = 60}}, 50,
        {{.fromUs = 40, .toUs = 50}});
    add("they touch", {{.fromUs = 10, .toUs = 20}, {.fromUs = 20, .toUs = 30}}, 20, {});
}

void TestJournal::nobodyListensBetweenAndBehindThePeriods()
{
    QFETCH(const QList<ListeningPeriod>, periods);
    QFETCH(const std::optional<qint64>, since);
    QTEST(listeningGaps(periods, since), "gaps");
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
