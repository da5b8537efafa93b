// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/seatchart.h"
#include "ui/style/appearance.h"
#include "ui/style/viewclock.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QImage>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <cmath>
#include <utility>

using namespace Roomscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 minuteMs = 60'000;

/// A chart on the screen whose now stands still.
struct Shown
{
    explicit Shown(const QList<int> &seats = {0, 1, 2, 3})
    {
        clock.setFrozen(true);
        chart.setSeats(seats, {});
        chart.resize(800, 200);
        chart.show();
    }

    [[nodiscard]] qint64 ago(qint64 ms) const { return clock.nowMs() - ms; }
    [[nodiscard]] int lineHeight() const { return chart.fontMetrics().height() + 2; }
    [[nodiscard]] int middleOf(int line) const { return line * lineHeight() + lineHeight() / 2; }
    [[nodiscard]] QImage painted() const { return chart.viewport()->grab().toImage(); }

    /// Where a moment has to be: now has a twentieth of the range at its right.
    [[nodiscard]] double columnOf(qint64 agoMs, int minutes) const
    {
        return right - double(right - left) * (0.05 + double(agoMs) / double(minutes * minuteMs)) / 1.05;
    }
    /// Of one pixel.
    [[nodiscard]] qint64 pixelMs(int minutes) const { return qint64(minutes * minuteMs * 1.05 / (right - left)) + 1; }

    /// Of the lines, as the ground of an empty one shows it.
    void findPlot(int emptyLine)
    {
        const QImage image = painted();
        const QRgb ground = chart.palette().color(QPalette::AlternateBase).rgb();
        left = 0;
        while (left < image.width() && image.pixel(left, middleOf(emptyLine)) != ground)
            ++left;
        right = image.width();
    }

    ViewClock clock;
    SeatChart chart {&clock};
    int left = 0;
    int right = 0;
};

/// The first column with that colour and the one behind the last, -1 and -1 when there is none.
std::pair<int, int> columnsOf(const QImage &image, int y, const QColor &color, int begin = 0)
{
    std::pair columns(-1, -1);
    for (int x = begin; x < image.width(); ++x) {
        if (image.pixel(x, y) == color.rgb()) {
            columns.first = columns.first < 0 ? x : columns.first;
            columns.second = x + 1;
        }
    }
    return columns;
}

/// A thin line is mixed with what it is drawn on.
bool isMostly(QRgb painted, const QColor &color, const QColor &ground)
{
    const auto distance = [](QRgb one, QRgb other) {
        return std::abs(qRed(one) - qRed(other)) + std::abs(qGreen(one) - qGreen(other))
            + std::abs(qBlue(one) - qBlue(other));
    };
    return distance(painted, color.rgb()) * 2 < distance(ground.rgb(), color.rgb());
}

bool isNear(double actual, double expected, double tolerance)
{
    if (std::abs(actual - expected) <= tolerance)
        return true;
    qWarning("%f is not within %f of %f", actual, tolerance, expected);
    return false;
}

/// What is at that place, as its menu is told; no seat: nothing.
ChartPlace placeAt(SeatChart &chart, const QPoint &position,
                   QContextMenuEvent::Reason reason = QContextMenuEvent::Mouse)
{
    const QSignalSpy requested(&chart, &SeatChart::menuRequested);
    QContextMenuEvent event(reason, position, chart.viewport()->mapToGlobal(position));
    QCoreApplication::sendEvent(chart.viewport(), &event);
    return requested.isEmpty() ? ChartPlace() : requested.first().first().value<ChartPlace>();
}

/// Empty: there is no tool tip.
QString toolTipAt(SeatChart &chart, const QPoint &position)
{
    QHelpEvent event(QEvent::ToolTip, position, chart.viewport()->mapToGlobal(position));
    event.accept();
    QCoreApplication::sendEvent(chart.viewport(), &event);
    return event.isAccepted() ? QToolTip::text() : QString();
}

} // namespace

