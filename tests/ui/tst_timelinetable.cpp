// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinetable.h"

#include "tests/support/countedrows.h"
#include "tests/support/patience.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStyleOptionSlider>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using Test::CountedRows;

namespace {

constexpr int million = 1'000'000;

/// Remembers which rows it painted, and where.
class RecordingDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        tops.insert(index.row(), option.rect.top());
        ++cells;
        QStyledItemDelegate::paint(painter, option, index);
    }
    mutable QMap<int, int> tops;
    mutable int cells = 0;
};

struct Bench
{
    CountedRows model;
    TimelineTable table;
    RecordingDelegate delegate;

    explicit Bench(int rows, int columns = 9)
        : model(rows, columns)
    {
        table.setItemDelegate(&delegate);
        table.setModel(&model);
        table.resize(900, 403);
        table.show();
        table.activateWindow();
        table.setFocus();
        [[maybe_unused]] const bool isActive = QTest::qWaitForWindowActive(&table, Test::patienceMs);
    }
    ~Bench() { table.setModel(nullptr); }

    /// The rows of a whole repaint and their upper edges.
    QMap<int, int> painted()
    {
        delegate.tops.clear();
        table.viewport()->grab();
        return delegate.tops;
    }
    /// Fails a test unless the rows painted fill the viewport, one after the other, and stand where they are said to.
    bool isConsistent()
    {
        const QMap<int, int> rows = painted();
        int y = rows.first();
        for (auto row = rows.begin(); row != rows.end(); ++row) {
            if (row.value() != y || table.rowViewportPosition(row.key()) != y || table.rowAt(y) != row.key())
                return false;
            y += table.rowHeight();
        }
        return rows.first() <= 0 && y >= height() && rows.size() == rows.lastKey() - rows.firstKey() + 1;
    }
    [[nodiscard]] int height() const { return table.viewport()->height(); }
    [[nodiscard]] int current() const { return table.currentIndex().row(); }
    [[nodiscard]] bool isWhollyShown(int row) const
    {
        const int y = table.rowViewportPosition(row);
        return y >= 0 && y + table.rowHeight() <= height();
    }
    [[nodiscard]] QList<std::pair<int, int>> selected() const
    {
        QList<std::pair<int, int>> ranges;
        for (const QItemSelectionRange &range : table.selectionModel()->selection())
            ranges.append({range.top(), range.bottom()});
        std::sort(ranges.begin(), ranges.end());
        return ranges;
    }
    void key(Qt::Key pressed, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&table, pressed, modifiers); }
    void click(int row, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(table.viewport(), Qt::LeftButton, modifiers, placeOf(row));
    }
    [[nodiscard]] QPoint placeOf(int row) const { return {20, table.rowViewportPosition(row) + table.rowHeight() / 2}; }
    void wheel(int notches)
    {
        const QPoint place = table.viewport()->rect().center();
        QWheelEvent event(place, table.viewport()->mapToGlobal(place), {}, {0, notches * 120}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(table.viewport(), &event);
    }
};

void moveMouse(QWidget *widget, const QPoint &place)
{
    QMouseEvent move(QEvent::MouseMove, place, widget->mapToGlobal(place), Qt::NoButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(widget, &move);
}

} // namespace

class TestTimelineTable : public QObject
{
    Q_OBJECT

private slots:
    void theModelOfTheseTestsIsOne();
    void looksLikeAQTableView_data();
    void looksLikeAQTableView();
    void keysReachEveryRow_data();
    void keysReachEveryRow();
    void keysBeginAtWhatIsSeen();
    void anyNumberOfRowsScrolls_data();
    void anyNumberOfRowsScrolls();
    void paintingAsksForVisibleCellsOnly();
    void insertionAsksForNothingInvisible();
    void rowsThatComeBeforeLeaveTheView_data();
    void rowsThatComeBeforeLeaveTheView();
    void rowsThatGoLeaveTheView();
    void theViewGoesOnWhereItsRowsWent();
    void followsTheEnd();
    void placesOfFarRowsStayApart();
    void scrollsToARow_data();
    void scrollsToARow();
    void theMouseSelectsRows();
    void shiftSelectsAcrossEverything();
    void draggingSelectsAndScrolls();
    void controlASelectsAllAtOnce();
    void leftAndRightScroll();
    void theHeaderScrollsAlong();
    void aClickedRowIsShownWhole();
    void theCurrentRowStaysShownInLessSpace();
    void lettersSearchNothing();
    void aLargerFontKeepsTheUppermostRow();
    void aResetShowsWhatThereIs();
    void screenReadersFindRowsAndCells();
    void screenReadersFollowTheKeys();
};

