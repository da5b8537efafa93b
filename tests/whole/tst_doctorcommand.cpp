// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/doctor/doctorreport.h"
#include "core/journal/journalreader.h"
#include "core/session/monitor.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// `roomscope doctor`: the real program over a journal that the real receiver has written.
class TestDoctorCommand final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theTextSaysWhatWasFound();
    void theJsonCarriesFiguresAndEvidence();
    void oneRoomIsReportedAlone();
    void rulesAreListedAndSwitched();
    void aPeriodCountsOnlyWhatCameIn();
    void liveAndJournalAgree();
    void namesOfStrangersCannotCommandTheTerminal();
    void aFullDeviceIsTold();
    void wrongUsageAndFailuresAreTold_data();
    void wrongUsageAndFailuresAreTold();
    void ordinaryTrafficIsNoAlarm();

private:
    [[nodiscard]] ProgramResult doctor(const QStringList &more = {}) const
    {
        return run(QStringList {u"doctor"_s, u"--data-dir"_s, m_folder.path()} + more);
    }
    [[nodiscard]] QJsonObject report(const QStringList &more = {}) const
    {
        return QJsonDocument::fromJson(doctor(QStringList {u"--json"_s} + more).output).object();
    }

    QTemporaryDir m_folder;
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;
// So far ahead that nothing waits any more, and the report says the same moment each time.
const QString farAhead = u"2100-01-01T00:00:00Z"_s;

void post(Client &client, const Callback &callback)
{
    const QByteArray target = callback.head.mid(5, callback.head.indexOf(" HTTP/") - 5);
    if (client.post(target, callback.body).status != 200)
        qFatal("a callback was refused");
}

QStringList rulesIn(const QJsonObject &report)
{
    QStringList names;
    for (const QJsonValue finding : report[u"findings"_s].toArray())
        names.append(finding[u"rule"_s].toString());
    return names;
}

/// What a window would have seen: all stored callbacks, ingested as they came, some at a time.
QByteArray liveReport(const QString &folder, qsizetype atOnce)
{
    JournalReader reader;
    if (reader.open(folder))
        qFatal("the journal cannot be read");
    Monitor monitor;
    QList<Callback> batch;
    const auto failure = reader.forEach(1, reader.lastId(), [&](const Callback &callback) {
        batch.append(callback);
        if (batch.size() == atOnce)
            monitor.ingest(std::exchange(batch, {}));
        return true;
    });
    if (failure)
        qFatal("the journal cannot be read");
    monitor.ingest(batch);
    const qint64 atUs = timeFromIso(farAhead).value();
    monitor.advanceDoctor(atUs / 1000);
    return doctorJson(monitor.doctor(), atUs, {});
}

} // namespace

void TestDoctorCommand::initTestCase()
{
    Server server(m_folder.path());
    Client client(server.url());
    post(client, creation("r", 4, t0));
    post(client, members("r", "Online", {"bob", "carol"}, t0 + 1));
    post(client, seats("r", {{1, u"bob"_s}}, t0 + 2));
    post(client, seats("r", {{1, u"carol"_s}}, t0 + 9));               // #4: that bob left was lost
    post(client, seats("r", {{2, u"bob"_s}, {3, u"bob"_s}}, t0 + 10)); // #5
    post(client, seats("r", {{3, {}}}, t0 + 11));                      // #6: over
    post(client, callback("Live.CallbackAfterCreateRoom", R"("RoomInfo":{"RoomId":"other"})", t0 + 12)); // #7: no owner
    QCOMPARE(server.stop(), 0);
}

void TestDoctorCommand::theTextSaysWhatWasFound()
{
    const ProgramResult result = doctor();
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.messages, ""_ba);
    const QString text = QString::fromUtf8(result.output);
    for (
        const QString &part : {
            u"All rooms, at "_s,
            u"callbacks     7, from "_s,
            u"Mic.CallbackAfterSeatInfoChanged            4 accepted"_s,
            u"Suspected losses: 1, 0 explained\n"_s,
            u"seat-handed-over  room r, life 1: Seat 1 went from bob to carol; that bob left it was not told. (#3, #4)\n"_s,
            u"Violations of consistency: 1, 1 over\n"_s,
            u"member-on-two-seats  room r, life 1: bob sits on seats 2 and 3. (#5; over since 2025-06-27T07:40:00.011Z)\n"_s,
            u"hint  owner-unknown  room other, life 1: No callback has said who owns the room. (#7)\n"_s,
        })
        QVERIFY2(text.contains(part), qPrintable(part + u" in\n"_s + text));
}

