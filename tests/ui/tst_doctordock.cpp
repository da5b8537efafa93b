// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/session/session.h"
#include "core/timeline/marks.h"
#include "core/timeline/timelinemodel.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/doctor/delaychart.h"
#include "ui/doctor/doctordock.h"
#include "ui/doctor/findingmodel.h"
#include "ui/style/chip.h"
#include "ui/timeline/colourrules.h"
#include "ui/timeline/timelinetextproxy.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/mainwindow.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocumentFragment>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestDoctorDock final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theFiguresAreThoseOfTheDoctor();
    void oneRoomCanBeLookedAtAlone();
    void activatingAFindingAsksForItsEvidence();
    void aSwitchedOffRuleHidesItsFindingsEverywhere();
    void aFindingIsALineOfTheTimelineAndShowsItsCallback();
    void theWindowOpensItHidden();
    void findingsAreSortedByAnyColumn();
    void commandsAreSortedByNumber();
    void theChartSaysWhatASliceHolds();

private:
    static QList<Callback> traffic();
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

QString figuresOf(const DoctorDock &dock)
{
    return QTextDocumentFragment::fromHtml(dock.findChild<QLabel *>(u"doctorFigures"_s)->text())
        .toPlainText()
        .replace(QChar::Nbsp, u' ')
        .simplified();
}

QStringList findingsOf(const DoctorDock &dock)
{
    const auto *model = dock.findChild<FindingModel *>();
    QStringList lines;
    for (int row = 0; row < model->rowCount(); ++row)
        lines.append(model->index(row, FindingModel::ProblemColumn).data().toString());
    return lines;
}

} // namespace

void TestDoctorDock::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
}

/// One seat that changes hands untold, one seat beyond the room, one member twice.
QList<Callback> TestDoctorDock::traffic()
{
    const qint64 now = nowUs() / 1000 - 60'000;
    QList<Callback> callbacks {creation("rid-1", 4, now), seats("rid-1", {{1, u"ann"_s}}, now + 100),
                               seats("rid-1", {{1, u"bob"_s}}, now + 200), seats("rid-1", {{7, {}}}, now + 300),
                               seats("rid-2", {{1, u"eve"_s}, {2, u"eve"_s}}, now + 400)};
    qint64 id = 0;
    for (Callback &callback : callbacks)
        callback.id = ++id;
    return callbacks;
}

void TestDoctorDock::theFiguresAreThoseOfTheDoctor()
{
    Monitor monitor;
    DoctorDock dock(&monitor);
    const QAbstractItemModelTester tester(dock.findChild<FindingModel *>());
    dock.show();
    QVERIFY(figuresOf(dock).startsWith(u"Callbacks 0"_s));
    QVERIFY(findingsOf(dock).isEmpty());
    monitor.ingest(traffic());
    dock.refresh();
    const QString figures = figuresOf(dock);
    QVERIFY2(figures.contains(u"Callbacks 5 Rate"_s), qPrintable(figures));
    QVERIFY2(figures.contains(u"p50 · p95 40 ms · 40 ms"_s), qPrintable(figures));
    QVERIFY2(figures.contains(u"Delays measured of 5 callbacks"_s), qPrintable(figures));
    QVERIFY2(figures.contains(u"Sender's clock agrees, within 40 ms"_s), qPrintable(figures));
    QVERIFY2(figures.contains(u"Open findings 3 · suspected losses 1 · rules broken now 2"_s), qPrintable(figures));
    QCOMPARE(
        findingsOf(dock),
        (QStringList {u"error: eve sits on seats 1 and 2."_s, u"error: Seat 7 is beyond the room's MaxSeatCount."_s,
                      u"warning: Seat 1 went from ann to bob; that ann left it was not told."_s}));
    const auto *commands = dock.findChild<QTreeWidget *>();
    QCOMPARE(commands->topLevelItemCount(), 0); // nobody looks at it
    const QList<Chip *> chips = dock.findChildren<Chip *>();
    chips.last()->click();
    QVERIFY(commands->isVisible());
    QCOMPARE(commands->topLevelItemCount(), 2);
    QCOMPARE(commands->topLevelItem(1)->text(0), u"Mic.CallbackAfterSeatInfoChanged"_s);
    QCOMPARE(commands->topLevelItem(1)->text(1), u"4"_s);
    QCOMPARE(commands->topLevelItem(1)->text(2), u"4 ok"_s);
}