void TestTimelineTable::theModelOfTheseTestsIsOne()
{
    CountedRows model(50);
    const QAbstractItemModelTester tester(&model);
    model.append(10);
    model.prepend(20);
    model.removeFirst(5);
    QCOMPARE(model.rowCount(), 75);
    QCOMPARE(model.numberOf(0), -15);
}

void TestTimelineTable::looksLikeAQTableView_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("scrolled"); // pixels
    QTest::addColumn<int>("across");
    QTest::addColumn<bool>("rightToLeft");
    for (const bool rightToLeft : {false, true}) {
        const char *way = rightToLeft ? "right to left" : "left to right";
        QTest::addRow("%s, few rows", way) << 3 << 0 << 0 << rightToLeft;
        QTest::addRow("%s, begin", way) << 500 << 0 << 0 << rightToLeft;
        QTest::addRow("%s, between rows", way) << 500 << 1007 << 0 << rightToLeft;
        QTest::addRow("%s, between columns", way) << 500 << 1007 << 133 << rightToLeft;
    }
}

void TestTimelineTable::looksLikeAQTableView()
{
    QFETCH(int, rows);
    QFETCH(int, scrolled);
    QFETCH(int, across);
    QFETCH(bool, rightToLeft);
    CountedRows model(rows);
    TimelineTable table;
    QTableView former;
    former.setFrameShape(QFrame::NoFrame);
    former.setShowGrid(false);
    former.setWordWrap(false);
    former.setTextElideMode(Qt::ElideMiddle);
    former.setSelectionBehavior(QAbstractItemView::SelectRows);
    former.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    former.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    former.verticalHeader()->hide();
    former.verticalHeader()->setMinimumSectionSize(1);
    former.verticalHeader()->setDefaultSectionSize(table.rowHeight());
    former.horizontalHeader()->setSectionsMovable(true);
    former.horizontalHeader()->setStretchLastSection(true);
    former.horizontalHeader()->setMinimumSectionSize(table.horizontalHeader()->minimumSectionSize());
    former.horizontalHeader()->setFixedHeight(table.horizontalHeader()->sizeHint().height());

    const auto prepare = [&](QAbstractItemView &view, QHeaderView *header) {
        view.setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
        view.setAlternatingRowColors(true);
        view.setModel(&model);
        view.resize(777, 333);
        view.show();
        header->setSectionHidden(2, true);
        header->moveSection(5, 1);
        header->resizeSection(0, 181);
        header->resizeSection(4, 23); // elided
        view.activateWindow();
        view.setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&view, Test::patienceMs));
        view.verticalScrollBar()->setValue(scrolled);
        view.horizontalScrollBar()->setValue(across);
        const int top = view.indexAt(QPoint(400, 40)).row();
        view.setCurrentIndex(model.index(top, 1));
        view.selectionModel()->select(model.index(top + 1, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        view.horizontalScrollBar()->setValue(across);
    };
    QImage images[2][2]; // active and inactive of each
    prepare(former, former.horizontalHeader());
    images[0][0] = former.viewport()->grab().toImage();
    prepare(table, table.horizontalHeader());
    images[0][1] = former.viewport()->grab().toImage();
    images[1][0] = table.viewport()->grab().toImage();
    former.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&former, Test::patienceMs));
    images[1][1] = table.viewport()->grab().toImage();

    QCOMPARE(table.viewport()->geometry(), former.viewport()->geometry());
    QCOMPARE(table.horizontalHeader()->geometry(), former.horizontalHeader()->geometry());
    QCOMPARE(table.horizontalHeader()->offset(), former.horizontalHeader()->offset());
    QCOMPARE(table.verticalScrollBar()->maximum(), former.verticalScrollBar()->maximum());
    QCOMPARE(table.horizontalScrollBar()->maximum(), former.horizontalScrollBar()->maximum());
    QCOMPARE(table.verticalScrollBar()->value(), former.verticalScrollBar()->value());
    QVERIFY(images[0][0] != images[0][1]);
    QVERIFY(images[1][0] == images[0][0]);
    QVERIFY(images[1][1] == images[0][1]);
    for (const QPoint place : {QPoint(5, 5), QPoint(300, 100), QPoint(770, 200), QPoint(-4, 10), QPoint(60, -30)}) {
        QCOMPARE(table.indexAt(place), former.indexAt(place));
        QCOMPARE(table.visualRect(table.indexAt(place)), former.visualRect(former.indexAt(place)));
    }
    for (QAbstractItemView *view :
         {static_cast<QAbstractItemView *>(&table), static_cast<QAbstractItemView *>(&former)})
        view->setModel(nullptr);
}

