// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/bodysearch.h"
#include "core/filter/filter.h"
#include "core/journal/block.h"
#include "core/journal/journal.h"
#include "core/protocol/contentcoding.h"
#include "core/timeline/timeline.h"
#include "tests/support/packed.h"
#include "ui/words/errorwords.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestBodySearch final : public QObject
{
    Q_OBJECT

private slots:
    void hazardousBodiesAreDecidedAsTexts_data();
    void hazardousBodiesAreDecidedAsTexts();
    void bytesDecideAsTextsDo_data();
    void bytesDecideAsTextsDo();
    void noOtherLettersFoldToAscii();
    void patternsFindTheirFirstPlace();
    void hitsAreThoseOfTheBodiesOneByOne();
    void onlyWhatIsAskedForIsLookedAt();
    void whatIsNotStoredHasAnEmptyBody();
    void damageIsToldAndTheRestIsFound();
    void damagedBlocksHaveNoBodies();
    void aSearchCanBeStopped();
    void twoThreadsSearchWhileOneWrites();
};

namespace {

/// What bodies and texts are made of: what differs in bytes, in units and without case.
const QByteArrayList &atoms()
{
    static const QByteArrayList all {"a",
                                     "K",
                                     "k",
                                     "s",
                                     "S",
                                     "Seat",
                                     "kiosk",
                                     "0",
                                     "42",
                                     "{\"Index\":",
                                     "\"",
                                     ",",
                                     " ",
                                     "@",
                                     "`",
                                     "[",
                                     "\\",
                                     "\\\"",
                                     "\\u",
                                     "\\u00e9",
                                     "\\u00C9",
                                     "\\u212a",
                                     "\\u017F",
                                     "\\u006b",
                                     "\\u0053",
                                     "\\u0x1F",
                                     "\\u +1a",
                                     "\\ud83d",
                                     "\\ude00",
                                     "\\ud83d\\ude00",
                                     "\\u12",
                                     "\\u12\xc3\xa9z",
                                     "\\uFEFF",
                                     "\u212a",
                                     "\u017f",
                                     "\u00e9",
                                     "\u00c9",
                                     "\u00df",
                                     "\u1e9e",
                                     "\u0130",
                                     "\u0131",
                                     "\u03a3",
                                     "\u03c3",
                                     "\u03c2",
                                     "\u0420",
                                     "\u0400",
                                     "\u0460",
                                     "\\u0440",
                                     "\\uBBFC",
                                     "\\uc900",
                                     "\u0440",
                                     "\u043f",
                                     "\u023a",
                                     "\u2c65",
                                     "\ubbfc\uc900",
                                     "\u5c0f",
                                     "\uff21",
                                     "\uff41",
                                     "\U00010400",
                                     "\U00010428",
                                     "\U0001f600",
                                     "\u202e",
                                     "\ufeff",
                                     "\ufffd",
                                     "\xff",
                                     "\xe4",
                                     "\xc3",
                                     "\xe2\x84",
                                     "\xc5",
                                     "\xed\xa0\x80",
                                     QByteArray(1, '\0')};
    return all;
}

class Inventor final
{
public:
    explicit Inventor(quint32 seed)
        : m_random(seed)
    {
    }

    QByteArray body()
    {
        QByteArray result = m_random.bounded(8) == 0 ? "\ufeff"_ba : ""_ba;
        const int count = m_random.bounded(30);
        for (int i = 0; i < count; ++i)
            result += m_random.bounded(6) == 0 ? QByteArray(m_random.bounded(300), "xyk\xc3"[m_random.bounded(4)])
                                               : atom();
        return result;
    }
    /// Part of the body, perhaps otherwise written, or anything; with stars.
    QStringList literals(const QByteArray &body)
    {
        QStringList result;
        qsizetype from = 0;
        const QString text = QString::fromUtf8(body).replace("\\u00e9"_L1, "\u00e9"_L1).replace("\\u006b"_L1, "k"_L1);
        const int count = 1 + (m_random.bounded(3) == 0 ? m_random.bounded(4) : 0);
        for (int i = 0; i < count; ++i) {
            QString literal;
            if (m_random.bounded(4) != 0 && from < text.size()) {
                from += m_random.bounded(int(text.size() - from));
                literal = text.sliced(from, std::min<qsizetype>(text.size() - from, 1 + m_random.bounded(12)));
                from += literal.size();
            } else {
                const int pieces = m_random.bounded(4);
                for (int piece = 0; piece < pieces; ++piece)
                    literal += QString::fromUtf8(atom());
            }
            result.append(otherwiseWritten(literal));
        }
        return result;
    }

private:
    QByteArray atom() { return atoms().at(m_random.bounded(int(atoms().size()))); }
    QString otherwiseWritten(QString text)
    {
        switch (m_random.bounded(5)) {
        case 0: return text.toUpper();
        case 1: return text.toLower();
        case 2: return text.toCaseFolded();
        case 3: return text.replace(u'k', QChar(0x212a)).replace(u'S', QChar(0x17f));
        default: return text;
        }
    }

