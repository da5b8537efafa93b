// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/rules.h"
#include "core/journal/journal.h"
#include "core/session/journalfold.h"
#include "core/session/monitor.h"
#include "core/timeline/narrownumbers.h"
#include "core/timeline/timelinemodel.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/words/errorwords.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// The rows of the timeline, made once and found again at any size.
class TestTimeline final : public QObject
{
    Q_OBJECT

private slots:
    void aPageIsReadBackAsItWas();
    void numbersOfEveryWidthAreReadBack();
    void damageInAPageIsSeen();
    void shownRowsAreThoseThatPass();
    void rowsAreThereAgainAfterARestart();
    void rowsOfACrashedProgramAreMadeUpFor();
    void missingRowsAreMadeFromTheJournal();
    void missingRowsAreMadeFromTheJournal_data();
    void aGapIsFilled();
    void damagedRowsAreMadeAgain();
    void rowsOfAnotherInterpretationOrJournalAreNotBelieved();
    void rowsOfAnOlderVersionAreMadeAnew();
    void removedCallbacksHaveNoRows();
    void countsAreThoseOfTheRows();
    void findingsAreFoundByTheirEvidence();
    void repeatsOfStoredRowsAreKept();
    void aFilterFindsTheSameRowsInPages_data();
    void aFilterFindsTheSameRowsInPages();
    void rowsAreFoundByTime();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;
constexpr int manyCallbacks = 6'000; // some pages

/// Seat changes in three rooms, some late, some twice, some rejected, some with findings of the doctor; behind those
/// that are there.
void writeJournal(const QString &folder, int count, int seed = 0)
{
    Journal journal;
    if (const auto failure = journal.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    for (int i = 0; i < count; i += 100) {
        QList<Callback> batch;
        for (int k = i; k < std::min(i + 100, count); ++k) {
            Callback sent = seats("room-" + QByteArray::number(k % 3 + seed),
                                  {{k % 5, u"user%1"_s.arg(k % 4), k % 7 == 0}, {k % 9, {}}},
                                  t0 + (k % 11 == 0 ? k - 40 : k) * 10);
            if (k % 13 == 0 && !batch.isEmpty())
                sent = batch.last();
            if (k % 17 == 0)
                sent.verdict.rejection = Rejection::Malformed;
            if (k % 1000 == 500)
                sent.body.replace("SeatList", "SeatList\":[],\"Note\":\"needle\",\"Other");
            sent.id = journal.nextId() + (k - i);
            batch.append(sent);
        }
        journal.append(batch);
    }
}

/// A session with many callbacks; they are written once and copied.
void makeSession(const QString &folder)
{
    static const QTemporaryDir written;
    if (QDir(written.path()).isEmpty())
        writeJournal(written.path(), manyCallbacks);
    for (const QString &name : QDir(written.path()).entryList(QDir::Files)) {
        if (!QFile::copy(written.filePath(name), QDir(folder).filePath(name)))
            qFatal("%s cannot be copied", qPrintable(name));
    }
}

QList<AppliedCallback> folded(const QString &folder, qint64 firstId = 1,
                              qint64 lastId = std::numeric_limits<qint64>::max())
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    MonitorState state;
    QList<AppliedCallback> result;
    const auto failure = foldJournal(reader, folder, state, std::min(lastId, reader.lastId()), firstId,
                                     [&](const AppliedCallback &applied) {
                                         result.append(applied);
                                         return true;
                                     });
    if (failure)
        qFatal("%s", qPrintable(errorText(*failure)));
    return result;
}

QString words(const TimelineLine &line)
{
    const std::optional<Finding> finding = line.finding();
    return QStringList {QString::number(line->callbackId),
                        QString::number(line->receivedUs),
                        QString::number(line->eventTimeMs),
                        QString::number(line->delayMs().value_or(-1)),
                        line.text(line->sdkAppId),
                        line.text(line->room),
                        line.text(line->command),
                        line.text(line->member),
                        line.text(line->previous),
                        line.text(line->operatorAccount),
                        line.text(line->platform),
                        line.text(line->clientIp),
                        line.details().toText(),
                        line->isChange() ? QString() : line.text(line->detail),
                        QString::number(line->life),
                        QString::number(line->seat),
                        QString::number(line->fromSeat),
                        QString::number(line->againstId),
                        QString::number(line->repeats),
                        line->verdict.toString(),
                        QString::fromLatin1(changeName(line->kind)),
                        QString::number(line->marks.locked + 2 * line->marks.audioProhibited
                                        + 4 * line->marks.videoProhibited + 8 * line->derived),
                        line->rule ? ruleOf(*line->rule).name : QString(),
                        finding ? QString::number(finding->id) + u'/' + QString::number(finding->toMs) : QString()}
        .join(u' ');
}

QStringList wordsOf(const Timeline &timeline)
{
    QStringList result;
    for (qint64 number = timeline.firstNumber(); number < timeline.endNumber(); ++number)
        result.append(words(timeline.line(number)));
    return result;
}

/// What the rows have to be: of the whole journal, kept in memory.
QStringList expected(const QString &folder)
{
    Timeline timeline;
    timeline.append(folded(folder));
    return wordsOf(timeline);
}

/// Of the session that makeSession() makes; folded once.
const QStringList &expected()
{
    static const QStringList rows = [] {
        const QTemporaryDir folder;
        makeSession(folder.path());
        return expected(folder.path());
    }();
    return rows;
}

void storeRows(const QString &folder, qint64 lastId = std::numeric_limits<qint64>::max())
{
    Timeline timeline;
    timeline.open(folder, {}, Timeline::Access::Write, 0);
    timeline.append(folded(folder, 1, lastId));
}

qint64 lastIdOf(const QString &folder)
{
    JournalReader reader;
    return reader.open(folder) ? 0 : reader.lastId();
}

Filter parsed(const QString &expression)
{
    return std::get<Filter>(Filter::parse(expression));
}

} // namespace

