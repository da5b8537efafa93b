// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journal.h"
#include "core/payload/payloadmodel.h"
#include "core/rooms/occupancy.h"
#include "core/rooms/seatmodel.h"
#include "core/session/journalfold.h"
#include "core/session/monitor.h"
#include "core/session/roomlistmodel.h"
#include "core/timeline/timelinemodel.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"
#include "tests/support/patience.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestModels final : public QObject
{
    Q_OBJECT

private slots:
    void seatModelIsSilentWhenNothingChanged();
    void seatModelAddsAndRemovesAtItsEndOnly();
    void seatModelCountsRevisionsForTheGlow();
    void roomListTellsTouchedRoomsOnly();
    void roomListCountsActivityBySlices();
    void timelineInsertsOnceABatch();
    void timelineCategoriesCountAndFilter();
    void timelineLooksIntoBodies();
    void frozenTimelineTakesInAndShowsLater();
    void timelineFilterRebuildsAndMatchesNewRows();
    void timelineFiltersFromTheNewestOn();
    void rejectedRequestsAreOneRow();
    void payloadTreeHasPathsAndRawValues();
    void payloadTreeOfUnreadableBodiesIsEmpty();
    void occupancyKeepsSpansOfSeats();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;

Room roomAfter(const QList<Callback> &callbacks)
{
    RoomStore store;
    for (const Callback &callback : callbacks)
        store.apply(callback);
    return *store.find(keyOf(u"r"_s));
}

} // namespace

void TestModels::seatModelIsSilentWhenNothingChanged()
{
    SeatModel model;
    const QAbstractItemModelTester tester(&model);
    const Callback first = seats("r", {{0, u"a"_s}, {1}}, t0);
    model.update(roomAfter({first}));
    QCOMPARE(model.rowCount(), 2);

    const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.update(roomAfter({first}));
    QCOMPARE(changed.size(), 0);
    model.update(roomAfter({first, seats("r", {{1, u"b"_s, true}}, t0 + 1)}));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(inserted.size(), 0);
    QCOMPARE(model.index(1).data(SeatModel::MemberRole).toString(), u"b"_s);
    QVERIFY(model.index(1).data(SeatModel::LockedRole).toBool());
}

void TestModels::seatModelAddsAndRemovesAtItsEndOnly()
{
    SeatModel model;
    const QAbstractItemModelTester tester(&model);
    const QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.update(roomAfter({creation("r", 4, t0)}));
    QCOMPARE(model.rowCount(), 4);
    QVERIFY(!model.index(3).data(SeatModel::KnownRole).toBool());
    model.update(roomAfter({creation("r", 4, t0), seats("r", {{6, u"a"_s}}, t0 + 2000)}));
    QCOMPARE(model.rowCount(), 5); // 0 to 3 are promised, 6 is listed
    QCOMPARE(model.index(4).data(SeatModel::IndexRole).toInt(), 6);
    model.update(roomAfter({creation("r", 2, t0), dismissal("r", t0 + 3000)}));
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(model.index(0).data(SeatModel::KnownRole).toBool()); // known to be empty
    QCOMPARE(removed.size(), 1);
    QCOMPARE(reset.size(), 0);
}

void TestModels::seatModelCountsRevisionsForTheGlow()
{
    SeatModel model;
    const Callback first = seats("r", {{0, u"a"_s}}, t0);
    model.update(roomAfter({first}));
    QCOMPARE(model.index(0).data(SeatModel::RevisionRole).toInt(), 0);
    const Callback second = seats("r", {{0, u"b"_s}}, t0 + 1);
    model.update(roomAfter({first, second}));
    QCOMPARE(model.index(0).data(SeatModel::RevisionRole).toInt(), 1);
    model.update(roomAfter({first, second, seats("r", {{0, u"b"_s}}, t0 + 2)})); // said again: no glow
    QCOMPARE(model.index(0).data(SeatModel::RevisionRole).toInt(), 1);
}