void TestTimelineTable::keysReachEveryRow_data()
{
    QTest::addColumn<int>("rows");
    QTest::newRow("few") << 7;
    QTest::newRow("a thousand") << 1000;
    QTest::newRow("50 million") << 50 * million;
    QTest::newRow("200 million") << 200 * million;
}

void TestTimelineTable::keysBeginAtWhatIsSeen()
{
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Up, Qt::Key_PageUp}) {
        Bench bench(300);
        bench.table.setFollowing(true);
        QCOMPARE(bench.painted().lastKey(), 299);
        QVERIFY(!bench.table.currentIndex().isValid());
        bench.key(key);
        QCOMPARE(bench.current(), 299);
    }
}

void TestTimelineTable::keysReachEveryRow()
{
    QFETCH(int, rows);
    Bench bench(rows);
    const int last = rows - 1;
    const int page = bench.height() / bench.table.rowHeight();
    bench.key(Qt::Key_End);
    QCOMPARE(bench.current(), last);
    QVERIFY(bench.isWhollyShown(last));
    QVERIFY(bench.painted().contains(last));
    bench.key(Qt::Key_Up);
    QCOMPARE(bench.current(), last - 1);
    bench.key(Qt::Key_Home);
    QCOMPARE(bench.current(), 0);
    QCOMPARE(bench.painted().firstKey(), 0);
    QCOMPARE(bench.painted().first(), 0);
    bench.key(Qt::Key_Up);
    QCOMPARE(bench.current(), 0);
    bench.key(Qt::Key_Down);
    QCOMPARE(bench.current(), 1);
    bench.key(Qt::Key_PageDown);
    QCOMPARE(bench.current(), std::min(last, 1 + page));
    QVERIFY(bench.isWhollyShown(bench.current()));
    bench.key(Qt::Key_End);
    bench.key(Qt::Key_PageUp);
    QCOMPARE(bench.current(), std::max(0, last - page));
    QVERIFY(bench.isWhollyShown(bench.current()));
    bench.key(Qt::Key_End);
    bench.key(Qt::Key_PageDown);
    bench.key(Qt::Key_Down);
    QCOMPARE(bench.current(), last);
    QCOMPARE(bench.selected(), (QList<std::pair<int, int>> {{last, last}}));
}

void TestTimelineTable::anyNumberOfRowsScrolls_data()
{
    QTest::addColumn<int>("rows");
    QTest::newRow("a thousand") << 1000;
    QTest::newRow("50 million") << 50 * million;
    QTest::newRow("200 million") << 200 * million;
}

void TestTimelineTable::anyNumberOfRowsScrolls()
{
    QFETCH(int, rows);
    Bench bench(rows);
    QScrollBar *bar = bench.table.verticalScrollBar();
    QVERIFY(bench.isConsistent());

    bench.wheel(-1);
    QCOMPARE(bench.table.rowAt(0), QApplication::wheelScrollLines());
    QVERIFY(bench.isConsistent());
    bench.wheel(1);
    QCOMPARE(bench.table.rowAt(0), 0);

    // The slider by hand, to the middle and to the end.
    QStyleOptionSlider option;
    option.initFrom(bar);
    option.orientation = Qt::Vertical;
    option.minimum = bar->minimum();
    option.maximum = bar->maximum();
    option.sliderPosition = option.sliderValue = bar->value();
    option.pageStep = bar->pageStep();
    option.singleStep = bar->singleStep();
    const auto part = [&](QStyle::SubControl control) {
        return bar->style()->subControlRect(QStyle::CC_ScrollBar, &option, control, bar);
    };
    const QPoint begin = part(QStyle::SC_ScrollBarSlider).center();
    const int way = part(QStyle::SC_ScrollBarGroove).height() - part(QStyle::SC_ScrollBarSlider).height();
    QTest::mousePress(bar, Qt::LeftButton, {}, begin);
    moveMouse(bar, begin + QPoint(0, way / 2));
    const double share = double(bench.table.rowAt(0)) / rows;
    QVERIFY2(share > 0.45 && share < 0.55, qPrintable(QString::number(share)));
    QVERIFY(bench.isConsistent());
    moveMouse(bar, begin + QPoint(0, way));
    QTest::mouseRelease(bar, Qt::LeftButton, {}, begin + QPoint(0, way));
    QCOMPARE(bar->value(), bar->maximum());
    QVERIFY(bench.isConsistent());
    QCOMPARE(bench.painted().lastKey(), rows - 1);
    QCOMPARE(bench.painted().last() + bench.table.rowHeight(), bench.height());

    bench.table.scrollTo(bench.model.index(rows / 2, 0), QAbstractItemView::PositionAtCenter);
    QVERIFY(bench.isConsistent());
    QVERIFY(std::abs(bench.table.visualRect(bench.model.index(rows / 2, 0)).center().y() - bench.height() / 2)
            <= bench.table.rowHeight());
    bar->triggerAction(QAbstractSlider::SliderPageStepSub);
    QVERIFY(bench.isConsistent());
    QVERIFY(bench.table.rowAt(0) < rows / 2 - bench.height() / bench.table.rowHeight());
    bar->triggerAction(QAbstractSlider::SliderToMinimum);
    QCOMPARE(bench.painted().firstKey(), 0);
}

