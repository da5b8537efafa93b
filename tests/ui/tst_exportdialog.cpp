// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exportdialog.h"

#include "core/journal/journal.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/dialogs/maskpreview.h"
#include "ui/timeline/columnsdialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QTimeZone>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestExportDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void writesAFile();
    void exportsOnlyWhatPassesTheFilter();
    void offersFormatsAndOptions();
    void theShownZoneIsProposed();
    void exportsTheSelectedCallbacks();
    void columnsAreChosenAndOrdered();
    void masksAndShowsHow();
    void cancelLeavesNoFile();
    void closingCancels();
    void saysWhyItFailed();
    void aFolderIsNoFile();
    void whatIsHiddenLeavesNoGap();
    void noTextIsClipped();

private:
    [[nodiscard]] static QString said(const ExportDialog &dialog)
    {
        return dialog.findChild<QLabel *>(u"said"_s)->text();
    }

    QTemporaryDir m_folder;
    static constexpr int callbackCount = 3000;
};

void TestExportDialog::initTestCase()
{
    Journal journal;
    QVERIFY(!journal.open(m_folder.filePath(u"session"_s)));
    QList<Callback> callbacks;
    for (int i = 0; i < callbackCount; ++i) {
        Callback callback
            = Test::seats(i % 2 ? "rid-1" : "rid-2", {{.index = i, .member = u"=m%1"_s.arg(i)}}, 1'795'468'443'380 + i);
        callback.id = i + 1;
        callbacks.append(callback);
    }
    journal.append(callbacks);
}

void TestExportDialog::writesAFile()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    const QString file = m_folder.filePath(u"all.csv"_s);
    dialog.setFile(file);
    dialog.show();
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"export"_s), Qt::LeftButton);
    QVERIFY(!exported.isEmpty() || exported.wait(Test::patienceMs));
    QVERIFY2(QFile::exists(file), qPrintable(said(dialog)));
    QVERIFY2(said(dialog).contains(file), qPrintable(said(dialog)));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray text = written.readAll();
    QCOMPARE(text.count("\r\n"), callbackCount + 1);
    QVERIFY(text.contains(",'=m7,")); // safe for spreadsheets unless switched off
    QVERIFY(!dialog.isRunning());
}

void TestExportDialog::noTextIsClipped()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    dialog.resize(1, 1); // as small as it may be
    dialog.show();
    QCoreApplication::processEvents();
    const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (!label->isVisible())
            continue;
        const int wanted
            = label->hasHeightForWidth() ? label->heightForWidth(label->width()) : label->minimumSizeHint().height();
        QVERIFY2(label->height() >= wanted, qPrintable(label->text()));
    }
    const QList<QComboBox *> boxes = dialog.findChildren<QComboBox *>();
    for (const QComboBox *box : boxes)
        QVERIFY2(box->width() >= box->minimumSizeHint().width(), qPrintable(box->currentText()));
    const QList<QGroupBox *> groups = dialog.findChildren<QGroupBox *>();
    for (const QGroupBox *group : groups)
        QVERIFY2(group->width() >= group->minimumSizeHint().width(), qPrintable(group->title()));
}

void TestExportDialog::exportsOnlyWhatPassesTheFilter()
{
    const auto filter = std::get<Filter>(Filter::parse(u"room:rid-1 seat:7"_s));
    ExportDialog dialog(m_folder.filePath(u"session"_s), filter);
    const QString file = m_folder.filePath(u"some.csv"_s);
    dialog.setFile(file);
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.start();
    QVERIFY(!exported.isEmpty() || exported.wait(Test::patienceMs));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll().count("\r\n"), 2);
}

void TestExportDialog::offersFormatsAndOptions()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    dialog.setFile(u"/tmp/roomscope-changes.csv"_s);
    QVERIFY(dialog.options().csv.csv.spreadsheetSafe);
    QVERIFY(!dialog.options().csv.csv.byteOrderMark);
    QCOMPARE(dialog.options().csv.csv.delimiter, ',');
    QCOMPARE(int(dialog.options().table), int(CsvTable::Changes));
    auto *format = dialog.findChild<QComboBox *>(u"format"_s);
    const QList<std::pair<ExportOptions::Format, QString>> expected {
        {ExportOptions::Format::Csv, u"roomscope-changes.csv"_s},
        {ExportOptions::Format::Csv, u"roomscope-callbacks.csv"_s},
        {ExportOptions::Format::Csv, u"roomscope-stays.csv"_s},
        {ExportOptions::Format::Ndjson, u"roomscope-callbacks.ndjson"_s},
        {ExportOptions::Format::Har, u"roomscope.har"_s},
        {ExportOptions::Format::Callbacks, u"roomscope.callbacks"_s},
        {ExportOptions::Format::Session, u"roomscope-session.roomscope"_s}};
    QCOMPARE(format->count(), int(expected.size()));
    for (int i = 0; i < format->count(); ++i) {
        format->setCurrentIndex(i);
        QCOMPARE(int(dialog.options().format), int(expected[i].first));
        QCOMPARE(dialog.options().file, QString(u"/tmp/"_s + expected[i].second));
    }
    dialog.setFile(u"/tmp/mine.csv"_s);
    format->setCurrentIndex(0);
    QCOMPARE(dialog.options().file, u"/tmp/mine.csv"_s); // a name that the reader has given stays
    auto *mask = dialog.findChild<QCheckBox *>(u"mask"_s);
    QVERIFY(!dialog.options().mask);
    mask->click();
    QVERIFY(dialog.options().mask);
    const QList<QCheckBox *> checks = dialog.findChildren<QCheckBox *>();
    QVERIFY(std::any_of(checks.begin(), checks.end(), [](const QCheckBox *check) {
        return check->text().remove(u'&') == u"Safe for spreadsheets"_s && check->isChecked();
    }));
}

