// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"
#include "core/rooms/seatmodel.h"
#include "core/session/monitor.h"
#include "core/session/roomlistmodel.h"
#include "tests/support/callbacks.h"
#include "tests/support/paintedwords.h"
#include "tests/support/patience.h"
#include "ui/rooms/interpretationmenu.h"
#include "ui/rooms/roomdelegate.h"
#include "ui/rooms/roompage.h"
#include "ui/rooms/roomsortproxy.h"
#include "ui/rooms/roomviews.h"
#include "ui/rooms/seatdelegate.h"
#include "ui/rooms/seatgridview.h"
#include "ui/rooms/seattextproxy.h"
#include "ui/style/appearance.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/paintparts.h"
#include "ui/style/viewclock.h"
#include "ui/window/recentdelays.h"
#include "ui/words/words.h"

#include <QAbstractItemModelTester>
#include <QImage>
#include <QPainter>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <ctime>

using namespace Roomscope;
using namespace Qt::StringLiterals;

namespace {

/// The rooms of a Monitor as the list and the wall have them.
struct SortedRooms
{
    SortedRooms() { sorted.setSourceModel(&model); }

    Monitor monitor;
    RoomListModel model {&monitor};
    ViewClock clock;
    RoomSortProxy sorted {&clock};
};

} // namespace

class TestRoomViews final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aSeatIsReadAloud();
    void aLockedTileSaysSinceWhenAndByWhom();
    void aSeatTooltipIsASentence();
    void aNameThatTurnsAroundIsShown();
    void aChangedSeatReachesTheTile();
    void aHiddenPageWaitsUntilItIsShown();
    void aNewDayAddsTheDate();
    void aFrozenPageStaysAsItIs();
    void aChangeGlowsAndCanBeSwitchedOff();
    void tilesStandInAsManyColumnsAsFit();
    void manySeatsHaveDenserForms_data();
    void manySeatsHaveDenserForms();
    void seatsThatAreNotDrawnAreCounted();
    void theChartYieldsBeforeTheSeats();
    void theAgeIsAlwaysReadWhole();
    void aCardSaysWhatItLeavesOut_data();
    void aCardSaysWhatItLeavesOut();
    void roomsAreSorted_data();
    void roomsAreSorted();
    void roomsStayUnderThePointer();
    void theOpenRoomStaysInSight();
    void agesAreKnownFromBefore();
    void roomRowsSayWhatIsKnown();
    void dismissedRoomsCanBeHidden();
    void roomsAreFiltered_data();
    void roomsAreFiltered();
    void theFilterFollowsWhatHappens();
    void theFilteredRoomsSayHowMany();
    void theCurrentRoomComesBackFromTheFilter();
    void aFrozenListStaysAsItIs();
    void typingFindsARoomAndEnterOpensIt();
    void aThousandRoomsAreLaidOutOnce();
    void membersHaveInitials_data();
    void membersHaveInitials();
    void membersHaveReadableColors();
    void iconsFollowThePalette();
    void percentilesAreExact();

private:
    static QList<Test::SeatLine> takenSeats(int count)
    {
        QList<Test::SeatLine> lines;
        for (int i = 0; i < count; ++i)
            lines.append(Test::SeatLine {.index = i, .member = u"m%1"_s.arg(i)});
        return lines;
    }
    static RoomKey key(const char *room) { return {QString::fromLatin1(Test::sdkAppId), QString::fromLatin1(room)}; }
};

void TestRoomViews::initTestCase()
{
    applyColorScheme(ColorScheme::Light);
}

