// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/callbackjson.h"
#include "core/rooms/occupancy.h"
#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QtEndian>
#include <QtTest>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestRooms final : public QObject
{
    Q_OBJECT

private slots:
    void aSeatIsTakenSwappedMovedAndLeft();
    void marksAreChangesOfTheirOwn();
    void aLockIsKnownBySinceWhenAndByWhom();
    void aLockThatNobodySawIsNotDated();
    void aLockBelongsToItsLife();
    void unlistedSeatsStay();
    void membersSwapSeatsInOneCallback();
    void oneMemberTwiceInOneCallbackIsKeptAsSent();
    void olderSeatEventsAreFlaggedAndNotApplied();
    void anOlderSeatingDoesNotBringBackWhoMovedOrLeft();
    void whoSatLongAgoIsForgotten();
    void equalTimesGoByArrival();
    void repeatedCallbacksAreDuplicates();
    void repetitionsAreKnownForAnHourAndFor100000Callbacks();
    void theMemoryOfWhatWasSeenIsBounded();
    void digestsOfOlderStatesAreStillKnown();
    void missingEventTimeIsNoDuplicate();
    void leavingTheRoomEmptiesTheSeat();
    void dismissalEmptiesAndLaterSeatsBeginANewLife();
    void aNewCreateTimeIsANewLife();
    void aLateDismissalLeavesWhatIsNewer();
    void roomsFirstSeenThroughSeatsAreIncomplete();
    void absentFieldsKeepTheirValue();
    void aSmallerRoomLosesItsLastSeats();
    void roomEngineHeadCountIsBelieved();
    void rejectedCallbacksTouchNothing();
    void roomsOfTwoApplicationsAreTwoRooms();
    void unknownCommandsAreTold();
    void knownCommandsThatSayNothingAreNoUnknownOnes();
    void aRoomWithoutAnIdIsNotOk();
    void battlesAreToldInEveryRoom();
    void theOrderOfArrivalDoesNotMatter();
    void aCheckpointRestoresTheSameState();
    void aBadTimeFreezesNothing_data();
    void aBadTimeFreezesNothing();
    void aDismissalWithoutATimeEndsWhatIsKnown();
    void aCreationWithoutATimeKeepsWhoSitsThere();
    void anUntimedUpdateCutsSeats();
    void membersWithoutTimesAreForgotten();
    void otherUnitsAreReadAndFlagged();
    void whatCannotBeReadChangesNoSeat_data();
    void whatCannotBeReadChangesNoSeat();
    void aTableThatCannotBeReadEmptiesNoSeat();
    void eachAdministratorIsTold();
    void giftsAndMessagesAfterADismissalAreTold();
    void aStayEndsByWhatEndedIt();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;

QStringList kinds(const AppliedCallback &applied)
{
    QStringList result;
    for (const Change &change : applied.changes)
        result.append(changeName(change.kind));
    return result;
}

QByteArray stateOf(const RoomStore &store)
{
    return roomsJson(store, 0);
}

} // namespace

void TestRooms::aSeatIsTakenSwappedMovedAndLeft()
{
    RoomStore store;
    const AppliedCallback taken = store.apply(seats("r", {{3, u"alice"_s}}, t0));
    QCOMPARE(kinds(taken), QStringList {u"seat-taken"_s});
    QCOMPARE(taken.changes[0].seat, 3);
    QCOMPARE(taken.changes[0].member, u"alice"_s);
    QCOMPARE(taken.changes[0].previous, QString());

    const AppliedCallback swapped = store.apply(seats("r", {{3, u"bob"_s}}, t0 + 1));
    QCOMPARE(kinds(swapped), QStringList {u"seat-swapped"_s});
    QCOMPARE(swapped.changes[0].member, u"bob"_s);
    QCOMPARE(swapped.changes[0].previous, u"alice"_s);

    const AppliedCallback moved = store.apply(seats("r", {{5, u"bob"_s}}, t0 + 2)); // seat 3 is not listed
    QCOMPARE(kinds(moved), QStringList {u"seat-moved"_s});
    QCOMPARE(moved.changes[0].seat, 5);
    QCOMPARE(moved.changes[0].fromSeat, 3);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[3].member, QString());

    const AppliedCallback left = store.apply(seats("r", {{5}}, t0 + 3));
    QCOMPARE(kinds(left), QStringList {u"seat-left"_s});
    QCOMPARE(left.changes[0].member, u"bob"_s);
    QCOMPARE(left.changes[0].previous, u"bob"_s);

    QCOMPARE(kinds(store.apply(seats("r", {{5}}, t0 + 4))), QStringList {u"no-change"_s});
}

void TestRooms::marksAreChangesOfTheirOwn()
{
    RoomStore store;
    const AppliedCallback all = store.apply(seats("r", {{0, u"a"_s, true, true, true}}, t0));
    QCOMPARE(kinds(all),
             (QStringList {u"seat-taken"_s, u"seat-locked"_s, u"audio-prohibited"_s, u"video-prohibited"_s}));
    QCOMPARE(all.changes[2].member, u"a"_s);
    const AppliedCallback none = store.apply(seats("r", {{0, u"a"_s}}, t0 + 1));
    QCOMPARE(kinds(none), (QStringList {u"seat-unlocked"_s, u"audio-allowed"_s, u"video-allowed"_s}));

    const AppliedCallback absent = store.apply(callback(
        "Mic.CallbackAfterSeatInfoChanged", R"("RoomId":"r","SeatList":[{"Index":0,"Member_Account":"a"}])", t0 + 2));
    QCOMPARE(kinds(absent), QStringList {u"no-change"_s});
}

