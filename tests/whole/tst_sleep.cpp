// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"
#include "core/times.h"
#include "tests/support/callbacks.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// The real program on a machine that sleeps: the wall clock is ahead all of a sudden.
class TestSleep final : public QObject
{
    Q_OBJECT

private slots:
    void aSleepIsToldAndIsAGap();
};

void TestSleep::aSleepIsToldAndIsAGap()
{
    constexpr qint64 hourUs = 3'600'000'000;
    const QTemporaryDir folder;
    const QString control = folder.filePath(u"slept"_s);
    const QString session = folder.filePath(u"session"_s);
    qputenv("LD_PRELOAD", SLEPT_CLOCK);
    qputenv("SLEPT_CLOCK", control.toLocal8Bit());
    qputenv("ASAN_OPTIONS", "verify_asan_link_order=0");
    Server server(session);
    for (const char *name : {"LD_PRELOAD", "SLEPT_CLOCK", "ASAN_OPTIONS"})
        qunsetenv(name);
    QVERIFY2(server.url().port() > 0, server.messages().constData());
    Client client(server.url());
    const auto post = [&client](int seat) {
        const Callback sent = seats("r", {{seat, u"m%1"_s.arg(seat)}}, 1'795'468'443'000 + seat);
        return client.post("/?SdkAppid=1400900001", sent.body).status;
    };
    QCOMPARE(post(1), 200);
    const qint64 sleptUs = nowUs();

    QFile file(control);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("3600");
    file.close();
    QTRY_VERIFY_WITH_TIMEOUT(server.messages().contains("slept from"), 60'000);
    QCOMPARE(post(2), 200);
    QVERIFY2(!server.messages().contains("does not answer itself"), server.messages().constData());
    QCOMPARE(server.stop(), 0);

    JournalReader reader;
    QVERIFY(!reader.open(session));
    const QList<ListeningPeriod> periods = reader.listeningPeriods();
    QCOMPARE(periods.size(), 2);
    QVERIFY(periods.at(0).toUs - sleptUs < hourUs / 2); // until about when it fell asleep
    QVERIFY(periods.at(1).fromUs >= sleptUs + hourUs);
    QCOMPARE(periods.at(1).url, periods.at(0).url);
    QVERIFY(reader.read(2)->receivedUs >= periods.at(1).fromUs);
}

QTEST_GUILESS_MAIN(TestSleep)
#include "tst_sleep.moc"
