// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callbacks.h"
#include "tests/support/program.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QRegularExpression>
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
    void everyCommandIsInTheHelp();
    void theManualPageHasTheOptionsOfTheProgram_data();
    void theManualPageHasTheOptionsOfTheProgram();
    void aMistypedCommandOpensNothing_data();
    void aMistypedCommandOpensNothing();
    void anEmptyTextIsNoValue_data();
    void anEmptyTextIsNoValue();
    void aDisplayThatIsNotThereIsTold_data();
    void aDisplayThatIsNotThereIsTold();
    void failuresAreToldWithCode1_data();
    void failuresAreToldWithCode1();
    void samplesGoFromPostToRoomsCsvAndNdjson();
    void roomsAtAPastMomentAreShown();
    void stateIsTheSameAfterARestart();
    void aPortInUseIsToldAndEndsWithCode1();
    void aSecondWriterIsRefused();
    void simulatedRoomsArrive();
    void oneIsNotCalledMany();
    void journalsAreMeasuredCheckedAndTrimmed();
    void retentionOptionsAreTakenAndChecked();
    void aTokenIsTheFirstLineOfItsFile_data();
    void aTokenIsTheFirstLineOfItsFile();
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
    QTest::newRow("journal") << QStringList {u"journal"_s, u"--help"_s} << "trim"_ba;
    QTest::newRow("journal trim") << QStringList {u"journal"_s, u"trim"_s, u"--help"_s} << "--older-than"_ba;
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
    row("journal without an action", {u"journal"_s}, "check, stats or trim");
    row("journal with another action", {u"journal"_s, u"mend"_s}, "mend");
    row("trim without a limit", {u"journal"_s, u"trim"_s}, "--keep-bytes");
    row("trim to no size", {u"journal"_s, u"trim"_s, u"--keep-bytes"_s, u"much"_s}, "much");
    row("trim to no age", {u"journal"_s, u"trim"_s, u"--older-than"_s, u"3 moons"_s}, "moons");
    row("too small a journal", {u"serve"_s, u"--keep-bytes"_s, u"1000"_s}, "1000");
    row("half a day", {u"serve"_s, u"--keep-days"_s, u"0.5"_s}, "0.5");
    row("unknown option of serve", {u"serve"_s, u"--lisen"_s, u"x"_s}, "lisen");
    row("two sessions", {u"/"_s, u"/tmp"_s}, "SESSION");
    row("journal with a mistyped action", {u"journal"_s, u"stast"_s}, "nearest is “stats”");
    row("bad port", {u"serve"_s, u"--listen"_s, u"127.0.0.1:99999"_s}, "99999");
    row("bad address", {u"serve"_s, u"--listen"_s, u"nowhere at all"_s}, "nowhere at all");
    row("URL", {u"serve"_s, u"--listen"_s, u"http://127.0.0.1:8480/"_s}, "is a URL");
    row("URL's address", {u"serve"_s, u"--listen"_s, u"http://127.0.0.1:8481/callback"_s}, "write 127.0.0.1:8481");
    row("URL of six", {u"serve"_s, u"--listen"_s, u"https://[::1]:8481"_s}, "write [::1]:8481");
    row("URL without a port", {u"serve"_s, u"--listen"_s, u"http://0.0.0.0"_s}, "write 0.0.0.0:8480");
    row("URL with a name", {u"serve"_s, u"--listen"_s, u"http://example.com:80/"_s}, "for example 127.0.0.1:8480");
    row("half a URL", {u"serve"_s, u"--listen"_s, u"127.0.0.1:8481/"_s}, "write 127.0.0.1:8481");
    row("the window's URL", {u"--listen"_s, u"http://127.0.0.1:8480/"_s}, "is a URL");
    row("bad SDKAppID", {u"serve"_s, u"--sdkappid"_s, u"x1"_s}, "x1");
    row("bad path", {u"serve"_s, u"--path"_s, u"callback"_s}, "callback");
    row("bad body limit", {u"serve"_s, u"--max-body"_s, u"0"_s}, "max-body");
    const auto zone = [&row](const QString &name, const char *nearest) {
        const QStringList option {u"--zone"_s, name};
        row(qPrintable(u"zone %1 of rooms"_s.arg(name)), QStringList {u"rooms"_s, u"--at"_s, u"2026-11-23"_s} + option,
            nearest);
        row(qPrintable(u"zone %1 of doctor"_s.arg(name)),
            QStringList {u"doctor"_s, u"--from"_s, u"2026-11-23"_s} + option, nearest);
        row(qPrintable(u"zone %1 of export"_s.arg(name)),
            QStringList {u"export"_s, u"-"_s, u"--filter"_s, u"after:21:10"_s} + option, nearest);
    };
    zone(u"KST"_s, "“KST”; the nearest is Asia/Seoul.");
    zone(u"cst"_s, "“cst”; the nearest is Asia/Shanghai, or America/Chicago.");
    zone(u"JST"_s, "Asia/Tokyo");
    zone(u"IST"_s, "Asia/Kolkata");
    zone(u"PST"_s, "America/Los_Angeles");
    zone(u"seoul"_s, "Asia/Seoul");
    zone(u"Asia/Soeul"_s, "Asia/Seoul");
    zone(u"Foo"_s, "There is no time zone “Foo”; the nearest is ");
    zone(u"EST5EDT"_s, "“EST5EDT”");
    zone(u"+09:75"_s, "“+09:75”");
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