void TestDoctorDock::oneRoomCanBeLookedAtAlone()
{
    Monitor monitor;
    DoctorDock dock(&monitor);
    dock.show();
    monitor.ingest(traffic());
    auto *scope = dock.findChild<QComboBox *>();
    QCOMPARE(scope->count(), 1);
    dock.setRoom(keyOf(u"rid-2"_s));
    QCOMPARE(scope->count(), 2);
    QCOMPARE(scope->itemText(1), u"Room rid-2"_s);
    scope->setCurrentIndex(1);
    QVERIFY(figuresOf(dock).startsWith(u"Callbacks 1 Rate"_s));
    QCOMPARE(findingsOf(dock), QStringList {u"error: eve sits on seats 1 and 2."_s});
    dock.setRoom(keyOf(u"rid-1"_s)); // the reader has gone on to another room
    QCOMPARE(findingsOf(dock).size(), 2);
    scope->setCurrentIndex(0);
    QCOMPARE(findingsOf(dock).size(), 3);
}

void TestDoctorDock::activatingAFindingAsksForItsEvidence()
{
    Monitor monitor;
    DoctorDock dock(&monitor);
    dock.show();
    monitor.ingest(traffic());
    dock.refresh();
    auto *view = dock.findChild<QTableView *>();
    const QSignalSpy asked(&dock, &DoctorDock::selected);
    view->setCurrentIndex(view->model()->index(2, 0));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.last().first().value<Selection>().callbackId, 3);
    // A refresh keeps what is selected and asks for nothing.
    monitor.ingest({seats("rid-3", {{1, u"dan"_s}, {2, u"dan"_s}}, nowUs() / 1000)});
    dock.refresh();
    QCOMPARE(view->currentIndex().row(), 3);
    QCOMPARE(asked.size(), 1);
    emit view->activated(view->model()->index(2, 0));
    QCOMPARE(asked.last().first().value<Selection>().callbackId, 4);
}

void TestDoctorDock::aSwitchedOffRuleHidesItsFindingsEverywhere()
{
    Monitor monitor;
    {
        DoctorDock dock(&monitor);
        Timeline lines;
        TimelineModel timeline {&lines};
        QObject::connect(&monitor, &Monitor::applied, &lines, &Timeline::append);
        const QAbstractItemModelTester tester(&timeline);
        connect(&dock, &DoctorDock::rulesChanged, &timeline, &TimelineModel::setRules);
        dock.show();
        monitor.ingest(traffic());
        dock.refresh();
        const int rows = timeline.rowCount();
        QCOMPARE(timeline.countIn(TimelineCategory::Problems), 3);
        auto *rule = dock.rulesMenu()->findChild<QAction *>(u"member-on-two-seats"_s);
        QVERIFY(rule && rule->isChecked());
        rule->trigger();
        QCOMPARE(findingsOf(dock).size(), 2);
        QCOMPARE(timeline.rowCount(), rows - 1);
        QCOMPARE(timeline.countIn(TimelineCategory::Problems), 2);
        QCOMPARE(timeline.countIn(TimelineCategory::All), rows - 1);
    }
    // It stays off the next time, and can be switched on again.
    DoctorDock dock(&monitor);
    dock.show();
    QCOMPARE(findingsOf(dock).size(), 2);
    dock.rulesMenu()->findChild<QAction *>(u"member-on-two-seats"_s)->trigger();
    QCOMPARE(findingsOf(dock).size(), 3);
}

