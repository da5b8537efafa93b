// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/exchange/callbackfile.h"
#include "core/exchange/export.h"
#include "core/exchange/masker.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "core/payload/jsonwriter.h"
#include "core/protocol/contentcoding.h"
#include "core/reception/judge.h"
#include "core/rooms/interpretation.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "ui/words/errorwords.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QtTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// What leaves a session comes back as it was: the real program, real files, foreign readers.
class TestExchange final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sessionsComeBackExactly_data();
    void sessionsComeBackExactly();
    void aFilteredPartComesBack_data();
    void aFilteredPartComesBack();
    void howASessionIsReadTravels_data();
    void howASessionIsReadTravels();
    void aSessionWithCallbacksKeepsItsInterpretation();
    void filesWithoutMetadataAreRead();
    void linesTakeTheRoomTheyNeed();
    void periodsOfListeningTravel_data();
    void periodsOfListeningTravel();
    void periodsOfTwoSessionsComeTogether();
    void pythonReadsTheCsv_data();
    void pythonReadsTheCsv();
    void sqliteReadsTheCsv();
    void columnsAndZoneAreAsAsked();
    void formulasAreDefused();
    void staysSayWhoSatWhere();
    void anExportStopsAfterTheLastWantedCallback();
    void whatArrivedBeforeAClockWentBackIsExported();
    void aTrimmedJournalIsMasked_data();
    void aTrimmedJournalIsMasked();
    void formerTextsOfATrimmedJournalAreMasked();
    void anHourShownTwiceIsExportedWhole();
    void harHasWhatBrowserToolsNeed();
    void aBodyThatWasNotKeptIsNotCalledEmpty();
    void packedBodiesAreTextInHar();
    void whatIsHeldAlreadyIsLeftOut_data();
    void whatIsHeldAlreadyIsLeftOut();
    void harOfOthersIsImported();
    void rawRequestsAreImported();
    void foldersOfBodiesAreImported();
    void importsAppendWithNewIds();
    void oneProgramFeedsTheOther();
    void aRunningSessionIsCopied();
    void damagedFilesAreRefusedWhole_data();
    void damagedFilesAreRefusedWhole();
    void aSessionInUseIsRefused();
    void masksEverywhereTheSame_data();
    void masksEverywhereTheSame();
    void filesAreForTheirOwnerOnly_data();
    void filesAreForTheirOwnerOnly();
    void aFailedExportLeavesTheOlderFile();
    void anInterruptedExportSaysSo();
    void theWindowOpensASessionFile();
    void whatIsNoSessionIsNotOpened_data();
    void whatIsNoSessionIsNotOpened();
    void wrongUsageIsTold_data();
    void wrongUsageIsTold();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] ProgramResult exportTo(const QString &file, const QStringList &more = {},
                                         const QString &session = {}) const;
    [[nodiscard]] ProgramResult importFrom(const QString &file, const QString &session,
                                           const QStringList &more = {}) const;
    [[nodiscard]] QByteArray exported(const QStringList &more, const QString &session = {}) const;

    QTemporaryDir m_folder;
    QString m_session;
    QString m_readOtherwise; ///< A session whose rooms look different in otherInterpretation.
    QList<Callback> m_callbacks;
    QStringList m_members; ///< As the rooms know them.
};

namespace {

constexpr Interpretation otherInterpretation {.order = Interpretation::Order::Arrival,
                                              .seatLists = Interpretation::SeatLists::FullTable};

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(name));
}

QByteArray read(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "no file"_ba;
}

void makeSession(const QString &folder, QList<Callback> callbacks)
{
    Journal journal;
    if (const auto failure = journal.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    QList<qint64> durations;
    qint64 id = journal.nextId();
    for (Callback &callback : callbacks) {
        callback.id = id++;
        durations.append(callback.reply.durationUs);
    }
    journal.append(callbacks);
    journal.noteReplies(callbacks.first().id, durations);
    journal.probe();
}

void addListening(const QString &folder, const QList<ListeningPeriod> &periods)
{
    Journal journal;
    auto failure = journal.open(folder);
    if (!failure)
        failure = journal.addListening(periods);
    if (failure)
        qFatal("%s", qPrintable(errorText(*failure)));
}

QList<QByteArray> periodsOf(const QString &folder)
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    QList<QByteArray> texts;
    for (const ListeningPeriod &period : reader.listeningPeriods())
        texts.append(isoMicroseconds(period.fromUs) + ' ' + isoMicroseconds(period.toUs) + ' ' + period.url.toUtf8());
    return texts;
}

QByteArray python(const QString &script, const QStringList &arguments)
{
    QProcess process;
    process.start(u"python3"_s, QStringList {u"-c"_s, script} + arguments);
    if (!process.waitForFinished(patienceMs) || process.exitCode() != 0)
        qFatal("python3: %s", process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

QByteArray roomsOf(const QString &session)
{
    const ProgramResult result = run({u"rooms"_s, u"--data-dir"_s, session});
    if (result.exitCode != 0)
        qWarning("%s", result.messages.constData());
    QJsonObject rooms = QJsonDocument::fromJson(result.output).object();
    rooms.remove(u"at"_s);
    return QJsonDocument(rooms).toJson();
}

/// A text with all that it says in another way: percent-encoded, with escapes of JSON, in base64.
QByteArray unfolded(const QByteArray &text, int depth = 4)
{
    if (depth == 0 || text.isEmpty())
        return text;
    QByteArrayList others {QByteArray::fromPercentEncoding(text)};
    static const QRegularExpression escape(u"\\\\(u([0-9a-fA-F]{4})|(.))"_s);
    QString plain;
    qsizetype copied = 0;
    const QString original = QString::fromUtf8(text);
    for (const QRegularExpressionMatch &match : escape.globalMatch(original)) {
        plain += QStringView(original).sliced(copied, match.capturedStart() - copied);
        plain += match.hasCaptured(2) ? QString(QChar(match.captured(2).toUShort(nullptr, 16))) : match.captured(3);
        copied = match.capturedEnd();
    }
    others.append(QString(plain + QStringView(original).sliced(copied)).toUtf8());
    static const QRegularExpression coded(u"[A-Za-z0-9+/_-]{8,}=*"_s);
    for (const QRegularExpressionMatch &match : coded.globalMatch(original)) {
        for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
            const auto decoded = QByteArray::fromBase64Encoding(match.captured().toLatin1(), alphabet);
            if (decoded && (*decoded).isValidUtf8())
                others.append(*decoded);
        }
    }
    QByteArray result = text;
    for (const QByteArray &other : others) {
        if (other != text && !other.isEmpty())
            result += '\n' + unfolded(other, depth - 1);
    }
    return result;
}

} // namespace

ProgramResult TestExchange::exportTo(const QString &file, const QStringList &more, const QString &session) const
{
    return run(QStringList {u"export"_s, file, u"--data-dir"_s, session.isEmpty() ? m_session : session} + more);
}

ProgramResult TestExchange::importFrom(const QString &file, const QString &session, const QStringList &more) const
{
    return run(QStringList {u"import"_s, file, u"--data-dir"_s, session} + more);
}

QByteArray TestExchange::exported(const QStringList &more, const QString &session) const
{
    const ProgramResult result = exportTo(u"-"_s, more, session);
    if (result.exitCode != 0)
        qWarning("%s", result.messages.constData());
    return result.output;
}

