// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/callbackjson.h"
#include "core/exchange/export.h"
#include "core/journal/journal.h"
#include "core/session/checkpointkeeper.h"
#include "core/session/checkpoints.h"
#include "core/session/journalfold.h"
#include "tests/support/callbacks.h"
#include "ui/words/errorwords.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// State is a pure function of the stored callbacks; checkpoints only make it faster.
class TestJournalFold final : public QObject
{
    Q_OBJECT

private slots:
    void foldedStateIsTheLiveState();
    void checkpointsGiveTheSameState();
    void checkpointsAreKeptAtGrowingDistances();
    void wrongCheckpointsAreNotBelieved_data();
    void wrongCheckpointsAreNotBelieved();
    void basesOfOlderVersionsStayReadable();
    void checkpointsOfAnotherInterpretationAreNotBelieved();
    void anUnusableInterpretationIsToldAndEventTimeOrders();
    void foldsVisitWhatIsAskedFor();
    void exportsAreWholeOrNotThere();
    void cancelledExportsLeaveTheOlderFile();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;

/// A journal of seat changes in three rooms, some late and some twice; the state that was live while it was written.
QByteArray writeJournal(const QString &folder, int count)
{
    Journal journal;
    if (const auto failure = journal.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    RoomStore live;
    for (int i = 0; i < count; i += 10) {
        QList<Callback> batch;
        for (int k = i; k < std::min(i + 10, count); ++k) {
            Callback sent = seats("room-" + QByteArray::number(k % 3), {{k % 5, u"user%1"_s.arg(k % 4), k % 7 == 0}},
                                  t0 + (k % 11 == 0 ? k - 40 : k) * 10);
            if (k % 13 == 0 && !batch.isEmpty())
                sent = batch.last();
            if (k % 17 == 0)
                sent.verdict.rejection = Rejection::Malformed;
            sent.id = journal.nextId() + (k - i);
            batch.append(sent);
        }
        journal.append(batch);
        for (const Callback &sent : batch)
            live.apply(sent);
    }
    return roomsJson(live, 0);
}

MonitorState folded(const QString &folder, qint64 lastId = std::numeric_limits<qint64>::max())
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    MonitorState state;
    const qint64 last = std::min(lastId, reader.lastId());
    if (const auto failure = foldJournal(reader, folder, state, last, last + 1))
        qFatal("%s", qPrintable(errorText(*failure)));
    return state;
}

} // namespace

void TestJournalFold::foldedStateIsTheLiveState()
{
    const QTemporaryDir folder;
    const QByteArray live = writeJournal(folder.path(), 500);
    const MonitorState state = folded(folder.path());
    QCOMPARE(roomsJson(state.rooms, 0), live);
    QCOMPARE(state.lastId, 500);
    QCOMPARE(state.counters.callbacks, 500);
    QVERIFY(state.counters.rejected >= 500 / 17);
    QVERIFY(state.counters.late > 0);
    QVERIFY(state.counters.duplicates > 0);
}

void TestJournalFold::checkpointsGiveTheSameState()
{
    const QTemporaryDir folder;
    const QByteArray live = writeJournal(folder.path(), 500);
    for (const qint64 at : {100, 205, 330, 442})
        QVERIFY(saveCheckpoint(folder.path(), folded(folder.path(), at)));
    QCOMPARE(QDir(folder.filePath(u"checkpoints"_s)).entryList(QDir::Files),
             (QStringList {u"100.state"_s, u"442.state"_s}));
    const MonitorState state = folded(folder.path());
    QCOMPARE(roomsJson(state.rooms, 0), live);
    QCOMPARE(state.counters.callbacks, 500);
    // A moment before all checkpoints is still found.
    const QTemporaryDir without;
    writeJournal(without.path(), 500);
    QCOMPARE(roomsJson(folded(folder.path(), 50).rooms, 0), roomsJson(folded(without.path(), 50).rooms, 0));
}

