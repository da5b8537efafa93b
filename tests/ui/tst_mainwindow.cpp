// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/session/session.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/inspector/inspector.h"
#include "ui/rooms/roompage.h"
#include "ui/rooms/roomtabs.h"
#include "ui/rooms/roomviews.h"
#include "ui/rooms/seatgridview.h"
#include "ui/style/chip.h"
#include "ui/style/windowsettings.h"
#include "ui/timeline/savedfilters.h"
#include "ui/timeline/searchfield.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/mainwindow.h"
#include "ui/window/notices.h"
#include "ui/window/receivercontrols.h"
#include "ui/window/sessionbar.h"
#include "ui/window/statuswidgets.h"
#include "ui/window/welcomepage.h"
#include "ui/words/receiverwords.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFocusFrame>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Roomscope;
using namespace Qt::StringLiterals;

class TestMainWindow final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theFirstCallbackReplacesTheWelcome();
    void aCallbackReachesTheTileOfAnOpenRoom();
    void everyActionIsInAMenuAndShortcutsAreUnique();
    void mnemonicsAreUniqueInEveryMenu();
    void theKeyboardReachesKindsAndNotices();
    void roomsAreFilteredFromEverywhere();
    void statesHaveWords_data();
    void statesHaveWords();
    void onlyAListeningReceiverIsGreen();
    void startAndStopAreAskedFor();
    void theUrlIsCopied();
    void theKeyboardAloneReachesTheSeats();
    void aClickPreviewsAndTheNextOneReplacesIt();
    void theFirstWindowFitsTheScreen();
    void seatsComeFirst_data();
    void seatsComeFirst();
    void theWindowIsAsItWasLeft();
    void freezingStopsTheViewOnly();
    void aLonelySdkAppIdCanBePinned();
    void noticesAreShownOneAfterTheOther();
    void aNarrowNoticeHasItsButtonsBelow();
    void numbersGiveWayToAStatusTipTogether();
    void wrongSettingsAreSaidAtTheirField();
    void settingsSurvive();
    void countersFilterTheTimeline();
    void theFirstCounterMovesNothing();
    void aSeatFiltersTheTimeline();
    void droppedFilesAreAskedFor();
    void recentSessionsAreOffered();
    void filtersAreSavedUnderNamesAndKeys();
    void theFieldOffersWhatExists();

private:
    static RoomKey key(const char *room) { return {QString::fromLatin1(Test::sdkAppId), QString::fromLatin1(room)}; }
    static QAction *actionFor(const MainWindow &window, const QString &shortcut)
    {
        const QList<QAction *> actions = window.findChildren<QAction *>();
        for (QAction *action : actions) {
            if (action->shortcut() == QKeySequence(shortcut))
                return action;
        }
        return nullptr;
    }
    static QList<Callback> twoRooms()
    {
        const qint64 now = nowUs() / 1000;
        return {Test::creation("rid-1", 4, now - 9000, "Alpha"), Test::creation("rid-2", 2, now - 8000, "Beta"),
                Test::seats("rid-1", {{.index = 0, .member = u"ann"_s}, {.index = 1}}, now - 7000),
                Test::seats("rid-2", {{.index = 0}}, now - 6000)};
    }
    static ReceiverStatus listening()
    {
        return {.state = ReceiverStatus::State::Listening, .url = u"http://127.0.0.1:8480/"_s, .sinceUs = nowUs()};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestMainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
}

void TestMainWindow::theFirstCallbackReplacesTheWelcome()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.receiver()->setStatus(listening());
    window.show();
    auto *welcome = window.findChild<WelcomePage *>();
    QVERIFY(welcome->isVisible());
    QVERIFY(!window.findChild<QTabWidget *>()->isVisible());
    QCOMPARE(welcome->findChild<QLineEdit *>()->text(), u"http://127.0.0.1:8480/"_s);
    monitor.ingest(twoRooms());
    QVERIFY(!welcome->isVisible());
    QVERIFY(window.findChild<QTabWidget *>()->isVisible());
}

