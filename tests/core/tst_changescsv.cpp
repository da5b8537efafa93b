// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/export.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/session/journalfold.h"
#include "core/session/retention.h"
#include "core/timeline/timeline.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/words/errorwords.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// The table of changes is the same file, whether its rows are stored or made anew.
class TestChangesCsv final : public QObject
{
    Q_OBJECT

private slots:
    void storedRowsAreTaken();
    void storedRowsGiveTheSameFile_data();
    void storedRowsGiveTheSameFile();
    void aCancelLeavesTheOlderFile();
    void aFullDeviceIsTold();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;
constexpr int callbacks = 1'200; // rows for some pages

const QByteArrayList hazards {"ann",      R"(say \"hi\", he)", R"(two\r\nlines)", "=1+1",    "-1",   R"(\ud83d)",
                              "semi;col", "\u202eמשה",         "👩‍🚀",     R"(\tab)", "@sum", "a-b"};

Callback randomCallback(QRandomGenerator &random, int number)
{
    const QByteArray room = "room-" + QByteArray::number(random.bounded(3));
    const qint64 timeMs = t0 + number * 997 - (random.bounded(9) == 0 ? 40'000 : 0);
    const QByteArray account = hazards[random.bounded(int(hazards.size()))];
    switch (random.bounded(40)) {
    case 0: return dismissal(room, timeMs);
    case 1: return creation(room, 12, timeMs, account);
    case 2: return members(room, random.bounded(2) == 0 ? "Online" : "Offline", {account}, timeMs);
    case 3: return callback("Some.Thing", R"("RoomId":"far")", 253'402'300'800'000); // the year 10000
    case 4: return callback("Some.Thing", R"("RoomId":"none")", {});
    case 5: return callback("Mic.CallbackAfterSeatInfoChanged", R"("RoomId":"long ago","SeatList":[{"Index":1}])", -5);
    default: break;
    }
    QList<SeatLine> lines;
    for (int seat = random.bounded(3); seat < 12; seat += 1 + random.bounded(2)) {
        lines.append({seat, random.bounded(3) == 0 ? QString() : u"@"_s, random.bounded(4) == 0, random.bounded(3) == 0,
                      random.bounded(2) == 0});
    }
    Callback sent = seats(room, lines, timeMs, account);
    while (sent.body.contains("\"@\""))
        sent.body.replace(sent.body.indexOf("\"@\"") + 1, 1, hazards[random.bounded(int(hazards.size()))]);
    if (number % 500 == 250)
        sent.body.replace("SeatList", "Note\":\"needle\",\"SeatList");
    return sent;
}

void writeJournal(const QString &folder)
{
    QRandomGenerator random(5);
    Journal journal;
    if (const auto failure = journal.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    QList<Callback> batch;
    for (int number = 0; number < callbacks; ++number) {
        Callback sent = random.bounded(15) == 0 && !batch.isEmpty() ? batch.last() : randomCallback(random, number);
        if (random.bounded(20) == 0)
            sent.verdict.rejection = Rejection::Malformed;
        else if (random.bounded(30) == 0)
            sent.verdict.flags = Flag::Unsigned | Flag::ClockSkew;
        sent.id = journal.nextId() + batch.size();
        sent.receivedUs = (t0 + number * 997) * 1000 + random.bounded(1'000'000);
        batch.append(sent);
        if (batch.size() == 100) {
            journal.append(batch);
            batch.clear();
        }
    }
}

/// A session with its rows stored; made once and copied.
void makeSession(const QString &folder)
{
    static const QTemporaryDir made;
    if (QDir(made.path()).isEmpty()) {
        writeJournal(made.path());
        Timeline timeline;
        const QSignalSpy older(&timeline, &Timeline::olderCame);
        timeline.open(made.path(), {}, Timeline::Access::Write, callbacks);
        timeline.makeOlder(visitCallbacks);
        if (!QTest::qWaitFor([&older] { return older.size() == 1; }, Test::patienceMs))
            qFatal("no rows were made");
    }
    for (const QString &name : QDir(made.path()).entryList(QDir::Files)) {
        if (!QFile::copy(made.filePath(name), QDir(folder).filePath(name)))
            qFatal("%s cannot be copied", qPrintable(name));
    }
}

/// Says something else about stored pages.
void alter(const QString &folder, const char *sql)
{
    Database database;
    if (database.open(folder + u"/timeline.sqlite"_s, Database::Access::ReadWrite) || !database.run(sql))
        qFatal("%s failed", sql);
}

void trim(const QString &folder)
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    const auto planned = planTrim(reader, folder, {.sinceUs = reader.read(callbacks / 3)->receivedUs, .keepBytes = {}});
    Journal journal;
    if (!planned || !*planned || journal.open(folder) || journal.trim(**planned))
        qFatal("the journal cannot be trimmed");
}

QByteArray exported(ExportOptions options)
{
    options.file = options.dataFolder + u"/changes.csv"_s;
    const ExportResult result = exportSession(options);
    QFile file(options.file);
    for (const auto &error : {result.error, result.damage}) {
        if (error)
            qFatal("%s", qPrintable(errorText(*error)));
    }
    if (!file.open(QIODevice::ReadOnly))
        qFatal("there is no file");
    return QByteArray::number(result.rows) + '\n' + file.readAll();
}

Filter parsed(const QString &expression)
{
    return std::get<Filter>(Filter::parse(expression));
}

/// Ways to export a session; the middle of it is at that time.
QList<ExportOptions> variants(const QString &folder, qint64 middleUs)
{
    const ExportOptions plain {.dataFolder = folder, .file = {}};
    QList<ExportOptions> all(10, plain);
    all[1].csv = {.csv = {.byteOrderMark = true, .delimiter = ';', .spreadsheetSafe = true},
                  .columns = {},
                  .zone = QTimeZone("Asia/Seoul")};
    all[2].csv.csv.delimiter = '-';
    all[3].csv.csv.delimiter = '0';
    all[4].csv.columns = QStringList {u"member"_s};
    all[5].csv.columns = QStringList {u"seat"_s, u"event_time"_s, u"member"_s, u"verdict"_s};
    all[5].filter = parsed(u"kind:seat room:*1 -user:ann"_s);
    all[6].filter = parsed(u"needle"_s);
    all[7].filter = parsed(u"-needle verdict:flagged"_s);
    all[8].fromUs = middleUs - 100'000'000;
    all[8].toUs = middleUs + 100'000'000;
    for (qint64 id = callbacks / 3; id < callbacks / 2; id += 7)
        all[9].ids.insert(id);
    return all;
}

} // namespace

void TestChangesCsv::storedRowsAreTaken()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    PageFile file;
    QVERIFY(file.openToWrite(folder.path(), {}));
    const QList<PageSummary> pages = file.summaries();
    QVERIFY(pages.size() > 2);
    TimelinePage page(pages[1].after); // in place of the second one, with one row that only it knows
    AppliedCallback other;
    other.callback.id = pages[1].firstId;
    other.changes = {{.kind = ChangeKind::MessageSent, .member = u"from the page"_s}};
    page.append(other);
    page.endAt(pages[1].lastId);
    QVERIFY(file.write(page));
    QVERIFY(exported({.dataFolder = folder.path(), .file = {}}).contains("from the page"));
    QVERIFY(exported({.dataFolder = folder.path(), .file = {}, .filter = parsed(u"user:from*"_s)}).startsWith("1\n"));
    // A mask changes texts: they come from the callbacks.
    QVERIFY(!exported({.dataFolder = folder.path(), .file = {}, .mask = true}).contains("from the page"));
}