void TestModels::roomListTellsTouchedRoomsOnly()
{
    Monitor monitor;
    RoomListModel model(&monitor);
    const QAbstractItemModelTester tester(&model);
    const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    monitor.ingest({creation("a", 4, t0, "First"), creation("b", 4, t0), creation("c", 4, t0)});
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0).data(RoomListModel::NameRole).toString(), u"First"_s);

    const int before = int(changed.size());
    monitor.ingest({seats("b", {{1, u"x"_s, true}}, t0 + 2000), seats("b", {{2, u"y"_s}}, t0 + 2001)});
    QCOMPARE(changed.size(), before + 1);
    QCOMPARE(changed.last()[0].toModelIndex(), model.indexOf(keyOf(u"b"_s)));
    QCOMPARE(changed.last()[1].toModelIndex(), model.indexOf(keyOf(u"b"_s)));
    const QModelIndex row = model.indexOf(keyOf(u"b"_s));
    QCOMPARE(row.data(RoomListModel::TakenRole).toInt(), 2);
    QCOMPARE(row.data(RoomListModel::SeatCountRole).toInt(), 4);
    const auto marks = row.data(RoomListModel::SeatMarksRole).value<QList<SeatMark>>();
    QCOMPARE(marks.size(), 4);
    QVERIFY(marks[1].marks.locked);
    QVERIFY(!marks[3].known);
}

void TestModels::roomListCountsActivityBySlices()
{
    Monitor monitor;
    RoomListModel model(&monitor);
    monitor.ingest({creation("a", 4, t0), seats("a", {{0, u"x"_s}}, t0 + 2000)});
    const auto activity = [&] { return model.index(0).data(RoomListModel::ActivityRole).value<QList<int>>(); };
    QCOMPARE(activity().size(), RoomListModel::activityBuckets);
    QCOMPARE(activity().last(), 2);
    model.advance((t0 + 2040) * 1000 + RoomListModel::activitySliceUs);
    QCOMPARE(activity().last(), 0);
    QCOMPARE(activity()[RoomListModel::activityBuckets - 2], 2);
    model.advance((t0 + 2040) * 1000 + RoomListModel::activitySliceUs * 100);
    QCOMPARE(activity(), QList<int>(RoomListModel::activityBuckets, 0));
}

void TestModels::timelineInsertsOnceABatch()
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QList<Callback> batch;
    for (int i = 0; i < 100; ++i)
        batch.append(seats("r", {{0, u"m%1"_s.arg(i)}, {1, {}, i % 2 == 0}}, t0 + i, "host"));
    monitor.ingest(batch);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(model.rowCount(), 200);
    QCOMPARE(model.rowAt(0).callbackId, batch[0].id);
    QCOMPARE(model.rowOfCallback(batch[50].id), 100);
    QCOMPARE(model.rowOfCallback(batch[99].id + 1), -1);
    QCOMPARE(model.index(0, TimelineModel::MemberColumn).data().toString(), u"m0"_s);
    QCOMPARE(model.index(0, TimelineModel::DelayColumn).data().toInt(), 40);
}

void TestModels::timelineCategoriesCountAndFilter()
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    const Callback first = seats("r", {{0, u"a"_s, true, true}}, t0);
    monitor.ingest({first, first, creation("s", 3, t0)});
    QCOMPARE(model.countIn(TimelineCategory::All), 5);
    QCOMPARE(model.countIn(TimelineCategory::Seats), 1);
    QCOMPARE(model.countIn(TimelineCategory::Locks), 1);
    QCOMPARE(model.countIn(TimelineCategory::AudioVideo), 1);
    QCOMPARE(model.countIn(TimelineCategory::Room), 2); // creation, and the duplicate's no-change
    QCOMPARE(model.countIn(TimelineCategory::Problems), 1);
    model.setCategory(TimelineCategory::Problems);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, TimelineModel::StatusColumn).data().toString(), u"flagged:duplicate"_s);
    model.setCategory(TimelineCategory::All);
    QCOMPARE(model.rowCount(), 5);
}