void TestDoctorCommand::theJsonCarriesFiguresAndEvidence()
{
    const QJsonObject report = this->report();
    const QJsonObject all = report[u"all"_s].toObject();
    QCOMPARE(all[u"callbacks"_s].toInt(), 7);
    QCOMPARE(all[u"suspectedLosses"_s].toInt(), 1);
    QCOMPARE(all[u"violations"_s].toInt(), 1);
    QCOMPARE(all[u"delayMs"_s][u"count"_s].toInt(), 7);
    QCOMPARE(all[u"senderClock"_s][u"state"_s].toString(), u"behind"_s); // the callbacks are from 2025
    QCOMPARE(all[u"commands"_s].toArray().size(), 3);
    QVERIFY(!all[u"series"_s].toArray().isEmpty());
    QCOMPARE(report[u"rooms"_s].toArray().size(), 2);
    QCOMPARE(report[u"rooms"_s][0][u"room"_s].toString(), u"other"_s);
    QCOMPARE(rulesIn(report), (QStringList {u"seat-handed-over"_s, u"member-on-two-seats"_s, u"owner-unknown"_s}));
    const QJsonObject loss = report[u"findings"_s][0].toObject();
    QCOMPARE(loss[u"callbacks"_s].toArray(), (QJsonArray {3, 4}));
    QCOMPARE(loss[u"room"_s].toString(), u"r"_s);
    QCOMPARE(loss[u"sdkAppId"_s].toString(), QString::fromLatin1(sdkAppId));
    QCOMPARE(loss[u"life"_s].toInt(), 1);
    QCOMPARE(loss[u"seat"_s].toInt(), 1);
    QCOMPARE(loss[u"member"_s].toString(), u"carol"_s);
    QCOMPARE(loss[u"previous"_s].toString(), u"bob"_s);
    QCOMPARE(loss[u"severity"_s].toString(), u"warning"_s);
    QVERIFY(loss[u"loss"_s].toBool());
    QVERIFY(loss[u"open"_s].toBool());
    QCOMPARE(loss[u"from"_s].toString(), u"2025-06-27T07:40:00.002Z"_s);
    QCOMPARE(loss[u"to"_s].toString(), u"2025-06-27T07:40:00.009Z"_s);
    const QJsonObject violation = report[u"findings"_s][1].toObject();
    QVERIFY(!violation[u"open"_s].toBool());
    QCOMPARE(violation[u"otherSeat"_s].toInt(), 3);
    QCOMPARE(violation[u"to"_s].toString(), u"2025-06-27T07:40:00.011Z"_s);
    QVERIFY(report[u"findings"_s][2][u"to"_s].isNull());
    QCOMPARE(doctor({u"--format"_s, u"json"_s, u"--to"_s, farAhead}).output,
             doctor({u"--json"_s, u"--to"_s, farAhead}).output);
}

void TestDoctorCommand::oneRoomIsReportedAlone()
{
    const QJsonObject report = this->report({u"--room"_s, u"other"_s});
    QVERIFY(!report.contains(u"all"_s));
    QCOMPARE(report[u"rooms"_s].toArray().size(), 1);
    QCOMPARE(report[u"rooms"_s][0][u"callbacks"_s].toInt(), 1);
    QCOMPARE(rulesIn(report), QStringList {u"owner-unknown"_s});
    const QByteArray text = doctor({u"--room"_s, u"other"_s}).output;
    QVERIFY(text.startsWith("Room other of application 1400900001, at "));
    QVERIFY(text.contains("Suspected losses: none"));
}