/// Where the seat chart paints times and seats, and that it finds the same there again.
class TestSeatChart final : public QObject
{
    Q_OBJECT

private slots:
    void init() { applyColorScheme(ColorScheme::Light); }
    void paintsStaysWhereTheirTimesAre_data();
    void paintsStaysWhereTheirTimesAre();
    void findsTheTimesWhereItPaintsThem();
    void cutsStaysAtItsEdges();
    void showsTheShortestStay();
    void showsNoLongerRangeThanThereIsToSee_data();
    void showsNoLongerRangeThanThereIsToSee();
    void joinsTheSpansOfOneStay();
    void hatchesLockedSeats();
    void paintsNothingWhileNobodyListened();
    void findsTheSeatUnderThePointerWhenScrolled();
    void framesTheSelectedSeatAndMoment();
    void framesItselfWithTheKeyboard_data();
    void framesItselfWithTheKeyboard();
};

void TestSeatChart::paintsStaysWhereTheirTimesAre_data()
{
    QTest::addColumn<int>("scheme");
    QTest::newRow("light") << int(ColorScheme::Light);
    QTest::newRow("dark") << int(ColorScheme::Dark);
}

void TestSeatChart::paintsStaysWhereTheirTimesAre()
{
    QFETCH(int, scheme);
    applyColorScheme(ColorScheme(scheme));
    Shown shown;
    shown.chart.setSeats(
        {0, 1, 2, 3},
        {{.seat = 1, .fromMs = shown.ago(20 * minuteMs), .toMs = shown.ago(10 * minuteMs), .member = u"ann"_s},
         {.seat = 2, .fromMs = shown.ago(5 * minuteMs), .member = u"min-jun"_s}});
    shown.findPlot(0);
    QVERIFY(shown.left > 0 && shown.left < 100);
    const QImage image = shown.painted();
    const QPalette palette = shown.chart.palette();

    const auto ended = columnsOf(image, shown.middleOf(1), memberColor(u"ann"_s, palette));
    QVERIFY(isNear(ended.first, shown.columnOf(20 * minuteMs, 30), 1));
    QVERIFY(isNear(ended.second, shown.columnOf(10 * minuteMs, 30), 1));
    const auto lasting = columnsOf(image, shown.middleOf(2), memberColor(u"min-jun"_s, palette));
    QVERIFY(isNear(lasting.first, shown.columnOf(5 * minuteMs, 30), 1));
    QVERIFY(isNear(lasting.second, shown.columnOf(0, 30), 2)); // the now line is over its end
    const QRgb ground = palette.color(QPalette::AlternateBase).rgb();
    for (const qint64 minutes : {25, 21, 9, 2})
        QCOMPARE(image.pixel(int(shown.columnOf(minutes * minuteMs, 30)), shown.middleOf(1)), ground);
    const auto now = columnsOf(image, shown.middleOf(0), toneColor(Tone::Warning, palette)); // frozen
    QVERIFY(isNear(now.first, shown.columnOf(0, 30), 2));
}