void TestExchange::initTestCase()
{
    m_session = path(u"session"_s);
    qint64 timeMs = 1'795'468'443'000;
    m_callbacks.append(creation("rid-1", 20, timeMs, "a \\\"room\\\"\\n"));
    // As the sender wrote it, and as it is.
    const QList<std::pair<QByteArray, QString>> names {
        {"plain", u"plain"_s},
        {R"(say \"hi\", he said)", u"say \"hi\", he said"_s},
        {R"(two\r\nlines\n)", u"two\r\nlines\n"_s},
        {"=HYPERLINK(1)", u"=HYPERLINK(1)"_s},
        {"+1", u"+1"_s},
        {"-1", u"-1"_s},
        {"@sum", u"@sum"_s},
        {R"(\tx)", u"\tx"_s},
        {"\u202eמשה", u"\u202eמשה"_s},
        {"👩‍🚀", u"👩‍🚀"_s},
        {R"(\ud83d\ude00)", u"😀"_s},
        {" 144115233775727695 ", u" 144115233775727695 "_s},
        {"semi;colon", u"semi;colon"_s},
        {"'quoted'", u"'quoted'"_s},
    };
    int seat = 0;
    for (const auto &[written, name] : names) {
        timeMs += 1000;
        m_callbacks.append(callback("Mic.CallbackAfterSeatInfoChanged",
                                    R"("RoomId":"rid-1","SeatList":[{"Index":)" + QByteArray::number(seat++)
                                        + R"(,"Member_Account":")" + written + R"("}])",
                                    timeMs));
        m_members.append(name);
    }
    // Texts whose form is their own affair: a lone surrogate, a NUL, a number beyond 64 bits.
    for (const QByteArray &written : {R"("a\ud83d")"_ba, R"("a\u0000b")"_ba, "123456789012345678901234567890"_ba}) {
        timeMs += 1000;
        m_callbacks.append(callback("Mic.CallbackAfterSeatInfoChanged",
                                    R"("RoomId":"rid-2","SeatList":[{"Index":)" + QByteArray::number(seat++)
                                        + R"(,"Member_Account":)" + written + "}]",
                                    timeMs));
    }
    m_callbacks.append(m_callbacks.last());                                // a duplicate
    m_callbacks.append(seats("rid-1", {{.index = 0}}, 1'795'468'400'000)); // late
    Callback odd = m_callbacks.first();
    odd.body = "\xef\xbb\xbf{\"CallbackCommand\":\"Some.Thing\"}";
    odd.head = "POST /caf\xe9?CallbackCommand=Some.Thing HTTP/1.0\r\nX: \xff";
    odd.verdict.flags = Flag::Unsigned | Flag::ClockSkew;
    m_callbacks.append(odd);
    odd.body = QByteArray("\0\xff{\r\n", 5);
    odd.verdict = {.rejection = Rejection::Malformed};
    odd.reply = {.status = 400, .body = "{\"ActionStatus\":\"FAIL\"}", .durationUs = -1};
    odd.repeats = 4711;
    m_callbacks.append(odd);
    Callback empty = m_callbacks.first();
    empty.body.clear();
    empty.verdict.flags = Flag::EmptyBody;
    empty.reply.durationUs = -1;
    m_callbacks.append(empty);
    m_callbacks.append(Test::packedRequest(seats("rid-3", {{.index = 1, .member = u"packed"_s}}, timeMs)));
    Callback forwarded = empty;
    forwarded.peer = u"2001:db8::8"_s;
    forwarded.forwardedBy = u"[::1]:5432"_s;
    m_callbacks.append(forwarded);
    m_callbacks.append({.receivedUs = odd.receivedUs,
                        .peer = u"[2001:db8::7]:443"_s,
                        .verdict = {.rejection = Rejection::Tls},
                        .note = u"the handshake failed: “x”"_s});
    qint64 receivedUs = 1'795'468'500'000'000;
    for (Callback &each : m_callbacks)
        each.receivedUs = receivedUs += 1'234'567;
    makeSession(m_session, m_callbacks);

    m_readOtherwise = path(u"read-otherwise"_s);
    makeSession(m_readOtherwise,
                {creation("r", 8, 1000), seats("r", {{.index = 1, .member = u"ann"_s}}, 9000),
                 seats("r", {{.index = 2, .member = u"bob"_s}}, 3000)});
    QVERIFY(saveInterpretation(m_readOtherwise, otherInterpretation));
    addListening(m_readOtherwise,
                 {{.fromUs = 500'000, .toUs = 4'000'001, .url = u"http://203.0.113.9:8480/"_s},
                  {.fromUs = 8'000'000, .toUs = 20'000'000, .url = u"http://127.0.0.1:8480/"_s}});
}

void TestExchange::sessionsComeBackExactly_data()
{
    QTest::addColumn<QString>("format");
    QTest::newRow("callbacks") << u"callbacks"_s;
    QTest::newRow("har") << u"har"_s;
    QTest::newRow("session") << u"session"_s;
}

void TestExchange::sessionsComeBackExactly()
{
    QFETCH(QString, format);
    const QString file = path(u"out."_s + format);
    const QString back = path(u"back-"_s + format);
    const ProgramResult out = exportTo(file, {u"--format"_s, format});
    QVERIFY2(out.exitCode == 0, out.messages.constData());
    const ProgramResult in = importFrom(file, back);
    QVERIFY2(in.exitCode == 0, in.messages.constData());
    QCOMPARE(in.output, ""_ba);
    QCOMPARE(roomsOf(back), roomsOf(m_session));
    QCOMPARE(exported({u"--what"_s, u"changes"_s}, back), exported({u"--what"_s, u"changes"_s}));

    JournalReader reader;
    QVERIFY(!reader.open(back));
    QList<Callback> read;
    QVERIFY(!reader.forEach(1, reader.lastId(), [&read](const Callback &callback) {
        read.append(callback);
        return true;
    }));
    QList<Callback> expected = m_callbacks;
    if (format == u"har"_s) // a handshake is no request
        expected.removeIf([](const Callback &callback) { return callback.head.isEmpty(); });
    QCOMPARE(read.size(), expected.size());
    for (qsizetype i = 0; i < read.size(); ++i) {
        expected[i].id = i + 1;
        if (expected[i].verdict.isRejected())
            expected[i].reply.durationUs = -1; // not kept of those
        QVERIFY2(read[i] == expected[i], QByteArray::number(i).constData());
    }
}

void TestExchange::aFilteredPartComesBack_data()
{
    sessionsComeBackExactly_data();
}

void TestExchange::aFilteredPartComesBack()
{
    QFETCH(QString, format);
    const QString file = path(u"part."_s + format);
    const QString back = path(u"part-"_s + format);
    const ProgramResult out = exportTo(file, {u"--format"_s, format, u"--filter"_s, u"room:rid-2 kind:seat-taken"_s});
    QVERIFY2(out.exitCode == 0, out.messages.constData());
    QVERIFY(importFrom(file, back).exitCode == 0);
    JournalReader reader;
    QVERIFY(!reader.open(back));
    QCOMPARE(reader.count(), 3);
    for (qint64 id = 1; id <= 3; ++id)
        QVERIFY(reader.read(id)->body.contains("rid-2"));
}

void TestExchange::howASessionIsReadTravels_data()
{
    QTest::addColumn<QStringList>("options");
    for (const QString &format : {u"callbacks"_s, u"har"_s, u"session"_s}) {
        QTest::newRow(qPrintable(format)) << QStringList {u"--format"_s, format};
        QTest::newRow(qPrintable(format + u", a part"_s))
            << QStringList {u"--format"_s, format, u"--filter"_s, u"room:r"_s};
        QTest::newRow(qPrintable(format + u", masked"_s)) << QStringList {u"--format"_s, format, u"--mask"_s};
    }
}

void TestExchange::howASessionIsReadTravels()
{
    QFETCH(QStringList, options);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    const QString file = path(u"read."_s + name);
    const QString back = path(u"back-read-"_s + name);
    const ProgramResult out = exportTo(file, options, m_readOtherwise);
    QVERIFY2(out.exitCode == 0, out.messages.constData());
    const ProgramResult in = importFrom(file, back);
    QVERIFY2(in.exitCode == 0, in.messages.constData());
    QCOMPARE(loadInterpretation(back), otherInterpretation);
    if (!options.contains(u"--mask"_s))
        QCOMPARE(roomsOf(back), roomsOf(m_readOtherwise));
    QVERIFY(saveInterpretation(back, {}));
    QVERIFY(roomsOf(back) != roomsOf(m_readOtherwise)); // so that it has told anything
}

void TestExchange::aSessionWithCallbacksKeepsItsInterpretation()
{
    const QString file = path(u"keeps.callbacks"_s);
    QCOMPARE(exportTo(file, {u"--format"_s, u"callbacks"_s}, m_readOtherwise).exitCode, 0);
    const QString session = path(u"keeps"_s);
    makeSession(session, {creation("x", 8, 1000)});
    const ProgramResult result = importFrom(file, session);
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.messages.contains("this session keeps its own"), result.messages.constData());
    QCOMPARE(loadInterpretation(session), Interpretation());
}

void TestExchange::filesWithoutMetadataAreRead()
{
    QByteArray lines = exported({u"--format"_s, u"callbacks"_s});
    const QByteArray firstLine = R"({"roomscope":"callbacks","version":1})";
    lines = firstLine + lines.sliced(lines.indexOf('\n'));
    lines.truncate(lines.lastIndexOf("{\"end\""));
    const QByteArray sum = QCryptographicHash::hash(lines, QCryptographicHash::Sha256).toHex();
    const QString file = path(u"older.callbacks"_s);
    write(file,
          lines + R"({"end":true,"callbacks":)" + QByteArray::number(m_callbacks.size()) + R"(,"sha256":")" + sum
              + "\"}\n");
    const QString back = path(u"back-older"_s);
    const ProgramResult result = importFrom(file, back);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QCOMPARE(roomsOf(back), roomsOf(m_session));

    const QString plain = path(u"back-plain"_s);
    QCOMPARE(importFrom(m_session + u"/journal.sqlite"_s, plain).exitCode, 0); // a session's file without the facts
    QCOMPARE(roomsOf(plain), roomsOf(m_session));
}

