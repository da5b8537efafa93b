// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/journal/journal.h"
#include "core/session/roomlistmodel.h"
#include "core/session/session.h"
#include "tests/support/callbacks.h"
#include "tests/support/contextmenu.h"
#include "tests/support/opensession.h"
#include "tests/support/patience.h"
#include "ui/doctor/doctordock.h"
#include "ui/doctor/findingmodel.h"
#include "ui/inspector/inspector.h"
#include "ui/rooms/roompage.h"
#include "ui/rooms/roomtabs.h"
#include "ui/rooms/roomviews.h"
#include "ui/rooms/seatgridview.h"
#include "ui/timeline/searchfield.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/mainwindow.h"
#include "ui/words/errorwords.h"

#include <QAction>
#include <QClipboard>
#include <QSettings>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// What is clicked with the right button is what the menu is about, and nothing is selected by it.
class TestContextMenus final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void everyMenuHasKeysOfItsOwn();
    void roomsAreFilteredHiddenAndCopied();
    void oneFilterTakesThePlaceOfAnother();
    void tabsAreClosed();
    void aSeatIsShownInTheOtherViews();
    void aStayOfTheChartIsTheOneThatWasClicked();
    void findingsAreFilteredAndCopied();
    void commandsAreFiltered();
    void aLineIsShownInChartAndDoctor();
    void theMenuKeyIsForTheCurrentItem();
    void shiftF10IsTheMenuKey();
    void nothingIsOfferedBesideTheItems();
    void callbacksAreCopiedAsCommands();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

struct Bench
{
    QTemporaryDir folder;
    std::unique_ptr<Session> session = sessionIn(folder.path());
    Journal journal;
    Monitor &monitor = *session->monitor();
    qint64 nowMs = nowUs() / 1000 - 60'000;
    MainWindow window {session.get()};
    TimelineView *timeline = window.findChild<TimelineView *>();
    Inspector *inspector = window.findChild<Inspector *>();
    RoomTabs *tabs = window.findChild<RoomTabs *>();
    DoctorDock *doctor = window.findChild<DoctorDock *>();
    SearchField *search = window.findChild<SearchField *>();
    QTableView *findings = doctor->findChild<QTableView *>();
    QAbstractItemView *lines = timeline->findChild<QAbstractItemView *>();
    RoomView *list = window.findChild<RoomView *>(u"roomList"_s);
    RoomView *wall = window.findChild<RoomView *>(u"roomWall"_s);

    /// In rid-1: 1 creation, 2 ann on seat 1, 3 bob instead of her. In rid-2: 4 eve on two seats.
    Bench()
    {
        window.resize(1400, 1000);
        window.show();
        QList<Callback> callbacks {creation("rid-1", 4, nowMs, "Alpha"), seats("rid-1", {{1, u"ann"_s}}, nowMs + 100),
                                   seats("rid-1", {{1, u"bob"_s}}, nowMs + 200),
                                   seats("rid-2", {{0, u"eve"_s}, {2, u"eve"_s}}, nowMs + 300)};
        qint64 id = 0;
        for (Callback &callback : callbacks)
            callback.id = ++id;
        if (const auto failure = journal.open(folder.path()))
            qFatal("%s", qPrintable(errorText(*failure)));
        journal.append(callbacks);
        monitor.ingest(callbacks);
        window.openRoom(keyOf(u"rid-1"_s));
        doctor->toggleViewAction()->trigger();
        doctor->refresh();
    }

