// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/exchange/callbackfile.h"
#include "core/journal/journalreader.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"
#include "tests/support/program.h"

#include <QStringEncoder>
#include <QtTest>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// Files as other programs write them, read by the real program.
class TestImports final : public QObject
{
    Q_OBJECT

private slots:
    void filesOfOthersAreRead_data();
    void filesOfOthersAreRead();
    void microsecondsOfManyDecimalsAreKept();
    void bodiesWithoutALengthAreWhatFollows();
    void bodiesInParamsAreRebuilt_data();
    void bodiesInParamsAreRebuilt();
    void nothingIsImportedAsEmptyInSilence();
    void aDurationThatIsNoneIsUnknown();
    void anOddEntryIsLeftOutByName();
    void linesThatAreNoCallbacksAreNamed();
    void whatWasPackedInPartIsRefused();
    void olderCallbacksGoIntoASessionOfTheirOwn();
    void aLargeFileTakesLittleMemory_data();
    void aLargeFileTakesLittleMemory();
    void noFileTakesAllOfTheMemory_data();
    void noFileTakesAllOfTheMemory();
    void whatIsTooLargeIsLeftOutByName_data(); // behind those that measure memory: a child begins with all of ours
    void whatIsTooLargeIsLeftOutByName();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] ProgramResult importBytes(const QByteArray &bytes, const QString &name = u"file"_s);
    [[nodiscard]] QList<Callback> imported() const;

    QTemporaryDir m_folder;
    QString m_session;
    int m_number = 0;
};

namespace {

constexpr long mostKiB = 100 * 1024;   // whatever the file
constexpr qint64 blockSize = 16 << 20; // of what a large file repeats
// A sanitizer keeps what was freed, so that memory says nothing.
#ifdef ROOMSCOPE_ASAN
constexpr bool isMemoryTold = false;
#else
constexpr bool isMemoryTold = true;
#endif

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(name));
}

QByteArray encoded(const QByteArray &utf8, QStringConverter::Encoding encoding, bool withMark = true)
{
    QStringEncoder encoder(encoding, withMark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encoder(QString::fromUtf8(utf8));
}

QByteArray jsonText(const QByteArray &text)
{
    return '"' + QByteArray(text).replace('\\', "\\\\").replace('"', "\\\"") + '"';
}

/// As a proxy writes it; post: the members of the request behind its URL.
QByteArray entry(const QByteArray &post, const QByteArray &time = "\"2026-11-20T10:15:01Z\"")
{
    return R"({"startedDateTime":)" + time
        + R"(,"time":1,"request":{"method":"POST","url":"https://a.test/?SdkAppid=1400000001&CallbackCommand=A.B","headers":[])"
        + post + R"(},"response":{"status":200,"content":{"text":"OK"}}})";
}

QByteArray har(const QByteArrayList &entries)
{
    return R"({"log":{"version":"1.2","entries":[)" + entries.join(",\n") + "]}}";
}

QByteArray posted(const QByteArray &body)
{
    return R"(,"postData":{"mimeType":"application/json","text":)" + jsonText(body) + '}';
}

} // namespace

ProgramResult TestImports::importBytes(const QByteArray &bytes, const QString &name)
{
    m_session = path(u"session%1"_s.arg(++m_number));
    write(path(name), bytes);
    return run({u"import"_s, path(name), u"--data-dir"_s, m_session});
}

QList<Callback> TestImports::imported() const
{
    QList<Callback> callbacks;
    JournalReader reader;
    if (reader.open(m_session))
        return {};
    reader.forEach(1, reader.lastId(), [&callbacks](const Callback &callback) {
        callbacks.append(callback);
        return true;
    });
    return callbacks;
}