void TestExchange::linesTakeTheRoomTheyNeed()
{
    const auto peakKiB = [] {
        const QByteArray status = read(u"/proc/self/status"_s);
        const qsizetype at = status.indexOf("VmPeak:");
        return at < 0 ? qint64(0) : status.mid(at + 7, status.indexOf("kB", at) - at - 7).trimmed().toLongLong();
    };
    QVERIFY2(peakKiB() > 0, "the system does not say how much memory is taken");
    QByteArray bytes = exported({u"--format"_s, u"callbacks"_s});
    QBuffer file(&bytes);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const qint64 before = peakKiB();
    CallbackFileReader reader(&file);
    qsizetype count = 0;
    for (auto next = reader.next(); next && *next; next = reader.next())
        ++count;
    QCOMPARE(count, m_callbacks.size());
    QVERIFY2(peakKiB() - before < 512 * 1024, qPrintable(QString::number(peakKiB() - before)));

    // Also one that is longer than a step.
    const QString session = path(u"long-lines"_s);
    Callback large = seats("r", {{.index = 1}}, 1000);
    large.body.replace("}", QByteArray(",\"Padding\":\"" + QByteArray(1'000'000, 'x') + "\"}"));
    makeSession(session, {creation("r", 8, 500), large});
    const QString back = path(u"back-long-lines"_s);
    const QString handed = path(u"long.callbacks"_s);
    QCOMPARE(exportTo(handed, {u"--format"_s, u"callbacks"_s}, session).exitCode, 0);
    const ProgramResult in = importFrom(handed, back);
    QVERIFY2(in.exitCode == 0, in.messages.constData());
    JournalReader stored;
    QVERIFY(!stored.open(back));
    QCOMPARE(stored.read(2)->body, large.body);
}

void TestExchange::periodsOfListeningTravel_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QList<QByteArray>>("periods");
    const QByteArray first = "1970-01-01T00:00:00.500000Z 1970-01-01T00:00:04.000001Z http://203.0.113.9:8480/";
    const QByteArray second = "1970-01-01T00:00:08.000000Z 1970-01-01T00:00:20.000000Z http://127.0.0.1:8480/";
    for (const QString &format : {u"callbacks"_s, u"har"_s, u"session"_s}) {
        const QStringList options {u"--format"_s, format};
        const auto row = [&](const char *name, const QStringList &more, const QList<QByteArray> &periods) {
            QTest::newRow(qPrintable(format + QLatin1StringView(name))) << options + more << periods;
        };
        row(", all", {}, {first, second});
        row(", filtered", {u"--filter"_s, u"seat:1"_s}, {first, second});
        row(", from a time on", {u"--from"_s, u"1970-01-01T00:00:09Z"_s},
            {"1970-01-01T00:00:09.000000Z 1970-01-01T00:00:20.000000Z http://127.0.0.1:8480/"});
        row(", between two times", {u"--from"_s, u"1970-01-01T00:00:01Z"_s, u"--to"_s, u"1970-01-01T00:00:02Z"_s},
            {"1970-01-01T00:00:01.000000Z 1970-01-01T00:00:02.000000Z http://203.0.113.9:8480/"});
        row(", masked", {u"--mask"_s}, {QByteArray(first).replace("203.0.113.9", "198.18.0.3"), second});
    }
}

void TestExchange::periodsOfListeningTravel()
{
    QFETCH(QStringList, options);
    QFETCH(QList<QByteArray>, periods);
    const QString file = path(u"listened.out"_s);
    const QTemporaryDir back;
    const ProgramResult out = exportTo(file, options, m_readOtherwise);
    QVERIFY2(out.exitCode == 0, out.messages.constData());
    const ProgramResult in = importFrom(file, back.path());
    QVERIFY2(in.exitCode == 0, in.messages.constData());
    QCOMPARE(periodsOf(back.path()), periods);
}

void TestExchange::periodsOfTwoSessionsComeTogether()
{
    const QString file = path(u"listened.callbacks"_s);
    // The newest callback alone: what is older than a session does not go into it.
    QCOMPARE(
        exportTo(file, {u"--format"_s, u"callbacks"_s, u"--filter"_s, u"user:ann kind:seat-taken"_s}, m_readOtherwise)
            .exitCode,
        0);
    const QString session = path(u"together"_s);
    makeSession(session, {creation("x", 8, 1000)});
    addListening(session, {{.fromUs = 6'000'000, .toUs = 7'000'000, .url = u"http://127.0.0.1:1/"_s}});
    QCOMPARE(importFrom(file, session).exitCode, 0);
    QCOMPARE(importFrom(file, session).exitCode, 0); // twice the same
    QCOMPARE(periodsOf(session).size(), 3);
    QVERIFY(periodsOf(session).at(1).endsWith("http://127.0.0.1:1/"));
}

void TestExchange::pythonReadsTheCsv_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("delimiter");
    QTest::newRow("plain") << QStringList() << u","_s;
    QTest::newRow("tab") << QStringList {u"--delimiter"_s, u"tab"_s} << u"\t"_s;
    QTest::newRow("semicolon, byte-order mark") << QStringList {u"--delimiter"_s, u";"_s, u"--bom"_s} << u";"_s;
}

void TestExchange::pythonReadsTheCsv()
{
    QFETCH(QStringList, options);
    QFETCH(QString, delimiter);
    const QString script = u"import csv, json, sys\n"
                           "with open(sys.argv[1], newline='', encoding='utf-8-sig', errors='surrogateescape') as f:\n"
                           "    print(json.dumps(list(csv.DictReader(f, delimiter=sys.argv[2], strict=True))))\n"_s;
    const QString changes = path(u"changes.csv"_s);
    QCOMPARE(exportTo(changes, options + QStringList {u"--filter"_s, u"room:rid-1 kind:seat-taken"_s}).exitCode, 0);
    const QJsonArray rows = QJsonDocument::fromJson(python(script, {changes, delimiter})).array();
    QStringList members;
    for (const QJsonValue &row : rows)
        members.append(row[u"member"_s].toString());
    QCOMPARE(members, m_members);
    QCOMPARE(rows.first()[u"change"_s].toString(), u"seat-taken"_s);
    QCOMPARE(rows.first()[u"delay_ms"_s].toString().isEmpty(), false);

    const QString callbacks = path(u"callbacks.csv"_s);
    QCOMPARE(exportTo(callbacks, options + QStringList {u"--what"_s, u"callbacks"_s}).exitCode, 0);
    const QString bodies = u"import base64, csv, json, sys\n"
                           "with open(sys.argv[1], newline='', encoding='utf-8', errors='surrogateescape') as f:\n"
                           "    rows = list(csv.DictReader(f, delimiter=sys.argv[2], strict=True))\n"
                           "print(json.dumps([base64.b64encode(r['body'].encode('utf-8', 'surrogateescape')).decode()"
                           " for r in rows]))\n"_s;
    const QJsonArray read = QJsonDocument::fromJson(python(bodies, {callbacks, delimiter})).array();
    QCOMPARE(read.size(), m_callbacks.size());
    for (qsizetype i = 0; i < m_callbacks.size(); ++i)
        QCOMPARE(QByteArray::fromBase64(read[i].toString().toLatin1()), plainBody(m_callbacks[i]));
}

void TestExchange::sqliteReadsTheCsv()
{
    const QString file = path(u"sqlite.csv"_s);
    QCOMPARE(exportTo(file, {u"--filter"_s, u"room:rid-1 kind:seat-taken"_s}).exitCode, 0);
    QProcess sqlite;
    sqlite.start(u"sqlite3"_s,
                 {u":memory:"_s, u".mode csv"_s, u".import %1 t"_s.arg(file),
                  u"SELECT group_concat(hex(member), ' ') FROM (SELECT member FROM t ORDER BY rowid)"_s});
    QVERIFY(sqlite.waitForFinished(patienceMs));
    QCOMPARE(sqlite.readAllStandardError(), ""_ba);
    QByteArrayList expected;
    for (const QString &member : std::as_const(m_members))
        expected.append(member.toUtf8().toHex().toUpper());
    QCOMPARE(sqlite.readAllStandardOutput().trimmed().replace('"', ""), expected.join(' '));
}

void TestExchange::columnsAndZoneAreAsAsked()
{
    const QByteArray csv = exported({u"--columns"_s, u"received,room_id,seat"_s, u"--zone"_s, u"Asia/Seoul"_s,
                                     u"--filter"_s, u"seat:3 kind:seat-taken"_s});
    const QByteArray time = isoMilliseconds(m_callbacks[4].receivedUs, QTimeZone("Asia/Seoul"));
    QVERIFY(time.endsWith("+09:00"));
    QCOMPARE(csv, "received,room_id,seat\r\n" + time + ",rid-1,3\r\n");
    QCOMPARE(exported({u"--columns"_s, u"operator"_s, u"--filter"_s, u"seat:3 kind:seat-taken"_s}),
             "operator\r\n\"\"\r\n"_ba); // an empty line would be no record
    // Times without a zone are of that zone.
    const QString second = QString::fromLatin1(isoMilliseconds(m_callbacks[4].receivedUs, QTimeZone("Asia/Seoul")));
    QCOMPARE(
        exported({u"--columns"_s, u"seat"_s, u"--zone"_s, u"+09:00"_s, u"--from"_s, second.left(23), u"--to"_s,
                  QString::fromLatin1(isoMilliseconds(m_callbacks[5].receivedUs, QTimeZone("Asia/Seoul"))).left(23)}),
        "seat\r\n3\r\n"_ba);
    QCOMPARE(
        exported(
            {u"--columns"_s, u"seat"_s, u"--zone"_s, u"+09:00"_s, u"--filter"_s,
             u"after:%1 before:%2 kind:seat-taken"_s.arg(
                 second.left(23),
                 QString::fromLatin1(isoMilliseconds(m_callbacks[5].receivedUs, QTimeZone("Asia/Seoul"))).left(23))}),
        "seat\r\n3\r\n"_ba);
}