void TestMainWindow::aCallbackReachesTheTileOfAnOpenRoom()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    monitor.ingest(twoRooms());
    window.openRoom(key("rid-1"));
    const QAbstractItemModel *tiles = window.findChild<SeatGridView *>()->model();
    QCOMPARE(tiles->index(1, 0).data(Qt::AccessibleTextRole).toString(), u"Seat 1, empty"_s);
    monitor.ingest({Test::seats("rid-1", {{.index = 1, .member = u"bob"_s, .locked = true}}, nowUs() / 1000)});
    QVERIFY(tiles->index(1, 0).data(Qt::AccessibleTextRole).toString().startsWith(u"Seat 1, bob, locked since "_s));
}

void TestMainWindow::everyActionIsInAMenuAndShortcutsAreUnique()
{
    Session session;
    const MainWindow window(&session);
    QSet<const QAction *> inMenus;
    QList<const QMenu *> menus;
    for (const QAction *action : window.menuBar()->actions())
        menus.append(action->menu());
    while (!menus.isEmpty()) {
        const QMenu *menu = menus.takeFirst();
        for (const QAction *action : menu->actions()) {
            inMenus.insert(action);
            if (action->menu())
                menus.append(action->menu());
            else if (!action->isSeparator())
                QVERIFY2(!action->text().isEmpty(), qPrintable(menu->title()));
        }
    }
    QHash<QKeySequence, QString> taken;
    for (const QAction *action : window.actions()) {
        QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
    }
    for (const QAction *action : std::as_const(inMenus)) {
        if (action->shortcut().isEmpty() || action->shortcutContext() != Qt::WindowShortcut)
            continue;
        QVERIFY2(!taken.contains(action->shortcut()),
                 qPrintable(QString(action->text() + u" / "_s + taken.value(action->shortcut()))));
        taken.insert(action->shortcut(), action->text());
    }
    QVERIFY(taken.size() > 25);
}

void TestMainWindow::mnemonicsAreUniqueInEveryMenu()
{
    Session session;
    const MainWindow window(&session);
    const auto check = [](const QString &where, const QList<QAction *> &actions) {
        QHash<QString, QString> taken;
        for (const QAction *action : actions) {
            const QString key = QKeySequence::mnemonic(action->text()).toString();
            if (key.isEmpty())
                continue;
            QVERIFY2(!taken.contains(key),
                     qPrintable(QString(where + u": "_s + taken.value(key) + u" / "_s + action->text())));
            taken.insert(key, action->text());
        }
    };
    check(u"menu bar"_s, window.menuBar()->actions());
    const QList<QMenu *> menus = window.findChildren<QMenu *>();
    QVERIFY(menus.size() > 12);
    for (QMenu *menu : menus) {
        emit menu->aboutToShow(); // some are filled only then
        check(menu->title(), menu->actions());
    }
}

void TestMainWindow::theKeyboardReachesKindsAndNotices()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.resize(1200, 740);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, Test::patienceMs));
    monitor.ingest(twoRooms());
    window.showNotice(u"Something went wrong."_s);

    actionFor(window, u"Alt+3"_s)->trigger();
    const auto *frame = window.findChild<QFocusFrame *>();
    QTRY_VERIFY(frame->isVisible());
    QCOMPARE(frame->widget(), window.focusWidget());
    actionFor(window, u"Alt+5"_s)->trigger();
    QVERIFY(qobject_cast<const Chip *>(window.focusWidget()));
    QVERIFY(!frame->isVisible());
    QTest::keyClick(window.focusWidget(), Qt::Key_Right);
    QCOMPARE(qobject_cast<const Chip *>(window.focusWidget())->text(), u"Seats"_s);
    actionFor(window, u"Alt+6"_s)->trigger();
    const auto *button = qobject_cast<const QPushButton *>(window.focusWidget());
    QVERIFY(button);
    QVERIFY(window.findChild<Notices *>()->isAncestorOf(button));
}