void TestImports::filesOfOthersAreRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("members"); // of each callback, in its body
    const QByteArray bom = dataFile(u"imports/bom.har"_s);
    const QByteArray lines = dataFile(u"imports/bodies.ndjson"_s);
    const QByteArray noLength = dataFile(u"imports/no-length.http"_s);
    const QByteArrayList three {"ida0", "ida1", "ida2"};
    const QByteArray body = seats("r", {{.index = 1, .member = u"ann"_s}}, 1000).body;
    QTest::newRow("HAR with a mark") << bom << QByteArrayList {"har-hbom"};
    QTest::newRow("HAR, its names in another order")
        << har({entry(posted(body))}).replace(R"("version":"1.2",)", R"("x":{"log":{"entries":[1]}},)")
        << QByteArrayList {"ann"};
    QTest::newRow("one body a line") << lines << three;
    QTest::newRow("one body a line, with CR") << QByteArray(lines).replace("\n", "\r\n\r\n") << three;
    QTest::newRow("one body a line, with a mark") << "\xEF\xBB\xBF" + lines << three;
    QTest::newRow("a body with a mark") << dataFile(u"bom-body.json"_s) << QByteArrayList {"tomas"};
    QTest::newRow("a request with a mark") << "\xEF\xBB\xBF" + noLength << QByteArrayList {"ida"};
    QTest::newRow("an RTC event")
        << R"({"EventGroupId":1,"EventType":103,"EventInfo":{"RoomId":1,"UserId":"test-a","EventMsTs":1}})"_ba
        << QByteArrayList {"test-a"};
    for (const auto encoding :
         {QStringConverter::Utf16LE, QStringConverter::Utf16BE, QStringConverter::Utf32LE, QStringConverter::Utf32BE}) {
        const char *name = QStringConverter::nameForEncoding(encoding);
        QTest::addRow("HAR in %s", name) << encoded(bom.sliced(3), encoding) << QByteArrayList {"har-hbom"};
        QTest::addRow("lines in %s", name) << encoded(lines, encoding) << three;
        QTest::addRow("a request in %s", name) << encoded(noLength, encoding) << QByteArrayList {"ida"};
    }
    QTest::newRow("a body in UTF-16 without a mark")
        << encoded(body, QStringConverter::Utf16LE, false) << QByteArrayList {"ann"};
    QTest::newRow("packed HAR") << packed(bom) << QByteArrayList {"har-hbom"};
    QTest::newRow("packed lines in UTF-16") << packed(encoded(lines, QStringConverter::Utf16LE)) << three;
    QTest::newRow("packed in two pieces")
        << packed(lines.first(lines.indexOf('\n') + 1)) + packed(lines.sliced(lines.indexOf('\n') + 1)) << three;
    QTest::newRow("packed body") << packed(body) << QByteArrayList {"ann"};
    QTest::newRow("packed request") << packed(noLength) << QByteArrayList {"ida"};
}

void TestImports::filesOfOthersAreRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, members);
    const ProgramResult result = importBytes(bytes);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    const QList<Callback> callbacks = imported();
    QCOMPARE(callbacks.size(), members.size());
    for (qsizetype i = 0; i < members.size(); ++i) {
        QVERIFY2(callbacks[i].body.contains(QByteArray('"' + members[i] + '"')), callbacks[i].body.constData());
        QVERIFY(!callbacks[i].verdict.isRejected());
    }

    // The same in a folder, as far as it can lie there.
    const bool isRequest = bytes.contains(" HTTP/1.1\n");
    const QString folder = path(u"folder%1"_s.arg(m_number));
    QVERIFY(QDir().mkpath(folder));
    write(folder + (isRequest ? u"/a.http"_s : u"/a.json"_s), bytes);
    if (members.size() > 1 || bytes.contains("\"log\""))
        return;
    m_session = path(u"of-folder%1"_s.arg(m_number));
    const ProgramResult ofFolder = run({u"import"_s, folder, u"--data-dir"_s, m_session});
    QVERIFY2(ofFolder.exitCode == 0, ofFolder.messages.constData());
}