void TestExchange::formulasAreDefused()
{
    const QStringList options {u"--columns"_s, u"member,seat"_s, u"--filter"_s,
                               u"room:rid-1 seat:3|4|5|6|7|0 kind:seat-taken"_s};
    QCOMPARE(exported(options), "member,seat\r\nplain,0\r\n=HYPERLINK(1),3\r\n+1,4\r\n-1,5\r\n@sum,6\r\n\tx,7\r\n"_ba);
    QCOMPARE(exported(options + QStringList {u"--spreadsheet-safe"_s}),
             "member,seat\r\nplain,0\r\n'=HYPERLINK(1),3\r\n'+1,4\r\n'-1,5\r\n'@sum,6\r\n'\tx,7\r\n"_ba);
}

void TestExchange::staysSayWhoSatWhere()
{
    const qint64 t = 1'795'468'443'000;
    const QString session = path(u"stays"_s);
    makeSession(session,
                {creation("r", 8, t), seats("r", {{.index = 1, .member = u"ann"_s}}, t + 1000, "host"),
                 seats("r", {{.index = 1, .member = u"ann"_s, .audioProhibited = true}}, t + 3000),
                 seats("r", {{.index = 1, .member = u"ann"_s}}, t + 4500),
                 seats("r", {{.index = 2, .member = u"bob"_s, .videoProhibited = true}}, t + 5000),
                 seats("r", {{.index = 1, .member = u"eve"_s}}, t + 6000),
                 seats("r", {{.index = 2}, {.index = 3, .member = u"bob"_s}}, t + 7000),
                 seats("r", {{.index = 1}}, t + 8000), dismissal("r", t + 9000),
                 seats("r", {{.index = 1, .member = u"ann"_s}}, t + 20'000)});
    const QByteArray csv = exported({u"--what"_s, u"stays"_s}, session);
    QCOMPARE(
        csv.split('\n'),
        "sdk_app_id,room_id,life,seat,member,from,to,seconds,ended_by,audio_prohibited_seconds,"
        "video_prohibited_seconds\r\n"
        "1400900001,r,1,1,ann,2026-11-23T21:14:04.000Z,2026-11-23T21:14:09.000Z,5.000,seat-swapped,1.500,0.000\r\n"
        "1400900001,r,1,2,bob,2026-11-23T21:14:08.000Z,2026-11-23T21:14:10.000Z,2.000,seat-moved,0.000,2.000\r\n"
        "1400900001,r,1,1,eve,2026-11-23T21:14:09.000Z,2026-11-23T21:14:11.000Z,2.000,seat-left,0.000,0.000\r\n"
        "1400900001,r,1,3,bob,2026-11-23T21:14:10.000Z,2026-11-23T21:14:12.000Z,2.000,room-dismissed,0.000,0.000\r\n"
        "1400900001,r,2,1,ann,2026-11-23T21:14:23.000Z,,,,,\r\n"_ba.split('\n'));
    const auto members = [&](const QStringList &more) {
        return exported(QStringList {u"--what"_s, u"stays"_s, u"--columns"_s, u"member"_s} + more, session);
    };
    QCOMPARE(members({u"--filter"_s, u"user:ann life:1"_s}), "member\r\nann\r\n"_ba);
    QCOMPARE(members({u"--filter"_s, u"operator:host"_s}), "member\r\nann\r\n"_ba);
    QCOMPARE(members({u"--from"_s, u"2026-11-23T21:14:11.500Z"_s, u"--to"_s, u"2026-11-23T21:14:13Z"_s}),
             "member\r\nbob\r\n"_ba);
}

void TestExchange::anExportStopsAfterTheLastWantedCallback()
{
    const QTemporaryDir session;
    QList<Callback> many;
    for (int i = 0; i < 5'000; ++i) {
        many.append(seats("r", {{.index = i % 20, .member = u"m%1"_s.arg(i)}}, 1'795'468'443'000 + i));
        many.last().receivedUs = 1'000'000 * qint64(i + 1);
    }
    makeSession(session.path(), many);
    const auto folded = [&](CsvTable table, qint64 toUs) {
        qint64 last = 0;
        const ExportResult result
            = exportSession({.dataFolder = session.path(), .file = path(u"early.csv"_s), .table = table, .toUs = toUs},
                            [&last](qint64 done, qint64) {
                                last = done;
                                return true;
                            });
        return std::pair(result.rows, last);
    };
    const auto [rows, last] = folded(CsvTable::Changes, 1'000'000'001); // the first thousand
    QCOMPARE(rows, 1000);
    QVERIFY2(last < 2000, qPrintable(QString::number(last)));
    QVERIFY(folded(CsvTable::Stays, 1'000'000'001).second > 4500); // a stay may end after all that
}

void TestExchange::whatArrivedBeforeAClockWentBackIsExported()
{
    const QTemporaryDir session;
    const QList<qint64> seconds {10, 20, 30, 15, 40, 5, 50, 60, 70};
    {
        Journal journal;
        QVERIFY(!journal.open(session.path()));
        for (const qint64 second : seconds) { // one commit each, which are joined
            Callback callback = seats("r", {{.index = 1, .member = u"m%1"_s.arg(second)}}, second * 1000);
            callback.id = journal.nextId();
            callback.receivedUs = second * 1'000'000;
            journal.append({callback});
        }
    }
    for (const qint64 to : {6, 16, 45, 100}) {
        const QByteArray csv
            = exported({u"--what"_s, u"callbacks"_s, u"--columns"_s, u"callback_id"_s, u"--to"_s,
                        u"1970-01-01T00:%1:%2Z"_s.arg(to / 60, 2, 10, QChar(u'0')).arg(to % 60, 2, 10, QChar(u'0'))},
                       session.path());
        QByteArray expected = "callback_id\r\n";
        for (qsizetype i = 0; i < seconds.size(); ++i) {
            if (seconds[i] < to)
                expected += QByteArray::number(i + 1) + "\r\n";
        }
        QCOMPARE(csv, expected);
    }
}

void TestExchange::aTrimmedJournalIsMasked_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("changes") << QStringList {u"--what"_s, u"changes"_s, u"--columns"_s, u"callback_id,change,seat"_s};
    QTest::newRow("stays") << QStringList {u"--what"_s, u"stays"_s, u"--columns"_s, u"seat,from,to,ended_by"_s};
    QTest::newRow("callbacks") << QStringList {u"--what"_s, u"callbacks"_s, u"--columns"_s, u"callback_id,verdict"_s};
}

void TestExchange::aTrimmedJournalIsMasked()
{
    QFETCH(QStringList, options);
    const QTemporaryDir session;
    const auto seat
        = [](int index, const QString &member) { return seats("r", {{.index = index, .member = member}}, 0); };
    QList<Callback> callbacks {creation("r", 8, 1000)};
    // What is known before the cut decides what is a change after it: who moves, who is replaced, who had been there.
    qint64 second = 1;
    for (const Callback &each : {seat(1, u"ann"_s), seat(2, u"bob"_s), seat(3, u"eve"_s), seat(4, {}),
                                 seat(4, u"ann"_s), seat(2, u"joe"_s), seat(3, {}), seat(2, u"joe"_s)}) {
        ++second;
        Callback at = each;
        at.body.replace("\"EventTime\":0", QByteArray("\"EventTime\":" + QByteArray::number(second * 1000)));
        callbacks.append(at);
    }
    for (qsizetype i = 0; i < callbacks.size(); ++i)
        callbacks[i].receivedUs = (i + 1) * 1'000'000;
    makeSession(session.path(), callbacks);
    const ProgramResult trimmed
        = run({u"journal"_s, u"trim"_s, u"--data-dir"_s, session.path(), u"--older-than"_s, u"1970-01-01T00:00:06Z"_s});
    QVERIFY2(trimmed.exitCode == 0, trimmed.messages.constData());

    const QByteArray plain = exported(options, session.path());
    QVERIFY2(plain.count('\n') >= 3, plain.constData());
    QCOMPARE(exported(options + QStringList {u"--mask"_s}, session.path()), plain);
    const QByteArray members = exported({u"--columns"_s, u"member,previous_member"_s, u"--mask"_s}, session.path());
    for (const char *name : {"ann", "bob", "eve", "joe"})
        QVERIFY2(!members.contains(name), members.constData());
}

void TestExchange::formerTextsOfATrimmedJournalAreMasked()
{
    const QTemporaryDir session;
    QList<Callback> callbacks {
        creation("r", 8, 1000, "the room of secretann"), seats("r", {{.index = 1, .member = u"secretann"_s}}, 2000),
        callback("Live.CallbackAfterUpdateRoomInfo", R"("RoomInfo":{"RoomId":"r","RoomName":"another name"})", 9000)};
    makeSession(session.path(), callbacks);
    const ProgramResult trimmed
        = run({u"journal"_s, u"trim"_s, u"--data-dir"_s, session.path(), u"--older-than"_s, u"1970-01-01T00:00:06Z"_s});
    QVERIFY2(trimmed.exitCode == 0, trimmed.messages.constData());
    const QStringList options {u"--format"_s, u"ndjson"_s};
    QVERIFY(exported(options, session.path()).contains("the room of secretann"));
    const QByteArray masked = exported(options + QStringList {u"--mask"_s}, session.path());
    QVERIFY2(masked.contains("the room of user-") && masked.contains("another name"), masked.constData());
    QVERIFY2(!masked.contains("secret"), masked.constData());
}

void TestExchange::anHourShownTwiceIsExportedWhole()
{
    const QTemporaryDir session;
    QList<Callback> callbacks;
    for (const char *received : {"2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z", "2026-10-25T00:59:59Z",
                                 "2026-10-25T01:00:00Z", "2026-10-25T01:59:59Z", "2026-10-25T02:00:00Z"}) {
        callbacks.append(creation("r", 8, 1000));
        callbacks.last().receivedUs = timeFromIso(QString::fromLatin1(received)).value();
    }
    makeSession(session.path(), callbacks);
    const auto ids = [&](const QStringList &span) {
        return exported(
            QStringList {u"--what"_s, u"callbacks"_s, u"--columns"_s, u"callback_id"_s, u"--zone"_s, u"Europe/Berlin"_s}
                + span,
            session.path());
    };
    const QByteArray whole = "callback_id\r\n2\r\n3\r\n4\r\n5\r\n";
    QCOMPARE(ids({u"--from"_s, u"2026-10-25T02:00"_s, u"--to"_s, u"2026-10-25T03:00"_s}), whole);
    QCOMPARE(ids({u"--from"_s, u"2026-10-25T02:00"_s, u"--to"_s, u"2026-10-25T02:59:59.5"_s}), whole);
    QCOMPARE(ids({u"--filter"_s, u"after:2026-10-25T02:00 before:2026-10-25T03:00"_s}), whole);
}

/// The rules of the schema of HAR 1.2, of which readers take no other.
void TestExchange::harHasWhatBrowserToolsNeed()
{
    // Whatever strangers have sent: what is no HTTP, blanks, brackets, quotes, half of an escape, other hosts.
    const QString session = path(u"garbage"_s);
    QList<Callback> callbacks = m_callbacks;
    for (const QByteArray &head :
         {"\x16\x03\x01\x02 \x01 \xff\xfe x"_ba, "GET / with blanks HTTP/1.1"_ba, "GET"_ba, " "_ba, "\r\n"_ba,
          "PROXY TCP4 1.2.3.4 5.6.7.8 1 2"_ba, "GET /?a=[1]&b={\"c\"}|^`<>\\ HTTP/1.1"_ba, "GET /%zz%4 HTTP/1.1"_ba,
          "OPTIONS * HTTP/1.1"_ba, "CONNECT a.test:443 HTTP/1.1"_ba, "GET http://a b/ HTTP/1.1"_ba,
          "GET HTTP://a.test:80?x=1#y HTTP/1.1"_ba, "GET /?to=http://a.test/ HTTP/1.1"_ba,
          "GET //a HTTP/1.1\r\nHost: a b"_ba, "GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n: x\r\nY"_ba,
          "GET /\t\x01\x7f\xe4\xbd\xa0 HTTP/9.9"_ba, "GET / HTTP/1.1\r\nHost: a.test/x?y"_ba}) {
        Callback odd = callbacks.first();
        odd.head = head;
        odd.body = "\xff\xfe\0"_ba + head;
        odd.verdict = {.rejection = Rejection::Malformed};
        odd.reply = {.status = 400, .body = "\xff", .durationUs = -1};
        odd.receivedUs = callbacks.last().receivedUs + 1;
        callbacks.append(odd);
    }
    makeSession(session, callbacks);
    const QJsonObject log
        = QJsonDocument::fromJson(exported({u"--format"_s, u"har"_s}, session)).object().value(u"log"_s).toObject();
    static const QRegularExpression time(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$"_s);
    // RFC 3986, of URLs with a host.
    static const QRegularExpression uri(
        u"^https?://([\\w.~-]+|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?(/(pchar)*)*(\\?((pchar)|[/?])*)?$"_s.replace(
            u"pchar"_s, u"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"_s));
    const auto isText = [](const QJsonValue &object, const QStringList &names) {
        return std::all_of(names.begin(), names.end(), [&](const QString &name) { return object[name].isString(); });
    };
    const auto arePairs = [&](const QJsonValue &list) {
        const QJsonArray pairs = list.toArray();
        return list.isArray() && std::all_of(pairs.begin(), pairs.end(), [&](const QJsonValue &pair) {
                   return isText(pair, {u"name"_s, u"value"_s});
               });
    };
    const auto isWhole = [](const QJsonValue &number, qint64 least) {
        return number.isDouble() && number.toInteger(least - 1) >= least;
    };
    QCOMPARE(log.value(u"version"_s).toString(), u"1.2"_s);
    QVERIFY(isText(log.value(u"creator"_s), {u"name"_s, u"version"_s}));
    const QJsonArray entries = log.value(u"entries"_s).toArray();
    QCOMPARE(entries.size(), callbacks.size() - 1);
    for (const QJsonValue &entry : entries) {
        QVERIFY(time.match(entry[u"startedDateTime"_s].toString()).hasMatch());
        QVERIFY(entry[u"time"_s].toDouble(-1) >= 0);
        QVERIFY(entry[u"cache"_s].isObject());
        for (const QString &part : {u"send"_s, u"wait"_s, u"receive"_s})
            QVERIFY(entry[u"timings"_s][part].toDouble(-2) >= -1);
        const QJsonValue request = entry[u"request"_s];
        QVERIFY(isText(request, {u"method"_s, u"url"_s, u"httpVersion"_s}));
        QVERIFY2(uri.match(request[u"url"_s].toString()).hasMatch(), qPrintable(request[u"url"_s].toString()));
        for (const QString &list : {u"cookies"_s, u"headers"_s, u"queryString"_s})
            QVERIFY(arePairs(request[list]));
        QVERIFY(isWhole(request[u"headersSize"_s], -1) && isWhole(request[u"bodySize"_s], -1));
        QCOMPARE(request[u"postData"_s].isObject(), request[u"bodySize"_s].toInteger() > 0);
        if (request[u"postData"_s].isObject())
            QVERIFY(isText(request[u"postData"_s], {u"mimeType"_s, u"text"_s}));
        const QJsonValue response = entry[u"response"_s];
        QVERIFY(isWhole(response[u"status"_s], 0));
        QVERIFY(isWhole(response[u"headersSize"_s], -1) && isWhole(response[u"bodySize"_s], -1));
        QVERIFY(isText(response, {u"statusText"_s, u"httpVersion"_s, u"redirectURL"_s}));
        for (const QString &list : {u"cookies"_s, u"headers"_s})
            QVERIFY(arePairs(response[list]));
        QVERIFY(isWhole(response[u"content"_s][u"size"_s], 0));
        QVERIFY(response[u"content"_s][u"mimeType"_s].isString());
    }
    QCOMPARE(entries[1][u"request"_s][u"postData"_s][u"text"_s].toString(), QString::fromUtf8(m_callbacks[1].body));
    QCOMPARE(entries[1][u"request"_s][u"queryString"_s].toArray().size(), 5);
}

void TestExchange::aBodyThatWasNotKeptIsNotCalledEmpty()
{
    const QString session = path(u"refused"_s);
    QList<Callback> callbacks;
    const auto add = [&](int status, const QByteArray &fields, const QByteArray &body) {
        Callback refused = m_callbacks.first();
        refused.head = "POST / HTTP/1.1\r\nHost: a" + fields;
        refused.body = body;
        judgeRefused(refused, Rejection::Malformed, status, u"refused"_s, {});
        callbacks.append(refused);
    };
    add(413, "\r\nContent-Length: 5000000", {});
    add(408, "\r\nContent-Length: 5000000", "{\"a\":");
    add(400, {}, {});
    add(400, "\r\nContent-Length: 5", "{\"a\":");
    makeSession(session, callbacks);
    const QByteArray har = exported({u"--format"_s, u"har"_s}, session);
    const QJsonValue entries = QJsonDocument::fromJson(har).object()[u"log"_s][u"entries"_s];
    const auto request = [&entries](int entry) { return entries[entry][u"request"_s]; };
    const QList<qint64> sizes {5'000'000, 5'000'000, -1, 5};
    const QStringList bodies {{}, u"{\"a\":"_s, {}, u"{\"a\":"_s};
    const QStringList comments {u"the request was refused before its body, which was not kept"_s,
                                u"only the beginning of the body was kept, up to where the request was refused"_s,
                                u"the request was refused before its body, which was not kept"_s, QString()};
    for (int i = 0; i < int(callbacks.size()); ++i) {
        QCOMPARE(request(i)[u"bodySize"_s].toInteger(), sizes[i]);
        QCOMPARE(request(i)[u"postData"_s][u"text"_s].toString(), bodies[i]);
        QCOMPARE(request(i)[u"comment"_s].toString(), comments[i]);
    }
    QCOMPARE(exported({u"--what"_s, u"callbacks"_s, u"--columns"_s, u"body_bytes,body"_s}, session),
             "body_bytes,body\r\n5000000,\r\n5000000,\"{\"\"a\"\":\"\r\n,\r\n5,\"{\"\"a\"\":\"\r\n"_ba);
    // And it comes back as it was.
    const QString file = path(u"refused.har"_s);
    write(file, har);
    const QString copy = path(u"refused again"_s);
    QCOMPARE(importFrom(file, copy).exitCode, 0);
    QCOMPARE(QJsonDocument::fromJson(exported({u"--format"_s, u"har"_s}, copy)).object()[u"log"_s][u"entries"_s],
             entries);
}

/// The text of an entry is for people, however the body was sent.
void TestExchange::packedBodiesAreTextInHar()
{
    const QString session = path(u"packed"_s);
    makeSession(session, {Test::packedRequest(seats("rid-1", {{.index = 1, .member = u"ann"_s}}, 5000))});
    QByteArray har = exported({u"--format"_s, u"har"_s}, session);
    const QJsonValue request = QJsonDocument::fromJson(har).object()[u"log"_s][u"entries"_s][0][u"request"_s];
    QVERIFY(request[u"postData"_s][u"text"_s].toString().contains(u"\"ann\""_s));
    JournalReader reader;
    QVERIFY(!reader.open(session));
    QCOMPARE(request[u"bodySize"_s].toInteger(), reader.read(1)->body.size());

    const QString file = path(u"packed.har"_s);
    const QString back = path(u"packed-back"_s);
    write(file, har.replace("_roomscope", "_another")); // as a program writes it that has read it unpacked, too
    const ProgramResult result = importFrom(file, back);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QCOMPARE(roomsOf(back).contains("\"ann\""), true);
    JournalReader backReader;
    QVERIFY(!backReader.open(back));
    QVERIFY(!backReader.read(1)->head.contains("Content-Encoding"));
    QCOMPARE(backReader.read(1)->verdict.toString(), u"accepted"_s);
}

void TestExchange::whatIsHeldAlreadyIsLeftOut_data()
{
    QTest::addColumn<QString>("format");
    QTest::newRow("callbacks") << u"callbacks"_s;
    QTest::newRow("har") << u"har"_s;
}

void TestExchange::whatIsHeldAlreadyIsLeftOut()
{
    QFETCH(const QString, format);
    QList<Callback> sent {seats("rid-1", {{.index = 1, .member = u"ann"_s}}, 1'751'010'000'000),
                          seats("rid-1", {{.index = 2, .member = u"bob"_s}}, 1'751'010'001'000)};
    sent.append(sent.last()); // at the same moment: held twice
    const QString first = path(format + u"-first"_s);
    makeSession(first, sent);
    const QString file = path(format + u"-held"_s);
    write(file, exported({u"--format"_s, format}, first));
    const QString session = path(format + u"-held-session"_s);
    const auto import = [&](int known, int stored) {
        const ProgramResult result = importFrom(file, session);
        QVERIFY2(result.exitCode == 0, result.messages.constData());
        QCOMPARE(result.messages.contains("Left out"), known > 0);
        if (known > 0)
            QVERIFY2(result.messages.contains(QByteArray("holds them already: " + QByteArray::number(known) + '.')),
                     result.messages.constData());
        JournalReader reader;
        QVERIFY(!reader.open(session));
        QCOMPARE(reader.count(), stored);
    };
    import(0, 3);
    import(3, 3);

    sent.append(seats("rid-1", {{.index = 3, .member = u"eve"_s}}, 1'751'010'002'000));
    const QString second = path(format + u"-second"_s);
    makeSession(second, sent);
    write(file, exported({u"--format"_s, format}, second));
    import(3, 4);
}

void TestExchange::harOfOthersIsImported()
{
    const QString file = path(u"browser.har"_s);
    write(file, R"({"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[
{"startedDateTime":"2026-11-23T22:14:03.418+01:00","time":12.5,"request":{"method":"GET","url":"https://a.test/page","httpVersion":"h2","headers":[]},"response":{"status":200}},
{"startedDateTime":"2026-11-23T22:14:04.418+01:00","time":12.5,"request":{"method":"POST","url":"https://a.test/hook?SdkAppid=1400900001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged","httpVersion":"h2","headers":[{"name":":authority","value":"a.test"},{"name":"content-type","value":"application/json"}],"postData":{"mimeType":"application/json","text":"{\"CallbackCommand\":\"Mic.CallbackAfterSeatInfoChanged\",\"RoomId\":\"far\",\"SeatList\":[{\"Index\":2,\"Member_Account\":\"ann\"}],\"EventTime\":1795468443000}"}},"response":{"status":200,"content":{"size":2,"mimeType":"text/plain","text":"OK"}}}
]}})");
    const QString session = path(u"browser"_s);
    const ProgramResult result = importFrom(file, session);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QVERIFY(result.messages.contains("1 entry was left out: it is no callback."));
    JournalReader reader;
    QVERIFY(!reader.open(session));
    QCOMPARE(reader.count(), 1);
    const Callback callback = *reader.read(1);
    QCOMPARE(callback.receivedUs, 1'795'468'444'418'000);
    QCOMPARE(callback.head,
             "POST /hook?SdkAppid=1400900001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged HTTP/1.1\r\n"
             "content-type: application/json"_ba);
    QCOMPARE(callback.reply.body, "OK"_ba);
    QCOMPARE(callback.reply.durationUs, 12'500);
    QVERIFY(roomsOf(session).contains("\"ann\""));
}

void TestExchange::rawRequestsAreImported()
{
    // All of the samples in one file, with a chunked one and what editors leave between them.
    QByteArray bytes;
    QByteArrayList bodies;
    for (const QString &name : {u"18-seat-malformed"_s, u"20-seat-signed"_s}) {
        const QByteArray sample = dataFile(u"samples/%1.http"_s.arg(name));
        bytes += sample + "\r\n";
        const qsizetype crlf = sample.indexOf("\r\n\r\n");
        bodies.append(crlf >= 0 ? sample.sliced(crlf + 4) : sample.sliced(sample.indexOf("\n\n") + 2));
    }
    bytes += "POST /?CallbackCommand=A.B HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
             "4;x=y\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\nTrailer: z\r\n\r\n";
    bodies.append("{\"a\":1}");
    const QString file = path(u"raw.http"_s);
    write(file, bytes);
    const QString session = path(u"raw"_s);
    const ProgramResult result = importFrom(file, session);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    JournalReader reader;
    QVERIFY(!reader.open(session));
    QCOMPARE(reader.count(), 3);
    for (qint64 id = 1; id <= 3; ++id) {
        QCOMPARE(reader.read(id)->body, bodies[id - 1]);
        QCOMPARE(reader.read(id)->reply, Reply()); // nobody has answered
    }
    QCOMPARE(reader.read(1)->verdict.toString(), u"flagged:recovered"_s);
}

void TestExchange::foldersOfBodiesAreImported()
{
    const QString folder = path(u"bodies"_s);
    QVERIFY(QDir().mkpath(folder));
    write(folder + u"/10.json"_s, seats("r", {{.index = 1}}, 5000).body);
    write(folder + u"/2.json"_s, seats("r", {{.index = 1, .member = u"ann"_s}}, 4000).body);
    write(folder + u"/3.json"_s, "{\"CallbackCommand\": broken");
    write(folder + u"/index.json"_s, "[1, 2]");
    write(folder + u"/notes.txt"_s, "not read");
    const QString session = path(u"fromBodies"_s);
    const ProgramResult result = importFrom(folder, session, {u"--sdkappid"_s, u"1400900001"_s});
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QVERIFY(result.messages.contains("index.json was left out"));
    QVERIFY2(result.messages.contains("Callbacks imported: 3, rejected ones among them: 1."),
             result.messages.constData());
    QCOMPARE(exported({u"--columns"_s, u"callback_id,sdk_app_id,change"_s}, session),
             "callback_id,sdk_app_id,change\r\n1,1400900001,seat-taken\r\n3,1400900001,seat-left\r\n"_ba);
    // The samples as they lie there.
    const ProgramResult samples = importFrom(QStringLiteral(TEST_DATA "/samples"), path(u"samples"_s));
    QVERIFY2(samples.messages.contains("Callbacks imported: 22."), samples.messages.constData());
}

void TestExchange::importsAppendWithNewIds()
{
    const QString file = path(u"twice.callbacks"_s);
    QCOMPARE(exportTo(file, {u"--format"_s, u"callbacks"_s, u"--filter"_s, u"room:rid-2"_s}).exitCode, 0);
    const QString alone = path(u"alone"_s);
    const QString after = path(u"after"_s);
    makeSession(after, {creation("x", 8, 1000), seats("x", {{.index = 1, .member = u"ann"_s}}, 2000)});
    QCOMPARE(importFrom(file, alone).exitCode, 0);
    QCOMPARE(importFrom(file, after).exitCode, 0);
    JournalReader aloneReader;
    JournalReader afterReader;
    QVERIFY(!aloneReader.open(alone));
    QVERIFY(!afterReader.open(after));
    QCOMPARE(afterReader.count(), 6);
    for (qint64 id = 1; id <= 4; ++id) {
        QCOMPARE(afterReader.read(id + 2)->body, aloneReader.read(id)->body);
        QCOMPARE(afterReader.read(id + 2)->receivedUs, aloneReader.read(id)->receivedUs);
    }
}

void TestExchange::oneProgramFeedsTheOther()
{
    const QString piped = path(u"piped"_s);
    QProcess from;
    QProcess to;
    from.setStandardOutputProcess(&to);
    from.start(QStringLiteral(ROOMSCOPE_PROGRAM),
               {u"export"_s, u"-"_s, u"--format"_s, u"callbacks"_s, u"--data-dir"_s, m_session});
    to.start(QStringLiteral(ROOMSCOPE_PROGRAM), {u"import"_s, u"-"_s, u"--data-dir"_s, piped});
    QVERIFY(from.waitForFinished(patienceMs));
    QTRY_COMPARE(to.state(), QProcess::NotRunning);
    QVERIFY2(to.exitCode() == 0, to.readAllStandardError().constData());
    QCOMPARE(roomsOf(piped), roomsOf(m_session));
}

void TestExchange::aRunningSessionIsCopied()
{
    const QString session = path(u"running"_s);
    const QString file = path(u"running.roomscope"_s);
    Server server(session);
    Client client(server.url());
    for (int i = 0; i < 3; ++i) {
        const Callback callback = seats("r", {{.index = i, .member = u"m%1"_s.arg(i)}}, 1000 + i);
        QCOMPARE(
            client.post("/?SdkAppid=1400900001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged", callback.body).status,
            200);
        QCOMPARE(exportTo(file, {}, session).exitCode, 0);
        const QString copy = path(u"copy%1"_s.arg(i));
        QCOMPARE(importFrom(file, copy).exitCode, 0);
        JournalReader reader;
        QVERIFY(!reader.open(copy));
        QCOMPARE(reader.count(), i + 1);
    }
}

void TestExchange::damagedFilesAreRefusedWhole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("word");
    const QByteArray callbacks = exported({u"--format"_s, u"callbacks"_s});
    const QByteArray har = exported({u"--format"_s, u"har"_s});
    const auto row = [](const char *name, const QByteArray &bytes, const char *word) {
        QTest::newRow(name) << bytes << QByteArray(word);
    };
    row("cut between lines", callbacks.first(callbacks.lastIndexOf("{\"end\"")), "cut off");
    row("cut in a line", callbacks.first(callbacks.size() / 2), "cut off");
    row("a byte of a body changed", QByteArray(callbacks).replace("rid-1", "rid-7"), "checksum");
    row("a line taken out", QByteArray(callbacks).remove(callbacks.indexOf('\n') + 1, 40), "line 2: column");
    row("a line more", callbacks + "{}\n", "follows the last line");
    row("not a time", QByteArray(callbacks).replace("\"received\":\"2026", "\"received\":\"xxxx"),
        "line 2: “received”");
    row("not a verdict", QByteArray(callbacks).replace("\"accepted\"", "\"fine\""), "“fine” is not a verdict");
    row("a newer form", QByteArray(callbacks).replace("\"version\":1", "\"version\":9"), "newer Roomscope");
    row("a reading of a newer form", QByteArray(callbacks).replace("\"event-time\"", "\"by-moon\""),
        "line 1: “reading”");
    row("a period without an end",
        QByteArray(callbacks).replace("\"listening\":[]", "\"listening\":[{\"from\":\"1970-01-01T00:00:01Z\"}]"),
        "line 1: a period of “listening”");
    row("HAR cut off", har.first(har.size() / 2), "line ");
    row("HAR without a time", QByteArray(har).replace("\"received\":\"2026-11-23T21:15:02", "\"received\":\"x"),
        "entry 2: ");
    row("HAR without entries", R"({"log":{"version":"1.2"}})", "log.entries");
    row("NDJSON", exported({u"--format"_s, u"ndjson"_s}), "--format callbacks");
    row("a body cut off", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n{}",
        "request 1 (byte 1): the body ends after 2 of 5");
    row("a second request that is none", "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\r\nnonsense\r\n\r\n",
        "request 2 (byte 43)");
    row("a head without an end", "POST / HTTP/1.1\r\nHost: x\r\n", "empty line");
    row("a chunk cut off", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}", "chunk");
    row("empty", "", "empty");
    row("other JSON", R"({"a":1})", "CallbackCommand");
    row("text", "hello", "none of the forms");
    row("SQLite of something else", QByteArray("SQLite format 3\0", 16) + QByteArray(4096, 'x'), "cannot be imported");
}

void TestExchange::damagedFilesAreRefusedWhole()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, word);
    const QString file = path(u"damaged"_s);
    const QString session = path(u"untouched"_s);
    write(file, bytes);
    const ProgramResult result = importFrom(file, session);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.contains(word), result.messages.constData());
    QVERIFY(!QFile::exists(session));
}

void TestExchange::aSessionInUseIsRefused()
{
    const QString file = path(u"use.callbacks"_s);
    QCOMPARE(exportTo(file, {u"--format"_s, u"callbacks"_s}).exitCode, 0);
    const QString session = path(u"used"_s);
    const Server server(session);
    const ProgramResult result = importFrom(file, session);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.contains("in use"), result.messages.constData());
}

void TestExchange::masksEverywhereTheSame_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("changes") << QStringList {u"--what"_s, u"changes"_s};
    QTest::newRow("csv callbacks") << QStringList {u"--what"_s, u"callbacks"_s};
    QTest::newRow("stays") << QStringList {u"--what"_s, u"stays"_s};
    QTest::newRow("filtered by a true name")
        << QStringList {u"--what"_s, u"changes"_s, u"--filter"_s, u"user:secretann"_s};
    for (const QString &format : {u"ndjson"_s, u"har"_s, u"callbacks"_s, u"session"_s})
        QTest::newRow(qPrintable(format)) << QStringList {u"--format"_s, format};
}