void TestDoctorDock::aFindingIsALineOfTheTimelineAndShowsItsCallback()
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
    const QAbstractItemModelTester tester(&model);
    Marks marks;
    const ColourRules colours;
    TimelineView view(&model, &marks);
    view.show();
    const TimelineTextProxy words(&model, &marks, &colours);
    monitor.ingest(traffic());
    model.setCategory(TimelineCategory::Problems);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(words.index(0, TimelineModel::EventColumn).data().toString(), u"Seat changed hands untold"_s);
    QCOMPARE(words.index(0, TimelineModel::StatusColumn).data().toString(), u"warning"_s);
    QCOMPARE(words.index(0, TimelineModel::RoomColumn).data().toString(), u"rid-1"_s);
    QCOMPARE(words.index(0, TimelineModel::SeatColumn).data().toString(), u"1"_s);
    QCOMPARE(words.words(0).at(TimelineModel::MemberColumn), u"bob"_s);
    const QSignalSpy selected(&view, &TimelineView::selected);
    view.findChild<QAbstractItemView *>()->setCurrentIndex(view.findChild<QAbstractItemView *>()->model()->index(0, 0));
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.last().first().value<Selection>().callbackId, 3);
    QCOMPARE(model.timeline().findingsAbout(2).size(), 1);
    QCOMPARE(model.timeline().findingsAbout(1).size(), 0);

    // What is over has a line of its own, and words are found in both.
    monitor.ingest({seats("rid-2", {{2, {}}}, nowUs() / 1000)});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(words.index(3, TimelineModel::EventColumn).data().toString(), u"No longer so: One member on two seats"_s);
    QCOMPARE(words.index(3, TimelineModel::StatusColumn).data().toString(), u"no longer so"_s);
    QCOMPARE(model.timeline().findingsAbout(5).size(), 1);
    QVERIFY(!model.timeline().findingsAbout(5).first().isOpen());
    model.setFilter(std::get<Filter>(Filter::parse(u"member-on-two-seats"_s)));
    QTRY_COMPARE(model.rowCount(), 2);
    model.setFilter(std::get<Filter>(Filter::parse(u"kind:alert"_s)));
    QCOMPARE(model.rowCount(), 0); // a finding is no change
    model.setFilter({});
    model.setCategory(TimelineCategory::Seats);
    for (int row = 0; row < model.rowCount(); ++row)
        QVERIFY(!model.lineAt(row).finding());
}

void TestDoctorDock::theWindowOpensItHidden()
{
    Session session;
    Monitor &monitor = *session.monitor();
    MainWindow window(&session);
    window.show();
    monitor.ingest(traffic());
    auto *dock = window.findChild<DoctorDock *>();
    QVERIFY(dock->isHidden());
    dock->toggleViewAction()->trigger();
    QVERIFY(!dock->isHidden());
    QCOMPARE(window.tabifiedDockWidgets(dock).size(), 1);
    QTRY_COMPARE(findingsOf(*dock).size(), 3);
    window.openRoom(keyOf(u"rid-1"_s));
    QCOMPARE(dock->findChild<QComboBox *>()->itemText(1), u"Room rid-1"_s);
    auto *findings = dock->findChild<QTableView *>();
    findings->setCurrentIndex(findings->model()->index(2, 0));
    QCOMPARE(window.findChild<TimelineView *>()->selectedCallback(), 3);
}