void TestImports::microsecondsOfManyDecimalsAreKept()
{
    for (const auto &[time, expectedUs] :
         {std::pair("10:15:01.1234567+08:00"_ba, 123'456), std::pair("10:15:01.123456789+0800"_ba, 123'456),
          std::pair("02:15:01,0009Z"_ba, 900), std::pair("02:15:01.000000999Z"_ba, 0)}) {
        QByteArray bytes = dataFile(u"imports/seven-decimals.har"_s);
        const ProgramResult result = importBytes(bytes.replace("10:15:01.1234567+08:00", time));
        QVERIFY2(result.exitCode == 0, result.messages.constData());
        QCOMPARE(imported().size(), 1);
        QCOMPARE(imported().first().receivedUs, 1'795'140'901'000'000 + expectedUs);
    }
}

void TestImports::bodiesWithoutALengthAreWhatFollows()
{
    const QByteArray one = dataFile(u"imports/no-length.http"_s);
    const QByteArray two = QByteArray(one).replace("ida", "eva");
    // As editors keep them: comments, separators with a name, empty lines, a request with a length between them.
    QCOMPARE(importBytes("# mine\n\n" + one + "\n\n### the next one\n// note\n" + two
                         + "\nPOST /?CallbackCommand=A.B HTTP/1.1\nContent-Length: 2\n\n{}\n" + one)
                 .exitCode,
             0);
    const QList<Callback> callbacks = imported();
    QCOMPARE(callbacks.size(), 4);
    const QByteArray body = one.sliced(one.indexOf("\n\n") + 2).trimmed();
    QCOMPARE(callbacks[0].body, body);
    QCOMPARE(callbacks[1].body, QByteArray(body).replace("ida", "eva"));
    QCOMPARE(callbacks[2].body, "{}"_ba);
    QCOMPARE(callbacks[3].body, body);
}

void TestImports::bodiesInParamsAreRebuilt_data()
{
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<QByteArray>("body"); // empty: it cannot be rebuilt
    QTest::newRow("in a name") << R"([{"name":"{\"CallbackCommand\":\"A.B\"}","value":""}])"_ba
                               << R"({"CallbackCommand":"A.B"})"_ba;
    QTest::newRow("cut at = and &")
        << R"([{"name":"{\"CallbackCommand\":\"A.B\",\"x\":\"1","value":"2"},{"name":"3\"}"}])"_ba
        << R"({"CallbackCommand":"A.B","x":"1=2&3"})"_ba;
    QTest::newRow("a form") << R"([{"name":"CallbackCommand","value":"A.B"}])"_ba
                            << ""_ba;
}

void TestImports::bodiesInParamsAreRebuilt()
{
    QFETCH(QByteArray, params);
    QFETCH(QByteArray, body);
    const ProgramResult result
        = importBytes(har({entry(",\"postData\":{\"mimeType\":\"x\",\"params\":" + params + '}')}));
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    if (body.isEmpty()) {
        QVERIFY(imported().isEmpty());
        QVERIFY2(result.messages.contains("Entry 1 (POST https://a.test/"), result.messages.constData());
        QVERIFY2(result.messages.contains("params"), result.messages.constData());
        return;
    }
    QCOMPARE(imported().size(), 1);
    QCOMPARE(imported().first().body, body);
}

void TestImports::nothingIsImportedAsEmptyInSilence()
{
    const ProgramResult result = importBytes(har({entry({}), entry(R"(,"bodySize":213)"), entry(R"(,"bodySize":0)"),
                                                  entry(R"(,"postData":{"mimeType":"x","text":""})")}));
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QVERIFY2(result.messages.contains("Entry 1 (POST https://a.test/?SdkAppid=1400000001&CallbackCommand=A.B) was left "
                                      "out: there is no body in it."),
             result.messages.constData());
    QVERIFY2(result.messages.contains("Entry 2"), result.messages.constData());
    QCOMPARE(imported().size(), 2);
    for (const Callback &callback : imported())
        QCOMPARE(callback.verdict.toString(), u"flagged:empty-body"_s);
}

void TestImports::aDurationThatIsNoneIsUnknown()
{
    const QByteArray plain = entry(posted(seats("r", {{.index = 1, .member = u"ann"_s}}, 1000).body));
    for (const char *time : {"-1", "-1e300", "1e300", "\"soon\""}) {
        QByteArray odd = plain;
        odd.replace(R"("time":1,)", QByteArray(R"("time":)" + QByteArray(time) + ','));
        QCOMPARE(importBytes(har({odd})).exitCode, 0);
        const QList<Callback> callbacks = imported();
        QCOMPARE(callbacks.size(), 1);
        QCOMPARE(callbacks.first().reply.status, 200);
        QCOMPARE(callbacks.first().reply.body, "OK"_ba);
    }
}