void TestJournalFold::checkpointsAreKeptAtGrowingDistances()
{
    const QTemporaryDir folder;
    MonitorState state {.anchorId = 1};
    const QDir checkpoints(folder.filePath(u"checkpoints"_s));
    for (state.lastId = checkpointInterval; state.lastId <= 100 * checkpointInterval;
         state.lastId += checkpointInterval)
        QVERIFY(saveCheckpoint(folder.path(), state));
    for (int restart = 0; restart < 10;
         ++restart, ++state.lastId) // a program that is started and ended again and again
        QVERIFY(saveCheckpoint(folder.path(), state));
    QList<qint64> ids;
    for (const QString &name : checkpoints.entryList(QDir::Files))
        ids.append(name.chopped(6).toLongLong());
    std::sort(ids.begin(), ids.end(), std::greater<>());
    QVERIFY2(ids.size() > 4 && ids.size() < 12, qPrintable(QString::number(ids.size())));
    QVERIFY(std::any_of(ids.begin(), ids.end(), [newest = ids[0]](qint64 id) {
        return newest - id >= checkpointInterval / 2 && newest - id <= 2 * checkpointInterval;
    }));
    QVERIFY(ids.last() < 60 * checkpointInterval);
}

void TestJournalFold::wrongCheckpointsAreNotBelieved_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::newRow("cut off") << "cut"_ba;
    QTest::newRow("other version") << "version"_ba;
    QTest::newRow("of another journal") << "other"_ba;
    QTest::newRow("no checkpoint at all") << "text"_ba;
}

void TestJournalFold::wrongCheckpointsAreNotBelieved()
{
    QFETCH(QByteArray, fault);
    const QTemporaryDir folder;
    const QByteArray live = writeJournal(folder.path(), 100);
    MonitorState wrong = folded(folder.path(), 60);
    wrong.rooms.apply(seats("invented", {{0, u"nobody"_s}}, t0));
    if (fault == "other")
        wrong.anchorUs += 1;
    QVERIFY(saveCheckpoint(folder.path(), wrong));
    QFile file(folder.filePath(u"checkpoints/60.state"_s));
    QVERIFY(file.open(QIODevice::ReadWrite));
    if (fault == "cut")
        QVERIFY(file.resize(file.size() - 3));
    if (fault == "version") {
        QVERIFY(file.seek(4));
        file.write("\0\0\0\x63", 4);
    }
    if (fault == "text") {
        QVERIFY(file.resize(0));
        file.write("hello");
    }
    file.close();
    QCOMPARE(roomsJson(folded(folder.path()).rooms, 0), live);
}

/// Version 3 did not know who had locked a seat, and when: that is not made up. Seat 1 is locked there.
void TestJournalFold::basesOfOlderVersionsStayReadable()
{
    const JournalBase base {.firstKept = 5, .packedState = dataFile(u"journals/rooms-version-3.state"_s)};
    std::optional<MonitorState> state = MonitorState::fromBase(base);
    QVERIFY(state.has_value());
    QCOMPARE(state->lastId, 4);
    QCOMPARE(state->counters.callbacks, 4);
    const auto seat = [&state](int index) { return state->rooms.find(keyOf(u"r"_s))->seats().value(index); };
    QCOMPARE(seat(0).member, u"bob"_s);
    QCOMPARE(seat(2).member, u"eve"_s);
    QVERIFY(seat(1).marks.locked);
    QCOMPARE(seat(1).lock.sinceMs, neverMs);
    // It goes on from there, and is then kept in the form of today.
    state->apply(seats("r", {{1}, {2, u"eve"_s, true}}, 1'751'010'004'000, "alice"));
    state->apply(seats("r", {{1, {}, true}}, 1'751'010'005'000, "bob"));
    QCOMPARE(seat(2).lock.sinceMs, 1'751'010'004'000);
    state = MonitorState::fromBytes(state->toBytes());
    QVERIFY(state.has_value());
    QCOMPARE(seat(1).lock.operatorAccount, u"bob"_s);
    QCOMPARE(seat(2).lock.sinceMs, 1'751'010'004'000);
    QCOMPARE(seat(0).member, u"bob"_s);
}