void TestExchange::masksEverywhereTheSame()
{
    QFETCH(QStringList, options);
    const QString session = path(u"unmasked"_s);
    if (!QFile::exists(session)) {
        QList<Callback> callbacks;
        const auto add = [&](Callback callback) {
            callback.peer = u"198.51.100.23:1234"_s;
            callback.forwardedBy = u"198.51.100.24:5432"_s;
            callback.head.replace("ClientIP=203.0.113.24", "ClientIP=203.0.113.77&Sign=deadbeefcafe&UserId=secretann");
            callback.head
                += "\r\nX-Forwarded-For: 203.0.113.77, 2001:db8:85a3::8a2e\r\nAuthorization: Bearer deadbeefcafe"
                   "\r\nCookie: id=deadbeefcafe";
            callbacks.append(callback);
        };
        add(creation("live-r", 8, 1000));
        add(seats("live-r", {{.index = 1, .member = u"secretann"_s}}, 2000, "secrethost"));
        add(seats("live-r", {{.index = 2, .member = u"144115233775727695"_s}}, 3000, "secrethost"));
        add(callback(
            "Mic.CallbackAfterSeatInfoChanged",
            R"("RoomId":"live-r","SeatList":[{"Index":2,"Member_Account":144115233775727695}],"Token":"deadbeefcafe")",
            4000));
        add(seats("live-r", {{.index = 1, .member = u"secretbob"_s}}, 5000, "secretann"));
        add(members("live-r", "Online", {"secretann", "secretbob"}, 6000));
        // Wherever else they can be; whose account it is, a later callback tells.
        const auto text = [](const QByteArray &plain) {
            JsonWriter json;
            json.text(plain);
            return json.result();
        };
        const QByteArray json = R"({"Member_Account":"secreteve","ip":"203.0.113.78","Token":"deadbeefcafe"})";
        const QByteArray url = "https://a.test/u/secreteve.png?token=deadbeefcafe&from=203.0.113.79";
        QByteArrayList values {"it is secreteve", "%73ecreteve", "deadbeefcafe", "secretanna"};
        for (const QByteArray &value : {json, url, "secreteve"_ba, "deadbeefcafe"_ba})
            values += {value,
                       value.toPercentEncoding(),
                       value.toPercentEncoding().toPercentEncoding(),
                       text(value),
                       text(text(value)),
                       value.toBase64(),
                       value.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
                       value.toBase64().toBase64(),
                       text(value).toBase64(),
                       value.toBase64().toPercentEncoding()};
        QByteArray fields = R"("RoomId":"of-secreteve","SeatList":[{"Index":1}],"esc":"\u0073ecreteve","secreteve":1)";
        for (const QByteArray &value : values)
            fields += ",\"x\":" + text(value);
        Callback hidden = callback("Mic.CallbackAfterSeatInfoChanged", fields, 7000);
        for (const QByteArray &value : values)
            hidden.head.replace("&contenttype", QByteArray("&x=" + value.toPercentEncoding() + "&contenttype"));
        hidden.head += "\r\nReferer: " + url + "\r\nX-Original-Url: /?Sign=deadbeefcafe&x=" + json.toPercentEncoding();
        hidden.reply.body = R"({"ActionStatus":"OK","ErrorInfo":)" + text(json) + R"(,"ErrorCode":0})";
        add(hidden);
        add(seats("of-secreteve", {{.index = 1, .member = u"secreteve"_s}}, 8000));
        makeSession(session, callbacks);
    }
    const QString file = path(u"masked.out"_s);
    const ProgramResult result = exportTo(file, options + QStringList {u"--mask"_s}, session);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QByteArray bytes = read(file);
    if (options.contains(u"session"_s)) {
        const QString back = path(u"masked-session"_s);
        QCOMPARE(importFrom(file, back).exitCode, 0);
        QCOMPARE(exported({u"--what"_s, u"changes"_s}, back).count('\n'),
                 exported({u"--what"_s, u"changes"_s}, session).count('\n'));
        bytes = exported({u"--format"_s, u"callbacks"_s}, back);
    }
    const QByteArray all = unfolded(bytes);
    for (const char *secret : {"secret", "144115233775727695", "203.0.113", "198.51.100", "85a3", "deadbeef"})
        QVERIFY2(!all.contains(secret), bytes.constData());
    QVERIFY2(bytes.contains("live-r"), bytes.constData());
    if (options.contains(u"filtered"_s) || options.contains(u"changes"_s)) {
        // Who sits down first is the one whom bob replaces later.
        const QByteArray taken = exported(
            options
                + QStringList {u"--mask"_s, u"--columns"_s, u"member"_s, u"--filter"_s, u"kind:seat-taken seat:1"_s},
            session);
        const QByteArray swapped = exported(options
                                                + QStringList {u"--mask"_s, u"--columns"_s, u"previous_member"_s,
                                                               u"--filter"_s, u"kind:seat-swapped"_s},
                                            session);
        QVERIFY(taken.contains("user-"));
        QCOMPARE(swapped.split('\n').value(1), taken.split('\n').value(1));
        QVERIFY(bytes.count('\n') > 1);
    }
}