void TestExportDialog::theShownZoneIsProposed()
{
    const auto former = qScopeGuard([was = qgetenv("TZ")] {
        qputenv("TZ", was);
        ::tzset();
    });
    qputenv("TZ", "Asia/Shanghai");
    ::tzset();
    const ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    QCOMPARE(dialog.options().csv.zone.id(), "Asia/Shanghai"_ba);
    auto *zone = dialog.findChild<QComboBox *>(u"zone"_s);
    QCOMPARE(zone->currentText(), u"UTC+08:00 (Asia/Shanghai)"_s);
    const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel *label) { return label->text() == u"Times in UTC+08:00 (Asia/Shanghai)"_s; }));
    zone->setCurrentIndex(1);
    QCOMPARE(zone->currentText(), u"UTC"_s);
    QCOMPARE(dialog.options().csv.zone, QTimeZone::utc());
}

void TestExportDialog::exportsTheSelectedCallbacks()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {}, {3, 17});
    const QString file = m_folder.filePath(u"selected.csv"_s);
    dialog.setFile(file);
    auto *selected = dialog.findChild<QRadioButton *>(u"selected"_s);
    QVERIFY(selected->isEnabled());
    selected->click();
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.start();
    QVERIFY(!exported.isEmpty() || exported.wait(Test::patienceMs));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArrayList lines = written.readAll().split('\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[1].startsWith("3,"));
    QVERIFY(lines[2].startsWith("17,"));
    QVERIFY(!ExportDialog(m_folder.path(), {}).findChild<QRadioButton *>(u"selected"_s)->isEnabled());
}

void TestExportDialog::columnsAreChosenAndOrdered()
{
    const QStringList all {u"a"_s, u"b"_s, u"c"_s};
    ColumnsDialog dialog(all, {});
    QCOMPARE(dialog.columns(), QStringList());
    auto *list = dialog.findChild<QListWidget *>();
    list->item(0)->setCheckState(Qt::Unchecked);
    QCOMPARE(dialog.columns(), (QStringList {u"b"_s, u"c"_s}));
    list->setCurrentRow(2);
    const QList<QPushButton *> buttons = dialog.findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->text() == u"Move &Up"_s)
            button->click();
    }
    QCOMPARE(dialog.columns(), (QStringList {u"c"_s, u"b"_s}));
    QCOMPARE(ColumnsDialog(all, {u"c"_s, u"a"_s}).columns(), (QStringList {u"c"_s, u"a"_s}));
    for (int i = 0; i < list->count(); ++i)
        list->item(i)->setCheckState(Qt::Unchecked);
    QVERIFY(!dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok)->isEnabled());
}

void TestExportDialog::masksAndShowsHow()
{
    const MaskPreview preview(m_folder.filePath(u"session"_s));
    const auto *table = preview.findChild<QTableWidget *>();
    QTRY_VERIFY(table->rowCount() > 0);
    QCOMPARE(table->item(0, 0)->text(), u"=m2500"_s); // of the last 500 callbacks
    QCOMPARE(table->item(0, 1)->text(), u"user-1"_s);
    QVERIFY(table->item(table->rowCount() - 1, 1)->text().startsWith(u"198.18."_s));
}

void TestExportDialog::cancelLeavesNoFile()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    const QString file = m_folder.filePath(u"cancelled.csv"_s);
    dialog.setFile(file);
    dialog.show();
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.start();
    dialog.cancel(); // before the pool can have finished 3,000 callbacks
    QVERIFY(!exported.isEmpty() || exported.wait(Test::patienceMs));
    QVERIFY(exported.first().first().value<ExportResult>().cancelled);
    QVERIFY(!QFile::exists(file));
    QVERIFY(said(dialog).contains(u"no file"_s));
}

void TestExportDialog::closingCancels()
{
    const QString file = m_folder.filePath(u"closed.csv"_s);
    {
        ExportDialog dialog(m_folder.filePath(u"session"_s), {});
        dialog.setFile(file);
        dialog.show();
        dialog.start();
        dialog.reject();
        QVERIFY(!dialog.isVisible());
    }
    QVERIFY(QThreadPool::globalInstance()->waitForDone(Test::patienceMs));
    QVERIFY(!QFile::exists(file));
}

void TestExportDialog::saysWhyItFailed()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    dialog.setFile(m_folder.filePath(u"no/such/folder/x.csv"_s));
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.start();
    QVERIFY(!exported.isEmpty() || exported.wait(Test::patienceMs));
    QVERIFY(!said(dialog).isEmpty());
    QVERIFY(exported.first().first().value<ExportResult>().error);
}

void TestExportDialog::aFolderIsNoFile()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    dialog.setFile(m_folder.path());
    dialog.show();
    dialog.start(); // asks nothing
    QVERIFY(!dialog.isRunning());
    QVERIFY2(said(dialog).contains(u"is a folder"_s), qPrintable(said(dialog)));
    dialog.setFile(m_folder.filePath(u"other.csv"_s));
    QVERIFY(said(dialog).isEmpty()); // it was about the former name
}

void TestExportDialog::whatIsHiddenLeavesNoGap()
{
    ExportDialog dialog(m_folder.filePath(u"session"_s), {});
    dialog.show();
    const int withCsv = dialog.height();
    auto *format = dialog.findChild<QComboBox *>(u"format"_s);
    format->setCurrentIndex(format->count() - 1);
    const int without = dialog.height();
    QVERIFY(without < withCsv);
    format->setCurrentIndex(0);
    QVERIFY(dialog.height() > without);
}

QTEST_MAIN(TestExportDialog)
#include "tst_exportdialog.moc"
