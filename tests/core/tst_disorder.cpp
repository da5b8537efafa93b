// SPDX-License-Identifier: GPL-3.0-or-later
// Properties of the room model over generated streams with a truth of their own.
#include "core/exchange/callbackjson.h"
#include "core/rooms/roomstore.h"
#include "tests/support/groundtruth.h"

#include <QDataStream>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestDisorder final : public QObject
{
    Q_OBJECT

private slots:
    void nothingLostEndsInTheTruth_data();
    void nothingLostEndsInTheTruth();
    void oneLongStreamEndsInTheTruth();
    void byArrivalTheOrderedStreamEndsInTheTruth();
    void nothingIsSurprisingWhenNothingIsLost();
    void aLossThatALaterCallbackContradictsIsSurprising();
    void flagsNameTheCallbackTheyAreAbout();
    void checkpointsInBetweenChangeNothing();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;
constexpr qint64 longestDelayMs = 5000;

RoomStore applied(const QList<Callback> &stream, const Interpretation &interpretation)
{
    RoomStore store(interpretation);
    for (const Callback &callback : stream)
        store.apply(callback);
    return store;
}

} // namespace

void TestDisorder::nothingLostEndsInTheTruth_data()
{
    using Lists = Interpretation::SeatLists;
    QTest::addColumn<ListForm>("form");
    QTest::addColumn<Lists>("lists");
    QTest::newRow("changed seats, read as such") << ListForm::ChangedSeats << Lists::ChangedSeats;
    QTest::newRow("changed seats, auto") << ListForm::ChangedSeats << Lists::Auto;
    QTest::newRow("whole tables, auto") << ListForm::WholeTable << Lists::Auto;
    QTest::newRow("whole tables, read as such") << ListForm::WholeTable << Lists::FullTable;
    QTest::newRow("tables without empty seats") << ListForm::TableWithoutEmptySeats << Lists::FullTable;
}

// Shuffled within a delay, repeated, mixed with what cannot be read: the state is that of the truth, for every seed.
void TestDisorder::nothingLostEndsInTheTruth()
{
    QFETCH(ListForm, form);
    QFETCH(Interpretation::SeatLists, lists);
    for (unsigned seed = 1; seed <= 120; ++seed) {
        GroundTruth truth(seed, 3, form, t0, longestDelayMs);
        truth.live(150);
        const RoomStore store = applied(truth.arrivals(true, true), {.seatLists = lists});
        const QString differences = truth.differences(store);
        QVERIFY2(differences.isEmpty(), qPrintable(u"seed %1\n%2"_s.arg(seed).arg(differences)));
    }
}

void TestDisorder::oneLongStreamEndsInTheTruth()
{
    GroundTruth truth(7, 40, ListForm::ChangedSeats, t0, longestDelayMs);
    truth.live(40'000);
    const RoomStore store = applied(truth.arrivals(true, true), {});
    QCOMPARE(truth.differences(store), QString());
}

void TestDisorder::byArrivalTheOrderedStreamEndsInTheTruth()
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        GroundTruth truth(seed, 3, ListForm::ChangedSeats, t0, longestDelayMs);
        truth.live(150);
        RoomStore store({.order = Interpretation::Order::Arrival});
        const QList<Callback> stream = truth.arrivals(false, true);
        for (const Callback &callback : stream)
            QVERIFY(!store.apply(callback).verdict.flags.testFlag(Flag::Late));
        QCOMPARE(truth.differences(store), QString());
    }
}

void TestDisorder::nothingIsSurprisingWhenNothingIsLost()
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        GroundTruth truth(seed, 3, ListForm::ChangedSeats, t0, longestDelayMs);
        truth.live(200);
        RoomStore store;
        for (const Callback &callback : truth.arrivals(false, false)) {
            const AppliedCallback told = store.apply(callback);
            for (const Change &change : told.changes)
                QVERIFY2(change.surprise == Surprise::None, callback.body.constData());
            QVERIFY(!told.verdict.flags);
        }
    }
}

