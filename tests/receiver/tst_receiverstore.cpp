// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"
#include "tests/support/patience.h"
#include "tests/support/rawclient.h"
#include "tests/support/receiverundertest.h"

#include <QtTest>

#include <sqlite3.h>

#include <csignal>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace std::chrono_literals;

class TestReceiverStore final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsAnsweredIsStored();
    void rangesTellWhatTheJournalHas();
    void listeningPeriodsAreKept();
#ifdef Q_OS_UNIX // which limits the sizes of files
    void whatCannotBeStoredIsAnswered503();
#endif
    void aJournalThatHangsDoesNotKeepSendersWaiting();
    void aFolderThatCannotBeUsedIsSaidSo();
    void aJournalInUseIsSaidSo();
};

namespace {

QByteArray request(const QByteArray &body)
{
    return "POST /x?SdkAppid=1400000000 HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body;
}

} // namespace

void TestReceiverStore::whatIsAnsweredIsStored()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    JournalReader reader;
    QVERIFY(!reader.open(receiver.options.dataFolder));
    RawClient client(receiver.port());
    for (int i = 1; i <= 30; ++i) { // no event loop runs here: only the disk can know
        const QByteArray body = R"({"RoomId":")" + QByteArray::number(i) + R"("})";
        client.send(request(body));
        QCOMPARE(client.answer().status, 200);
        const std::optional<Callback> stored = reader.read(i);
        QVERIFY(stored);
        QCOMPARE(stored->body, body);
        QCOMPARE(stored->reply.status, 200);
    }
    client.send(request("{"));
    const RawAnswer answer = client.answer();
    QCOMPARE(answer.status, 400);
    const std::optional<Callback> rejected = reader.read(31);
    QVERIFY(rejected);
    QCOMPARE(rejected->reply.body, answer.body);
    receiver.host.stop();
    QCOMPARE(receiver.callbacks.size(), 31);
    for (const Callback &callback : std::as_const(receiver.callbacks)) { // and what was delivered is what is stored
        const std::optional<Callback> stored = reader.read(callback.id);
        QVERIFY(stored);
        QCOMPARE(stored->head, callback.head);
        QCOMPARE(stored->verdict, callback.verdict);
        QCOMPARE(stored->receivedUs, callback.receivedUs);
        if (!callback.verdict.isRejected()) // whose answers the journal does not time
            QCOMPARE(stored->reply.durationUs, callback.reply.durationUs);
    }
}

void TestReceiverStore::rangesTellWhatTheJournalHas()
{
    ReceiverUnderTest receiver({.unsentCallbacks = 0});
    QVERIFY(receiver.start());
    QList<qint64> ids;
    connect(&receiver.host, &ReceiverHost::storedUpTo, this, [&](qint64 firstId, qint64 lastId) {
        JournalReader reader;
        QVERIFY(!reader.open(receiver.options.dataFolder));
        QVERIFY(!reader.forEach(firstId, lastId, [&](const Callback &callback) {
            ids.append(callback.id);
            return true;
        }));
        receiver.host.acknowledge();
    });
    RawClient client(receiver.port());
    for (int i = 0; i < 40; ++i) {
        client.send(request("{}"));
        QCOMPARE(client.answer().status, 200);
    }
    QTRY_COMPARE(ids.size(), 40);
    for (qsizetype i = 0; i < ids.size(); ++i)
        QCOMPARE(ids.at(i), i + 1);
    QVERIFY(receiver.callbacks.isEmpty());
}

void TestReceiverStore::listeningPeriodsAreKept()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    const QString url = receiver.host.status().url;
    receiver.host.stop();
    JournalReader reader;
    QVERIFY(!reader.open(receiver.options.dataFolder));
    const QList<ListeningPeriod> periods = reader.listeningPeriods();
    QCOMPARE(periods.size(), 1);
    QCOMPARE(periods.first().url, url);
    QVERIFY(!periods.first().open);
    QVERIFY(periods.first().toUs >= periods.first().fromUs);
}

