// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/trafficgenerator.h"

#include "core/payload/json.h"
#include "core/protocol/decoder.h"
#include "ui/words/errorwords.h"

#include <QMap>
#include <QSet>
#include <QUrlQuery>
#include <QtTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestTrafficGenerator final : public QObject
{
    Q_OBJECT

private slots:
    void optionsAreChecked_data();
    void optionsAreChecked();
    void sameSeedGivesTheSameBytes();
    void otherSeedGivesOtherTraffic();
    void anotherBaseTimeOnlyMovesTheTimes();
    void everyBodyIsValidAndUnderstood();
    void roomsAreOpenWithinTheFirstSecond_data();
    void roomsAreOpenWithinTheFirstSecond();
    void urlsCarryTheVendorsParameters();
    void membersHoldOneSeatAndKeepOffLockedOnes_data();
    void membersHoldOneSeatAndKeepOffLockedOnes();
    void everythingAMonitorShowsHappens();
    void sharesAreKept_data();
    void sharesAreKept();
    void rateIsKept_data();
    void rateIsKept();
    void lateOnesAreOvertakenBeforeACountedRunEnds();
};

namespace {

constexpr qint64 baseTime = 1'795'468'443'000;

QList<SimulatedCallback> generated(SimulatorOptions options, qint64 count, qint64 base = baseTime)
{
    options.count = count;
    TrafficGenerator generator(options, base);
    QList<SimulatedCallback> result;
    while (!generator.isAtEnd())
        result.append(generator.next());
    return result;
}

Event decoded(const SimulatedCallback &callback)
{
    const QByteArray head = "POST /?" + callback.query + " HTTP/1.1";
    return decodeEvent(RequestHead::parse(head).parameters(), callback.body).event;
}

QString text(const SimulatedCallback &callback)
{
    return QString::fromUtf8(callback.query + ' ' + callback.body);
}

QByteArray withoutTimes(const SimulatedCallback &callback)
{
    static const QRegularExpression times(u"1795[0-9]{6,9}|1800[0-9]{6,9}"_s);
    return text(callback).replace(times, u"T"_s).toUtf8();
}

/// Another, smaller idea of what a room is, fed in the order of EventTime.
struct Truth
{
    struct Seat
    {
        QString member;
        bool locked = false;
    };
    QMap<int, Seat> seats;
    QSet<QString> present;
    bool isOpen = false;

    /// A sentence when the room cannot be so.
    QString apply(const Event &event)
    {
        const QString at = u" in %1 at %2"_s.arg(event.room()).arg(event.eventTimeMs.value_or(0));
        if (std::holds_alternative<RoomCreated>(event.content)) {
            if (isOpen)
                return QString(u"created twice"_s + at);
            *this = {};
            isOpen = true;
            return {};
        }
        if (!isOpen)
            return QString(event.command + u" before the creation"_s + at);
        if (std::holds_alternative<RoomDismissed>(event.content))
            *this = {};
        else if (const auto *entered = std::get_if<MembersEntered>(&event.content))
            for (const QString &member : entered->members)
                present.insert(member);
        else if (const auto *left = std::get_if<MembersLeft>(&event.content))
            for (const QString &member : left->members) {
                if (!present.remove(member))
                    return QString(member + u" left without having entered"_s + at);
            }
        else if (const auto *seated = std::get_if<SeatInfoChanged>(&event.content))
            return applySeats(*seated, at);
        return {};
    }

    QString applySeats(const SeatInfoChanged &event, const QString &at)
    {
        const QMap<int, Seat> before = seats;
        for (const ListedSeat &listed : event.seats) {
            const Seat former = before.value(listed.index);
            if (!listed.member.isEmpty() && listed.member != former.member && former.locked)
                return QString(listed.member + u" took a locked seat"_s + at);
            if (!listed.member.isEmpty() && !present.contains(listed.member))
                return QString(listed.member + u" sits without having entered"_s + at);
            seats[listed.index] = {.member = listed.member, .locked = listed.locked.value_or(false)};
        }
        QSet<QString> seated;
        for (const Seat &seat : std::as_const(seats)) {
            if (seat.member.isEmpty())
                continue;
            if (seated.contains(seat.member))
                return QString(seat.member + u" sits twice"_s + at);
            seated.insert(seat.member);
        }
        return {};
    }
};

} // namespace