void TestDoctorDock::findingsAreSortedByAnyColumn()
{
    Monitor monitor;
    DoctorDock dock(&monitor);
    const QAbstractItemModelTester tester(dock.findChild<FindingModel *>());
    dock.resize(1600, 300);
    dock.show();
    const qint64 now = nowUs() / 1000 - 60'000;
    QList<Callback> callbacks {seats("rid-2", {{1, u"eve"_s}, {2, u"eve"_s}}, now + 500),
                               seats("rid-10", {{1, u"dan"_s}, {2, u"dan"_s}}, now + 300), creation("rid-3", 4, now),
                               seats("rid-3", {{1, u"ann"_s}}, now + 100), seats("rid-3", {{1, u"bob"_s}}, now + 200)};
    qint64 id = 0;
    for (Callback &callback : callbacks)
        callback.id = ++id;
    monitor.ingest(callbacks);
    dock.refresh();
    auto *view = dock.findChild<QTableView *>();
    const auto *model = dock.findChild<FindingModel *>();
    const auto rooms = [model] {
        QStringList ids;
        for (int row = 0; row < model->rowCount(); ++row)
            ids.append(model->at(row).room.room);
        return ids;
    };
    const auto clickHeader = [view](int column) {
        const QHeaderView *header = view->horizontalHeader();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          QPoint(header->sectionViewportPosition(column) + 20, header->height() / 2));
    };
    const QStringList newestFirst {u"rid-3"_s, u"rid-10"_s, u"rid-2"_s};
    QCOMPARE(rooms(), newestFirst);
    const QSignalSpy asked(&dock, &DoctorDock::selected);
    view->setCurrentIndex(model->index(0, 0));
    QCOMPARE(asked.size(), 1);
    clickHeader(FindingModel::RoomColumn);
    QCOMPARE(rooms(), (QStringList {u"rid-2"_s, u"rid-3"_s, u"rid-10"_s})); // numbers count
    QCOMPARE(view->currentIndex().row(), 1);                                // the same finding stays selected
    QCOMPARE(asked.size(), 1);                                              // and nobody is told of it again
    clickHeader(FindingModel::RoomColumn);
    QCOMPARE(rooms(), (QStringList {u"rid-10"_s, u"rid-3"_s, u"rid-2"_s}));
    clickHeader(FindingModel::RoomColumn);
    QCOMPARE(rooms(), newestFirst);
    clickHeader(FindingModel::TimeColumn);
    QCOMPARE(rooms(), (QStringList {u"rid-3"_s, u"rid-10"_s, u"rid-2"_s}));
    clickHeader(FindingModel::ProblemColumn); // errors before warnings, the newest first
    QCOMPARE(rooms(), (QStringList {u"rid-10"_s, u"rid-2"_s, u"rid-3"_s}));
    QCOMPARE(view->currentIndex().row(), 2);
    // What comes takes its place.
    monitor.ingest({seats("rid-4", {{1, u"fay"_s}, {2, u"fay"_s}}, nowUs() / 1000)});
    dock.refresh();
    QCOMPARE(rooms(), (QStringList {u"rid-4"_s, u"rid-10"_s, u"rid-2"_s, u"rid-3"_s}));
    QCOMPARE(view->currentIndex().row(), 3);
    QCOMPARE(asked.size(), 1);
}

void TestDoctorDock::commandsAreSortedByNumber()
{
    Monitor monitor;
    DoctorDock dock(&monitor);
    dock.resize(1600, 300);
    dock.show();
    QList<Callback> callbacks;
    const qint64 now = nowUs() / 1000 - 60'000;
    for (int i = 0; i < 11; ++i)
        callbacks.append(seats("rid-1", {{1, u"ann%1"_s.arg(i)}}, now + i));
    for (int i = 0; i < 2; ++i)
        callbacks.append(creation("rid-1", 4, now + 100 + i * 10));
    monitor.ingest(callbacks);
    dock.findChildren<Chip *>().last()->click();
    auto *commands = dock.findChild<QTreeWidget *>();
    const auto counts = [commands] {
        QStringList texts;
        for (int i = 0; i < commands->topLevelItemCount(); ++i)
            texts.append(commands->topLevelItem(i)->text(1));
        return texts;
    };
    QCOMPARE(counts(), (QStringList {u"2"_s, u"11"_s})); // by name: Live…, Mic…
    commands->setCurrentItem(commands->topLevelItem(1));
    commands->sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(counts(), (QStringList {u"11"_s, u"2"_s}));
    commands->sortByColumn(1, Qt::AscendingOrder);
    QCOMPARE(counts(), (QStringList {u"2"_s, u"11"_s}));
    commands->sortByColumn(1, Qt::DescendingOrder);
    dock.refresh();
    QCOMPARE(counts(), (QStringList {u"11"_s, u"2"_s}));
    QCOMPARE(commands->currentItem(), commands->topLevelItem(0)); // the same command
}

void TestDoctorDock::theChartSaysWhatASliceHolds()
{
    DelayChart chart;
    chart.resize(400, 160);
    const QImage empty = chart.grab().toImage();
    DelaySeries series(30);
    for (int second = 0; second < 20; ++second)
        series.add((1'751'010'000LL + second) * 1'000'000, second == 19 ? 4000 : 40,
                   second == 7 ? Flags(Flag::Late) : Flags());
    chart.setSeries(series.slices(), series.sliceUs());
    const QImage full = chart.grab().toImage();
    QVERIFY(full != empty);
    // One slice less is seen: the picture is of the data.
    chart.setSeries(series.slices().first(19), series.sliceUs());
    QVERIFY(chart.grab().toImage() != full);
}

QTEST_MAIN(TestDoctorDock)
#include "tst_doctordock.moc"
