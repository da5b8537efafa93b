// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/doctor.h"
#include "core/doctor/doctorreport.h"
#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"

#include <QDataStream>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestDoctor final : public QObject
{
    Q_OBJECT

private slots:
    void quantilesAreWithinOnePercent_data();
    void quantilesAreWithinOnePercent();
    void sketchesOfPartsAddUp();
    void delaysBeyondAllReasonAreKept();
    void seriesStayShortAndLoseNothing();
    void rulesFindWhatTheySayAndNothingElse_data();
    void rulesFindWhatTheySayAndNothingElse();
    void everyRuleHasACaseThatRaisesIt();
    void aHeartbeatIsWaitedForTwoMinutes();
    void findingsCarryTheirEvidence();
    void findingsAreToldWithTheCallbackThatBeganOrEndedThem();
    void countsByCommandAndVerdict();
    void theSendersClockIsEstimated_data();
    void theSendersClockIsEstimated();
    void aRestoredDoctorGoesOnAsIfNothingHadHappened();
    void aFullTableTellsWhichSeatsWereLeft();
    void findingsAreBounded();
    void rulesAreNamedAndSwitched();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;
using Callbacks = QList<Callback>;

Callback headCount(const QByteArray &command, const QByteArray &cause, const QByteArrayList &accounts, int count,
                   qint64 timeMs)
{
    return callback("Room.CallbackAfterMember" + command,
                    R"("RoomId":"r","MemberCount":)" + QByteArray::number(count) + R"(,"Type":")" + cause
                        + R"(","MemberList_Account":[")" + accounts.join(R"(",")") + R"("])",
                    timeMs);
}

Callback enter(const QByteArray &account, qint64 timeMs)
{
    return members("r", "Online", {account}, timeMs);
}

Callback leave(const QByteArray &account, qint64 timeMs)
{
    return members("r", "Offline", {account}, timeMs);
}

Callback heartbeat(const QByteArray &state, const QByteArray &cause, qint64 timeMs)
{
    return callback("Live.CallbackAfterMemberStateChanged",
                    R"("RoomId":"r","EventType":")" + state + R"(","EventCause":")" + cause
                        + R"(","MemberList":[{"Member_Account":"bob"}])",
                    timeMs);
}

Callback owner(const QByteArray &from, const QByteArray &to, qint64 timeMs)
{
    return callback("Live.CallbackAfterChangeOwner",
                    R"("RoomId":"r","CurrentOwner_Account":")" + to + R"(","OriginalOwner_Account":")" + from + '"',
                    timeMs);
}

Callback update(const QByteArray &fields, qint64 timeMs)
{
    return callback("Live.CallbackAfterUpdateRoomInfo", R"("RoomInfo":{"RoomId":"r",)" + fields + '}', timeMs);
}

Callback made(qint64 timeMs = t0, int maxSeatCount = 8)
{
    return creation("r", maxSeatCount, timeMs);
}

/// Rooms and their doctor, as a Monitor and a fold of the journal have them.
struct Session
{
    RoomStore rooms;
    Doctor doctor;

    AppliedCallback take(const Callback &callback)
    {
        AppliedCallback applied = rooms.apply(callback);
        doctor.note(applied, rooms);
        return applied;
    }

    /// Numbers them from 1.
    void take(Callbacks callbacks)
    {
        qint64 id = 0;
        for (Callback &callback : callbacks) {
            callback.id = ++id;
            take(callback);
        }
    }

    /// "rule seat member open", one each.
    [[nodiscard]] QStringList findings() const
    {
        QStringList lines;
        for (const Finding &finding : doctor.findings()) {
            QStringList words {ruleOf(finding.rule).name};
            if (finding.seat >= 0)
                words.append(QString::number(finding.seat));
            if (!finding.member.isEmpty())
                words.append(finding.member);
            words.append(finding.isOpen() ? u"open"_s : u"over"_s);
            lines.append(words.join(u' '));
        }
        return lines;
    }
};

/// What happens, and the findings at its end. Each rule has cases that raise it and cases that must not.
struct RuleCase
{
    const char *name = nullptr;
    Callbacks callbacks;
    QStringList findings;

    RuleCase &operator<<(const Callbacks &what)
    {
        callbacks = what;
        return *this;
    }
    void operator<<(const QStringList &what) { findings = what; }
};