void TestRoomViews::aSeatIsReadAloud()
{
    Monitor monitor;
    monitor.ingest(
        {Test::creation("rid-1", 5, 1'000'000),
         Test::seats(
             "rid-1",
             {{.index = 0, .member = u"ann"_s},
              {.index = 1},
              {.index = 2, .locked = true},
              {.index = 3, .member = u"bob"_s, .locked = true, .audioProhibited = true, .videoProhibited = true}},
             1'001'000)});
    SeatModel seats;
    seats.update(*monitor.rooms().find(key("rid-1")));
    const ViewClock clock;
    SeatTextProxy texts(&clock);
    texts.setSourceModel(&seats);
    const QAbstractItemModelTester tester(&texts);

    const auto spoken = [&texts](int row) { return texts.index(row, 0).data(Qt::AccessibleTextRole).toString(); };
    QCOMPARE(spoken(0), u"Seat 0, ann"_s);
    QCOMPARE(spoken(1), u"Seat 1, empty"_s);
    const QString since = clockText(1'001'000'000, ClockPrecision::Seconds);
    QCOMPARE(spoken(2), u"Seat 2, empty, locked since "_s + since);
    QCOMPARE(spoken(3), u"Seat 3, bob, locked since "_s + since + u", audio prohibited, video prohibited"_s);
    QCOMPARE(spoken(4), u"Seat 4, not reported yet"_s);
    QCOMPARE(texts.index(2, 0).data(Qt::DisplayRole).toString(), u"Locked"_s);
    QVERIFY(texts.sinceTexts(texts.index(0, 0)).value(0).startsWith(u"on seat "_s));
    QVERIFY(texts.sinceTexts(texts.index(4, 0)).isEmpty());
}

void TestRoomViews::aLockedTileSaysSinceWhenAndByWhom()
{
    ViewClock clock;
    clock.setFrozen(true);
    const qint64 now = clock.nowMs();
    Monitor monitor;
    monitor.ingest(
        {Test::creation("rid-1", 5, now - 600'000),
         Test::seats("rid-1", {{.index = 1, .member = u"ann"_s}, {.index = 2}}, now - 300'000),
         Test::seats("rid-1", {{.index = 0, .locked = true}, {.index = 1, .member = u"ann"_s, .locked = true}},
                     now - 151'000, "anna.k"),
         Test::seats("rid-1", {{.index = 2, .locked = true}}, now - 60'000),
         // Of this room nobody saw the beginning.
         Test::seats("rid-2", {{.index = 0, .locked = true}}, now - 60'000, "anna.k")});
    SeatModel seats;
    SeatTextProxy texts(&clock);
    texts.setSourceModel(&seats);
    const auto said = [&texts](int row) { return texts.sinceTexts(texts.index(row, 0)); };
    const auto spoken = [&texts](int row) { return texts.index(row, 0).data(Qt::AccessibleTextRole).toString(); };
    const auto tip = [&texts](int row) { return texts.index(row, 0).data(Qt::ToolTipRole).toString(); };
    seats.update(*monitor.rooms().find(key("rid-1")));
    const QString since = clockText((now - 151'000) * 1000);
    QCOMPARE(said(0), (QStringList {u"by anna.k · 02:31"_s, u"locked 02:31"_s}));
    QCOMPARE(said(1),
             (QStringList {u"on seat 05:00 · locked by anna.k 02:31"_s, u"on seat 05:00 · locked 02:31"_s,
                           u"05:00 · locked 02:31"_s, u"on seat 05:00"_s, u"05:00"_s}));
    QCOMPARE(said(2), QStringList {u"locked 01:00"_s});
    QCOMPARE(spoken(1), u"Seat 1, ann, locked since %1 by anna.k"_s.arg(since.section(u'.', 0, 0)));
    QVERIFY2(tip(0).contains(u"The seat is locked since %1 by anna.k: nobody can take it."_s.arg(since)),
             qPrintable(tip(0)));
    QVERIFY2(tip(2).contains(u"operator unknown: nobody can take it."_s), qPrintable(tip(2)));

    // As much as there is room for.
    SeatGridView grid(&clock);
    grid.setModel(&texts);
    SeatDelegate delegate;
    const auto painted = [&](int row, int width) {
        QStyleOptionViewItem option;
        option.initFrom(&grid);
        option.widget = &grid;
        option.rect = QRect(0, 0, width, 160);
        Test::PaintedWords words;
        QPainter painter(&words);
        delegate.paint(&painter, option, texts.index(row, 0));
        return words.texts();
    };
    QVERIFY(painted(1, 600).contains(u"on seat 05:00 · locked by anna.k 02:31"_s));
    QVERIFY(painted(1, 180).contains(u"05:00 · locked 02:31"_s));
    QVERIFY(painted(1, 120).contains(u"on seat 05:00"_s));
    QVERIFY(painted(0, 600).contains(u"by anna.k · 02:31"_s));

    seats.update(*monitor.rooms().find(key("rid-2")));
    QCOMPARE(said(0), (QStringList {u"empty 01:00"_s, u"01:00"_s}));
    QCOMPARE(spoken(0), u"Seat 0, empty, locked"_s);
    QVERIFY2(tip(0).contains(u"locked, since when is not known"_s), qPrintable(tip(0)));
}

void TestRoomViews::aSeatTooltipIsASentence()
{
    Monitor monitor;
    monitor.ingest({Test::seats("rid-1", {{.index = 0, .member = u"ann"_s, .locked = true, .audioProhibited = true}},
                                1'001'000, "bob")});
    SeatModel seats;
    seats.update(*monitor.rooms().find(key("rid-1")));
    const ViewClock clock;
    SeatTextProxy texts(&clock);
    texts.setSourceModel(&seats);
    const QString tip = texts.index(0, 0).data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.startsWith(u"ann is on seat 0 since "_s), qPrintable(tip));
    QVERIFY(tip.contains(u"The seat is locked, since when is not known: nobody can take it."_s));
    QVERIFY(tip.contains(u"Audio is prohibited."_s));
    QVERIFY(tip.contains(u"operator bob."_s));
}

void TestRoomViews::aNameThatTurnsAroundIsShown()
{
    Callback callback = Test::callback("Mic.CallbackAfterSeatInfoChanged", {}, std::nullopt);
    callback.body = Test::dataFile(u"46-rtl.json"_s);
    Monitor monitor;
    monitor.ingest({callback});
    const Room *room = monitor.rooms().find(key("rtl-room"));
    QVERIFY(room);
    SeatModel seats;
    seats.update(*room);
    const ViewClock clock;
    SeatTextProxy texts(&clock);
    texts.setSourceModel(&seats);
    const QModelIndex tile = texts.index(0, 0);
    QCOMPARE(tile.data(Qt::DisplayRole).toString(), u"[U+202E]ecila"_s);
    QVERIFY(tile.data(Qt::ToolTipRole).toString().contains(u"operator [U+202E]nimda"_s));
    QCOMPARE(tile.data(SeatModel::MemberRole).toString(), u"\u202eecila"_s); // as it was sent
}

void TestRoomViews::aChangedSeatReachesTheTile()
{
    Monitor monitor;
    Occupancy occupancy;
    const ViewClock clock;
    monitor.ingest(
        {Test::creation("rid-1", 2, 1'000'000), Test::seats("rid-1", {{.index = 0}, {.index = 1}}, 1'001'000)});
    InterpretationMenu interpretation({});
    RoomPage page(key("rid-1"), &monitor, &occupancy, &clock, &interpretation);
    page.show();
    const QAbstractItemModel *model = page.seats()->model();
    QCOMPARE(model->rowCount(), 2);
    QSignalSpy changed(model, &QAbstractItemModel::dataChanged);
    monitor.ingest({Test::seats("rid-1", {{.index = 1, .member = u"ann"_s, .audioProhibited = true}}, 1'002'000)});
    page.refresh();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model->index(1, 0).data(Qt::AccessibleTextRole).toString(), u"Seat 1, ann, audio prohibited"_s);
    page.refresh();
    QCOMPARE(changed.size(), 1); // nothing changed: nothing said
}

void TestRoomViews::aHiddenPageWaitsUntilItIsShown()
{
    Monitor monitor;
    Occupancy occupancy;
    const ViewClock clock;
    monitor.ingest({Test::seats("rid-1", {{.index = 0, .member = u"ann"_s}}, 1'001'000)});
    InterpretationMenu interpretation({});
    RoomPage page(key("rid-1"), &monitor, &occupancy, &clock, &interpretation);
    page.refresh();
    QCOMPARE(page.seats()->model()->rowCount(), 0);
    page.show();
    QCOMPARE(page.seats()->model()->rowCount(), 1);
}

void TestRoomViews::aNewDayAddsTheDate()
{
    const auto former = qScopeGuard([was = qgetenv("TZ")] {
        qputenv("TZ", was);
        ::tzset();
    });
    const auto setAhead = [](int hours) {
        qputenv("TZ", QByteArray("LOC" + QByteArray::number(-hours))); // POSIX counts to the west
        ::tzset();
    };
    const int hour = QDateTime::currentDateTimeUtc().time().hour();
    const int ahead = hour < 6 ? -8 - hour : 16 - hour; // so that it is between 16 and 17 o'clock
    setAhead(ahead);
    const qint64 now = nowUs() / 1000;
    Monitor monitor;
    monitor.ingest({Test::creation("rid-1", 2, now - 6 * 3'600'000), Test::dismissal("rid-1", now - 5 * 3'600'000)});
    Occupancy occupancy;
    const ViewClock clock;
    InterpretationMenu interpretation({});
    RoomPage page(key("rid-1"), &monitor, &occupancy, &clock, &interpretation);
    page.refresh();
    page.show();
    const auto says = [&page](const QString &text) {
        const QList<QLabel *> labels = page.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->text().contains(text); });
    };
    QVERIFY(says(u"dismissed 11:"_s));
    setAhead(ahead + 11); // midnight has passed, that was yesterday evening
    QTRY_VERIFY(says(u"dismissed "_s + QDate::currentDate().addDays(-1).toString(u"yyyy-MM-dd 22:"_s)));
}

void TestRoomViews::aFrozenPageStaysAsItIs()
{
    Monitor monitor;
    Occupancy occupancy;
    ViewClock clock;
    monitor.ingest({Test::seats("rid-1", {{.index = 0, .member = u"ann"_s}}, 1'001'000)});
    InterpretationMenu interpretation({});
    RoomPage page(key("rid-1"), &monitor, &occupancy, &clock, &interpretation);
    page.show();
    clock.setFrozen(true);
    monitor.ingest({Test::seats("rid-1", {{.index = 0}}, 1'002'000)});
    page.refresh();
    QCOMPARE(page.seats()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), u"Seat 0, ann"_s);
    clock.setFrozen(false);
    QCOMPARE(page.seats()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), u"Seat 0, empty"_s);
}

void TestRoomViews::aChangeGlowsAndCanBeSwitchedOff()
{
    Monitor monitor;
    Occupancy occupancy;
    const ViewClock clock;
    monitor.ingest({Test::seats("rid-1", {{.index = 0}}, 1'001'000)});
    InterpretationMenu interpretation({});
    RoomPage page(key("rid-1"), &monitor, &occupancy, &clock, &interpretation);
    page.show();
    const QModelIndex tile = page.seats()->model()->index(0, 0);
    QCOMPARE(page.seats()->glow(tile), 0.0);
    monitor.ingest({Test::seats("rid-1", {{.index = 0, .member = u"ann"_s}}, 1'002'000)});
    page.refresh();
    QVERIFY(page.seats()->glow(tile) > 0.5);
    QTRY_COMPARE(page.seats()->glow(tile), 0.0);

    page.seats()->setGlowEnabled(false);
    monitor.ingest({Test::seats("rid-1", {{.index = 0, .member = u"bob"_s}}, 1'003'000)});
    page.refresh();
    QCOMPARE(page.seats()->glow(tile), 0.0);
}

void TestRoomViews::tilesStandInAsManyColumnsAsFit()
{
    Monitor monitor;
    const ViewClock clock;
    QList<Test::SeatLine> lines;
    for (int i = 0; i < 8; ++i)
        lines.append(Test::SeatLine {.index = i});
    monitor.ingest({Test::seats("rid-1", lines, 1'001'000)});
    SeatModel seats;
    seats.update(*monitor.rooms().find(key("rid-1")));
    SeatGridView view(&clock);
    view.setModel(&seats);
    const int unit = view.fontMetrics().height();
    const auto columns = [&] {
        int first = 0;
        while (first < 8 && view.visualRect(seats.index(first)).top() == view.visualRect(seats.index(0)).top())
            ++first;
        return first;
    };
    view.resize(unit * 44, unit * 40);
    view.show();
    QTRY_COMPARE(columns(), 4);
    view.resize(unit * 22, unit * 60);
    QTRY_COMPARE(columns(), 2);
    view.resize(unit * 12, unit * 60);
    QTRY_COMPARE(columns(), 1);
}

void TestRoomViews::manySeatsHaveDenserForms_data()
{
    QTest::addColumn<int>("seats");
    QTest::addColumn<QSize>("lines"); // of text
    QTest::addColumn<int>("form");
    QTest::newRow("8, much room") << 8 << QSize(50, 24) << int(SeatForm::Full);
    QTest::newRow("8, low") << 8 << QSize(50, 12) << int(SeatForm::Compact);
    QTest::newRow("8, small") << 8 << QSize(30, 8) << int(SeatForm::Line);
    QTest::newRow("20 in a window of 900 pixels") << 20 << QSize(50, 26) << int(SeatForm::Compact);
    QTest::newRow("64") << 64 << QSize(50, 22) << int(SeatForm::Cell);
    QTest::newRow("300") << 300 << QSize(60, 24) << int(SeatForm::Cell);
    QTest::newRow("300, much room") << 300 << QSize(150, 60) << int(SeatForm::Line);
}

void TestRoomViews::manySeatsHaveDenserForms()
{
    QFETCH(int, seats);
    QFETCH(QSize, lines);
    QFETCH(int, form);
    Monitor monitor;
    const ViewClock clock;
    monitor.ingest({Test::seats("rid-1", takenSeats(seats), 1'001'000)});
    SeatModel model;
    model.update(*monitor.rooms().find(key("rid-1")));
    SeatGridView view(&clock);
    view.setModel(&model);
    view.resize(lines * view.fontMetrics().height());
    view.show();
    QCOMPARE(int(view.form()), form);
    QTRY_VERIFY(!view.visualRect(model.index(seats - 1)).isEmpty());
    for (int row = 0; row < seats; ++row)
        QVERIFY2(view.viewport()->rect().contains(view.visualRect(model.index(row))), qPrintable(QString::number(row)));
}

void TestRoomViews::seatsThatAreNotDrawnAreCounted()
{
    Monitor monitor;
    Occupancy occupancy;
    const ViewClock clock;
    monitor.ingest({Test::creation("rid-1", 5000, 1'000'000)});
    InterpretationMenu interpretation({});
    RoomPage page(key("rid-1"), &monitor, &occupancy, &clock, &interpretation);
    page.show();
    QCOMPARE(page.seats()->model()->rowCount(), 1000);
    const QList<ElidedLabel *> labels = page.findChildren<ElidedLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const ElidedLabel *label) {
        return label->text().contains(u"the last %1 not drawn before they are reported"_s.arg(countText(4000)));
    }));
}

void TestRoomViews::theChartYieldsBeforeTheSeats()
{
    Monitor monitor;
    Occupancy occupancy;
    const ViewClock clock;
    monitor.ingest({Test::seats("rid-1", takenSeats(8), 1'001'000)});
    InterpretationMenu interpretation({});
    RoomPage page(key("rid-1"), &monitor, &occupancy, &clock, &interpretation);
    const int unit = page.fontMetrics().height();
    page.resize(unit * 50, unit * 40);
    page.show();
    const auto allSeen = [&page] {
        const SeatGridView *grid = page.seats();
        for (int row = 0; row < grid->model()->rowCount(); ++row) {
            if (!grid->viewport()->rect().contains(grid->visualRect(grid->model()->index(row, 0))))
                return false;
        }
        return true;
    };
    QTRY_VERIFY(page.chart()->height() > unit * 8);
    QCOMPARE(page.seats()->form(), SeatForm::Full);
    QTRY_VERIFY(allSeen());
    page.resize(unit * 50, unit * 15);
    QTRY_COMPARE(page.seats()->form(), SeatForm::Compact);
    QTRY_VERIFY(page.chart()->visibleRegion().isEmpty());
    QTRY_VERIFY(allSeen());
    page.resize(unit * 50, unit * 40);
    QTRY_VERIFY(!page.chart()->visibleRegion().isEmpty());
    QTRY_VERIFY(allSeen());
}

void TestRoomViews::theAgeIsAlwaysReadWhole()
{
    SortedRooms rooms;
    const qint64 now = nowUs() / 1000;
    rooms.monitor.ingest({Test::seats("rid-1", takenSeats(12), now - 125'000)}); // incomplete: a longer text
    const RoomCardDelegate card;
    const RoomDelegate row;
    for (const QStyledItemDelegate *delegate : std::initializer_list<const QStyledItemDelegate *> {&card, &row}) {
        QStyleOptionViewItem option;
        option.fontMetrics = QFontMetrics(option.font);
        option.rect = QRect(QPoint(), QSize(12, 8) * option.fontMetrics.height());
        Test::PaintedWords words;
        QPainter painter(&words);
        delegate->paint(&painter, option, rooms.sorted.index(0, 0));
        painter.end();
        QVERIFY2(words.texts().join(u'|').contains(u"2 m ago"_s), qPrintable(words.texts().join(u'|')));
    }
}

void TestRoomViews::aCardSaysWhatItLeavesOut_data()
{
    QTest::addColumn<int>("listed");
    QTest::addColumn<int>("promised");
    QTest::newRow("all shown") << 60 << 60;
    QTest::newRow("many listed") << 300 << 300;
    QTest::newRow("many promised") << 3 << 300;
}

void TestRoomViews::aCardSaysWhatItLeavesOut()
{
    QFETCH(int, listed);
    QFETCH(int, promised);
    SortedRooms rooms;
    rooms.monitor.ingest(
        {Test::creation("rid-1", promised, 1'000'000), Test::seats("rid-1", takenSeats(listed), 1'001'000)});
    const QAbstractItemView *none = nullptr;
    const auto moreOf = [&](const QStyledItemDelegate &delegate, const QSize &lines) {
        QStyleOptionViewItem option;
        option.fontMetrics = QFontMetrics(option.font);
        option.rect = QRect(QPoint(), lines * option.fontMetrics.height());
        option.widget = none;
        Test::PaintedWords words;
        QPainter painter(&words);
        delegate.paint(&painter, option, rooms.sorted.index(0, 0));
        painter.end();
        const QStringList more = words.texts().filter(QRegularExpression(u"^\\+\\d+$"_s));
        return more.size() == 1 ? more.first().mid(1).toInt() : -int(more.size());
    };
    const RoomCardDelegate card;
    const int leftOut = moreOf(card, QSize(13, 8));
    const int leftOutWhenLarge = moreOf(card, QSize(26, 12));
    if (promised == 60) {
        QCOMPARE(leftOut, 0);
        return;
    }
    QVERIFY2(leftOut > 100 && leftOut < 300, qPrintable(QString::number(leftOut)));
    QVERIFY(leftOutWhenLarge <= leftOut);
    QCOMPARE(moreOf(RoomDelegate(), QSize(15, 4)), 260);
}

void TestRoomViews::roomsAreSorted_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<QStringList>("rooms");
    QTest::newRow("activity") << int(RoomSortProxy::Order::Activity)
                              << QStringList {u"rid-c"_s, u"rid-b"_s, u"rid-a"_s};
    QTest::newRow("name") << int(RoomSortProxy::Order::Name) << QStringList {u"rid-c"_s, u"rid-b"_s, u"rid-a"_s};
    QTest::newRow("occupancy") << int(RoomSortProxy::Order::Occupancy)
                               << QStringList {u"rid-a"_s, u"rid-b"_s, u"rid-c"_s};
}

void TestRoomViews::roomsAreSorted()
{
    QFETCH(int, order);
    QFETCH(QStringList, rooms);
    SortedRooms bench;
    const QAbstractItemModelTester tester(&bench.sorted);
    const qint64 now = nowUs() / 1000;
    bench.monitor.ingest(
        {Test::creation("rid-a", 4, now - 20'000, "zebra"), Test::creation("rid-b", 4, now - 15'000, "Mole"),
         Test::creation("rid-c", 4, now - 10'000, "ant"),
         Test::seats("rid-a", {{.index = 0, .member = u"x"_s}, {.index = 1, .member = u"y"_s}}, now - 9000),
         Test::seats("rid-b", {{.index = 0, .member = u"z"_s}}, now - 3000),
         Test::seats("rid-b", {{.index = 0, .member = u"w"_s}}, now - 2000),
         Test::seats("rid-c", {{.index = 0}}, now - 1000)});
    bench.sorted.setOrder(RoomSortProxy::Order(order));
    const auto shown = [&bench] {
        QStringList ids;
        for (int row = 0; row < bench.sorted.rowCount(); ++row)
            ids.append(bench.sorted.index(row, 0).data(RoomListModel::RoomIdRole).toString());
        return ids;
    };
    QTRY_COMPARE(shown(), rooms);
}

void TestRoomViews::roomsStayUnderThePointer()
{
    SortedRooms rooms;
    RoomView view(RoomView::Form::List, &rooms.sorted, &rooms.clock);
    view.resize(300, 600);
    view.show();
    const qint64 now = nowUs() / 1000;
    rooms.monitor.ingest({Test::creation("rid-a", 4, now - 20'000), Test::creation("rid-b", 4, now - 10'000)});
    const auto first = [&rooms] { return rooms.sorted.index(0, 0).data(RoomListModel::RoomIdRole).toString(); };
    QTRY_COMPARE(first(), u"rid-b"_s);
    QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
    QCoreApplication::sendEvent(view.viewport(), &enter);
    rooms.monitor.ingest({Test::seats("rid-a", {{.index = 0}}, now)});
    rooms.sorted.arrange();
    QCOMPARE(first(), u"rid-b"_s);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(view.viewport(), &leave);
    QCOMPARE(first(), u"rid-a"_s);
    rooms.model.advance(nowUs() + 600'000'000); // nothing comes in any more
    rooms.sorted.arrange();
    QCOMPARE(first(), u"rid-a"_s);
}

void TestRoomViews::theOpenRoomStaysInSight()
{
    SortedRooms rooms;
    RoomView view(RoomView::Form::List, &rooms.sorted, &rooms.clock);
    view.resize(300, 300);
    view.show();
    const qint64 now = nowUs() / 1000;
    QList<Callback> batch;
    for (int i = 0; i < 60; ++i)
        batch.append(Test::creation("room-" + QByteArray::number(i), 8, now - 100'000 + i));
    rooms.monitor.ingest(batch);
    QTRY_COMPARE(rooms.sorted.index(0, 0).data(RoomListModel::RoomIdRole).toString(), u"room-59"_s);
    view.setCurrentRoom(key("room-59"));
    QEvent leave(QEvent::Leave); // the pointer of this platform is anywhere
    QCoreApplication::sendEvent(view.viewport(), &leave);
    batch.clear();
    for (int i = 0; i < 50; ++i)
        batch.append(Test::seats("room-" + QByteArray::number(i), {{.index = 0}}, now - 1000 + i));
    rooms.monitor.ingest(batch);
    rooms.sorted.arrange();
    QCOMPARE(rooms.sorted.index(0, 0).data(RoomListModel::RoomIdRole).toString(), u"room-49"_s);
    QTRY_VERIFY(view.viewport()->rect().contains(view.visualRect(view.currentIndex())));
    QCOMPARE(view.currentRoom(), key("room-59"));
}

void TestRoomViews::agesAreKnownFromBefore()
{
    Monitor monitor;
    monitor.ingest({Test::creation("rid-1", 8, 1'000'000)});
    RoomListModel model(&monitor); // as after a restart
    const ViewClock clock;
    RoomSortProxy sorted(&clock);
    sorted.setSourceModel(&model);
    QVERIFY(sorted.index(0, 0).data(RoomSortProxy::AgoTextRole).toString().isEmpty());
    model.noteReceived(key("rid-1"), nowUs() - 125'000'000);
    QCOMPARE(sorted.index(0, 0).data(RoomSortProxy::AgoTextRole).toString(), u"2 m ago"_s);
    model.noteReceived(key("rid-1"), nowUs() - 500'000'000); // an older one
    QCOMPARE(sorted.index(0, 0).data(RoomSortProxy::AgoTextRole).toString(), u"2 m ago"_s);
}

void TestRoomViews::roomRowsSayWhatIsKnown()
{
    SortedRooms rooms;
    rooms.sorted.setOrder(RoomSortProxy::Order::Name);
    const qint64 now = nowUs() / 1000;
    rooms.monitor.ingest(
        {Test::creation("rid-1", 8, now - 9000, "Friday"),
         Test::seats("rid-1", {{.index = 0, .member = u"ann"_s}, {.index = 1, .locked = true}}, now - 8000),
         Test::seats("rid-2", {{.index = 0}}, now - 7000), Test::creation("rid-3", 2, now - 6000, "Gone"),
         Test::dismissal("rid-3", now - 5000)});
    const auto row = [&](const char *room) { return rooms.sorted.mapFromSource(rooms.model.indexOf(key(room))); };
    QCOMPARE(row("rid-1").data(Qt::DisplayRole).toString(), u"Friday"_s);
    QCOMPARE(row("rid-1").data(RoomSortProxy::SeatsTextRole).toString(), u"1/8 seats"_s);
    QVERIFY(
        row("rid-1").data(Qt::AccessibleTextRole).toString().startsWith(u"Friday, room rid-1, 1/8 seats, 1 locked"_s));
    QCOMPARE(row("rid-2").data(Qt::DisplayRole).toString(), u"rid-2"_s);
    QCOMPARE(row("rid-2").data(RoomSortProxy::SeatsTextRole).toString(), u"0/1 seat"_s);
    QVERIFY(row("rid-2").data(Qt::AccessibleTextRole).toString().contains(u"incomplete"_s));
    QVERIFY(row("rid-2").data(Qt::ToolTipRole).toString().contains(u"its creation was not seen"_s));
    QVERIFY(row("rid-3").data(Qt::AccessibleTextRole).toString().contains(u"dismissed"_s));
}

void TestRoomViews::dismissedRoomsCanBeHidden()
{
    SortedRooms rooms;
    const qint64 now = nowUs() / 1000;
    rooms.monitor.ingest({Test::creation("rid-1", 8, now - 9000), Test::creation("rid-2", 8, now - 9000),
                          Test::dismissal("rid-2", now - 5000)});
    QCOMPARE(rooms.sorted.rowCount(), 2);
    rooms.sorted.setDismissedShown(false);
    QCOMPARE(rooms.sorted.rowCount(), 1);
    rooms.sorted.setDismissedShown(true);
    QCOMPARE(rooms.sorted.rowCount(), 2);
}

void TestRoomViews::roomsAreFiltered_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("rooms");
    QTest::newRow("nothing") << u"  "_s << QStringList {u"rid-1"_s, u"rid-2"_s, u"rid-3"_s};
    QTest::newRow("name") << u"fri"_s << QStringList {u"rid-1"_s};
    QTest::newRow("name, other case") << u"äPFEL"_s << QStringList {u"rid-2"_s};
    QTest::newRow("id") << u"Rid-3"_s << QStringList {u"rid-3"_s};
    QTest::newRow("who sits there") << u"ANN"_s << QStringList {u"rid-1"_s};
    QTest::newRow("who is there") << u"carl"_s << QStringList {u"rid-2"_s};
    QTest::newRow("who has left") << u"dora"_s << QStringList {};
    QTest::newRow("owner") << u"alice"_s << QStringList {u"rid-1"_s, u"rid-2"_s};
    QTest::newRow("all words") << u"alice  talk"_s << QStringList {u"rid-1"_s};
    QTest::newRow("none") << u"nobody"_s << QStringList {};
}

void TestRoomViews::roomsAreFiltered()
{
    QFETCH(QString, text);
    QFETCH(QStringList, rooms);
    SortedRooms bench;
    const QAbstractItemModelTester tester(&bench.sorted);
    bench.sorted.setOrder(RoomSortProxy::Order::Name);
    const qint64 now = nowUs() / 1000;
    bench.monitor.ingest({Test::creation("rid-1", 8, now - 9000, "Friday talk"),
                          Test::creation("rid-2", 8, now - 9000, "Äpfel"),
                          Test::seats("rid-1", {{.index = 0, .member = u"Anna.k"_s}}, now - 8000),
                          Test::seats("rid-3", {{.index = 0}}, now - 8000),
                          Test::members("rid-2", "Online", {"carl", "dora"}, now - 7000),
                          Test::members("rid-2", "Offline", {"dora"}, now - 6000)});
    bench.sorted.setFilter(text);
    QStringList shown;
    for (int row = 0; row < bench.sorted.rowCount(); ++row)
        shown.append(bench.sorted.index(row, 0).data(RoomListModel::RoomIdRole).toString());
    shown.sort();
    QCOMPARE(shown, rooms);
    bench.sorted.setFilter({});
    QCOMPARE(bench.sorted.rowCount(), 3);
}

void TestRoomViews::theFilterFollowsWhatHappens()
{
    SortedRooms rooms;
    const QAbstractItemModelTester tester(&rooms.sorted);
    RoomView view(RoomView::Form::List, &rooms.sorted, &rooms.clock);
    view.resize(300, 300);
    view.show();
    const qint64 now = nowUs() / 1000;
    rooms.monitor.ingest({Test::creation("rid-1", 8, now - 9000), Test::creation("rid-2", 8, now - 9000)});
    rooms.sorted.setFilter(u"ann"_s);
    QCOMPARE(rooms.sorted.rowCount(), 0);
    rooms.monitor.ingest({Test::seats("rid-2", {{.index = 0, .member = u"ann"_s}}, now - 5000),
                          Test::creation("rid-3", 8, now - 4000, "Ann's room")});
    rooms.sorted.arrange();
    QCOMPARE(rooms.sorted.rowCount(), 2);
    // Nothing leaves under the pointer.
    rooms.sorted.setHeld(&view, true);
    rooms.monitor.ingest({Test::seats("rid-2", {{.index = 0}}, now - 3000)});
    rooms.sorted.arrange();
    QCOMPARE(rooms.sorted.rowCount(), 2);
    rooms.sorted.setHeld(&view, false);
    QCOMPARE(rooms.sorted.rowCount(), 1);
    QCOMPARE(rooms.sorted.index(0, 0).data(RoomListModel::RoomIdRole).toString(), u"rid-3"_s);
    // A frozen view is searched as it is shown.
    rooms.sorted.setFilter({});
    rooms.clock.setFrozen(true);
    rooms.monitor.ingest({Test::seats("rid-1", {{.index = 0, .member = u"bob"_s}}, now)});
    rooms.sorted.setFilter(u"bob"_s);
    QCOMPARE(rooms.sorted.rowCount(), 0);
    rooms.clock.setFrozen(false);
    QCOMPARE(rooms.sorted.rowCount(), 1);
}

void TestRoomViews::theFilteredRoomsSayHowMany()
{
    SortedRooms rooms;
    RoomView view(RoomView::Form::Wall, &rooms.sorted, &rooms.clock);
    view.resize(700, 400);
    const auto painted = [&view] {
        Test::PaintedWords words;
        view.viewport()->render(&words);
        return words.texts().join(u' ');
    };
    QVERIFY(painted().contains(u"No rooms yet"_s));
    QCOMPARE(rooms.sorted.countWords(), QString());
    const qint64 now = nowUs() / 1000;
    QSignalSpy shown(&rooms.sorted, &RoomSortProxy::shownChanged);
    rooms.monitor.ingest({Test::creation("rid-1", 8, now - 9000, "Alpha"),
                          Test::creation("rid-2", 8, now - 9000, "Beta"),
                          Test::creation("rid-3", 8, now - 9000, "Gamma"), Test::dismissal("rid-3", now - 5000)});
    QVERIFY(!shown.isEmpty());
    QCOMPARE(rooms.sorted.countWords(), QString());
    rooms.sorted.setFilter(u"beta"_s);
    QCOMPARE(rooms.sorted.countWords(), u"1 of 3"_s);
    QCOMPARE(rooms.sorted.emptyWords(), QString());
    rooms.sorted.setFilter(u"gamma"_s);
    rooms.sorted.setDismissedShown(false);
    QCOMPARE(rooms.sorted.countWords(), u"0 of 3"_s);
    QCOMPARE(rooms.sorted.emptyWords(),
             u"None of the 3 rooms has “gamma” in its name, its id or one of its members. Dismissed rooms are not "
             "shown."_s);
    QVERIFY2(painted().contains(u"None of the 3 rooms has “gamma”"_s), qPrintable(painted()));
    rooms.sorted.setFilter({});
    QCOMPARE(rooms.sorted.countWords(), u"2 of 3"_s);
}

void TestRoomViews::theCurrentRoomComesBackFromTheFilter()
{
    SortedRooms rooms;
    rooms.sorted.setOrder(RoomSortProxy::Order::Name);
    RoomView view(RoomView::Form::List, &rooms.sorted, &rooms.clock);
    view.resize(300, 300);
    view.show();
    rooms.monitor.ingest({Test::creation("rid-1", 8, 1'000'000, "Alpha"), Test::creation("rid-2", 8, 1'000'000, "Beta"),
                          Test::creation("rid-3", 8, 1'000'000, "Gamma")});
    view.setCurrentRoom(key("rid-2"));
    rooms.sorted.setFilter(u"alpha"_s);
    QVERIFY(!view.currentRoom()); // no other room took its place
    QVERIFY(view.selectionModel()->selectedIndexes().isEmpty());
    rooms.sorted.setFilter(u"a"_s);
    QCOMPARE(view.currentRoom(), key("rid-2"));
    rooms.sorted.setFilter(u"alpha"_s);
    view.setCurrentRoom(key("rid-3")); // which is hidden
    QVERIFY(!view.currentRoom());
    rooms.sorted.setFilter({});
    QCOMPARE(view.currentRoom(), key("rid-3"));
}

void TestRoomViews::aFrozenListStaysAsItIs()
{
    SortedRooms rooms;
    const QAbstractItemModelTester tester(&rooms.sorted);
    const qint64 now = nowUs() / 1000;
    rooms.monitor.ingest({Test::creation("rid-1", 8, now - 9000)});
    rooms.clock.setFrozen(true);
    rooms.monitor.ingest(
        {Test::seats("rid-1", {{.index = 0, .member = u"ann"_s}}, now), Test::creation("rid-2", 8, now)});
    QCOMPARE(rooms.sorted.rowCount(), 1);
    QCOMPARE(rooms.sorted.index(0, 0).data(RoomSortProxy::SeatsTextRole).toString(), u"0/8 seats"_s);
    rooms.clock.setFrozen(false);
    QCOMPARE(rooms.sorted.rowCount(), 2);
    QCOMPARE(
        rooms.sorted.mapFromSource(rooms.model.indexOf(key("rid-1"))).data(RoomSortProxy::SeatsTextRole).toString(),
        u"1/8 seats"_s);
}

void TestRoomViews::typingFindsARoomAndEnterOpensIt()
{
    SortedRooms rooms;
    rooms.sorted.setOrder(RoomSortProxy::Order::Name);
    rooms.monitor.ingest({Test::creation("rid-1", 8, 1'000'000, "Alpha"), Test::creation("rid-2", 8, 1'000'000, "Beta"),
                          Test::creation("rid-3", 8, 1'000'000, "Gamma")});
    for (const RoomView::Form form : {RoomView::Form::List, RoomView::Form::Wall}) {
        RoomView view(form, &rooms.sorted, &rooms.clock);
        view.resize(700, 600);
        view.show();
        view.setFocus();
        QSignalSpy opened(&view, &RoomView::roomActivated);
        QTest::keyClicks(&view, u"ga"_s);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().first().value<RoomKey>(), key("rid-3"));
        QTest::keyClick(&view, form == RoomView::Form::List ? Qt::Key_Up : Qt::Key_Left);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(opened.last().first().value<RoomKey>(), key("rid-2"));
        const QPoint first = view.visualRect(rooms.sorted.index(0, 0)).center();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, first);
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(opened.last().first().value<RoomKey>(), key("rid-1"));
    }
}

void TestRoomViews::aThousandRoomsAreLaidOutOnce()
{
    SortedRooms rooms;
    RoomView view(RoomView::Form::Wall, &rooms.sorted, &rooms.clock);
    view.resize(1200, 800);
    view.show();
    QList<Callback> batch;
    for (int i = 0; i < 1000; ++i)
        batch.append(Test::creation("room-" + QByteArray::number(i), 8, 1'000'000 + i));
    QSignalSpy inserted(&rooms.sorted, &QAbstractItemModel::rowsInserted);
    rooms.monitor.ingest(batch);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(rooms.sorted.rowCount(), 1000);
    view.scrollToBottom();
    QTRY_VERIFY(view.viewport()->rect().intersects(view.visualRect(rooms.sorted.index(999, 0))));
}

void TestRoomViews::membersHaveInitials_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("initials");
    QTest::newRow("dot") << u"anna.k"_s << u"AN"_s;
    QTest::newRow("underscore") << u"_x_9"_s << u"X9"_s;
    QTest::newRow("digits") << u"144115233775727695"_s << u"#"_s;
    QTest::newRow("chinese") << u"月亮"_s << u"月"_s;
    QTest::newRow("one") << u"a"_s << u"A"_s;
    QTest::newRow("emoji") << u"😀bob"_s << u"😀"_s;
    QTest::newRow("punctuation only") << u"--"_s << u"-"_s;
    QTest::newRow("nobody") << QString() << QString();
}

void TestRoomViews::membersHaveInitials()
{
    QFETCH(QString, member);
    QTEST(memberInitials(member), "initials");
}

void TestRoomViews::membersHaveReadableColors()
{
    const auto luminance = [](const QColor &color) {
        const auto linear
            = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
    };
    for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
        applyColorScheme(scheme);
        const QPalette palette = QApplication::palette();
        QCOMPARE(isDark(palette), scheme == ColorScheme::Dark);
        for (int i = 0; i < 500; ++i) {
            const QString member = u"user_%1"_s.arg(i);
            const QColor color = memberColor(member, palette);
            QCOMPARE(color, memberColor(member, palette));
            const double contrast = 1.05 / (luminance(color) + 0.05);
            QVERIFY2(contrast > 4.4, qPrintable(member));
        }
        const double ground = luminance(palette.color(QPalette::Window)) + 0.05;
        for (const Tone tone : {Tone::Accent, Tone::Good, Tone::Warning, Tone::Bad, Tone::Muted}) {
            const double ink = luminance(toneColor(tone, palette)) + 0.05;
            QVERIFY(std::max(ink, ground) / std::min(ink, ground) > 4.5);
        }
    }
    applyColorScheme(ColorScheme::Light);
}

void TestRoomViews::iconsFollowThePalette()
{
    const auto darkest = [] {
        const QImage image = paletteIcon(u"lock"_s).pixmap(32, 32).toImage();
        return image.pixelColor(16, 22);
    };
    applyColorScheme(ColorScheme::Light);
    const QColor onLight = darkest();
    applyColorScheme(ColorScheme::Dark);
    const QColor onDark = darkest();
    applyColorScheme(ColorScheme::Light);
    QCOMPARE(onLight.alpha(), 255);
    QVERIFY(onLight.lightness() < 80);
    QVERIFY(onDark.lightness() > 180);
}

void TestRoomViews::percentilesAreExact()
{
    RecentDelays delays;
    QVERIFY(!delays.percentile(0.5, 0));
    for (int i = 100; i >= 1; --i)
        delays.add(1'000'000, i);
    QCOMPARE(delays.percentile(0.50, 2'000'000), 50);
    QCOMPARE(delays.percentile(0.99, 2'000'000), 99);
    QCOMPARE(delays.percentile(1.00, 2'000'000), 100);
    QVERIFY(!delays.percentile(0.5, 62'000'000)); // older than a minute
}

QTEST_MAIN(TestRoomViews)
#include "tst_roomviews.moc"