void TestCommandLine::everyCommandIsInTheHelp()
{
    const QByteArray help = run({u"--help"_s}).output;
    for (const QByteArray name : {"serve", "rooms", "doctor", "export", "import", "journal", "simulate"}) {
        QVERIFY2(help.contains(QByteArray("\n  " + name + ' ')), name.constData());
        QCOMPARE(run({QString::fromLatin1(name), u"--help"_s}).exitCode, 0);
    }
}

namespace {

/// An option as `--help` lists it.
struct ListedOption
{
    QString name;
    QString text;
};

QList<ListedOption> optionsOf(const QStringList &command)
{
    static const QRegularExpression option(u"^ +(?:-\\w, )?--([a-z-]+)(?: <[^>]+>)?(.*)$"_s);
    QList<ListedOption> options;
    const QStringList lines = QString::fromUtf8(run(command + QStringList {u"--help"_s}).output).split(u'\n');
    for (const QString &line : lines) {
        if (const QRegularExpressionMatch match = option.match(line); match.hasMatch())
            options.append({match.captured(1), match.captured(2).trimmed()});
        else if (!options.isEmpty() && line.startsWith("   "_L1))
            options.last().text += u' ' + line.trimmed();
    }
    options.removeIf([](const ListedOption &each) {
        return each.name == "help"_L1 || each.name == "help-all"_L1 || each.name == "version"_L1;
    });
    return options;
}

QStringList namesIn(const QString &text)
{
    static const QRegularExpression flag(u"\\bFl -([a-z-]+)"_s);
    QStringList names;
    for (const QRegularExpressionMatch &match : flag.globalMatch(text))
        names.append(match.captured(1));
    return names;
}

} // namespace

void TestCommandLine::theManualPageHasTheOptionsOfTheProgram_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("section");
    QTest::newRow("window") << u""_s << u"Window options"_s;
    for (const QString &command : {u"serve"_s, u"rooms"_s, u"doctor"_s, u"export"_s, u"import"_s, u"simulate"_s})
        QTest::newRow(qPrintable(command)) << command << QString(u"Options of "_s + command);
    for (const QString &action : {u"check"_s, u"stats"_s, u"trim"_s})
        QTest::newRow(qPrintable(action)) << QString(u"journal "_s + action) << u"Options of journal"_s;
}

