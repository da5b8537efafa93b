// SPDX-License-Identifier: GPL-3.0-or-later
// Fills the window with rooms and saves a picture of it, to look at: tst_* prove what it does, this shows how it looks.
#include "core/monitor.h"
#include "core/times.h"
#include "tests/support/callbacks.h"
#include "ui/appearance.h"
#include "ui/mainwindow.h"
#include "ui/seatgridview.h"
#include "ui/settingsdialog.h"
#include "ui/windowsettings.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <chrono>

using namespace Roomscope;
using namespace Qt::StringLiterals;

namespace {

using Test::SeatLine;

struct Scene
{
    qint64 nowMs = nowUs() / 1000;
    QList<Callback> callbacks;

    void add(Callback callback, qint64 agoSeconds, int delayMs)
    {
        callback.receivedUs = (nowMs - agoSeconds * 1000 + delayMs) * 1000;
        callbacks.append(callback);
    }
    void seat(const QByteArray &room, qint64 agoSeconds, const SeatLine &line, const QByteArray &who = "anna.k")
    {
        add(Test::seats(room, {line}, nowMs - agoSeconds * 1000, who), agoSeconds, 30 + int(agoSeconds * 7 % 23));
    }
    void room(const QByteArray &room, int seats, const QByteArray &name, qint64 agoSeconds = 1795)
    {
        add(Test::creation(room, seats, nowMs - agoSeconds * 1000, name), agoSeconds, 44);
        QList<SeatLine> empty;
        for (int i = 0; i < seats; ++i)
            empty.append(SeatLine {.index = i});
        add(Test::seats(room, empty, nowMs - agoSeconds * 1000 + 100), agoSeconds, 41);
    }
    void chatter(const QByteArray &room, int times, qint64 withinSeconds, quint32 seed)
    {
        QRandomGenerator random(seed);
        for (int i = 0; i < times; ++i) {
            const qint64 ago = random.bounded(int(withinSeconds)) + 2;
            add(Test::callback("Room.CallbackAfterMemberEnter",
                               "\"RoomId\":\"" + room + "\",\"MemberList\":[\"guest"
                                   + QByteArray::number(random.bounded(900)) + "\"]",
                               nowMs - ago * 1000),
                ago, 35 + random.bounded(60));
        }
    }
};

Scene mainScene()
{
    Scene scene;
    const QByteArray main = "rid-123";
    scene.room(main, 8, "Friday open mic");
    scene.seat(main, 1790, {.index = 0, .member = u"anna.k"_s});
    scene.seat(main, 1788, {.index = 1, .member = u"144115233775727695"_s});
    scene.seat(main, 1780, {.index = 2, .member = u"rob"_s});
    scene.seat(main, 1775, {.index = 3, .member = u"kai"_s});
    scene.seat(main, 1771, {.index = 4, .member = u"yuki_07"_s});
    scene.seat(main, 1600, {.index = 7, .member = u"mei"_s});
    scene.seat(main, 1500, {.index = 1, .member = u"144115233775727695"_s, .audioProhibited = true});
    scene.seat(main, 1300, {.index = 7, .member = u"mei"_s, .audioProhibited = true});
    scene.seat(main, 1000, {.index = 2});
    scene.seat(main, 960, {.index = 5, .member = u"rob"_s});
    scene.seat(main, 920, {.index = 3});
    scene.seat(main, 900, {.index = 2, .locked = true});
    scene.seat(main, 800, {.index = 7});
    scene.seat(main, 700, {.index = 7, .member = u"dario"_s, .audioProhibited = true, .videoProhibited = true});
    scene.seat(main, 640, {.index = 5});
    scene.seat(main, 7, {.index = 3, .member = u"min-jun"_s, .videoProhibited = true});
    scene.chatter(main, 60, 118, 1);

    scene.room("rid-208", 8, QString(u"데일리 스터디"_s).toUtf8());
    const QStringList korean {u"하나"_s, u"min-jun"_s, u"서연"_s, u"hana"_s,
                              u"jiho"_s, u"user_88"_s, u"수아"_s, u"도윤"_s};
    for (int i = 0; i < 8; ++i)
        scene.seat("rid-208", 1200 - i * 60, {.index = i, .member = korean.at(i)}, "hana");
    scene.chatter("rid-208", 45, 118, 2);

    scene.room("rid-077", 12, QString(u"晚安电台"_s).toUtf8());
    scene.seat("rid-077", 900, {.index = 0, .member = u"月亮不睡我不睡"_s});
    scene.seat("rid-077", 860, {.index = 1, .locked = true}, "momo");
    scene.seat("rid-077", 820, {.index = 2, .member = u"momo"_s, .audioProhibited = true});
    scene.seat("rid-077", 500, {.index = 5, .member = u"小熊"_s});
    scene.chatter("rid-077", 33, 118, 3);

    scene.room("rid-411", 4, "PK arena");
    for (int i = 0; i < 4; ++i)
        scene.seat("rid-411", 400 - i * 10,
                   {.index = i, .member = QStringList {u"pk-host"_s, u"rival"_s, u"blue"_s, u"red"_s}.at(i)});
    scene.chatter("rid-411", 25, 100, 4);

    scene.room("rid-350", 16, "Tokyo lounge");
    scene.seat("rid-350", 300, {.index = 0, .member = u"ささき"_s});
    scene.seat("rid-350", 290, {.index = 2, .locked = true});
    scene.chatter("rid-350", 8, 110, 5);

    scene.room("rid-099", 8, "qa-room-3");
    scene.add(Test::dismissal("rid-099", scene.nowMs - 360'000), 360, 33);
    scene.seat("rid-777", 240, {.index = 21, .member = u"big-room-member-with-a-long-name"_s, .locked = true});
    scene.seat("rid-777", 200, {.index = 3, .member = u"zoe"_s});
    scene.room("rid-900-with-a-very-long-identifier-0123456789", 20,
               "A room with quite a long name that must be elided somewhere");
    for (int i = 0; i < 14; ++i)
        scene.seat("rid-900-with-a-very-long-identifier-0123456789", 200 - i,
                   {.index = i, .member = u"user_%1"_s.arg(i * 37 + 11), .audioProhibited = i % 4 == 1});

    std::stable_sort(scene.callbacks.begin(), scene.callbacks.end(),
                     [](const Callback &a, const Callback &b) { return a.receivedUs < b.receivedUs; });
    // A repetition, an overtaken one and a rejected one.
    Callback duplicate = scene.callbacks[scene.callbacks.size() - 20];
    duplicate.receivedUs = (scene.nowMs - 1900) * 1000;
    scene.callbacks.append(duplicate);
    Callback late = Test::seats(main, {{.index = 6, .member = u"rob"_s}}, scene.nowMs - 1'799'000);
    late.receivedUs = (scene.nowMs - 1800) * 1000;
    scene.callbacks.append(late);
    Callback rejected = Test::seats("rid-900", {{.index = 1}}, scene.nowMs - 1700);
    rejected.receivedUs = (scene.nowMs - 1650) * 1000;
    rejected.verdict.rejection = Rejection::SdkAppId;
    scene.callbacks.append(rejected);
    scene.seat(main, 0, {.index = 0, .member = u"anna.k"_s, .videoProhibited = true});
    qint64 id = 0;
    for (Callback &callback : scene.callbacks)
        callback.id = ++id;
    return scene;
}

Scene manyScene(int rooms)
{
    Scene scene;
    QRandomGenerator random(7);
    for (int i = 0; i < rooms; ++i) {
        const QByteArray room = "room-" + QByteArray::number(i + 1).rightJustified(4, '0');
        const int seats = QList<int> {4, 8, 9, 12, 16, 20}.at(random.bounded(6));
        const int since = random.bounded(60, 1700);
        scene.room(room, seats, "Room " + QByteArray::number(i + 1), since);
        QList<SeatLine> lines;
        for (int seat = 0; seat < seats; ++seat) {
            if (random.bounded(3) > 0)
                lines.append({.index = seat,
                              .member = u"user_%1"_s.arg(random.bounded(5000)),
                              .locked = random.bounded(9) == 0,
                              .audioProhibited = random.bounded(6) == 0});
            else
                lines.append(SeatLine {.index = seat, .locked = random.bounded(5) == 0});
        }
        const int ago = random.bounded(1, since);
        scene.add(Test::seats(room, lines, scene.nowMs - ago * 1000), ago, 40);
    }
    std::stable_sort(scene.callbacks.begin(), scene.callbacks.end(),
                     [](const Callback &a, const Callback &b) { return a.receivedUs < b.receivedUs; });
    return scene;
}

} // namespace

int main(int argc, char **argv)
{
    QTemporaryDir folder;
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    QApplication application(argc, argv);
    QApplication::setApplicationVersion(u"0.1.0"_s);
    QCommandLineParser parser;
    parser.addOptions(
        {{u"scene"_s, u"main, wall, many, empty, stopped, full, frozen, settings, load"_s, u"scene"_s, u"main"_s},
         {u"size"_s, u"WIDTHxHEIGHT"_s, u"size"_s, u"1440x900"_s},
         {u"font"_s, u"family"_s, u"font"_s},
         {u"room"_s, u"room to open"_s, u"room"_s, u"rid-123"_s},
         {u"dark"_s, u"dark colours"_s},
         {u"out"_s, u"picture"_s, u"out"_s, u"look.png"_s}});
    parser.process(application);
    if (parser.isSet(u"font"_s))
        QApplication::setFont(QFont(parser.value(u"font"_s), 10));
    const QString sceneName = parser.value(u"scene"_s);
    WindowSettings().setValue(u"view/colorScheme"_s,
                              int(parser.isSet(u"dark"_s) ? ColorScheme::Dark : ColorScheme::Light));

    Monitor monitor;
    MainWindow window(&monitor, {});
    ReceiverOptions options;
    if (sceneName != "pin"_L1)
        (void)options.setSdkAppIds({u"1400900001"_s});
    window.setReceiverOptions(options);
    const QString url = u"http://127.0.0.1:8480/callback"_s;
    ReceiverStatus status {.state = ReceiverStatus::State::Listening, .url = url, .sinceUs = nowUs()};
    if (sceneName == "stopped"_L1)
        status = {.state = ReceiverStatus::State::Stopped};
    if (sceneName == "inuse"_L1)
        status = {.state = ReceiverStatus::State::AddressInUse,
                  .sentence = u"Port 8480 is in use by another program. Stop it, or choose another port."_s};
    if (sceneName == "full"_L1)
        status = {.state = ReceiverStatus::State::DiskFull, .url = url};
    window.setReceiverStatus(status);
    const QStringList size = parser.value(u"size"_s).split(u'x');
    window.resize(size.at(0).toInt(), size.at(1).toInt());
    window.show();
    if (sceneName == "many"_L1 || sceneName == "load"_L1)
        monitor.ingest(manyScene(sceneName == "many"_L1 ? 1000 : 200).callbacks);
    else if (sceneName != "empty"_L1 && sceneName != "inuse"_L1)
        monitor.ingest(mainScene().callbacks);
    const QByteArray room = parser.value(u"room"_s).toUtf8();
    if (sceneName != "many"_L1 && sceneName != "empty"_L1 && sceneName != "inuse"_L1) {
        window.openRoom({u"1400900001"_s, u"rid-077"_s});
        window.openRoom({u"1400900001"_s, QString::fromUtf8(room)});
    }
    if (sceneName == "frozen"_L1) {
        for (QAction *action : window.actions()) {
            if (action->shortcut() == QKeySequence(Qt::Key_F7))
                action->trigger();
        }
    }
    if (sceneName == "wall"_L1) {
        for (QAction *action : window.actions()) {
            if (action->shortcut() == QKeySequence(u"Ctrl+0"_s))
                action->trigger();
        }
    }

    if (sceneName == "chosen"_L1) {
        auto *seats = window.findChild<SeatGridView *>();
        seats->setCurrentIndex(seats->model()->index(1, 0));
        seats->setFocus();
    }

    QTimer changes;
    int step = 0;
    if (sceneName == "main"_L1) { // something glows
        QObject::connect(&changes, &QTimer::timeout, &monitor, [&] {
            const qint64 now = nowUs() / 1000;
            Callback callback
                = Test::seats("rid-123", {{.index = 3, .member = u"min-jun"_s, .videoProhibited = step++ % 2 == 0}},
                              now - 38, "anna.k");
            callback.receivedUs = now * 1000;
            monitor.ingest({callback});
        });
        changes.start(std::chrono::milliseconds(1100));
    }
    QTimer load;
    QElapsedTimer busy;
    qint64 busyNs = 0;
    int batches = 0;
    if (sceneName == "load"_L1) { // 1,000 callbacks a second over 200 rooms
        QObject::connect(&load, &QTimer::timeout, &monitor, [&] {
            const qint64 now = nowUs() / 1000;
            QList<Callback> batch;
            for (int i = 0; i < 33; ++i) {
                const int number = (batches * 33 + i) % 200 + 1;
                const QByteArray name = "room-" + QByteArray::number(number).rightJustified(4, '0');
                batch.append(Test::seats(
                    name, {{.index = (batches + i) % 4, .member = u"user_%1"_s.arg((batches * 33 + i) / 3)}}, now));
                batch.last().receivedUs = now * 1000;
            }
            busy.start();
            monitor.ingest(batch);
            busyNs += busy.nsecsElapsed();
            ++batches;
        });
        load.start(std::chrono::milliseconds(33));
    }
    SettingsDialog settings(options, ColorScheme::Light, true, &window);
    const int wait = sceneName == "load"_L1 ? 10'000 : 4700;
    QTimer::singleShot(wait, &window, [&] {
        if (sceneName == "settings"_L1) {
            settings.show();
            settings.grab().save(parser.value(u"out"_s));
        } else {
            window.grab().save(parser.value(u"out"_s));
        }
        if (batches > 0)
            qInfo("%d batches, %.2f ms each in ingest()", batches, double(busyNs) / 1e6 / batches);
        QApplication::quit();
    });
    return application.exec();
}
