// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelineview.h"

#include "core/base/times.h"
#include "core/journal/journal.h"
#include "core/session/journalfold.h"
#include "core/session/monitor.h"
#include "core/timeline/marks.h"
#include "tests/support/callbacks.h"
#include "tests/support/contextmenu.h"
#include "tests/support/paintedwords.h"
#include "tests/support/patience.h"
#include "ui/doctor/doctordock.h"
#include "ui/style/chip.h"
#include "ui/timeline/bodycolumndialog.h"
#include "ui/timeline/colourrules.h"
#include "ui/timeline/colourrulesdialog.h"
#include "ui/timeline/timelinedelegate.h"
#include "ui/timeline/timelinetable.h"
#include "ui/timeline/timelinetextproxy.h"
#include "ui/window/contextmenus.h"
#include "ui/words/errorwords.h"
#include "ui/words/words.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDataStream>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace Roomscope;

namespace {

constexpr qint64 start = 1'795'468'443'380;

/// Everything a test of the view needs.
struct Bench
{
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    Marks marks;
    ColourRules colours; // for a proxy of a test's own
    TimelineView view {&model, &marks};
    DoctorDock doctor {&monitor};
    ContextMenus menus {&monitor, &doctor, view.marks(), {}};
    QSignalSpy refused {&view, &TimelineView::refused};
    qint64 nextId = 1;

    explicit Bench(int callbacks = 0)
    {
        QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
        view.addActions(view.markActions()); // as the window has them
        QObject::connect(&view, &TimelineView::menuOpening, &menus, &ContextMenus::fill);
        view.resize(1000, 300);
        view.show();
        if (callbacks > 0)
            add(callbacks);
    }

    /// Callbacks that take and leave seats: one line each.
    void add(int count)
    {
        QList<Callback> batch;
        for (int i = 0; i < count; ++i) {
            const bool taken = (nextId / 8) % 2 == 0;
            Callback callback = Test::seats(
                "rid-1", {{.index = int(nextId % 8), .member = taken ? u"ann%1"_s.arg(nextId) : QString()}},
                start + nextId, "op");
            if (!taken && nextId < 16)
                callback = Test::seats("rid-1", {{.index = int(nextId % 8), .locked = true}}, start + nextId);
            callback.id = nextId++;
            batch.append(callback);
        }
        monitor.ingest(batch);
        QCoreApplication::processEvents();
    }

    [[nodiscard]] TimelineTable *table() const { return view.findChild<TimelineTable *>(); }
    [[nodiscard]] QAbstractButton *newButton() const { return view.findChild<QAbstractButton *>(u"newButton"_s); }
    [[nodiscard]] QAction *action(const QString &shortcut) const
    {
        const QList<QAction *> actions = view.markActions();
        const auto found = std::find_if(actions.begin(), actions.end(), [&shortcut](const QAction *action) {
            return action->shortcut() == QKeySequence(shortcut);
        });
        return found == actions.end() ? nullptr : *found;
    }
    [[nodiscard]] bool isAtEnd() const
    {
        const QScrollBar *bar = table()->verticalScrollBar();
        return bar->value() == bar->maximum();
    }
    [[nodiscard]] QMenu *menuOn(const QModelIndex &index) const
    {
        return Test::menuAt(table()->viewport(), table()->visualRect(index).center());
    }
    void click(int row) const
    {
        const QModelIndex index = table()->model()->index(row, TimelineModel::EventColumn);
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, table()->visualRect(index).center());
    }
};

/// The same with a session's folder, so that bodies can be read.
struct StoredBench : Bench
{
    QTemporaryDir folder;
    Journal journal;

    explicit StoredBench(int callbacks)
    {
        rows.open(folder.path(), {}, Timeline::Access::Write, 0);
        rows.makeOlder(visitCallbacks);
        if (const auto failure = journal.open(folder.path()))
            qFatal("%s", qPrintable(errorText(*failure)));
        QList<Callback> batch;
        for (; nextId <= callbacks; ++nextId) {
            batch.append(
                Test::seats("rid-1", {{.index = int(nextId % 8), .member = u"ann%1"_s.arg(nextId)}}, start + nextId));
            batch.last().id = nextId;
        }
        journal.append(batch);
        monitor.ingest(batch);
    }

    void showHeaderMenu() { emit table()->horizontalHeader()->customContextMenuRequested(QPoint(10, 5)); }
    /// Of the menu that was shown last.
    [[nodiscard]] QAction *menuAction(const QString &text) const
    {
        QAction *found = nullptr;
        const QList<QMenu *> children = view.findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
        for (const QMenu *menu : children) {
            const QList<QAction *> actions = menu->actions();
            for (QAction *action : actions) {
                if (action->text().remove(u'&') == text)
                    found = action;
            }
        }
        return found;
    }
    void addColumn(const QString &path)
    {
        showHeaderMenu();
        QTimer::singleShot(0, &view, [this, path] {
            auto *dialog = view.findChild<BodyColumnDialog *>();
            dialog->findChild<QLineEdit *>()->setText(path);
            dialog->accept();
        });
        menuAction(u"Add Column…"_s)->trigger();
    }
    /// Of the columns out of bodies.
    [[nodiscard]] QModelIndex cell(int row, int place = 0) const
    {
        return table()->model()->index(row, TimelineModel::columns + place);
    }
};

} // namespace

class TestTimelineView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void columnsAreAsWideAsTheirContents();
    void idsAreShownWholeAlsoWhereTheTableHasToBeScrolled();
    void theZoneIsNamed();
    void aDoubleClickOnABorderFits();
    void aCommandIsCutWhereItCanBeRead();
    void namesAreShownAsTheyAreAndCopiedAsTheyCame();
    void followsTheNewest();
    void selectingStopsFollowingAndCountsWhatIsNew();
    void newAreTheLinesBelowTheLastOneSeen();
    void newLinesStayCountedWhenTheSessionIsReadAgain();
    void aFilterThatCannotBeReadIsSaidInPlaceOfTheLines();
    void whatIsRemovedWasNotSelectedByAnybody();
    void aHiddenCallbackIsSelectedWhenItComesBack();
    void scrollingUpStopsFollowing();
    void scrollingBackToTheEndFollowsAgain();
    void endFollowsAgainAndClearsTheSelection();
    void theButtonFollowsAgain();
    void chipsFilter();
    void chipsCountWhereThereIsRoom();
    void chipsAreReachedWithTheKeyboard();
    void theHeadingCountsTheLines();
    void theHeadingFitsWhateverTheWidth();
    void oneInsertionABatch();
    void selectionSurvivesAChangeOfCategory();
    void timesOfTheDayBeforeGetTheirDate();
    void theSelectedLineStaysInPlaceWhenOthersComeAndGo();
    void selectCallbackShowsItWithoutAnnouncingIt();
    void keysMoveTheSelection();
    void enterAsksForTheRoom();
    void theMenuOffersFilters();
    void aRightClickSelectsNothing();
    void theMenuActsOnAllSelectedLines();
    void theMenuKeyOpensTheMenuOfTheCurrentLine();
    void theMenuFiltersByAnyCell_data();
    void theMenuFiltersByAnyCell();
    void copiesALine();
    void copiesSelectedLinesAsCsv();
    void timesAreGoneTo();
    void whatIsCopiedHoldsWhatWasSent();
    void theSelectionWaitsForAFilterToReachIt();
    void keysMarkAndUnmarkTheSelectedLines();
    void aNoteIsWrittenAndSaid();
    void keysGoFromMarkToMark();
    void aMarkOfAnotherJournalIsNotShown();
    void theFirstRuleThatMatchesColoursALine();
    void coloursAreKeptInTheSettings();
    void theMenuColoursLinesLikeThis();
    void rulesAreEditedAndOrdered();
    void aRuleThatCannotBeReadIsNotAccepted();
    void columnsAreSavedAndRestored();
    void aColumnOutOfBodiesIsReadOnDemand();
    void aColumnOutOfBodiesIsCopiedKeptAndRemoved();
    void thePathOfAColumnIsTriedOnTheSelectedBody();
    void columnsWithoutPathsAreRestoredFromBefore();
    void theProxyHasWordsForEveryone();
    void namesThatLookLikeHtmlStayText();

private:
    QTemporaryDir m_settings;
};

void TestTimelineView::initTestCase()
{
    QVERIFY(m_settings.isValid());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
}