    [[nodiscard]] RoomPage *page() const { return qobject_cast<RoomPage *>(tabs->currentWidget()); }
    [[nodiscard]] static QModelIndex roomIn(const RoomView *view, const QString &room)
    {
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            if (view->model()->index(row, 0).data(RoomListModel::KeyRole).value<RoomKey>() == keyOf(room))
                return view->model()->index(row, 0);
        }
        return {};
    }
    [[nodiscard]] QModelIndex finding(qint64 callbackId) const
    {
        const auto *model = qobject_cast<const FindingModel *>(findings->model());
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->at(row).callbacks.last() == callbackId)
                return model->index(row, 0);
        }
        return {};
    }
    [[nodiscard]] static QMenu *menuOn(QAbstractItemView *view, const QModelIndex &index)
    {
        view->scrollTo(index);
        return menuAt(view->viewport(), view->visualRect(index).center());
    }
    [[nodiscard]] QMenu *menuOnTab(int tab) const
    {
        return menuAt(tabs->tabBar(), tabs->tabBar()->tabRect(tab).center());
    }
    [[nodiscard]] QMenu *menuOnSeat(int seat) const
    {
        return menuOn(page()->seats(), page()->seats()->model()->index(seat, 0));
    }
    /// Of the chart: on the line of a seat, so far from its right edge.
    [[nodiscard]] QMenu *menuOnChart(int line, int fromRight) const
    {
        const QWidget *area = page()->chart()->viewport();
        const int height = page()->chart()->fontMetrics().height() + 2;
        return menuAt(page()->chart()->viewport(), QPoint(area->width() - fromRight, line * height + height / 2));
    }
    /// What is selected, as words.
    [[nodiscard]] QString state() const
    {
        const QModelIndexList seats = page() ? page()->seats()->selectionModel()->selectedIndexes() : QModelIndexList();
        const auto roomOf = [](const RoomView *view) { return view->currentRoom().value_or(RoomKey()).room; };
        return u"callback %1 line %2 tab %3 seat %4 list %5 wall %6 finding %7"_s.arg(
            QString::number(inspector->callbackId()), QString::number(timeline->selectedCallback()),
            QString::number(tabs->currentIndex()), QString::number(seats.isEmpty() ? -1 : seats.first().row()),
            roomOf(list), roomOf(wall), QString::number(findings->currentIndex().row()));
    }
};

QString clipboard()
{
    return QGuiApplication::clipboard()->text();
}

} // namespace

void TestContextMenus::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
}

void TestContextMenus::everyMenuHasKeysOfItsOwn()
{
    Bench bench;
    bench.window.openRoom(keyOf(u"rid-2"_s));
    bench.window.openRoom(keyOf(u"rid-1"_s));
    bench.doctor->showRoom(keyOf(u"rid-1"_s));
    bench.doctor->refresh();
    const QString before = bench.state();
    const auto check = [](const QMenu *menu, qsizetype atLeast) {
        QVERIFY(menu);
        QVERIFY2(menu->actions().size() >= atLeast, qPrintable(QString::number(menu->actions().size())));
        QCOMPARE(faultOf(menu), QString());
    };
    check(Bench::menuOn(bench.list, Bench::roomIn(bench.list, u"rid-2"_s)), 6);
    QCOMPARE(bench.state(), before);
    check(bench.menuOnTab(2), 6);
    QCOMPARE(bench.state(), before);
    check(bench.menuOnSeat(1), 12);
    QCOMPARE(bench.state(), before);
    check(Bench::menuOn(bench.findings, bench.finding(3)), 12);
    QCOMPARE(bench.state(), before);
    for (int column = 0; column < TimelineModel::columns; ++column) {
        bench.window.findChild<QDockWidget *>(u"timelineDock"_s)->raise();
        check(Bench::menuOn(bench.lines, bench.lines->model()->index(1, column)), 14);
        QCOMPARE(bench.state(), before);
    }
    bench.tabs->showWall();
    check(Bench::menuOn(bench.wall, Bench::roomIn(bench.wall, u"rid-2"_s)), 6);
    QVERIFY(!bench.wall->currentRoom() || bench.wall->currentRoom() != keyOf(u"rid-2"_s));
}

void TestContextMenus::roomsAreFilteredHiddenAndCopied()
{
    Bench bench;
    const QString before = bench.state();
    const QMenu *menu = Bench::menuOn(bench.list, Bench::roomIn(bench.list, u"rid-2"_s));
    QVERIFY(menu);
    QCOMPARE(bench.state(), before);
    QVERIFY(!entryOf(menu, u"Copy Room Name"_s)); // it was never told
    entryOf(menu, u"Copy Room Id"_s)->trigger();
    QCOMPARE(clipboard(), u"rid-2"_s);
    entryOf(menu, u"Only This Room"_s)->trigger();
    QCOMPARE(bench.search->text(), u"room:rid-2"_s);
    QVERIFY(bench.lines->isVisible());
    entryOf(menu, u"This Room"_s)->trigger();
    QCOMPARE(bench.search->text(), u"-room:rid-2"_s);
    entryOf(menu, u"Open Room"_s)->trigger();
    QCOMPARE(bench.tabs->currentRoom(), keyOf(u"rid-2"_s));
    menu = Bench::menuOn(bench.list, Bench::roomIn(bench.list, u"rid-1"_s));
    entryOf(menu, u"Copy Room Name"_s)->trigger();
    QCOMPARE(clipboard(), u"Alpha"_s);
    entryOf(menu, u"Show in Doctor"_s)->trigger();
    QVERIFY(bench.findings->isVisible());
    bench.doctor->refresh();
    QVERIFY(bench.finding(3).isValid());
    QVERIFY(!bench.finding(4).isValid());
}