    QRandomGenerator m_random;
};

constexpr qint64 t0 = 1'795'468'443'000'000;

Callback callback(qint64 id, const QByteArray &body, Rejection rejection = Rejection::None)
{
    return {.id = id,
            .receivedUs = t0 + id * 1000,
            .peer = u"203.0.113.9:4711"_s,
            .head = "POST /?onlyInTheHead HTTP/1.1\r\nHost: x"_ba,
            .body = body,
            .verdict = {.rejection = rejection},
            .reply = {.status = 200, .body = "{\"another\":1}"_ba}};
}

/// With a rejected one or a packed one now and then, in commits of all sizes.
QList<Callback> written(const QString &folder, qint64 count)
{
    QList<Callback> all;
    Journal journal;
    if (journal.open(folder))
        return {};
    Inventor inventor(7);
    QRandomGenerator random(8);
    while (all.size() < count) {
        QList<Callback> batch;
        const int size = 1 + random.bounded(random.bounded(4) == 0 ? 150 : 5);
        for (int i = 0; i < size; ++i)
            batch.append(callback(journal.nextId() + i, inventor.body(),
                                  random.bounded(9) == 0 ? Rejection::Malformed : Rejection::None));
        for (Callback &each : batch) {
            if (each.id % 10 == 0) {
                each.head += "\r\nContent-Encoding: gzip";
                each.body = Test::packed(each.body);
            }
        }
        journal.append(batch);
        all += batch;
    }
    return all;
}

Filter filterOf(const QString &expression)
{
    const auto parsed = Filter::parse(expression);
    return std::holds_alternative<Filter>(parsed) ? std::get<Filter>(parsed) : Filter();
}

std::vector<qint64> idsUpTo(qint64 last)
{
    std::vector<qint64> ids(static_cast<size_t>(last));
    std::iota(ids.begin(), ids.end(), 1);
    return ids;
}

QList<qint64> found(const BodyHits &hits, qsizetype text, const std::vector<qint64> &ids)
{
    QList<qint64> result;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(result),
                 [&](qint64 id) { return hits.contains(text, id); });
    return result;
}

void change(const QTemporaryDir &folder, const char *sql)
{
    sqlite3 *handle = nullptr;
    QCOMPARE(sqlite3_open(folder.filePath(u"journal.sqlite"_s).toUtf8().constData(), &handle), SQLITE_OK);
    QCOMPARE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
}

} // namespace

void TestBodySearch::hazardousBodiesAreDecidedAsTexts_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isIn");
    const auto row = [](const char *name, const QByteArray &body, const QString &text, bool isIn) {
        QTest::newRow(name) << body << text << isIn;
    };
    row("escape", "Caf\\u00E9", u"CAFÉ"_s, true);
    row("as it is written", "Caf\\u00E9", u"\\u00e9"_s, true);
    row("escaped ASCII", "\\u0073eat", u"Seat"_s, true);
    row("a pair of escapes", "\\ud83d\\ude00", u"😀"_s, true);
    row("letters around a pair", "SE😀at", u"se😀AT"_s, true);
    row("half of a pair", "😀", QString(QChar(0xd83d)), true);
    row("half of a pair of escapes", "\\ud83d\\ude00", QString(QChar(0xde00)), true);
    row("halves apart", "\\ud83d \\ude00", u"😀"_s, false);
    row("mark in between", "[\\uFEFFk", u"[k"_s, false);
    row("mark", "[\\uFEFFk", u"\ufeffk"_s, true);
    row("mark at the beginning", "\ufeffk", u"\ufeffk"_s, false);
    row("hexadecimal with a sign", "\\u+06bey", u"key"_s, true);
    row("hexadecimal cut off", "\\u006", u"\\u006"_s, true);
    row("kelvin", "\u212aey", u"key"_s, true);
    row("escaped kelvin", "\\u212aey", u"key"_s, true);
    row("long s", "\u017feat", u"SEAT"_s, true);
    row("looked for with long s", "SEAT", u"ſeat"_s, true);
    row("final sigma", "ΟΔΟΣ", u"οδος"_s, true);
    row("another lead byte", "\u0400", u"р"_s, false); // D0 80; D1 80 and D0 A0 are the letter
    row("sharp s", "STRASSE", u"straße"_s, false);
    row("damaged", "ann\xe4\xb8", u"ann\ufffd"_s, true);
    row("damaged before a letter", "\xc3\xc3\xa9", u"é"_s, true);
    row("a surrogate in UTF-8", "\xed\xa0\xbd", QString(QChar(0xd83d)), false);
}