void TestTimelineView::cleanup()
{
    ColourRules().setRules({});
}

void TestTimelineView::columnsAreAsWideAsTheirContents()
{
    Bench bench;
    bench.view.resize(1400, 300);
    const QString id = u"144115233775727695-57453"_s;
    bench.add(1);
    bench.monitor.ingest(
        {Test::seats("a-room-with-a-rather-long-id", {{.index = 0, .member = id}}, start + 5, id.toUtf8())});
    const TimelineTable *table = bench.table();
    const auto inner = [table](int column) {
        return table->horizontalHeader()->sectionSize(column) - 2 * TimelineDelegate::padding;
    };
    const int wanted = table->fontMetrics().horizontalAdvance(id);
    QTRY_VERIFY(inner(TimelineModel::MemberColumn) >= wanted);
    QVERIFY(inner(TimelineModel::OperatorColumn) >= wanted);
    QVERIFY(inner(TimelineModel::RoomColumn)
            >= table->fontMetrics().horizontalAdvance(u"a-room-with-a-rather-long-id"_s));
    QVERIFY(table->horizontalHeader()->length() <= table->viewport()->width() + 1);
}

void TestTimelineView::idsAreShownWholeAlsoWhereTheTableHasToBeScrolled()
{
    Bench bench;
    bench.view.resize(700, 300);
    const QString id = u"144115233775727695"_s;
    bench.monitor.ingest({Test::seats("rid-a-little-longer", {{.index = 0, .member = id}}, start, id.toUtf8())});
    const TimelineTable *table = bench.table();
    for (const int column : {TimelineModel::MemberColumn, TimelineModel::OperatorColumn, TimelineModel::RoomColumn})
        QTRY_VERIFY(table->horizontalHeader()->sectionSize(column) >= table->sizeHintForColumn(column));
    QVERIFY(table->horizontalScrollBar()->maximum() > 0);
}

void TestTimelineView::theZoneIsNamed()
{
    Bench bench;
    bench.add(1);
    const QAbstractItemModel *model = bench.table()->model();
    QCOMPARE(model->headerData(TimelineModel::TimeColumn, Qt::Horizontal, Qt::ToolTipRole).toString(),
             u"Arrival, in %1"_s.arg(zoneText()));
    const qint64 receivedMs = bench.model.rowAt(0).receivedUs / 1000;
    QVERIFY(model->index(0, TimelineModel::TimeColumn)
                .data(Qt::ToolTipRole)
                .toString()
                .endsWith(u"received %1"_s.arg(momentText(receivedMs))));
}

void TestTimelineView::aDoubleClickOnABorderFits()
{
    Bench bench;
    const QString id = u"144115233775727695"_s.repeated(5); // more than columns take by themselves
    bench.monitor.ingest({Test::seats("rid-1", {{.index = 0, .member = id}}, start)});
    const TimelineTable *table = bench.table();
    const QHeaderView *header = table->horizontalHeader();
    constexpr int column = TimelineModel::MemberColumn;
    const int wanted = table->fontMetrics().horizontalAdvance(id) + 2 * TimelineDelegate::padding;
    QVERIFY(header->sectionSize(column) < wanted);
    const QPoint border(header->sectionViewportPosition(column) + header->sectionSize(column) - 1,
                        header->height() / 2);
    QTest::mouseDClick(header->viewport(), Qt::LeftButton, {}, border);
    QVERIFY2(std::abs(header->sectionSize(column) - wanted) <= 2,
             qPrintable(QString::number(header->sectionSize(column))));
}

void TestTimelineView::aCommandIsCutWhereItCanBeRead()
{
    Bench bench;
    bench.monitor.ingest(
        {Test::callback("Mic.CallbackAfterSeatInfoChanged", R"("RoomId":"rid-1","SeatList":[])", start)});
    const QAbstractItemModel *model = bench.table()->model();
    const TimelineDelegate delegate;
    QStringList seen;
    for (int width = 60; width < 500; width += 3) {
        QStyleOptionViewItem option;
        option.fontMetrics = QFontMetrics(option.font);
        option.rect = QRect(0, 0, width, 24);
        Test::PaintedWords words;
        QPainter painter(&words);
        delegate.paint(&painter, option, model->index(0, TimelineModel::EventColumn));
        painter.end();
        for (const QString &text : words.texts().filter(u"…"_s)) {
            if (!seen.contains(text) && text.startsWith(u'…'))
                seen.append(text);
        }
    }
    QVERIFY2(seen.contains(u"…SeatInfoChanged"_s), qPrintable(seen.join(u' ')));
    for (const QString &text : std::as_const(seen))
        QVERIFY2(text.at(1).isUpper(), qPrintable(text));
}

void TestTimelineView::namesAreShownAsTheyAreAndCopiedAsTheyCame()
{
    Bench bench;
    Callback callback = Test::callback("Mic.CallbackAfterSeatInfoChanged", {}, std::nullopt);
    callback.body = Test::dataFile(u"46-rtl.json"_s);
    bench.monitor.ingest({callback});
    const auto *proxy = qobject_cast<const TimelineTextProxy *>(bench.table()->model());
    QCOMPARE(proxy->index(0, TimelineModel::MemberColumn).data().toString(), u"[U+202E]ecila"_s);
    QCOMPARE(proxy->words(0).at(TimelineModel::MemberColumn), u"\u202eecila"_s);
}

void TestTimelineView::followsTheNewest()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    QVERIFY(bench.table()->verticalScrollBar()->maximum() > 0);
    bench.add(50);
    QTRY_VERIFY(bench.isAtEnd());
    QVERIFY(bench.view.isFollowing());
    QVERIFY(!bench.newButton()->isVisible());
}

void TestTimelineView::selectingStopsFollowingAndCountsWhatIsNew()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    QSignalSpy selected(&bench.view, &TimelineView::selected);
    const int row = bench.table()->rowAt(bench.table()->viewport()->height() / 2);
    bench.click(row);
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().first().value<Selection>().callbackId, bench.model.rowAt(row).callbackId);
    QVERIFY(!bench.view.isFollowing());
    const int value = bench.table()->verticalScrollBar()->value();
    const int rowsBefore = bench.model.rowCount();
    bench.add(37);
    QCOMPARE(bench.view.newCount(), bench.model.rowCount() - rowsBefore);
    QCOMPARE(bench.table()->verticalScrollBar()->value(), value);
    QTRY_VERIFY(bench.newButton()->isVisible());
    QVERIFY(bench.newButton()->text().startsWith(QString::number(bench.view.newCount())));
}

void TestTimelineView::newAreTheLinesBelowTheLastOneSeen()
{
    const auto filter = [](const QString &expression) { return std::get<Filter>(Filter::parse(expression)); };
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    bench.click(bench.table()->rowAt(bench.table()->viewport()->height() / 2));
    const qint64 lastSeen = bench.model.rowAt(bench.model.rowCount() - 1).callbackId;
    const auto below = [&bench](qint64 callbackId) {
        return qint64(bench.model.rowCount() - bench.model.rowNotBefore(callbackId + 1));
    };
    bench.add(300);
    QCOMPARE(bench.view.newCount(), below(lastSeen));
    QVERIFY(bench.view.newCount() > 250);

    // Chips: what they hide is not counted, what they show again is.
    bench.model.setCategory(TimelineCategory::Locks);
    QCOMPARE(bench.view.newCount(), 0);
    QVERIFY(!bench.newButton()->isVisible());
    bench.model.setCategory(TimelineCategory::All);
    QCOMPARE(bench.view.newCount(), below(lastSeen));

    // A frozen view has no new lines; those that it held back are new.
    bench.model.setFrozen(true);
    const qint64 before = bench.view.newCount();
    bench.add(20);
    QCOMPARE(bench.view.newCount(), before);
    bench.model.setFrozen(false);
    QCOMPARE(bench.view.newCount(), below(lastSeen));
    QVERIFY(bench.view.newCount() > before);

    // Retention takes lines that were new, too.
    bench.rows.dropBefore(lastSeen + 100);
    QTRY_COMPARE(bench.model.rowAt(0).callbackId, lastSeen + 100);
    const int firstBelow = bench.table()->rowAt(bench.table()->viewport()->height());
    QCOMPARE(bench.view.newCount(), qint64(bench.model.rowCount() - firstBelow)); // others are on the screen now
    const qint64 newest = bench.view.newCount();

    // Lines on the screen are seen: all four of a filter, and what is above them afterwards.
    bench.model.setFilter(filter(u"user:ann49* kind:seat-taken"_s));
    QCOMPARE(bench.model.rowCount(), 4);
    QCOMPARE(bench.view.newCount(), 0);
    QVERIFY(!bench.newButton()->isVisible());
    const qint64 seenNow = bench.model.rowAt(bench.model.rowCount() - 1).callbackId;
    bench.model.setFilter({});
    const int behind
        = std::max(bench.table()->rowAt(bench.table()->viewport()->height()), bench.model.rowNotBefore(seenNow + 1));
    QCOMPARE(bench.view.newCount(), qint64(bench.model.rowCount() - behind));
    QVERIFY(bench.view.newCount() < newest);
    QVERIFY(bench.view.newCount() > 0);

    // And what the reader scrolls to.
    QScrollBar *bar = bench.table()->verticalScrollBar();
    bar->setValue(bar->maximum() - bench.table()->rowHeight() * 3);
    QCOMPARE(bench.view.newCount(), 3);
    bar->setValue(0);
    QCOMPARE(bench.view.newCount(), 3);
}

