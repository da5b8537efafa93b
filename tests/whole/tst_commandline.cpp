// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callbacks.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope::Test;

class TestCommandLine final : public QObject
{
    Q_OBJECT

private slots:
    void helpAndVersionWorkWithoutADisplay_data();
    void helpAndVersionWorkWithoutADisplay();
    void wrongUsageIsToldWithCode2_data();
    void wrongUsageIsToldWithCode2();
    void failuresAreToldWithCode1_data();
    void failuresAreToldWithCode1();
    void samplesGoFromPostToRoomsCsvAndNdjson();
    void roomsAtAPastMomentAreShown();
    void stateIsTheSameAfterARestart();
    void aPortInUseIsToldAndEndsWithCode1();
    void aSecondWriterIsRefused();
    void simulatedRoomsArrive();
};

namespace {

constexpr auto query
    = "/callback?SdkAppid=1400900001&contenttype=json&ClientIP=203.0.113.24&OptPlatform=Android&CallbackCommand=";

QByteArray bodyOf(const Roomscope::Callback &callback)
{
    return callback.body;
}

QJsonObject rooms(const QString &folder, const QStringList &more = {})
{
    const ProgramResult result = run(QStringList {u"rooms"_s, u"--data-dir"_s, folder} + more);
    if (result.exitCode != 0)
        qWarning("%s", result.messages.constData());
    return QJsonDocument::fromJson(result.output).object();
}

} // namespace

void TestCommandLine::helpAndVersionWorkWithoutADisplay_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("version") << QStringList {u"--version"_s} << "roomscope "_ba;
    QTest::newRow("help") << QStringList {u"--help"_s} << "--demo"_ba;
    QTest::newRow("serve") << QStringList {u"serve"_s, u"--help"_s} << "--listen"_ba;
    QTest::newRow("rooms") << QStringList {u"rooms"_s, u"--help"_s} << "--at"_ba;
    QTest::newRow("doctor") << QStringList {u"doctor"_s, u"--help"_s} << "--rules"_ba;
    QTest::newRow("export") << QStringList {u"export"_s, u"--help"_s} << "--filter"_ba;
    QTest::newRow("simulate") << QStringList {u"simulate"_s, u"--help"_s} << "--seed"_ba;
}

void TestCommandLine::helpAndVersionWorkWithoutADisplay()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, word);
    const ProgramResult result = run(arguments, {u"QT_QPA_PLATFORM"_s, u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.output.contains(word), result.output.constData());
    if (arguments.last() == "--help"_L1) {
        const QString usage = (QStringList {u"Usage: roomscope"_s} + arguments.first(arguments.size() - 1)).join(u' ');
        QVERIFY2(result.output.startsWith(QByteArray(usage.toUtf8() + ' ')), result.output.constData());
    }
    QCOMPARE(result.messages, ""_ba);
}

void TestCommandLine::wrongUsageIsToldWithCode2_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word");
    const auto row = [](const char *name, const QStringList &arguments, const char *word) {
        QTest::newRow(name) << arguments << QByteArray(word);
    };
    row("unknown option", {u"--colour"_s}, "colour");
    row("unknown option of serve", {u"serve"_s, u"--lisen"_s, u"x"_s}, "lisen");
    row("unknown command", {u"a"_s, u"b"_s}, "SESSION");
    row("bad port", {u"serve"_s, u"--listen"_s, u"127.0.0.1:99999"_s}, "99999");
    row("bad address", {u"serve"_s, u"--listen"_s, u"nowhere at all"_s}, "nowhere at all");
    row("bad SDKAppID", {u"serve"_s, u"--sdkappid"_s, u"x1"_s}, "x1");
    row("bad path", {u"serve"_s, u"--path"_s, u"callback"_s}, "callback");
    row("bad body limit", {u"serve"_s, u"--max-body"_s, u"0"_s}, "max-body");
    row("bad time", {u"rooms"_s, u"--at"_s, u"noon"_s}, "noon");
    row("no file", {u"export"_s}, "FILE");
    row("bad format", {u"export"_s, u"-"_s, u"--format"_s, u"xls"_s}, "xls");
    row("bad what", {u"export"_s, u"-"_s, u"--what"_s, u"rooms"_s}, "rooms");
    row("bad filter", {u"export"_s, u"-"_s, u"--filter"_s, u"romm:x"_s}, "romm");
    row("no url", {u"simulate"_s}, "--url");
    row("bad rate", {u"simulate"_s, u"--url"_s, u"http://127.0.0.1:1/"_s, u"--rate"_s, u"fast"_s}, "fast");
}

void TestCommandLine::wrongUsageIsToldWithCode2()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, word);
    const ProgramResult result = run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.messages.contains(word), result.messages.constData());
    QCOMPARE(result.output, ""_ba);
}

