// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/session/session.h"
#include "tests/support/callbacks.h"
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

#include <QAction>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// There is one selection in the window: whatever it was made with, all views show it.
class TestSelection final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aFindingIsShownEverywhere();
    void aLineOfTheTimelineIsShownEverywhere();
    void aLinkIsShownEverywhere();
    void aSeatIsShownEverywhere();
    void twoSelectedLinesAreCompared();
    void aHiddenLineIsNotReplacedByAnother();
    void theWallStaysAndHasTheRoom();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

struct Bench
{
    Session session;
    Monitor &monitor = *session.monitor();
    qint64 nowMs = nowUs() / 1000 - 60'000;
    MainWindow window {&session};
    TimelineView *timeline = window.findChild<TimelineView *>();
    Inspector *inspector = window.findChild<Inspector *>();
    RoomTabs *tabs = window.findChild<RoomTabs *>();
    DoctorDock *doctor = window.findChild<DoctorDock *>();
    QTableView *findings = doctor->findChild<QTableView *>();
    QAbstractItemView *lines = timeline->findChild<QAbstractItemView *>();

    /// In rid-1: 1 creation, 2 ann on seat 1, 3 bob instead of her. 4 in rid-2: eve on two seats.
    Bench()
    {
        window.resize(1400, 900);
        window.show();
        QList<Callback> callbacks {creation("rid-1", 4, nowMs), seats("rid-1", {{1, u"ann"_s}}, nowMs + 100),
                                   seats("rid-1", {{1, u"bob"_s}}, nowMs + 200),
                                   seats("rid-2", {{0, u"eve"_s}, {2, u"eve"_s}}, nowMs + 300)};
        qint64 id = 0;
        for (Callback &callback : callbacks)
            callback.id = ++id;
        monitor.ingest(callbacks);
        window.openRoom(keyOf(u"rid-1"_s));
        doctor->toggleViewAction()->trigger();
        doctor->refresh();
    }

    [[nodiscard]] RoomPage *page() const { return qobject_cast<RoomPage *>(tabs->currentWidget()); }
    /// Of the first finding with that callback as its newest evidence.
    [[nodiscard]] QModelIndex finding(qint64 callbackId) const
    {
        const auto *model = qobject_cast<const FindingModel *>(findings->model());
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->at(row).callbacks.last() == callbackId)
                return model->index(row, 0);
        }
        return {};
    }
    void click(QAbstractItemView *view, const QModelIndex &index) const
    {
        view->scrollTo(index);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
    }
    /// Empty: all views show that callback, of that room and seat.
    [[nodiscard]] QString disagreement(qint64 callbackId, const QString &room, int seat) const
    {
        QStringList wrong;
        if (inspector->callbackId() != callbackId)
            wrong.append(u"inspector has %1"_s.arg(inspector->callbackId()));
        if (timeline->selectedCallback() != callbackId)
            wrong.append(u"timeline has %1"_s.arg(timeline->selectedCallback()));
        if (tabs->currentRoom() != keyOf(room))
            return u"another room is open; "_s + wrong.join(u", "_s);
        const QModelIndexList tiles = page()->seats()->selectionModel()->selectedIndexes();
        const int tile = tiles.isEmpty() ? -1 : tiles.first().data(SeatModel::IndexRole).toInt();
        if (tile != seat)
            wrong.append(u"grid has seat %1"_s.arg(tile));
        if (page()->chart()->selectedSeat() != seat)
            wrong.append(u"chart has seat %1"_s.arg(page()->chart()->selectedSeat()));
        if (page()->chart()->selectedMs() != nowMs + (callbackId - 1) * 100)
            wrong.append(u"chart has another moment"_s);
        const QModelIndexList rows = findings->selectionModel()->selectedRows();
        const auto *model = qobject_cast<const FindingModel *>(findings->model());
        if (!rows.isEmpty() && !model->at(rows.first().row()).callbacks.contains(callbackId))
            wrong.append(u"doctor has another finding"_s);
        const auto *list = window.findChild<RoomView *>(u"roomList"_s);
        if (list->currentRoom() != keyOf(room))
            wrong.append(u"list has another room"_s);
        return wrong.join(u", "_s);
    }
};

#define AGREES(...) QCOMPARE(bench.disagreement(__VA_ARGS__), QString())

} // namespace

void TestSelection::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
}

void TestSelection::aFindingIsShownEverywhere()
{
    Bench bench;
    const QPersistentModelIndex first = bench.finding(3);
    const QPersistentModelIndex second = bench.finding(4);
    QVERIFY(first.isValid() && second.isValid());
    bench.click(bench.findings, first);
    AGREES(3, u"rid-1"_s, 1);
    bench.click(bench.findings, second);
    AGREES(4, u"rid-2"_s, 0);
    // The one that is the current one still, after something else was selected.
    bench.click(bench.lines, bench.lines->model()->index(0, 0));
    AGREES(1, u"rid-1"_s, -1);
    QVERIFY(bench.findings->selectionModel()->selectedRows().isEmpty());
    bench.click(bench.findings, second);
    AGREES(4, u"rid-2"_s, 0);
    QTest::keyClick(bench.findings, Qt::Key_Down);
    AGREES(3, u"rid-1"_s, 1);
    bench.click(bench.lines, bench.lines->model()->index(0, 0));
    bench.findings->selectionModel()->setCurrentIndex(second, QItemSelectionModel::NoUpdate);
    QTest::keyClick(bench.findings, Qt::Key_Return);
    AGREES(4, u"rid-2"_s, 0);
    bench.click(bench.findings, first);
    QTest::mouseDClick(bench.findings->viewport(), Qt::LeftButton, {}, bench.findings->visualRect(second).center());
    AGREES(4, u"rid-2"_s, 0);
    // A refresh is no wish of the reader.
    bench.monitor.ingest({seats("rid-3", {{1, u"dan"_s}, {2, u"dan"_s}}, nowUs() / 1000)});
    bench.doctor->refresh();
    AGREES(4, u"rid-2"_s, 0);
}