void TestSeatChart::findsTheTimesWhereItPaintsThem()
{
    Shown shown;
    const qint64 fromMs = shown.ago(20 * minuteMs);
    shown.chart.setSeats(
        {0, 1, 2, 3},
        {{.seat = 1, .callbackId = 7, .fromMs = fromMs, .toMs = shown.ago(10 * minuteMs), .member = u"ann"_s}});
    shown.findPlot(0);
    const auto [first, behind]
        = columnsOf(shown.painted(), shown.middleOf(1), memberColor(u"ann"_s, shown.chart.palette()));

    for (const int x : {first, (first + behind) / 2, behind - 1}) {
        const ChartPlace place = placeAt(shown.chart, {x, shown.middleOf(1)});
        QCOMPARE(place.seat, 1);
        QCOMPARE(place.member, u"ann"_s);
        QCOMPARE(place.callbackId, 7);
        QCOMPARE(place.timeMs, fromMs);
    }
    for (const int x : {first - 4, behind + 4}) {
        const ChartPlace place = placeAt(shown.chart, {x, shown.middleOf(1)});
        QCOMPARE(place.seat, 1);
        QVERIFY(place.member.isEmpty());
        QCOMPARE(place.callbackId, 0);
    }
    // Where nobody sat, the moment itself is told: the inverse of what was painted.
    QVERIFY(isNear(double(placeAt(shown.chart, {first, shown.middleOf(0)}).timeMs), double(fromMs),
                   double(shown.pixelMs(30))));
    QVERIFY(isNear(double(placeAt(shown.chart, {behind, shown.middleOf(3)}).timeMs), double(shown.ago(10 * minuteMs)),
                   double(shown.pixelMs(30))));
    QCOMPARE(placeAt(shown.chart, {shown.left - 1, shown.middleOf(1)}).seat, -1);
    QCOMPARE(placeAt(shown.chart, {first, shown.chart.viewport()->height() - 1}).seat, -1); // the axis

    const QString tip = toolTipAt(shown.chart, {(first + behind) / 2, shown.middleOf(1)});
    QVERIFY2(tip.startsWith("Seat 1: ann\n"_L1), qPrintable(tip));
    QCOMPARE(toolTipAt(shown.chart, {(first + behind) / 2, shown.middleOf(0)}), QString());
}

void TestSeatChart::cutsStaysAtItsEdges()
{
    Shown shown;
    shown.chart.setSeats(
        {0, 1, 2, 3},
        {{.seat = 1, .fromMs = shown.ago(60 * minuteMs), .toMs = shown.ago(25 * minuteMs), .member = u"ann"_s},
         {.seat = 2, .fromMs = shown.ago(60 * minuteMs), .toMs = shown.ago(40 * minuteMs), .member = u"rob"_s},
         {.seat = 9, .fromMs = shown.ago(20 * minuteMs), .member = u"mei"_s}}); // it has no such line
    shown.findPlot(0);
    const QImage image = shown.painted();
    const QPalette palette = shown.chart.palette();
    const auto cut = columnsOf(image, shown.middleOf(1), memberColor(u"ann"_s, palette));
    QVERIFY(isNear(cut.first, shown.left, 1));
    QVERIFY(isNear(cut.second, shown.columnOf(25 * minuteMs, 30), 1));
    QCOMPARE(columnsOf(image, shown.middleOf(2), memberColor(u"rob"_s, palette)), std::pair(-1, -1));
    QVERIFY(placeAt(shown.chart, {shown.left + 1, shown.middleOf(2)}).member.isEmpty());
    for (int line = 0; line < 4; ++line)
        QCOMPARE(columnsOf(image, shown.middleOf(line), memberColor(u"mei"_s, palette)), std::pair(-1, -1));
}

void TestSeatChart::showsTheShortestStay()
{
    Shown shown;
    shown.chart.setSeats(
        {0, 1, 2, 3},
        {{.seat = 0, .fromMs = shown.ago(29 * minuteMs), .toMs = shown.ago(28 * minuteMs), .member = u"rob"_s},
         {.seat = 1, .fromMs = shown.ago(15 * minuteMs), .toMs = shown.ago(15 * minuteMs) + 1, .member = u"ann"_s}});
    shown.findPlot(2);
    const int x = int(shown.columnOf(15 * minuteMs, 30));
    const QImage image = shown.painted();
    const QRgb ground = shown.chart.palette().color(QPalette::AlternateBase).rgb();
    QVERIFY(image.pixel(x, shown.middleOf(1)) != ground || image.pixel(x + 1, shown.middleOf(1)) != ground);
    QCOMPARE(placeAt(shown.chart, {x, shown.middleOf(1)}).member, u"ann"_s);
}