void TestImports::anOddEntryIsLeftOutByName()
{
    const ProgramResult result = importBytes(dataFile(u"imports/foreign-broken-time.har"_s));
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QVERIFY2(result.messages.contains("Entry 1 (GET https://img.example.test/x.png) was left out: startedDateTime is "
                                      "missing or is not a time."),
             result.messages.constData());
    QVERIFY(!imported().isEmpty());
    QVERIFY(imported().first().body.contains("har-hgood1"));

    const QByteArray body = seats("r", {{.index = 1, .member = u"ann"_s}}, 1000).body;
    QByteArrayList entries {"null",
                            "{}",
                            "[1]",
                            entry(R"(,"postData":{"encoding":"base64","text":"*"})"),
                            QByteArray(entry(posted(body))).replace("ann", "\xff\xfe"),
                            entry(posted(body))};
    const ProgramResult some = importBytes(har(entries));
    QVERIFY2(some.exitCode == 0, some.messages.constData());
    QCOMPARE(imported().size(), 1);
    for (int number = 1; number <= 5; ++number)
        QVERIFY2(some.messages.contains(QByteArray("Entry " + QByteArray::number(number))), some.messages.constData());
    const ProgramResult many = importBytes(har(QByteArrayList(500, "{}") + entries));
    QCOMPARE(imported().size(), 1);
    QVERIFY(many.messages.count('\n') < 30);
    QVERIFY2(many.messages.contains("485 more were left out for such reasons."), many.messages.constData());
    const ProgramResult oneMore = importBytes(har(QByteArrayList(16, "{}") + entries));
    QVERIFY2(oneMore.messages.contains("1 more was left out for such a reason."), oneMore.messages.constData());
}

void TestImports::linesThatAreNoCallbacksAreNamed()
{
    QByteArray lines = dataFile(u"imports/bodies.ndjson"_s);
    lines.insert(lines.indexOf('\n') + 1, "{\"a\":1}\n{\"CallbackCommand\": broken\n");
    const ProgramResult result = importBytes(lines);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QCOMPARE(imported().size(), 3);
    QVERIFY2(result.messages.contains("Line 2 was left out: it is JSON, but no callback."),
             result.messages.constData());
    QVERIFY2(result.messages.contains("Line 3 was left out: column "), result.messages.constData());
    const ProgramResult many = importBytes(lines + "\n" + QByteArray("[]\n").repeated(500));
    QCOMPARE(imported().size(), 3);
    QVERIFY(many.messages.count('\n') < 30);
    QVERIFY2(many.messages.contains("482 more were left out for such reasons."), many.messages.constData());
    const QString folder = path(u"many"_s);
    QVERIFY(QDir().mkpath(folder));
    for (int i = 0; i < 30; ++i)
        write(folder + u"/%1.json"_s.arg(i), "[]");
    const ProgramResult ofFolder = run({u"import"_s, folder, u"--data-dir"_s, path(u"of-many"_s)});
    QVERIFY2(ofFolder.messages.contains("19.json was left out: it is JSON, but no callback.")
                 && ofFolder.messages.contains("10 more were left out for such reasons."),
             ofFolder.messages.constData());
}

void TestImports::whatWasPackedInPartIsRefused()
{
    const QByteArray whole = packed(dataFile(u"imports/bodies.ndjson"_s));
    QByteArray damaged = whole;
    damaged[damaged.size() / 2] = char(damaged[damaged.size() / 2] ^ 0x55);
    for (const QByteArray &bytes : {whole.first(whole.size() - 12), damaged}) {
        const ProgramResult result = importBytes(bytes);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.messages.contains("gzip"), result.messages.constData());
        QVERIFY(!QFile::exists(m_session));
    }
    const ProgramResult half = importBytes("\xff\xfe{\0\"\0\xd8"_ba + QByteArray(1, '\xd8') + "x\0"_ba);
    QCOMPARE(half.exitCode, 1);
}

void TestImports::olderCallbacksGoIntoASessionOfTheirOwn()
{
    const auto at = [](const QByteArray &second, int seat = 1) {
        return entry(posted(seats("r", {{.index = seat, .member = QString::fromLatin1(second)}}, 1000).body),
                     "\"2026-11-20T10:15:" + second + "Z\"");
    };
    QCOMPARE(importBytes(har({at("20"), at("30")})).exitCode, 0);
    const QString session = m_session;
    write(path(u"older.har"_s), har({at("40"), at("29")}));
    const ProgramResult older = run({u"import"_s, path(u"older.har"_s), u"--data-dir"_s, session});
    QCOMPARE(older.exitCode, 1);
    QVERIFY2(older.messages.contains("2026-11-20T10:15:29.000Z") && older.messages.contains("2026-11-20T10:15:30.000Z")
                 && older.messages.contains("--data-dir"),
             older.messages.constData());
    QCOMPARE(imported().size(), 2);
    const QString own = path(u"own"_s);
    QCOMPARE(run({u"import"_s, path(u"older.har"_s), u"--data-dir"_s, own}).exitCode, 0);
    write(path(u"newer.har"_s), har({at("30", 2), at("31")})); // as new as the newest is no older
    QCOMPARE(run({u"import"_s, path(u"newer.har"_s), u"--data-dir"_s, session}).exitCode, 0);
    QCOMPARE(imported().size(), 4);
}

