// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sessionwindow.h"
#include "core/exchange/export.h"
#include "core/receiver/rejectionthrottle.h"
#include "tests/support/callbacks.h"
#include "tests/support/opensession.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "ui/inspector/inspector.h"
#include "ui/rooms/roompage.h"
#include "ui/rooms/seatgridview.h"
#include "ui/timeline/timelinetable.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/notices.h"
#include "ui/window/statuswidgets.h"

#include <QAction>
#include <QClipboard>
#include <QMenu>
#include <QSettings>
#include <QToolButton>
#include <QtTest>

#include <sqlite3.h>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// A real window over a real receiver: a callback is posted and read off tile, timeline, inspector and CSV.
class TestWindow final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aPostIsSeenEverywhere();
    void theTimelineFollowsUntilTheReaderLooksAway();
    void historyIsThereAfterARestart();
    void aWindowFollowsWhatAnotherProcessReceives();
    void theSessionCanBeReadInAnotherWay();
    void callbacksThatCannotBeReadAreToldInTheWindow();

private:
    const QTemporaryDir m_settings;
};

namespace {

ReceiverOptions optionsFor(const QString &folder)
{
    ReceiverOptions options;
    options.port = 0;
    options.dataFolder = folder;
    return options;
}

/// The program's window on a session, over its own receiver.
struct Opened
{
    explicit Opened(const QString &folder, const ReceiverPace &pace = {})
        : program(sessionIn(folder), optionsFor(folder), pace)
    {
        window.resize(1440, 900);
        window.show();
        program.start();
    }

    bool isListening()
    {
        return QTest::qWaitFor([this] { return program.host()->status().isReceiving(); }, patienceMs);
    }

    /// Posts without blocking the window's event loop; the status of the answer.
    int post(const QByteArray &body)
    {
        QTcpSocket socket;
        const QUrl url(program.host()->status().url);
        socket.connectToHost(url.host(), quint16(url.port()));
        socket.write("POST /?SdkAppid=1400900001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged&OptPlatform=Android "
                     "HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                     + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QByteArray answer;
        if (!QTest::qWaitFor(
                [&] {
                    answer += socket.readAll();
                    return answer.contains("\r\n\r\n");
                },
                patienceMs))
            return 0;
        return answer.mid(9, 3).toInt();
    }

    QStringList timelineRow(int row)
    {
        const auto *table = window.findChild<TimelineView *>()->findChild<TimelineTable *>();
        QStringList words;
        for (int column = 0; column < table->model()->columnCount(); ++column)
            words.append(table->model()->index(row, column).data().toString());
        return words;
    }
    int timelineRows() { return window.findChild<TimelineView *>()->findChild<TimelineTable *>()->model()->rowCount(); }

    SessionWindow program;
    MainWindow &window = program.window();
    Monitor &monitor = *program.session().monitor();
    FeedReader &feed = *program.session().reader();
};

} // namespace

void TestWindow::initTestCase()
{
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
}

void TestWindow::aPostIsSeenEverywhere()
{
    const QTemporaryDir folder;
    Opened opened(folder.path());
    QVERIFY(opened.isListening());
    const QByteArray body = seats("rid-1", {{3, u"min-jun"_s, true, true}}, 1'751'010'000'000, "anna.k").body;
    QCOMPARE(opened.post(body), 200);

    QTRY_COMPARE(opened.timelineRows(), 3); // taken, locked, audio prohibited
    QVERIFY2(opened.timelineRow(0).contains(u"min-jun"_s) && opened.timelineRow(0).contains(u"rid-1"_s),
             qPrintable(opened.timelineRow(0).join(u'|')));

    opened.window.openRoom(keyOf(u"rid-1"_s));
    const auto *page = opened.window.findChild<RoomPage *>();
    QVERIFY(page);
    const QAbstractItemModel *seatTexts = page->seats()->model();
    QTRY_COMPARE(seatTexts->rowCount(), 1);
    const QString spoken = seatTexts->index(0, 0).data(Qt::AccessibleTextRole).toString();
    for (const QString &word : {u"3"_s, u"min-jun"_s, u"locked"_s, u"audio prohibited"_s})
        QVERIFY2(spoken.contains(word, Qt::CaseInsensitive), qPrintable(spoken));

    auto *inspector = opened.window.findChild<Inspector *>();
    const QSignalSpy shown(inspector, &Inspector::shown);
    QVERIFY(opened.window.findChild<TimelineView *>()->selectCallback(1));
    inspector->showCallback(1);
    QTRY_VERIFY(!shown.isEmpty());
    QAction *copyBody = nullptr;
    for (QAction *action : inspector->copyActions()) {
        if (action->text().contains(u"body"_s, Qt::CaseInsensitive))
            copyBody = action;
    }
    QVERIFY(copyBody);
    copyBody->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(), body);