void TestSeatChart::showsNoLongerRangeThanThereIsToSee_data()
{
    QTest::addColumn<int>("wanted");
    QTest::addColumn<qint64>("oldestMs");
    QTest::addColumn<int>("shownMinutes");
    QTest::newRow("all of it") << 30 << 29 * minuteMs << 30;
    QTest::newRow("older ones are cut") << 30 << 90 * minuteMs << 30;
    QTest::newRow("ten minutes") << 30 << 9 * minuteMs << 10;
    QTest::newRow("just two") << 30 << 2 * minuteMs << 2;
    QTest::newRow("more than two") << 30 << 2 * minuteMs + 1 << 5;
    QTest::newRow("never more than wanted") << 5 << 4 * minuteMs << 5;
    QTest::newRow("a wide one") << 360 << 100 * minuteMs << 120;
}

void TestSeatChart::showsNoLongerRangeThanThereIsToSee()
{
    QFETCH(int, wanted);
    QFETCH(qint64, oldestMs);
    QFETCH(int, shownMinutes);
    Shown shown;
    shown.chart.setMinutes(wanted);
    // Its end, a quarter of the range that is expected ago, tells the scale.
    const qint64 endMs = shownMinutes * minuteMs / 4;
    shown.chart.setSeats({0, 1, 2, 3},
                         {{.seat = 1, .fromMs = shown.ago(oldestMs), .toMs = shown.ago(endMs), .member = u"ann"_s}});
    shown.findPlot(0);
    const auto columns = columnsOf(shown.painted(), shown.middleOf(1), memberColor(u"ann"_s, shown.chart.palette()));
    QVERIFY(isNear(columns.second, shown.columnOf(endMs, shownMinutes), 1));
}

void TestSeatChart::joinsTheSpansOfOneStay()
{
    Shown shown;
    const qint64 fromMs = shown.ago(20 * minuteMs);
    const qint64 mutedMs = shown.ago(15 * minuteMs);
    const qint64 toMs = shown.ago(10 * minuteMs);
    shown.chart.setSeats(
        {0, 1, 2, 3},
        {{.seat = 1, .callbackId = 8, .fromMs = mutedMs, .toMs = toMs, .member = u"ann"_s, .audioProhibited = true},
         {.seat = 1, .callbackId = 7, .fromMs = fromMs, .toMs = mutedMs, .member = u"ann"_s}});
    shown.findPlot(0);
    const QImage image = shown.painted();
    // One bar, which began with the first callback.
    const QPoint later(int(shown.columnOf(12 * minuteMs, 30)), shown.middleOf(1));
    QCOMPARE(placeAt(shown.chart, later).callbackId, 7);
    QCOMPARE(placeAt(shown.chart, later).timeMs, fromMs);
    // Underlined as long as the audio was prohibited.
    const auto underline = columnsOf(image, 2 * shown.lineHeight() - 3, toneColor(Tone::Bad, shown.chart.palette()));
    QVERIFY(isNear(underline.first, shown.columnOf(15 * minuteMs, 30), 1));
    QVERIFY(isNear(underline.second, shown.columnOf(10 * minuteMs, 30), 3)); // the corner is round
    QVERIFY(toolTipAt(shown.chart, later).endsWith("\naudio prohibited"_L1));
    QVERIFY(!toolTipAt(shown.chart, {int(shown.columnOf(18 * minuteMs, 30)), later.y()}).contains("audio"_L1));
}

