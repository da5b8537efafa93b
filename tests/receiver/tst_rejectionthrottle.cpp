// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"
#include "core/receiver/rejectionthrottle.h"
#include "tests/support/patience.h"
#include "tests/support/rawclient.h"
#include "tests/support/receiverundertest.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestRejectionThrottle final : public QObject
{
    Q_OBJECT

private slots:
    void theFirstOfAReasonAreKeptTheOthersCounted();
    void aNewWhileBeginsAnew();
    void aClockThatIsSetBackBeginsAnew();
    void aBurstBecomesOneRowWithACount();
    void acceptedCallbacksAreNeverFolded();
};

namespace {

using Fate = RejectionThrottle::Fate;
constexpr int kept = RejectionThrottle::keptWhole;

void addMany(RejectionThrottle &fold, Rejection reason, int count, qint64 nowMs)
{
    for (int i = 0; i < count; ++i)
        static_cast<void>(fold.add(reason, nowMs));
}

} // namespace

void TestRejectionThrottle::theFirstOfAReasonAreKeptTheOthersCounted()
{
    RejectionThrottle fold;
    for (int i = 0; i < kept; ++i)
        QVERIFY(fold.add(Rejection::Path, 0) == Fate::Keep);
    QVERIFY(fold.add(Rejection::Path, 1) == Fate::Open);
    QVERIFY(fold.add(Rejection::Path, 2) == Fate::Fold);
    QVERIFY(fold.takeGrown().isEmpty()); // its row has no id yet
    fold.opened(Rejection::Path, 77);
    addMany(fold, Rejection::Path, 9, 3);
    const QList<RejectionThrottle::Repeats> grown = fold.takeGrown();
    QCOMPARE(grown.size(), 1);
    QCOMPARE(grown.first().id, 77);
    QCOMPARE(grown.first().count, 11U); // with the row itself
    QVERIFY(fold.takeGrown().isEmpty());
    QVERIFY(fold.add(Rejection::Method, 3) == Fate::Keep); // another reason
}

void TestRejectionThrottle::aNewWhileBeginsAnew()
{
    RejectionThrottle fold;
    addMany(fold, Rejection::Path, kept + 1, 0);
    fold.opened(Rejection::Path, 21);
    addMany(fold, Rejection::Path, 4, RejectionThrottle::windowMs - 1);
    QVERIFY(fold.add(Rejection::Path, RejectionThrottle::windowMs) == Fate::Keep);
    const QList<RejectionThrottle::Repeats> grown = fold.takeGrown(); // what was counted last is not forgotten
    QCOMPARE(grown.size(), 1);
    QCOMPARE(grown.first().id, 21);
    QCOMPARE(grown.first().count, 5U);
    addMany(fold, Rejection::Path, kept - 1, RejectionThrottle::windowMs);
    QVERIFY(fold.add(Rejection::Path, RejectionThrottle::windowMs) == Fate::Open);
}

void TestRejectionThrottle::aClockThatIsSetBackBeginsAnew()
{
    RejectionThrottle fold;
    addMany(fold, Rejection::Path, kept + 5, 1'000'000);
    QVERIFY(fold.add(Rejection::Path, 5) == Fate::Keep);
}

void TestRejectionThrottle::aBurstBecomesOneRowWithACount()
{
    constexpr int burst = 300;
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    QHash<qint64, quint32> repeats;
    connect(&receiver.host, &ReceiverHost::repeated, this,
            [&repeats](qint64 id, quint32 count) { repeats.insert(id, count); });
    QSignalSpy counted(&receiver.host, &ReceiverHost::countersChanged);
    RawClient client(receiver.port());
    for (int i = 0; i < burst; ++i) {
        client.send("GET /" + QByteArray::number(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(client.answer().status, 405); // all are told
    }
    QTRY_COMPARE(repeats.value(kept + 1), quint32(burst - kept));
    QCOMPARE(receiver.callbacks.size(), kept + 1);
    QTRY_COMPARE(counted.last().first().value<ReceiverCounters>().folded, burst - kept - 1);
    receiver.host.stop();

    JournalReader reader;
    QVERIFY(!reader.open(receiver.options.dataFolder));
    for (qint64 id = 1; id <= kept + 1; ++id) {
        const std::optional<Callback> stored = reader.read(id);
        QVERIFY(stored);
        QCOMPARE(stored->repeats, id <= kept ? 1U : quint32(burst - kept));
    }
    QVERIFY(!reader.read(kept + 2));
}

void TestRejectionThrottle::acceptedCallbacksAreNeverFolded()
{
    ReceiverUnderTest receiver;
    QVERIFY(receiver.start());
    RawClient client(receiver.port());
    const QByteArray good = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
    const QByteArray bad = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n{";
    client.send(QByteArray(good + bad).repeated(100));
    for (int i = 0; i < 200; ++i)
        QCOMPARE(client.answer().status, i % 2 ? 400 : 200);
    QTRY_COMPARE(receiver.callbacks.size(), 100 + kept + 1);
}

QTEST_GUILESS_MAIN(TestRejectionThrottle)
#include "tst_rejectionthrottle.moc"