void TestTrafficGenerator::optionsAreChecked_data()
{
    QTest::addColumn<SimulatorOptions>("options");
    QTest::addColumn<QString>("part");
    const QUrl url(u"http://127.0.0.1:8480/"_s);
    QTest::newRow("defaults") << SimulatorOptions {.url = url} << QString();
    QTest::newRow("no address") << SimulatorOptions {} << u"http://"_s;
    QTest::newRow("other scheme") << SimulatorOptions {.url = QUrl(u"ftp://host/"_s)} << u"http://"_s;
    QTest::newRow("no host") << SimulatorOptions {.url = QUrl(u"http:///x"_s)} << u"name a host"_s;
    QTest::newRow("rate 0") << SimulatorOptions {.url = url, .rate = 0} << u"rate"_s;
    QTest::newRow("rate nan") << SimulatorOptions {.url = url, .rate = qQNaN()} << u"rate"_s;
    QTest::newRow("rate inf") << SimulatorOptions {.url = url, .rate = qInf()} << u"100000"_s;
    QTest::newRow("no rooms") << SimulatorOptions {.url = url, .rooms = 0} << u"rooms"_s;
    QTest::newRow("seats") << SimulatorOptions {.url = url, .seats = 1001} << u"seats"_s;
    QTest::newRow("count") << SimulatorOptions {.url = url, .count = -1} << u"negative"_s;
    QTest::newRow("duplicates") << SimulatorOptions {.url = url, .duplicates = 1.5} << u"duplicates"_s;
    QTest::newRow("late") << SimulatorOptions {.url = url, .late = -0.1} << u"late"_s;
    QTest::newRow("sdkappid") << SimulatorOptions {.url = url, .sdkAppId = u"14a"_s} << u"SDKAppID"_s;
    QTest::newRow("token") << SimulatorOptions {.url = url, .token = QByteArray(129, 'x')} << u"token"_s;
}

void TestTrafficGenerator::optionsAreChecked()
{
    QFETCH(const SimulatorOptions, options);
    QFETCH(const QString, part);
    const std::optional<Error> error = options.problem();
    const QString problem = error ? errorText(*error) : QString();
    QCOMPARE(problem.isEmpty(), part.isEmpty());
    QVERIFY2(problem.contains(part), qPrintable(problem));
    QVERIFY(problem.isEmpty() || problem.endsWith(u'.'));
}

void TestTrafficGenerator::sameSeedGivesTheSameBytes()
{
    const QList<SimulatedCallback> first = generated({.duplicates = 0.1, .late = 0.1}, 3000);
    const QList<SimulatedCallback> second = generated({.duplicates = 0.1, .late = 0.1}, 3000);
    for (qsizetype index = 0; index < first.size(); ++index) {
        QCOMPARE(second[index].body, first[index].body);
        QCOMPARE(second[index].query, first[index].query);
        QCOMPARE(second[index].offsetMs, first[index].offsetMs);
    }
    // Across machines, compilers and libraries, too.
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const SimulatedCallback &callback : first)
        hash.addData(text(callback).toUtf8());
    QCOMPARE(hash.result().toHex().first(16), QByteArray("b1538b6b0b69ca26"));
}

void TestTrafficGenerator::otherSeedGivesOtherTraffic()
{
    const QList<SimulatedCallback> first = generated({.seed = 1}, 500);
    const QList<SimulatedCallback> second = generated({.seed = 2}, 500);
    int same = 0;
    for (qsizetype index = 0; index < first.size(); ++index)
        same += withoutTimes(first[index]) == withoutTimes(second[index]);
    QVERIFY2(same < 100, qPrintable(QString::number(same)));
}