void TestDoctorCommand::rulesAreListedAndSwitched()
{
    const ProgramResult text = run({u"doctor"_s, u"--rules"_s});
    QCOMPARE(text.exitCode, 0);
    for (const Rule &rule : rules()) {
        QVERIFY2(text.output.contains(rule.name.data()), rule.name.data());
        QVERIFY2(text.output.contains(rule.sentence.data()), rule.sentence.data());
    }
    const QJsonArray catalogue = QJsonDocument::fromJson(run({u"doctor"_s, u"--rules"_s, u"--json"_s}).output).array();
    QCOMPARE(catalogue.size(), ruleCount);
    QCOMPARE(catalogue[0][u"rule"_s].toString(), u"seat-handed-over"_s);
    const QJsonObject report
        = this->report({u"--without"_s, u"owner-unknown"_s, u"--without"_s, u"seat-handed-over"_s});
    QCOMPARE(rulesIn(report), QStringList {u"member-on-two-seats"_s});
    QCOMPARE(report[u"all"_s][u"suspectedLosses"_s].toInt(), 0);
}

void TestDoctorCommand::aPeriodCountsOnlyWhatCameIn()
{
    QCOMPARE(report({u"--from"_s, u"2020-01-01"_s})[u"all"_s][u"callbacks"_s].toInt(), 7);
    QCOMPARE(report({u"--from"_s, u"2099-01-01"_s})[u"all"_s][u"callbacks"_s].toInt(), 0);
    QCOMPARE(report({u"--to"_s, u"2020-01-01"_s})[u"all"_s][u"callbacks"_s].toInt(), 0);
    JournalReader reader;
    QVERIFY(!reader.open(m_folder.path()));
    const QString fifth = QString::fromLatin1(isoMicroseconds(reader.read(5)->receivedUs));
    const QJsonObject late = report({u"--from"_s, fifth});
    QCOMPARE(late[u"all"_s][u"callbacks"_s].toInt(), 3);
    // It knows the rooms from before.
    QCOMPARE(rulesIn(late), (QStringList {u"member-on-two-seats"_s, u"owner-unknown"_s}));
    const QJsonObject early = report({u"--to"_s, fifth});
    QCOMPARE(early[u"all"_s][u"callbacks"_s].toInt(), 4);
    QCOMPARE(rulesIn(early), QStringList {u"seat-handed-over"_s});
}

void TestDoctorCommand::liveAndJournalAgree()
{
    QTemporaryDir folder;
    // The second server goes on from the checkpoint of the first one.
    for (const QString &seed : {u"5"_s, u"6"_s}) {
        Server server(folder.path());
        QVERIFY(server.url().isValid());
        const ProgramResult sent
            = run({u"simulate"_s, u"--url"_s, server.url().toString(), u"--rate"_s, u"2000"_s, u"--count"_s, u"1500"_s,
                   u"--seed"_s, seed, u"--late"_s, u"0.2"_s, u"--duplicates"_s, u"0.1"_s});
        QCOMPARE(sent.exitCode, 0);
        QCOMPARE(server.stop(), 0);
    }
    const QStringList arguments {u"doctor"_s, u"--json"_s, u"--to"_s, farAhead, u"--data-dir"_s, folder.path()};
    const QByteArray withCheckpoint = run(arguments).output;
    const QJsonObject report = QJsonDocument::fromJson(withCheckpoint).object();
    QCOMPARE(report[u"all"_s][u"callbacks"_s].toInt(), 3000);
    QVERIFY(report[u"all"_s][u"late"_s].toInt() > 0);
    QVERIFY(report[u"all"_s][u"duplicates"_s].toInt() > 0);
    QVERIFY(!report[u"findings"_s].toArray().isEmpty());
    QCOMPARE(liveReport(folder.path(), 1), withCheckpoint);
    QCOMPARE(liveReport(folder.path(), 700), withCheckpoint);
    QVERIFY(QDir(folder.filePath(u"checkpoints"_s)).removeRecursively());
    QCOMPARE(run(arguments).output, withCheckpoint);
}