void TestTimelineView::newLinesStayCountedWhenTheSessionIsReadAgain()
{
    StoredBench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    QVERIFY(bench.view.selectCallback(100));
    bench.add(50);
    const qint64 count = bench.view.newCount();
    QCOMPARE(count, 50);
    const qint64 selected = bench.view.selectedCallback();
    bench.rows.open(bench.folder.path(), {}, Timeline::Access::Write, 200);
    bench.rows.makeOlder(visitCallbacks);
    Monitor again;
    QList<AppliedCallback> recent;
    connect(&again, &Monitor::applied, this, [&recent](const QList<AppliedCallback> &batch) { recent += batch; });
    QList<Callback> last;
    for (qint64 id = 201; id < bench.nextId; ++id) {
        last.append(Test::seats("rid-1", {{.index = int(id % 8), .member = u"ann%1"_s.arg(id)}}, start + id));
        last.last().id = id;
    }
    again.ingest(last);
    bench.rows.append(recent);
    QTRY_VERIFY(bench.model.rowCount() >= 250);
    QCOMPARE(bench.view.newCount(), qint64(bench.model.rowCount() - bench.model.rowNotBefore(201)));
    QTRY_COMPARE(bench.view.selectedCallback(), selected);
}

void TestTimelineView::aFilterThatCannotBeReadIsSaidInPlaceOfTheLines()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    const auto *said = bench.view.findChild<QLabel *>(u"emptyTimeline"_s);
    QVERIFY(!said->isVisible());
    const QImage lines = bench.view.grab().toImage();
    bench.view.showFilterError(u"At letter 6 …"_s);
    QVERIFY(said->isVisible());
    QCOMPARE(said->text(), u"At letter 6 …"_s);
    QCOMPARE(said->geometry(), bench.table()->viewport()->rect());
    QVERIFY(bench.view.grab().toImage() != lines);
    QTest::keyClick(bench.table(), Qt::Key_Up);
    QCOMPARE(bench.view.selectedCallback(), 0);
    bench.add(10);
    QVERIFY(said->isVisible());
    QVERIFY(!bench.newButton()->isVisible());
    bench.view.showFilterError({});
    QVERIFY(!said->isVisible());
}

void TestTimelineView::whatIsRemovedWasNotSelectedByAnybody()
{
    Bench bench(200);
    QVERIFY(bench.view.selectCallback(20));
    const QSignalSpy selected(&bench.view, &TimelineView::selected);
    bench.rows.dropBefore(100);
    QTRY_COMPARE(bench.model.rowAt(0).callbackId, 100);
    QCOMPARE(bench.view.selectedCallback(), 0);
    QVERIFY(selected.isEmpty());
}

void TestTimelineView::aHiddenCallbackIsSelectedWhenItComesBack()
{
    Bench bench(200);
    bench.click(bench.table()->rowAt(20));
    bench.model.setFilter(std::get<Filter>(Filter::parse(u"kind:seat-locked"_s)));
    QVERIFY(!bench.view.selectCallback(100));
    QCOMPARE(bench.view.selectedCallback(), 0); // not another one
    QVERIFY(bench.table()->selectionModel()->selectedRows().isEmpty());
    QCOMPARE(bench.refused.size(), 1);
    bench.model.setFilter({});
    QTRY_COMPARE(bench.view.selectedCallback(), 100);
    const QRect rect = bench.table()->visualRect(bench.table()->currentIndex());
    QVERIFY(bench.table()->viewport()->rect().contains(rect.center()));
    QVERIFY(!bench.view.isFollowing());
}

void TestTimelineView::scrollingUpStopsFollowing()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    bench.table()->verticalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
    QVERIFY(!bench.view.isFollowing());
    const int value = bench.table()->verticalScrollBar()->value();
    bench.add(10);
    QCOMPARE(bench.table()->verticalScrollBar()->value(), value);
    QVERIFY(bench.view.newCount() > 0);
}

void TestTimelineView::scrollingBackToTheEndFollowsAgain()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    QScrollBar *bar = bench.table()->verticalScrollBar();
    bar->triggerAction(QAbstractSlider::SliderPageStepSub);
    QVERIFY(!bench.view.isFollowing());
    bar->triggerAction(QAbstractSlider::SliderToMaximum);
    QVERIFY(bench.view.isFollowing());
    QCOMPARE(bench.view.newCount(), 0);
}

void TestTimelineView::endFollowsAgainAndClearsTheSelection()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    bench.click(bench.table()->rowAt(20));
    bench.add(20);
    QVERIFY(!bench.view.isFollowing());
    QTest::keyClick(bench.table(), Qt::Key_End);
    QVERIFY(bench.view.isFollowing());
    QCOMPARE(bench.view.newCount(), 0);
    QVERIFY(!bench.newButton()->isVisible());
    QCOMPARE(bench.view.selectedCallback(), 0);
    QVERIFY(bench.table()->selectionModel()->selectedRows().isEmpty());
    QTRY_VERIFY(bench.isAtEnd());
    bench.add(20);
    QTRY_VERIFY(bench.isAtEnd());
}

void TestTimelineView::theButtonFollowsAgain()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    bench.click(bench.table()->rowAt(20));
    bench.add(20);
    QTRY_VERIFY(bench.newButton()->isVisible());
    QTest::mouseClick(bench.newButton(), Qt::LeftButton);
    QVERIFY(bench.view.isFollowing());
    QTRY_VERIFY(bench.isAtEnd());
}

void TestTimelineView::chipsFilter()
{
    Bench bench(40);
    auto *locks = bench.view.findChild<Chip *>(u"chip%1"_s.arg(int(TimelineCategory::Locks)));
    QTest::mouseClick(locks, Qt::LeftButton);
    QVERIFY(locks->isChecked());
    QVERIFY(bench.model.rowCount() > 0);
    for (int row = 0; row < bench.model.rowCount(); ++row)
        QVERIFY(isInCategory(bench.model.rowAt(row), TimelineCategory::Locks));
    auto *all = bench.view.findChild<Chip *>(u"chip0"_s);
    QTest::mouseClick(all, Qt::LeftButton);
    QVERIFY(!locks->isChecked());
    QCOMPARE(qint64(bench.model.rowCount()), bench.model.countIn(TimelineCategory::All));
    QTRY_VERIFY(all->toolTip().contains(countText(bench.model.countIn(TimelineCategory::All))));
}

void TestTimelineView::chipsCountWhereThereIsRoom()
{
    Bench bench(40);
    const auto *chip = bench.view.findChild<Chip *>(u"chip%1"_s.arg(int(TimelineCategory::Seats)));
    const int without = chip->widthWith(false);
    QTRY_VERIFY(chip->width() > without);
    const int withCount = chip->widthWith(true);
    QCOMPARE(chip->width(), withCount);
    int width = bench.view.width();
    for (; width > 100 && chip->sizeHint().width() == withCount; width -= 10)
        bench.view.resize(width, 300);
    QTRY_COMPARE(chip->width(), without);
    QVERIFY(chip->isVisible());
    for (; width > 100 && chip->isVisible(); width -= 10)
        bench.view.resize(width, 300);
    QVERIFY(!chip->isVisible()); // the menu is there instead, and tells the numbers
    const QString entry
        = categoryTitle(TimelineCategory::Seats) + u'\t' + countText(bench.model.countIn(TimelineCategory::Seats));
    const QList<QMenu *> menus = bench.view.findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
    QVERIFY(std::any_of(menus.begin(), menus.end(), [&entry](const QMenu *menu) {
        const QList<QAction *> actions = menu->actions();
        return std::any_of(actions.begin(), actions.end(),
                           [&entry](const QAction *action) { return action->text() == entry; });
    }));
}