void TestExchange::filesAreForTheirOwnerOnly_data()
{
    QTest::addColumn<QString>("format");
    for (const QString &format : {u"csv"_s, u"ndjson"_s, u"har"_s, u"callbacks"_s, u"session"_s})
        QTest::newRow(qPrintable(format)) << format;
}

void TestExchange::filesAreForTheirOwnerOnly()
{
    QFETCH(QString, format);
    const QString file = path(u"private."_s + format);
    QCOMPARE(exportTo(file, {u"--format"_s, format}).exitCode, 0);
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(file) & others));
    // Again, over itself, and nothing is left beside it.
    QCOMPARE(exportTo(file, {u"--format"_s, format}).exitCode, 0);
    QCOMPARE(QDir(m_folder.path())
                 .entryList({u"private.*"_s + format + u"*"_s, u".roomscope*"_s},
                            QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)
                 .size(),
             1);
}

void TestExchange::aFailedExportLeavesTheOlderFile()
{
    const QString file = path(u"older.csv"_s);
    write(file, "older");
    QCOMPARE(exportTo(file, {}, u"/nowhere/at/all"_s).exitCode, 1);
    QCOMPARE(read(file), "older"_ba);
    const ProgramResult result = exportTo(path(u"no/such/folder/x.roomscope"_s));
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.contains("cannot be written"), result.messages.constData());
    QCOMPARE(exportTo(u"-"_s, {u"--format"_s, u"session"_s}).exitCode, 1);

    // What is no file is never replaced by one, say /dev/null of somebody with all rights.
    const QString pipe = path(u"pipe"_s);
    QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
    const ProgramResult toPipe = exportTo(pipe, {u"--format"_s, u"session"_s});
    QCOMPARE(toPipe.exitCode, 1);
    QVERIFY2(toPipe.messages.contains("it is no file"), toPipe.messages.constData());
    QVERIFY(!QFileInfo(pipe).isFile());
}