void TestBodySearch::hazardousBodiesAreDecidedAsTexts()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, text);
    QFETCH(bool, isIn);
    const QList<Wildcard> values {Wildcard(QStringList {text})};
    for (const qsizetype around : {0, 700}) {
        const QByteArray longer = body + QByteArray(around, '.');
        QCOMPARE(isInBody(values, QString::fromUtf8(longer)), isIn);
        QCOMPARE(BodyText(values).isIn(longer), isIn);
    }
}

void TestBodySearch::bytesDecideAsTextsDo_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 8; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestBodySearch::bytesDecideAsTextsDo()
{
    QFETCH(quint32, seed);
    Inventor inventor(seed);
    int hits = 0;
    for (int round = 0; round < 1000; ++round) {
        const QByteArray body = inventor.body();
        QList<Wildcard> values {Wildcard(inventor.literals(body))};
        if (round % 5 == 0)
            values.append(Wildcard(inventor.literals(body)));
        const BodyText text(values);
        for (const QByteArray &other : {body, inventor.body(), QByteArray(inventor.body() + body), QByteArray()}) {
            const bool isExpected = isInBody(values, QString::fromUtf8(other));
            hits += isExpected;
            const QByteArray told = other.toPercentEncoding() + " has "
                + values.first().literals().join(u'*').toUtf8().toPercentEncoding();
            QVERIFY2(text.isIn(other) == isExpected, told.constData());
        }
    }
    QVERIFY(hits > 1000 && hits < 3000); // the test looks at both
}

void TestBodySearch::noOtherLettersFoldToAscii()
{
    std::vector<char32_t> letters;
    for (char32_t c = 0x80; c <= 0x10ffff; ++c) {
        if (QChar::toCaseFolded(c) < 0x80)
            letters.push_back(c);
    }
    QCOMPARE(letters, (std::vector<char32_t> {0x17f, 0x212a}));
    for (char32_t c = 0; c < 0x80; ++c) {
        const auto letter = QChar(char16_t(c));
        QVERIFY(QChar::toCaseFolded(c) == letter.toLower().unicode() && letter.toUpper().unicode() < 0x80);
    }
}

void TestBodySearch::patternsFindTheirFirstPlace()
{
    const BytePattern pattern(u"Ann@é");
    QVERIFY(pattern.isExact());
    const auto indexIn
        = [&pattern](const QByteArray &bytes, qsizetype from = 0) { return pattern.indexIn(bytes, from); };
    for (qsizetype size = 0; size < 300; ++size) {
        const QByteArray around(size, 'a');
        QCOMPARE(indexIn(around), -1);
        QCOMPARE(indexIn(around + "aNN@É"), size);
        QCOMPARE(indexIn(around + "ann@é" + around + "ann@é"), size);
        QCOMPARE(indexIn(around + "ann@é" + around + "ann@é", size + 1), 2 * size + 6);
        QCOMPARE(indexIn(around + "ann`é"), -1); // differs from @ as a letter does from another
        QCOMPARE(indexIn(around + "ann@\xc3"), -1);
    }
    QCOMPARE(BytePattern(u"").indexIn("abc", 3), 3);
    QVERIFY(!BytePattern(u"ſeat").isExact()); // s takes one byte
    QCOMPARE(BytePattern(u"ſeat").indexIn("a seat"), 3);
}