void TestJournalFold::checkpointsOfAnotherInterpretationAreNotBelieved()
{
    const QTemporaryDir folder;
    const QByteArray byEventTime = writeJournal(folder.path(), 100);
    QVERIFY(saveCheckpoint(folder.path(), folded(folder.path())));
    QVERIFY(saveInterpretation(folder.path(), {.order = Interpretation::Order::Arrival}));
    const MonitorState byArrival = folded(folder.path());
    QCOMPARE(byArrival.rooms.interpretation().order, Interpretation::Order::Arrival);
    QCOMPARE(byArrival.counters.callbacks, 100);
    QCOMPARE(byArrival.counters.late, 0);
    QVERIFY(saveInterpretation(folder.path(), {}));
    QCOMPARE(roomsJson(folded(folder.path()).rooms, 0), byEventTime);
}

void TestJournalFold::anUnusableInterpretationIsToldAndEventTimeOrders()
{
    const QTemporaryDir folder;
    const QByteArray live = writeJournal(folder.path(), 100);
    QFile file(folder.filePath(u"reading.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"order":"backwards"})");
    file.close();
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    MonitorState state;
    const auto failure = foldJournal(reader, folder.path(), state, reader.lastId(), 0);
    QVERIFY(failure);
    QVERIFY2(errorText(*failure).contains(u"reading.json"_s), qPrintable(errorText(*failure)));
    QCOMPARE(roomsJson(state.rooms, 0), live);
}

void TestJournalFold::foldsVisitWhatIsAskedFor()
{
    const QTemporaryDir folder;
    writeJournal(folder.path(), 100);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    QList<qint64> visited;
    MonitorState state;
    QVERIFY(!foldJournal(reader, folder.path(), state, 90, 85, [&](const AppliedCallback &applied) {
        visited.append(applied.callback.id);
        return true;
    }));
    QCOMPARE(visited, (QList<qint64> {85, 86, 87, 88, 89, 90}));
    QCOMPARE(state.lastId, 90);
}

void TestJournalFold::exportsAreWholeOrNotThere()
{
    const QTemporaryDir folder;
    writeJournal(folder.path(), 300);
    ExportOptions options {.dataFolder = folder.path(), .file = folder.filePath(u"none/at/all.csv"_s)};
    QVERIFY(exportSession(options).error);

    options.file = folder.filePath(u"changes.csv"_s);
    const ExportResult result = exportSession(options);
    QVERIFY(!result.error);
    QFile file(options.file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(qint64(file.readAll().count("\r\n")), result.rows + 1);

    options.file = u"/dev/full"_s;
    QVERIFY(exportSession(options).error);
    QVERIFY(!QFileInfo(options.file).isFile()); // still the device

    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    options.file = folder.filePath(u"part.csv"_s);
    options.table = CsvTable::Callbacks;
    options.fromUs = reader.read(101)->receivedUs;
    options.toUs = reader.read(110)->receivedUs;
    QVERIFY(exportSession(options).rows >= 1);
}

void TestJournalFold::cancelledExportsLeaveTheOlderFile()
{
    const QTemporaryDir folder;
    writeJournal(folder.path(), 600);
    QFile older(folder.filePath(u"changes.csv"_s));
    QVERIFY(older.open(QIODevice::WriteOnly));
    older.write("older");
    older.close();
    const ExportOptions options {.dataFolder = folder.path(), .file = older.fileName()};
    const ExportResult result = exportSession(options, [](qint64, qint64) { return false; });
    QVERIFY(result.cancelled);
    QVERIFY(older.open(QIODevice::ReadOnly));
    QCOMPARE(older.readAll(), "older"_ba);
    QCOMPARE(QDir(folder.path()).entryList({u"changes.csv*"_s}).size(), 1);
}

QTEST_GUILESS_MAIN(TestJournalFold)
#include "tst_journalfold.moc"