void TestContextMenus::oneFilterTakesThePlaceOfAnother()
{
    Bench bench;
    bench.search->setExpression(u"room:rid-1 kind:seat"_s);
    entryOf(Bench::menuOn(bench.list, Bench::roomIn(bench.list, u"rid-2"_s)), u"Only This Room"_s)->trigger();
    QCOMPARE(bench.search->text(), u"kind:seat room:rid-2"_s);
    QTRY_COMPARE(bench.lines->model()->rowCount(), 2);
}

void TestContextMenus::tabsAreClosed()
{
    Bench bench;
    bench.window.openRoom(keyOf(u"rid-2"_s));
    QVERIFY(!bench.menuOnTab(0)); // the wall stays
    const QMenu *menu = bench.menuOnTab(1);
    QVERIFY(menu);
    QCOMPARE(bench.tabs->currentRoom(), keyOf(u"rid-2"_s));
    entryOf(menu, u"Close Other Tabs"_s)->trigger();
    QCOMPARE(bench.tabs->count(), 2);
    QCOMPARE(bench.tabs->currentRoom(), keyOf(u"rid-1"_s));
    menu = menuByKey(bench.tabs->tabBar());
    QVERIFY(menu);
    QVERIFY(!entryOf(menu, u"Close Other Tabs"_s)); // there are none
    entryOf(menu, u"Close Tab"_s)->trigger();
    QCOMPARE(bench.tabs->count(), 1);
    QVERIFY(!menuByKey(bench.tabs->tabBar()));
}

void TestContextMenus::aSeatIsShownInTheOtherViews()
{
    Bench bench;
    const QString before = bench.state();
    const QMenu *menu = bench.menuOnSeat(1);
    QVERIFY(menu);
    QCOMPARE(bench.state(), before);
    entryOf(menu, u"Only This Seat"_s)->trigger();
    QCOMPARE(bench.search->text(), u"room:rid-1 seat:1"_s);
    bench.search->setExpression({});
    entryOf(menu, u"Copy Member Id"_s)->trigger();
    QCOMPARE(clipboard(), u"bob"_s);
    entryOf(menu, u"Copy Callback Id"_s)->trigger();
    QCOMPARE(clipboard(), u"3"_s);
    QCOMPARE(bench.inspector->callbackId(), 0);
    entryOf(menu, u"Go to Its Line"_s)->trigger();
    QCOMPARE(bench.timeline->selectedCallback(), 3);
    QCOMPARE(bench.inspector->callbackId(), 3);
    QVERIFY(bench.lines->isVisible());
    // A seat of which nothing has been said has no line, no member and no moment.
    menu = bench.menuOnSeat(3);
    QVERIFY(menu);
    for (const QString &entry :
         {u"Go to Its Line"_s, u"Copy Member Id"_s, u"Show in Seat Chart"_s, u"Mark"_s, u"Copy Callback Id"_s})
        QVERIFY2(!entryOf(menu, entry), qPrintable(entry));
}