void TestTimelineView::chipsAreReachedWithTheKeyboard()
{
    Bench bench(40);
    auto *all = bench.view.findChild<Chip *>(u"chip0"_s);
    all->setFocus();
    QTest::keyClick(all, Qt::Key_Right);
    auto *seats = bench.view.findChild<Chip *>(u"chip%1"_s.arg(int(TimelineCategory::Seats)));
    QVERIFY(seats->isChecked());
    for (int row = 0; row < bench.model.rowCount(); ++row)
        QVERIFY(isInCategory(bench.model.rowAt(row), TimelineCategory::Seats));
}

void TestTimelineView::theHeadingCountsTheLines()
{
    Bench bench(200);
    const auto *count = bench.view.findChild<QLabel *>(u"count"_s);
    QTRY_COMPARE(count->text(), countText(bench.model.rowCount()));
    bench.model.setCategory(TimelineCategory::Locks);
    QTRY_COMPARE(
        count->text(),
        u"%1 of %2"_s.arg(countText(bench.model.rowCount()), countText(bench.model.countIn(TimelineCategory::All))));
    QVERIFY(bench.model.rowCount() < bench.model.countIn(TimelineCategory::All));
    bench.model.setFrozen(true);
    const QString frozen = count->text();
    bench.add(16);
    QTRY_VERIFY(bench.view.findChild<QLabel *>(u"frozen"_s)->text().contains(countText(bench.model.hiddenByFreeze())));
    QCOMPARE(count->text(), frozen);

    Bench few(3);
    few.model.setCategory(TimelineCategory::AudioVideo);
    QTRY_COMPARE(few.view.findChild<QLabel *>(u"count"_s)->toolTip(), u"0 of 3 lines are shown."_s);
    few.model.setCategory(TimelineCategory::All);
    few.model.setFilter(std::get<Filter>(Filter::parse(u"seat:2"_s)));
    QTRY_COMPARE(few.view.findChild<QLabel *>(u"count"_s)->toolTip(), u"1 of 3 lines is shown."_s);
}

void TestTimelineView::theHeadingFitsWhateverTheWidth()
{
    Bench bench(200);
    bench.model.setCategory(TimelineCategory::Locks);
    bench.model.setFrozen(true);
    bench.add(16);
    const auto *count = bench.view.findChild<QLabel *>(u"count"_s);
    const auto *frozen = bench.view.findChild<QLabel *>(u"frozen"_s);
    QTRY_VERIFY(frozen->isVisible());
    for (int width = 1400; width >= 600; width -= 50) {
        bench.view.resize(width, 300);
        for (const QWidget *part : {static_cast<const QWidget *>(count), static_cast<const QWidget *>(frozen)}) {
            QTRY_VERIFY2(part->isVisible() && part->width() >= part->sizeHint().width(),
                         qPrintable(QString::number(width)));
            const QRect place(part->mapTo(&bench.view, QPoint()), part->size());
            QVERIFY(bench.view.rect().contains(place));
        }
    }
}

void TestTimelineView::oneInsertionABatch()
{
    Bench bench(10);
    TimelineTextProxy proxy(&bench.model, &bench.marks, &bench.colours);
    const QAbstractItemModelTester tester(&proxy);
    const QSignalSpy inserted(&proxy, &QAbstractItemModel::rowsInserted);
    bench.add(500);
    QCOMPARE(inserted.size(), 1);
}

void TestTimelineView::selectionSurvivesAChangeOfCategory()
{
    Bench bench(200);
    QTRY_VERIFY(bench.isAtEnd());
    bench.click(bench.table()->rowAt(30));
    const qint64 selected = bench.view.selectedCallback();
    QVERIFY(selected > 0);
    QSignalSpy announced(&bench.view, &TimelineView::selected);
    bench.model.setCategory(TimelineCategory::Seats);
    QCOMPARE(bench.view.selectedCallback(), selected);
    QVERIFY(!bench.view.isFollowing());
    QVERIFY(announced.isEmpty());
    bench.model.setCategory(TimelineCategory::Locks);
    QCOMPARE(bench.view.selectedCallback(), 0);
    bench.model.setFilter(std::get<Filter>(Filter::parse(u"kind:alert"_s))); // nothing passes
    QCOMPARE(bench.model.rowCount(), 0);
    bench.model.setFilter({});
    bench.model.setCategory(TimelineCategory::All);
    QTRY_COMPARE(bench.view.selectedCallback(), selected);
    QVERIFY(!bench.table()->visualRect(bench.table()->currentIndex()).isEmpty());
}

/// The local time of this test goes on past midnight.
void TestTimelineView::timesOfTheDayBeforeGetTheirDate()
{
    const auto setLocalTime = [](const QTime &wanted) {
        const int ahead = QDateTime::currentDateTimeUtc().time().secsTo(wanted) / 60;
        const QTime offset = QTime(0, 0).addSecs(std::abs(ahead) * 60);
        const QString zone = (ahead < 0 ? u"TST"_s : u"TST-"_s) + offset.toString(u"HH:mm"_s);
        qputenv("TZ", zone.toLatin1());
        ::tzset();
    };
    const auto former = qScopeGuard([zone = qgetenv("TZ")] {
        qputenv("TZ", zone);
        ::tzset();
    });
    Bench bench;
    const auto receive = [&bench] {
        Callback callback = Test::seats("rid-1", {{.index = int(bench.nextId), .member = u"ann"_s}}, start);
        callback.id = bench.nextId++;
        callback.receivedUs = nowUs() - 6 * 3'600'000'000;
        bench.monitor.ingest({callback});
        QCoreApplication::processEvents();
    };
    const auto width = [&bench] { return bench.table()->horizontalHeader()->sectionSize(TimelineModel::TimeColumn); };
    setLocalTime({12, 0});
    receive();
    const int ofTime = width();
    receive();
    QCOMPARE(width(), ofTime);
    setLocalTime({1, 0});
    receive();
    QVERIFY(width() > ofTime);
}

void TestTimelineView::theSelectedLineStaysInPlaceWhenOthersComeAndGo()
{
    Bench bench(200);
    QVERIFY(bench.view.selectCallback(100));
    const auto place = [&] { return bench.table()->rowViewportPosition(bench.table()->currentIndex().row()); };
    const int before = place();
    QVERIFY(before >= 0 && before < bench.table()->viewport()->height());
    const int rows = bench.model.rowCount();
    bench.model.setCategory(TimelineCategory::Seats);
    QVERIFY(bench.model.rowCount() < rows); // fewer before it
    QCOMPARE(bench.view.selectedCallback(), 100);
    QCOMPARE(place(), before);
    bench.model.setCategory(TimelineCategory::All);
    QCOMPARE(bench.model.rowCount(), rows);
    QCOMPARE(place(), before);
}