QList<RuleCase> ruleCases()
{
    QList<RuleCase> cases;
    const auto happens = [&](const char *name) -> RuleCase & { return cases.emplaceBack(RuleCase {.name = name}); };
    const auto nothing = QStringList();
    const auto seat = [](const QList<SeatLine> &lines, qint64 after, const QByteArray &by = {}) {
        return seats("r", lines, t0 + after, by);
    };
    const auto in = [](qint64 after) { return members("r", "Online", {"alice", "bob", "carol"}, t0 + after); };

    happens("ordinary traffic") << Callbacks {made(),
                                              in(1),
                                              seat({{0, u"alice"_s}, {1, u"bob"_s}, {2, {}, true}}, 2, "alice"),
                                              seat({{1, {}}, {3, u"bob"_s}}, 3, "bob"),
                                              seat({{0, u"bob"_s}, {3, u"alice"_s}}, 4, "alice"),
                                              seat({{3, {}}}, 5),
                                              leave("alice", t0 + 6),
                                              enter("dave", t0 + 7),
                                              seat({{5, u"dave"_s}}, 8),
                                              leave("dave", t0 + 9),
                                              seat({{5, {}}}, 10),
                                              dismissal("r", t0 + 11),
                                              made(t0 + 5000),
                                              enter("bob", t0 + 5001)}
                                << nothing;

    // A seat changes hands.
    happens("handed over, nobody says by whom")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{1, u"carol"_s}}, 9)}
        << QStringList {u"seat-handed-over 1 carol open"_s};
    happens("handed over, by the one who sits there now")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{1, u"carol"_s}}, 9, "carol")}
        << QStringList {u"seat-handed-over 1 carol open"_s};
    happens("replaced by the owner") << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2),
                                                   seat({{1, u"carol"_s}}, 9, "alice")}
                                     << nothing;
    happens("the owner takes a taken seat")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{1, u"alice"_s}}, 9, "alice")} << nothing;
    happens("handed over, and the missing callback comes late")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{1, u"carol"_s}}, 9), seat({{1, {}}}, 5)}
        << QStringList {u"seat-handed-over 1 carol over"_s};
    happens("handed over, and the leave comes late")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{1, u"carol"_s}}, 9), leave("bob", t0 + 5)}
        << QStringList {u"seat-handed-over 1 carol over"_s};
    happens("handed over, and another seat comes late")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{1, u"carol"_s}}, 9), seat({{4, {}}}, 5)}
        << QStringList {u"seat-handed-over 1 carol open"_s};
    happens("two members swap seats") << Callbacks {made(), in(1), seat({{1, u"bob"_s}, {2, u"carol"_s}}, 2),
                                                    seat({{1, u"carol"_s}, {2, u"bob"_s}}, 9)}
                                      << nothing;

    happens("moved, the former seat unlisted")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{4, u"bob"_s}}, 9)}
        << QStringList {u"seat-left-untold 1 bob open"_s};
    happens("moved, and the leaving of the former seat comes late")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{4, u"bob"_s}}, 9), seat({{1, {}}}, 5)}
        << QStringList {u"seat-left-untold 1 bob over"_s};
    happens("moved, the former seat listed")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), seat({{1, {}}, {4, u"bob"_s}}, 9)} << nothing;

    // Entries, leaves, head-counts, owners.
    happens("left, never entered") << Callbacks {made(), in(1), leave("dave", t0 + 2)}
                                   << QStringList {u"leave-without-entry dave open"_s};
    happens("left, and the entry comes late") << Callbacks {made(), in(1), leave("dave", t0 + 5), enter("dave", t0 + 3)}
                                              << QStringList {u"leave-without-entry dave over"_s};
    happens("left, in a room whose creation was not seen") << Callbacks {in(1), leave("dave", t0 + 2)} << nothing;
    happens("left, where no entries are reported") << Callbacks {made(), leave("dave", t0 + 2)} << nothing;
    happens("the owner left, never entered")
        << Callbacks {made(), enter("bob", t0 + 1), leave("alice", t0 + 2)} << nothing;

    happens("count jumped") << Callbacks {made(), headCount("Enter", "Enter", {"alice"}, 1, t0 + 1),
                                          headCount("Enter", "Enter", {"bob"}, 3, t0 + 5)}
                            << QStringList {u"count-jumped open"_s, u"member-count-off open"_s};
    happens("count jumped, and the entry comes late")
        << Callbacks {made(), headCount("Enter", "Enter", {"alice"}, 1, t0 + 1),
                      headCount("Enter", "Enter", {"bob"}, 3, t0 + 5),
                      headCount("Enter", "Enter", {"carol"}, 2, t0 + 3)}
        << QStringList {u"count-jumped over"_s, u"member-count-off over"_s};
    happens("counts that add up") << Callbacks {made(), headCount("Enter", "Enter", {"alice", "bob"}, 2, t0 + 1),
                                                headCount("Enter", "Enter", {"carol"}, 3, t0 + 2),
                                                headCount("Leave", "Leave", {"bob"}, 2, t0 + 3)}
                                  << nothing;
    happens("counts that add up with the owner, whose entry is not reported")
        << Callbacks {made(), headCount("Enter", "Enter", {"bob"}, 2, t0 + 1),
                      headCount("Enter", "Enter", {"carol"}, 3, t0 + 2)}
        << nothing;
    happens("count off from the beginning") << Callbacks {made(), headCount("Enter", "Enter", {"alice"}, 4, t0 + 1),
                                                          headCount("Enter", "Enter", {"bob"}, 5, t0 + 2)}
                                            << QStringList {u"member-count-off open"_s};
    happens("a count in a room whose creation was not seen")
        << Callbacks {owner("", "alice", t0), headCount("Enter", "Enter", {"bob"}, 9, t0 + 1)} << nothing;

    happens("a former owner nobody knew")
        << Callbacks {made(), owner("bob", "carol", t0 + 5)} << QStringList {u"owner-skipped bob open"_s};
    happens("a former owner nobody knew, and that change comes late")
        << Callbacks {made(), owner("bob", "carol", t0 + 5), owner("alice", "bob", t0 + 3)}
        << QStringList {u"owner-skipped bob over"_s};
    happens("owners one after the other")
        << Callbacks {made(), owner("alice", "bob", t0 + 1), owner("bob", "carol", t0 + 2)} << nothing;

    // States of seats that cannot be right.
    happens("two seats") << Callbacks {made(), in(1), seat({{1, u"bob"_s}, {4, u"bob"_s}}, 2)}
                         << QStringList {u"member-on-two-seats 1 bob open"_s};
    happens("two seats, then one") << Callbacks {made(), in(1), seat({{1, u"bob"_s}, {4, u"bob"_s}}, 2),
                                                 seat({{1, {}}}, 3)}
                                   << QStringList {u"member-on-two-seats 1 bob over"_s};
    happens("two seats, then dismissed") << Callbacks {made(), in(1), seat({{1, u"bob"_s}, {4, u"bob"_s}}, 2),
                                                       dismissal("r", t0 + 3)}
                                         << QStringList {u"member-on-two-seats 1 bob over"_s};

    happens("beyond MaxSeatCount") << Callbacks {made(t0, 4), in(1), seat({{4, u"bob"_s}}, 2)}
                                   << QStringList {u"seat-beyond-maximum 4 open"_s};
    happens("beyond MaxSeatCount, until the room grows")
        << Callbacks {made(t0, 4), in(1), seat({{4, {}}}, 2), update(R"("MaxSeatCount":9)", t0 + 3)}
        << QStringList {u"seat-beyond-maximum 4 over"_s};
    happens("the last seat") << Callbacks {made(t0, 4), in(1), seat({{3, u"bob"_s}}, 2)} << nothing;
    happens("a room that shrinks with its seats")
        << Callbacks {made(t0, 4), in(1), seat({{3, u"bob"_s}}, 2), update(R"("MaxSeatCount":2)", t0 + 3)} << nothing;

    happens("a locked seat taken") << Callbacks {made(), in(1), seat({{2, {}, true}}, 2),
                                                 seat({{2, u"bob"_s, true}}, 3)}
                                   << QStringList {u"locked-seat-taken 2 bob open"_s};
    happens("a locked seat taken, until it is unlocked")
        << Callbacks {made(), in(1), seat({{2, {}, true}}, 2), seat({{2, u"bob"_s, true}}, 3), seat({{2, u"bob"_s}}, 4)}
        << QStringList {u"locked-seat-taken 2 bob over"_s};
    happens("a seat locked under its member")
        << Callbacks {made(), in(1), seat({{2, u"bob"_s}}, 2), seat({{2, u"bob"_s, true}}, 3)} << nothing;
    happens("unlocked and taken in one step")
        << Callbacks {made(), in(1), seat({{2, {}, true}}, 2), seat({{2, u"bob"_s}}, 3)} << nothing;
    happens("first seen locked and taken") << Callbacks {made(), in(1), seat({{2, u"bob"_s, true}}, 3)} << nothing;

    happens("seated, never entered") << Callbacks {made(), in(1), seat({{2, u"dave"_s}}, 2)}
                                     << QStringList {u"seated-without-entry 2 dave open"_s};
    happens("seated before the entry comes")
        << Callbacks {made(), in(1), seat({{2, u"dave"_s}}, 3), enter("dave", t0 + 2)}
        << QStringList {u"seated-without-entry 2 dave over"_s};
    happens("the owner seated, never entered")
        << Callbacks {made(), enter("bob", t0 + 1), seat({{0, u"alice"_s}}, 2)} << nothing;
    happens("seated where no entries are reported") << Callbacks {made(), seat({{2, u"dave"_s}}, 2)} << nothing;
    happens("seated in a room whose creation was not seen")
        << Callbacks {owner("", "alice", t0), in(1), seat({{2, u"dave"_s}}, 2)} << nothing;

    happens("seated after leaving") << Callbacks {made(), in(1), leave("bob", t0 + 2), seat({{1, u"bob"_s}}, 3)}
                                    << QStringList {u"seated-after-leaving 1 bob open"_s};
    happens("seated after leaving, then entered again")
        << Callbacks {made(), in(1), leave("bob", t0 + 2), seat({{1, u"bob"_s}}, 3), enter("bob", t0 + 4)}
        << QStringList {u"seated-after-leaving 1 bob over"_s};
    happens("left while seated") << Callbacks {made(), in(1), seat({{1, u"bob"_s}}, 2), leave("bob", t0 + 3)}
                                 << nothing;

    happens("audio allowed as the member leaves")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s, false, true}}, 2), seat({{1, {}}}, 3)}
        << QStringList {u"audio-allowed-on-emptied 1 open"_s};
    happens("audio allowed after the member left") << Callbacks {made(), in(1), seat({{1, u"bob"_s, false, true}}, 2),
                                                                 seat({{1, {}, false, true}}, 3), seat({{1, {}}}, 4)}
                                                   << QStringList {u"audio-allowed-on-emptied 1 open"_s};
    happens("audio allowed, until somebody sits there")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s, false, true}}, 2), seat({{1, {}}}, 3),
                      seat({{1, u"carol"_s}}, 4)}
        << QStringList {u"audio-allowed-on-emptied 1 over"_s};
    happens("audio stays prohibited") << Callbacks {made(), in(1), seat({{1, u"bob"_s, false, true}}, 2),
                                                    seat({{1, {}, false, true}}, 3)}
                                      << nothing;
    happens("audio allowed under a member")
        << Callbacks {made(), in(1), seat({{1, u"bob"_s, false, true}}, 2), seat({{1, u"bob"_s}}, 3)} << nothing;
    happens("audio allowed on a seat nobody had")
        << Callbacks {made(), in(1), seat({{1, {}, false, true}}, 2), seat({{1, {}}}, 3)} << nothing;

    // Lives and owners.
    happens("an entry after the dismissal") << Callbacks {made(), in(1), dismissal("r", t0 + 2), enter("dave", t0 + 3)}
                                            << QStringList {u"event-after-dismissal open"_s};
    happens("an entry after the dismissal, and the creation comes after it")
        << Callbacks {made(), in(1), dismissal("r", t0 + 2), enter("dave", t0 + 9001), made(t0 + 9000)}
        << QStringList {u"event-after-dismissal over"_s};
    happens("seats after the dismissal") << Callbacks {made(), in(1), dismissal("r", t0 + 2), seat({{1, u"bob"_s}}, 3)}
                                         << QStringList {u"event-after-dismissal open"_s};
    happens("an older entry after the dismissal")
        << Callbacks {made(), in(1), dismissal("r", t0 + 9), enter("dave", t0 + 3)} << nothing;
    happens("a recording that ends after the dismissal")
        << Callbacks {made(), in(1), dismissal("r", t0 + 2),
                      callback("Live.CallbackAfterCloudRecordingChanged",
                               R"("EventGroupId":3,"EventType":302,"EventInfo":{"RoomId":"r","EventTs":"1"})", t0 + 9)}
        << nothing;

    const Callback ownerless
        = callback("Live.CallbackAfterCreateRoom", R"("RoomInfo":{"RoomId":"r","MaxSeatCount":8})", t0);
    happens("owner unknown") << Callbacks {ownerless} << QStringList {u"owner-unknown open"_s};
    happens("owner unknown until it is said")
        << Callbacks {ownerless, update(R"("Owner_Account":"alice")", t0 + 3)} << QStringList {u"owner-unknown over"_s};
    happens("owner unknown until a change of owner")
        << Callbacks {ownerless, owner("", "alice", t0 + 3)} << QStringList {u"owner-unknown over"_s};
    happens("a room whose creation was not seen") << Callbacks {seat({{1, u"bob"_s}}, 2)} << nothing;

    happens("heartbeat lost, and seated by a later callback")
        << Callbacks {made(), in(1), heartbeat("Offline", "HeartbeatInterrupt", t0 + 2), seat({{1, u"bob"_s}}, 3),
                      enter("dave", t0 + 130'000)}
        << QStringList {u"heartbeat-lost-seated 1 bob open"_s};
    happens("heartbeat lost and back in time") << Callbacks {made(),
                                                             in(1),
                                                             heartbeat("Offline", "HeartbeatInterrupt", t0 + 2),
                                                             seat({{1, u"bob"_s}}, 3),
                                                             heartbeat("Online", "HeartbeatRecover", t0 + 60'000),
                                                             enter("dave", t0 + 130'000)}
                                               << nothing;
    happens("heartbeat lost and back too late")
        << Callbacks {made(), in(1), heartbeat("Offline", "HeartbeatInterrupt", t0 + 2), seat({{1, u"bob"_s}}, 3),
                      heartbeat("Online", "HeartbeatRecover", t0 + 125'000)}
        << QStringList {u"heartbeat-lost-seated 1 bob over"_s};
    happens("heartbeat lost, and the seat left") << Callbacks {made(),
                                                               in(1),
                                                               heartbeat("Offline", "HeartbeatInterrupt", t0 + 2),
                                                               seat({{1, u"bob"_s}}, 3),
                                                               seat({{1, {}}}, 4),
                                                               enter("dave", t0 + 130'000)}
                                                 << nothing;

    // What changes nothing shows nothing.
    happens("a duplicate") << [&] {
        const Callback twice = seat({{1, u"bob"_s}}, 2);
        return Callbacks {made(), in(1), twice, twice};
    }() << nothing;
    happens("a rejected request") << [&] {
        Callback refused = seat({{1, u"bob"_s}, {2, u"bob"_s}}, 2);
        refused.verdict.rejection = Rejection::SdkAppId;
        return Callbacks {made(), in(1), refused};
    }() << nothing;
    return cases;
}

} // namespace

void TestDoctor::quantilesAreWithinOnePercent_data()
{
    QTest::addColumn<QList<qint64>>("delays");
    std::mt19937 random(7);
    const auto fill = [&](auto distribution) {
        QList<qint64> delays;
        for (int i = 0; i < 20'000; ++i)
            delays.append(qint64(distribution(random)));
        return delays;
    };
    QTest::newRow("one") << QList<qint64> {42};
    QTest::newRow("small ones") << fill(std::uniform_int_distribution<qint64>(0, 60));
    QTest::newRow("usual ones") << fill(std::lognormal_distribution<double>(4, 1));
    QTest::newRow("a long tail") << fill(std::lognormal_distribution<double>(5, 3));
    QTest::newRow("a clock ahead") << fill(std::normal_distribution<double>(-300, 400));
}

void TestDoctor::quantilesAreWithinOnePercent()
{
    QFETCH(QList<qint64>, delays);
    DelaySketch sketch;
    for (const qint64 delay : delays)
        sketch.add(delay);
    std::sort(delays.begin(), delays.end());
    for (const double share : {0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999}) {
        const qint64 exact = delays[qsizetype(std::ceil(share * double(delays.size()))) - 1];
        const qint64 estimated = sketch.quantile(share).value();
        // Delays are whole milliseconds: half of one is lost in rounding.
        QVERIFY2(std::abs(double(estimated - exact)) <= DelaySketch::accuracy * double(std::abs(exact)) + 0.5,
                 qPrintable(u"%1: %2 instead of %3"_s.arg(share).arg(estimated).arg(exact)));
    }
    QCOMPARE(sketch.least(), delays.first());
    QCOMPARE(sketch.most(), delays.last());
    QCOMPARE(sketch.quantile(1), delays.last());
    QCOMPARE(sketch.count(), delays.size());
}

void TestDoctor::sketchesOfPartsAddUp()
{
    DelaySketch whole;
    DelaySketch odd;
    DelaySketch even;
    QCOMPARE(whole.quantile(0.5), std::nullopt);
    for (qint64 delay = -50; delay < 1000; ++delay) {
        whole.add(delay);
        (delay % 2 == 0 ? even : odd).add(delay);
    }
    odd.add(even);
    odd.add(DelaySketch());
    for (const double share : {0.01, 0.5, 0.99, 1.0})
        QCOMPARE(odd.quantile(share), whole.quantile(share));
    QCOMPARE(odd.least(), whole.least());
    QCOMPARE(odd.count(), whole.count());
}

void TestDoctor::delaysBeyondAllReasonAreKept()
{
    DelaySketch sketch;
    sketch.add(std::numeric_limits<qint64>::max());
    sketch.add(std::numeric_limits<qint64>::min());
    sketch.add(20);
    QCOMPARE(sketch.count(), 3);
    QCOMPARE(sketch.quantile(0.5), 20);
    QVERIFY(sketch.least().value() < -1'000'000'000'000);
    QVERIFY(sketch.most().value() > 1'000'000'000'000);
}

void TestDoctor::seriesStayShortAndLoseNothing()
{
    DelaySeries series(30);
    constexpr qint64 second = 1'000'000;
    const qint64 from = t0 * 1000;
    for (int i = 0; i < 1000; ++i)
        series.add(from + i * 7 * second, i, i % 10 == 0 ? Flags(Flag::Late) : Flags());
    series.add(from, 5, {}); // our clock was set back
    series.add(from + second, std::nullopt, Flag::Duplicate);
    QVERIFY(series.slices().size() <= 30);
    QVERIFY(series.slices().size() >= 15);
    qint64 callbacks = 0;
    qint64 late = 0;
    qint64 delays = 0;
    for (qsizetype i = 0; i < series.slices().size(); ++i) {
        const DelaySlice &slice = series.slices().at(i);
        QCOMPARE(slice.fromUs % series.sliceUs(), 0);
        QVERIFY(i == 0 || slice.fromUs > series.slices().at(i - 1).fromUs);
        callbacks += slice.callbacks;
        late += slice.late;
        delays += slice.delays.count();
    }
    QCOMPARE(callbacks, 1002);
    QCOMPARE(late, 100);
    QCOMPARE(delays, 1001);
}

void TestDoctor::rulesFindWhatTheySayAndNothingElse_data()
{
    QTest::addColumn<Callbacks>("callbacks");
    QTest::addColumn<QStringList>("findings");
    for (const RuleCase &what : ruleCases())
        QTest::newRow(what.name) << what.callbacks << what.findings;
}

void TestDoctor::rulesFindWhatTheySayAndNothingElse()
{
    QFETCH(Callbacks, callbacks);
    QFETCH(QStringList, findings);
    Session session;
    session.take(callbacks);
    QCOMPARE(session.findings(), findings);
}

void TestDoctor::everyRuleHasACaseThatRaisesIt()
{
    QStringList raised;
    for (const RuleCase &what : ruleCases())
        raised += what.findings;
    for (const Rule &rule : rules()) {
        const QString name = rule.name;
        QVERIFY2(std::any_of(raised.begin(), raised.end(), [&](const QString &line) { return line.startsWith(name); }),
                 qPrintable(name));
    }
}

void TestDoctor::aHeartbeatIsWaitedForTwoMinutes()
{
    Session session;
    session.take(Callbacks {made(), members("r", "Online", {"bob"}, t0 + 1),
                            heartbeat("Offline", "HeartbeatInterrupt", t0 + 2), seats("r", {{1, u"bob"_s}}, t0 + 3)});
    session.doctor.advance(t0 + 2 + heartbeatGraceMs - 1);
    QCOMPARE(session.findings(), QStringList());
    session.doctor.advance(t0 + 2 + heartbeatGraceMs);
    QCOMPARE(session.findings(), QStringList {u"heartbeat-lost-seated 1 bob open"_s});
    QCOMPARE(session.doctor.findings().first().fromMs, t0 + 2 + heartbeatGraceMs);
    QCOMPARE(session.doctor.findings().first().callbacks, (QList<qint64> {3, 4}));
    // It is told with the next callback, whatever that is.
    const AppliedCallback next
        = session.take(seats("elsewhere", {{1, u"eve"_s}, {2, u"eve"_s}}, t0 + 200'000, "carol"));
    QCOMPARE(next.findings.size(), 2);
    QCOMPARE(next.findings.first().rule, RuleId::HeartbeatLostSeated);
    QCOMPARE(next.findings.last().rule, RuleId::MemberOnTwoSeats);
}

void TestDoctor::findingsCarryTheirEvidence()
{
    Session session;
    session.take(Callbacks {made(), members("r", "Online", {"bob", "carol"}, t0 + 1),
                            seats("r", {{1, u"bob"_s}}, t0 + 2), seats("r", {{5, {}, true}}, t0 + 3),
                            seats("r", {{1, u"carol"_s}}, t0 + 9)});
    QCOMPARE(session.doctor.findings().size(), 1);
    const Finding found = session.doctor.findings().first();
    QCOMPARE(found.callbacks, (QList<qint64> {3, 5}));
    QCOMPARE(found.fromMs, t0 + 2);
    QCOMPARE(found.toMs, t0 + 9);
    QCOMPARE(found.previous, u"bob"_s);
    QCOMPARE(found.life, 1);
    QCOMPARE(found.room, keyOf(u"r"_s));
    QCOMPARE(findingSentence(found), u"Seat 1 went from bob to carol; that bob left it was not told."_s);
    QCOMPARE(evidenceText(found), u"#3, #5"_s);
}

void TestDoctor::findingsAreToldWithTheCallbackThatBeganOrEndedThem()
{
    Session session;
    session.take(Callbacks {made(), members("r", "Online", {"bob"}, t0 + 1)});
    const AppliedCallback begun = session.take(seats("r", {{1, u"bob"_s}, {4, u"bob"_s}}, t0 + 2));
    QCOMPARE(begun.findings.size(), 1);
    QVERIFY(begun.findings.first().isOpen());
    QCOMPARE(session.take(seats("r", {{6, {}}}, t0 + 3)).findings.size(), 0);
    const AppliedCallback ended = session.take(seats("r", {{4, {}}}, t0 + 4));
    QCOMPARE(ended.findings.size(), 1);
    QVERIFY(!ended.findings.first().isOpen());
    QCOMPARE(ended.findings.first().toMs, t0 + 4);
    QCOMPARE(ended.findings.first().id, begun.findings.first().id);
    // Nothing of it is a change: files and scripts read those.
    QCOMPARE(begun.changes.size(), 2);
    QCOMPARE(ended.changes.size(), 1);
}

void TestDoctor::countsByCommandAndVerdict()
{
    Session session;
    Callback refused = seats("r", {{1, u"eve"_s}}, t0 + 3);
    refused.verdict.rejection = Rejection::Signature;
    const Callback twice = seats("r", {{2, u"bob"_s}}, t0 + 5);
    session.take(Callbacks {made(), refused, twice, twice, seats("r", {{2, {}}}, t0 + 1), seats("x", {}, t0 + 6)});
    const Figures &all = session.doctor.all();
    QCOMPARE(all.callbacks, 6);
    QCOMPARE(all.late, 1);
    QCOMPARE(all.duplicates, 1);
    QCOMPARE(all.rejected, 1);
    QCOMPARE(all.delays.count(), 5);
    QCOMPARE(all.busiestSecond, 6);
    QCOMPARE(all.delays.quantile(0.5), 40);
    const Figures *ofRoom = session.doctor.of(keyOf(u"r"_s));
    QVERIFY(ofRoom);
    QCOMPARE(ofRoom->callbacks, 4); // a rejected request touches no room
    QCOMPARE(session.doctor.of(keyOf(u"nowhere"_s)), nullptr);

    const QJsonObject report = QJsonDocument::fromJson(doctorJson(session.doctor, t0 * 1000, {})).object();
    const QJsonObject seatCommand = report[u"all"_s][u"commands"_s][1].toObject();
    QCOMPARE(seatCommand[u"command"_s].toString(), u"Mic.CallbackAfterSeatInfoChanged"_s);
    QCOMPARE(seatCommand[u"callbacks"_s].toInt(), 5);
    QCOMPARE(
        seatCommand[u"verdicts"_s].toObject(),
        (QJsonObject {
            {u"accepted"_s, 2}, {u"flagged:duplicate"_s, 1}, {u"flagged:late"_s, 1}, {u"rejected:signature"_s, 1}}));
    QCOMPARE(report[u"rooms"_s].toArray().size(), 2);
}

void TestDoctor::theSendersClockIsEstimated_data()
{
    QTest::addColumn<qint64>("delay");
    QTest::addColumn<QString>("state");
    QTest::newRow("agrees") << qint64(40) << u"agrees"_s;
    QTest::newRow("ahead") << qint64(-250) << u"ahead"_s;
    QTest::newRow("behind") << qint64(2500) << u"behind"_s;
}

void TestDoctor::theSendersClockIsEstimated()
{
    QFETCH(qint64, delay);
    QFETCH(QString, state);
    Session session;
    QCOMPARE(clockName(session.doctor.all().senderClock().state), "unknown"_L1);
    Callbacks callbacks;
    for (int i = 0; i < 100; ++i) {
        Callback next = seats("r", {{1, {}}}, t0 + i * 1000);
        next.receivedUs = (t0 + i * 1000 + delay + i % 7 * 20) * 1000;
        callbacks.append(next);
    }
    callbacks[50].receivedUs -= 3'600'000'000; // one wrong EventTime does not decide
    session.take(callbacks);
    const SenderClock clock = session.doctor.all().senderClock();
    QCOMPARE(clockName(clock.state), state);
    QVERIFY(std::abs(clock.leastDelayMs - delay) <= 120);
}

void TestDoctor::aRestoredDoctorGoesOnAsIfNothingHadHappened()
{
    const Callbacks callbacks {made(),
                               members("r", "Online", {"bob", "carol"}, t0 + 1),
                               seats("r", {{1, u"bob"_s}, {4, u"bob"_s}}, t0 + 2),
                               heartbeat("Offline", "HeartbeatInterrupt", t0 + 3),
                               seats("r", {{2, u"bob"_s}}, t0 + 4),
                               seats("r", {{2, u"carol"_s}}, t0 + 5),
                               headCount("Enter", "Enter", {"dave"}, 9, t0 + 6),
                               seats("q", {{1, u"x"_s}}, t0 + 100'000),
                               headCount("Enter", "Enter", {"erin"}, 10, t0 + 130'000),
                               dismissal("r", t0 + 131'000),
                               enter("fay", t0 + 132'000)};
    Session whole;
    whole.take(callbacks);
    QVERIFY(whole.doctor.findings().size() > 4);
    for (qsizetype restart = 0; restart <= callbacks.size(); ++restart) {
        Session session;
        for (qsizetype i = 0; i < callbacks.size(); ++i) {
            if (i == restart) {
                QByteArray bytes;
                QDataStream writer(&bytes, QIODevice::WriteOnly);
                writer << session.rooms << session.doctor;
                Session restored;
                QDataStream stream(bytes);
                restored.rooms.load(stream);
                stream >> restored.doctor;
                QCOMPARE(stream.status(), QDataStream::Ok);
                QVERIFY(stream.atEnd());
                session = restored;
            }
            Callback callback = callbacks[i];
            callback.id = i + 1;
            session.take(callback);
            session.doctor.advance(callback.receivedUs / 1000); // as often as it likes
        }
        QCOMPARE(doctorJson(session.doctor, t0 * 1000, {}), doctorJson(whole.doctor, t0 * 1000, {}));
    }
}

void TestDoctor::aFullTableTellsWhichSeatsWereLeft()
{
    Session session {.rooms = RoomStore({.seatLists = Interpretation::SeatLists::FullTable})};
    session.take(Callbacks {made(), members("r", "Online", {"bob"}, t0 + 1), seats("r", {{1, u"bob"_s}}, t0 + 2),
                            seats("r", {{4, u"bob"_s}}, t0 + 9)});
    QCOMPARE(session.findings(), QStringList());
}

void TestDoctor::findingsAreBounded()
{
    Session session;
    QList<SeatLine> lines;
    for (int seat = 0; seat < 500; ++seat)
        lines.append({seat, u"bob"_s});
    session.take(seats("r", lines, t0));
    QVERIFY(session.doctor.findings().size() <= Doctor::maximumOpenOfRoom);
    // Losses have no end: the oldest of a room are no longer watched, but all are told.
    const qint64 before = session.doctor.foundInAll(RuleId::SeatHandedOver);
    for (int i = 0; i < 300; ++i)
        session.take(seats("q", {{1, u"member-%1"_s.arg(i)}}, t0 + i));
    QCOMPARE(session.doctor.foundInAll(RuleId::SeatHandedOver) - before, 299);
}

void TestDoctor::rulesAreNamedAndSwitched()
{
    for (const Rule &rule : rules()) {
        QCOMPARE(&rule, &ruleOf(rule.id));
        QCOMPARE(ruleNamed(QString(rule.name)), rule.id);
        QVERIFY(rule.sentence.endsWith("."_L1));
    }
    QCOMPARE(ruleNamed(u"nonsense"), std::nullopt);
    const RuleSwitches switches({u"member-on-two-seats"_s, u"nonsense"_s});
    QCOMPARE(switches.namesOff(), QStringList {u"member-on-two-seats"_s});
    QVERIFY(!switches.isOn(RuleId::MemberOnTwoSeats));
    QVERIFY(switches.isOn(RuleId::SeatHandedOver));

    Session session;
    session.take(Callbacks {seats("r", {{1, u"bob"_s}}, t0), seats("r", {{1, u"carol"_s}, {2, u"carol"_s}}, t0 + 1)});
    QCOMPARE(DoctorScope().findings(session.doctor).size(), 2);
    QCOMPARE((DoctorScope {.rules = switches}).findings(session.doctor).size(), 1);
    QCOMPARE((DoctorScope {.room = u"other"_s}).findings(session.doctor).size(), 0);
}

QTEST_APPLESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