void TestMainWindow::roomsAreFilteredFromEverywhere()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.resize(1200, 740);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, Test::patienceMs));
    monitor.ingest(twoRooms());
    window.openRoom(key("rid-2"));
    auto *tabs = window.findChild<RoomTabs *>();
    auto *list = window.findChild<RoomView *>(u"roomList"_s);
    auto *wall = window.findChild<RoomView *>(u"roomWall"_s);
    auto *field = window.findChild<QLineEdit *>(u"roomFilter"_s);
    const auto *count = window.findChild<QLabel *>(u"roomCount"_s);
    QVERIFY(!count->isVisible());
    window.findChild<QDockWidget *>(u"roomsDock"_s)->hide();
    window.findChild<TimelineView *>()->setFocus();
    QTest::keyClick(window.focusWidget(), Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(window.focusWidget(), field);
    QVERIFY(field->isVisible());
    QTest::keyClicks(field, u"alph"_s);
    for (const RoomView *view : {list, wall}) {
        QCOMPARE(view->model()->rowCount(), 1);
        QCOMPARE(view->model()->index(0, 0).data(Qt::DisplayRole).toString(), u"Alpha"_s);
    }
    QVERIFY(count->isVisible());
    QCOMPARE(count->text(), u"1 of 2"_s);
    QCOMPARE(tabs->currentRoom(), key("rid-2")); // whatever is hidden: what is open stays
    QTest::keyClick(field, Qt::Key_Down);
    QCOMPARE(window.focusWidget(), list);
    QCOMPARE(list->currentRoom(), key("rid-1"));
    QTest::keyClick(list, Qt::Key_Escape);
    QCOMPARE(field->text(), QString());
    QCOMPARE(list->model()->rowCount(), 2);
    QVERIFY(!count->isVisible());

    // On the wall it is said and cleared, too.
    QTest::keyClicks(field, u"beta"_s);
    tabs->showWall();
    auto *clear = wall->parentWidget()->findChild<QToolButton *>();
    QVERIFY(clear->isVisible());
    const QList<QLabel *> labels = wall->parentWidget()->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel *label) { return label->text() == u"1 of 2 rooms: those with “beta”"_s; }));
    clear->click();
    QVERIFY(!clear->isVisible());
    QCOMPARE(field->text(), QString());
    QCOMPARE(wall->model()->rowCount(), 2);
    QTest::keyClick(field, Qt::Key_Escape); // nothing to clear: back to the rooms
    QCOMPARE(window.focusWidget(), list);
}

void TestMainWindow::statesHaveWords_data()
{
    using State = ReceiverStatus::State;
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("word");
    QTest::newRow("stopped") << int(State::Stopped) << u"Stopped"_s;
    QTest::newRow("starting") << int(State::Starting) << u"Starting"_s;
    QTest::newRow("listening") << int(State::Listening) << u"Listening"_s;
    QTest::newRow("in use") << int(State::AddressInUse) << u"Port in use"_s;
    QTest::newRow("cannot listen") << int(State::CannotListen) << u"Cannot listen"_s;
    QTest::newRow("disk full") << int(State::DiskFull) << u"Disk full"_s;
    QTest::newRow("journal") << int(State::JournalFailed) << u"Not storing"_s;
}

void TestMainWindow::statesHaveWords()
{
    QFETCH(int, state);
    QFETCH(QString, word);
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    monitor.ingest(twoRooms());
    ReceiverStatus status {.state = ReceiverStatus::State(state)};
    if (status.state == ReceiverStatus::State::Listening)
        status = listening();
    window.receiver()->setStatus(status);
    const auto *pill = window.findChild<StatusPill *>();
    QCOMPARE(pill->word(), word);
    QCOMPARE(pill->accessibleName(), QString(u"Receiver: "_s + word));
    QVERIFY(!pill->toolTip().isEmpty());
    QVERIFY(!receiverWords(status).sentence.isEmpty());
    const bool quiet = status.isReceiving() || status.state == ReceiverStatus::State::Starting;
    bool said = false;
    for (const NoticeBar *notice : window.findChildren<NoticeBar *>())
        said = said || (notice->isVisible() && notice->sentence() == receiverWords(status).sentence);
    QCOMPARE(said, !quiet);
}

void TestMainWindow::onlyAListeningReceiverIsGreen()
{
    for (int state = 0; state <= int(ReceiverStatus::State::JournalFailed); ++state) {
        // With a url: a full disk still listens, and is not green.
        const ReceiverWords words
            = receiverWords({.state = ReceiverStatus::State(state), .url = u"http://127.0.0.1:8480/"_s});
        const bool listens = ReceiverStatus::State(state) == ReceiverStatus::State::Listening;
        QCOMPARE(words.tone == Tone::Good, listens);
        QCOMPARE(words.shape == MarkShape::Dot, listens);
    }
}