void TestSelection::aLineOfTheTimelineIsShownEverywhere()
{
    Bench bench;
    const auto *model = bench.window.findChild<TimelineModel *>();
    bench.click(bench.lines, bench.lines->model()->index(model ? model->rowOfCallback(2) : 1, 0));
    AGREES(2, u"rid-1"_s, 1);
    QTest::keyClick(bench.lines, Qt::Key_Up);
    AGREES(1, u"rid-1"_s, -1);
    QTest::keyClick(bench.lines, Qt::Key_PageDown);
    QCOMPARE(bench.inspector->callbackId(), 4);
    QVERIFY(bench.timeline->goToTime((bench.nowMs + 140) * 1000));
    AGREES(2, u"rid-1"_s, 1);
    // Marks.
    const QList<QAction *> marks = bench.timeline->markActions();
    marks.at(0)->trigger();
    QTest::keyClick(bench.lines, Qt::Key_Home);
    AGREES(1, u"rid-1"_s, -1);
    marks.at(2)->trigger();
    AGREES(2, u"rid-1"_s, 1);
    // The lines of findings, and what a filter leaves.
    bench.timeline->findChild<QAbstractButton *>(u"chip%1"_s.arg(int(TimelineCategory::Problems)))->click();
    bench.click(bench.lines, bench.lines->model()->index(0, 0));
    AGREES(3, u"rid-1"_s, 1);
    bench.timeline->findChild<QAbstractButton *>(u"chip0"_s)->click();
    AGREES(3, u"rid-1"_s, 1);
    bench.window.findChild<SearchField *>()->setExpression(u"user:eve"_s);
    bench.click(bench.lines, bench.lines->model()->index(0, 0));
    AGREES(4, u"rid-2"_s, 0);
}

void TestSelection::aLinkIsShownEverywhere()
{
    Bench bench;
    bench.click(bench.findings, bench.finding(4));
    emit bench.inspector->callbackRequested(2);
    AGREES(2, u"rid-1"_s, 1);
    // The line that is the current one still, after another room was opened.
    bench.window.openRoom(keyOf(u"rid-2"_s));
    bench.click(bench.lines, bench.lines->currentIndex());
    AGREES(2, u"rid-1"_s, 1);
}

void TestSelection::aSeatIsShownEverywhere()
{
    Bench bench;
    bench.click(bench.findings, bench.finding(4));
    bench.window.openRoom(keyOf(u"rid-1"_s));
    QVERIFY(bench.page()->seats()->selectionModel()->selectedIndexes().isEmpty()); // it is of another room
    QCOMPARE(bench.page()->chart()->selectedMs(), neverMs);
    bench.click(bench.page()->seats(), bench.page()->seats()->model()->index(1, 0));
    AGREES(3, u"rid-1"_s, 1);
}

void TestSelection::twoSelectedLinesAreCompared()
{
    Bench bench;
    const QSignalSpy compared(bench.timeline, &TimelineView::comparisonChanged);
    bench.click(bench.lines, bench.lines->model()->index(0, 0));
    QVERIFY(compared.isEmpty());
    QTest::keyClick(bench.lines, Qt::Key_Down, Qt::ShiftModifier);
    AGREES(2, u"rid-1"_s, 1);
    QCOMPARE(compared.last().first().toLongLong(), 1);
    QTest::keyClick(bench.lines, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(compared.last().first().toLongLong(), 0); // three
    bench.click(bench.lines, bench.lines->model()->index(0, 0));
    QTest::mouseClick(bench.lines->viewport(), Qt::LeftButton, Qt::ControlModifier,
                      bench.lines->visualRect(bench.lines->model()->index(2, 0)).center());
    QCOMPARE(compared.last().first().toLongLong(), 1);
    QCOMPARE(bench.inspector->callbackId(), 3);
}

void TestSelection::aHiddenLineIsNotReplacedByAnother()
{
    Bench bench;
    bench.click(bench.lines, bench.lines->model()->index(1, 0));
    AGREES(2, u"rid-1"_s, 1);
    bench.window.findChild<SearchField *>()->setExpression(u"room:rid-1"_s);
    bench.click(bench.findings, bench.finding(4));
    QCOMPARE(bench.inspector->callbackId(), 4);
    QCOMPARE(bench.timeline->selectedCallback(), 0);
    QCOMPARE(bench.tabs->currentRoom(), keyOf(u"rid-2"_s));
    bench.window.findChild<SearchField *>()->setExpression({});
    AGREES(4, u"rid-2"_s, 0);
}

void TestSelection::theWallStaysAndHasTheRoom()
{
    Bench bench;
    bench.tabs->showWall();
    bench.click(bench.findings, bench.finding(4));
    QVERIFY(!bench.tabs->currentRoom());
    QCOMPARE(bench.window.findChild<RoomView *>(u"roomWall"_s)->currentRoom(), keyOf(u"rid-2"_s));
    QCOMPARE(bench.inspector->callbackId(), 4);
    bench.window.openRoom(keyOf(u"rid-2"_s));
    AGREES(4, u"rid-2"_s, 0);
}

QTEST_MAIN(TestSelection)
#include "tst_selection.moc"