void TestRooms::aLockIsKnownBySinceWhenAndByWhom()
{
    RoomStore store;
    const auto lockOf = [&store](int seat) { return store.find(keyOf(u"r"_s))->seats()[seat].lock; };
    store.apply(creation("r", 8, t0));
    store.apply(seats("r", {{2}, {3, u"alice"_s}}, t0 + 10));
    QCOMPARE(lockOf(3).sinceMs, neverMs);
    const Callback locking = seats("r", {{2, {}, true}, {3, u"alice"_s, true}}, t0 + 1000, "owner");
    store.apply(locking);
    QCOMPARE(lockOf(3).sinceMs, t0 + 1000);
    QCOMPARE(lockOf(3).operatorAccount, u"owner"_s);
    QCOMPARE(lockOf(3).stamp.callbackId, locking.id);

    // What is listed again stays locked since then, whoever comes, goes or moves away.
    store.apply(seats("r", {{3, u"bob"_s, true}}, t0 + 2000, "admin"));
    store.apply(seats("r", {{5, u"bob"_s}}, t0 + 3000)); // seat 3 is not listed
    store.apply(seats("r", {{3, {}, true, true}}, t0 + 4000, "admin"));
    QCOMPARE(lockOf(3).sinceMs, t0 + 1000);
    QCOMPARE(lockOf(3).operatorAccount, u"owner"_s);

    // A late callback changes neither, whether it says open or locked.
    QVERIFY(store.apply(seats("r", {{3}}, t0 + 900, "late")).verdict.flags.testFlag(Flag::Late));
    QVERIFY(store.apply(seats("r", {{3, {}, true}}, t0 + 950, "late")).verdict.flags.testFlag(Flag::Late));
    QCOMPARE(lockOf(3).sinceMs, t0 + 1000);
    QCOMPARE(lockOf(3).operatorAccount, u"owner"_s);

    store.apply(seats("r", {{3}}, t0 + 5000, "owner"));
    QCOMPARE(lockOf(3).sinceMs, neverMs);
    QCOMPARE(lockOf(3).operatorAccount, QString());
    store.apply(seats("r", {{3, {}, true}}, t0 + 6000)); // which does not say by whom
    QCOMPARE(lockOf(3).sinceMs, t0 + 6000);
    QCOMPARE(lockOf(3).operatorAccount, QString());
    QCOMPARE(lockOf(2).sinceMs, t0 + 1000);

    // A seat of a room whose creation was seen was open before it is listed for the first time.
    store.apply(seats("r", {{7, {}, true}}, t0 + 7000, "owner"));
    QCOMPARE(lockOf(7).sinceMs, t0 + 7000);

    // Without a time it is the arrival.
    Callback untimed = seats("r", {{4, {}, true}}, t0 + 8000, "owner");
    untimed.body.replace(QByteArray("\"EventTime\":" + QByteArray::number(t0 + 8000)), "\"EventTime\":null");
    store.apply(untimed);
    QCOMPARE(lockOf(4).sinceMs, untimed.receivedUs / 1000);

    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << store;
    RoomStore restored;
    QDataStream in(bytes);
    restored.load(in);
    const Seat seat = restored.find(keyOf(u"r"_s))->seats()[7];
    QCOMPARE(seat.lock.sinceMs, t0 + 7000);
    QCOMPARE(seat.lock.operatorAccount, u"owner"_s);
    QCOMPARE(seat.lock.stamp, lockOf(7).stamp);
    restored.renameAccounts([](const QString &account) { return QString(u"_"_s + account); });
    QCOMPARE(restored.find(keyOf(u"r"_s))->seats()[7].lock.operatorAccount, u"_owner"_s);
}

void TestRooms::aLockThatNobodySawIsNotDated()
{
    RoomStore store;
    const auto lockOf = [&store](int seat) { return store.find(keyOf(u"r"_s))->seats()[seat].lock; };
    store.apply(seats("r", {{0, {}, true}, {1}}, t0, "owner")); // who knows since when seat 0 is locked
    QVERIFY(store.find(keyOf(u"r"_s))->seats()[0].marks.locked);
    QCOMPARE(lockOf(0).sinceMs, neverMs);
    QCOMPARE(lockOf(0).operatorAccount, QString());
    store.apply(seats("r", {{0, {}, true}, {1, {}, true}}, t0 + 1000, "admin"));
    QCOMPARE(lockOf(0).sinceMs, neverMs);
    QCOMPARE(lockOf(1).sinceMs, t0 + 1000);
    QCOMPARE(lockOf(1).operatorAccount, u"admin"_s);
}

void TestRooms::aLockBelongsToItsLife()
{
    RoomStore store({.seatLists = Interpretation::SeatLists::FullTable});
    const auto lockOf = [&store](int seat) { return store.find(keyOf(u"r"_s))->seats().value(seat).lock; };
    store.apply(creation("r", 3, t0));
    store.apply(seats("r", {{0, {}, true}, {1, {}, true}}, t0 + 1000, "owner"));
    store.apply(seats("r", {{0, {}, true}}, t0 + 2000, "owner")); // the table has no seat 1: it is open
    QCOMPARE(lockOf(0).sinceMs, t0 + 1000);
    QCOMPARE(lockOf(1).sinceMs, neverMs);

    store.apply(dismissal("r", t0 + 3000));
    QCOMPARE(lockOf(0).sinceMs, neverMs);
    store.apply(seats("r", {{0, {}, true}}, t0 + 4000, "admin")); // of a life whose creation was not seen
    QCOMPARE(store.find(keyOf(u"r"_s))->life(), 2);
    QCOMPARE(lockOf(0).sinceMs, neverMs);
    store.apply(seats("r", {{0}}, t0 + 5000, "admin"));
    store.apply(seats("r", {{0, {}, true}}, t0 + 6000, "admin"));
    QCOMPARE(lockOf(0).sinceMs, t0 + 6000);

    // The end of this life comes late: the lock is older than it, the listing is not.
    store.apply(seats("r", {{0, {}, true}}, t0 + 8000, "admin"));
    store.apply(dismissal("r", t0 + 7000));
    QCOMPARE(store.find(keyOf(u"r"_s))->life(), 3);
    QVERIFY(store.find(keyOf(u"r"_s))->seats()[0].marks.locked);
    QCOMPARE(lockOf(0).sinceMs, neverMs);
}

void TestRooms::unlistedSeatsStay()
{
    RoomStore store;
    store.apply(seats("r", {{0, u"a"_s}, {1, u"b"_s}}, t0));
    store.apply(seats("r", {{0}}, t0 + 1));
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[1].member, u"b"_s);
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 1);
}

void TestRooms::membersSwapSeatsInOneCallback()
{
    RoomStore store;
    store.apply(seats("r", {{0, u"a"_s}, {1, u"b"_s}}, t0));
    const AppliedCallback swap = store.apply(seats("r", {{0, u"b"_s}, {1, u"a"_s}}, t0 + 1));
    QCOMPARE(kinds(swap), (QStringList {u"seat-moved"_s, u"seat-moved"_s}));
    QCOMPARE(swap.changes[0].fromSeat, 1);
    QCOMPARE(swap.changes[1].fromSeat, 0);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[0].member, u"b"_s);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[1].member, u"a"_s);
}