// Dropped callbacks: whenever a seat that the model has wrong is listed with somebody else on it, or a member whom it
// has elsewhere, or somebody leaves of whom it does not know, the change says so.
void TestDisorder::aLossThatALaterCallbackContradictsIsSurprising()
{
    int contradictions = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        GroundTruth truth(seed, 2, ListForm::ChangedSeats, t0, longestDelayMs);
        truth.live(300);
        RoomStore store;
        for (const Told &told : truth.told()) {
            if (truth.below(6) == 0 && !told.callback.body.contains("CallbackAfterCreateRoom"))
                continue;
            const RoomKey key = keyOf(QString::fromLatin1(told.room));
            const Room former = store.find(key) ? *store.find(key) : Room(key);
            const AppliedCallback now = store.apply(told.callback);
            if (!std::holds_alternative<SeatInfoChanged>(now.event.content) || former.isDismissed())
                continue;
            const auto &listed = std::get<SeatInfoChanged>(now.event.content).seats;
            for (const ListedSeat &seat : listed) {
                const QString believed = former.seats().value(seat.index).member;
                const bool staysHere = std::any_of(listed.begin(), listed.end(),
                                                   [&](const ListedSeat &other) { return other.member == believed; });
                if (believed.isEmpty() || seat.member.isEmpty() || believed == seat.member || staysHere)
                    continue;
                // Nobody gives a seat to another one in this truth: the leave was lost.
                ++contradictions;
                const auto change = std::find_if(now.changes.begin(), now.changes.end(), [&](const Change &candidate) {
                    return candidate.seat == seat.index && candidate.surprise == Surprise::HandedOver;
                });
                QVERIFY2(change != now.changes.end(), told.callback.body.constData());
            }
        }
    }
    QVERIFY(contradictions > 100);
}

void TestDisorder::flagsNameTheCallbackTheyAreAbout()
{
    RoomStore store;
    const Callback first = seats("r", {{0, u"a"_s}}, t0 + 10);
    store.apply(first);
    const AppliedCallback late = store.apply(seats("r", {{0, u"b"_s}}, t0));
    QCOMPARE(late.lateAgainst, first.id);
    QCOMPARE(late.repeatOf, 0);
    Callback again = first;
    again.id = first.id + 100;
    const AppliedCallback repeated = store.apply(again);
    QCOMPARE(repeated.repeatOf, first.id);
    QCOMPARE(repeated.lateAgainst, 0);

    const Callback left = members("r", "Offline", {"a"}, t0 + 30);
    store.apply(left);
    QCOMPARE(store.apply(seats("r", {{3, u"a"_s}}, t0 + 20)).lateAgainst, left.id);
    const Callback end = dismissal("r", t0 + 60);
    store.apply(end);
    QCOMPARE(store.apply(seats("r", {{3, u"c"_s}}, t0 + 50)).lateAgainst, end.id);
    QVERIFY(!store.apply(seats("r", {{3, u"c"_s}}, t0 + 70)).verdict.flags);
    QCOMPARE(store.apply(members("r", "Online", {"z"}, t0 + 55)).lateAgainst, end.id);
}

void TestDisorder::checkpointsInBetweenChangeNothing()
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        for (const Interpretation &interpretation :
             {Interpretation {}, Interpretation {.seatLists = Interpretation::SeatLists::FullTable},
              Interpretation {.order = Interpretation::Order::Arrival}}) {
            GroundTruth truth(seed, 3, ListForm::ChangedSeats, t0, longestDelayMs);
            truth.live(200);
            const QList<Callback> stream = truth.arrivals(true, true);
            RoomStore live(interpretation);
            RoomStore restored(interpretation);
            for (const Callback &callback : stream) {
                const QByteArray line = callbackJson(live.apply(callback));
                if (truth.below(20) == 0) {
                    QByteArray bytes;
                    QDataStream out(&bytes, QIODevice::WriteOnly);
                    out << restored;
                    QDataStream in(bytes);
                    restored.load(in);
                    QCOMPARE(in.status(), QDataStream::Ok);
                    QVERIFY(in.atEnd());
                }
                QCOMPARE(callbackJson(restored.apply(callback)), line);
            }
            QCOMPARE(roomsJson(restored, 0), roomsJson(live, 0));
        }
    }
}

QTEST_GUILESS_MAIN(TestDisorder)
#include "tst_disorder.moc"
