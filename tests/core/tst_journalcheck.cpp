// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalcheck.h"

#include "core/base/times.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "ui/words/errorwords.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

/// Damaged bytes are found and named, and what is not named can be read.
class TestJournalCheck final : public QObject
{
    Q_OBJECT

private slots:
    void aSoundJournalIsSound();
    void aJournalBeingWrittenCanBeChecked();
    void damagedRowsAreNamed_data();
    void damagedRowsAreNamed();
    void scrambledPagesAreFoundAndTheRestIsRead_data();
    void scrambledPagesAreFoundAndTheRestIsRead();
    void whatIsNoJournalIsSaid();
};

namespace {

constexpr qint64 count = 6000;
constexpr qint64 t0 = 1'751'010'000'000'000;

Callback numbered(qint64 id)
{
    QByteArray noise(400, Qt::Uninitialized); // does not compress: the file has many pages of it
    QRandomGenerator generator {quint32(id)};
    for (char &byte : noise)
        byte = char(generator.bounded(32, 127));
    noise
        += R"("Operator_Account":"alice","RoomInfo":{"RoomId":"meet-7001","RoomName":"","RoomType":"Meeting")"; // as
                                                                                                                // usual
    return {.id = id,
            .receivedUs = t0 + id * 1000,
            .peer = u"203.0.113.9:%1"_s.arg(id),
            .head = "POST / HTTP/1.1",
            .body = noise,
            .verdict = {.rejection = id % 500 == 0 ? Rejection::Malformed : Rejection::None},
            .reply = {.status = 200, .body = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})"}};
}

void write(const QString &folder)
{
    Journal journal;
    if (const auto failure = journal.open(folder))
        qFatal("%s", qPrintable(errorText(*failure)));
    journal.startListening(u"http://127.0.0.1:1/"_s, t0);
    for (qint64 first = 1; first <= count; first += 100) {
        QList<Callback> batch;
        for (qint64 id = first; id < first + 100; ++id)
            batch.append(numbered(id));
        journal.append(batch);
        journal.noteReplies(first, QList<qint64>(100, 612));
    }
}

JournalCheck checked(const QString &folder)
{
    const auto result = checkJournal(folder);
    return result ? *result : JournalCheck {.structure = {result.error()}};
}

} // namespace

void TestJournalCheck::aSoundJournalIsSound()
{
    const QTemporaryDir folder;
    write(folder.path());
    const JournalCheck check = checked(folder.path());
    QVERIFY(check.isSound());
    QCOMPARE(check.readable, count - count / 500);
    QCOMPARE(check.readableRejected, count / 500);
}

void TestJournalCheck::aJournalBeingWrittenCanBeChecked()
{
    const QTemporaryDir folder;
    Journal journal;
    QVERIFY(!journal.open(folder.path()));
    for (qint64 id = 1; id < 700; ++id) {
        journal.append({numbered(id)});
        if (id % 50 == 0)
            QVERIFY(checked(folder.path()).isSound());
    }
}

void TestJournalCheck::damagedRowsAreNamed_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("named");
    QTest::addColumn<qint64>("lost");
    QTest::newRow("a block") << "UPDATE blocks SET data = substr(data, 1, 900) || x'00ff17' || substr(data, 904) "
                                "WHERE first = 1000"_ba
                             << u"Callbacks 1000 to 1100"_s << 100LL;
    QTest::newRow("cut short") << "UPDATE blocks SET data = substr(data, 1, 900) WHERE first = 101"_ba
                               << u"Callbacks 101 to 200"_s << 100LL;
    QTest::newRow("another arrival") << "UPDATE blocks SET last_us = last_us + 1 WHERE first = 201"_ba
                                     << u"Callbacks 201 to 300"_s << 100LL;
    QTest::newRow("another number") << "UPDATE blocks SET callbacks = 77 WHERE first = 201"_ba
                                    << u"Callbacks 201 to 300"_s << 77LL;
    QTest::newRow("a rejected one") << "UPDATE rejected SET data = x'28b52ffd00' WHERE id = 1500"_ba
                                    << u"rejected request 1500"_s << 0LL;
    QTest::newRow("answers") << "UPDATE answers SET durations = x'ff' || substr(durations, 2) WHERE first = 301"_ba
                             << u"answers from callback 301"_s << 0LL;
    QTest::newRow("the dictionary") << "UPDATE dictionary SET bytes = replace(bytes, 'Room', 'Raum')"_ba
                                    << u"dictionary"_s << 0LL;
}

void TestJournalCheck::damagedRowsAreNamed()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, named);
    QFETCH(qint64, lost);
    const QTemporaryDir folder;
    write(folder.path());
    {
        Database database;
        QVERIFY(!database.open(folder.filePath(u"journal.sqlite"_s), Database::Access::ReadWrite));
        QVERIFY(database.run(sql.constData()));
        QCOMPARE(database.changes(), 1);
    }
    const JournalCheck check = checked(folder.path());
    QVERIFY(!check.isSound());
    QVERIFY(check.structure.isEmpty());
    QCOMPARE(check.damages.size(), 1);
    const QString told = errorText(check.damages[0].error);
    QVERIFY2(told.contains(named), qPrintable(told));
    if (lost > 0)
        QCOMPARE(check.damages[0].callbacks, lost);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    for (const qint64 id : {1, 2222, 6000 - 1}) // also what a damaged dictionary has packed
        QCOMPARE(reader.read(id)->body, numbered(id).body);
}

void TestJournalCheck::scrambledPagesAreFoundAndTheRestIsRead_data()
{
    QTest::addColumn<double>("place"); // share of the file
    for (int i = 1; i < 20; ++i)
        QTest::addRow("at %d %%", i * 5) << double(i) / 20;
}

void TestJournalCheck::scrambledPagesAreFoundAndTheRestIsRead()
{
    QFETCH(double, place);
    const QTemporaryDir folder;
    write(folder.path());
    QFile file(folder.filePath(u"journal.sqlite"_s));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.size() > 2'000'000);
    QVERIFY(file.seek(qint64(double(file.size()) * place)));
    file.write(QByteArray(700, '\xa5'));
    file.close();
    const JournalCheck check = checked(folder.path());
    QVERIFY(!check.isSound());

    // Every callback is read as it was, or is named.
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    qint64 lost = 0;
    for (const JournalCheck::Damage &damage : check.damages)
        lost += damage.callbacks;
    QVERIFY2(lost < count / 4, qPrintable(QString::number(lost)));
    QCOMPARE(check.readable + check.readableRejected + lost, count);
    qint64 read = 0;
    bool isExact = true;
    reader.forEach(1, count, [&](const Callback &callback) {
        ++read;
        isExact = isExact && callback.body == numbered(callback.id).body;
        return true;
    });
    QVERIFY(isExact);
    QCOMPARE(read, check.readable + check.readableRejected);
}

void TestJournalCheck::whatIsNoJournalIsSaid()
{
    const QTemporaryDir folder;
    QVERIFY(!checkJournal(folder.path()));
    QFile file(folder.filePath(u"journal.sqlite"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    const auto result = checkJournal(folder.path());
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::NotAJournal);
}

QTEST_GUILESS_MAIN(TestJournalCheck)
#include "tst_journalcheck.moc"