void TestRooms::oneMemberTwiceInOneCallbackIsKeptAsSent()
{
    RoomStore store;
    store.apply(seats("r", {{0, u"a"_s}, {1, u"a"_s}}, t0));
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 2);
}

void TestRooms::olderSeatEventsAreFlaggedAndNotApplied()
{
    RoomStore store;
    store.apply(seats("r", {{0, u"a"_s}}, t0 + 10));
    const AppliedCallback late = store.apply(seats("r", {{0, u"b"_s}, {1, u"c"_s}}, t0));
    QVERIFY(late.verdict.flags.testFlag(Flag::Late));
    QCOMPARE(kinds(late), QStringList {u"seat-taken"_s}); // seat 1 has a clock of its own
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[0].member, u"a"_s);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[1].member, u"c"_s);
    const AppliedCallback lateAlone = store.apply(seats("r", {{0, u"d"_s}}, t0 + 5));
    QCOMPARE(lateAlone.verdict.toString(), u"flagged:late"_s);
    QCOMPARE(kinds(lateAlone), QStringList {u"no-change"_s});
}

void TestRooms::anOlderSeatingDoesNotBringBackWhoMovedOrLeft()
{
    RoomStore store;
    store.apply(seats("r", {{5, u"a"_s}}, t0 + 10));
    const AppliedCallback late = store.apply(seats("r", {{4, u"a"_s}}, t0)); // before the move to 5
    QVERIFY(late.verdict.flags.testFlag(Flag::Late));
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[5].member, u"a"_s);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[4].member, QString());
    store.apply(members("r", "Offline", {"a"}, t0 + 20));
    QVERIFY(store.apply(seats("r", {{6, u"a"_s}}, t0 + 15)).verdict.flags.testFlag(Flag::Late));
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 0);
}

void TestRooms::whoSatLongAgoIsForgotten()
{
    // As where nobody's entry and leave are reported: every second another account sits down.
    RoomStore store;
    const auto sit = [&store](int first, int end) {
        for (int account = first; account < end; ++account)
            store.apply(seats("r", {{account % 10, u"user_%1"_s.arg(account)}}, t0 + account * qint64(1000)));
        QByteArray bytes;
        QDataStream stream(&bytes, QIODevice::WriteOnly);
        stream << *store.find(keyOf(u"r"_s));
        return bytes.size();
    };
    const qsizetype early = sit(0, 2000);
    QVERIFY(sit(2000, 8000) < early * 3 / 2);
    // Of the last minutes nobody is.
    const AppliedCallback late = store.apply(seats("r", {{77, u"user_7500"_s}}, t0 + 7'400'000));
    QVERIFY(late.verdict.flags.testFlag(Flag::Late));
}

void TestRooms::equalTimesGoByArrival()
{
    RoomStore store;
    store.apply(seats("r", {{0, u"a"_s}}, t0));
    const AppliedCallback second = store.apply(seats("r", {{0, u"b"_s}}, t0));
    QCOMPARE(second.verdict.toString(), u"accepted"_s);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[0].member, u"b"_s);
}

void TestRooms::repeatedCallbacksAreDuplicates()
{
    RoomStore store;
    const Callback first = seats("r", {{0, u"a"_s}}, t0);
    store.apply(first);
    Callback again = first;
    again.receivedUs += 1'000'000;
    const AppliedCallback duplicate = store.apply(again);
    QCOMPARE(duplicate.verdict.toString(), u"flagged:duplicate"_s);
    QCOMPARE(kinds(duplicate), QStringList {u"no-change"_s});

    for (const Packing packing : {Packing::Zlib, Packing::Raw}) // a relay packs what comes again anew
        QCOMPARE(store.apply(packedRequest(first, "deflate", packing)).verdict.toString(), u"flagged:duplicate"_s);

    Callback otherApp = first;
    otherApp.head.replace("1400900001", "1400900002");
    QCOMPARE(store.apply(otherApp).verdict.toString(), u"accepted"_s);

    Callback muchLater = first;
    muchLater.receivedUs += 59LL * 60 * 1'000'000;
    QCOMPARE(store.apply(muchLater).verdict.toString(), u"flagged:duplicate"_s);
}

namespace {

/// Well spread, as a hash is.
QByteArray digestOf(quint64 number)
{
    QByteArray bytes(qsizetype(sizeof(number)), Qt::Uninitialized);
    qToBigEndian(number * 0x9e3779b97f4a7c15ULL, bytes.data());
    return bytes;
}

} // namespace

void TestRooms::repetitionsAreKnownForAnHourAndFor100000Callbacks()
{
    SeenCallbacks seen;
    for (int i = 0; i <= 100'000; ++i) // one each second: for more than a day
        QVERIFY(!seen.note(digestOf(quint64(i)), i * 1'000'000LL, i + 1));
    QByteArray bytes; // a restart
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << seen;
    SeenCallbacks restored;
    QDataStream in(bytes);
    in >> restored;
    QVERIFY(in.atEnd());
    QCOMPARE(restored.count(), seen.count());
    QCOMPARE(restored.note(digestOf(0), 100'001 * 1'000'000LL, 200'000), std::optional<qint64>(1));
}

void TestRooms::theMemoryOfWhatWasSeenIsBounded()
{
    // One of 256 parts is enough to see it.
    const auto digest = [](qint64 number) {
        QByteArray bytes = digestOf(quint64(number));
        bytes[0] = 0;
        return bytes;
    };
    constexpr qsizetype most = SeenCallbacks::mostKept / 256;
    constexpr qsizetype always = SeenCallbacks::alwaysKept / 256;
    SeenCallbacks seen;
    qint64 number = 1;
    for (; number <= 2 * most; ++number) // all of them within a minute
        QVERIFY(!seen.note(digest(number), number, number));
    QVERIFY(seen.count() <= most + 1);
    QCOMPARE(seen.note(digest(number - most + 1), 60'000'000, 0), std::optional(number - most + 1));
    QVERIFY(!seen.note(digest(1), 60'000'000, 1)); // long forgotten

    const qint64 laterUs = 60'000'000 + SeenCallbacks::longUs + 1;
    QCOMPARE(seen.note(digest(number - always + 2), laterUs, 0), std::optional(number - always + 2));
    QVERIFY(seen.count() <= always); // what is old goes as soon as there is enough
}

void TestRooms::digestsOfOlderStatesAreStillKnown()
{
    const QByteArray digest = QCryptographicHash::hash("a", QCryptographicHash::Sha1);
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << qint32(1) << digest << qint64(1000) << qint64(7);
    SeenCallbacks seen;
    QDataStream in(bytes);
    in >> seen;
    QVERIFY(in.atEnd() && in.status() == QDataStream::Ok);
    QCOMPARE(seen.note(digest, 2000, 8), std::optional(qint64(7)));
}

void TestRooms::missingEventTimeIsNoDuplicate()
{
    RoomStore store;
    const Callback gift = callback("Live.CallbackBeforeSendGift",
                                   R"("RoomId":"r","GiftWater":{"From_Account":"e","GiftId":"rose","Count":1})", {});
    store.apply(gift);
    QCOMPARE(store.apply(gift).verdict.toString(), u"accepted"_s);
    QCOMPARE(kinds(store.apply(gift)), QStringList {u"gift-requested"_s});
}

void TestRooms::leavingTheRoomEmptiesTheSeat()
{
    RoomStore store;
    store.apply(members("r", "Online", {"a", "b"}, t0));
    QCOMPARE(store.find(keyOf(u"r"_s))->memberCount(), 2);
    store.apply(seats("r", {{2, u"a"_s, false, true}}, t0 + 1));
    const AppliedCallback left = store.apply(members("r", "Offline", {"a"}, t0 + 2));
    QCOMPARE(kinds(left), (QStringList {u"member-left"_s, u"seat-left"_s}));
    QVERIFY(left.changes[1].derived);
    QCOMPARE(store.find(keyOf(u"r"_s))->memberCount(), 1);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[2].member, QString());
    QVERIFY(store.find(keyOf(u"r"_s))->seats()[2].marks.audioProhibited);
}