void TestImports::aLargeFileTakesLittleMemory_data()
{
    QTest::addColumn<QString>("form");
    QTest::newRow("HAR") << u"har"_s;
    QTest::newRow("lines") << u"lines"_s;
    QTest::newRow("requests") << u"requests"_s;
}

void TestImports::aLargeFileTakesLittleMemory()
{
    QFETCH(QString, form);
    constexpr int count = 1'700;
    // Beyond what it may take: 115 MB, most of it not ours, as in what a browser writes.
    const QByteArray body = seats("r", {{.index = 1, .member = u"ann"_s}}, 1000).body;
    const QByteArray padded
        = QByteArray(body).replace("\"r\"", QByteArray("\"r\",\"Pad\":\"" + QByteArray(75'000, 'x') + '"'));
    const QByteArray foreign
        = entry(posted("{}")).replace("CallbackCommand=A.B", "x").replace("OK", QByteArray(75'000, 'x'));
    {
        QFile file(path(u"large"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(form == "har"_L1 ? R"({"log":{"version":"1.2","entries":[)"_ba : ""_ba);
        for (int i = 0; i < count; ++i) {
            if (form == "har"_L1)
                file.write((i == 0 ? "" : ",") + (i % 10 == 0 ? entry(posted(body)) : foreign));
            else if (form == "lines"_L1)
                file.write(padded + '\n');
            else
                file.write(Client::postRequest("/?CallbackCommand=A.B", padded));
        }
        file.write(form == "har"_L1 ? "]}}" : "");
        QVERIFY2(file.size() > 110'000'000, qPrintable(QString::number(file.size())));
    }
    m_session = path(u"large-"_s + form);
    const ProgramResult result = run({u"import"_s, path(u"large"_s), u"--data-dir"_s, m_session});
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    JournalReader reader;
    QVERIFY(!reader.open(m_session));
    QCOMPARE(reader.count(), form == "har"_L1 ? count / 10 : count);
    rusage usage {};
    QCOMPARE(::getrusage(RUSAGE_CHILDREN, &usage), 0); // of the largest program that this one has started
    QVERIFY2(!isMemoryTold || usage.ru_maxrss < mostKiB, qPrintable(QString::number(usage.ru_maxrss)));
}

void TestImports::whatIsTooLargeIsLeftOutByName_data()
{
    QTest::addColumn<QByteArray>("bytes"); // two callbacks, and one that is too large between them
    QTest::addColumn<QByteArray>("sentence");
    constexpr qsizetype most = 2 * 1024 * 1024;
    const auto padded = [](qsizetype size) {
        const QByteArray body = seats("r", {{.index = 1, .member = u"ann"_s}}, 1000).body;
        const QByteArray pad = R"("r","Pad":")";
        const QByteArray value = pad + QByteArray(size - body.size() - pad.size() + 2, 'x') + '"';
        return QByteArray(body).replace("\"r\"", value);
    };
    const QByteArray fits = padded(most);
    const QByteArray large = padded(most + 1);
    QCOMPARE(fits.size(), most);
    const QByteArray head = "POST /?CallbackCommand=A.B HTTP/1.1\r\n";
    const auto sized = [&head](const QByteArray &body) -> QByteArray {
        return head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    };
    const QByteArray end = " larger than 2097152 bytes."_ba;
    QTest::newRow("lines") << fits + "\n" + large + "\r\n" + fits + "\r\n"
                           << "Line 2 was left out: it is" + end;
    QTest::newRow("the first line") << large + "\n" + fits + "\n" + fits << "Line 1 was left out: it is" + end;
    const QByteArray second = "Request 2 (byte " + QByteArray::number(sized(fits).size() + 1);
    QTest::newRow("requests") << sized(fits) + sized(large) + sized(fits)
                              << second + ") was left out: its body is" + end;
    QTest::newRow("without a length") << sized(fits) + head + "\r\n" + large + "\n\n###\n" + head + "\r\n" + fits
            + "\n\n" << second + ") was left out: its body is" + end;
    QTest::newRow("in chunks") << sized(fits) + head + "Transfer-Encoding: chunked\r\n\r\n"
            + QByteArray::number(most + 1, 16) + "\r\n" + large + "\r\n0\r\n\r\n"
            + sized(fits) << second + ") was left out: its body is" + end;
    QTest::newRow("HAR") << har({entry(posted(fits)), entry(posted(large)), entry(posted(fits))})
                         << "CallbackCommand=A.B) was left out: its body is" + end;
    QTest::newRow("HAR, a large answer") << har(
        {entry(posted(fits)), entry(posted(fits)).replace("OK", QByteArray(12 << 20, 'x')), entry(posted(fits))})
                                         << "Entry 2 was left out: it is larger than 12582912 bytes."_ba;
    QTest::newRow("HAR, many values") << har(
        {entry(posted(fits)), entry(posted(fits) + R"(,"x":[)" + QByteArray("1,").repeated(250'000) + "1]"),
         entry(posted(fits))}) << "Entry 2 was left out: it holds more than 250000 values."_ba;
}

void TestImports::whatIsTooLargeIsLeftOutByName()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, sentence);
    const ProgramResult result = importBytes(bytes);
    QVERIFY2(result.exitCode == 0, result.messages.constData());
    QVERIFY2(result.messages.contains(sentence), result.messages.constData());
    const QList<Callback> callbacks = imported();
    QCOMPARE(callbacks.size(), 2);
    for (const Callback &callback : callbacks)
        QVERIFY(callback.body.size() == 2 * 1024 * 1024 && callback.body.endsWith('}'));
}

void TestImports::noFileTakesAllOfTheMemory_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("repeated");
    QTest::addColumn<qint64>("bytes"); // of these
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("sentence"); // what the program says
    QTest::addColumn<int>("callbacks");       // stored of the rest
    const QByteArray body = seats("r", {{.index = 1, .member = u"ann"_s}}, 1000).body;
    const QByteArray head = "POST /?CallbackCommand=A.B HTTP/1.1\n";
    const QByteArray one = head + "\n" + body + "\n\n";
    constexpr qint64 most = 6 * blockSize; // with the program itself more memory than may be taken
    QTest::newRow("a gigabyte of one letter") << u"x.gz"_s << ""_ba << QByteArray("a") << 64 * blockSize << ""_ba
                                              << "it is none of the forms"_ba << -1;
    QTest::newRow("one in a folder") << u"folder/2.json.gz"_s << ""_ba << QByteArray("a") << most << ""_ba
                                     << "2.json.gz was left out: it is larger than"_ba << 1;
    QTest::newRow("requests in a folder")
        << u"requests/2.http.gz"_s << one + head + "\n"
        << QByteArray("[") << most << "\n" + one << "2.http.gz: Request 2 (byte "_ba << 3;
    QTest::newRow("one JSON text") << u"x.gz"_s << R"({"CallbackCommand":")"_ba << QByteArray("a") << most << "\"}"_ba
                                   << "it is one JSON text of more than"_ba << -1;
    QTest::newRow("one JSON text without an end") << u"x.gz"_s << R"({"log":")"_ba << QByteArray("a") << most << ""_ba
                                                  << "it is one JSON text of more than"_ba << -1;
    QTest::newRow("a line") << u"x.gz"_s << body + "\n" + body + "\n"
                            << QByteArray("a") << most << "\n" + body << "Line 3 was left out: it is larger than"_ba
                            << 3;
    QTest::newRow("a line of spaces") << u"x.gz"_s << body + "\n" + body + "\n"
                                      << QByteArray(" ") << most << "\n" + body
                                      << "Line 3 was left out: it is larger than"_ba << 3;
    QTest::newRow("a request's body") << u"x.gz"_s << one + head + "\n"
                                      << QByteArray("a") << most << "\n\n" + one << "Request 2 (byte "_ba << 2;
    QTest::newRow("a request's body with a length")
        << u"x.gz"_s << one + head + "Content-Length: " + QByteArray::number(most) + "\n\n"
        << QByteArray("a") << most << one << "Request 2 (byte "_ba << 2;
    const QByteArray sized = head + "Content-Length: " + QByteArray::number(body.size()) + "\n\n" + body + "\n";
    QTest::newRow("a request's line") << u"x.gz"_s << sized + "POST /" << QByteArray("a") << most << ""_ba
                                      << "the head is larger than"_ba << -1;
    QTest::newRow("a request's fields") << u"x.gz"_s << one + head << QByteArray("a:\n") << most << ""_ba
                                        << "the head is larger than"_ba << -1;
    QTest::newRow("a comment") << u"x.gz"_s << sized + "# " << QByteArray("a") << most << "\n" + one << "imported: 2"_ba
                               << 2;
    QTest::newRow("empty space") << u"x.gz"_s << one << QByteArray(" ") << most << "\n" + one << "imported: 2"_ba << 2;
    const QByteArrayList entries = har({entry(posted(body)), "@", entry(posted(body))}).split('@');
    QTest::newRow("a HAR's entry") << u"x.gz"_s << entries[0] + R"({"x":")" << QByteArray("a") << most
                                   << "\"}" + entries[1] << "Entry 2 was left out: it is larger than"_ba << 2;
    const QByteArrayList whole = entry(posted("@")).split('@');
    QTest::newRow("a HAR's entry that is just read")
        << u"x.gz"_s << entries[0] + whole[0] << QByteArray("a") << (12 << 20) - 1000LL << whole[1] + entries[1]
        << "CallbackCommand=A.B) was left out: its body is larger than"_ba << 2;
    QTest::newRow("one of ours") << u"x.gz"_s
                                 << entries[0]
            + R"({"_roomscope":{"received":"2026-11-20T10:15:01Z","verdict":"accepted","head64":"","body64":")"
                                 << QByteArray("AAAA") << (12 << 20) - 1000LL << R"("}})" + entries[1]
                                 << "imported: 3"_ba << 3;
    QTest::newRow("a HAR's values") << u"x.gz"_s << entries[0] + "[" << QByteArray("1,") << (12 << 20) - 100LL
                                    << "1]" + entries[1] << "Entry 2 was left out: it holds more than"_ba << 2;
    QTest::newRow("beside a HAR's entries")
        << u"x.gz"_s << R"({"x":")"_ba << QByteArray("a") << most
        << "\"," + QByteArray(entries[0] + "{}" + entries[1]).sliced(1) << "imported: 2"_ba << 2;
    QTest::newRow("callbacks") << u"x.gz"_s << "{\"roomscope\":\"callbacks\",\"version\":1}\n{\"body\":\""_ba
                               << QByteArray("a") << 10 * blockSize << "\"}\n"_ba
                               << "line 2: it is longer than any callback"_ba << -1;
}