    ExportOptions options {.dataFolder = folder.path(), .file = folder.filePath(u"changes.csv"_s)};
    QCOMPARE(exportSession(options).rows, 3);
    QFile csv(options.file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    QVERIFY(csv.readAll().contains(
        ",rid-1,1,Mic.CallbackAfterSeatInfoChanged,seat-locked,3,min-jun,,true,true,false,anna.k,"));
}

void TestWindow::theTimelineFollowsUntilTheReaderLooksAway()
{
    const QTemporaryDir folder;
    Opened opened(folder.path());
    QVERIFY(opened.isListening());
    auto *timeline = opened.window.findChild<TimelineView *>();
    QVERIFY(timeline->isFollowing());
    for (int i = 0; i < 60; ++i)
        QCOMPARE(opened.post(seats("r", {{0, u"member%1"_s.arg(i)}}, 1'751'010'000'000 + i, "anna.k").body), 200);
    QTRY_COMPARE(opened.timelineRows(), 60);
    QVERIFY(timeline->selectCallback(5));
    QVERIFY(!timeline->isFollowing());
    QCOMPARE(opened.post(seats("r", {{0, u"another"_s}}, 1'751'010'001'000, "anna.k").body), 200);
    QTRY_COMPARE(timeline->newCount(), 1);
    QTest::keyClick(timeline->findChild<TimelineTable *>(), Qt::Key_End);
    QTRY_VERIFY(timeline->isFollowing());
    QCOMPARE(timeline->newCount(), 0);
}

void TestWindow::historyIsThereAfterARestart()
{
    const QTemporaryDir folder;
    {
        Opened opened(folder.path());
        QVERIFY(opened.isListening());
        QCOMPARE(opened.post(creation("rid-9", 4, 1'751'010'000'000, "Friday open mic").body), 200);
        QCOMPARE(opened.post(seats("rid-9", {{1, u"bob"_s}}, 1'751'010'002'000).body), 200);
        QTRY_COMPARE(opened.timelineRows(), 2);
    }
    Opened again(folder.path());
    QCOMPARE(again.timelineRows(), 2);
    again.window.openRoom(keyOf(u"rid-9"_s));
    const auto *page = again.window.findChild<RoomPage *>();
    QTRY_COMPARE(page->seats()->model()->rowCount(), 4);
    QVERIFY(page->seats()->model()->index(1, 0).data(Qt::AccessibleTextRole).toString().contains(u"bob"_s));
}

void TestWindow::aWindowFollowsWhatAnotherProcessReceives()
{
    const QTemporaryDir folder;
    Server server(folder.path());
    Client client(server.url());
    const auto post = [&client](int seat) {
        const Callback sent = seats("rid-1", {{seat, u"user%1"_s.arg(seat)}}, 1'751'010'000'000 + seat);
        return client.post("/?SdkAppid=1400900001", sent.body).status;
    };
    QCOMPARE(post(0), 200);

    QVERIFY(!Session::open(folder.path()));
    SessionWindow opened(sessionIn(folder.path(), Session::IfInUse::Follow), optionsFor(folder.path()));
    QVERIFY(opened.session().isFollowed());
    const Monitor &monitor = *opened.session().monitor();
    MainWindow &window = opened.window();
    window.resize(1440, 900);
    window.show();
    opened.start();

    const auto *pill = window.findChild<StatusPill *>();
    QCOMPARE(pill->word(), u"Following"_s);
    QVERIFY2(pill->toolTip().contains(server.url().toString()), qPrintable(pill->toolTip()));
    const QAbstractItemModel *rows = window.findChild<TimelineView *>()->findChild<TimelineTable *>()->model();
    QCOMPARE(rows->rowCount(), 1);
    for (int seat = 1; seat < 6; ++seat)
        QCOMPARE(post(seat), 200);
    QTRY_COMPARE(rows->rowCount(), 6);
    QCOMPARE(monitor.rooms().find(keyOf(u"rid-1"_s))->takenSeatCount(), 6);

    // How it is read is the other one's affair.
    const auto *interpretationMenu = window.findChild<QMenu *>(u"readingMenu"_s);
    int choices = 0;
    for (QAction *action : interpretationMenu->actions()) {
        if (!action->isCheckable())
            continue;
        QVERIFY(!action->isEnabled());
        QVERIFY(action->toolTip().contains(u"belongs to the Roomscope that receives into it"_s));
        action->trigger();
        ++choices;
    }
    QCOMPARE(choices, 5);
    QVERIFY(!QFile::exists(folder.filePath(u"reading.json"_s)));
    const Interpretation byArrival {.order = Interpretation::Order::Arrival};
    QVERIFY(saveInterpretation(folder.path(), byArrival));
    QTRY_COMPARE(monitor.rooms().interpretation(), byArrival);
    QTRY_COMPARE(rows->rowCount(), 6);
    QCOMPARE(monitor.rooms().find(keyOf(u"rid-1"_s))->takenSeatCount(), 6);

    // A burst of rejected requests is one row whose count grows.
    constexpr int kept = RejectionThrottle::keptWhole;
    const auto reject = [&client] { return client.post("/?SdkAppid=1400900001", "no JSON").status; };
    for (int i = 0; i < kept + 1; ++i)
        QCOMPARE(reject(), 400);
    QTRY_COMPARE(rows->rowCount(), 6 + kept + 1);
    for (int i = 0; i < 30; ++i)
        QCOMPARE(reject(), 400);
    const auto lastRow = [rows] {
        QStringList texts;
        for (int column = 0; column < rows->columnCount(); ++column)
            texts.append(rows->index(rows->rowCount() - 1, column).data().toString());
        return texts.join(u' ');
    };
    QTRY_VERIFY2(lastRow().contains(u"×31"_s), qPrintable(lastRow()));
    QCOMPARE(rows->rowCount(), 6 + kept + 1);

    QCOMPARE(server.stop(), 0);
    QTRY_VERIFY2(pill->toolTip().contains(u"has stopped"_s), qPrintable(pill->toolTip()));
}

void TestWindow::theSessionCanBeReadInAnotherWay()
{
    const QTemporaryDir folder;
    const auto seat = [](int index, const QByteArray &member, qint64 timeMs) {
        return QByteArray(
            R"({"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","Operator_Account":"anna.k","RoomId":"rid-1",)"
            R"("SeatList":[{"Index":)"
            + QByteArray::number(index) + R"(,"Member_Account":")" + member
            + R"(","IsTakenDisabled":false,"IsVideoDisabled":false,"IsAudioDisabled":false}],"EventTime":)"
            + QByteArray::number(timeMs) + '}');
    };
    const auto onSeat = [](const Monitor &monitor, int index) {
        return monitor.rooms().find({u"1400900001"_s, u"rid-1"_s})->seats().value(index).member;
    };
    const auto choose = [](MainWindow &window, int choice) {
        QList<QAction *> choices;
        for (QAction *action : window.findChild<QMenu *>(u"readingMenu"_s)->actions()) {
            if (action->isCheckable())
                choices.append(action);
        }
        choices.at(choice)->trigger();
    };
    constexpr qint64 t0 = 1'751'010'000'000;
    {
        Opened opened(folder.path());
        QVERIFY(opened.isListening());
        opened.window.openRoom({u"1400900001"_s, u"rid-1"_s});
        QCOMPARE(opened.post(seat(0, "newer", t0 + 10)), 200);
        QCOMPARE(opened.post(seat(1, "other", t0 + 11)), 200);
        QCOMPARE(opened.post(seat(0, "older", t0)), 200);
        QTRY_COMPARE(opened.monitor.counters().late, 1);
        QCOMPARE(onSeat(opened.monitor, 0), u"newer"_s);

        // By arrival nothing is late. What comes in while the journal is read is neither missed nor taken twice.
        choose(opened.window, 1);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(opened.post(seat(2, "guest" + QByteArray::number(i), t0 + 100 - i)), 200);
        QTRY_COMPARE(opened.monitor.rooms().interpretation().order, Interpretation::Order::Arrival);
        QTRY_COMPARE(opened.monitor.counters().callbacks, 23);
        QCOMPARE(opened.monitor.counters().late, 0);
        QCOMPARE(onSeat(opened.monitor, 0), u"older"_s);
        QCOMPARE(onSeat(opened.monitor, 2), u"guest19"_s);
        QTRY_COMPARE(opened.timelineRows(), 23);
        const auto *button = opened.window.findChild<QToolButton *>(u"reading"_s);
        QTRY_VERIFY(button->text().contains(u"By arrival"_s));

        choose(opened.window, 4); // full tables: a seat that is not listed is empty
        QTRY_COMPARE(opened.monitor.rooms().interpretation().seatLists, Interpretation::SeatLists::FullTable);
        QCOMPARE(onSeat(opened.monitor, 1), QString());
        QCOMPARE(opened.monitor.counters().callbacks, 23);
    }
    // It is kept with the session, for the window and for every command.
    const Opened again(folder.path());
    QCOMPARE(
        again.monitor.rooms().interpretation(),
        (Interpretation {.order = Interpretation::Order::Arrival, .seatLists = Interpretation::SeatLists::FullTable}));
    QCOMPARE(onSeat(again.monitor, 0), QString());
    const QJsonObject rooms
        = QJsonDocument::fromJson(run({u"rooms"_s, u"--data-dir"_s, folder.path()}).output).object();
    QCOMPARE(rooms[u"rooms"_s][0][u"seats"_s][2][u"member"_s].toString(), u"guest19"_s);
    QVERIFY(rooms[u"rooms"_s][0][u"seats"_s][0][u"member"_s].isNull());
}

