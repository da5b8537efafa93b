// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"

#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

using namespace Roomscope;
using namespace Qt::StringLiterals;

namespace {

constexpr double leastOfMarks = 3.0;

using MakeWidget = std::function<std::unique_ptr<QWidget>()>;

/// What the style paints of one element, on the palette's window.
QImage painted(const QSize &size, const std::function<void(QPainter &)> &paint)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(QApplication::palette().color(QPalette::Window));
    QPainter painter(&image);
    paint(painter);
    painter.end();
    return image;
}

QImage paintedPrimitive(QStyle::PrimitiveElement element, QStyleOption &&option, const QSize &size = {60, 30})
{
    option.rect = QRect(QPoint(), size);
    option.palette = QApplication::palette();
    return painted(size, [&](QPainter &painter) { QApplication::style()->drawPrimitive(element, &option, &painter); });
}

/// The strongest contrast of one of the pixels with a colour.
double strongest(const QImage &image, const QRect &pixels, const QColor &ground)
{
    double result = 1;
    for (int y = pixels.top(); y <= pixels.bottom(); ++y) {
        for (int x = pixels.left(); x <= pixels.right(); ++x)
            result = std::max(result, contrast(image.pixelColor(x, y), ground));
    }
    return result;
}

/// Whether a line that stands out from the ground runs along each edge, and nothing is in the middle.
bool isFramed(const QImage &image, const QColor &ground)
{
    const int x = image.width() / 2;
    const int y = image.height() / 2;
    return strongest(image, {x, 0, 1, 4}, ground) >= leastOfMarks
        && strongest(image, {x, image.height() - 4, 1, 4}, ground) >= leastOfMarks
        && strongest(image, {0, y, 4, 1}, ground) >= leastOfMarks
        && strongest(image, {image.width() - 4, y, 4, 1}, ground) >= leastOfMarks
        && strongest(image, {x - 3, y - 3, 6, 6}, ground) < 1.1;
}

} // namespace

/// That parts of the window are large enough to be hit, and that focus and selection are seen in both colour schemes.
class TestFlatStyle final : public QObject
{
    Q_OBJECT

private slots:
    void init() { applyColorScheme(ColorScheme::Light); }
    void partsAreLargeEnoughToHit_data();
    void partsAreLargeEnoughToHit();
    void scrollBarsCanBeHeld_data();
    void scrollBarsCanBeHeld();
    void focusIsFramed_data() { schemes(); }
    void focusIsFramed();
    void focusedFieldsStandOut_data() { schemes(); }
    void focusedFieldsStandOut();
    void outlinesOfBoxesAreSeen_data() { schemes(); }
    void outlinesOfBoxesAreSeen();
    void selectedCardsAndTabsAreMarked_data() { schemes(); }
    void selectedCardsAndTabsAreMarked();
    void theSchemeReachesWhatIsShown();

private:
    static void schemes()
    {
        QTest::addColumn<ColorScheme>("scheme");
        QTest::newRow("light") << ColorScheme::Light;
        QTest::newRow("dark") << ColorScheme::Dark;
    }
};

void TestFlatStyle::partsAreLargeEnoughToHit_data()
{
    constexpr int target = 24; // WCAG 2.2, 2.5.8; a menu may be lower, it has the whole edge of the window
    QTest::addColumn<MakeWidget>("make");
    QTest::addColumn<int>("least");
    QTest::newRow("button") << MakeWidget([] { return std::make_unique<QPushButton>(u"OK"_s); }) << target;
    QTest::newRow("tool button with an icon") << MakeWidget([] {
        auto button = std::make_unique<QToolButton>();
        button->setIcon(paletteIcon(u"close"_s));
        return button;
    }) << target;
    QTest::newRow("tool button with a text") << MakeWidget([] {
        auto button = std::make_unique<QToolButton>();
        button->setText(u"Go"_s);
        return button;
    }) << target;
    QTest::newRow("field") << MakeWidget([] { return std::make_unique<QLineEdit>(); }) << target;
    QTest::newRow("tab") << MakeWidget([] {
        auto tabs = std::make_unique<QTabBar>();
        tabs->addTab(u"A"_s);
        return tabs;
    }) << target;
    QTest::newRow("menu") << MakeWidget([] {
        auto bar = std::make_unique<QMenuBar>();
        bar->addMenu(u"&File"_s);
        return bar;
    }) << 22;
}

void TestFlatStyle::partsAreLargeEnoughToHit()
{
    QFETCH(MakeWidget, make);
    QFETCH(int, least);
    const std::unique_ptr<QWidget> widget = make();
    widget->ensurePolished();
    QVERIFY2(widget->sizeHint().width() >= least, QByteArray::number(widget->sizeHint().width()).constData());
    QVERIFY2(widget->sizeHint().height() >= least, QByteArray::number(widget->sizeHint().height()).constData());
}