void TestTrafficGenerator::anotherBaseTimeOnlyMovesTheTimes()
{
    const QList<SimulatedCallback> first = generated({}, 1000);
    const QList<SimulatedCallback> second = generated({}, 1000, 1'800'000'100'000);
    for (qsizetype index = 0; index < first.size(); ++index) {
        QCOMPARE(withoutTimes(second[index]), withoutTimes(first[index]));
        QCOMPARE(second[index].offsetMs, first[index].offsetMs);
    }
}

void TestTrafficGenerator::everyBodyIsValidAndUnderstood()
{
    QSet<QString> commands;
    bool hasBigNumber = false;
    for (const SimulatedCallback &callback : generated({.rate = 50}, 20'000)) {
        const auto parsed = JsonText::parse(callback.body, JsonText::Grammar::Strict);
        QVERIFY2(std::holds_alternative<JsonText>(parsed), callback.body.constData());
        const Event event = decoded(callback);
        QVERIFY2(event.problems.isEmpty(), callback.body.constData());
        QVERIFY2(isKnownCommand(event.command), qPrintable(event.command));
        QVERIFY(event.eventTimeMs || event.command == u"Live.CallbackBeforeSendGift");
        commands.insert(event.command);
        hasBigNumber |= callback.body.contains("\"Member_Account\":1441151");
    }
    QCOMPARE(commands.size(), 19);
    QVERIFY(hasBigNumber);
}

void TestTrafficGenerator::roomsAreOpenWithinTheFirstSecond_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("rooms");
    QTest::newRow("default") << 5.0 << 6;
    QTest::newRow("one room") << 5.0 << 1;
    QTest::newRow("slow") << 0.1 << 6;
    QTest::newRow("fast") << 10'000.0 << 100;
}

void TestTrafficGenerator::roomsAreOpenWithinTheFirstSecond()
{
    QFETCH(const double, rate);
    QFETCH(const int, rooms);
    QSet<QString> open;
    QSet<QString> names;
    int seated = 0;
    for (const SimulatedCallback &callback : generated({.rate = rate, .rooms = rooms}, rooms * 3)) {
        QVERIFY(callback.offsetMs < 1000);
        const Event event = decoded(callback);
        open.insert(event.room());
        if (const auto *created = std::get_if<RoomCreated>(&event.content))
            names.insert(created->fields.name.value_or(QString()));
        if (const auto *seats = std::get_if<SeatInfoChanged>(&event.content))
            seated += static_cast<int>(std::count_if(seats->seats.begin(), seats->seats.end(),
                                                     [](const ListedSeat &seat) { return !seat.member.isEmpty(); }));
    }
    QCOMPARE(open.size(), rooms);
    QCOMPARE(names.size(), rooms);
    QVERIFY2(seated >= rooms * 4, qPrintable(QString::number(seated)));
}

void TestTrafficGenerator::urlsCarryTheVendorsParameters()
{
    for (const SimulatedCallback &callback : generated({.sdkAppId = u"1400000099"_s}, 2000)) {
        const QUrlQuery query(QString::fromLatin1(callback.query));
        QCOMPARE(query.queryItemValue(u"SdkAppid"_s), u"1400000099"_s);
        QCOMPARE(query.queryItemValue(u"CallbackCommand"_s), decoded(callback).command);
        QCOMPARE(query.queryItemValue(u"contenttype"_s), u"json"_s);
        const QString address = query.queryItemValue(u"ClientIP"_s);
        const bool isDocumentation = address.startsWith("203.0.113."_L1) || address.startsWith("198.51.100."_L1);
        QVERIFY2(address.isEmpty() || isDocumentation, qPrintable(address));
        QCOMPARE(query.hasQueryItem(u"OptPlatform"_s), !address.isEmpty());
    }
}