void TestWindow::callbacksThatCannotBeReadAreToldInTheWindow()
{
    const QTemporaryDir folder;
    Opened opened(folder.path(), {.unsentCallbacks = 0}); // each comes as a range
    QVERIFY(opened.isListening());
    QCOMPARE(opened.post(seats("rid-1", {{0, u"ann"_s}}, 1'751'010'000'000).body), 200);
    QTRY_COMPARE(opened.timelineRows(), 1);

    const QString file = folder.filePath(u"journal.sqlite"_s);
    opened.feed.pause();
    QCOMPARE(opened.post(seats("rid-1", {{1, u"bob"_s}}, 1'751'010'001'000).body), 200);
    QTRY_COMPARE(opened.feed.behind(), 1);
    {
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(QFile::encodeName(file).constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database,
                              "UPDATE blocks SET data = substr(data, 1, 40) || x'00ff17' || substr(data, 44) "
                              "WHERE first = 2",
                              nullptr, nullptr, nullptr),
                 SQLITE_OK);
        sqlite3_close(database);
    }
    opened.feed.resume();
    QTRY_COMPARE(opened.feed.behind(), 0);
    const auto notices = [&] {
        QStringList texts;
        for (const NoticeBar *bar : opened.window.findChild<Notices *>()->findChildren<NoticeBar *>())
            texts.append(bar->sentence());
        return texts.join(u'\n');
    };
    QTRY_VERIFY2(notices().contains(u"callbacks 2 to 2 are unreadable"_s), qPrintable(notices()));
    QCOMPARE(opened.post(seats("rid-1", {{2, u"cy"_s}}, 1'751'010'002'000).body), 200);
    QTRY_COMPARE(opened.timelineRows(), 2);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