void TestExchange::anInterruptedExportSaysSo()
{
    QList<Callback> many;
    for (int i = 0; i < 5'000; ++i)
        many.append(seats("r", {{.index = i % 20, .member = u"m%1"_s.arg(i)}}, 1'795'468'443'000 + i));
    const QString session = path(u"many"_s);
    makeSession(session, many);
    QProcess process;
    process.start(QStringLiteral(ROOMSCOPE_PROGRAM),
                  {u"export"_s, u"-"_s, u"--data-dir"_s, session, u"--format"_s, u"har"_s});
    // As long as nobody reads on, there is more to come than a pipe takes.
    process.setReadChannel(QProcess::StandardOutput);
    QVERIFY(process.waitForReadyRead(patienceMs));
    process.terminate();
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("Cancelled"));
    QVERIFY(!process.readAllStandardOutput().endsWith("]}}\n"));
}

void TestExchange::theWindowOpensASessionFile()
{
    const QString file = path(u"handed.roomscope"_s);
    QCOMPARE(exportTo(file, {}, m_readOtherwise).exitCode, 0); // the suffix says the form
    const QByteArray before = read(file);
    QProcess window;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_DATA_HOME"_s, path(u"home"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, path(u"config"_s));
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    window.setProcessEnvironment(environment);
    window.start(QStringLiteral(ROOMSCOPE_PROGRAM), {file});
    QVERIFY(window.waitForStarted(patienceMs));
    const QDir opened(path(u"home/roomscope/opened"_s));
    const auto folders = [&opened] { return opened.entryList(QDir::Dirs | QDir::NoDotAndDotDot); };
    QTRY_VERIFY(!folders().isEmpty() && !folders().first().endsWith(u".part"_s));
    // The journal has been opened, made ready and closed again before the lines are.
    QTRY_VERIFY(opened.exists(folders().first() + u"/timeline.sqlite"_s));
    window.terminate();
    QVERIFY(window.waitForFinished(patienceMs));
    QVERIFY(folders().first().startsWith(u"handed-"_s));
    QCOMPARE(roomsOf(opened.filePath(folders().first())), roomsOf(m_readOtherwise));
    QCOMPARE(read(file), before);
}

