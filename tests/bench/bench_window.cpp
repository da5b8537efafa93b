// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how the window keeps up: from POST to paint when it is quiet, and how late its event loop is while callbacks
// pour in; how long the frames of the timeline's table take when rows are appended to millions. Not a test: figures, no
// limits.
//   bench_window [--rate 1000] [--rooms 200] [--seconds 15] [--table]
#include "app/sessionwindow.h"
#include "core/receiver/receiverhost.h"
#include "core/session/monitor.h"
#include "tests/support/callbacks.h"
#include "tests/support/countedrows.h"
#include "ui/rooms/roompage.h"
#include "ui/rooms/seatgridview.h"
#include "ui/timeline/timelinetable.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QProcess>
#include <QSettings>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace Roomscope;

namespace {

/// Counts the paints of a widget.
class PaintCounter final : public QObject
{
public:
    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
    int paints = 0;
};

void spin(const auto &until)
{
    while (!until())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
}

void print(const char *what, QList<double> milliseconds)
{
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double share) { return milliseconds[qsizetype(share * double(milliseconds.size() - 1))]; };
    std::printf("%s: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, max %.1f ms (%lld)\n", what, at(0.5), at(0.95), at(0.99),
                at(1), qlonglong(milliseconds.size()));
}

double threadCpuMs()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
}

/// Appends 10,000 rows a second, a frame's share at a time, and paints each frame: what the GUI thread does for it.
void printFrames(int rowsThere, bool following)
{
    constexpr int rowsAFrame = 10'000 / 60;
    constexpr int frames = 600;
    Test::CountedRows rows(rowsThere);
    TimelineTable table;
    table.setModel(&rows);
    table.resize(1440, 600);
    table.show();
    table.setFollowing(following);
    PaintCounter counter;
    table.viewport()->installEventFilter(&counter);
    spin([&] { return counter.paints > 0; });
    QList<double> milliseconds;
    for (int frame = 0; frame < frames; ++frame) {
        const double before = threadCpuMs();
        rows.append(rowsAFrame);
        QCoreApplication::processEvents();
        milliseconds.append(threadCpuMs() - before);
    }
    print(qPrintable(
              u"Frame of %1 million rows%2"_s.arg(rowsThere / 1'000'000).arg(following ? u", following"_s : u""_s)),
          milliseconds);
    table.setModel(nullptr);
}

} // namespace

int main(int argc, char *argv[])
{
    const QTemporaryDir settings;
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({u"rate"_s, u"Callbacks a second."_s, u"number"_s, u"1000"_s});
    parser.addOption({u"rooms"_s, u"Rooms."_s, u"number"_s, u"200"_s});
    parser.addOption({u"seconds"_s, u"How long."_s, u"number"_s, u"15"_s});
    parser.addOption({u"table"_s, u"Only the frames of the timeline's table."_s});
    parser.process(application);

    for (const int rowsThere : {1'000'000, 10'000'000, 50'000'000}) {
        for (const bool following : {true, false})
            printFrames(rowsThere, following);
    }
    if (parser.isSet(u"table"_s))
        return 0;

    const QTemporaryDir folder;
    auto session = Session::open(folder.path());
    if (!session)
        return 1;
    ReceiverOptions options;
    options.port = 0;
    options.dataFolder = folder.path();
    SessionWindow opened(*std::move(session), options);
    const Monitor &monitor = *opened.session().monitor();
    const ReceiverHost &host = *opened.host();
    MainWindow &window = opened.window();
    window.resize(1440, 900);
    window.show();
    opened.start();
    spin([&] { return host.status().isReceiving(); });

    // Quiet: one callback at a time, from the write to the paint of the seat grid that shows it.
    QTcpSocket socket;
    const QUrl url(host.status().url);
    socket.connectToHost(url.host(), quint16(url.port()));
    spin([&] { return socket.state() == QAbstractSocket::ConnectedState; });
    const auto post = [&](int number) {
        const QByteArray body = Test::seats("bench", {{0, u"member%1"_s.arg(number)}}, 1'751'010'000'000 + number).body;
        socket.write("POST /?SdkAppid=1400900001 HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                     + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        socket.flush();
    };
    post(0);
    spin([&] { return monitor.rooms().count() == 1; });
    window.openRoom(Test::keyOf(u"bench"_s));
    auto *grid = window.findChild<RoomPage *>()->seats();
    PaintCounter counter;
    grid->viewport()->installEventFilter(&counter);
    QList<double> untilPainted;
    for (int number = 1; number <= 100; ++number) {
        QElapsedTimer timer;
        timer.start();
        post(number);
        const QString member = u"member%1"_s.arg(number);
        spin([&] {
            return grid->model()->rowCount() > 0
                && grid->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().contains(member);
        });
        const int before = counter.paints;
        spin([&] { return counter.paints > before; });
        untilPainted.append(double(timer.nsecsElapsed()) / 1e6);
    }
    print("POST to paint", untilPainted);

    // Busy: how late a timer of the GUI thread comes.
    QProcess simulator;
    simulator.start(QStringLiteral(ROOMSCOPE_PROGRAM),
                    {u"simulate"_s, u"--url"_s, host.status().url, u"--rate"_s, parser.value(u"rate"_s), u"--rooms"_s,
                     parser.value(u"rooms"_s)});
    QList<double> lateness;
    QElapsedTimer sinceTick;
    QTimer tick;
    tick.setTimerType(Qt::PreciseTimer);
    constexpr int tickMs = 5;
    QObject::connect(&tick, &QTimer::timeout, &window, [&] {
        if (sinceTick.isValid())
            lateness.append(std::max(0.0, double(sinceTick.nsecsElapsed()) / 1e6 - tickMs));
        sinceTick.start();
    });
    QElapsedTimer warmUp;
    warmUp.start();
    spin([&] { return warmUp.elapsed() > 3000; });
    const qint64 callbacksBefore = monitor.counters().callbacks;
    const double cpuBefore = threadCpuMs();
    tick.start(tickMs);
    QElapsedTimer whole;
    whole.start();
    const qint64 durationMs = parser.value(u"seconds"_s).toInt() * 1000;
    spin([&] { return whole.elapsed() > durationMs; });
    print("GUI thread late", lateness);
    std::printf("%.0f callbacks/s, GUI thread %.0f %% of a core\n",
                double(monitor.counters().callbacks - callbacksBefore) * 1000 / double(whole.elapsed()),
                (threadCpuMs() - cpuBefore) * 100 / double(whole.elapsed()));
    simulator.terminate();
    simulator.waitForFinished();
    return 0;
}