void TestSeatChart::hatchesLockedSeats()
{
    Shown shown;
    shown.chart.setSeats(
        {0, 1, 2, 3},
        {{.seat = 1, .fromMs = shown.ago(20 * minuteMs), .toMs = shown.ago(10 * minuteMs), .locked = true}});
    shown.findPlot(0);
    const QImage image = shown.painted();
    const QColor muted = toneColor(Tone::Muted, shown.chart.palette());
    // Striped: the colour comes and goes, where the word is not.
    int stripes = 0;
    bool inStripe = false;
    for (int x = int(shown.columnOf(15 * minuteMs, 30)); x < int(shown.columnOf(10 * minuteMs, 30)); ++x) {
        const bool isStriped = image.pixel(x, shown.middleOf(1)) == muted.rgb();
        stripes += isStriped && !inStripe ? 1 : 0;
        inStripe = isStriped;
    }
    QVERIFY2(stripes >= 5, QByteArray::number(stripes).constData());
    QVERIFY(columnsOf(image, shown.middleOf(2), muted).second <= shown.left); // the number of the seat alone
    const QString tip = toolTipAt(shown.chart, {int(shown.columnOf(12 * minuteMs, 30)), shown.middleOf(1)});
    QVERIFY2(tip.startsWith("Seat 1: locked and empty\n"_L1), qPrintable(tip));
}

void TestSeatChart::paintsNothingWhileNobodyListened()
{
    Shown shown;
    shown.chart.setSeats({0, 1, 2, 3}, {{.seat = 1, .fromMs = shown.ago(20 * minuteMs), .member = u"ann"_s}});
    shown.findPlot(0);
    shown.chart.setGaps({{.fromUs = shown.ago(15 * minuteMs) * 1000, .toUs = shown.ago(10 * minuteMs) * 1000}});
    const QImage image = shown.painted();
    const QColor window = shown.chart.palette().color(QPalette::Window);
    for (const int line : {0, 3}) {
        const auto gap = columnsOf(image, shown.middleOf(line), window, shown.left + 2);
        QVERIFY(isNear(gap.first, shown.columnOf(15 * minuteMs, 30), 1));
        QVERIFY(isNear(gap.second, shown.columnOf(10 * minuteMs, 30), 1));
    }
    const QRgb member = memberColor(u"ann"_s, shown.chart.palette()).rgb();
    for (int x = int(shown.columnOf(15 * minuteMs, 30)) + 2; x < int(shown.columnOf(10 * minuteMs, 30)) - 2; ++x)
        QVERIFY(image.pixel(x, shown.lineHeight() + 3) != member);
    QCOMPARE(image.pixel(int(shown.columnOf(17 * minuteMs, 30)), 2 * shown.lineHeight() - 4), member);
    QCOMPARE(image.pixel(int(shown.columnOf(8 * minuteMs, 30)), 2 * shown.lineHeight() - 4), member);
}

void TestSeatChart::findsTheSeatUnderThePointerWhenScrolled()
{
    QList<int> seats;
    for (int seat = 0; seat < 40; ++seat)
        seats.append(seat * 2); // the numbers are not those of the lines
    Shown shown(seats);
    shown.chart.setSeats(seats,
                         {{.seat = 40, .callbackId = 3, .fromMs = shown.ago(20 * minuteMs), .member = u"ann"_s}});
    QScrollBar *bar = shown.chart.verticalScrollBar();
    QVERIFY(bar->maximum() > 0);
    shown.findPlot(0);
    const int x = int(shown.columnOf(10 * minuteMs, 30));
    QCOMPARE(placeAt(shown.chart, {x, shown.middleOf(4)}).seat, 8);

    bar->setValue(20 * shown.lineHeight() + 5); // the line of seat 40 begins 5 pixels above the view
    QCOMPARE(bar->value(), 20 * shown.lineHeight() + 5);
    const QRgb member = memberColor(u"ann"_s, shown.chart.palette()).rgb();
    const QImage image = shown.painted();
    QCOMPARE(image.pixel(x, 4), member);
    QCOMPARE(placeAt(shown.chart, {x, 4}).seat, 40);
    QCOMPARE(placeAt(shown.chart, {x, 4}).callbackId, 3);
    QCOMPARE(placeAt(shown.chart, {x, shown.lineHeight()}).seat, 42);
    QVERIFY(image.pixel(x, shown.lineHeight()) != member);

    shown.chart.setSelection(10, shown.ago(10 * minuteMs)); // is scrolled to
    QCOMPARE(bar->value(), 5 * shown.lineHeight());
    shown.chart.setSelection(78, shown.ago(10 * minuteMs));
    QCOMPARE(bar->value(), bar->maximum());
}