void TestCommandLine::theManualPageHasTheOptionsOfTheProgram()
{
    QFETCH(QString, command);
    QFETCH(QString, section);
    const QString page = QString::fromUtf8(dataFile(u"../../packaging/linux/roomscope.1"_s));
    const auto between = [](const QString &text, const QString &begin, const QString &end /* a pattern */) {
        const qsizetype from = text.indexOf(begin);
        return from < 0 ? QString() : text.sliced(from + begin.size()).section(QRegularExpression(end), 0, 0);
    };
    const QString synopsis = between(page, u".Sh SYNOPSIS\n"_s, u"\\.Sh "_s);
    const QString usage = command.isEmpty() ? synopsis.section(u".Nm\n"_s, 1, 1)
                                            : between(synopsis, u".Cm %1\n"_s.arg(command), u"\\.Nm\n"_s);
    const QString receiver = between(page, u".Ss Receiver options\n"_s, u"\\.Ss "_s);
    const QString own = between(page, u".Ss %1\n"_s.arg(section), u"\n\\.S[hs] "_s);
    const bool takesReceivers = usage.contains(u".Op Ar receiver options"_s);

    QStringList listed;
    for (const ListedOption &option : optionsOf(command.split(u' ', Qt::SkipEmptyParts))) {
        listed.append(option.name);
        // Each has its paragraph, which tells the default that --help tells.
        static const QRegularExpression item(u"\\n\\.It (?=Fl )"_s);
        const QStringList items = QString((takesReceivers ? receiver : QString()) + u'\n' + own).split(item).sliced(1);
        const auto paragraph = std::find_if(items.begin(), items.end(), [&](const QString &each) {
            return namesIn(each.section(u'\n', 0, 0)).contains(option.name);
        });
        if (option.name == "data-dir"_L1 && !takesReceivers)
            continue; // of all of them alike
        const bool isShorthand = option.name == "json"_L1 && own.contains(u".Fl -json\n"_s);
        QVERIFY2(paragraph != items.end() || isShorthand, qPrintable(option.name));
        static const QRegularExpression usual(u"\\(([^() ]+)\\)\\.$"_s);
        const QRegularExpressionMatch given = usual.match(option.text);
        static const QStringList nothing {u"any"_s, u"never"_s, u"none"_s};
        if (paragraph != items.end() && given.hasMatch() && !nothing.contains(given.captured(1))
            && option.name != "data-dir"_L1)
            QVERIFY2(paragraph->contains(given.captured(1)),
                     qPrintable(QString(option.name + u": "_s + given.captured(1))));
    }
    QVERIFY(!listed.isEmpty());
    QStringList written = namesIn(usage);
    if (takesReceivers) { // named where they are explained
        static const QRegularExpression item(u"^\\.It (Fl .*)$"_s, QRegularExpression::MultilineOption);
        for (const QRegularExpressionMatch &match : item.globalMatch(receiver))
            written += namesIn(match.captured(1));
    }
    listed.sort();
    written.sort();
    if (command == "doctor"_L1)
        written.append(u"json"_s); // short for one of --format
    written.sort();
    QCOMPARE(written, listed);
    for (const QString &name : namesIn(own))
        QVERIFY2(listed.contains(name) || command.startsWith("journal"_L1), qPrintable(name));
}

void TestCommandLine::aMistypedCommandOpensNothing_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const QStringList &arguments, const char *words) {
        QTest::newRow(name) << arguments << QByteArray(words);
    };
    row("doctor", {u"doctr"_s}, "nearest command is “doctor”");
    row("serve", {u"sevre"_s}, "nearest command is “serve”");
    row("in capitals", {u"Export"_s}, "nearest command is “export”");
    row("with its options", {u"expotr"_s, u"--format"_s, u"csv"_s, u"-"_s}, "nearest command is “export”");
    row("far from all", {u"quux"_s}, "nearest command is “");
    row("very long", {QString(100'000, u'x')}, "nearest command is “");
    row("after an option", {u"--demo"_s, u"doctr"_s}, "nearest command is “doctor”");
    row("command after an option", {u"--demo"_s, u"doctor"_s}, "A command comes first");
    row("path", {u"./doctr"_s}, "There is no file or folder “./doctr”");
    row("file", {u"calls.har"_s}, "“calls.har”");
    row("nothing", {QString()}, "");
}

void TestCommandLine::aMistypedCommandOpensNothing()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, words);
    const QTemporaryDir folder;
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.start(QStringLiteral(ROOMSCOPE_PROGRAM), arguments);
    QVERIFY(process.waitForFinished(patienceMs));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 2);
    const QByteArray messages = process.readAllStandardError();
    QVERIFY2(messages.startsWith("roomscope: ") && messages.contains(words), messages.constData());
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestCommandLine::anEmptyTextIsNoValue_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const QStringList &command, const QString &option) {
        QTest::addRow("%s %s", qPrintable(command.join(u' ')), qPrintable(option))
            << QStringList(command + QStringList {u"--"_s + option, QString()}) << option.toLatin1();
    };
    for (const QStringList &command : {QStringList(),
                                       {u"serve"_s},
                                       {u"rooms"_s},
                                       {u"doctor"_s},
                                       {u"export"_s, u"-"_s},
                                       {u"import"_s, u"-"_s},
                                       {u"journal"_s, u"check"_s},
                                       {u"journal"_s, u"stats"_s},
                                       {u"journal"_s, u"trim"_s}})
        row(command, u"data-dir"_s);
    for (const QStringList &command : {QStringList(), {u"serve"_s}}) {
        for (const QString &option : {u"listen"_s, u"path"_s, u"token-file"_s, u"rtc-key-file"_s, u"tls-cert"_s,
                                      u"tls-key"_s, u"tls-passphrase-file"_s, u"signature"_s})
            row(command, option);
    }
    row({u"rooms"_s}, u"room"_s);
    row({u"export"_s, u"-"_s}, u"zone"_s);
    row({u"import"_s, u"-"_s}, u"sdkappid"_s);
    row({u"simulate"_s, u"--url"_s, u"http://127.0.0.1:1/"_s}, u"token-file"_s);
    row({u"simulate"_s, u"--url"_s, u"http://127.0.0.1:1/"_s}, u"fingerprint"_s);
    QTest::newRow("in one word") << QStringList {u"rooms"_s, u"--data-dir="_s} << "data-dir"_ba;
    QTest::newRow("export to nothing") << QStringList {u"export"_s, QString()} << "argument"_ba;
    QTest::newRow("import of nothing") << QStringList {u"import"_s, QString()} << "argument"_ba;
}

