// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "ui/timeline/searchfield.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestSearchField : public QObject
{
    Q_OBJECT

private slots:
    void typingFiltersOnceItRests();
    void anErrorIsUnderlinedAndExplained();
    void theLastGoodFilterStays();
    void whatIsLeftUnreadableIsRefused();
    void escapeClears();
    void returnFiltersAtOnce();
    void keysAndKindsAreOffered();
    void termsAreAdded();
    void theHistoryKeepsWhatWasTyped();
    void itLeavesFilesAndTheKeyOfExportToTheWindow();
};

namespace {

struct Window
{
    QWidget widget;
    SearchField *field = new SearchField(&widget);

    Window()
    {
        widget.resize(600, 200);
        auto *layout = new QVBoxLayout(&widget);
        layout->addWidget(field);
        layout->addStretch();
        widget.show();
        widget.activateWindow();
        field->setFocus();
    }

    [[nodiscard]] QLabel *sentence() const { return widget.findChild<QLabel *>(u"searchFieldSentence"_s); }
    [[nodiscard]] QAbstractItemView *offers() const { return field->findChild<QCompleter *>()->popup(); }
};

} // namespace

void TestSearchField::typingFiltersOnceItRests()
{
    Window window;
    QSignalSpy changed(window.field, &SearchField::filterChanged);
    QTest::keyClicks(window.field, u"hello"_s);
    QVERIFY(changed.isEmpty());
    QVERIFY(changed.wait(Test::patienceMs));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(window.field->filter().expression(), u"hello"_s);
}

void TestSearchField::anErrorIsUnderlinedAndExplained()
{
    Window window;
    QTRY_VERIFY(window.field->hasFocus());
    window.field->setExpression(u"room:a kind:seat-loked"_s);
    QVERIFY(window.field->error());
    QVERIFY(window.field->toolTip().contains(u"seat-loked"_s));
    QVERIFY(window.sentence());
    QVERIFY(window.sentence()->isVisible());
    QVERIFY(window.sentence()->text().contains(u"seat-loked"_s));
    QVERIFY(window.sentence()->y() >= window.field->geometry().bottom());
    QCOMPARE(window.field->text(), u"room:a kind:seat-loked"_s); // underlining changes no text

    // Red within the field, and none once it is right.
    const auto redPixels = [&] {
        const QImage image = window.field->grab().toImage();
        int count = 0;
        for (int y = 4; y < image.height() - 4; ++y) {
            for (int x = 6; x < image.width() - 6; ++x) {
                const QColor color = image.pixelColor(x, y);
                count += color.red() > color.green() + 60 && color.red() > color.blue() + 60 ? 1 : 0;
            }
        }
        return count;
    };
    QVERIFY(redPixels() > 10);
    window.field->setExpression(u"room:a kind:seat-locked"_s);
    QVERIFY(!window.field->error());
    QVERIFY(!window.sentence()->isVisible());
    QCOMPARE(redPixels(), 0);
}

void TestSearchField::theLastGoodFilterStays()
{
    Window window;
    window.field->setExpression(u"room:a"_s);
    QSignalSpy changed(window.field, &SearchField::filterChanged);
    window.field->setExpression(u"room:a nokey:b"_s);
    QVERIFY(changed.isEmpty());
    QCOMPARE(window.field->filter().expression(), u"room:a"_s);
}

void TestSearchField::whatIsLeftUnreadableIsRefused()
{
    SearchField field;
    field.show();
    field.setFocus();
    const QSignalSpy refused(&field, &SearchField::refused);
    const QSignalSpy changed(&field, &SearchField::filterChanged);
    QTest::keyClicks(&field, u"kind:seat-loked"_s);
    QTRY_VERIFY(field.error());
    QVERIFY(refused.isEmpty()); // it is being typed
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(refused.size(), 1);
    const QString sentence = refused.last().first().toString();
    for (const QString &part : {u"letter 6"_s, u"“seat-loked”"_s, u"“seat-locked”"_s})
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
    QVERIFY(changed.isEmpty());
    // Typing goes on, with the former lines.
    QTest::keyClick(&field, Qt::Key_Backspace);
    QTRY_COMPARE(refused.size(), 2);
    QCOMPARE(refused.last().first().toString(), QString());
    field.clearFocus();
    QCOMPARE(refused.size(), 3);
    QVERIFY(!refused.last().first().toString().isEmpty());
    field.setExpression(u"kind:seat-locked"_s);
    QCOMPARE(refused.last().first().toString(), QString());
    QCOMPARE(changed.size(), 1);
    field.setExpression(u"romm:1"_s); // from elsewhere: nobody is typing
    QVERIFY(refused.last().first().toString().contains(u"“room:”"_s));
}