void TestContextMenus::aStayOfTheChartIsTheOneThatWasClicked()
{
    Bench bench;
    QTRY_VERIFY(!bench.page()->chart()->visibleRegion().isEmpty());
    bench.page()->chart()->grab(); // what is drawn is what is clicked
    const QString before = bench.state();
    QMenu *menu = nullptr;
    // bob sits there until now, which is somewhat left of the edge.
    for (int fromRight = 1; fromRight < 200 && (!menu || !entryOf(menu, u"Copy Member Id"_s)); fromRight += 4)
        menu = bench.menuOnChart(1, fromRight);
    QVERIFY(menu);
    QCOMPARE(faultOf(menu), QString());
    QCOMPARE(bench.state(), before);
    entryOf(menu, u"Copy Member Id"_s)->trigger();
    QCOMPARE(clipboard(), u"bob"_s);
    entryOf(menu, u"Copy Callback Id"_s)->trigger();
    QCOMPARE(clipboard(), u"3"_s);
    entryOf(menu, u"Only This Member"_s)->trigger();
    QCOMPARE(bench.search->text(), u"user:bob"_s);
    QVERIFY(!entryOf(menu, u"Show in Seat Chart"_s));
    // Beside the stays there is only the seat.
    menu = bench.menuOnChart(0, 40);
    QVERIFY(menu);
    QVERIFY(!entryOf(menu, u"Copy Member Id"_s));
    entryOf(menu, u"Only This Seat"_s)->trigger();
    QVERIFY2(bench.search->text().contains(u"seat:0"_s), qPrintable(bench.search->text()));
    // Nothing is selected: the menu key has nothing to open a menu for.
    QVERIFY(!menuByKey(bench.page()->chart()));
    bench.search->setExpression({});
    QVERIFY(bench.timeline->selectCallback(3));
    entryOf(bench.menuOnSeat(1), u"Go to Its Line"_s)->trigger();
    menu = menuByKey(bench.page()->chart());
    QVERIFY(menu);
    entryOf(menu, u"Only This Seat"_s)->trigger();
    QCOMPARE(bench.search->text(), u"room:rid-1 seat:1"_s);
}

void TestContextMenus::findingsAreFilteredAndCopied()
{
    Bench bench;
    const QString before = bench.state();
    const QMenu *menu = Bench::menuOn(bench.findings, bench.finding(4));
    QVERIFY(menu);
    QCOMPARE(bench.state(), before);
    entryOf(menu, u"Copy Finding"_s)->trigger();
    QCOMPARE(clipboard(), u"eve sits on seats 0 and 2."_s);
    entryOf(menu, u"Open Room"_s)->trigger();
    QCOMPARE(bench.tabs->currentRoom(), keyOf(u"rid-2"_s));
    menu = Bench::menuOn(bench.findings, bench.finding(4));
    entryOf(menu, u"Switch This Rule Off"_s)->trigger();
    QVERIFY(!bench.finding(4).isValid());
    QVERIFY(bench.finding(3).isValid());
}

void TestContextMenus::commandsAreFiltered()
{
    Bench bench;
    bench.doctor->findChild<QTreeWidget *>()->show();
    bench.doctor->refresh();
    auto *commands = bench.doctor->findChild<QTreeWidget *>();
    QTreeWidgetItem *item = commands->topLevelItem(1);
    const QMenu *menu = menuAt(commands->viewport(), commands->visualItemRect(item).center());
    QVERIFY(menu);
    QCOMPARE(faultOf(menu), QString());
    QVERIFY(!commands->currentItem());
    entryOf(menu, u"Only This Command"_s)->trigger();
    QCOMPARE(bench.search->text(), u"cmd:Mic.CallbackAfterSeatInfoChanged"_s);
    entryOf(menu, u"Copy Command"_s)->trigger();
    QCOMPARE(clipboard(), u"Mic.CallbackAfterSeatInfoChanged"_s);
}

void TestContextMenus::aLineIsShownInChartAndDoctor()
{
    Bench bench;
    bench.window.findChild<QDockWidget *>(u"timelineDock"_s)->raise();
    bench.tabs->showWall();
    const QModelIndex line = bench.lines->model()->index(1, TimelineModel::EventColumn);
    const QMenu *menu = Bench::menuOn(bench.lines, line);
    QVERIFY(menu);
    QVERIFY(!entryOf(menu, u"Go to Its Line"_s));
    entryOf(menu, u"Show in Seat Chart"_s)->trigger();
    QCOMPARE(bench.tabs->currentRoom(), keyOf(u"rid-1"_s));
    QCOMPARE(bench.page()->chart()->selectedSeat(), 1);
    QCOMPARE(bench.page()->chart()->selectedMs(), bench.nowMs + 100);
    QTRY_VERIFY(!bench.page()->chart()->visibleRegion().isEmpty());
    QTRY_COMPARE(bench.window.focusWidget(), bench.page()->chart());
    entryOf(Bench::menuOn(bench.lines, line), u"Show in Doctor"_s)->trigger();
    QVERIFY(bench.findings->isVisible());
    // Where the doctor has nothing to say there is no way to it.
    bench.window.findChild<QDockWidget *>(u"timelineDock"_s)->raise();
    bench.monitor.ingest({creation("rid-9", 4, nowUs() / 1000)});
    const QModelIndex calm = bench.lines->model()->index(bench.lines->model()->rowCount() - 1, 0);
    menu = Bench::menuOn(bench.lines, calm);
    QVERIFY(menu);
    QVERIFY(!entryOf(menu, u"Show in Doctor"_s));
}