void TestMainWindow::startAndStopAreAskedFor()
{
    Session session;
    MainWindow window(&session);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, Test::patienceMs));
    QSignalSpy started(window.receiver(), &ReceiverControls::startRequested);
    QSignalSpy stopped(window.receiver(), &ReceiverControls::stopRequested);
    QSignalSpy demo(window.receiver(), &ReceiverControls::demoRequested);
    QSignalSpy demoStopped(window.receiver(), &ReceiverControls::demoStopRequested);
    QSignalSpy test(window.receiver(), &ReceiverControls::testCallbackRequested);
    ReceiverOptions options;
    QVERIFY(!options.setListen(u"127.0.0.1:9999"_s));
    window.receiver()->setOptions(options);
    QVERIFY(!actionFor(window, u"F6"_s)->isEnabled()); // nobody would get it
    QTest::keyClick(&window, Qt::Key_F5);
    QCOMPARE(started.size(), 1);
    QCOMPARE(started.first().first().value<ReceiverOptions>().port, 9999);
    window.receiver()->setStatus(listening());
    QTest::keyClick(&window, Qt::Key_F5); // what people press to see something anew
    QCOMPARE(stopped.size(), 0);
    QCOMPARE(started.size(), 1);
    QTest::keyClick(&window, Qt::Key_Period, Qt::ControlModifier);
    QCOMPARE(stopped.size(), 1);
    QTest::keyClick(&window, Qt::Key_F6);
    QCOMPARE(test.size(), 1);
    QTest::keyClick(&window, Qt::Key_F8);
    QCOMPARE(demo.size(), 1);
    window.receiver()->setDemoRunning(true);
    QTest::keyClick(&window, Qt::Key_F8);
    QCOMPARE(demoStopped.size(), 1);
}

void TestMainWindow::theUrlIsCopied()
{
    Session session;
    MainWindow window(&session);
    window.receiver()->setStatus(listening());
    window.show();
    QApplication::clipboard()->clear();
    actionFor(window, u"Ctrl+Shift+C"_s)->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"http://127.0.0.1:8480/"_s);
}

void TestMainWindow::theKeyboardAloneReachesTheSeats()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, Test::patienceMs));
    monitor.ingest(twoRooms());
    QTest::keyClick(&window, Qt::Key_1, Qt::AltModifier);
    auto *list = qobject_cast<RoomView *>(QApplication::focusWidget());
    QVERIFY(list);
    QTest::keyClicks(list, u"alp"_s);
    QTest::keyClick(list, Qt::Key_Return);
    auto *seats = qobject_cast<SeatGridView *>(QApplication::focusWidget());
    QVERIFY(seats);
    QTest::keyClick(seats, Qt::Key_Right);
    QCOMPARE(seats->currentIndex().data(Qt::AccessibleTextRole).toString(), u"Seat 1, empty"_s);
    QTest::keyClick(seats, Qt::Key_Return); // what happened on this seat
    auto *search = window.findChild<SearchField *>();
    QCOMPARE(search->text(), u"room:rid-1 seat:1"_s);
    QTest::keyClick(&window, Qt::Key_3, Qt::AltModifier);
    QVERIFY(window.findChild<TimelineView *>()->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), search);
    QTest::keyClick(&window, Qt::Key_2, Qt::AltModifier);
    QCOMPARE(QApplication::focusWidget(), seats);
}

void TestMainWindow::aClickPreviewsAndTheNextOneReplacesIt()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.resize(1300, 900);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, Test::patienceMs));
    monitor.ingest(twoRooms());
    auto *tabs = window.findChild<QTabWidget *>();
    window.openRoom(key("rid-1"), true);
    QCOMPARE(tabs->count(), 2);
    window.openRoom(key("rid-2"), true);
    QCOMPARE(tabs->count(), 2);
    QCOMPARE(tabs->tabText(1), u"rid-2"_s);
    window.openRoom(key("rid-2")); // opened for good
    window.openRoom(key("rid-1"), true);
    QCOMPARE(tabs->count(), 3);
    QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs->count(), 2);
    tabs->setCurrentIndex(0);
    QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs->count(), 2); // the wall stays
    window.openRoom(key("rock&roll"));
    QCOMPARE(tabs->tabText(2), u"rock&&roll"_s); // as Qt wants it written
}