void TestModels::timelineLooksIntoBodies()
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    rows.open(folder.path(), {}, Timeline::Access::Write, 0);
    rows.makeOlder(visitCallbacks);
    const auto ingest = [&](int count, const QByteArray &note) {
        QList<Callback> batch;
        for (int i = 0; i < count; ++i) {
            Callback callback = seats("r", {{.index = i % 20, .member = u"m%1"_s.arg(journal.nextId() + i)}},
                                      t0 + journal.nextId() + i);
            callback.id = journal.nextId() + i;
            callback.body.insert(1, QByteArray("\"Note\":\"" + note + "\","));
            batch.append(note == "packed needle" ? packedRequest(callback) : callback);
        }
        journal.append(batch);
        monitor.ingest(batch);
    };
    ingest(6000, "plain");
    ingest(10, "needle");
    ingest(6000, "plain");
    const auto filter = [](const QString &expression) { return std::get<Filter>(Filter::parse(expression)); };
    model.setFilter(filter(u"needle kind:seat"_s));
    QTRY_COMPARE(model.rowCount(), 10);
    ingest(1, "another needle"); // rows that come are looked at, too
    QTRY_COMPARE(model.rowCount(), 11);
    ingest(1, "packed needle");
    QTRY_COMPARE(model.rowCount(), 12);

    // A new filter ends the search for the old one, also half-way.
    model.setFilter(filter(u"nothing kind:seat"_s));
    model.setFilter(filter(u"needle kind:seat seat:1"_s));
    QTRY_VERIFY(!model.isFiltering());
    QCOMPARE(model.rowCount(), 1);

    // Freezing hides what comes later, not what is still being looked for.
    model.setFilter(filter(u"needle kind:seat"_s));
    model.setFrozen(true);
    ingest(3, "needle");
    QTRY_COMPARE(model.rowCount(), 12);
    QVERIFY(model.hiddenByFreeze() >= 3); // findings have rows, too
    model.setFrozen(false);
    QTRY_COMPARE(model.rowCount(), 15);
}

void TestModels::frozenTimelineTakesInAndShowsLater()
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    monitor.ingest({seats("r", {{0, u"a"_s}}, t0)});
    model.setFrozen(true);
    monitor.ingest({seats("r", {{0, u"b"_s}}, t0 + 1, "host"), seats("r", {{0, u"c"_s}}, t0 + 2, "host")});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.hiddenByFreeze(), 2);
    model.setFilter(std::get<Filter>(Filter::parse(u"room:r"_s)));
    QCOMPARE(model.rowCount(), 1);
    model.setFrozen(false);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.hiddenByFreeze(), 0);
}

void TestModels::timelineFilterRebuildsAndMatchesNewRows()
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    monitor.ingest({seats("r", {{0, u"a"_s}}, t0), seats("s", {{0, u"b"_s}}, t0)});
    model.setFilter(std::get<Filter>(Filter::parse(u"room:s"_s)));
    QCOMPARE(model.rowCount(), 1);
    monitor.ingest({seats("r", {{1, u"c"_s}}, t0 + 1), seats("s", {{1, u"d"_s}}, t0 + 1)});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, TimelineModel::MemberColumn).data().toString(), u"d"_s);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 4);
}