void TestSeatChart::framesTheSelectedSeatAndMoment()
{
    Shown shown;
    shown.chart.setSeats({0, 1, 2, 3},
                         {{.seat = 2, .callbackId = 5, .fromMs = shown.ago(20 * minuteMs), .member = u"ann"_s}});
    shown.findPlot(0);
    const QPalette palette = shown.chart.palette();
    const QColor accent = toneColor(Tone::Accent, palette);
    const QColor ground = palette.color(QPalette::AlternateBase);
    const int moment = int(shown.columnOf(15 * minuteMs, 30));
    const int elsewhere = int(shown.columnOf(25 * minuteMs, 30)); // nobody sits there
    const auto isFramed = [&](const QImage &image, int line) {    // above and below
        return isMostly(image.pixel(elsewhere, line * shown.lineHeight() + 1), accent, ground)
            && isMostly(image.pixel(elsewhere, (line + 1) * shown.lineHeight() - 2), accent, ground);
    };
    const auto isCrossed = [&](const QImage &image, int line) { // of those where nobody sits
        return isMostly(image.pixel(moment, shown.middleOf(line)), accent, ground)
            || isMostly(image.pixel(moment - 1, shown.middleOf(line)), accent, ground);
    };
    for (const int line : {0, 1, 3})
        QVERIFY(!isFramed(shown.painted(), line) && !isCrossed(shown.painted(), line));
    QVERIFY(!isFramed(shown.painted(), 2));

    shown.chart.setSelection(2, shown.ago(15 * minuteMs));
    QImage image = shown.painted();
    for (const int line : {0, 1, 3})
        QVERIFY(!isFramed(image, line) && isCrossed(image, line));
    QVERIFY(isFramed(image, 2));
    const ChartPlace place = placeAt(shown.chart, shown.chart.viewport()->rect().center(), QContextMenuEvent::Keyboard);
    QCOMPARE(place.seat, 2);
    QCOMPARE(place.callbackId, 5);

    // Older than what is shown: words at the edge instead of the line.
    const QRect edge(shown.left + 2, 3, shown.lineHeight() * 3, shown.lineHeight() - 6);
    const QImage before = image.copy(edge);
    shown.chart.setSelection(2, shown.ago(45 * minuteMs));
    image = shown.painted();
    QVERIFY(image.copy(edge) != before);
    QVERIFY(isFramed(image, 2));
    for (const int line : {0, 1, 3})
        QVERIFY(!isCrossed(image, line));

    shown.chart.setSelection(-1, neverMs);
    QVERIFY(!isFramed(shown.painted(), 2));
    QCOMPARE(shown.painted().copy(edge), before);
}

void TestSeatChart::framesItselfWithTheKeyboard_data()
{
    paintsStaysWhereTheirTimesAre_data();
}

void TestSeatChart::framesItselfWithTheKeyboard()
{
    QFETCH(int, scheme);
    applyColorScheme(ColorScheme(scheme));
    Shown shown;
    shown.chart.activateWindow();
    shown.chart.setFocus();
    QTRY_VERIFY(shown.chart.hasFocus());
    const QPalette palette = shown.chart.palette();
    const QColor window = palette.color(QPalette::Window);
    const int y = shown.chart.viewport()->height() - 8; // of the axis
    QVERIFY(contrast(shown.painted().pixelColor(1, y), window) >= 3);
    QVERIFY(isMostly(shown.painted().pixel(1, y), toneColor(Tone::Accent, palette), window));
    shown.chart.clearFocus();
    QTRY_VERIFY(!shown.chart.hasFocus());
    QCOMPARE(shown.painted().pixel(1, y), window.rgb());
}

QTEST_MAIN(TestSeatChart)
#include "tst_seatchart.moc"