void TestRooms::dismissalEmptiesAndLaterSeatsBeginANewLife()
{
    RoomStore store;
    store.apply(creation("r", 8, t0));
    store.apply(seats("r", {{0, u"a"_s}}, t0 + 2000));
    const AppliedCallback dismissed = store.apply(dismissal("r", t0 + 3000));
    QCOMPARE(kinds(dismissed), (QStringList {u"room-dismissed"_s, u"seat-left"_s}));
    QVERIFY(store.find(keyOf(u"r"_s))->isDismissed());
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 0);

    QVERIFY(store.apply(seats("r", {{1, u"b"_s}}, t0 + 2500)).verdict.flags.testFlag(Flag::Late));
    QCOMPARE(kinds(store.apply(members("r", "Online", {"z"}, t0 + 3500))), QStringList {u"no-change"_s});

    store.apply(seats("r", {{1, u"b"_s}}, t0 + 4000));
    const Room *second = store.find(keyOf(u"r"_s));
    QCOMPARE(second->life(), 2);
    QVERIFY(!second->isDismissed());
    QVERIFY(!second->isComplete());
    QCOMPARE(second->name(), QString());
}

void TestRooms::aNewCreateTimeIsANewLife()
{
    RoomStore store;
    store.apply(creation("r", 8, t0));
    store.apply(seats("r", {{0, u"a"_s}}, t0 + 2000));
    const AppliedCallback second = store.apply(creation("r", 8, t0 + 60'000)); // the dismissal was lost
    QCOMPARE(kinds(second), (QStringList {u"seat-left"_s, u"room-created"_s}));
    QVERIFY(second.changes[0].derived);
    QCOMPARE(second.changes[0].life, 1);
    QCOMPARE(second.changes[1].life, 2);
    QCOMPARE(store.find(keyOf(u"r"_s))->life(), 2);
    QCOMPARE(store.find(keyOf(u"r"_s))->createdMs(), t0 + 60'000);
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 0);
    QVERIFY(store.apply(creation("r", 9, t0 + 1)).verdict.flags.testFlag(Flag::Late));
}

void TestRooms::aLateDismissalLeavesWhatIsNewer()
{
    RoomStore store;
    store.apply(creation("r", 8, t0));
    store.apply(seats("r", {{0, u"a"_s}}, t0 + 1000));
    store.apply(seats("r", {{1, u"b"_s}}, t0 + 5000));
    store.apply(dismissal("r", t0 + 3000));
    const Room *room = store.find(keyOf(u"r"_s));
    QCOMPARE(room->life(), 2);
    QCOMPARE(room->takenSeatCount(), 1);
    QCOMPARE(room->seats()[1].member, u"b"_s);
}

void TestRooms::roomsFirstSeenThroughSeatsAreIncomplete()
{
    RoomStore store;
    store.apply(seats("r", {{0, u"a"_s}}, t0 + 500));
    QVERIFY(!store.find(keyOf(u"r"_s))->isComplete());
    store.apply(creation("r", 8, t0)); // arrives after the seat event
    QVERIFY(store.find(keyOf(u"r"_s))->isComplete());
    QCOMPARE(store.find(keyOf(u"r"_s))->life(), 1);
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 1);
}

void TestRooms::absentFieldsKeepTheirValue()
{
    RoomStore store;
    store.apply(creation("r", 8, t0, "First"));
    const AppliedCallback update = store.apply(
        callback("Live.CallbackAfterUpdateRoomInfo", R"("RoomInfo":{"RoomId":"r","RoomName":"Second"})", t0 + 1));
    QCOMPARE(kinds(update), QStringList {u"room-updated"_s});
    QCOMPARE(update.changes[0].details.toText(), u"RoomName: First → Second"_s);
    QCOMPARE(store.find(keyOf(u"r"_s))->owner(), u"alice"_s);
    QCOMPARE(store.find(keyOf(u"r"_s))->maxSeatCount(), std::optional(8));
}

void TestRooms::aSmallerRoomLosesItsLastSeats()
{
    RoomStore store;
    store.apply(creation("r", 8, t0));
    store.apply(seats("r", {{2, u"a"_s}, {7, u"b"_s}}, t0 + 1000));
    const AppliedCallback smaller = store.apply(
        callback("Room.CallbackAfterUpdateRoomInfo", R"("RoomInfo":{"RoomId":"r","MaxSeatCount":4})", t0 + 2000));
    QCOMPARE(kinds(smaller), (QStringList {u"room-updated"_s, u"seat-left"_s}));
    QCOMPARE(store.find(keyOf(u"r"_s))->seats().lastKey(), 2);
}

void TestRooms::roomEngineHeadCountIsBelieved()
{
    RoomStore store;
    store.apply(callback("Room.CallbackAfterMemberEnter",
                         R"("RoomId":"m","MemberCount":5,"Type":"Enter","MemberList_Account":["bob"])", t0));
    QCOMPARE(store.find(keyOf(u"m"_s))->memberCount(), 5);
}

void TestRooms::rejectedCallbacksTouchNothing()
{
    RoomStore store;
    Callback rejected = seats("r", {{0, u"a"_s}}, t0);
    rejected.verdict.rejection = Rejection::SdkAppId;
    const AppliedCallback applied = store.apply(rejected);
    QVERIFY(applied.changes.isEmpty());
    QCOMPARE(store.count(), 0);
    QCOMPARE(applied.event.room(), u"r"_s);
}

void TestRooms::roomsOfTwoApplicationsAreTwoRooms()
{
    RoomStore store;
    Callback other = seats("r", {{0, u"b"_s}}, t0);
    other.head.replace("1400900001", "1400900002");
    store.apply(seats("r", {{0, u"a"_s}}, t0));
    store.apply(other);
    QCOMPARE(store.count(), 2);
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[0].member, u"a"_s);
}