void TestModels::timelineFiltersFromTheNewestOn()
{
    QList<AppliedCallback> batch;
    for (int i = 0; i < 60'000; ++i) {
        AppliedCallback applied;
        applied.callback.id = i + 1;
        applied.changes = {{.kind = i % 2 == 0 ? ChangeKind::SeatTaken : ChangeKind::SeatLeft,
                            .room = i % 3 == 0 ? u"r"_s : u"s"_s,
                            .seat = 1}};
        batch.append(applied);
    }
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    rows.append(batch);
    const auto isOrdered = [&model] {
        for (int row = 1; row < model.rowCount(); ++row) {
            if (model.rowAt(row - 1).callbackId >= model.rowAt(row).callbackId)
                return false;
        }
        return true;
    };
    const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setFilter(std::get<Filter>(Filter::parse(u"room:r"_s)));
    const int atOnce = model.rowCount();
    QVERIFY(atOnce > 100 && atOnce < 20'000); // the newest are there before the event loop turns
    QCOMPARE(model.rowAt(atOnce - 1).callbackId, 59'998);
    QVERIFY(model.isFiltering());
    AppliedCallback newer = batch[0];
    newer.callback.id = 60'001;
    rows.append({newer}); // comes at its end meanwhile
    QCOMPARE(model.rowCount(), atOnce + 1);
    QTRY_VERIFY(!model.isFiltering());
    QCOMPARE(model.rowCount(), 20'001);
    QVERIFY(isOrdered());
    QVERIFY(inserted.size() >= 2);
    QCOMPARE(inserted[1][1].toInt(), 0); // older ones before the others

    model.setFilter({});
    QCOMPARE(model.rowCount(), 60'001);
    model.setFilter(std::get<Filter>(Filter::parse(u"room:r"_s))); // and another one before it is done
    QVERIFY(model.isFiltering());
    model.setFilter(std::get<Filter>(Filter::parse(u"room:s kind:seat-left"_s)));
    QTRY_VERIFY(!model.isFiltering());
    QCOMPARE(model.rowCount(), 20'000);
    QVERIFY(isOrdered());
}

void TestModels::rejectedRequestsAreOneRow()
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    Callback rejected = seats("r", {{0, u"a"_s}, {1, u"b"_s}}, t0);
    rejected.verdict.rejection = Rejection::SdkAppId;
    monitor.ingest({rejected});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, TimelineModel::StatusColumn).data().toString(), u"rejected:sdkappid"_s);
    QCOMPARE(model.countIn(TimelineCategory::Problems), 1);
    QCOMPARE(monitor.counters().rejected, 1);
}

void TestModels::payloadTreeHasPathsAndRawValues()
{
    PayloadModel model;
    const QAbstractItemModelTester tester(&model);
    model.setBody(R"({"SeatList":[{"Index":4,"Member_Account":144115233775727695}],"s":"a\u0041"})");
    QCOMPARE(model.rowCount(), 2);
    const QModelIndex seat = model.index(0, 0, model.index(0, 0));
    const QModelIndex member = model.index(1, 1, seat);
    QCOMPARE(member.data().toString(), u"144115233775727695"_s);
    QCOMPARE(member.data(PayloadModel::PathRole).toString(), u"SeatList[0].Member_Account"_s);
    QCOMPARE(model.index(1, 1).data(PayloadModel::RawRole).toByteArray(), R"("a\u0041")"_ba);
    QVERIFY(!model.isRecovered());
}

void TestModels::payloadTreeOfUnreadableBodiesIsEmpty()
{
    PayloadModel model;
    const QAbstractItemModelTester tester(&model);
    model.setBody("{\"a\":");
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.error());
    model.setBody("{\"a\":1,} // so");
    QVERIFY(model.isRecovered());
    QCOMPARE(model.rowCount(), 1);
    model.setBody("\xef\xbb\xbf{\"a\":1}");
    QVERIFY(model.isRecovered());
    QVERIFY(!model.error());
    QCOMPARE(model.index(0, 1).data(PayloadModel::RawRole).toByteArray(), "1"_ba);
}

void TestModels::occupancyKeepsSpansOfSeats()
{
    RoomStore store;
    Occupancy occupancy;
    const auto take = [&](const Callback &callback) { occupancy.append({store.apply(callback)}); };
    take(seats("r", {{0, u"a"_s}}, t0));
    take(seats("r", {{0, u"a"_s, false, true}}, t0 + 1000));
    take(seats("r", {{1, u"a"_s}}, t0 + 2000));
    take(seats("r", {{0, {}, true}}, t0 + 3000));
    take(dismissal("r", t0 + 4000));
    const QList<SeatSpan> spans = occupancy.spans(*store.find(keyOf(u"r"_s)));
    QCOMPARE(spans.size(), 4);
    QCOMPARE(spans[0].toMs, t0 + 1000);
    QVERIFY(!spans[0].audioProhibited);
    QVERIFY(spans[1].audioProhibited);
    QCOMPARE(spans[1].toMs, t0 + 2000);
    QCOMPARE(spans[2].seat, 1);
    QCOMPARE(spans[2].toMs, t0 + 4000);
    QVERIFY(spans[3].locked);
    QCOMPARE(spans[3].member, QString());
}

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