void TestTimeline::aPageIsReadBackAsItWas()
{
    const QTemporaryDir folder;
    writeJournal(folder.path(), 1500);
    TimelinePage page(0);
    for (const AppliedCallback &applied : folded(folder.path()))
        page.append(applied);
    AppliedCallback hazard;
    hazard.callback.id = 1501;
    hazard.changes = {{.kind = ChangeKind::MessageSent,
                       .room = u"a\"b\r\n=1+1"_s,
                       .member = u"\u202eמשה👩‍🚀"_s,
                       .details = {.content = MessageDetails {.text = QChar(0xd83d)}}}};
    page.append(hazard);
    QVERIFY(!page.findings().isEmpty());
    const QByteArray bytes = page.toBytes();
    TimelinePage read(7); // nothing stays of what it was
    AppliedCallback former = hazard;
    former.changes.first() = {.kind = ChangeKind::SeatMoved,
                              .life = 77,
                              .seat = 3,
                              .fromSeat = 4,
                              .marks = {.locked = true, .audioProhibited = true, .videoProhibited = true},
                              .derived = true};
    former.findings = {{.rule = RuleId::OwnerUnknown, .callbacks = {1}}};
    while (read.size() <= page.size())
        read.append(former);
    QVERIFY(read.read(bytes));
    QCOMPARE(read.size(), page.size());
    const auto before = std::make_shared<const TimelinePage>(page);
    const auto after = std::make_shared<const TimelinePage>(read);
    for (qsizetype row = 0; row < page.size(); ++row)
        QCOMPARE(words({after, row, after->row(row)}), words({before, row, before->row(row)}));
    QCOMPARE(read.summary().kinds, page.summary().kinds);
    QCOMPARE(read.summary().inCategory, page.summary().inCategory);
    QVERIFY(bytes.size() < page.size() * 20);
}