void TestBodySearch::hitsAreThoseOfTheBodiesOneByOne()
{
    const QTemporaryDir folder;
    const QList<Callback> callbacks = written(folder.path(), 1500);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    Timeline timeline;
    QList<AppliedCallback> applied;
    for (const Callback &each : callbacks)
        applied.append({.callback = each});
    timeline.append(applied);
    const std::vector<qint64> ids = idsUpTo(callbacks.size());
    const Filter::BodySource bodyOf = [&](qint64 id) { return plainBody(callbacks[id - 1]); };
    for (const QString &expression :
         {u"kiosk"_s, u"SEAT \"k\""_s, u"-seat"_s, u"s*é*k"_s, u"民"_s, u"ÉK -42"_s, u"onlyInTheHead"_s, u"*"_s,
          u"-*"_s, u"malformed seat"_s, u"after:2020-01-01 seat"_s, u"before:2020-01-01 seat"_s, u"\"\\\\ud83d\""_s}) {
        const Filter filter = filterOf(expression);
        QVERIFY2(!filter.isEmpty(), qPrintable(expression));
        std::vector<qint64> open;
        for (qint64 row = timeline.firstNumber(); row < timeline.endNumber(); ++row) {
            if (filter.decide(timeline.row(row), timeline.line(row).texts()) == Filter::Decision::BodyDecides)
                open.push_back(timeline.row(row).callbackId);
        }
        const BodySearch::Result result = BodySearch(filter).find(reader, open);
        QVERIFY(!result.failure);
        for (qint64 row = timeline.firstNumber(); row < timeline.endNumber(); ++row) {
            const bool isExpected = filter.matches(timeline.row(row), timeline.line(row).texts(), bodyOf);
            QVERIFY2(filter.matches(timeline.row(row), timeline.line(row).texts(), result.hits) == isExpected,
                     qPrintable(expression));
            const Filter::Decision decision = filter.decide(timeline.row(row), timeline.line(row).texts());
            QVERIFY(decision == Filter::Decision::BodyDecides || (decision == Filter::Decision::Passes) == isExpected);
        }
    }
}

void TestBodySearch::onlyWhatIsAskedForIsLookedAt()
{
    const QTemporaryDir folder;
    const QList<Callback> callbacks = written(folder.path(), 1500);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    std::vector<qint64> ids;
    for (qint64 id = 3; id <= callbacks.size(); id += 1 + id % 11)
        ids.push_back(id);
    std::vector<qint64> visited;
    QVERIFY(!reader.forEachBody(ids, [&](qint64 id, QByteArrayView body) {
        visited.push_back(id);
        return body == plainBody(callbacks[id - 1]);
    }));
    std::sort(visited.begin(), visited.end());
    QCOMPARE(visited, ids);
    QVERIFY(!reader.forEachBody({}, [](qint64, QByteArrayView) { return false; }));
    // Another block that is damaged is nothing to it.
    change(folder, "UPDATE blocks SET data = x'00' WHERE last < 900");
    const std::vector<qint64> newer {1000, 1001, 1499};
    QVERIFY(!reader.forEachBody(newer, [](qint64, QByteArrayView) { return true; }));
}

void TestBodySearch::whatIsNotStoredHasAnEmptyBody()
{
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        QList<Callback> batch;
        for (qint64 id = 1; id <= 200; ++id)
            batch.append(callback(id, "tea"_ba));
        journal.append(batch);
        QVERIFY(!journal.trim({.firstKept = 100, .sinceUs = t0}));
    }
    change(folder, "INSERT OR REPLACE INTO base VALUES(1, 150, 0, x'')"); // removed, though its block is still there
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const std::vector<qint64> ids {-1, 0, 1, 99, 100, 149, 150, 200, 201, 999};
    const BodySearch::Result result = BodySearch(filterOf(u"TEA * nothing"_s)).find(reader, ids);
    QVERIFY(!result.failure);
    QCOMPARE(found(result.hits, 0, ids), (QList<qint64> {150, 200}));
    QCOMPARE(found(result.hits, 1, ids), QList<qint64>(ids.begin(), ids.end()));
    QCOMPARE(found(result.hits, 2, ids), QList<qint64> {});
    QCOMPARE(found(result.hits, 3, ids), QList<qint64> {});
}

