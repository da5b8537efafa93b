// SPDX-License-Identifier: GPL-3.0-or-later

// Shows timeline, inspector, search field and export dialog with made-up traffic and saves pictures of them.
// Usage: inspectlook FOLDER [FONT [bench]]

#include "core/journal/journal.h"
#include "core/monitor.h"
#include "core/sender/trafficgenerator.h"
#include "core/timeline/timelinemodel.h"
#include "core/times.h"
#include "ui/appearance.h"
#include "ui/exportdialog.h"
#include "ui/inspector.h"
#include "ui/searchfield.h"
#include "ui/timelineview.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>
#include <QVBoxLayout>

#include "tests/support/callbacks.h"

using namespace Qt::StringLiterals;
using namespace Roomscope;

namespace {

QString folder;

void save(QWidget &widget, const QString &name)
{
    QTest::qWait(60);
    widget.grab().save(QDir(folder).filePath(name + u".png"_s));
}

QList<Callback> traffic()
{
    const qint64 nowMs = nowUs() / 1000;
    SimulatorOptions options;
    options.count = 400;
    options.rooms = 5;
    options.rate = 20;
    TrafficGenerator generator(options, nowMs - 30'000);
    QList<Callback> callbacks;
    const auto add = [&](Callback callback) {
        callback.id = callbacks.size() + 1;
        callbacks.append(callback);
    };
    while (!generator.isAtEnd()) {
        const SimulatedCallback simulated = generator.next();
        add({.receivedUs = (nowMs - 30'000 + simulated.offsetMs + 38) * 1000,
             .peer = u"203.0.113.40:51734"_s,
             .head = "POST /callback?" + simulated.query
                 + " HTTP/1.1\r\nHost: 203.0.113.7:8443\r\nUser-Agent: Go-http-client/1.1\r\nContent-Type: "
                   "application/json\r\nContent-Length: "
                 + QByteArray::number(simulated.body.size()),
             .body = simulated.body,
             .reply
             = {.status = 200, .body = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})", .durationUs = 612}});
    }
    const qint64 at = nowMs - 2000;
    add(Test::seats("rid-123", {{.index = 4}, {.index = 2, .member = u"144115233775727695"_s}}, at - 100, "anna.k"));
    Callback late = Test::seats("rid-123", {{.index = 4, .member = u"rob"_s}}, at - 2200, "rob");
    late.receivedUs = (at - 50) * 1000;
    add(late);
    Callback broken = Test::callback("Mic.CallbackAfterSeatInfoChanged", "\"RoomId\":\"rid-123\"", at - 40);
    broken.body = "{\n  \"CallbackCommand\": \"Mic.CallbackAfterSeatInfoChanged\",\n  \"RoomId\": \"rid-123\",\n  "
                  "\"SeatList\": [ { \"Index\": 4 \"Member_Account\" ] }\n  \"EventTime\": 1795468443380\n}\n";
    broken.verdict.rejection = Rejection::Malformed;
    broken.reply
        = {.status = 400, .body = R"({"ActionStatus":"FAIL","ErrorInfo":"line 4","ErrorCode":400})", .durationUs = 402};
    add(broken);
    Callback foreign = Test::creation("rid-900", 8, at);
    foreign.head.replace("1400900001", "1400000099");
    foreign.verdict.rejection = Rejection::SdkAppId;
    foreign.reply.status = 403;
    add(foreign);
    add(Test::seats("rid-123", {{.index = 4, .member = u"min-jun"_s, .videoProhibited = true}}, at, "anna.k"));
    Callback recovered = Test::callback("Live.CallbackAfterCreateRoom",
                                        "\"RoomInfo\":{\"RoomId\":\"晚安电台\",\"RoomName\":\"晚安电台 데일리 "
                                        "스튜디오\",\"Owner_Account\":\"@TGS#_a_very_long_account_name_that_does_not_"
                                        "end_soon_0123456789\",\"MaxSeatCount\":8,}",
                                        at + 20);
    recovered.verdict.flags = Flag::Recovered;
    add(recovered);
    add(Test::seats("rid-123", {{.index = 4, .member = u"min-jun"_s, .videoProhibited = true}}, at, "anna.k"));
    return callbacks;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (app.arguments().size() > 2)
        QApplication::setFont(QFont(app.arguments().at(2), 10));
    folder = app.arguments().value(1, u"."_s);
    QDir().mkpath(folder);
    QTemporaryDir data;
    const QList<Callback> callbacks = traffic();
    Journal journal;
    if (const auto failure = journal.open(data.path()))
        qFatal("%s", qPrintable(failure->sentence));
    journal.append(callbacks.first(callbacks.size() - 1));
    journal.noteReplies(1, QList<qint64>(callbacks.size(), 612));
    journal.append(callbacks.last(1)); // the times are written with the next commit
    Monitor monitor;
    TimelineModel model(&monitor);
    monitor.ingest(callbacks);
    const qint64 seatId = callbacks.size() - 2;

    for (const bool dark : {false, true}) {
        applyColorScheme(dark ? ColorScheme::Dark : ColorScheme::Light);
        const QString theme = dark ? u"dark"_s : u"light"_s;
        {
            TimelineView view(&model);
            for (const QSize size : {QSize(1100, 300), QSize(1590, 420), QSize(640, 240), QSize(350, 600)}) {
                view.resize(size);
                view.show();
                save(view, u"timeline-%1-%2"_s.arg(theme).arg(size.width()));
            }
            view.resize(1100, 300);
            view.selectCallback(seatId);
            monitor.ingest({});
            save(view, u"timeline-selected-%1"_s.arg(theme));
            QList<Callback> more;
            for (int i = 0; i < 37; ++i) {
                Callback next = Test::seats("rid-411", {{.index = i % 8, .member = u"u%1"_s.arg(i)}},
                                            nowUs() / 1000 + i, "pk-host");
                next.id = 1'000'000 + (dark ? 1000 : 0) + i;
                more.append(next);
            }
            monitor.ingest(more);
            save(view, u"timeline-new-%1"_s.arg(theme));
        }
        {
            Inspector inspector(&model);
            inspector.setDataFolder(data.path());
            inspector.resize(350, 760);
            inspector.show();
            save(inspector, u"inspector-empty-%1"_s.arg(theme));
            auto *tabs = inspector.findChild<QTabBar *>(u"inspectorTabs"_s);
            const auto showAndWait = [&](qint64 id) {
                QSignalSpy shown(&inspector, &Inspector::shown);
                inspector.showCallback(id);
                if (shown.isEmpty())
                    shown.wait();
            };
            showAndWait(seatId);
            for (int tab = 0; tab < tabs->count(); ++tab) {
                tabs->setCurrentIndex(tab);
                save(inspector, u"inspector-%1-%2"_s.arg(theme).arg(tab));
            }
            tabs->setCurrentIndex(0);
            showAndWait(seatId - 3);
            save(inspector, u"inspector-late-%1"_s.arg(theme));
            showAndWait(seatId - 2);
            save(inspector, u"inspector-malformed-%1"_s.arg(theme));
            showAndWait(seatId + 1);
            save(inspector, u"inspector-recovered-%1"_s.arg(theme));
            showAndWait(seatId + 2);
            tabs->setCurrentIndex(5);
            save(inspector, u"inspector-duplicate-%1"_s.arg(theme));
            tabs->setCurrentIndex(0);
            showAndWait(seatId);
            inspector.resize(1000, 240);
            save(inspector, u"inspector-wide-%1"_s.arg(theme));
        }
        {
            QWidget window;
            window.resize(700, 200);
            auto *layout = new QVBoxLayout(&window);
            auto *field = new SearchField(&window);
            layout->addWidget(field);
            auto *other = new SearchField(&window);
            other->setExpression(u"room:rid-123 kind:seat-taken"_s);
            layout->addWidget(other);
            layout->addWidget(new SearchField(&window));
            layout->addStretch();
            window.show();
            window.activateWindow();
            field->setFocus();
            field->setExpression(u"room:rid-123 kind:seat-loked user:min-jun"_s);
            save(window, u"search-%1"_s.arg(theme));
        }
        {
            const auto filter = std::get<Filter>(Filter::parse(u"room:rid-123 kind:seat-taken"_s));
            ExportDialog dialog(data.path(), filter);
            dialog.setFile(QDir(data.path()).filePath(u"out-%1.csv"_s.arg(theme)));
            dialog.show();
            save(dialog, u"export-%1"_s.arg(theme));
            QSignalSpy exported(&dialog, &ExportDialog::exported);
            dialog.start();
            if (exported.isEmpty())
                exported.wait();
            save(dialog, u"export-done-%1"_s.arg(theme));
            QFile::copy(QDir(data.path()).filePath(u"out-%1.csv"_s.arg(theme)), QDir(folder).filePath(u"out-%1.csv"_s.arg(theme)));
        }
    }

    if (app.arguments().value(3) != u"bench"_s)
        return 0;
    // How long a batch of a thousand takes at a million rows.
    applyColorScheme(ColorScheme::Light);
    Monitor large;
    TimelineModel many(&large);
    QList<Callback> batch;
    const auto fill = [&](int first) {
        batch.clear();
        for (int i = 0; i < 1000; ++i) {
            Callback next = Test::seats("rid-411", {{.index = i % 8, .member = u"u%1"_s.arg((first + i) % 97)}},
                                        1'795'468'443'380 + first + i, "pk");
            next.id = first + i + 1;
            batch.append(next);
        }
    };
    TimelineView view(&many);
    view.resize(1100, 700);
    view.show();
    QTextStream out(stdout);
    qint64 worst = 0;
    for (int first = 0; first < 1'000'000; first += 1000) {
        fill(first);
        QList<Applied> applied;
        RoomStore store;
        for (const Callback &callback : std::as_const(batch))
            applied.append(store.apply(callback));
        QElapsedTimer timer;
        timer.start();
        many.append(applied);
        QApplication::processEvents();
        if (first >= 900'000)
            worst = std::max(worst, timer.elapsed());
    }
    out << "rows " << many.rowCount() << ", slowest batch of the last hundred with painting: " << worst << " ms\n";
    return 0;
}
