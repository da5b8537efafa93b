// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/block.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "tests/support/callbacks.h"
#include "tests/support/program.h"
#include "ui/words/errorwords.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtEndian>
#include <QtTest>

#include <functional>
#include <span>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// Whatever is missing or unreadable in a session is said by every command, and what is readable is read by all of
/// them.
class TestDamage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyCommandSaysItAndReadsTheRest_data();
    void everyCommandSaysItAndReadsTheRest();
    void whatWasNotDamagedIsNotTold();
    void whatIsStoredAfterwardsIsRead();
    void theWindowSaysIt_data();
    void theWindowSaysIt();

private:
    using Damage = std::function<void(const QString &folder)>;
    QTemporaryDir m_folder;
    QString m_closed;  ///< All of the journal is in its file.
    QString m_logOnly; ///< All of it is in the log of SQLite, as after a crash.
};

namespace {

constexpr qint64 pageSize = 4096;
constexpr qint64 frameSize = pageSize + 24;
constexpr qint64 logHeadSize = 32;
constexpr qint64 stored = 3000;
constexpr qint64 t0 = 1'751'010'000'000;

void append(Journal &journal, qint64 count, qint64 atOnce)
{
    for (qint64 written = 0; written < count;) {
        QList<Callback> batch;
        for (; qint64(batch.size()) < atOnce && written < count; ++written) {
            const qint64 id = journal.nextId() + batch.size();
            batch.append(seats("room-" + QByteArray::number(id % 7),
                               {{int(id % 8), u"user-%1"_s.arg(QRandomGenerator(quint32(id)).generate64()), false}},
                               t0 + id * 250));
            batch.last().id = id;
        }
        journal.append(batch);
        journal.noteReplies(batch.first().id, QList<qint64>(batch.size(), 612));
    }
}

void copyFiles(const QString &from, const QString &to)
{
    QVERIFY(QDir().mkpath(to));
    for (const QString &name : QDir(from).entryList(QDir::Files)) {
        if (name != "journal.lock"_L1)
            QVERIFY(QFile::copy(from + u'/' + name, to + u'/' + name));
    }
}

QByteArray read(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

QString journalOf(const QString &folder)
{
    return folder + u"/journal.sqlite"_s;
}

void flip(const QString &name, qint64 from, qint64 count)
{
    QByteArray bytes = read(name);
    QVERIFY(bytes.size() >= from + count);
    for (qint64 i = from; i < from + count; ++i)
        bytes[i] = char(bytes.at(i) ^ 0x5a);
    write(name, bytes);
}

/// Of the pages of that kind, the leaves of tables or their inner pages, all numbers.
QList<qint64> pagesOf(const QByteArray &bytes, char kind)
{
    QList<qint64> pages;
    for (qint64 page = 2; page * pageSize <= bytes.size(); ++page) {
        const qint64 offset = (page - 1) * pageSize;
        if (bytes.at(offset) == kind && qFromBigEndian<quint16>(bytes.constData() + offset + 3) > 0)
            pages.append(page);
    }
    return pages;
}

constexpr char leaf = 0x0d;
constexpr char inner = 0x05;

void zeroInnerPages(const QString &folder)
{
    QByteArray bytes = read(journalOf(folder));
    const QList<qint64> pages = pagesOf(bytes, inner);
    QVERIFY(!pages.isEmpty());
    for (const qint64 page : pages)
        bytes.replace((page - 1) * pageSize, pageSize, QByteArray(pageSize, '\0'));
    write(journalOf(folder), bytes);
}

/// A leaf of the blocks holds one or two of them, each with much of its bytes.
qint64 leafOfBlocks(const QByteArray &bytes, bool last)
{
    QList<qint64> pages = pagesOf(bytes, leaf);
    pages.removeIf(
        [&bytes](qint64 page) { return qFromBigEndian<quint16>(bytes.constData() + (page - 1) * pageSize + 3) > 8; });
    return last ? pages.last() : pages.at(pages.size() / 2);
}

void copyLeaf(const QString &folder, bool overLast)
{
    QByteArray bytes = read(journalOf(folder));
    const qint64 from = leafOfBlocks(bytes, !overLast);
    const qint64 over = leafOfBlocks(bytes, overLast);
    QVERIFY(from != over);
    bytes.replace((over - 1) * pageSize, pageSize, bytes.sliced((from - 1) * pageSize, pageSize));
    write(journalOf(folder), bytes);
}

ProgramResult command(const QString &folder, const QStringList &arguments)
{
    return run(arguments + QStringList {u"--data-dir"_s, folder});
}

/// The callbacks that an export has.
qint64 exported(const ProgramResult &result)
{
    return result.output.count('\n') - 2; // one line says what it is, one who listened
}

const QStringList exportAll {u"export"_s, u"-"_s, u"--format"_s, u"callbacks"_s};

} // namespace

void TestDamage::initTestCase()
{
    m_closed = m_folder.filePath(u"closed"_s);
    m_logOnly = m_folder.filePath(u"log"_s);
    {
        Journal journal;
        QVERIFY(!journal.open(m_closed));
        journal.startListening(u"http://127.0.0.1:1/"_s, t0 * 1000);
        append(journal, stored, 10);
    }
    Journal journal;
    const QString open = m_folder.filePath(u"open"_s);
    QVERIFY(!journal.open(open));
    journal.startListening(u"http://127.0.0.1:1/"_s, t0 * 1000);
    append(journal, stored, 50); // few enough commits for one log
    copyFiles(open, m_logOnly);
    QVERIFY(QFileInfo(journalOf(m_logOnly) + u"-wal"_s).size() > 200'000);
}

void TestDamage::everyCommandSaysItAndReadsTheRest_data()
{
    QTest::addColumn<bool>("isClosed");
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<qint64>("mostLost");
    const auto row = [](const char *name, bool isClosed, qint64 mostLost, const Damage &damage) {
        QTest::newRow(name) << isClosed << damage << mostLost;
    };
    row("the head of the file", true, 0, [](const QString &folder) { flip(journalOf(folder), 0, 200); });
    row("the first page", true, 0, [](const QString &folder) { flip(journalOf(folder), 100, 200); });
    row("inner pages", true, 0, [](const QString &folder) { zeroInnerPages(folder); });
    row("a page over another", true, 600, [](const QString &folder) { copyLeaf(folder, false); });
    row("a page over the last one", true, 600, [](const QString &folder) { copyLeaf(folder, true); });
    row("the last page", true, 600, [](const QString &folder) {
        const QByteArray bytes = read(journalOf(folder));
        write(journalOf(folder), bytes.chopped(pageSize));
    });
    row("half of the file", true, 2500, [](const QString &folder) {
        const QByteArray bytes = read(journalOf(folder));
        write(journalOf(folder), bytes.first(bytes.size() / 2));
    });
    row("bytes of a block", true, 600, [](const QString &folder) {
        flip(journalOf(folder), (leafOfBlocks(read(journalOf(folder)), false) - 1) * pageSize + 3000, 200);
    });
    row("nothing left", true, stored, [](const QString &folder) { write(journalOf(folder), {}); });
    row("no file beside the log", false, 0, [](const QString &folder) { QFile::remove(journalOf(folder)); });
    row("an empty file beside the log", false, 0, [](const QString &folder) { write(journalOf(folder), {}); });
    row("one bit of the log", false, 600, [](const QString &folder) {
        const QString log = journalOf(folder) + u"-wal"_s;
        const qint64 frames = (QFileInfo(log).size() - logHeadSize) / frameSize;
        flip(log, logHeadSize + frames / 2 * frameSize + 2000, 1);
    });
    row("the head of the log", false, 0,
        [](const QString &folder) { flip(journalOf(folder) + u"-wal"_s, 0, logHeadSize); });
    row("no log", false, stored, [](const QString &folder) { QFile::remove(journalOf(folder) + u"-wal"_s); });
}

void TestDamage::everyCommandSaysItAndReadsTheRest()
{
    QFETCH(bool, isClosed);
    QFETCH(Damage, damage);
    QFETCH(qint64, mostLost);
    const QTemporaryDir temporary;
    const QString folder = temporary.filePath(u"session"_s);
    copyFiles(isClosed ? m_closed : m_logOnly, folder);
    damage(folder);

    const ProgramResult all = command(folder, exportAll);
    QCOMPARE(all.exitCode, 1);
    QVERIFY2(all.messages.contains("journal.sqlite"), all.messages.constData());
    const qint64 rest = exported(all);
    QVERIFY2(rest >= stored - mostLost, all.messages.constData());
    const ProgramResult allowed = command(folder, exportAll + QStringList {u"--allow-damage"_s});
    QCOMPARE(allowed.exitCode, 0);
    QCOMPARE(allowed.messages, all.messages);
    QCOMPARE(exported(allowed), rest);
    const QList<QStringList> others {{u"rooms"_s},
                                     {u"doctor"_s},
                                     {u"journal"_s, u"stats"_s},
                                     {u"export"_s, u"-"_s},
                                     {u"export"_s, u"-"_s, u"--what"_s, u"stays"_s},
                                     {u"export"_s, temporary.filePath(u"all.roomscope"_s)}};
    for (const QStringList &arguments : others) {
        const ProgramResult told = command(folder, arguments);
        QVERIFY2(told.exitCode == 1 && told.messages.contains("journal.sqlite"),
                 qPrintable(arguments.join(u' ') + u": "_s + QString::fromUtf8(told.messages)));
        QCOMPARE(command(folder, arguments + QStringList {u"--allow-damage"_s}).exitCode, 0);
    }
    const ProgramResult check = command(folder, {u"journal"_s, u"check"_s, u"--json"_s});
    QCOMPARE(check.exitCode, 1);
    const QJsonObject checked = QJsonDocument::fromJson(check.output).object();
    QCOMPARE(checked[u"readable"_s].toInteger(), rest);
    qint64 missing = 0;
    for (const QJsonValue &named : checked[u"damages"_s].toArray()) {
        missing += named[u"callbacks"_s].toInteger();
        QVERIFY2(named[u"firstId"_s].toInteger() <= named[u"lastId"_s].toInteger(), check.output.constData());
    }
    QCOMPARE(rest + missing, stored); // all that is not there is named

    const QString into = temporary.filePath(u"into"_s);
    const ProgramResult refused = run({u"import"_s, folder, u"--data-dir"_s, into});
    if (QFile::exists(journalOf(folder))) {
        QCOMPARE(refused.exitCode, 1);
        const ProgramResult taken = run({u"import"_s, folder, u"--allow-damage"_s, u"--data-dir"_s, into});
        QCOMPARE(taken.exitCode, 0);
        QCOMPARE(exported(command(into, exportAll)), rest);
    }

    // A receiver says it, keeps the same and goes on; later it is not forgotten.
    {
        Server server(folder);
        QCOMPARE(Client(server.url()).post("/", R"({"CallbackCommand":"x"})").status, 200);
        QCOMPARE(server.nextLine()[u"id"_s].toInteger(), stored + 1);
        QVERIFY2(server.messages().contains(checked[u"structure"_s].toArray().isEmpty() ? "unreadable"
                                                                                        : "The journal was damaged"),
                 server.messages().constData());
        QCOMPARE(server.stop(), 0);
    }
    const ProgramResult after = command(folder, exportAll);
    QCOMPARE(exported(after), rest + 1);
    QCOMPARE(after.exitCode, missing > 0 ? 1 : 0);
    QCOMPARE(command(folder, {u"rooms"_s}).exitCode, missing > 0 ? 1 : 0);
    QCOMPARE(command(folder, {u"journal"_s, u"check"_s}).exitCode, missing > 0 ? 1 : 0);
}

void TestDamage::whatWasNotDamagedIsNotTold()
{
    for (const QString &session : {m_closed, m_logOnly}) {
        const QTemporaryDir temporary;
        const QString folder = temporary.filePath(u"session"_s);
        copyFiles(session, folder);
        for (const QStringList &arguments : QList<QStringList> {exportAll, {u"rooms"_s}, {u"journal"_s, u"check"_s}}) {
            const ProgramResult result = command(folder, arguments);
            QCOMPARE(result.exitCode, 0);
            QCOMPARE(result.messages, ""_ba);
        }
    }
}

/// Ids go on behind those that are missing, so that what comes later is found.
void TestDamage::whatIsStoredAfterwardsIsRead()
{
    const QTemporaryDir temporary;
    const QString folder = temporary.filePath(u"session"_s);
    copyFiles(m_closed, folder);
    copyLeaf(folder, true);
    Journal journal;
    QVERIFY(!journal.open(folder));
    QCOMPARE(journal.repairs().size(), 1);
    QCOMPARE(journal.nextId(), stored + 1);
    append(journal, 50, 1);
    JournalReader reader;
    QVERIFY(!reader.open(folder));
    qint64 read = 0;
    const auto failure = reader.forEach(stored + 1, stored + 50, [&read](const Callback &) { return ++read > 0; });
    QVERIFY2(!failure, qPrintable(failure ? errorText(*failure) : QString()));
    QCOMPARE(read, 50);
}

void TestDamage::theWindowSaysIt_data()
{
    QTest::addColumn<bool>("isClosed");
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("structure") << true << Damage(zeroInnerPages) << "The journal was damaged"_ba;
    QTest::newRow("a block") << true << Damage([](const QString &folder) {
        flip(journalOf(folder), (leafOfBlocks(read(journalOf(folder)), false) - 1) * pageSize + 3000, 200);
    }) << "unreadable"_ba;
    QTest::newRow("the log") << false << Damage([](const QString &folder) {
        const QString log = journalOf(folder) + u"-wal"_s;
        flip(log, logHeadSize + (QFileInfo(log).size() - logHeadSize) / frameSize / 2 * frameSize + 2000, 1);
    }) << "The journal was damaged"_ba;
}

void TestDamage::theWindowSaysIt()
{
    QFETCH(bool, isClosed);
    QFETCH(Damage, damage);
    QFETCH(QByteArray, words);
    const QTemporaryDir temporary;
    const QString folder = temporary.filePath(u"session"_s);
    copyFiles(isClosed ? m_closed : m_logOnly, folder);
    damage(folder);
    const QString shown = temporary.filePath(u"shown"_s);
    QProcess window;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LD_PRELOAD"_s, QStringLiteral(NOTICE_READER));
    environment.insert(u"SHOWN_NOTICES"_s, shown);
    environment.insert(u"ASAN_OPTIONS"_s, u"verify_asan_link_order=0"_s);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"XDG_CONFIG_HOME"_s, temporary.path());
    window.setProcessEnvironment(environment);
    window.start(QStringLiteral(ROOMSCOPE_PROGRAM), {u"--listen"_s, u"127.0.0.1:0"_s, u"--data-dir"_s, folder});
    QTRY_VERIFY2(read(shown).contains(words), read(shown).constData());
    window.terminate();
    QVERIFY(window.waitForFinished(patienceMs));
    QCOMPARE(window.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestDamage)
#include "tst_damage.moc"