void TestRooms::unknownCommandsAreTold()
{
    RoomStore store;
    QCOMPARE(kinds(store.apply(callback("Live.CallbackAfterSomethingNew", R"("RoomId":"r")", t0))),
             QStringList {u"unknown-command"_s});
    QCOMPARE(store.count(), 0);
}

void TestRooms::knownCommandsThatSayNothingAreNoUnknownOnes()
{
    RoomStore store;
    Callback empty = seats("r", {{1, u"a"_s}}, t0); // its command is in the URL
    empty.body.clear();
    empty.verdict.flags = Flag::EmptyBody; // by the receiver
    const AppliedCallback nothing = store.apply(empty);
    QCOMPARE(kinds(nothing), QStringList {u"no-change"_s});
    QCOMPARE(nothing.changes[0].details.toText(), u"the body is empty"_s);
    QCOMPARE(nothing.verdict.toString(), u"flagged:empty-body"_s);
    QCOMPARE(kinds(store.apply(members("r", "Elsewhere", {"a"}, t0 + 1))), QStringList {u"no-change"_s});
    empty.head.replace("Mic.CallbackAfterSeatInfoChanged", "New.Thing");
    QCOMPARE(kinds(store.apply(empty)), QStringList {u"unknown-command"_s});
    QCOMPARE(store.count(), 0);
}

void TestRooms::aRoomWithoutAnIdIsNotOk()
{
    RoomStore store;
    const AppliedCallback applied = store.apply(seats("", {{1, u"a"_s}}, t0));
    QCOMPARE(kinds(applied), QStringList {u"no-change"_s});
    QCOMPARE(applied.changes[0].details.toText(), u"RoomId is empty: no room is named"_s);
    QCOMPARE(applied.verdict.toString(), u"flagged:incomplete"_s);
    QCOMPARE(store.count(), 0);
}

void TestRooms::battlesAreToldInEveryRoom()
{
    RoomStore store;
    const AppliedCallback battle = store.apply(
        callback("Live.CallbackAfterCreateBattle", R"("BattleId":"b=","FromRoomId":"r","ToRoomIdList":["s","t"])", t0));
    QCOMPARE(kinds(battle), (QStringList {u"battle-created"_s, u"battle-created"_s, u"battle-created"_s}));
    QCOMPARE(battle.changes[2].room, u"t"_s);

    const AppliedCallback started = store.apply(callback(
        "Live.CallbackAfterStartBattle",
        R"("BattleId":"b=","FromRoomInfo":{"RoomId":"a%2Fb","Score":7},"ToRoomList":[{"RoomId":"s","Score":5}])",
        t0 + 1));
    QCOMPARE(kinds(started), (QStringList {u"battle-started"_s, u"battle-started"_s}));
    QCOMPARE(started.changes[0].details.toText(), u"b=: a%2Fb 7 – s 5"_s);
}

// Nothing lost, arrival shuffled within a bound: the state must be that of the ordered stream, whatever the order.
void TestRooms::theOrderOfArrivalDoesNotMatter()
{
    for (unsigned seed = 1; seed <= 500; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&random](int bound) { return int(random() % unsigned(bound)); };
        QList<Callback> stream {creation("r", 8, t0)};
        QList<QString> truth(8);
        QList<SeatMarks> marks(8);
        qint64 time = t0 + 1000;
        for (int step = 0; step < 60; ++step) {
            time += 1 + below(400);
            const int seat = below(8);
            const QString member = u"user%1"_s.arg(below(6));
            const auto line = [&](int index) -> SeatLine {
                return {index, truth[index], marks[index].locked, marks[index].audioProhibited,
                        marks[index].videoProhibited};
            };
            switch (below(5)) {
            case 0:
            case 1: { // takes the seat, leaving another one: only the new seat is listed half of the time
                const qsizetype former = truth.indexOf(member);
                if (former == seat)
                    break;
                if (former >= 0)
                    truth[former].clear();
                truth[seat] = member;
                QList<SeatLine> lines {line(seat)};
                if (former >= 0 && below(2) == 0)
                    lines.append(line(int(former)));
                stream.append(seats("r", lines, time));
                break;
            }
            case 2:
                truth[seat].clear();
                stream.append(seats("r", {line(seat)}, time));
                break;
            case 3:
                marks[seat] = {below(2) == 0, below(2) == 0, below(2) == 0};
                stream.append(seats("r", {line(seat)}, time));
                break;
            case 4: {
                const qsizetype former = truth.indexOf(member);
                if (former >= 0)
                    truth[former].clear();
                stream.append(members("r", below(2) == 0 ? "Offline" : "Online", {member.toUtf8()}, time));
                if (stream.last().body.contains("Online") && former >= 0)
                    truth[former] = member; // entering does not empty the seat
                break;
            }
            }
        }
        RoomStore store;
        QList<std::pair<qint64, Callback>> arrivals;
        for (const Callback &sent : std::as_const(stream))
            arrivals.append({sent.receivedUs + below(3000) * 1000, sent});
        std::stable_sort(arrivals.begin(), arrivals.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        for (auto &[receivedUs, arrived] : arrivals) {
            arrived.receivedUs = receivedUs;
            store.apply(arrived);
            if (below(10) == 0)
                QVERIFY(store.apply(arrived).verdict.flags.testFlag(Flag::Duplicate));
        }
        const Room *room = store.find(keyOf(u"r"_s));
        QVERIFY2(room && room->life() == 1, qPrintable(QString::number(seed)));
        for (int seat = 0; seat < 8; ++seat) {
            const Seat shown = room->seats().value(seat);
            QVERIFY2(shown.member == truth[seat],
                     qPrintable(u"seed %1, seat %2: %3 is shown, %4 is true"_s.arg(seed).arg(seat).arg(shown.member,
                                                                                                       truth[seat])));
            QVERIFY2(shown.marks == marks[seat], qPrintable(u"seed %1, seat %2"_s.arg(seed).arg(seat)));
        }
    }
}