void TestTimelineView::selectCallbackShowsItWithoutAnnouncingIt()
{
    Bench bench(200);
    QSignalSpy announced(&bench.view, &TimelineView::selected);
    QVERIFY(bench.view.selectCallback(3));
    QCOMPARE(bench.view.selectedCallback(), 3);
    QVERIFY(announced.isEmpty());
    QVERIFY(!bench.view.isFollowing());
    const QRect rect = bench.table()->visualRect(bench.table()->currentIndex());
    QVERIFY(bench.table()->viewport()->rect().contains(rect.center()));
    QVERIFY(!bench.view.selectCallback(999'999));
}

void TestTimelineView::keysMoveTheSelection()
{
    Bench bench(50);
    QSignalSpy selected(&bench.view, &TimelineView::selected);
    QTest::keyClick(bench.table(), Qt::Key_Up);
    QCOMPARE(selected.last().first().value<Selection>().callbackId,
             bench.model.rowAt(bench.model.rowCount() - 1).callbackId);
    QTest::keyClick(bench.table(), Qt::Key_Up);
    QCOMPARE(selected.last().first().value<Selection>().callbackId,
             bench.model.rowAt(bench.model.rowCount() - 2).callbackId);
    QTest::keyClick(bench.table(), Qt::Key_Home);
    QCOMPARE(selected.last().first().value<Selection>().callbackId, bench.model.rowAt(0).callbackId);
    QTest::keyClick(bench.table(), Qt::Key_Down);
    QCOMPARE(selected.last().first().value<Selection>().callbackId, bench.model.rowAt(1).callbackId);
}

void TestTimelineView::enterAsksForTheRoom()
{
    Bench bench(20);
    QSignalSpy asked(&bench.view, &TimelineView::roomRequested);
    bench.view.selectCallback(5);
    QTest::keyClick(bench.table(), Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().value<RoomKey>(), Test::keyOf(u"rid-1"_s));
}

void TestTimelineView::theMenuOffersFilters()
{
    Bench bench(20);
    bench.view.selectCallback(17);
    QSignalSpy asked(&bench.menus, &ContextMenus::filterRequested);
    const QMenu *menu = bench.menuOn(bench.table()->currentIndex());
    QVERIFY(menu);
    for (const QString &entry : {u"Only This Room"_s, u"Only This Seat"_s, u"Only This Member"_s, u"This Kind"_s}) {
        QVERIFY2(Test::entryOf(menu, entry), qPrintable(entry));
        Test::entryOf(menu, entry)->trigger();
    }
    QStringList terms;
    for (const QList<QVariant> &arguments : asked)
        terms.append(arguments.first().toString());
    QCOMPARE(terms, (QStringList {u"room:rid-1"_s, u"room:rid-1 seat:1"_s, u"user:ann17"_s, u"-kind:seat-taken"_s}));
    for (const QString &term : std::as_const(terms))
        QVERIFY(std::holds_alternative<Filter>(Filter::parse(term)));
}

void TestTimelineView::aRightClickSelectsNothing()
{
    Bench bench(20);
    bench.view.selectCallback(17);
    QSignalSpy selected(&bench.view, &TimelineView::selected);
    const QModelIndex other = bench.table()->model()->index(bench.model.rowOfCallback(18), TimelineModel::MemberColumn);
    const QMenu *menu = bench.menuOn(other);
    QVERIFY(menu);
    QVERIFY(selected.isEmpty());
    QCOMPARE(bench.view.selectedCallback(), 17);
    QCOMPARE(bench.view.selectedCallbacks(), QSet<qint64> {17});
    Test::entryOf(menu, u"Copy Callback Id"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"18"_s);
    Test::entryOf(menu, u"Copy Line"_s)->trigger();
    QVERIFY2(QGuiApplication::clipboard()->text().contains(u"ann18"_s),
             qPrintable(QGuiApplication::clipboard()->text()));
    Test::entryOf(menu, u"Mark"_s)->trigger();
    QVERIFY(bench.marks.find(18, bench.model.rowAt(other.row()).receivedUs));
    QVERIFY(!bench.marks.find(17, bench.model.rowAt(other.row() - 1).receivedUs));
    Test::entryOf(bench.menuOn(other), u"Remove Mark"_s)->trigger();
    QCOMPARE(bench.marks.count(), 0);

    // Following goes on: the reader has chosen nothing.
    bench.view.resumeFollowing();
    QVERIFY(bench.menuOn(other));
    QVERIFY(bench.view.isFollowing());
    // Beside the lines there is nothing to do anything with.
    Bench few(1);
    QVERIFY(!Test::menuAt(few.table()->viewport(), QPoint(20, few.table()->viewport()->height() - 3)));
}

void TestTimelineView::theMenuActsOnAllSelectedLines()
{
    Bench bench(20);
    bench.click(bench.model.rowOfCallback(17));
    for (int line = 1; line < 6; ++line) // each callback unlocks a seat and fills it
        QTest::keyClick(bench.table(), Qt::Key_Down, Qt::ShiftModifier);
    QSignalSpy asked(&bench.menus, &ContextMenus::filterRequested);
    const QMenu *menu
        = bench.menuOn(bench.table()->model()->index(bench.model.rowOfCallback(18), TimelineModel::EventColumn));
    QCOMPARE(Test::faultOf(menu), QString());
    QCOMPARE(bench.view.selectedCallbacks(), (QSet<qint64> {17, 18, 19}));
    Test::entryOf(menu, u"Only These Members"_s)->trigger();
    QCOMPARE(asked.takeFirst().first().toString(), u"user:ann17|ann18|ann19"_s);
    Test::entryOf(menu, u"Only These Seats"_s)->trigger();
    QCOMPARE(asked.takeFirst().first().toString(), u"room:rid-1 seat:1|2|3"_s);
    Test::entryOf(menu, u"This Room"_s)->trigger();
    QCOMPARE(asked.takeFirst().first().toString(), u"-room:rid-1"_s);
    Test::entryOf(menu, u"Copy Callback Ids"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"17\n18\n19"_s);
    Test::entryOf(menu, u"Mark"_s)->trigger();
    QCOMPARE(bench.marks.count(), 3);
}

void TestTimelineView::theMenuKeyOpensTheMenuOfTheCurrentLine()
{
    Bench bench(40);
    QVERIFY(!Test::menuByKey(bench.table())); // no line is the current one
    bench.view.selectCallback(3);
    const QMenu *menu = Test::menuByKey(bench.table());
    QVERIFY(menu);
    Test::entryOf(menu, u"Copy Callback Id"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"3"_s);
    const QRect line = bench.table()->visualRect(bench.table()->currentIndex());
    QCOMPARE(menu->pos(), bench.table()->viewport()->mapToGlobal(line.bottomLeft()));
}

void TestTimelineView::theMenuFiltersByAnyCell_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("begins");
    QTest::newRow("time") << int(TimelineModel::TimeColumn) << u"after:"_s;
    QTest::newRow("delay") << int(TimelineModel::DelayColumn) << u"delay>=40ms"_s;
    QTest::newRow("room") << int(TimelineModel::RoomColumn) << u"room:rid-1"_s;
    QTest::newRow("event") << int(TimelineModel::EventColumn) << u"kind:"_s;
    QTest::newRow("seat") << int(TimelineModel::SeatColumn) << u"seat:"_s;
    QTest::newRow("member") << int(TimelineModel::MemberColumn) << u"user:"_s;
    QTest::newRow("platform") << int(TimelineModel::PlatformColumn) << u"platform:iOS"_s;
    QTest::newRow("status") << int(TimelineModel::StatusColumn) << u"verdict:accepted"_s;
}

void TestTimelineView::theMenuFiltersByAnyCell()
{
    QFETCH(int, column);
    QFETCH(QString, begins);
    Bench bench(20);
    bench.view.selectCallback(17);
    QSignalSpy asked(&bench.menus, &ContextMenus::filterRequested);
    const QModelIndex cell = bench.table()->currentIndex().siblingAtColumn(column);
    bench.table()->scrollTo(cell);
    const QMenu *menu = bench.menuOn(cell);
    QVERIFY(menu);
    for (QAction *action : menu->actions()) {
        if (action->text().startsWith(u"O&nly "_s) || action->text().startsWith(u"&Without "_s))
            action->trigger();
    }
    QVERIFY(asked.size() >= 2);
    const QString only = asked.first().first().toString();
    QVERIFY2(only.startsWith(begins), qPrintable(only));
    const auto filter = Filter::parse(only, {.zone = QTimeZone::systemTimeZone()});
    QVERIFY2(std::holds_alternative<Filter>(filter), qPrintable(only));
    QVERIFY(std::get<Filter>(filter).matches(bench.model.rowAt(cell.row()), bench.model.lineAt(cell.row()).texts()));
    QVERIFY(std::any_of(asked.begin(), asked.end(), [&only](const QList<QVariant> &arguments) {
        return arguments.first().toString() == QString(u'-' + only);
    }));
}

void TestTimelineView::copiesALine()
{
    Bench bench(20);
    bench.view.selectCallback(5);
    QTest::keyClick(bench.table(), Qt::Key_C, Qt::ControlModifier);
    const QStringList cells = QGuiApplication::clipboard()->text().split(u'\t');
    QCOMPARE(cells.size(), TimelineModel::columns);
    QCOMPARE(cells.at(TimelineModel::RoomColumn), u"rid-1"_s);
}

void TestTimelineView::copiesSelectedLinesAsCsv()
{
    Bench bench(30);
    bench.click(bench.model.rowCount() - 3);
    QTest::keyClick(bench.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(bench.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(bench.table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 2);

    const QModelIndex index = bench.table()->model()->index(bench.model.rowCount() - 2, TimelineModel::EventColumn);
    const QMenu *menu = bench.menuOn(index);
    QVERIFY(menu);
    Test::entryOf(menu, u"Copy Lines as CSV"_s)->trigger();
    const QStringList lines = QGuiApplication::clipboard()->text().split(u"\r\n"_s, Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 4); // with the titles
    QVERIFY2(lines[0].startsWith(u"Time,Delay,Room,"_s), qPrintable(lines[0]));
    const TimelineRow last = bench.model.rowAt(bench.model.rowCount() - 1);
    QVERIFY2(lines[3].startsWith(QString::fromLatin1(isoMilliseconds(last.receivedUs)) + u",40,rid-1,"_s),
             qPrintable(lines[3]));
}

void TestTimelineView::timesAreGoneTo()
{
    Bench bench(200);
    QVERIFY(bench.view.goToTime(bench.model.rowAt(50).receivedUs));
    QCOMPARE(bench.table()->currentIndex().row(), 50);
    QVERIFY(!bench.view.isFollowing());
    QVERIFY(!bench.table()->visualRect(bench.table()->currentIndex()).isEmpty());
    QVERIFY(bench.view.goToTime(bench.model.rowAt(50).receivedUs + 1));
    QCOMPARE(bench.table()->currentIndex().row(), 51);
    QVERIFY(bench.view.goToTime(0));
    QCOMPARE(bench.table()->currentIndex().row(), 0);
    QVERIFY(bench.view.goToTime(std::numeric_limits<qint64>::max()));
    QCOMPARE(bench.table()->currentIndex().row(), bench.model.rowCount() - 1);
    Bench empty;
    QVERIFY(!empty.view.goToTime(0));

    const auto answer = [&bench](const QString &text) {
        QTimer::singleShot(0, &bench.view, [&bench, text] {
            auto *dialog = bench.view.findChild<QInputDialog *>();
            dialog->setTextValue(text);
            dialog->accept();
        });
        bench.view.askForTime();
    };
    answer(u"2001-01-01"_s);
    QCOMPARE(bench.table()->currentIndex().row(), 0);
    QVERIFY(bench.refused.takeLast().first().toString().startsWith(u"No line is of before"_s));
    answer(u"2101-01-01"_s);
    QCOMPARE(bench.table()->currentIndex().row(), bench.model.rowCount() - 1);
    QVERIFY(bench.refused.takeLast().first().toString().startsWith(u"No line is of "_s));
}

void TestTimelineView::whatIsCopiedHoldsWhatWasSent()
{
    Bench bench;
    Callback callback = Test::seats("rid-1", {{.index = 1, .member = u"ann\\nof\\tthe \\\"north\\\""_s}}, start);
    callback.id = bench.nextId++;
    Callback locked = Test::seats("rid-1", {{.index = 2, .locked = true}}, start + 1);
    locked.id = bench.nextId++;
    bench.monitor.ingest({callback, locked});
    QCoreApplication::processEvents();
    bench.table()->selectAll();
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(bench.table(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), bench.model.rowCount());
    for (const QString &line : lines)
        QCOMPARE(line.count(u'\t'), TimelineModel::columns - 1);
    QVERIFY2(lines.join(u'\n').contains(u"ann of the \"north\""_s), qPrintable(lines.first()));

    QGuiApplication::clipboard()->clear();
    const QMenu *menu = bench.menuOn(bench.table()->currentIndex());
    QVERIFY(menu);
    QCOMPARE(Test::faultOf(menu), QString());
    Test::entryOf(menu, u"Copy Lines as CSV"_s)->trigger();
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    const QString csv = QGuiApplication::clipboard()->text();
    QVERIFY2(csv.contains(u"\"ann\nof\tthe \"\"north\"\"\""_s), qPrintable(csv));
    QVERIFY2(!csv.contains(u'—'), qPrintable(csv)); // nobody sent it
}

void TestTimelineView::theSelectionWaitsForAFilterToReachIt()
{
    Bench bench(1);
    QList<AppliedCallback> batch(45'000, [] {
        RoomStore store;
        return store.apply(Test::seats("rid-1", {{1, u"ann"_s}}, start));
    }());
    for (qsizetype i = 0; i < batch.size(); ++i)
        batch[i].callback.id = bench.nextId++;
    bench.rows.append(batch);
    QVERIFY(bench.view.selectCallback(500));
    bench.model.setFilter(std::get<Filter>(Filter::parse(u"room:rid-1"_s)));
    QVERIFY(bench.model.isFiltering());
    QTRY_VERIFY(!bench.model.isFiltering());
    QCOMPARE(bench.view.selectedCallback(), 500);
    QVERIFY(!bench.table()->visualRect(bench.table()->currentIndex()).isEmpty());
    QCOMPARE(bench.model.rowCount(), 45'001);

    bench.view.resumeFollowing();
    bench.model.setFilter({});
    QTRY_VERIFY(!bench.model.isFiltering());
    QTRY_VERIFY(bench.isAtEnd());
}

void TestTimelineView::keysMarkAndUnmarkTheSelectedLines()
{
    Bench bench(50);
    bench.action(u"Ctrl+M"_s)->trigger(); // nothing is selected
    QCOMPARE(bench.refused.size(), 1);
    bench.click(bench.model.rowCount() - 3);
    QTest::keyClick(bench.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&bench.view, Qt::Key_M, Qt::ControlModifier);
    const QSet<qint64> selected = bench.view.selectedCallbacks();
    QCOMPARE(selected.size(), 2);
    QCOMPARE(bench.marks.count(), 2);
    for (const qint64 id : selected) {
        const int row = bench.model.rowOfCallback(id);
        QVERIFY(bench.marks.find(id, bench.model.rowAt(row).receivedUs));
        const QModelIndex event = bench.table()->model()->index(row, TimelineModel::EventColumn);
        QCOMPARE(event.data(TimelineTextProxy::MarkIconRole).toString(), u"mark"_s);
        QVERIFY(event.data(Qt::AccessibleTextRole).toString().endsWith(u"Marked"_s));
        QVERIFY(event.data(Qt::ToolTipRole).toString().contains(u"Marked"_s));
    }
    bench.click(bench.model.rowCount() - 3);
    QTest::keyClick(bench.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(bench.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&bench.view, Qt::Key_M, Qt::ControlModifier); // some are: all are now
    QCOMPARE(bench.marks.count(), 3);
    QTest::keyClick(&bench.view, Qt::Key_M, Qt::ControlModifier);
    QCOMPARE(bench.marks.count(), 0);
    QCOMPARE(bench.refused.size(), 1);
}

void TestTimelineView::aNoteIsWrittenAndSaid()
{
    Bench bench(50);
    bench.view.selectCallback(7);
    QTimer::singleShot(0, &bench.view, [&bench] {
        auto *dialog = bench.view.findChild<QInputDialog *>();
        QVERIFY(dialog);
        dialog->setTextValue(u"<b>look</b> here\nand there\n"_s);
        dialog->accept();
    });
    bench.action(u"Ctrl+Shift+M"_s)->trigger();
    const int row = bench.model.rowOfCallback(7);
    const Mark *mark = bench.marks.find(7, bench.model.rowAt(row).receivedUs);
    QVERIFY(mark);
    QCOMPARE(mark->note, u"<b>look</b> here\nand there"_s);
    const QModelIndex event = bench.table()->model()->index(row, TimelineModel::EventColumn);
    QCOMPARE(event.data(TimelineTextProxy::MarkIconRole).toString(), u"mark-note"_s);
    QVERIFY(event.data(Qt::AccessibleTextRole).toString().endsWith(u"Marked: <b>look</b> here\nand there"_s));
    QVERIFY(event.data(Qt::ToolTipRole).toString().contains(u"&lt;b&gt;look"_s));
    QTimer::singleShot(0, &bench.view, [&bench] {
        auto *dialog = bench.view.findChild<QInputDialog *>();
        QCOMPARE(dialog->textValue(), u"<b>look</b> here\nand there"_s);
        dialog->reject();
    });
    bench.action(u"Ctrl+Shift+M"_s)->trigger();
    QCOMPARE(bench.marks.find(7, bench.model.rowAt(row).receivedUs)->note, u"<b>look</b> here\nand there"_s);
}

void TestTimelineView::keysGoFromMarkToMark()
{
    Bench bench(200);
    QTest::keyClick(&bench.view, Qt::Key_F2);
    QCOMPARE(bench.refused.size(), 1); // nothing is marked
    for (const qint64 id : {20, 60, 61, 150})
        bench.marks.add(
            {{.callbackId = id, .receivedUs = bench.model.rowAt(bench.model.rowOfCallback(id)).receivedUs}});
    QSignalSpy announced(&bench.view, &TimelineView::selected);
    for (const qint64 id : {20, 60, 61, 150, 20}) {
        QTest::keyClick(&bench.view, Qt::Key_F2);
        QCOMPARE(bench.view.selectedCallback(), id);
        QVERIFY(bench.table()->viewport()->rect().contains(
            bench.table()->visualRect(bench.table()->currentIndex()).center()));
    }
    for (const qint64 id : {150, 61, 60}) {
        QTest::keyClick(&bench.view, Qt::Key_F2, Qt::ShiftModifier);
        QCOMPARE(bench.view.selectedCallback(), id);
    }
    QCOMPARE(announced.size(), 8);
    QCOMPARE(bench.refused.size(), 1);
    bench.model.setFilter(std::get<Filter>(Filter::parse(u"user:ann150"_s)));
    QTest::keyClick(&bench.view, Qt::Key_F2);
    QCOMPARE(bench.view.selectedCallback(), 150);
    bench.model.setFilter(std::get<Filter>(Filter::parse(u"user:ann151"_s)));
    QTest::keyClick(&bench.view, Qt::Key_F2); // those that are marked are not shown
    QCOMPARE(bench.refused.size(), 2);
}

void TestTimelineView::aMarkOfAnotherJournalIsNotShown()
{
    Bench bench(50);
    const int row = bench.model.rowOfCallback(7);
    bench.marks.add({{.callbackId = 7, .receivedUs = bench.model.rowAt(row).receivedUs + 1}});
    const QModelIndex event = bench.table()->model()->index(row, TimelineModel::EventColumn);
    QVERIFY(event.data(TimelineTextProxy::MarkIconRole).toString().isEmpty());
    QTest::keyClick(&bench.view, Qt::Key_F2);
    QCOMPARE(bench.view.selectedCallback(), 0);
    QCOMPARE(bench.refused.size(), 1);
}

void TestTimelineView::theFirstRuleThatMatchesColoursALine()
{
    Bench bench(100);
    bench.colours.setRules({{.expression = u"user:ann20"_s, .colour = LineColour::Teal, .isOn = false},
                            {.expression = u"user:ann2*"_s, .colour = LineColour::Red},
                            {.expression = u"kind:seat-taken -user:ann16"_s, .colour = LineColour::Green}});
    const TimelineTextProxy proxy(&bench.model, &bench.marks, &bench.colours);
    const auto colourOf = [&](qint64 id) {
        return proxy.index(bench.model.rowOfCallback(id), 0).data(TimelineTextProxy::LineColourRole);
    };
    QCOMPARE(colourOf(20), QVariant(int(LineColour::Red)));
    QCOMPARE(colourOf(32), QVariant(int(LineColour::Green)));
    QCOMPARE(colourOf(16), QVariant());
    const QModelIndex event = proxy.index(bench.model.rowOfCallback(20), TimelineModel::EventColumn);
    QVERIFY(event.data(Qt::AccessibleTextRole).toString().endsWith(u"Colour: Red"_s));

    // Of both shape and colour there is something to see.
    const QRect place(0, 0, 40, 22);
    QList<QImage> shapes;
    for (const LineColour colour : lineColours) {
        QImage image(place.size(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        paintLineEdge(&painter, QRectF(3, 0, 4, 22), colour, bench.view.palette());
        painter.end();
        const QImage shape = image.convertToFormat(QImage::Format_Alpha8);
        QVERIFY(!shapes.contains(shape));
        shapes.append(shape);
    }
}

void TestTimelineView::coloursAreKeptInTheSettings()
{
    const QList<ColourRule> rules {{.expression = u"room:\"a b\""_s, .colour = LineColour::Violet, .isOn = false},
                                   {.expression = u"delay>2s"_s, .colour = LineColour::Amber}};
    ColourRules().setRules(rules);
    QCOMPARE(ColourRules().rules(), rules);
}

void TestTimelineView::theMenuColoursLinesLikeThis()
{
    Bench bench(50);
    bench.view.selectCallback(20);
    const QModelIndex cell = bench.table()->currentIndex().siblingAtColumn(TimelineModel::MemberColumn);
    QVERIFY(bench.menuOn(cell));
    auto *menu = bench.view.findChild<QMenu *>(u"colours"_s);
    QVERIFY(menu);
    QCOMPARE(menu->actions().first()->text(), lineColourName(LineColour::Red));
    menu->actions().first()->trigger();
    QCOMPARE(cell.data(TimelineTextProxy::LineColourRole), QVariant(int(LineColour::Red)));
    QCOMPARE(ColourRules().rules(), (QList<ColourRule> {{.expression = u"user:ann20"_s, .colour = LineColour::Red}}));
}

void TestTimelineView::rulesAreEditedAndOrdered()
{
    ColourRulesDialog dialog({{.expression = u"seat:1"_s, .colour = LineColour::Red},
                              {.expression = u"seat:2"_s, .colour = LineColour::Teal}},
                             {});
    dialog.show();
    const auto button = [&dialog](const QString &text) {
        const QList<QPushButton *> buttons = dialog.findChildren<QPushButton *>();
        const auto found = std::find_if(buttons.begin(), buttons.end(),
                                        [&text](const QPushButton *one) { return one->text().remove(u'&') == text; });
        return found == buttons.end() ? nullptr : *found;
    };
    auto *field = dialog.findChild<SearchField *>();
    auto *list = dialog.findChild<QListWidget *>();
    QCOMPARE(field->text(), u"seat:1"_s);
    button(u"Move Down"_s)->click();
    QCOMPARE(field->text(), u"seat:1"_s);
    button(u"Add"_s)->click();
    QTest::keyClicks(field, u"room:rid-1"_s);
    dialog.findChild<QComboBox *>()->setCurrentIndex(int(LineColour::Green));
    list->item(0)->setCheckState(Qt::Unchecked);
    QCOMPARE(dialog.rules(),
             (QList<ColourRule> {{.expression = u"seat:2"_s, .colour = LineColour::Teal, .isOn = false},
                                 {.expression = u"seat:1"_s, .colour = LineColour::Red},
                                 {.expression = u"room:rid-1"_s, .colour = LineColour::Green}}));
    list->setCurrentRow(1);
    button(u"Remove"_s)->click();
    QCOMPARE(dialog.rules().size(), 2);
    QCOMPARE(dialog.rules().at(1).expression, u"room:rid-1"_s);
}

void TestTimelineView::aRuleThatCannotBeReadIsNotAccepted()
{
    ColourRulesDialog dialog({{.expression = u"seat:1"_s}}, {});
    dialog.show();
    auto *field = dialog.findChild<SearchField *>();
    const auto *accept = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    QVERIFY(accept->isEnabled());
    field->setText(u"kind:seat-loked"_s);
    QVERIFY(!accept->isEnabled());
    QVERIFY(dialog.findChild<QLabel *>(u"problem"_s)->text().contains(u"seat-loked"_s));
    field->clear();
    QVERIFY(!accept->isEnabled());
    field->setText(u"kind:seat-locked"_s);
    QVERIFY(accept->isEnabled());
    QVERIFY(dialog.findChild<QLabel *>(u"problem"_s)->text().isEmpty());
}

void TestTimelineView::columnsAreSavedAndRestored()
{
    QByteArray state;
    {
        Bench bench(5);
        QHeaderView *header = bench.table()->horizontalHeader();
        header->setSectionHidden(TimelineModel::PlatformColumn, true);
        header->moveSection(header->visualIndex(TimelineModel::StatusColumn), 0);
        state = bench.view.saveState();
    }
    Bench bench(5);
    QVERIFY(bench.view.restoreState(state));
    QVERIFY(bench.table()->horizontalHeader()->isSectionHidden(TimelineModel::PlatformColumn));
    QCOMPARE(bench.table()->horizontalHeader()->visualIndex(TimelineModel::StatusColumn), 0);
    QVERIFY(!bench.view.restoreState("nonsense"));
    QVERIFY(!bench.view.restoreState({}));
}

void TestTimelineView::aColumnOutOfBodiesIsReadOnDemand()
{
    StoredBench bench(500);
    const QAbstractItemModelTester tester(bench.table()->model());
    bench.addColumn(u"SeatList[0].Index"_s);
    QCOMPARE(bench.table()->model()->columnCount(), TimelineModel::columns + 1);
    const auto value = [&bench](int row) { return bench.cell(row).data().toString(); };
    const int last = bench.model.rowCount() - 1;
    const QString expected = QString::number(bench.model.rowAt(last).callbackId % 8);
    bench.table()->viewport()->grab();
    QTRY_COMPARE(value(last), expected);
    QCOMPARE(bench.cell(last).data(Qt::AccessibleTextRole).toString(), u"SeatList[0].Index: "_s + expected);
    QCOMPARE(value(0), u"…"_s); // nobody has looked there yet
    QTRY_COMPARE(value(0), QString::number(bench.model.rowAt(0).callbackId % 8));
    bench.addColumn(u"Nowhere"_s);
    QTRY_COMPARE(value(last), expected);
    QCOMPARE(bench.cell(last, 1).data().toString(), QString());
    QCOMPARE(bench.table()->model()->headerData(TimelineModel::columns + 1, Qt::Horizontal).toString(), u"Nowhere"_s);
}

void TestTimelineView::aColumnOutOfBodiesIsCopiedKeptAndRemoved()
{
    StoredBench bench(50);
    bench.addColumn(u"SeatList[0].Index"_s);
    bench.addColumn(u"EventTime"_s);
    bench.view.selectCallback(21);
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(bench.table(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    const QStringList cells = QGuiApplication::clipboard()->text().split(u'\t');
    QCOMPARE(cells.size(), TimelineModel::columns + 2);
    QCOMPARE(cells.sliced(TimelineModel::columns), (QStringList {u"5"_s, QString::number(start + 21)}));

    QVERIFY(bench.menuOn(bench.table()->currentIndex()));
    QGuiApplication::clipboard()->clear();
    bench.menuAction(u"Copy Line as CSV"_s)->trigger();
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    const QStringList lines = QGuiApplication::clipboard()->text().split(u"\r\n"_s, Qt::SkipEmptyParts);
    QVERIFY2(lines[0].endsWith(u",SeatList[0].Index,EventTime"_s), qPrintable(lines[0]));
    QVERIFY2(lines[1].endsWith(u",5,%1"_s.arg(start + 21)), qPrintable(lines[1]));

    bench.table()->horizontalHeader()->moveSection(TimelineModel::columns, 0);
    StoredBench other(50);
    QVERIFY(other.view.restoreState(bench.view.saveState()));
    QCOMPARE(other.table()->model()->columnCount(), TimelineModel::columns + 2);
    QCOMPARE(other.table()->horizontalHeader()->visualIndex(TimelineModel::columns), 0);
    QTRY_COMPARE(other.cell(0, 1).data().toString(), QString::number(start + 1));
    other.showHeaderMenu();
    other.menuAction(u"Remove “SeatList[0].Index”"_s)->trigger();
    QCOMPARE(other.table()->model()->columnCount(), TimelineModel::columns + 1);
    QTRY_COMPARE(other.cell(0).data().toString(), QString::number(start + 1));
    other.showHeaderMenu();
    other.menuAction(u"Reset Columns"_s)->trigger();
    QCOMPARE(other.table()->model()->columnCount(), TimelineModel::columns);
}

void TestTimelineView::thePathOfAColumnIsTriedOnTheSelectedBody()
{
    StoredBench bench(50);
    BodyColumnDialog dialog(bench.folder.path(), 21, &bench.view);
    auto *field = dialog.findChild<QLineEdit *>();
    const auto *preview = dialog.findChild<QLabel *>(u"preview"_s);
    const auto *accept = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    QVERIFY(!accept->isEnabled());
    field->setText(u"SeatList[0].Index"_s);
    QVERIFY(accept->isEnabled());
    QTRY_COMPARE(preview->text(), u"In callback #21: 5"_s);
    field->setText(u"SeatList[0"_s);
    QVERIFY(!accept->isEnabled());
    QCOMPARE(preview->text(), u"At letter 11: expected ]."_s);
    field->setText(u"Other"_s);
    QVERIFY(accept->isEnabled());
    QCOMPARE(preview->text(), u"The body of callback #21 has nothing there."_s);
}

void TestTimelineView::columnsWithoutPathsAreRestoredFromBefore()
{
    Bench former(5);
    former.table()->horizontalHeader()->setSectionHidden(TimelineModel::PlatformColumn, true);
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << quint32(1) << false << former.table()->horizontalHeader()->saveState();
    Bench bench(5);
    QVERIFY(bench.view.restoreState(state));
    QVERIFY(bench.table()->horizontalHeader()->isSectionHidden(TimelineModel::PlatformColumn));
}

void TestTimelineView::theProxyHasWordsForEveryone()
{
    Bench bench;
    Callback seat = Test::seats("rid-1", {{.index = 4, .member = u"ann"_s, .videoProhibited = true}}, start, "op");
    seat.id = 1;
    Callback foreign = Test::creation("rid-9", 8, start + 1);
    foreign.id = 2;
    foreign.verdict.rejection = Rejection::SdkAppId;
    bench.monitor.ingest({seat, foreign});
    TimelineTextProxy proxy(&bench.model, &bench.marks, &bench.colours);
    const QAbstractItemModelTester tester(&proxy);
    const auto spoken
        = [&](int row, int column) { return proxy.index(row, column).data(Qt::AccessibleTextRole).toString(); };
    QCOMPARE(proxy.index(0, TimelineModel::EventColumn).data().toString(), u"Seat taken"_s);
    QCOMPARE(spoken(0, TimelineModel::EventColumn), u"Seat 4: ann sat down (was empty)"_s);
    QCOMPARE(spoken(0, TimelineModel::SeatColumn), u"Seat 4"_s);
    QCOMPARE(spoken(0, TimelineModel::OperatorColumn), u"Operator op"_s);
    QCOMPARE(proxy.index(0, TimelineModel::DelayColumn).data().toString(), u"+40 ms"_s);
    QVERIFY(!proxy.index(0, 0).data(TimelineTextProxy::ContinuesRole).toBool());
    QVERIFY(proxy.index(1, 0).data(TimelineTextProxy::ContinuesRole).toBool());
    QCOMPARE(proxy.index(2, TimelineModel::EventColumn).data().toString(), u"Rejected"_s);
    QCOMPARE(proxy.index(2, TimelineModel::StatusColumn).data().toString(), u"SDKAppID 1400900001"_s);
    for (int row = 0; row < proxy.rowCount(); ++row) {
        for (int column = 0; column < proxy.columnCount(); ++column)
            QVERIFY2(!spoken(row, column).isEmpty() || column == TimelineModel::PlatformColumn,
                     qPrintable(u"%1,%2"_s.arg(row).arg(column)));
    }
    for (int column = 0; column < proxy.columnCount(); ++column)
        QVERIFY(!proxy.headerData(column, Qt::Horizontal).toString().isEmpty());
}

void TestTimelineView::namesThatLookLikeHtmlStayText()
{
    Bench bench;
    Callback seat = Test::seats("rid-1", {{.index = 4, .member = u"<b>ann</b>"_s}}, start);
    seat.id = 1;
    bench.monitor.ingest({seat});
    TimelineTextProxy proxy(&bench.model, &bench.marks, &bench.colours);
    QCOMPARE(proxy.index(0, TimelineModel::MemberColumn).data().toString(), u"<b>ann</b>"_s);
    for (const int column : {TimelineModel::MemberColumn, TimelineModel::EventColumn})
        QVERIFY(!proxy.index(0, column).data(Qt::ToolTipRole).toString().contains(u"<b>ann"_s));
}

QTEST_MAIN(TestTimelineView)
#include "tst_timelineview.moc"