void TestCommandLine::failuresAreToldWithCode1_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no session") << QStringList {u"rooms"_s, u"--data-dir"_s, u"/nowhere/at/all"_s};
    QTest::newRow("export without session") << QStringList {u"export"_s, u"-"_s, u"--data-dir"_s, u"/nowhere/at/all"_s};
    QTest::newRow("folder is a file") << QStringList {u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--data-dir"_s,
                                                      u"/dev/null/x"_s};
    QTest::newRow("foreign address") << QStringList {u"serve"_s, u"--listen"_s, u"192.0.2.1:0"_s, u"--data-dir"_s,
                                                     QDir::tempPath() + u"/roomscope-foreign"_s};
    QTest::newRow("nobody listens") << QStringList {u"simulate"_s, u"--url"_s, u"http://127.0.0.1:1/"_s, u"--count"_s,
                                                    u"1"_s};
}

void TestCommandLine::failuresAreToldWithCode1()
{
    QFETCH(QStringList, arguments);
    const ProgramResult result = run(arguments);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.startsWith("roomscope: "), result.messages.constData());
    QCOMPARE(result.output, ""_ba);
    QDir(QDir::tempPath() + u"/roomscope-foreign"_s).removeRecursively();
}

void TestCommandLine::samplesGoFromPostToRoomsCsvAndNdjson()
{
    const QTemporaryDir folder;
    Server server(folder.path(), {u"--sdkappid"_s, u"1400900001"_s});
    QVERIFY(server.url().port() > 0);
    Client client(server.url());
    const QByteArray seat = dataFile(u"samples/04-seat-room-engine.json"_s);
    QCOMPARE(client.post(query + "Mic.CallbackAfterSeatInfoChanged"_ba, seat).status, 200);
    const QJsonObject line = server.nextLine();
    QCOMPARE(line.value(u"type"_s).toString(), u"callback"_s);
    QCOMPARE(line.value(u"id"_s).toInt(), 1);
    QCOMPARE(line.value(u"room"_s).toString(), u"meet-7001"_s);
    QCOMPARE(line.value(u"operator"_s).toString(), u"alice"_s);
    QCOMPARE(line.value(u"eventTime"_s).toInteger(), 1751000700555);
    QCOMPARE(line.value(u"verdict"_s).toString(), u"accepted"_s);
    const QJsonObject change = line.value(u"changes"_s).toArray().first().toObject();
    QCOMPARE(change.value(u"kind"_s).toString(), u"seat-taken"_s);
    QCOMPARE(change.value(u"seat"_s).toInt(), 3);
    QCOMPARE(change.value(u"member"_s).toString(), u"carol"_s);
    QVERIFY(change.value(u"previous"_s).isNull());

    client.send(dataFile(u"samples/18-seat-malformed.http"_s));
    QCOMPARE(client.receive().status, 200);
    QCOMPARE(server.nextLine().value(u"verdict"_s).toString(), u"flagged:recovered"_s);
    QCOMPARE(client.post("/x?SdkAppid=1&CallbackCommand=Room.CallbackAfterCreateRoom", "{}").status, 403);
    QCOMPARE(server.nextLine().value(u"verdict"_s).toString(), u"rejected:sdkappid"_s);

    // While it serves, others read.
    const QJsonArray shown = rooms(folder.path()).value(u"rooms"_s).toArray();
    QCOMPARE(shown.size(), 2);
    QCOMPARE(shown[0].toObject().value(u"room"_s).toString(), u"meet-7001"_s);
    const QJsonObject recovered = shown[1].toObject().value(u"seats"_s).toArray().first().toObject();
    QCOMPARE(recovered.value(u"member"_s).toString(), u"144115233700000457"_s);
    QCOMPARE(recovered.value(u"videoProhibited"_s).toBool(), true);
    QCOMPARE(rooms(folder.path(), {u"--room"_s, u"meet-7001"_s}).value(u"rooms"_s).toArray().size(), 1);

    const ProgramResult changes = run({u"export"_s, u"-"_s, u"--data-dir"_s, folder.path()});
    QCOMPARE(changes.exitCode, 0);
    const QList<QByteArray> records = changes.output.split('\n');
    QCOMPARE(records[0],
             "callback_id,received,event_time,delay_ms,sdk_app_id,room_id,life,command,change,seat,member,"
             "previous_member,locked,audio_prohibited,video_prohibited,operator,platform,client_ip,verdict\r"_ba);
    QVERIFY2(
        records[1].endsWith(",1400900001,meet-7001,1,Mic.CallbackAfterSeatInfoChanged,seat-taken,3,carol,,false,false,"
                            "true,alice,Android,203.0.113.24,accepted\r"),
        records[1].constData());

    const QString file = folder.filePath(u"callbacks.csv"_s);
    QCOMPARE(run({u"export"_s, file, u"--what"_s, u"callbacks"_s, u"--data-dir"_s, folder.path()}).exitCode, 0);
    QFile csv(file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray all = csv.readAll();
    QVERIFY(all.contains("rejected:sdkappid,{}\r\n"));
    QVERIFY(all.contains(QByteArray(seat).replace('"', "\"\"")));

    const ProgramResult ndjson = run({u"export"_s, u"-"_s, u"--format"_s, u"ndjson"_s, u"--data-dir"_s, folder.path(),
                                      u"--filter"_s, u"room:meet-7001"_s});
    const QJsonObject exported = QJsonDocument::fromJson(ndjson.output.split('\n').first()).object();
    QCOMPARE(exported, line);
    QCOMPARE(server.stop(), 0);
}

void TestCommandLine::roomsAtAPastMomentAreShown()
{
    const QTemporaryDir folder;
    Server server(folder.path());
    Client client(server.url());
    QCOMPARE(client.post("/?SdkAppid=1400900001", bodyOf(seats("r", {{0, u"a"_s}}, 1000))).status, 200);
    const QString between = server.nextLine().value(u"received"_s).toString();
    QCOMPARE(client.post("/?SdkAppid=1400900001", bodyOf(seats("r", {{0, u"b"_s}}, 2000))).status, 200);
    const auto member = [&](const QStringList &at) {
        const QJsonObject room = rooms(folder.path(), at).value(u"rooms"_s).toArray().first().toObject();
        return room.value(u"seats"_s).toArray().first().toObject().value(u"member"_s).toString();
    };
    QCOMPARE(member({}), u"b"_s);
    QCOMPARE(member({u"--at"_s, between}), u"a"_s);
    QCOMPARE(rooms(folder.path(), {u"--at"_s, u"2001-01-01"_s}).value(u"rooms"_s).toArray().size(), 0);
}

void TestCommandLine::stateIsTheSameAfterARestart()
{
    const QTemporaryDir folder;
    QJsonArray before;
    {
        Server server(folder.path());
        Client client(server.url());
        client.post("/?SdkAppid=1", bodyOf(creation("r", 4, 1'751'010'000'000)));
        client.post("/?SdkAppid=1", bodyOf(seats("r", {{0, u"a"_s, true}, {1, u"b"_s}}, 1'751'010'002'000)));
        QCOMPARE(server.stop(), 0);
        before = rooms(folder.path()).value(u"rooms"_s).toArray();
        QCOMPARE(before.size(), 1);
    }
    Server server(folder.path());
    Client client(server.url());
    client.post("/?SdkAppid=1", bodyOf(seats("r", {{0, u"a"_s, true}, {1, u"b"_s}}, 1'751'010'002'000)));
    QCOMPARE(server.nextLine().value(u"verdict"_s).toString(), u"flagged:duplicate"_s);
    QCOMPARE(rooms(folder.path()).value(u"rooms"_s).toArray(), before);
}

void TestCommandLine::aPortInUseIsToldAndEndsWithCode1()
{
    const QTemporaryDir folder;
    const QTemporaryDir other;
    Server server(folder.path());
    const QString port = QString::number(server.url().port());
    const ProgramResult result
        = run({u"serve"_s, u"--listen"_s, QString(u"127.0.0.1:"_s + port), u"--data-dir"_s, other.path()});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.contains(port.toLatin1()), result.messages.constData());
}

void TestCommandLine::aSecondWriterIsRefused()
{
    const QTemporaryDir folder;
    Server server(folder.path());
    const ProgramResult result = run({u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--data-dir"_s, folder.path()});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.contains(folder.path().toUtf8()), result.messages.constData());
}

void TestCommandLine::simulatedRoomsArrive()
{
    const QTemporaryDir folder;
    Server server(folder.path());
    const ProgramResult result = run({u"simulate"_s, u"--url"_s, server.url().toString(), u"--count"_s, u"300"_s,
                                      u"--rate"_s, u"2000"_s, u"--rooms"_s, u"4"_s, u"--seed"_s, u"7"_s});
    QCOMPARE(result.exitCode, 0);
    for (int id = 1; id <= 300; ++id) {
        const QJsonObject line = server.nextLine();
        QCOMPARE(line.value(u"id"_s).toInt(), id);
        QVERIFY(!line.value(u"verdict"_s).toString().startsWith(u"rejected"_s));
    }
    QVERIFY(rooms(folder.path()).value(u"rooms"_s).toArray().size() >= 4);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