void TestRooms::aCheckpointRestoresTheSameState()
{
    RoomStore store;
    store.apply(creation("r", 8, t0));
    const Callback seated = seats("r", {{0, u"a"_s, true}, {3, u"b"_s}}, t0 + 1000, "alice");
    store.apply(seated);
    store.apply(members("r", "Online", {"c"}, t0 + 2000));
    store.apply(dismissal("s", t0));

    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << store;
    RoomStore restored;
    QDataStream in(bytes);
    restored.load(in);
    QCOMPARE(in.status(), QDataStream::Ok);
    QCOMPARE(stateOf(restored), stateOf(store));
    QVERIFY(restored.apply(seated).verdict.flags.testFlag(Flag::Duplicate));
    QVERIFY(restored.apply(seats("s", {{0, u"a"_s}}, t0 - 1)).verdict.flags.testFlag(Flag::Late));
}

namespace {

/// The sender's clock is ten minutes behind ours.
constexpr qint64 behindMs = 600'000;

/// A callback whose EventTime is that JSON; empty: it has none. sentMs: when that was, by the sender's clock.
Callback timed(const QByteArray &command, const QByteArray &fields, const QByteArray &eventTime, qint64 sentMs)
{
    Callback sent
        = callback(command, eventTime.isEmpty() ? fields : QByteArray(fields + ",\"EventTime\":" + eventTime), {});
    sent.receivedUs = (sentMs + behindMs) * 1000;
    return sent;
}

QByteArray seat(int index, const QByteArray &member)
{
    return "\"RoomId\":\"r\",\"SeatList\":[{\"Index\":" + QByteArray::number(index) + ",\"Member_Account\":\"" + member
        + "\"}]";
}

constexpr auto seatCommand = "Mic.CallbackAfterSeatInfoChanged";

} // namespace

