// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/journal/journalreader.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// The real program on a machine that sleeps: the wall clock is ahead all of a sudden.
class TestSleep final : public QObject
{
    Q_OBJECT

private slots:
    void aSleepIsToldAndIsAGap();
    void aPeriodDoesNotEndBeforeItsBeginning();
};

namespace {

/// The wall clock of those that startOnSleptClock() began is ahead by so much from now on.
void setAhead(const QString &control, const QByteArray &seconds)
{
    QFile file(control);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(control));
    file.write(seconds);
}

std::unique_ptr<Server> startOnSleptClock(const QString &session, const QString &control)
{
    qputenv("LD_PRELOAD", SLEPT_CLOCK);
    qputenv("SLEPT_CLOCK", control.toLocal8Bit());
    qputenv("ASAN_OPTIONS", "verify_asan_link_order=0");
    auto server = std::make_unique<Server>(session);
    for (const char *name : {"LD_PRELOAD", "SLEPT_CLOCK", "ASAN_OPTIONS"})
        qunsetenv(name);
    return server;
}

} // namespace

void TestSleep::aSleepIsToldAndIsAGap()
{
    constexpr qint64 hourUs = 3'600'000'000;
    const QTemporaryDir folder;
    const QString control = folder.filePath(u"slept"_s);
    const QString session = folder.filePath(u"session"_s);
    const std::unique_ptr<Server> server = startOnSleptClock(session, control);
    QVERIFY2(server->url().port() > 0, server->messages().constData());
    Client client(server->url());
    const auto post = [&client](int seat) {
        const Callback sent = seats("r", {{seat, u"m%1"_s.arg(seat)}}, 1'795'468'443'000 + seat);
        return client.post("/?SdkAppid=1400900001", sent.body).status;
    };
    QCOMPARE(post(1), 200);
    const qint64 sleptUs = nowUs();

    setAhead(control, "3600");
    QCOMPARE(post(2), 200); // before anybody has looked at the clocks
    QTRY_VERIFY(server->messages().contains("slept from"));
    QCOMPARE(post(3), 200);
    QVERIFY2(!server->messages().contains("does not answer itself"), server->messages().constData());
    QCOMPARE(server->stop(), 0);

    JournalReader reader;
    QVERIFY(!reader.open(session));
    const QList<ListeningPeriod> periods = reader.listeningPeriods();
    QCOMPARE(periods.size(), 2);
    QVERIFY(periods.at(0).toUs - sleptUs < hourUs / 2); // until about when it fell asleep
    QVERIFY(periods.at(0).toUs >= reader.read(1)->receivedUs);
    QVERIFY(periods.at(1).fromUs >= sleptUs + hourUs);
    QCOMPARE(periods.at(1).url, periods.at(0).url);
    QVERIFY(reader.read(2)->receivedUs >= periods.at(1).fromUs);
}

void TestSleep::aPeriodDoesNotEndBeforeItsBeginning()
{
    const QTemporaryDir folder;
    const QString control = folder.filePath(u"slept"_s);
    const QString session = folder.filePath(u"session"_s);
    const std::unique_ptr<Server> server = startOnSleptClock(session, control);
    QVERIFY2(server->url().port() > 0, server->messages().constData());
    setAhead(control, "-3600"); // somebody sets the clock back
    QCOMPARE(server->stop(), 0);
    JournalReader reader;
    QVERIFY(!reader.open(session));
    const QList<ListeningPeriod> periods = reader.listeningPeriods();
    QCOMPARE(periods.size(), 1);
    QVERIFY(periods.first().toUs >= periods.first().fromUs);
}

QTEST_GUILESS_MAIN(TestSleep)
#include "tst_sleep.moc"