void TestBodySearch::damageIsToldAndTheRestIsFound()
{
    const QTemporaryDir folder;
    {
        Journal journal;
        QVERIFY(!journal.open(folder.path()));
        for (qint64 first = 1; first <= 501; first += 100) {
            QList<Callback> batch;
            for (qint64 id = first; id < first + 100; ++id)
                batch.append(callback(id, "tea"_ba, id == 450 || id == 550 ? Rejection::Path : Rejection::None));
            journal.append(batch);
        }
    }
    change(folder, "UPDATE blocks SET data = substr(data, 1, 50) || x'00ff' || substr(data, 53) WHERE first = 201");
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    const std::vector<qint64> ids = idsUpTo(600);
    const BodySearch search(filterOf(u"tea"_s));
    BodySearch::Result result = search.find(reader, ids);
    QVERIFY(result.failure);
    QCOMPARE(result.failure->kind, ErrorKind::CallbacksUnreadable);
    QVERIFY2(errorText(*result.failure).contains(u"201 to 300"_s), qPrintable(errorText(*result.failure)));
    QCOMPARE(found(result.hits, 0, ids).size(), 500);
    result = search.find(reader, std::span(ids).last(200));
    QVERIFY(!result.failure);

    change(folder, "UPDATE rejected SET data = x'00' WHERE id = 450");
    result = search.find(reader, std::span(ids).last(200));
    QVERIFY(result.failure);
    QVERIFY2(errorText(*result.failure).contains(u"rejected"_s), qPrintable(errorText(*result.failure)));
    QCOMPARE(found(result.hits, 0, ids).size(), 199);
}

void TestBodySearch::damagedBlocksHaveNoBodies()
{
    QList<Callback> callbacks;
    for (qint64 id = 1; id <= 3; ++id)
        callbacks.append(callback(id, "tea"_ba));
    const QByteArray dictionary = typicalText();
    const QByteArray block = BlockPacker(dictionary).pack(callbacks);
    const BlockUnpacker unpacker(dictionary);
    BlockBodies bodies;
    QVERIFY(unpacker.unpackBodies(block, bodies));
    QCOMPARE(bodies.bodies.size(), size_t(3));
    // Any part of it, with a checksum that fits.
    for (qsizetype size = 0; size < bodies.plain.size(); ++size) {
        const QByteArray part = packFrame(bodies.plain.first(size));
        BlockBodies others;
        QVERIFY(!unpacker.unpackBodies(part, others));
        QVERIFY(others.bodies.empty());
        QVERIFY(!unpacker.unpack(part));
    }
    QVERIFY(!unpacker.unpackBodies(block.chopped(1), bodies));
    QVERIFY(bodies.bodies.empty());
}

void TestBodySearch::aSearchCanBeStopped()
{
    const QTemporaryDir folder;
    QCOMPARE(written(folder.path(), 500).isEmpty(), false);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    int visited = 0;
    const std::vector<qint64> ids = idsUpTo(500);
    QVERIFY(!reader.forEachBody(ids, [&](qint64, QByteArrayView) { return ++visited < 10; }));
    QCOMPARE(visited, 10);
    std::stop_source stop;
    stop.request_stop();
    const BodySearch::Result result = BodySearch(filterOf(u"k"_s)).find(reader, ids, stop.get_token());
    QVERIFY(found(result.hits, 0, ids).size() <= 1);
}

void TestBodySearch::twoThreadsSearchWhileOneWrites()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    journal.append({callback(1, "tea 1"_ba)});
    const BodySearch search(filterOf(u"tea"_s));
    std::atomic<int> wrong = 0;
    std::atomic<int> rounds = 0;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 2; ++thread) {
        threads.emplace_back([&](const std::stop_token &stop) {
            JournalReader reader;
            wrong += reader.open(folder.path()).has_value();
            for (; !stop.stop_requested(); ++rounds) {
                const std::vector<qint64> ids = idsUpTo(reader.lastId());
                const BodySearch::Result result = search.find(reader, ids);
                wrong += result.failure || found(result.hits, 0, ids).size() != qsizetype(ids.size());
            }
        });
    }
    // Commits of one make small blocks, which are joined under the readers' hands.
    for (int i = 0; i < 300 || rounds < 20; ++i)
        journal.append({callback(journal.nextId(), "tea"_ba, i % 10 == 0 ? Rejection::Path : Rejection::None)});
    threads.clear();
    QCOMPARE(wrong, 0);
}

QTEST_GUILESS_MAIN(TestBodySearch)
#include "tst_bodysearch.moc"