void TestRooms::aBadTimeFreezesNothing_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArrayList>("steps");
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<QString>("flag");
    struct Time
    {
        const char *name;
        QByteArray json;
        QString flag;
    };
    const QList<Time> times {
        {"missing", "", u"no-event-time"_s},
        {"null", "null", u"no-event-time"_s},
        {"negative", "-5", u"no-event-time"_s},
        {"zero", "0", u"no-event-time"_s},
        {"text", "\"soon\"", u"no-event-time"_s},
        {"fraction", "1.5", u"no-event-time"_s},
        {"list", "[1]", u"no-event-time"_s},
        {"beyond 64 bits", "1e30", u"no-event-time"_s},
        {"2100", "4102444800000", u"clock-skew"_s},
        {"a minute ahead", QByteArray::number(t0 + 900'000), u"clock-skew"_s},
    };
    const auto rows = [&](const char *name, const QByteArray &command, const QByteArrayList &steps) {
        for (const Time &time : times)
            QTest::addRow("%s, %s", name, time.name) << command << steps << time.json << time.flag;
    };
    rows("seat", seatCommand, {seat(1, "a"), seat(1, "b"), seat(1, "c")});
    rows("moving", seatCommand, {seat(1, "a"), seat(2, "a"), seat(3, "a")});
    const auto state = [](const QByteArray &type) {
        return QByteArray("\"RoomId\":\"r\",\"EventType\":\"" + type
                          + "\",\"MemberList\":[{\"Member_Account\":\"m\"}]");
    };
    rows("leave", "Live.CallbackAfterMemberStateChanged", {state("Online"), state("Offline"), state("Online")});
    rows("entry", "Live.CallbackAfterMemberStateChanged", {state("Offline"), state("Online"), state("Offline")});
    const auto step = [](const QByteArray &before, const QByteArray &after) {
        return QByteArrayList {before + "1" + after, before + "2" + after, before + "3" + after};
    };
    rows("name", "Live.CallbackAfterUpdateRoomInfo", step(R"("RoomInfo":{"RoomId":"r","RoomName":")", R"("})"));
    rows("owner", "Live.CallbackAfterChangeOwner", step(R"("RoomId":"r","CurrentOwner_Account":"o)", R"(")"));
    rows("metadata", "Live.CallbackAfterSetMetadata",
         step(R"("RoomId":"r","Metadata":[{"Key":"k","Value":")", R"("}])"));
    rows("battle", "Live.CallbackAfterCreateBattle",
         step(R"("BattleId":"b)", R"(","FromRoomId":"r","ToRoomIdList":["s"])"));
    rows("creation", "Live.CallbackAfterCreateRoom", step(R"("RoomInfo":{"RoomId":"r","RoomName":")", R"("})"));
}

void TestRooms::aBadTimeFreezesNothing()
{
    QFETCH(const QByteArray, command);
    QFETCH(const QByteArrayList, steps);
    QFETCH(const QByteArray, time);
    QFETCH(const QString, flag);
    RoomStore store;
    const auto good = [&](const QByteArray &fields, qint64 sentMs) {
        return store.apply(timed(command, fields, QByteArray::number(sentMs), sentMs));
    };
    QCOMPARE(good(steps[0], t0).verdict.toString(), u"accepted"_s);
    const AppliedCallback bad = store.apply(timed(command, steps[1], time, t0 + 1000));
    QCOMPARE(bad.verdict.toString(), u"flagged:"_s + flag);
    QVERIFY(kinds(bad) != QStringList {u"no-change"_s});
    QVERIFY(!bad.delayMs());
    QCOMPARE(bad.timeMs(), t0 + 1000 + behindMs); // its arrival
    const AppliedCallback after = good(steps[2], t0 + 2000);
    QCOMPARE(after.verdict.toString(), u"accepted"_s);
    QVERIFY(kinds(after) != QStringList {u"no-change"_s});
    QCOMPARE(after.delayMs(), std::optional(behindMs));

    // As the first that is heard of a room, too.
    store = {};
    store.apply(timed(command, steps[1], time, t0 + 1000));
    QCOMPARE(good(steps[2], t0 + 2000).verdict.toString(), u"accepted"_s);
}

void TestRooms::aDismissalWithoutATimeEndsWhatIsKnown()
{
    RoomStore store;
    const auto apply = [&](const QByteArray &command, const QByteArray &fields, const QByteArray &time, qint64 sentMs) {
        return store.apply(timed(command, fields, time, sentMs));
    };
    apply(seatCommand, seat(1, "a"), QByteArray::number(t0), t0);
    const AppliedCallback end = apply("Live.CallbackAfterDestroyRoom", R"("RoomId":"r")", "null", t0 + 1000);
    QCOMPARE(kinds(end), (QStringList {u"room-dismissed"_s, u"seat-left"_s}));
    const Room *room = store.find(keyOf(u"r"_s));
    QVERIFY(room->isDismissed());
    QCOMPARE(room->dismissedMs(), t0 + 1000 + behindMs);
    QCOMPARE(kinds(apply(seatCommand, seat(1, "b"), QByteArray::number(t0 + 2000), t0 + 2000)),
             QStringList {u"seat-taken"_s});
    QCOMPARE(room->life(), 2);

    // And what has no time begins the next one.
    apply("Live.CallbackAfterDestroyRoom", R"("RoomId":"r")", QByteArray::number(t0 + 3000), t0 + 3000);
    apply("Live.CallbackAfterMemberStateChanged",
          R"("RoomId":"r","EventType":"Online","MemberList":[{"Member_Account":"m"}])", "", t0 + 4000);
    QVERIFY(room->isDismissed());
    QCOMPARE(kinds(apply(seatCommand, seat(2, "m"), "", t0 + 5000)),
             (QStringList {u"member-entered"_s, u"seat-taken"_s}));
    QCOMPARE(room->life(), 3);
    QCOMPARE(apply(seatCommand, seat(2, "n"), QByteArray::number(t0 + 6000), t0 + 6000).verdict.toString(),
             u"accepted"_s);
}

void TestRooms::aCreationWithoutATimeKeepsWhoSitsThere()
{
    RoomStore store;
    store.apply(timed(seatCommand, seat(1, "a"), QByteArray::number(t0), t0));
    store.apply(
        timed("Live.CallbackAfterCreateRoom", R"("RoomInfo":{"RoomId":"r","MaxSeatCount":8})", "", t0 + 60'000));
    const Room *room = store.find(keyOf(u"r"_s));
    QVERIFY(room->isComplete());
    QCOMPARE(room->life(), 1);
    QCOMPARE(room->takenSeatCount(), 1);

    // A seat of which nobody knows when it was taken belongs to the room that is created next.
    RoomStore other;
    other.apply(timed(seatCommand, seat(1, "a"), "", t0));
    other.apply(creation("r", 8, t0 + 5000));
    QCOMPARE(other.find(keyOf(u"r"_s))->takenSeatCount(), 1);
    QCOMPARE(other.find(keyOf(u"r"_s))->life(), 1);
}

void TestRooms::anUntimedUpdateCutsSeats()
{
    RoomStore store;
    store.apply(creation("r", 8, t0));
    store.apply(timed(seatCommand, seat(7, "a"), QByteArray::number(t0 + 1000), t0 + 1000));
    const AppliedCallback smaller = store.apply(
        timed("Live.CallbackAfterUpdateRoomInfo", R"("RoomInfo":{"RoomId":"r","MaxSeatCount":4})", "", t0 + 2000));
    QCOMPARE(kinds(smaller), (QStringList {u"room-updated"_s, u"seat-left"_s}));
}

void TestRooms::membersWithoutTimesAreForgotten()
{
    RoomStore store;
    const auto pass = [&store](int first, int end) {
        for (int account = first; account < end; ++account) {
            const QByteArray name = "user_" + QByteArray::number(account);
            store.apply(timed(seatCommand, seat(account % 10, name), "", t0 + account * 1000LL));
            store.apply(
                timed("Live.CallbackAfterMemberStateChanged",
                      R"("RoomId":"r","EventType":"Offline","MemberList":[{"Member_Account":")" + name + R"("}])", "",
                      t0 + account * 1000LL));
        }
        QByteArray bytes;
        QDataStream stream(&bytes, QIODevice::WriteOnly);
        stream << *store.find(keyOf(u"r"_s));
        return bytes.size();
    };
    const qsizetype early = pass(0, 1000);
    QVERIFY(pass(1000, 4000) < early * 3 / 2);
}

void TestRooms::otherUnitsAreReadAndFlagged()
{
    RoomStore store;
    for (const QByteArray &time : {QByteArray::number(t0 / 1000), QByteArray::number((t0 + 1000) * 1000),
                                   QByteArray::number((t0 + 2000) * 1'000'000)}) {
        const AppliedCallback applied = store.apply(timed(seatCommand, seat(1, time), time, t0 + 2000));
        QCOMPARE(applied.verdict.toString(), u"flagged:time-unit"_s);
        QCOMPARE(kinds(applied).size(), 1);
        QVERIFY(applied.delayMs().value_or(0) >= behindMs);
    }
    QCOMPARE(store.find(keyOf(u"r"_s))->seats()[1].eventTimeMs, t0 + 2000);
    // What a receiver of before has stored about the time is not believed.
    Callback stored = timed(seatCommand, seat(1, "a"), QByteArray::number((t0 + 3000) * 1000), t0 + 3000);
    stored.verdict.flags = Flag::ClockSkew | Flag::Unsigned;
    QCOMPARE(store.apply(stored).verdict.toString(), u"flagged:unsigned,time-unit"_s);
}

void TestRooms::whatCannotBeReadChangesNoSeat_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QString>("problem");
    QTest::newRow("null") << "null"_ba << u"SeatList is null, not a list"_s;
    QTest::newRow("object") << R"({"Index":1,"Member_Account":"kai"})"_ba << u"SeatList is an object, not a list"_s;
    QTest::newRow("JSON text") << R"("[{\"Index\":1}]")"_ba << u"SeatList is a text, not a list"_s;
    const auto seatNumber = u"SeatList[0].Index is not a seat number from 0 to 9999"_s;
    for (const char *index : {"-1", "1.5", "10001", "null", "\"x\"", "[1]"})
        QTest::addRow("index %s", index) << QByteArray(R"([{"Index":)") + index + R"(,"Member_Account":"kai"}])"
                                         << seatNumber;
    for (const char *member : {"true", "false", "{\"a\":\"kai\"}", "[\"kai\"]"})
        QTest::addRow("member %s", member) << QByteArray(R"([{"Index":1,"Member_Account":)") + member + "}]"
                                           << u"SeatList[0].Member_Account is neither a string nor a number"_s;
}

void TestRooms::whatCannotBeReadChangesNoSeat()
{
    QFETCH(const QByteArray, list);
    QFETCH(const QString, problem);
    RoomStore store;
    store.apply(seats("r", {{1, u"alice"_s, true}}, t0));
    const AppliedCallback applied = store.apply(callback(seatCommand, R"("RoomId":"r","SeatList":)" + list, t0 + 1000));
    QCOMPARE(applied.verdict.toString(), u"flagged:incomplete"_s);
    QCOMPARE(kinds(applied), QStringList {u"no-change"_s});
    QCOMPARE(applied.changes.first().details.toText(), problem);
    QVERIFY(callbackJson(applied).contains(QByteArray("\"problems\":[\"" + problem.toUtf8() + "\"]")));
    const Seat seat = store.find(keyOf(u"r"_s))->seats().value(1);
    QCOMPARE(seat.member, u"alice"_s);
    QVERIFY(seat.marks.locked);

    // Of a seat that is not known it says nothing, either; the others are read.
    const AppliedCallback whole = store.apply(
        callback(seatCommand,
                 R"("RoomId":"s","SeatList":[{"Index":2.0,"Member_Account":true},{"Index":"3e0","Member_Account":7}])",
                 t0 + 2000));
    QCOMPARE(whole.verdict.toString(), u"flagged:incomplete"_s);
    QCOMPARE(kinds(whole), QStringList {u"seat-taken"_s});
    QCOMPARE(store.find(keyOf(u"s"_s))->seats().keys(), QList<int> {3});
}

void TestRooms::aTableThatCannotBeReadEmptiesNoSeat()
{
    RoomStore store({.seatLists = Interpretation::SeatLists::FullTable});
    store.apply(seats("r", {{0, u"a"_s}, {1, u"b"_s}}, t0));
    store.apply(callback(seatCommand, R"("RoomId":"r","SeatList":null)", t0 + 1000));
    store.apply(callback(seatCommand, R"("RoomId":"r","SeatList":[{"Index":0,"Member_Account":"a"},{"Index":"one"}])",
                         t0 + 2000));
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 2);
    store.apply(seats("r", {{0, u"a"_s}}, t0 + 3000));
    QCOMPARE(store.find(keyOf(u"r"_s))->takenSeatCount(), 1);
}

void TestRooms::eachAdministratorIsTold()
{
    RoomStore store;
    const auto told = [&](const QByteArray &accounts, const QByteArray &type, qint64 timeMs) {
        QStringList members;
        const AppliedCallback applied = store.apply(
            callback("Live.CallbackAfterModifyAdmin",
                     R"("RoomId":"r","Admin_Account":[)" + accounts + R"(],"opType":")" + type + '"', timeMs));
        for (const Change &change : applied.changes)
            members.append(u"%1 %2 %3"_s.arg(changeName(change.kind), change.member, change.details.toText()));
        return members;
    };
    QCOMPARE(told(R"("ann","bob, cid")", "add", t0),
             (QStringList {u"admin-changed ann add"_s, u"admin-changed bob, cid add"_s}));
    QCOMPARE(told(R"("ann")", "delete", t0 + 1), QStringList {u"admin-changed ann delete"_s});
    QCOMPARE(store.find(keyOf(u"r"_s))->administrators(), QStringList {u"bob, cid"_s});
}

void TestRooms::giftsAndMessagesAfterADismissalAreTold()
{
    RoomStore store;
    store.apply(creation("r", 8, t0));
    store.apply(dismissal("r", t0 + 1000));
    Callback gift = callback("Live.CallbackBeforeSendGift",
                             R"("RoomId":"r","GiftWater":{"From_Account":"e","GiftId":"rose","Count":1})", {});
    gift.receivedUs = (t0 + 2000) * 1000;
    QCOMPARE(kinds(store.apply(gift)), QStringList {u"gift-requested"_s});
    const auto message = [](qint64 timeMs) {
        return callback(
            "Group.CallbackAfterSendMsg",
            R"("GroupId":"r","From_Account":"e","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a"}}])",
            timeMs);
    };
    QCOMPARE(kinds(store.apply(message(t0 + 500))), QStringList {u"message-sent"_s});
    QCOMPARE(kinds(store.apply(message(t0 + 2500))), QStringList {u"message-sent"_s});
    const Room *room = store.find(keyOf(u"r"_s));
    QVERIFY(room->isDismissed());
    QCOMPARE(room->totals().giftRequests, 1);
    QCOMPARE(room->totals().messages, 2);
}

void TestRooms::aStayEndsByWhatEndedIt()
{
    RoomStore store;
    Occupancy occupancy;
    const auto endedBy = [&](const Callback &sent) {
        const QList<Stay> ended = occupancy.note(store.apply(sent), store);
        return ended.isEmpty() ? QString() : QString(changeName(ended.first().endedBy));
    };
    // The entry is lost: that the member left is no news, that the seat is empty is.
    endedBy(members("r", "Offline", {"a"}, t0));
    endedBy(seats("r", {{1, u"a"_s}}, t0 + 1000));
    QCOMPARE(endedBy(members("r", "Offline", {"a"}, t0 + 2000)), u"member-left"_s);
    // The leave is overtaken by the next entry.
    endedBy(members("r", "Online", {"b"}, t0 + 3000));
    endedBy(seats("r", {{1, u"b"_s}}, t0 + 4000));
    endedBy(members("r", "Online", {"b"}, t0 + 6000));
    QCOMPARE(endedBy(members("r", "Offline", {"b"}, t0 + 5000)), u"member-left"_s);
    // A room that is as large as before cuts a seat that it should not have had.
    endedBy(creation("r", 4, t0 + 6500));
    endedBy(seats("r", {{7, u"c"_s}}, t0 + 7000));
    QCOMPARE(endedBy(callback("Live.CallbackAfterUpdateRoomInfo", R"("RoomInfo":{"RoomId":"r","MaxSeatCount":4})",
                              t0 + 8000)),
             u"seat-left"_s);
}

QTEST_APPLESS_MAIN(TestRooms)
#include "tst_rooms.moc"