void TestFlatStyle::scrollBarsCanBeHeld_data()
{
    QTest::addColumn<Qt::Orientation>("orientation");
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("upright") << Qt::Vertical << Qt::LeftToRight;
    QTest::newRow("lying") << Qt::Horizontal << Qt::LeftToRight;
    QTest::newRow("from right to left") << Qt::Horizontal << Qt::RightToLeft;
}

void TestFlatStyle::scrollBarsCanBeHeld()
{
    QFETCH(Qt::Orientation, orientation);
    QFETCH(Qt::LayoutDirection, direction);
    constexpr int length = 300;
    const bool isUpright = orientation == Qt::Vertical;
    QScrollBar bar(orientation);
    bar.setLayoutDirection(direction);
    bar.resize(isUpright ? QSize(bar.sizeHint().width(), length) : QSize(length, bar.sizeHint().height()));
    bar.setRange(0, 1'000'000); // whatever there is to scroll
    bar.setPageStep(10);
    const auto part = [&](QStyle::SubControl control) {
        QStyleOptionSlider option;
        option.initFrom(&bar);
        option.orientation = orientation;
        option.minimum = bar.minimum();
        option.maximum = bar.maximum();
        option.pageStep = bar.pageStep();
        option.sliderPosition = bar.value();
        option.subControls = QStyle::SC_All;
        return bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, control, &bar);
    };
    const auto lengthOf = [&](const QRect &rect) { return isUpright ? rect.height() : rect.width(); };
    const bool isReversed = direction == Qt::RightToLeft;
    for (const int value : {0, 250'000, 1'000'000}) {
        bar.setValue(value);
        const QRect slider = part(QStyle::SC_ScrollBarSlider);
        QVERIFY(slider.width() >= 12 && slider.height() >= 12 && lengthOf(slider) >= 24);
        // Without arrows the three parts have all of the length.
        const QRect before = part(QStyle::SC_ScrollBarSubPage);
        const QRect behind = part(QStyle::SC_ScrollBarAddPage);
        QCOMPARE(lengthOf(before) + lengthOf(slider) + lengthOf(behind), length);
        QVERIFY(part(QStyle::SC_ScrollBarAddLine).isEmpty() && part(QStyle::SC_ScrollBarSubLine).isEmpty());
        QVERIFY(std::abs(double(lengthOf(before)) / (length - lengthOf(slider)) - value / 1e6) < 0.01);
        const int begin = isUpright ? slider.top() : slider.left();
        QCOMPARE(begin, isReversed ? lengthOf(behind) : lengthOf(before));
    }
    bar.setRange(0, 10); // a half of it is seen
    QCOMPARE(lengthOf(part(QStyle::SC_ScrollBarSlider)), length / 2);

    bar.setRange(0, 1000);
    bar.setValue(0);
    bar.show();
    const QPoint held = part(QStyle::SC_ScrollBarSlider).center();
    const QPoint far = isUpright ? QPoint(held.x(), length) : QPoint(isReversed ? 0 : length, held.y());
    QTest::mouseClick(&bar, Qt::LeftButton, {}, isUpright ? far - QPoint(0, 5) : far + QPoint(isReversed ? 5 : -5, 0));
    QCOMPARE(bar.value(), 10); // a page
    bar.setValue(0);
    QTest::mousePress(&bar, Qt::LeftButton, {}, held);
    QTest::mouseMove(&bar, far);
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, far);
    QCOMPARE(bar.value(), 1000);
}

void TestFlatStyle::focusIsFramed()
{
    QFETCH(ColorScheme, scheme);
    applyColorScheme(scheme);
    const QColor window = QApplication::palette().color(QPalette::Window);
    QVERIFY(isFramed(paintedPrimitive(QStyle::PE_FrameFocusRect, QStyleOptionFocusRect()), window));

    QStyleOptionToolButton button;
    button.state = QStyle::State_Enabled | QStyle::State_AutoRaise;
    QVERIFY(!isFramed(paintedPrimitive(QStyle::PE_PanelButtonTool, QStyleOptionToolButton(button)), window));
    button.state |= QStyle::State_HasFocus; // by a click: not yet
    QVERIFY(!isFramed(paintedPrimitive(QStyle::PE_PanelButtonTool, QStyleOptionToolButton(button)), window));
    button.state |= QStyle::State_KeyboardFocusChange;
    QVERIFY(isFramed(paintedPrimitive(QStyle::PE_PanelButtonTool, QStyleOptionToolButton(button)), window));

    // Around a view that has the keyboard.
    QStyleOption frame;
    frame.rect = QRect(0, 0, 60, 30);
    frame.palette = QApplication::palette();
    QVERIFY(isFramed(painted(frame.rect.size(),
                             [&](QPainter &painter) {
                                 QApplication::style()->drawControl(QStyle::CE_FocusFrame, &frame, &painter);
                             }),
                     window));
}