void TestSearchField::escapeClears()
{
    Window window;
    window.field->setExpression(u"room:a"_s);
    QSignalSpy changed(window.field, &SearchField::filterChanged);
    QTest::keyClick(window.field, Qt::Key_Escape);
    QVERIFY(window.field->text().isEmpty());
    QCOMPARE(changed.size(), 1);
    QVERIFY(window.field->filter().isEmpty());
}

void TestSearchField::returnFiltersAtOnce()
{
    Window window;
    QSignalSpy changed(window.field, &SearchField::filterChanged);
    QTest::keyClicks(window.field, u"hello"_s);
    QTest::keyClick(window.field, Qt::Key_Return);
    QCOMPARE(changed.size(), 1);
}

void TestSearchField::keysAndKindsAreOffered()
{
    Window window;
    QTRY_VERIFY(window.field->hasFocus());
    QTest::keyClicks(window.field, u"ki"_s);
    QTRY_VERIFY(window.offers()->isVisible());
    QCOMPARE(window.offers()->model()->index(0, 0).data().toString(), u"kind:"_s);
    QTest::keyClick(window.offers(), Qt::Key_Down);
    QTest::keyClick(window.offers(), Qt::Key_Return);
    QCOMPARE(window.field->text(), u"kind:"_s);
    QTest::keyClicks(window.field, u"seat-l"_s);
    QTRY_VERIFY(window.offers()->isVisible());
    QCOMPARE(window.offers()->model()->rowCount(), 2); // left, locked; unlocked does not contain it
    QTest::keyClick(window.offers(), Qt::Key_Down);
    QTest::keyClick(window.offers(), Qt::Key_Return);
    QCOMPARE(window.field->text(), u"kind:seat-left "_s);
    window.field->setValueSource([](const QString &key) {
        return key == u"room"_s ? QStringList {u"rid-1"_s, u"my room"_s} : QStringList();
    });
    QTest::keyClicks(window.field, u"-room:my"_s);
    QTRY_VERIFY(window.offers()->isVisible());
    QTest::keyClick(window.offers(), Qt::Key_Down);
    QTest::keyClick(window.offers(), Qt::Key_Return);
    QCOMPARE(window.field->text(), u"kind:seat-left -room:\"my room\" "_s);
    QTRY_VERIFY(!window.field->error());
    QTest::keyClicks(window.field, u"room:\"my r"_s); // also within quotes
    QTRY_VERIFY(window.offers()->isVisible());
    QTest::keyClick(window.offers(), Qt::Key_Down);
    QTest::keyClick(window.offers(), Qt::Key_Return);
    QCOMPARE(window.field->text(), u"kind:seat-left -room:\"my room\" room:\"my room\" "_s);
}

void TestSearchField::termsAreAdded()
{
    Window window;
    window.field->setExpression(u"room:a"_s);
    window.field->addTerm(u"seat:3"_s);
    window.field->addTerm(u"seat:3"_s);
    QCOMPARE(window.field->filter().expression(), u"room:a seat:3"_s);
}

void TestSearchField::theHistoryKeepsWhatWasTyped()
{
    Window window;
    window.field->setHistory({u"room:b"_s, u"room:a"_s});
    window.field->setFocus();
    QTest::keyClicks(window.field, u"ann bob"_s);
    for (const QString &expected : {u"room:b"_s, u"room:a"_s, u"room:a"_s}) {
        QTest::keyClick(window.field, Qt::Key_Up);
        QCOMPARE(window.field->text(), expected);
    }
    for (const QString &expected : {u"room:b"_s, u"ann bob"_s, u"ann bob"_s}) {
        QTest::keyClick(window.field, Qt::Key_Down);
        QCOMPARE(window.field->text(), expected);
    }
}

void TestSearchField::itLeavesFilesAndTheKeyOfExportToTheWindow()
{
    Window window;
    window.field->setFocus();
    QKeyEvent exportKey(QEvent::ShortcutOverride, Qt::Key_E, Qt::ControlModifier);
    exportKey.ignore();
    QCoreApplication::sendEvent(window.field, &exportKey);
    QVERIFY(!exportKey.isAccepted());
    QMimeData files;
    files.setUrls({QUrl(u"file:///tmp/a.har"_s)});
    QDragEnterEvent drag(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.field, &drag);
    QVERIFY(!drag.isAccepted());
}

QTEST_MAIN(TestSearchField)
#include "tst_searchfield.moc"