void TestImports::noFileTakesAllOfTheMemory()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, repeated);
    QFETCH(qint64, bytes);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, sentence);
    QFETCH(int, callbacks);
    const QFileInfo file(path(u"bombs/"_s + name));
    QVERIFY(QDir().mkpath(file.path()));
    const bool isInFolder = name.contains(u'/');
    if (isInFolder)
        write(file.path() + u"/1.json"_s, seats("r", {{.index = 1, .member = u"ann"_s}}, 1000).body);
    const QByteArray block = packed(repeated.repeated(std::min(bytes, blockSize) / repeated.size()));
    write(file.filePath(), packed(before) + block.repeated(std::max<qint64>(1, bytes / blockSize)) + packed(after));
    m_session = path(u"bomb%1"_s.arg(++m_number));
    const ProgramResult result
        = run({u"import"_s, isInFolder ? file.path() : file.filePath(), u"--data-dir"_s, m_session});
    QVERIFY2(result.messages.contains(sentence), result.messages.constData());
    QCOMPARE(result.exitCode, callbacks < 0 ? 1 : 0);
    QCOMPARE(imported().size(), std::max(callbacks, 0));
    rusage usage {};
    QCOMPARE(::getrusage(RUSAGE_CHILDREN, &usage), 0);
    QVERIFY2(!isMemoryTold || usage.ru_maxrss < mostKiB, qPrintable(QString::number(usage.ru_maxrss)));
}

QTEST_GUILESS_MAIN(TestImports)
#include "tst_imports.moc"