void TestTrafficGenerator::membersHoldOneSeatAndKeepOffLockedOnes_data()
{
    QTest::addColumn<int>("rooms");
    QTest::addColumn<int>("seats");
    QTest::addColumn<double>("late");
    QTest::newRow("default") << 6 << 8 << 0.02;
    QTest::newRow("one seat") << 2 << 1 << 0.02;
    QTest::newRow("many seats") << 3 << 64 << 0.02;
    QTest::newRow("often late") << 6 << 8 << 0.25;
}

void TestTrafficGenerator::membersHoldOneSeatAndKeepOffLockedOnes()
{
    QFETCH(const int, rooms);
    QFETCH(const int, seats);
    QFETCH(const double, late);
    QList<Event> events;
    QSet<QByteArray> known;
    for (const SimulatedCallback &callback :
         generated({.rate = 20, .rooms = rooms, .seats = seats, .seed = 7, .duplicates = 0.05, .late = late}, 20'000)) {
        if (!known.contains(callback.body))
            events.append(decoded(callback));
        known.insert(callback.body);
    }
    std::stable_sort(events.begin(), events.end(), [](const Event &one, const Event &other) {
        return one.eventTimeMs.value_or(0) < other.eventTimeMs.value_or(0);
    });
    QMap<QString, Truth> truth;
    for (const Event &event : std::as_const(events)) {
        if (event.rooms.size() != 1 || !event.eventTimeMs)
            continue;
        const QString fault = truth[event.room()].apply(event);
        QVERIFY2(fault.isEmpty(), qPrintable(fault));
    }
    QCOMPARE(truth.size(), rooms);
}

void TestTrafficGenerator::everythingAMonitorShowsHappens()
{
    QMap<QString, QMap<int, Truth::Seat>> rooms;
    QSet<QString> seen;
    for (const SimulatedCallback &callback : generated({.rate = 20, .duplicates = 0, .late = 0}, 10'000)) {
        const Event event = decoded(callback);
        if (const auto *dismissed = std::get_if<RoomDismissed>(&event.content))
            seen.insert(QString(u"dismissed "_s + dismissed->cause));
        const auto *list = std::get_if<SeatInfoChanged>(&event.content);
        if (!list)
            continue;
        seen.insert(list->seats.size() == 8 ? u"full table"_s : u"changed seats"_s);
        seen.insert(event.operatorAccount.isEmpty() ? u"no operator"_s : u"operator"_s);
        auto &seats = rooms[event.room()];
        const auto before = seats;
        for (const ListedSeat &seat : list->seats) {
            const Truth::Seat former = before.value(seat.index);
            seats[seat.index] = {.member = seat.member, .locked = seat.locked.value_or(false)};
            if (former.locked != seat.locked)
                seen.insert(former.locked ? u"unlocked"_s : u"locked"_s);
            if (seat.audioProhibited.value_or(false))
                seen.insert(u"audio prohibited"_s);
            if (seat.videoProhibited.value_or(false))
                seen.insert(u"video prohibited"_s);
            if (former.member == seat.member)
                continue;
            const bool satElsewhere = std::any_of(before.begin(), before.end(), [&](const Truth::Seat &other) {
                return !seat.member.isEmpty() && other.member == seat.member;
            });
            seen.insert(seat.member.isEmpty()         ? u"left"_s
                            : satElsewhere            ? (former.member.isEmpty() ? u"moved"_s : u"swapped"_s)
                            : former.member.isEmpty() ? u"taken"_s
                                                      : u"replaced"_s);
        }
    }
    for (const QString &thing :
         {u"full table"_s, u"changed seats"_s, u"operator"_s, u"no operator"_s, u"locked"_s, u"unlocked"_s,
          u"audio prohibited"_s, u"video prohibited"_s, u"left"_s, u"moved"_s, u"swapped"_s, u"taken"_s, u"replaced"_s,
          u"dismissed "_s, u"dismissed DestroyByUser"_s, u"dismissed DestroyBySystem"_s})
        QVERIFY2(seen.contains(thing), qPrintable(thing));
}

void TestTrafficGenerator::sharesAreKept_data()
{
    QTest::addColumn<double>("duplicates");
    QTest::addColumn<double>("late");
    QTest::newRow("none") << 0.0 << 0.0;
    QTest::newRow("default") << 0.01 << 0.02;
    QTest::newRow("duplicates only") << 0.2 << 0.0;
    QTest::newRow("late only") << 0.0 << 0.1;
    QTest::newRow("most") << 0.25 << 0.25;
}

void TestTrafficGenerator::sharesAreKept()
{
    QFETCH(const double, duplicates);
    QFETCH(const double, late);
    constexpr int count = 20'000;
    QSet<QByteArray> bodies;
    QMap<QString, qint64> newest;
    int repeated = 0;
    int overtaken = 0;
    for (const SimulatedCallback &callback : generated({.rate = 20, .duplicates = duplicates, .late = late}, count)) {
        if (bodies.contains(callback.body)) {
            ++repeated;
            continue;
        }
        bodies.insert(callback.body);
        const Event event = decoded(callback);
        if (!event.eventTimeMs || event.rooms.isEmpty())
            continue;
        overtaken += *event.eventTimeMs < newest.value(event.room());
        newest[event.room()] = std::max(newest.value(event.room()), *event.eventTimeMs);
    }
    const double told = count - repeated;
    QVERIFY2(std::abs(repeated / told - duplicates) < 0.01, qPrintable(QString::number(repeated)));
    QVERIFY2(std::abs(overtaken / told - late) < 0.02, qPrintable(QString::number(overtaken)));
}

void TestTrafficGenerator::rateIsKept_data()
{
    QTest::addColumn<double>("rate");
    QTest::newRow("0.5") << 0.5;
    QTest::newRow("5") << 5.0;
    QTest::newRow("10000") << 10'000.0;
}

void TestTrafficGenerator::rateIsKept()
{
    QFETCH(const double, rate);
    const QList<SimulatedCallback> callbacks = generated({.rate = rate}, 10'000);
    for (qsizetype index = 1; index < callbacks.size(); ++index)
        QVERIFY(callbacks[index].offsetMs >= callbacks[index - 1].offsetMs);
    const qint64 expected = std::llround(static_cast<double>(callbacks.size() - 18) / rate * 1000);
    QVERIFY2(std::abs(callbacks.last().offsetMs - expected) < 1000 + expected / 100,
             qPrintable(QString::number(callbacks.last().offsetMs)));
    for (const SimulatedCallback &callback : callbacks) {
        const std::optional<qint64> eventTime = decoded(callback).eventTimeMs;
        QVERIFY(!eventTime || *eventTime <= baseTime + callback.offsetMs);
    }
}

void TestTrafficGenerator::lateOnesAreOvertakenBeforeACountedRunEnds()
{
    // What is still held back near the end goes out, so that the last state is the true one.
    for (const qint64 count : {1, 20, 30, 60, 200}) {
        QMap<QString, QMap<int, qint64>> newest;
        int late = 0;
        const QList<SimulatedCallback> callbacks = generated({.late = 0.25}, count);
        QCOMPARE(callbacks.size(), count);
        for (const SimulatedCallback &callback : callbacks) {
            const Event event = decoded(callback);
            if (const auto *list = std::get_if<SeatInfoChanged>(&event.content)) {
                for (const ListedSeat &seat : list->seats) {
                    late += *event.eventTimeMs < newest[event.room()][seat.index];
                    newest[event.room()][seat.index] = std::max(newest[event.room()][seat.index], *event.eventTimeMs);
                }
            }
        }
        QVERIFY(count < 200 || late > 5);
    }
}

QTEST_APPLESS_MAIN(TestTrafficGenerator)
#include "tst_trafficgenerator.moc"