#ifdef Q_OS_UNIX
void TestReceiverStore::whatCannotBeStoredIsAnswered503()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    client.send(request("{}"));
    QCOMPARE(client.answer().status, 200);

    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &limit), 0);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = 4096; // no file may grow beyond it, as on a full disk
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    QList<RawAnswer> answers;
    for (int i = 0; i < 3; ++i) {
        client.send(request(QByteArray(R"({"a":")" + QByteArray(100'000, 'x') + R"("})")));
        answers.append(client.answer());
    }
    limit.rlim_cur = before;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (const RawAnswer &answer : std::as_const(answers)) {
        QCOMPARE(answer.status, 503);
        QVERIFY2(answer.body.contains(R"("ErrorCode":503)"), answer.body.constData());
        QVERIFY(answer.body.contains("not stored"));
    }
    QTRY_VERIFY(receiver.host.status().state == ReceiverStatus::State::DiskFull
                || receiver.host.status().state == ReceiverStatus::State::JournalFailed
                || receiver.host.status().isReceiving()); // the journal may already have found out by itself
    client.send(request("{}"));
    QCOMPARE(client.answer().status, 200);
    QTRY_VERIFY(receiver.host.status().isReceiving());
    QTRY_COMPARE(receiver.callbacks.size(), 2); // what was not stored is not shown, and its ids are used again
    QCOMPARE(receiver.callbacks.last().id, 2);
    QCOMPARE(receiver.callbacks.last().body, "{}"_ba);
}
#endif

void TestReceiverStore::aJournalThatHangsDoesNotKeepSendersWaiting()
{
    ReceiverUnderTest receiver({.patience = 500ms});
    QVERIFY(receiver.start());
    RawClient first(receiver.port());
    RawClient second(receiver.port());
    first.send(request("{}"));
    QCOMPARE(first.answer().status, 200);

    sqlite3 *other = nullptr; // somebody holds the database, for less than the journal is ready to wait
    const QByteArray file = QFile::encodeName(receiver.options.dataFolder + u"/journal.sqlite"_s);
    QCOMPARE(sqlite3_open_v2(file.constData(), &other, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    first.send(request(R"({"of":"first"})"));
    QTRY_COMPARE(receiver.host.status().state, ReceiverStatus::State::JournalFailed); // the visible alarm
    second.send(request(R"({"of":"second"})"));
    QCOMPARE(second.answer().status, 503);
    const RawAnswer late = first.answer();
    QCOMPARE(late.status, 503);
    QVERIFY(late.body.contains("not stored in time"));
    QCOMPARE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(other);

    QTRY_VERIFY(receiver.host.status().isReceiving()); // what the journal had is stored after all
    second.send(request(R"({"of":"second"})"));
    QCOMPARE(second.answer().status, 200);
    QTRY_COMPARE(receiver.callbacks.size(), 3);
    QCOMPARE(receiver.callbacks.at(1).body, R"({"of":"first"})"_ba);
    QCOMPARE(receiver.callbacks.at(2).id, 3);
    receiver.host.stop();
    JournalReader reader;
    QVERIFY(!reader.open(receiver.options.dataFolder));
    for (const Callback &callback : std::as_const(receiver.callbacks)) { // the journal, too, says what was answered
        const std::optional<Callback> stored = reader.read(callback.id);
        QVERIFY(stored);
        QCOMPARE(stored->reply, callback.reply);
        QCOMPARE(stored->reply.status, callback.id == 2 ? 503 : 200);
    }
    QCOMPARE(reader.read(2)->reply.body, late.body);
}

void TestReceiverStore::aFolderThatCannotBeUsedIsSaidSo()
{
    ReceiverUnderTest receiver;
    QFile file(receiver.folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    receiver.options.dataFolder = file.fileName();
    QVERIFY(!receiver.start());
    QCOMPARE(receiver.host.status().state, ReceiverStatus::State::JournalFailed);
    QVERIFY(!receiver.problem().isEmpty());
    QVERIFY(receiver.host.status().url.isEmpty());
    receiver.options.dataFolder = receiver.folder.filePath(u"folder"_s);
    QVERIFY(receiver.start());
}

void TestReceiverStore::aJournalInUseIsSaidSo()
{
    ReceiverUnderTest first;
    QVERIFY(first.start());
    ReceiverUnderTest second;
    second.options.dataFolder = first.options.dataFolder;
    QVERIFY(!second.start());
    QCOMPARE(second.host.status().state, ReceiverStatus::State::JournalFailed);
    first.host.stop();
    QVERIFY(second.start());
}

QTEST_GUILESS_MAIN(TestReceiverStore)
#include "tst_receiverstore.moc"