void TestExchange::wrongUsageIsTold_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word");
    const auto row = [](const QStringList &arguments, const char *word) {
        QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << QByteArray(word);
    };
    row({u"import"_s}, "FILE");
    row({u"import"_s, u"x"_s, u"--sdkappid"_s, u"y"_s}, "y");
    row({u"export"_s, u"-"_s, u"--zone"_s, u"Mars/Olympus"_s}, "Mars/Olympus");
    row({u"export"_s, u"-"_s, u"--columns"_s, u"seat,colour"_s}, "colour");
    row({u"export"_s, u"-"_s, u"--format"_s, u"har"_s, u"--columns"_s, u"seat"_s}, "--columns");
    row({u"export"_s, u"-"_s, u"--format"_s, u"har"_s, u"--what"_s, u"stays"_s}, "stays");
    row({u"export"_s, u"-"_s, u"--filter"_s, u"delay>2"_s}, "character 7");
    row({u"export"_s, u"-"_s, u"--from"_s, u"noon"_s}, "noon");
}

void TestExchange::wrongUsageIsTold()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, word);
    const ProgramResult result = run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.messages.contains(word), result.messages.constData());
    QCOMPARE(result.output, ""_ba);
}

void TestExchange::whatIsNoSessionIsNotOpened_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("no file") << u"typo.roomscope"_s << "There is no file"_ba;
    QTest::newRow("cut off") << u"cut.roomscope"_s << "it is damaged, or was cut off"_ba;
    QTest::newRow("another database") << u"foreign.roomscope"_s << "is not a session of Roomscope"_ba;
    QTest::newRow("a folder of something else") << u"photos"_s << "There are no callbacks in"_ba;
}

void TestExchange::whatIsNoSessionIsNotOpened()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, sentence);
    QCOMPARE(exportTo(path(u"whole.roomscope"_s)).exitCode, 0);
    const QByteArray whole = read(path(u"whole.roomscope"_s));
    write(path(u"cut.roomscope"_s), whole.first(whole.size() / 2));
    if (!QFile::exists(path(u"foreign.roomscope"_s))) {
        Database foreign;
        QVERIFY(!foreign.open(path(u"foreign.roomscope"_s), Database::Access::Create));
        QVERIFY(foreign.run("CREATE TABLE t(a)"));
        QVERIFY(QDir().mkdir(path(u"photos"_s)));
        write(path(u"photos/a.png"_s), "PNG");
    }
    const QStringList before = QDir(path(u"photos"_s)).entryList(QDir::AllEntries | QDir::Hidden);

    QProcess window;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_DATA_HOME"_s, path(u"nobody"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, path(u"nobody"_s));
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    window.setProcessEnvironment(environment);
    window.start(QStringLiteral(ROOMSCOPE_PROGRAM), {u"--listen"_s, u"127.0.0.1:0"_s, path(name)});
    QByteArray messages;
    const auto said = [&] { return messages += window.readAllStandardError(); };
    QTRY_VERIFY2(said().contains(sentence), messages.constData());
    window.kill(); // it waits for the reader of its box
    QVERIFY(window.waitForFinished(patienceMs));
    QVERIFY(!QFile::exists(path(u"typo.roomscope"_s)));
    QCOMPARE(QDir(path(u"photos"_s)).entryList(QDir::AllEntries | QDir::Hidden), before);
    QVERIFY(QDir(path(u"nobody/roomscope/opened"_s)).isEmpty()); // no copy stays either
}

QTEST_GUILESS_MAIN(TestExchange)
#include "tst_exchange.moc"