void TestChangesCsv::storedRowsGiveTheSameFile_data()
{
    QTest::addColumn<QByteArray>("fault");
    for (const char *fault : {"none", "end is missing", "beginning is missing", "gap", "damaged page",
                              "of another reading", "no file of ours", "trimmed journal"})
        QTest::newRow(fault) << QByteArray(fault);
}

void TestChangesCsv::storedRowsGiveTheSameFile()
{
    QFETCH(QByteArray, fault);
    const QTemporaryDir folder;
    makeSession(folder.path());
    const QString pages = folder.filePath(u"timeline.sqlite"_s);
    if (fault == "end is missing")
        alter(folder.path(), "DELETE FROM pages WHERE first = (SELECT max(first) FROM pages)");
    if (fault == "beginning is missing")
        alter(folder.path(), "DELETE FROM pages WHERE first = (SELECT min(first) FROM pages)");
    if (fault == "gap")
        alter(folder.path(),
              "DELETE FROM pages WHERE first = (SELECT first FROM pages ORDER BY first LIMIT 1 OFFSET 1)");
    if (fault == "damaged page")
        alter(folder.path(),
              "UPDATE pages SET data = zeroblob(1000)"
              " WHERE first = (SELECT first FROM pages ORDER BY first LIMIT 1 OFFSET 1)");
    if (fault == "of another reading")
        QVERIFY(saveInterpretation(folder.path(), {.order = Interpretation::Order::Arrival}));
    if (fault == "no file of ours") {
        QFile file(pages);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("hello");
    }
    if (fault == "trimmed journal")
        trim(folder.path());

    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const QList<ExportOptions> options = variants(folder.path(), reader.read(callbacks / 2)->receivedUs);
    QByteArrayList files;
    for (const ExportOptions &variant : options)
        files.append(exported(variant));
    QVERIFY(QFile::remove(pages));
    static QHash<QByteArray, QByteArrayList> made; // by what the callbacks say then
    QByteArrayList &expected = made[fault == "of another reading" || fault == "trimmed journal" ? fault : QByteArray()];
    for (qsizetype variant = expected.size(); variant < options.size(); ++variant)
        expected.append(exported(options[variant]));
    for (qsizetype variant = 0; variant < options.size(); ++variant) {
        QVERIFY2(files[variant] == expected[variant], qPrintable(u"variant %1"_s.arg(variant)));
        QVERIFY(expected[variant].count("\r\n") > 1);
    }
}

void TestChangesCsv::aCancelLeavesTheOlderFile()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    QFile older(folder.filePath(u"changes.csv"_s));
    QVERIFY(older.open(QIODevice::WriteOnly));
    older.write("older");
    older.close();
    int asked = 0;
    const ExportResult result
        = exportSession({.dataFolder = folder.path(), .file = older.fileName()}, [&asked](qint64 done, qint64 total) {
              ++asked;
              return done <= 0 || total != callbacks || asked < 2;
          });
    QVERIFY(result.cancelled);
    QCOMPARE(asked, 2); // at the second page
    QVERIFY(older.open(QIODevice::ReadOnly));
    QCOMPARE(older.readAll(), "older"_ba);
    QCOMPARE(QDir(folder.path()).entryList({u"changes.csv*"_s}).size(), 1);
}

void TestChangesCsv::aFullDeviceIsTold()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    QVERIFY(exportSession({.dataFolder = folder.path(), .file = u"/dev/full"_s}).error);
}

QTEST_GUILESS_MAIN(TestChangesCsv)
#include "tst_changescsv.moc"