void TestMainWindow::theFirstWindowFitsTheScreen()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    const QSize available = window.screen()->availableGeometry().size();
    QCOMPARE(window.size().boundedTo(available), window.size());
    monitor.ingest(twoRooms());
    window.openRoom(key("rid-1"));
    QVERIFY(window.minimumSizeHint().width() <= 960 && window.minimumSizeHint().height() <= 600);
}

void TestMainWindow::seatsComeFirst_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("1440x900 at 1.5") << QSize(960, 600);
    QTest::newRow("1000x700") << QSize(1000, 700);
    QTest::newRow("2560x1440 at 2") << QSize(1280, 720);
    QTest::newRow("1366x768") << QSize(1366, 768);
}

void TestMainWindow::seatsComeFirst()
{
    QFETCH(QSize, size);
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.resize(size);
    window.show();
    QList<Test::SeatLine> seats;
    for (int i = 0; i < 8; ++i)
        seats.append(Test::SeatLine {.index = i, .member = u"member %1"_s.arg(i)});
    monitor.ingest({Test::creation("rid-1", 8, nowUs() / 1000), Test::seats("rid-1", seats, nowUs() / 1000)});
    window.openRoom(key("rid-1"));
    const auto *grid = window.findChild<SeatGridView *>();
    const auto allSeen = [grid] {
        for (int row = 0; row < 8; ++row) {
            const QRect tile = grid->visualRect(grid->model()->index(row, 0));
            if (tile.isEmpty() || !grid->viewport()->rect().contains(tile))
                return false;
        }
        return true;
    };
    const auto *inspectorDock = window.findChild<QDockWidget *>(u"inspectorDock"_s);
    QVERIFY(!inspectorDock->isVisible()); // empty it gives its place away
    QTRY_VERIFY(allSeen());
    QVERIFY(grid->form() == SeatForm::Full || grid->form() == SeatForm::Compact);

    window.findChild<Inspector *>()->showCallback(1);
    QTRY_VERIFY(inspectorDock->isVisible());
    QTRY_VERIFY(allSeen());
    QCOMPARE(window.size(), size);
}

void TestMainWindow::theWindowIsAsItWasLeft()
{
    {
        Session session;
        Monitor &monitor = *session.monitor();
        MainWindow window(&session);
        window.resize(1200, 740);
        window.show();
        monitor.ingest(twoRooms());
        window.openRoom(key("rid-1"));
        window.openRoom(key("rid-2"));
        window.openRoom(key("rid-1"));
        actionFor(window, u"Ctrl+2"_s)->trigger();
        actionFor(window, u"Ctrl+Shift+G"_s)->trigger();
        QAction *inspector = window.findChild<QDockWidget *>(u"inspectorDock"_s)->toggleViewAction();
        inspector->trigger(); // on, though it is empty
        inspector->trigger();
        window.close();
    }
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    QCOMPARE(window.height(), 740); // the screen of the offscreen platform is too narrow to tell of the width
    QVERIFY(!window.findChild<QDockWidget *>(u"inspectorDock"_s)->isVisible());
    QVERIFY(actionFor(window, u"Ctrl+2"_s)->isChecked());
    QVERIFY(!actionFor(window, u"Ctrl+Shift+G"_s)->isChecked());
    auto *tabs = window.findChild<QTabWidget *>();
    QCOMPARE(tabs->count(), 1); // their rooms have not been seen yet
    monitor.ingest(twoRooms());
    QCOMPARE(tabs->count(), 3);
    QCOMPARE(tabs->tabText(tabs->currentIndex()), u"rid-1"_s);
    QVERIFY(window.findChild<RoomView *>(u"roomList"_s)->currentRoom() == key("rid-1"));
    auto *inspector = window.findChild<Inspector *>();
    const QSignalSpy shown(inspector, &Inspector::shown);
    inspector->showCallback(1);
    QTRY_COMPARE(shown.size(), 1);
    QVERIFY(!window.findChild<QDockWidget *>(u"inspectorDock"_s)->isVisible()); // the reader does not want it
}