void TestCommandLine::anEmptyTextIsNoValue()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, name);
    const ProgramResult result = run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.messages.contains(name) && result.messages.contains("empty text"), result.messages.constData());
    QCOMPARE(result.output, ""_ba);
}

void TestCommandLine::aDisplayThatIsNotThereIsTold_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::newRow("X") << u"DISPLAY"_s << u":987"_s;
    QTest::newRow("no X at all") << u"DISPLAY"_s << u"nowhere at all"_s;
    QTest::newRow("Wayland") << u"WAYLAND_DISPLAY"_s << u"wayland-987"_s;
    QTest::newRow("platform") << u"QT_QPA_PLATFORM"_s << u"nonsense"_s;
    QTest::newRow("platform without its display") << u"QT_QPA_PLATFORM"_s << u"xcb"_s;
    QTest::newRow("platform of no name") << u"QT_QPA_PLATFORM"_s << QString();
    QTest::newRow("none") << u"DISPLAY"_s << QString();
}

void TestCommandLine::aDisplayThatIsNotThereIsTold()
{
    QFETCH(const QString, variable);
    QFETCH(const QString, value);
    const QTemporaryDir folder;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        environment.remove(name);
    environment.insert(variable, value);
    environment.insert(u"XDG_RUNTIME_DIR"_s, folder.path());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(ROOMSCOPE_PROGRAM), {u"--data-dir"_s, folder.filePath(u"session"_s)});
    QVERIFY(process.waitForFinished(patienceMs));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    const QByteArray messages = process.readAllStandardError();
    QVERIFY2(messages.startsWith("roomscope: ") && messages.contains("roomscope serve"), messages.constData());
    QCOMPARE(messages.count('\n'), 1);
    QVERIFY(!QFile::exists(folder.filePath(u"session"_s)));
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

void TestCommandLine::oneIsNotCalledMany()
{
    const QTemporaryDir folder;
    {
        Server server(folder.path());
        QCOMPARE(run({u"simulate"_s, u"--url"_s, server.url().toString(), u"--count"_s, u"1"_s}).exitCode, 0);
        QCOMPARE(server.stop(), 0);
    }
    const auto said = [&folder](const QStringList &arguments) {
        return run(QStringList {u"journal"_s} + arguments + QStringList {u"--data-dir"_s, folder.path()}).output;
    };
    QVERIFY(said({u"check"_s}).startsWith("1 callback and 0 rejected requests can be read.\n"));
    QVERIFY(said({u"stats"_s}).startsWith("callbacks:  1, and 0 rejected requests\n"));
    QCOMPARE(said({u"trim"_s, u"--older-than"_s, u"1d"_s}), "0 callbacks were removed, 1 is kept.\n");
}