void TestDoctorCommand::namesOfStrangersCannotCommandTheTerminal()
{
    QTemporaryDir folder;
    Server server(folder.path());
    Client client(server.url());
    post(client,
         callback("Live.CallbackAfterCreateRoom", R"("RoomInfo":{"RoomId":"%1%2\n\u001b[2J\u202e \ud83d\ude00"})", t0));
    QCOMPARE(server.stop(), 0);
    const ProgramResult result = run({u"doctor"_s, u"--data-dir"_s, folder.path()});
    QCOMPARE(result.exitCode, 0);
    const QString text = QString::fromUtf8(result.output);
    const QString shown = u"%1%2\\n\\u001b[2J\\u202e 😀"_s;
    QVERIFY2(text.contains(u"\n  %1  1 callback, delay "_s.arg(shown)), qPrintable(text));
    QVERIFY2(text.contains(u"owner-unknown  room %1, life 1: "_s.arg(shown)), qPrintable(text));
    QVERIFY(!text.contains(QChar(0x1b)));
}

void TestDoctorCommand::aFullDeviceIsTold()
{
    for (const QStringList &command : {QStringList {u"doctor"_s},
                                       {u"doctor"_s, u"--rules"_s},
                                       {u"rooms"_s},
                                       {u"journal"_s, u"stats"_s},
                                       {u"journal"_s, u"check"_s}}) {
        QProcess process;
        process.setStandardOutputFile(u"/dev/full"_s);
        process.start(QStringLiteral(ROOMSCOPE_PROGRAM), command + QStringList {u"--data-dir"_s, m_folder.path()});
        QVERIFY(process.waitForFinished(patienceMs));
        QCOMPARE(process.exitCode(), 1);
        const QByteArray messages = process.readAllStandardError();
        QVERIFY2(messages.startsWith("roomscope: The output could not be written: "), messages.constData());
    }
}

void TestDoctorCommand::wrongUsageAndFailuresAreTold_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("word");
    QTest::newRow("format") << QStringList {u"--format"_s, u"xml"_s} << 2 << u"There is no format “xml”"_s;
    QTest::newRow("rule") << QStringList {u"--without"_s, u"gravity"_s} << 2 << u"There is no rule “gravity”"_s;
    QTest::newRow("time") << QStringList {u"--from"_s, u"yesterday"_s} << 2 << u"“yesterday” is not a time"_s;
    QTest::newRow("argument") << QStringList {u"r"_s} << 2 << u"doctor takes no argument “r”"_s;
    QTest::newRow("option") << QStringList {u"--nonsense"_s} << 2 << u"nonsense"_s;
    QTest::newRow("room") << QStringList {u"--room"_s, u"nowhere"_s} << 1 << u"room “nowhere”"_s;
    QTest::newRow("folder") << QStringList {u"--data-dir"_s, u"/nonexistent"_s} << 1 << u"/nonexistent"_s;
}

void TestDoctorCommand::wrongUsageAndFailuresAreTold()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, word);
    const ProgramResult result = doctor(arguments);
    QCOMPARE(result.exitCode, code);
    QCOMPARE(result.output, ""_ba);
    QVERIFY2(QString::fromUtf8(result.messages).contains(word), result.messages.constData());
    QCOMPARE(result.messages.count('\n'), 1);
}

void TestDoctorCommand::ordinaryTrafficIsNoAlarm()
{
    QTemporaryDir folder;
    Server server(folder.path());
    const ProgramResult sent
        = run({u"simulate"_s, u"--url"_s, server.url().toString(), u"--rate"_s, u"1500"_s, u"--count"_s, u"3000"_s,
               u"--rooms"_s, u"12"_s, u"--seed"_s, u"11"_s, u"--late"_s, u"0"_s, u"--duplicates"_s, u"0"_s});
    QCOMPARE(sent.exitCode, 0);
    QCOMPARE(server.stop(), 0);
    const QByteArray output = run({u"doctor"_s, u"--json"_s, u"--data-dir"_s, folder.path()}).output;
    const QJsonObject report = QJsonDocument::fromJson(output).object();
    QCOMPARE(report[u"all"_s][u"callbacks"_s].toInt(), 3000);
    QVERIFY2(report[u"findings"_s].toArray().isEmpty(),
             QJsonDocument(report[u"findings"_s].toArray()).toJson().constData());
}

QTEST_GUILESS_MAIN(TestDoctorCommand)
#include "tst_doctorcommand.moc"