void TestTimelineTable::paintingAsksForVisibleCellsOnly()
{
    Bench bench(50 * million);
    bench.table.scrollTo(bench.model.index(30 * million, 0));
    bench.painted();
    bench.model.forgetCalls();
    bench.delegate.cells = 0;
    const QMap<int, int> rows = bench.painted();
    QVERIFY(rows.size() <= bench.height() / bench.table.rowHeight() + 2);
    QVERIFY(bench.delegate.cells <= rows.size() * bench.model.columnCount());
    QVERIFY(bench.delegate.cells > 0);
    QVERIFY(bench.model.firstAsked >= rows.firstKey());
    QVERIFY(bench.model.lastAsked <= rows.lastKey());
    constexpr int rolesOfACell = 8; // that QStyledItemDelegate asks for
    QVERIFY(bench.model.calls <= bench.delegate.cells * rolesOfACell);
}

void TestTimelineTable::insertionAsksForNothingInvisible()
{
    Bench bench(50 * million);
    bench.table.scrollTo(bench.model.index(30 * million, 0));
    QTRY_VERIFY(bench.delegate.cells > 0);
    QCoreApplication::processEvents();
    bench.model.forgetCalls();
    for (int i = 0; i < 20; ++i) {
        bench.model.append(10'000);
        QCoreApplication::processEvents();
    }
    QCOMPARE(bench.model.calls, 0); // all below the viewport
    QCOMPARE(bench.table.verticalScrollBar()->maximum(),
             bench.model.rowCount() * bench.table.rowHeight() - bench.height());

    bench.table.setFollowing(true);
    QCoreApplication::processEvents();
    for (int i = 0; i < 20; ++i) {
        bench.model.forgetCalls();
        const int before = bench.model.rowCount();
        bench.model.append(10'000);
        QTRY_COMPARE(bench.model.lastAsked, bench.model.rowCount() - 1);
        QVERIFY(bench.model.firstAsked > before - 100); // under a mouse that is there by chance
        QCOMPARE(bench.painted().lastKey(), bench.model.rowCount() - 1);
    }
}

void TestTimelineTable::rowsThatComeBeforeLeaveTheView_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("added");
    QTest::newRow("some") << 1000 << 321;
    QTest::newRow("many") << 1000 << 50 * million;
    QTest::newRow("to more than pixels can count") << 80 * million << 80 * million;
    QTest::newRow("to more of them") << 150 * million << 50 * million;
}

void TestTimelineTable::rowsThatComeBeforeLeaveTheView()
{
    QFETCH(int, rows);
    QFETCH(int, added);
    Bench bench(rows);
    bench.table.verticalScrollBar()->setValue(bench.table.verticalScrollBar()->maximum() / 2 + 7);
    const QMap<int, int> before = bench.painted();
    bench.model.prepend(added);
    QVERIFY(bench.isConsistent());
    QMap<int, int> after;
    const QMap<int, int> shown = bench.painted();
    for (auto row = shown.begin(); row != shown.end(); ++row)
        after.insert(row.key() - added, row.value());
    QCOMPARE(after, before);
    bench.model.append(1000);
    QCOMPARE(bench.painted(), shown);
    // From the top, too: what is there stays there.
    bench.table.scrollToTop();
    bench.model.prepend(3);
    QCOMPARE(bench.table.rowAt(0), 3);
    QCOMPARE(bench.table.rowViewportPosition(3), 0);
}

void TestTimelineTable::rowsThatGoLeaveTheView()
{
    Bench bench(50 * million);
    bench.table.setCurrentIndex(bench.model.index(5, 0)); // goes, too
    bench.table.verticalScrollBar()->setValue(25 * million * bench.table.rowHeight() + 11);
    const QMap<int, int> before = bench.painted();
    bench.model.removeFirst(20 * million);
    QVERIFY(bench.isConsistent());
    QMap<int, int> after;
    const QMap<int, int> shown = bench.painted();
    for (auto row = shown.begin(); row != shown.end(); ++row)
        after.insert(row.key() + 20 * million, row.value());
    QCOMPARE(after, before);
}

void TestTimelineTable::theViewGoesOnWhereItsRowsWent()
{
    Bench bench(1000);
    bench.table.scrollTo(bench.model.index(500, 0), QAbstractItemView::PositionAtTop);
    bench.model.removeFirst(700);
    QCOMPARE(bench.table.rowAt(0), 0);
    QCOMPARE(bench.table.rowViewportPosition(0), 0);
    QVERIFY(bench.isConsistent());
    bench.model.removeFirst(298);
    QCOMPARE(bench.painted(), (QMap<int, int> {{0, 0}, {1, bench.table.rowHeight()}}));
    bench.model.removeFirst(2);
    QVERIFY(bench.painted().isEmpty());
    QCOMPARE(bench.table.rowAt(0), -1);
    bench.key(Qt::Key_Down);
    QVERIFY(!bench.table.currentIndex().isValid());
}

void TestTimelineTable::followsTheEnd()
{
    Bench bench(0);
    bench.table.setFollowing(true);
    const auto isAtEnd = [&] {
        return bench.table.rowViewportPosition(bench.model.rowCount()) == bench.height()
            && bench.table.verticalScrollBar()->value() == bench.table.verticalScrollBar()->maximum()
            && bench.isConsistent();
    };
    bench.model.append(3);
    QCOMPARE(bench.table.rowViewportPosition(0), 0);
    bench.model.append(200);
    QVERIFY(isAtEnd());
    bench.table.resize(900, 250);
    QVERIFY(isAtEnd());
    bench.table.resize(500, 444);
    QVERIFY(isAtEnd());
    bench.model.prepend(1000);
    QVERIFY(isAtEnd());
    bench.model.removeFirst(1100);
    QVERIFY(isAtEnd());
    bench.model.append(200 * million);
    QVERIFY(isAtEnd());
    bench.model.append(1);
    QVERIFY(isAtEnd());
    bench.table.setFollowing(false);
    const int top = bench.table.rowAt(0);
    const int y = bench.table.rowViewportPosition(top);
    bench.model.append(10);
    QCOMPARE(bench.table.rowAt(0), top);
    QCOMPARE(bench.table.rowViewportPosition(top), y);
    bench.table.setFollowing(true);
    QVERIFY(isAtEnd());
}

void TestTimelineTable::placesOfFarRowsStayApart()
{
    Bench bench(200 * million);
    bench.table.scrollTo(bench.model.index(100 * million, 0), QAbstractItemView::PositionAtTop);
    int before = bench.table.rowViewportPosition(0);
    QCOMPARE(bench.table.rowAt(before), 0);
    for (int row = 1; row < bench.model.rowCount(); row += 999'983) {
        for (const int near : {row, row + 1}) {
            const QRect rect = bench.table.visualRect(bench.model.index(near, 0));
            QVERIFY(rect.top() > before);
            QCOMPARE(bench.table.rowAt(rect.center().y()), near);
            before = rect.top();
        }
    }
    QCOMPARE(bench.table.rowAt(bench.table.rowViewportPosition(200 * million)), -1);
}

void TestTimelineTable::scrollsToARow_data()
{
    QTest::addColumn<int>("rows");
    QTest::newRow("a thousand") << 1000;
    QTest::newRow("200 million") << 200 * million;
}

void TestTimelineTable::scrollsToARow()
{
    QFETCH(int, rows);
    Bench bench(rows);
    const int height = bench.table.rowHeight();
    const QModelIndex middle = bench.model.index(rows / 2, 0);
    bench.table.scrollTo(middle, QAbstractItemView::PositionAtTop);
    QCOMPARE(bench.table.rowViewportPosition(middle.row()), 0);
    bench.table.scrollTo(middle, QAbstractItemView::PositionAtBottom);
    QVERIFY(bench.isWhollyShown(middle.row()));
    QVERIFY(bench.table.rowViewportPosition(middle.row()) > bench.height() - 2 * height);
    const int top = bench.table.rowAt(0);
    bench.table.scrollTo(middle, QAbstractItemView::EnsureVisible);
    QCOMPARE(bench.table.rowAt(0), top);
    for (const int row : {0, rows - 1, rows / 3, rows / 3 + 1, rows / 3 - 1, rows / 3 + 40, rows - 3}) {
        bench.table.scrollTo(bench.model.index(row, 0));
        QVERIFY(bench.isWhollyShown(row));
        QVERIFY(bench.isConsistent());
    }
}

void TestTimelineTable::theMouseSelectsRows()
{
    Bench bench(200 * million);
    bench.table.scrollTo(bench.model.index(150 * million, 0), QAbstractItemView::PositionAtTop);
    const int top = 150 * million;
    using Ranges = QList<std::pair<int, int>>;
    bench.click(top + 2);
    QCOMPARE(bench.selected(), (Ranges {{top + 2, top + 2}}));
    QCOMPARE(bench.current(), top + 2);
    QVERIFY(bench.table.selectionModel()->isRowSelected(top + 2));
    bench.click(top + 6, Qt::ShiftModifier);
    QCOMPARE(bench.selected(), (Ranges {{top + 2, top + 6}}));
    bench.click(top + 9, Qt::ControlModifier);
    QCOMPARE(bench.selected(), (Ranges {{top + 2, top + 6}, {top + 9, top + 9}}));
    bench.click(top + 9, Qt::ControlModifier);
    QCOMPARE(bench.selected(), (Ranges {{top + 2, top + 6}}));
    bench.click(top + 4);
    bench.key(Qt::Key_Down, Qt::ShiftModifier);
    bench.key(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(bench.selected(), (Ranges {{top + 4, top + 6}}));
    bench.key(Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(bench.selected(), (Ranges {{top + 4, top + 5}}));
    bench.key(Qt::Key_Up);
    QCOMPARE(bench.selected(), (Ranges {{top + 4, top + 4}}));

    Bench few(3);
    few.click(1);
    QTest::mouseClick(few.table.viewport(), Qt::LeftButton, {}, QPoint(20, few.height() - 5));
    QVERIFY(few.selected().isEmpty());
}

void TestTimelineTable::shiftSelectsAcrossEverything()
{
    Bench bench(200 * million);
    using Ranges = QList<std::pair<int, int>>;
    bench.table.scrollTo(bench.model.index(1234, 0), QAbstractItemView::PositionAtTop);
    bench.click(1236);
    bench.model.forgetCalls();
    bench.key(Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(bench.selected(), (Ranges {{1236, 200 * million - 1}}));
    bench.key(Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(bench.selected(), (Ranges {{0, 1236}}));
    bench.table.scrollTo(bench.model.index(180 * million, 0), QAbstractItemView::PositionAtTop);
    bench.click(180 * million + 1, Qt::ShiftModifier);
    QCOMPARE(bench.selected(), (Ranges {{1236, 180 * million + 1}}));
}

void TestTimelineTable::draggingSelectsAndScrolls()
{
    Bench bench(150 * million);
    const int start = 120 * million;
    bench.table.scrollTo(bench.model.index(start, 0), QAbstractItemView::PositionAtTop);
    QWidget *viewport = bench.table.viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, bench.placeOf(start + 1));
    moveMouse(viewport, bench.placeOf(start + 3));
    using Ranges = QList<std::pair<int, int>>;
    QCOMPARE(bench.selected(), (Ranges {{start + 1, start + 3}}));
    // Held at the lower edge, the view goes on.
    const QPoint below(20, bench.height() - 2);
    for (int i = 0; i < 3; ++i)
        moveMouse(viewport, below);
    QTRY_VERIFY(bench.table.rowAt(0) > start + 40);
    moveMouse(viewport, QPoint(20, bench.height() / 2));
    const int reached = bench.table.rowAt(bench.height() / 2);
    QCOMPARE(bench.selected(), (Ranges {{start + 1, reached}}));
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, QPoint(20, bench.height() / 2));
    QCOMPARE(bench.current(), reached);
}

void TestTimelineTable::controlASelectsAllAtOnce()
{
    Bench bench(200 * million);
    bench.painted();
    bench.model.forgetCalls();
    bench.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(bench.selected(), (QList<std::pair<int, int>> {{0, 200 * million - 1}}));
    bench.model.append(1); // and comes through insertions
    bench.model.prepend(1);
    QCOMPARE(bench.selected(), (QList<std::pair<int, int>> {{1, 200 * million}}));
    bench.painted();
    QVERIFY(bench.model.lastAsked < 100);
}

void TestTimelineTable::leftAndRightScroll()
{
    Bench bench(100, 30);
    bench.click(2);
    QVERIFY(bench.table.horizontalScrollBar()->maximum() > 0);
    bench.key(Qt::Key_Right);
    bench.key(Qt::Key_Right);
    const int right = bench.table.horizontalScrollBar()->value();
    QVERIFY(right > 0);
    QCOMPARE(bench.current(), 2);
    bench.key(Qt::Key_Left);
    QVERIFY(bench.table.horizontalScrollBar()->value() < right);
    QCOMPARE(bench.current(), 2);
}

void TestTimelineTable::theHeaderScrollsAlong()
{
    for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
        Bench bench(100, 30);
        bench.table.setLayoutDirection(direction);
        bench.table.horizontalScrollBar()->setValue(333);
        QHeaderView *header = bench.table.horizontalHeader();
        QCOMPARE(header->offset(), 333);
        QCOMPARE(header->viewport()->width(), bench.table.viewport()->width());
        for (const int column : {3, 4, 7}) {
            const QRect cell = bench.table.visualRect(bench.model.index(5, column));
            QCOMPARE(cell.left(), header->sectionViewportPosition(column));
            QCOMPARE(cell.width(), header->sectionSize(column));
            QCOMPARE(bench.table.indexAt(cell.center()), bench.model.index(5, column));
        }
        header->resizeSection(0, header->sectionSize(0) + 50);
        const int maximum = bench.table.horizontalScrollBar()->maximum();
        header->hideSection(29);
        QTRY_VERIFY(bench.table.horizontalScrollBar()->maximum() < maximum);
        QVERIFY(bench.table.visualRect(bench.model.index(5, 29)).isEmpty());
        bench.table.scrollTo(bench.model.index(5, 20));
        QVERIFY(bench.table.viewport()->rect().contains(bench.table.visualRect(bench.model.index(5, 20))));
    }
}

void TestTimelineTable::aClickedRowIsShownWhole()
{
    Bench bench(1000);
    bench.table.verticalScrollBar()->setValue(100 * bench.table.rowHeight() + 5);
    const int cut = bench.table.rowAt(0);
    QTest::mouseClick(bench.table.viewport(), Qt::LeftButton, {}, QPoint(20, 2));
    QCOMPARE(bench.current(), cut);
    QVERIFY(!bench.isWhollyShown(cut)); // a double click would hit another row
    QTRY_VERIFY(bench.isWhollyShown(cut));
}

void TestTimelineTable::theCurrentRowStaysShownInLessSpace()
{
    Bench bench(1000);
    bench.table.scrollTo(bench.model.index(500, 0), QAbstractItemView::PositionAtTop);
    const int last = bench.table.rowAt(bench.height() - bench.table.rowHeight());
    bench.table.setCurrentIndex(bench.model.index(last, 0));
    QVERIFY(bench.isWhollyShown(last));
    bench.table.resize(bench.table.width(), bench.table.height() - 3 * bench.table.rowHeight());
    QVERIFY(bench.isWhollyShown(last));
    QVERIFY(bench.isConsistent());
    // Where the reader looks elsewhere nothing moves.
    bench.table.scrollTo(bench.model.index(100, 0), QAbstractItemView::PositionAtTop);
    bench.table.resize(bench.table.width(), bench.table.height() - 2 * bench.table.rowHeight());
    QCOMPARE(bench.table.rowAt(0), 100);
}

void TestTimelineTable::lettersSearchNothing()
{
    Bench bench(50 * million);
    bench.painted();
    bench.model.forgetCalls();
    bench.key(Qt::Key_7);
    QVERIFY(bench.model.calls < 1000);
    QVERIFY(!bench.table.currentIndex().isValid());
}

void TestTimelineTable::aLargerFontKeepsTheUppermostRow()
{
    Bench bench(50 * million);
    bench.table.scrollTo(bench.model.index(40 * million, 0), QAbstractItemView::PositionAtTop);
    const int before = bench.table.rowHeight();
    QFont font = bench.table.font();
    font.setPointSizeF(font.pointSizeF() * 4);
    bench.table.setFont(font);
    QVERIFY(bench.table.rowHeight() > before);
    QCOMPARE(bench.table.rowAt(0), 40 * million);
    QVERIFY(bench.isConsistent());
}

void TestTimelineTable::aResetShowsWhatThereIs()
{
    Bench bench(50 * million);
    bench.table.scrollToBottom();
    bench.model.resetTo(100);
    QVERIFY(bench.isConsistent());
    QCOMPARE(bench.painted().lastKey(), 99);
    bench.model.resetTo(0);
    QVERIFY(bench.painted().isEmpty());
    QCOMPARE(bench.table.verticalScrollBar()->maximum(), 0);
}

void TestTimelineTable::screenReadersFindRowsAndCells()
{
    Bench bench(50 * million);
    bench.table.setAccessibleName(u"Timeline"_s);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&bench.table);
    QVERIFY(interface);
    QCOMPARE(interface->role(), QAccessible::Table);
    QCOMPARE(interface->text(QAccessible::Name), u"Timeline"_s);
    QAccessibleTableInterface *table = interface->tableInterface();
    QVERIFY(table);
    QCOMPARE(table->rowCount(), 50 * million);
    QCOMPARE(table->columnCount(), 9);
    QCOMPARE(table->columnDescription(3), u"Column 3"_s);
    const int row = 40 * million;
    bench.table.setCurrentIndex(bench.model.index(row, 4));
    bench.model.forgetCalls();
    QAccessibleInterface *cell = table->cellAt(row, 4);
    QVERIFY(cell);
    QCOMPARE(cell->role(), QAccessible::Cell);
    QCOMPARE(cell->text(QAccessible::Name), u"Row 40000000"_s);
    QVERIFY(cell->text(QAccessible::Description).startsWith(u"Row 40000000, Row 40000000"_s));
    QCOMPARE(interface->child(interface->indexOfChild(cell)), cell);
    QVERIFY(cell->state().focused && cell->state().selected);
    QCOMPARE(cell->parent(), interface);
    QCOMPARE(cell->tableCellInterface()->rowIndex(), row);
    QCOMPARE(cell->tableCellInterface()->columnIndex(), 4);
    const QRect rect = bench.table.visualRect(bench.model.index(row, 4));
    QCOMPARE(cell->rect().topLeft(), bench.table.viewport()->mapToGlobal(rect.topLeft()));
    QCOMPARE(interface->childAt(cell->rect().center().x(), cell->rect().center().y()), cell);
    QCOMPARE(interface->focusChild(), cell);
    QVERIFY(bench.model.calls < 1000);
    bench.model.prepend(10);
    QCOMPARE(cell->text(QAccessible::Name), u"Row 40000000"_s);
    QCOMPARE(cell->tableCellInterface()->rowIndex(), row + 10);
}

void TestTimelineTable::screenReadersFollowTheKeys()
{
    // Only a platform with a bridge to screen readers lets events through; what they then ask for is there anywhere.
    Bench bench(50 * million);
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(&bench.table);
    const auto focused = [table] { return table->focusChild(); };
    QCOMPARE(focused(), nullptr);
    bench.key(Qt::Key_End);
    QAccessibleInterface *last = focused();
    QVERIFY(last);
    QCOMPARE(last->text(QAccessible::Name), u"Row 49999999"_s);
    QVERIFY(last->state().focused && last->state().selected && !last->state().offscreen);
    bench.key(Qt::Key_Up);
    QCOMPARE(focused()->text(QAccessible::Name), u"Row 49999998"_s);
    QVERIFY(focused()->state().focused && focused()->state().selected);
    QVERIFY(!last->state().focused && !last->state().selected);
    bench.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(focused()->text(QAccessible::Name), u"Row 49999998"_s);
    QVERIFY(last->state().selected);
    QVERIFY(table->tableInterface()->cellAt(0, 0)->state().selected);
    QVERIFY(table->tableInterface()->cellAt(0, 0)->state().offscreen);
    QCOMPARE(table->tableInterface()->selectedRowCount(), 50 * million);
}

QTEST_MAIN(TestTimelineTable)
#include "tst_timelinetable.moc"