void TestMainWindow::freezingStopsTheViewOnly()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, Test::patienceMs));
    monitor.ingest(twoRooms());
    window.openRoom(key("rid-1"));
    const QAbstractItemModel *tiles = window.findChild<SeatGridView *>()->model();
    QTest::keyClick(&window, Qt::Key_F7);
    monitor.ingest({Test::seats("rid-1", {{.index = 1, .member = u"bob"_s}}, nowUs() / 1000)});
    QCOMPARE(tiles->index(1, 0).data(Qt::AccessibleTextRole).toString(), u"Seat 1, empty"_s);
    QCOMPARE(monitor.counters().callbacks, 5);
    QTest::keyClick(&window, Qt::Key_F7);
    QCOMPARE(tiles->index(1, 0).data(Qt::AccessibleTextRole).toString(), u"Seat 1, bob"_s);
}

void TestMainWindow::aLonelySdkAppIdCanBePinned()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.receiver()->setStatus(listening());
    window.show();
    QAction *pin = actionFor(window, u"Ctrl+P"_s);
    QVERIFY(!pin->isEnabled());
    monitor.ingest(twoRooms());
    QTRY_VERIFY(pin->isEnabled());
    QSignalSpy started(window.receiver(), &ReceiverControls::startRequested);
    pin->trigger();
    QCOMPARE(started.size(), 1);
    QCOMPARE(started.first().first().value<ReceiverOptions>().sdkAppIds,
             QStringList {QString::fromLatin1(Test::sdkAppId)});
    QCOMPARE(WindowSettings().receiverOptions().sdkAppIds.size(), 1);
    QVERIFY(!pin->isEnabled());
}

void TestMainWindow::noticesAreShownOneAfterTheOther()
{
    Session session;
    MainWindow window(&session);
    window.receiver()->setStatus(listening());
    window.show();
    window.showNotice(u"First."_s);
    window.showNotice(u"Second."_s);
    const auto shown = [&window]() -> NoticeBar * {
        for (NoticeBar *notice : window.findChildren<NoticeBar *>()) {
            if (notice->isVisible())
                return notice;
        }
        return nullptr;
    };
    QVERIFY(shown());
    QCOMPARE(shown()->sentence(), u"First."_s);
    QTest::mouseClick(shown()->findChild<QPushButton *>(), Qt::LeftButton);
    QTRY_VERIFY(shown());
    QTRY_COMPARE(shown()->sentence(), u"Second."_s);
    QTest::mouseClick(shown()->findChild<QPushButton *>(), Qt::LeftButton);
    QTRY_VERIFY(!shown());
}

void TestMainWindow::aNarrowNoticeHasItsButtonsBelow()
{
    QWidget whole;
    auto *layout = new QVBoxLayout(&whole);
    auto *notice = new NoticeBar(&whole);
    layout->addWidget(notice);
    layout->addStretch(1);
    QAction pin(u"Pin SDKAppID 1400900001"_s);
    QAction any(u"Accept any"_s);
    notice->say(Tone::Accent, u"pin"_s,
                u"Callbacks of any application are accepted. Only SDKAppID 1400900001 has sent some."_s, {&pin, &any});
    whole.show();
    const auto *text = notice->findChild<QLabel *>();
    const auto *button = notice->findChild<QPushButton *>();
    const int unit = notice->fontMetrics().height();
    whole.resize(unit * 100, unit * 30);
    QTRY_VERIFY(button->geometry().left() > text->geometry().right());
    whole.resize(unit * 28, unit * 30);
    QTRY_VERIFY(button->geometry().top() > text->geometry().bottom());
    QTRY_VERIFY2(text->height() < unit * 5, qPrintable(QString::number(text->height())));
}