void TestContextMenus::theMenuKeyIsForTheCurrentItem()
{
    Bench bench;
    bench.list->setCurrentRoom(keyOf(u"rid-2"_s));
    const QMenu *menu = menuByKey(bench.list);
    QVERIFY(menu);
    const QRect row = bench.list->visualRect(bench.list->currentIndex());
    QCOMPARE(menu->pos(), bench.list->viewport()->mapToGlobal(row.bottomLeft()));
    entryOf(menu, u"Copy Room Id"_s)->trigger();
    QCOMPARE(clipboard(), u"rid-2"_s);
    SeatGridView *grid = bench.page()->seats();
    grid->setCurrentIndex(grid->model()->index(1, 0));
    menu = menuByKey(grid);
    QVERIFY(menu);
    entryOf(menu, u"Copy Member Id"_s)->trigger();
    QCOMPARE(clipboard(), u"bob"_s);
    bench.findings->setCurrentIndex(bench.finding(4));
    menu = menuByKey(bench.findings);
    QVERIFY(menu);
    entryOf(menu, u"Copy Finding"_s)->trigger();
    QCOMPARE(clipboard(), u"eve sits on seats 0 and 2."_s);
}

void TestContextMenus::shiftF10IsTheMenuKey()
{
    Bench bench;
    QVERIFY(QTest::qWaitForWindowActive(&bench.window, patienceMs));
    SeatGridView *grid = bench.page()->seats();
    grid->setCurrentIndex(grid->model()->index(1, 0));
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_F10, Qt::ShiftModifier);
    const auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    entryOf(menu, u"Copy Member Id"_s)->trigger();
    QCOMPARE(clipboard(), u"bob"_s);
}

void TestContextMenus::nothingIsOfferedBesideTheItems()
{
    Bench bench;
    const QString before = bench.state();
    for (QAbstractItemView *view :
         std::initializer_list<QAbstractItemView *> {bench.list, bench.page()->seats(), bench.findings}) {
        const QPoint below(view->viewport()->width() / 2, view->viewport()->height() - 2);
        QVERIFY(!view->indexAt(below).isValid());
        QVERIFY(!menuAt(view->viewport(), below));
    }
    const QWidget *chart = bench.page()->chart()->viewport();
    QVERIFY(!menuAt(bench.page()->chart()->viewport(), QPoint(chart->width() / 2, chart->height() - 2))); // its axis
    QCOMPARE(bench.state(), before);
}

void TestContextMenus::callbacksAreCopiedAsCommands()
{
    Bench bench;
    QGuiApplication::clipboard()->clear();
    entryOf(bench.menuOnSeat(1), u"Copy as curl Command"_s)->trigger();
    QTRY_VERIFY(clipboard().startsWith(u"curl "_s));
    QVERIFY2(clipboard().contains(u"\"Member_Account\":\"bob\""_s), qPrintable(clipboard()));
    QGuiApplication::clipboard()->clear();
    entryOf(Bench::menuOn(bench.findings, bench.finding(3)), u"Copy as curl Commands"_s)->trigger();
    QTRY_COMPARE(clipboard().count(u"curl \\"_s), 2);
    QVERIFY(clipboard().contains(u"\"Member_Account\":\"ann\""_s));
    QVERIFY(clipboard().contains(u"\"Member_Account\":\"bob\""_s));
}

QTEST_MAIN(TestContextMenus)
#include "tst_contextmenus.moc"