void TestCommandLine::journalsAreMeasuredCheckedAndTrimmed()
{
    const QTemporaryDir folder;
    const auto journal = [&folder](const QStringList &arguments) {
        return run(QStringList {u"journal"_s} + arguments + QStringList {u"--data-dir"_s, folder.path()});
    };
    QCOMPARE(journal({u"stats"_s}).exitCode, 1); // there is none
    QCOMPARE(journal({u"trim"_s, u"--older-than"_s, u"1d"_s}).exitCode, 1);
    QVERIFY(QDir(folder.path()).isEmpty());
    {
        Server server(folder.path());
        const ProgramResult sent = run({u"simulate"_s, u"--url"_s, server.url().toString(), u"--count"_s, u"600"_s,
                                        u"--rate"_s, u"2000"_s, u"--rooms"_s, u"20"_s});
        QCOMPARE(sent.exitCode, 0);
        const ProgramResult busy = journal({u"trim"_s, u"--older-than"_s, u"0s"_s});
        QCOMPARE(busy.exitCode, 1);
        QVERIFY2(busy.messages.contains("in use by another Roomscope"), busy.messages.constData());
        QCOMPARE(journal({u"check"_s}).exitCode, 0); // beside the writer
        QCOMPARE(server.stop(), 0);
    }
    const QJsonObject before
        = QJsonDocument::fromJson(journal({u"stats"_s, u"--json"_s, u"--commands"_s}).output).object();
    QCOMPARE(before[u"callbacks"_s].toInt(), 600);
    QCOMPARE(before[u"removedBefore"_s], QJsonValue());
    QVERIFY(before[u"bytesPerCallback"_s].toDouble() > 10);
    QCOMPARE(before[u"listening"_s].toArray().size(), 1);
    int commands = 0;
    for (const QJsonValue &count : before[u"commands"_s].toObject())
        commands += count.toInt();
    QCOMPARE(commands, 600);
    const QJsonValue roomsBefore = rooms(folder.path())[u"rooms"_s];

    const ProgramResult trimmed = journal({u"trim"_s, u"--keep-bytes"_s, u"60K"_s});
    QCOMPARE(trimmed.exitCode, 0);
    QVERIFY2(trimmed.output.contains("were removed"), trimmed.output.constData());
    QCOMPARE(rooms(folder.path())[u"rooms"_s], roomsBefore);
    const QJsonObject after = QJsonDocument::fromJson(journal({u"stats"_s, u"--json"_s}).output).object();
    QVERIFY(after[u"callbacks"_s].toInt() < 600);
    QCOMPARE(after[u"lastId"_s].toInt(), 600);
    QVERIFY(after[u"removedBefore"_s].isString());
    QVERIFY(run({u"journal"_s, u"stats"_s, u"--data-dir"_s, folder.path()}).output.contains("removed:"));
    const ProgramResult past = run({u"rooms"_s, u"--at"_s, u"2020-01-01"_s, u"--data-dir"_s, folder.path()});
    QCOMPARE(past.exitCode, 1);
    QVERIFY2(past.messages.contains("has been removed"), past.messages.constData());

    QFile file(folder.filePath(u"journal.sqlite"_s));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() * 2 / 3));
    file.write(QByteArray(6000, '\x5a'));
    file.close();
    const ProgramResult damaged = journal({u"check"_s});
    QCOMPARE(damaged.exitCode, 1);
    QVERIFY2(damaged.messages.contains("is damaged"), damaged.messages.constData());
    QVERIFY2(damaged.output.contains("can be read"), damaged.output.constData());
    const QJsonObject named = QJsonDocument::fromJson(journal({u"check"_s, u"--json"_s}).output).object();
    QCOMPARE(named[u"sound"_s], QJsonValue(false));
}

void TestCommandLine::retentionOptionsAreTakenAndChecked()
{
    const QTemporaryDir folder;
    Server server(folder.path(), {u"--keep-bytes"_s, u"1M"_s, u"--keep-days"_s, u"30"_s});
    Client client(server.url());
    QCOMPARE(client.post("/?SdkAppid=1", seats("r", {{1, u"a"_s}}, 1'751'010'000'000).body).status, 200);
    QCOMPARE(server.stop(), 0);
}

void TestCommandLine::aTokenIsTheFirstLineOfItsFile_data()
{
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<bool>("isTold"); // that there is more in it
    QTest::newRow("a line") << "tok-1\n"_ba << false;
    QTest::newRow("no line end") << "tok-1"_ba << false;
    QTest::newRow("a byte-order mark") << "\xEF\xBB\xBFtok-1\r\n"_ba << false;
    QTest::newRow("UTF-16") << "\xFF\xFEt\0o\0k\0-\0001\0\r\0\n\0"_ba << false;
    QTest::newRow("two lines") << "tok-1\r\nof the app\r\n"_ba << true;
    QTest::newRow("empty lines") << "\n tok-1 \n\n"_ba << false;
}

void TestCommandLine::aTokenIsTheFirstLineOfItsFile()
{
    QFETCH(QByteArray, contents);
    QFETCH(bool, isTold);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"token"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size());
    file.close();
    Server server(folder.filePath(u"session"_s), {u"--token-file"_s, file.fileName(), u"--signature"_s, u"require"_s});
    Client client(server.url());
    const QByteArray now = QByteArray::number(QDateTime::currentSecsSinceEpoch());
    const QByteArray sign = QCryptographicHash::hash(QByteArray("tok-1" + now), QCryptographicHash::Sha256).toHex();
    const QByteArray target = QByteArray(query) + "A.B&Sign=" + sign;
    QCOMPARE(client.post(target + "&RequestTime=" + now, "{}").status, 200);
    QCOMPARE(server.messages().contains("more than one line; the first one is taken"), isTold);
    const Answer answer = client.post(target, "{}"); // a Sign alone is not a wrong one
    QCOMPARE(answer.status, 401);
    QVERIFY2(answer.body.contains("no RequestTime"), answer.body.constData());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
