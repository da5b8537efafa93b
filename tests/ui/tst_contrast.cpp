// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/seatmodel.h"
#include "core/session/monitor.h"
#include "core/session/roomlistmodel.h"
#include "tests/support/callbacks.h"
#include "tests/support/paintedwords.h"
#include "ui/rooms/roomdelegate.h"
#include "ui/rooms/roomsortproxy.h"
#include "ui/rooms/seatdelegate.h"
#include "ui/rooms/seattextproxy.h"
#include "ui/style/appearance.h"
#include "ui/style/viewclock.h"
#include "ui/timeline/colourrules.h"

#include <QApplication>
#include <QPainter>
#include <QTest>

#include <array>

using namespace Roomscope;
using namespace Qt::StringLiterals;

namespace {

constexpr double leastOfTexts = 4.5;
constexpr double leastOfMarks = 3.0;
constexpr std::array grounds {QPalette::Window, QPalette::Base, QPalette::AlternateBase, QPalette::Button,
                              QPalette::Highlight};

QByteArray said(const QString &what, const QColor &color, const QColor &ground)
{
    return u"%1: %2 on %3 has %4"_s.arg(what, color.name(), ground.name()).arg(contrast(color, ground)).toUtf8();
}

} // namespace

/// What is written and drawn can be read in both colour schemes.
class TestContrast final : public QObject
{
    Q_OBJECT

private slots:
    void textsAreReadable_data() { schemes(); }
    void textsAreReadable();
    void marksAreSeen_data() { schemes(); }
    void marksAreSeen();
    void delegatesWriteNothingPale_data() { schemes(); }
    void delegatesWriteNothingPale();

private:
    static void schemes()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(ColorScheme::Light);
        QTest::newRow("dark") << int(ColorScheme::Dark);
    }
};

void TestContrast::textsAreReadable()
{
    QFETCH(int, scheme);
    applyColorScheme(ColorScheme(scheme));
    const QPalette palette = QApplication::palette();
    const auto check = [](const QString &what, const QColor &color, const QColor &ground) {
        QVERIFY2(contrast(color, ground) >= leastOfTexts, said(what, color, ground).constData());
    };
    for (const QPalette::ColorRole ground : grounds) {
        for (const QPalette::ColorRole text : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                               QPalette::HighlightedText, QPalette::PlaceholderText, QPalette::Link}) {
            check(u"role %1 on %2"_s.arg(text).arg(ground), palette.color(text), palette.color(ground));
            if (ground != QPalette::Highlight && text != QPalette::Link)
                check(u"disabled role %1 on %2"_s.arg(text).arg(ground), palette.color(QPalette::Disabled, text),
                      palette.color(QPalette::Disabled, ground));
        }
        for (const Tone tone : {Tone::Accent, Tone::Good, Tone::Warning, Tone::Bad, Tone::Muted})
            check(u"tone %1"_s.arg(int(tone)), toneColor(tone, palette), palette.color(ground));
    }
    check(u"tool tip"_s, palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase));
    QList<QColor> quietGrounds;
    for (const LineColour colour : lineColours)
        quietGrounds.append(lineTint(colour, palette));
    for (const Tone tone : {Tone::Accent, Tone::Good, Tone::Warning, Tone::Bad})
        quietGrounds.append(groundOf(toneColor(tone, palette), palette));
    for (const QColor &ground : std::as_const(quietGrounds)) {
        check(u"text"_s, palette.color(QPalette::Text), ground);
        for (const Tone tone : {Tone::Accent, Tone::Good, Tone::Warning, Tone::Bad, Tone::Muted})
            check(u"tone %1"_s.arg(int(tone)), toneColor(tone, palette), ground);
    }
}

void TestContrast::marksAreSeen()
{
    QFETCH(int, scheme);
    applyColorScheme(ColorScheme(scheme));
    const QPalette palette = QApplication::palette();
    for (const QPalette::ColorRole ground : grounds) {
        const QColor faint = toneColor(Tone::Faint, palette);
        QVERIFY2(contrast(faint, palette.color(ground)) >= leastOfMarks,
                 said(u"faint"_s, faint, palette.color(ground)).constData());
    }
}

void TestContrast::delegatesWriteNothingPale()
{
    QFETCH(int, scheme);
    applyColorScheme(ColorScheme(scheme));
    const QPalette palette = QApplication::palette();
    Monitor monitor;
    RoomListModel rooms(&monitor);
    const ViewClock clock;
    RoomSortProxy sorted(&clock);
    sorted.setSourceModel(&rooms);
    monitor.ingest({Test::creation("rid-1", 9, 1'000'000),
                    Test::seats("rid-1",
                                {{.index = 0, .member = u"ann"_s},
                                 {.index = 1},
                                 {.index = 2, .locked = true},
                                 {.index = 3, .member = u"bob"_s, .locked = true, .audioProhibited = true}},
                                1'001'000),
                    Test::creation("rid-2", 4, 1'000'000), Test::dismissal("rid-2", 1'002'000),
                    Test::seats("rid-3", {{.index = 0}}, 1'001'000)});
    SeatModel seats;
    seats.update(*monitor.rooms().find(Test::keyOf(u"rid-1"_s)));
    SeatTextProxy seatTexts(&clock);
    seatTexts.setSourceModel(&seats);

    qsizetype written = 0;
    const auto check = [&palette, &written](const QStyledItemDelegate &delegate, const QAbstractItemModel &model) {
        for (int row = 0; row < model.rowCount(); ++row) {
            QStyleOptionViewItem option;
            option.palette = palette;
            option.fontMetrics = QFontMetrics(option.font);
            option.rect = QRect(QPoint(), QSize(16, 9) * option.fontMetrics.height());
            Test::PaintedWords words;
            QPainter painter(&words);
            delegate.paint(&painter, option, model.index(row, 0));
            painter.end();
            written += words.texts().size();
            for (qsizetype i = 0; i < words.texts().size(); ++i) {
                const QColor &color = words.colours().at(i);
                QVERIFY2(color.alpha() == 255, qPrintable(words.texts().at(i)));
                if (color == palette.color(QPalette::BrightText))
                    continue; // on the colour of a member
                for (const QPalette::ColorRole ground : {QPalette::Button, QPalette::Base, QPalette::Highlight})
                    QVERIFY2(contrast(color, palette.color(ground)) >= leastOfTexts,
                             said(words.texts().at(i), color, palette.color(ground)).constData());
            }
        }
    };
    check(RoomDelegate(), sorted);
    check(RoomCardDelegate(), sorted);
    SeatDelegate tiles;
    for (const SeatForm form : {SeatForm::Full, SeatForm::Compact, SeatForm::Line, SeatForm::Cell}) {
        tiles.setForm(form);
        check(tiles, seatTexts);
    }
    QVERIFY(written > 50);
}

QTEST_MAIN(TestContrast)

#include "tst_contrast.moc"