void TestMainWindow::numbersGiveWayToAStatusTipTogether()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    monitor.ingest({Test::seats("rid-1", {{.index = 1}}, nowUs() / 1000),
                    Test::seats("rid-1", {{.index = 1}}, nowUs() / 1000 - 60'000)});
    auto *bar = window.findChild<SessionBar *>();
    bar->refresh();
    const auto shown = [bar] {
        int count = 0;
        for (const QToolButton *button : bar->findChildren<QToolButton *>())
            count += button->isVisible() ? 1 : 0;
        return count;
    };
    QCOMPARE(shown(), 1); // the late one
    bar->showMessage(u"What the action does"_s);
    bar->refresh(); // once a second, whatever is said meanwhile
    QCOMPARE(shown(), 0);
    bar->clearMessage();
    QCOMPARE(shown(), 1);
}

void TestMainWindow::wrongSettingsAreSaidAtTheirField()
{
    SettingsDialog dialog(ReceiverOptions(), {}, ColorScheme::System, true);
    dialog.show();
    auto *listen = dialog.findChild<QLineEdit *>(u"listen"_s);
    auto *problem = dialog.findChild<QLabel *>(u"listenProblem"_s);
    QPushButton *ok = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    QVERIFY(!problem->isVisible());
    listen->selectAll();
    QTest::keyClicks(listen, u"127.0.0.1:99999"_s);
    QVERIFY(problem->isVisible());
    QVERIFY(!problem->text().isEmpty());
    QVERIFY(!ok->isEnabled());
    listen->selectAll();
    QTest::keyClicks(listen, u"127.0.0.1:8500"_s);
    QVERIFY(!problem->isVisible());
    QVERIFY(ok->isEnabled());
    QCOMPARE(dialog.options().port, 8500);
    auto *ids = dialog.findChild<QLineEdit *>(u"sdkAppIds"_s);
    ids->setText(u"1400000001, 1400000002"_s);
    QCOMPARE(dialog.options().sdkAppIds, (QStringList {u"1400000001"_s, u"1400000002"_s}));
}

void TestMainWindow::settingsSurvive()
{
    QCOMPARE(WindowSettings().receiverOptions(), ReceiverOptions());
    ReceiverOptions options;
    QVERIFY(!options.setListen(u"[::1]:9001"_s));
    QVERIFY(!options.setPath(u"/rtc"_s));
    QVERIFY(!options.setSdkAppIds({u"1400000001"_s}));
    QVERIFY(!options.limits.set(Limit::Body, u"4096"));
    QVERIFY(!options.setTrustedForwarders({u"10.0.0.0/8"_s, u"2001:db8::/32"_s}));
    QVERIFY(!options.limits.set(Limit::IdleTime, u"1.5"));
    QVERIFY(!options.setSignaturePolicy(u"require"));
    QVERIFY(!options.setSignatureTolerance(u"30"));
    options.tls = {.certificateFile = u"/c.pem"_s, .keyFile = u"/k.pem"_s, .passphraseFile = u"/p"_s};
    QVERIFY(!options.setToken("secret"));
    WindowSettings().saveReceiverOptions(options);
    constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(WindowSettings().fileName()) & others)); // it may hold the token
    QCOMPARE(WindowSettings().receiverOptions(), options);
    WindowSettings().setValue(u"receiver/listen"_s, u"nonsense:x"_s); // edited by hand
    QCOMPARE(WindowSettings().receiverOptions().port, ReceiverOptions().port);
}

void TestMainWindow::countersFilterTheTimeline()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    QList<Callback> batch = twoRooms();
    batch.append(batch.last());
    batch.last().receivedUs += 1000;
    monitor.ingest(batch);
    QCOMPARE(monitor.counters().duplicates, 1);
    actionFor(window, u"Ctrl+Shift+D"_s)->trigger();
    QCOMPARE(window.findChild<SearchField *>()->text(), u"verdict:duplicate"_s);
    actionFor(window, u"Ctrl+Shift+F"_s)->trigger();
    QVERIFY(window.findChild<SearchField *>()->text().isEmpty());
}

void TestMainWindow::theFirstCounterMovesNothing()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.resize(1000, 700);
    window.show();
    monitor.ingest(twoRooms());
    QCoreApplication::processEvents();
    const int before = window.findChild<SessionBar *>()->height();
    QList<Callback> late {Test::seats("rid-1", {{.index = 0}}, nowUs() / 1000 - 60'000)};
    monitor.ingest(late);
    QCOMPARE(monitor.counters().late, 1);
    window.findChild<SessionBar *>()->refresh();
    QVERIFY(!window.findChild<SessionBar *>()->findChildren<QToolButton *>().constFirst()->isHidden());
    QCoreApplication::processEvents();
    QCOMPARE(window.findChild<SessionBar *>()->height(), before);
}

void TestMainWindow::aSeatFiltersTheTimeline()
{
    Session session;
    MainWindow window(&session);
    emit window.findChild<RoomTabs *>()->seatActivated(key("a%2Fb"), 3);
    QCOMPARE(window.findChild<SearchField *>()->text(), u"room:a%2Fb seat:3"_s);
}

void TestMainWindow::droppedFilesAreAskedFor()
{
    Session session;
    MainWindow window(&session);
    QSignalSpy asked(&window, &MainWindow::sessionRequested);
    const auto drop = [&window](const QMimeData &dropped) {
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        enter.setAccepted(false);
        QCoreApplication::sendEvent(&window, &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &event);
        return true;
    };
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(u"/tmp/a b.roomscope"_s), QUrl(u"https://example.test/x"_s),
                   QUrl::fromLocalFile(u"/tmp/c.har"_s)});
    QVERIFY(drop(files));
    QCOMPARE(asked.size(), 2);
    QCOMPARE(asked[0].first().toString(), u"/tmp/a b.roomscope"_s);
    QCOMPARE(asked[1].first().toString(), u"/tmp/c.har"_s);
    QMimeData text;
    text.setText(u"no file"_s);
    QVERIFY(!drop(text));
}

