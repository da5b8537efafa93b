// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/decoder.h"
#include "core/rooms/roomstore.h"
#include "core/sender/trafficgenerator.h"

#include <QSet>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

/// Simulated traffic, as it is sent and as it happened, seen by the room model.
class TestSimulatedRooms final : public QObject
{
    Q_OBJECT

private slots:
    void roomsEndAsTheyWereSimulated_data();
    void roomsEndAsTheyWereSimulated();
};

namespace {

constexpr qint64 baseTime = 1'795'468'443'000;

Callback arrived(const SimulatedCallback &sent)
{
    return {.receivedUs = (baseTime + sent.offsetMs) * 1000,
            .head = QByteArray("POST /?" + sent.query + " HTTP/1.1"),
            .body = sent.body};
}

QStringList seatsOf(const Room &room)
{
    QStringList result;
    for (const auto &[index, seat] : room.seats().asKeyValueRange())
        result.append(u"%1 %2 %3 %4 %5"_s.arg(index)
                          .arg(seat.member)
                          .arg(seat.marks.locked)
                          .arg(seat.marks.audioProhibited)
                          .arg(seat.marks.videoProhibited));
    return result;
}

} // namespace

void TestSimulatedRooms::roomsEndAsTheyWereSimulated_data()
{
    QTest::addColumn<quint64>("seed");
    QTest::addColumn<double>("duplicates");
    QTest::addColumn<double>("late");
    QTest::newRow("default") << Q_UINT64_C(1) << 0.01 << 0.02;
    QTest::newRow("in order") << Q_UINT64_C(2) << 0.0 << 0.0;
    QTest::newRow("bad weather") << Q_UINT64_C(3) << 0.2 << 0.2;
}

void TestSimulatedRooms::roomsEndAsTheyWereSimulated()
{
    QFETCH(const quint64, seed);
    QFETCH(const double, duplicates);
    QFETCH(const double, late);
    constexpr qint64 count = 4'000;
    TrafficGenerator generator({.rate = 20, .seed = seed, .count = count, .duplicates = duplicates, .late = late},
                               baseTime);
    QList<Callback> callbacks;
    while (!generator.isAtEnd())
        callbacks.append(arrived(generator.next()));

    RoomStore seen;
    int flaggedDuplicate = 0;
    int flaggedLate = 0;
    for (const Callback &callback : std::as_const(callbacks)) {
        const AppliedCallback applied = seen.apply(callback);
        flaggedDuplicate += applied.verdict.flags.testFlag(Flag::Duplicate);
        flaggedLate += applied.verdict.flags.testFlag(Flag::Late);
    }
    int repeated = 0;
    QSet<QByteArray> bodies;
    for (const Callback &callback : std::as_const(callbacks)) {
        // Of a gift nobody can say: it has no EventTime, and the same one may be sent twice in its second.
        const bool isGift = callback.body.contains("GiftWater");
        repeated += !isGift && bodies.contains(callback.body);
        bodies.insert(callback.body);
    }
    QCOMPARE(flaggedDuplicate, repeated);
    QVERIFY2(flaggedLate >= late * count / 2, qPrintable(QString::number(flaggedLate)));
    QVERIFY2(flaggedLate <= late * count * 1.2, qPrintable(QString::number(flaggedLate)));

    std::stable_sort(callbacks.begin(), callbacks.end(), [](const Callback &one, const Callback &other) {
        const auto time = [](const Callback &callback) {
            return decodeEvent(callback).event.eventTimeMs.value_or(callback.receivedUs / 1000);
        };
        return time(one) < time(other);
    });
    RoomStore happened;
    for (const Callback &callback : std::as_const(callbacks))
        QVERIFY(!happened.apply(callback).verdict.flags.testFlag(Flag::Late));
    QCOMPARE(seen.count(), 6);
    QCOMPARE(seen.keys(), happened.keys());
    for (const RoomKey &key : seen.keys()) {
        QVERIFY(seen.find(key)->isComplete());
        QCOMPARE(seatsOf(*seen.find(key)), seatsOf(*happened.find(key)));
        QCOMPARE(seen.find(key)->name(), happened.find(key)->name());
        QCOMPARE(seen.find(key)->owner(), happened.find(key)->owner());
        QCOMPARE(seen.find(key)->life(), happened.find(key)->life());
        QCOMPARE(seen.find(key)->memberCount(), happened.find(key)->memberCount());
    }
}

QTEST_APPLESS_MAIN(TestSimulatedRooms)
#include "tst_simulatedrooms.moc"