void TestFlatStyle::focusedFieldsStandOut()
{
    QFETCH(ColorScheme, scheme);
    applyColorScheme(scheme);
    const QColor base = QApplication::palette().color(QPalette::Base);
    QStyleOptionFrame field;
    field.lineWidth = 1;
    field.state = QStyle::State_Enabled;
    const QImage idle = paintedPrimitive(QStyle::PE_PanelLineEdit, QStyleOptionFrame(field));
    field.state |= QStyle::State_HasFocus;
    const QImage focused = paintedPrimitive(QStyle::PE_PanelLineEdit, QStyleOptionFrame(field));
    QVERIFY(!isFramed(idle, base));
    QVERIFY(isFramed(focused, base));
    field.state &= ~QStyle::State_Enabled;
    QVERIFY(!isFramed(paintedPrimitive(QStyle::PE_PanelLineEdit, QStyleOptionFrame(field)), base));
}

void TestFlatStyle::outlinesOfBoxesAreSeen()
{
    QFETCH(ColorScheme, scheme);
    applyColorScheme(scheme);
    const QColor window = QApplication::palette().color(QPalette::Window);
    for (const auto element : {QStyle::PE_IndicatorCheckBox, QStyle::PE_IndicatorRadioButton}) {
        for (const QStyle::State state :
             {QStyle::State(QStyle::State_Off), QStyle::State_Off | QStyle::State_Enabled}) {
            QStyleOptionButton box;
            box.state = state;
            const QImage image = paintedPrimitive(element, std::move(box), {18, 18});
            for (const QRect &edge : {QRect(9, 0, 1, 3), QRect(9, 15, 1, 3), QRect(0, 9, 3, 1), QRect(15, 9, 3, 1)})
                QVERIFY(strongest(image, edge, window) >= leastOfMarks);
        }
    }
}

void TestFlatStyle::selectedCardsAndTabsAreMarked()
{
    QFETCH(ColorScheme, scheme);
    applyColorScheme(scheme);
    const QPalette palette = QApplication::palette();
    const QColor window = palette.color(QPalette::Window);
    QListWidget cards;
    cards.setProperty(cardsProperty, true);
    const auto card = [&](QStyle::State state) {
        QStyleOptionViewItem item;
        item.rect = QRect(4, 4, 72, 52);
        item.palette = palette;
        item.state = state | QStyle::State_Enabled;
        return painted({80, 60}, [&](QPainter &painter) {
            QApplication::style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, &painter, &cards);
        });
    };
    QVERIFY(strongest(card(QStyle::State_Selected), {0, 30, 8, 1}, window) >= leastOfMarks);
    QVERIFY(strongest(card(QStyle::State_None), {0, 30, 8, 1}, window) < leastOfMarks);

    const auto tab = [&](QStyle::State state) {
        QStyleOptionTab option;
        option.rect = QRect(0, 0, 60, 30);
        option.palette = palette;
        option.state = state | QStyle::State_Enabled;
        return painted(option.rect.size(), [&](QPainter &painter) {
            QApplication::style()->drawControl(QStyle::CE_TabBarTabShape, &option, &painter);
        });
    };
    const QImage selected = tab(QStyle::State_Selected);
    QVERIFY(strongest(selected, {0, 28, 60, 1}, window) >= leastOfMarks); // underlined
    QCOMPARE(strongest(selected, {0, 0, 60, 28}, window), 1.0);
    QCOMPARE(strongest(tab(QStyle::State_None), {0, 0, 60, 30}, window), 1.0);
}

void TestFlatStyle::theSchemeReachesWhatIsShown()
{
    QWidget window;
    auto *button = new QToolButton(&window);
    button->setIcon(paletteIcon(u"close"_s));
    button->resize(40, 40);
    window.resize(60, 60);
    window.show();
    const QImage light = window.grab().toImage();
    applyColorScheme(ColorScheme::Dark);
    QTRY_VERIFY(isDark(window.palette()));
    const QImage dark = window.grab().toImage();
    QVERIFY(light.pixelColor(59, 59).lightness() > 200 && dark.pixelColor(59, 59).lightness() < 60);
    for (const QImage &image : {light, dark}) {
        const QColor ground = image.pixelColor(59, 59);
        QVERIFY(strongest(image, button->geometry(), ground) > 7); // the icon has the colour of the text
    }
    QCOMPARE(dark.pixelColor(59, 59), window.palette().color(QPalette::Window));
    applyColorScheme(ColorScheme::Light);
    QTRY_COMPARE(window.grab().toImage().pixelColor(59, 59), light.pixelColor(59, 59));
}

QTEST_MAIN(TestFlatStyle)
#include "tst_flatstyle.moc"