void TestMainWindow::recentSessionsAreOffered()
{
    const QString first = m_folder->filePath(u"a & b"_s);
    QVERIFY(QDir().mkpath(first));
    WindowSettings().noteSession(m_folder->filePath(u"gone"_s));
    WindowSettings().noteSession(first);
    WindowSettings().noteSession(m_folder->path());
    WindowSettings().noteSession(first);
    QCOMPARE(WindowSettings().recentSessions(), (QStringList {first, m_folder->path()}));
    Session session;
    MainWindow window(&session);
    QSignalSpy asked(&window, &MainWindow::sessionRequested);
    const QList<QMenu *> menus = window.findChildren<QMenu *>();
    const auto recent = std::find_if(menus.begin(), menus.end(),
                                     [](const QMenu *menu) { return menu->title() == u"&Recent Sessions"_s; });
    QVERIFY(recent != menus.end());
    emit(*recent)->aboutToShow();
    QCOMPARE((*recent)->actions().size(), 2);
    (*recent)->actions().constFirst()->trigger();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().toString(), first);
}

void TestMainWindow::filtersAreSavedUnderNamesAndKeys()
{
    {
        Session session;
        MainWindow window(&session);
        auto *saved = window.findChild<SavedFilters *>();
        saved->save(u"locks & unlocks"_s, u"kind:seat-locked|seat-unlocked"_s);
        saved->save(u"late"_s, u"verdict:flagged"_s);
        saved->save(u"late"_s, u"verdict:late"_s);
        QCOMPARE(saved->entries().size(), 2);
    }
    Session session;
    MainWindow window(&session);
    auto *field = window.findChild<SearchField *>();
    QVERIFY(actionFor(window, u"Ctrl+Alt+1"_s));
    actionFor(window, u"Ctrl+Alt+1"_s)->trigger();
    QCOMPARE(field->filter().expression(), u"kind:seat-locked|seat-unlocked"_s);
    actionFor(window, u"Ctrl+Alt+2"_s)->trigger();
    QCOMPARE(field->filter().expression(), u"verdict:late"_s);
    window.findChild<SavedFilters *>()->remove(u"locks & unlocks"_s);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    actionFor(window, u"Ctrl+Alt+1"_s)->trigger();
    QCOMPARE(field->filter().expression(), u"verdict:late"_s);
}

void TestMainWindow::theFieldOffersWhatExists()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    window.activateWindow();
    monitor.ingest(twoRooms());
    auto *field = window.findChild<SearchField *>();
    field->setFocus();
    const auto offered = [&](const QString &begun) {
        field->clear();
        QTest::keyClicks(field, begun);
        QStringList offers;
        const auto *popup = field->findChild<QCompleter *>()->popup();
        for (int row = 0; popup->isVisible() && row < popup->model()->rowCount(); ++row)
            offers.append(popup->model()->index(row, 0).data().toString());
        return offers;
    };
    QCOMPARE(offered(u"room:r"_s), (QStringList {u"rid-2"_s, u"rid-1"_s}));
    QCOMPARE(offered(u"user:a"_s), (QStringList {u"ann"_s, u"alice"_s}));
    QCOMPARE(offered(u"app:1"_s), QStringList {QString::fromLatin1(Test::sdkAppId)});
    QCOMPARE(offered(u"cmd:Live"_s), QStringList {u"Live.CallbackAfterCreateRoom"_s});
    QCOMPARE(offered(u"del"_s), QStringList {u"delay>"_s});
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