void TestTimeline::numbersOfEveryWidthAreReadBack()
{
    const auto check = [](const auto &values) {
        QByteArray bytes;
        NarrowWriter(bytes).write(values);
        auto read = values;
        std::fill(read.begin(), read.end(), 1);
        const auto untouched = read;
        NarrowReader reader(bytes);
        reader.read(read.size(), read.data());
        QVERIFY(!reader.isBroken());
        QCOMPARE(read, values);
        NarrowReader shortened(QByteArrayView(bytes).chopped(1));
        read = untouched;
        shortened.read(read.size(), read.data());
        QVERIFY(shortened.isBroken());
        QCOMPARE(read, untouched);
    };
    for (int bit = 0; bit < 63; ++bit) {
        const qint64 wide = qint64(1) << bit;
        check(std::vector<qint64> {0, -1, wide - 1, wide, -wide, -wide - 1});
        check(std::vector<qint32> {qint32(wide), qint32(-wide)});
        check(std::vector<quint32> {0, quint32(wide)});
        check(std::vector<quint16> {quint16(wide), quint16(wide - 1)});
    }
    check(std::vector<qint64> {std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()});

    QByteArray wide;
    NarrowWriter(wide).write(std::vector<quint32> {70'000});
    NarrowReader reader(wide);
    quint16 narrow = 1;
    reader.read(1, &narrow);
    QVERIFY(reader.isBroken());
    QCOMPARE(narrow, 1);
}

void TestTimeline::damageInAPageIsSeen()
{
    const QTemporaryDir folder;
    writeJournal(folder.path(), 300);
    TimelinePage page(0);
    for (const AppliedCallback &applied : folded(folder.path()))
        page.append(applied);
    const QByteArray bytes = page.toBytes();
    TimelinePage read;
    QVERIFY(!read.read({}));
    for (qsizetype at = 0; at < bytes.size(); at += 7) {
        QByteArray damaged = bytes;
        damaged[at] = char(damaged[at] ^ 0x5a);
        // Not every bit of a packed page is used: what is read nevertheless is what was written.
        QVERIFY2(!read.read(damaged) || read.toBytes() == bytes, qPrintable(QString::number(at)));
    }
    QVERIFY(!read.read(bytes.chopped(5)));
}

void TestTimeline::shownRowsAreThoseThatPass()
{
    for (quint32 seed = 0; seed < 40; ++seed) {
        QRandomGenerator random(seed);
        ShownRows shown;
        std::deque<qint64> numbers; // what it has to be
        qint64 first = 0;
        qint64 end = 0;
        for (int step = 0; step < 60; ++step) {
            const int share = random.bounded(3) == 0 ? 100 : random.bounded(100); // of the rows that pass
            const int rows = random.bounded(300);
            switch (random.bounded(4)) {
            case 0:
            case 1:
                for (int i = 0; i < rows; ++i, ++end) {
                    const bool passes = random.bounded(100) < share;
                    shown.append(end, passes);
                    if (passes)
                        numbers.push_back(end);
                }
                break;
            case 2: {
                first -= rows;
                RowBits bits = share == 100 ? RowBits(first, rows) : RowBits(first);
                std::deque<qint64> older;
                for (int i = 0; i < rows; ++i) {
                    const bool passes = random.bounded(100) < share;
                    if (share < 100)
                        bits.append(passes);
                    if (passes)
                        older.push_back(first + i);
                }
                QCOMPARE(bits.passing(), qsizetype(older.size()));
                shown.prepend(bits);
                numbers.insert(numbers.begin(), older.begin(), older.end());
                break;
            }
            default: {
                const qint64 from = first + random.bounded(int(std::min<qint64>(end - first, 200)) + 1);
                const auto kept = std::lower_bound(numbers.begin(), numbers.end(), from);
                QCOMPARE(shown.dropBefore(from), qint64(kept - numbers.begin()));
                numbers.erase(numbers.begin(), kept);
                first = from;
            }
            }
            QCOMPARE(shown.count(), qint64(numbers.size()));
            for (size_t i = 0; i < numbers.size(); i += 1 + size_t(random.bounded(5)))
                QCOMPARE(shown.numberAt(qint64(i)), numbers[i]);
            for (qint64 number = first - 1; number <= end; number += 1 + random.bounded(9)) {
                const auto behind = std::lower_bound(numbers.begin(), numbers.end(), number);
                QCOMPARE(shown.countBefore(number), qint64(behind - numbers.begin()));
            }
        }
    }
}

void TestTimeline::rowsAreThereAgainAfterARestart()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    const qint64 lastId = lastIdOf(folder.path());
    QCOMPARE(Timeline::storedTo(folder.path(), {}), lastId);
    const QStringList wanted = expected();
    for (int start = 0; start < 2; ++start) { // the last page goes on to grow
        Timeline timeline;
        const QSignalSpy older(&timeline, &Timeline::olderCame);
        timeline.open(folder.path(), {}, start == 0 ? Timeline::Access::Read : Timeline::Access::Write, lastId);
        timeline.makeOlder(visitCallbacks);
        QCOMPARE(timeline.olderWanted(), 0);
        QCOMPARE(wordsOf(timeline), wanted);
        QVERIFY(!(QFile::permissions(folder.filePath(u"timeline.sqlite"_s))
                  & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
    }
    writeJournal(folder.path(), 2'000);
    const qint64 grown = lastIdOf(folder.path());
    QCOMPARE(grown, lastId + 2'000);
    {
        Timeline timeline;
        timeline.open(folder.path(), {}, Timeline::Access::Write, lastId);
        timeline.append(folded(folder.path(), lastId + 1));
        QCOMPARE(wordsOf(timeline), expected(folder.path()));
    }
    Timeline timeline;
    timeline.open(folder.path(), {}, Timeline::Access::Write, grown);
    QCOMPARE(wordsOf(timeline), expected(folder.path()));
}

void TestTimeline::rowsOfACrashedProgramAreMadeUpFor()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    qint64 storedTo = 0;
    {
        Timeline timeline;
        timeline.open(folder.path(), {}, Timeline::Access::Write, 0);
        timeline.append(folded(folder.path()));
        // As after kill -9: what is in complete pages is there, the newest page is not.
        QTRY_VERIFY((storedTo = Timeline::storedTo(folder.path(), {})) >= timeline.pages().back().summary.lastId);
        QVERIFY(storedTo < lastIdOf(folder.path()));
        const QTemporaryDir copy;
        for (const QString &name : QDir(folder.path()).entryList(QDir::Files))
            QVERIFY(QFile::copy(folder.filePath(name), copy.filePath(name)));
        Timeline again;
        again.open(copy.path(), {}, Timeline::Access::Write, storedTo);
        again.append(folded(copy.path(), storedTo + 1));
        QCOMPARE(wordsOf(again), expected());
    }
}

void TestTimeline::missingRowsAreMadeFromTheJournal_data()
{
    QTest::addColumn<Timeline::Access>("access");
    QTest::newRow("stored") << Timeline::Access::Write;
    QTest::newRow("kept in memory") << Timeline::Access::Read;
}

void TestTimeline::missingRowsAreMadeFromTheJournal()
{
    QFETCH(Timeline::Access, access);
    const QTemporaryDir folder;
    makeSession(folder.path());
    const qint64 lastId = lastIdOf(folder.path());
    Timeline timeline;
    const QSignalSpy older(&timeline, &Timeline::olderCame);
    timeline.open(folder.path(), {}, access, lastId - 100);
    timeline.append(folded(folder.path(), lastId - 99));
    const qint64 before = timeline.endNumber();
    timeline.makeOlder(visitCallbacks);
    QCOMPARE(timeline.olderWanted(), lastId - 100);
    QTRY_COMPARE(older.size(), 1);
    QCOMPARE(timeline.olderWanted(), 0);
    QCOMPARE(timeline.endNumber(), before);
    QVERIFY(timeline.firstNumber() < 0);
    QCOMPARE(wordsOf(timeline), expected());
    QCOMPARE(QFile::exists(folder.filePath(u"timeline.sqlite"_s)), access == Timeline::Access::Write);
}

void TestTimeline::aGapIsFilled()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path(), 3'000);
    QCOMPARE(Timeline::storedTo(folder.path(), {}), 3'000);
    const qint64 lastId = lastIdOf(folder.path());
    { // somebody who did not care for the older ones
        Timeline timeline;
        timeline.open(folder.path(), {}, Timeline::Access::Write, 5'000);
        timeline.append(folded(folder.path(), 5'001));
        QCOMPARE(timeline.line(timeline.firstNumber())->callbackId, 5'001);
    }
    QCOMPARE(Timeline::storedTo(folder.path(), {}), lastId);
    Timeline timeline;
    const QSignalSpy older(&timeline, &Timeline::olderCame);
    timeline.open(folder.path(), {}, Timeline::Access::Write, lastId);
    timeline.makeOlder(visitCallbacks);
    QCOMPARE(timeline.olderWanted(), 2'000);
    QTRY_COMPARE(older.size(), 1);
    QCOMPARE(wordsOf(timeline), expected());
}

void TestTimeline::damagedRowsAreMadeAgain()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    {
        Database database;
        QVERIFY(!database.open(folder.filePath(u"timeline.sqlite"_s), Database::Access::ReadWrite));
        QVERIFY(database.run("UPDATE pages SET data = zeroblob(1000) WHERE first = (SELECT min(first) FROM pages)"));
    }
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    const QSignalSpy failed(&rows, &Timeline::failed);
    rows.open(folder.path(), {}, Timeline::Access::Write, lastIdOf(folder.path()));
    rows.makeOlder(visitCallbacks);
    static_cast<void>(model.rowAt(0));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].value<Error>(), Error {ErrorKind::StoredLinesDamaged});
    const QStringList wanted = expected();
    QTRY_COMPARE(model.rowCount(), int(wanted.size()));
    QCOMPARE(wordsOf(model.timeline()), wanted);
}

void TestTimeline::rowsOfAnOlderVersionAreMadeAnew()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    QVERIFY(Timeline::storedTo(folder.path(), {}) > 0);
    {
        Database database;
        QVERIFY(!database.open(folder.filePath(u"timeline.sqlite"_s), Database::Access::ReadWrite));
        QVERIFY(database.run("PRAGMA user_version = 6")); // whose rows had their details as one text
    }
    QCOMPARE(Timeline::storedTo(folder.path(), {}), 0);
    storeRows(folder.path());
    Timeline timeline;
    timeline.open(folder.path(), {}, Timeline::Access::Read, lastIdOf(folder.path()));
    QCOMPARE(wordsOf(timeline), expected());
}

void TestTimeline::rowsOfAnotherInterpretationOrJournalAreNotBelieved()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    QCOMPARE(Timeline::storedTo(folder.path(), {.order = Interpretation::Order::Arrival}), 0);
    const QTemporaryDir other;
    writeJournal(other.path(), manyCallbacks, 5);
    { // of the same length, but the last callback arrived at another time
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        Callback last = seats("r", {{1, u"x"_s}}, t0 - 5'000);
        last.id = journal.nextId();
        journal.append({last});
        QVERIFY(!journal.open(other.path()));
        last.receivedUs += 1;
        journal.append({last});
    }
    storeRows(folder.path());
    QVERIFY(QFile::copy(folder.filePath(u"timeline.sqlite"_s), other.filePath(u"timeline.sqlite"_s)));
    QCOMPARE(Timeline::storedTo(folder.path(), {}), lastIdOf(folder.path()));
    QCOMPARE(Timeline::storedTo(other.path(), {}), 0);
}

void TestTimeline::removedCallbacksHaveNoRows()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    rows.open(folder.path(), {}, Timeline::Access::Write, lastIdOf(folder.path()));
    rows.makeOlder(visitCallbacks);
    QStringList wanted = expected();
    QCOMPARE(model.rowCount(), int(wanted.size()));
    for (const qint64 keptFrom : {10, 10, 4'000, 4'001, 5'990}) {
        rows.dropBefore(keptFrom);
        wanted.removeIf([keptFrom](const QString &row) { return row.section(u' ', 0, 0).toLongLong() < keptFrom; });
        QCOMPARE(wordsOf(model.timeline()), wanted);
        QCOMPARE(model.rowCount(), int(wanted.size()));
        QCOMPARE(model.countIn(TimelineCategory::All), qint64(wanted.size()));
    }
}

void TestTimeline::countsAreThoseOfTheRows()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    rows.open(folder.path(), {}, Timeline::Access::Write, lastIdOf(folder.path()));
    rows.makeOlder(visitCallbacks);
    RuleSwitches rules;
    rules.set(RuleId::SeatHandedOver, false);
    for (int round = 0; round < 2; ++round) {
        for (size_t category = 0; category < timelineCategories; ++category) {
            model.setCategory(TimelineCategory(category));
            QTRY_VERIFY(!model.isFiltering());
            QCOMPARE(qint64(model.rowCount()), model.countIn(TimelineCategory(category)));
        }
        model.setRules(rules);
    }
}

void TestTimeline::findingsAreFoundByTheirEvidence()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    Timeline stored;
    stored.open(folder.path(), {}, Timeline::Access::Write, lastIdOf(folder.path()));
    Timeline inMemory;
    inMemory.append(folded(folder.path()));
    int found = 0;
    for (qint64 id = 1; id < manyCallbacks; id += 37) {
        const QList<Finding> findings = stored.findingsAbout(id);
        QCOMPARE(findings, inMemory.findingsAbout(id));
        found += int(findings.size());
    }
    QVERIFY(found > 0);
}

void TestTimeline::repeatsOfStoredRowsAreKept()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    const qint64 lastId = lastIdOf(folder.path());
    qint64 rejected = 0;
    for (int start = 0; start < 2; ++start) {
        Timeline timeline;
        timeline.open(folder.path(), {}, Timeline::Access::Write, lastId);
        qint64 number = timeline.firstNumber();
        while (!timeline.row(number).verdict.isRejected())
            ++number;
        rejected = timeline.row(number).callbackId;
        if (start == 0)
            timeline.setRepeats(rejected, 77);
        QCOMPARE(timeline.row(number).repeats, 77u);
    }
}

void TestTimeline::aFilterFindsTheSameRowsInPages_data()
{
    QTest::addColumn<QString>("expression");
    QTest::newRow("room") << u"room:room-1"_s;
    QTest::newRow("kind") << u"kind:seat-moved"_s;
    QTest::newRow("nothing") << u"room:nobody"_s;
    QTest::newRow("time") << u"after:2025-06-27T07:40:30Z before:2025-06-27T07:40:50Z -user:user1"_s;
    QTest::newRow("verdict") << u"verdict:late|malformed"_s;
    QTest::newRow("text") << u"needle"_s;
    QTest::newRow("no text") << u"-needle room:room-2"_s;
    QTest::newRow("text in rows and bodies") << u"user3 -kind:no-change"_s;
}

void TestTimeline::aFilterFindsTheSameRowsInPages()
{
    QFETCH(QString, expression);
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    const qint64 lastId = lastIdOf(folder.path());
    static const QList<AppliedCallback> all = folded(folder.path());
    QStringList wanted;
    for (const AppliedCallback &applied : all) {
        TimelinePage page;
        page.append(applied);
        const auto shared = std::make_shared<const TimelinePage>(page);
        for (qsizetype row = 0; row < page.size(); ++row) {
            if (parsed(expression).matches(page.row(row), page.texts(), [&](qint64) { return applied.callback.body; }))
                wanted.append(words({shared, row, page.row(row)}));
        }
    }
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    rows.open(folder.path(), {}, Timeline::Access::Write, lastId - 500);
    rows.makeOlder(visitCallbacks);
    rows.append(all.last(500));
    model.setFilter(parsed(expression));
    QTRY_VERIFY(!model.isFiltering());
    QTRY_COMPARE(model.timeline().olderWanted(), 0);
    QTRY_VERIFY(!model.isFiltering());
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row)
        found.append(words(model.lineAt(row)));
    QCOMPARE(found, wanted);
    model.setFilter({});
    QCOMPARE(qint64(model.rowCount()), model.countIn(TimelineCategory::All));
}

void TestTimeline::rowsAreFoundByTime()
{
    const QTemporaryDir folder;
    makeSession(folder.path());
    storeRows(folder.path());
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    rows.open(folder.path(), {}, Timeline::Access::Write, lastIdOf(folder.path()));
    rows.makeOlder(visitCallbacks);
    model.setFilter(parsed(u"room:room-1"_s));
    QTRY_VERIFY(!model.isFiltering());
    for (const qint64 offsetMs : {-100'000, 0, 12'345, 50'000, 89'000, 1'000'000}) {
        const qint64 timeUs = (t0 + offsetMs) * 1000;
        int wanted = 0;
        while (wanted < model.rowCount() && model.rowAt(wanted).receivedUs < timeUs)
            ++wanted;
        QCOMPARE(model.rowReceivedFrom(timeUs), wanted);
    }
}

QTEST_GUILESS_MAIN(TestTimeline)
#include "tst_timeline.moc"
