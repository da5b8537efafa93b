// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exportdialog.h"

#include "core/base/pool.h"
#include "ui/dialogs/maskpreview.h"
#include "ui/style/appearance.h"
#include "ui/style/elidedlabel.h"
#include "ui/timeline/columnsdialog.h"
#include "ui/words/errorwords.h"
#include "ui/words/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTimeZone>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// A form that the dialog offers.
struct FormChoice
{
    ExportOptions::Format format;
    CsvTable table;
    QLatin1StringView stem; ///< Of the file's name, until the reader gives one.
    QLatin1StringView suffix;
};
using Format = ExportOptions::Format;
constexpr std::array forms {
    FormChoice {Format::Csv, CsvTable::Changes, "roomscope-changes"_L1, "csv"_L1},
    FormChoice {Format::Csv, CsvTable::Callbacks, "roomscope-callbacks"_L1, "csv"_L1},
    FormChoice {Format::Csv, CsvTable::Stays, "roomscope-stays"_L1, "csv"_L1},
    FormChoice {Format::Ndjson, CsvTable::Changes, "roomscope-callbacks"_L1, "ndjson"_L1},
    FormChoice {Format::Har, CsvTable::Changes, "roomscope"_L1, "har"_L1},
    FormChoice {Format::Callbacks, CsvTable::Changes, "roomscope"_L1, "callbacks"_L1},
    FormChoice {Format::Session, CsvTable::Changes, "roomscope-session"_L1, "roomscope"_L1},
};

const FormChoice &formOf(const QComboBox *box)
{
    return forms[size_t(std::max(0, box->currentIndex()))];
}

constexpr int progressIntervalMs = 60;
constexpr int progressSteps = 1000;

QLabel *explanation(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QDateTimeEdit *timeEdit(const QDateTime &time, QWidget *parent)
{
    auto *edit = new QDateTimeEdit(time, parent);
    edit->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    edit->setCalendarPopup(true);
    edit->setEnabled(false);
    return edit;
}

} // namespace

ExportDialog::ExportDialog(const QString &dataFolder, const Filter &current, const QSet<qint64> &selected,
                           QWidget *parent)
    : QDialog(parent)
    , m_dataFolder(dataFolder)
    , m_filter(current)
    , m_selectedIds(selected)
{
    setWindowTitle(tr("Export"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 14);
    layout->setSpacing(12);
    m_contents = makeContents();
    layout->addWidget(m_contents);

    m_progress = new QProgressBar(this);
    m_progress->setRange(0, progressSteps);
    m_progress->setTextVisible(true);
    m_progress->hide();
    layout->addWidget(m_progress);
    m_said = new QLabel(this);
    m_said->setObjectName(u"said"_s);
    m_said->setWordWrap(true);
    m_said->setTextFormat(Qt::PlainText);
    m_said->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_said->hide();
    layout->addWidget(m_said);
    layout->addStretch();

    m_buttons = new QDialogButtonBox(this);
    m_export = m_buttons->addButton(tr("&Export"), QDialogButtonBox::ActionRole);
    m_export->setObjectName(u"export"_s);
    m_export->setDefault(true);
    m_close = m_buttons->addButton(QDialogButtonBox::Close);
    connect(m_export, &QAbstractButton::clicked, this, [this] { isRunning() ? cancel() : start(); });
    m_close->setIcon({});
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(m_buttons);

    m_timer = new QTimer(this);
    m_timer->setInterval(progressIntervalMs);
    connect(m_timer, &QTimer::timeout, this, &ExportDialog::showProgress);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    setFile(QDir(QFileInfo(folder).isDir() ? folder : QDir::homePath()).filePath(u"roomscope-changes.csv"_s));
    updateControls();
}

ExportDialog::~ExportDialog()
{
    cancel();
}

QWidget *ExportDialog::makeContents()
{
    auto *contents = new QWidget(this);
    auto *form = new QFormLayout(contents);
    form->setContentsMargins({});
    form->setVerticalSpacing(12);
    form->setHorizontalSpacing(16);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);

    m_format = new QComboBox(contents);
    m_format->setObjectName(u"format"_s);
    m_format->addItem(tr("CSV, one line a change"));
    m_format->addItem(tr("CSV, one line a callback, with its body"));
    m_format->addItem(tr("CSV, one line a stay: who sat where, from when to when"));
    m_format->addItem(tr("NDJSON, one object a callback"));
    m_format->addItem(tr("HAR, for the network panel of a browser"));
    m_format->addItem(tr("Callbacks byte for byte, to be imported"));
    m_format->addItem(tr("Session in one file, to be opened by a colleague"));
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::formatChosen);
    form->addRow(tr("F&ormat"), m_format);
    form->addRow(new QLabel(tr("Content"), contents), makeScope(contents));
    form->addRow(tr("Received"), makeTimes(contents));
    form->addRow(tr("Privacy"), makeMasking(contents));

    m_csv = new QGroupBox(tr("CSV"), contents);
    auto *csvLayout = new QVBoxLayout(m_csv);
    csvLayout->addWidget(makeCsvOptions());
    form->addRow(m_csv);

    auto *file = new QWidget(contents);
    auto *fileLayout = new QHBoxLayout(file);
    fileLayout->setContentsMargins({});
    m_file = new QLineEdit(file);
    m_file->setObjectName(u"file"_s);
    m_file->setTextMargins(3, 0, 3, 0);
    auto *browse = new QPushButton(tr("&Browse…"), file);
    connect(browse, &QAbstractButton::clicked, this, &ExportDialog::chooseFile);
    connect(m_file, &QLineEdit::textChanged, this, [this] {
        say({}, true); // which was about another file
        updateControls();
    });
    fileLayout->addWidget(m_file, 1);
    fileLayout->addWidget(browse);
    auto *fileLabel = new QLabel(tr("F&ile"), contents);
    fileLabel->setBuddy(m_file);
    form->addRow(fileLabel, file);
    return contents;
}

QWidget *ExportDialog::makeScope(QWidget *parent)
{
    auto *scope = new QWidget(parent);
    auto *layout = new QVBoxLayout(scope);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    m_everything = new QRadioButton(tr("E&verything in the session"), scope);
    m_filtered = new QRadioButton(
        m_filter.isEmpty() ? tr("What passes the &filter (none is set)") : tr("What passes the &filter:"), scope);
    m_selected = new QRadioButton(m_selectedIds.isEmpty()
                                      ? tr("The se&lected callback (none is selected)")
                                      : tr("The se&lected callbacks: %1").arg(countText(m_selectedIds.size())),
                                  scope);
    m_selected->setObjectName(u"selected"_s);
    layout->addWidget(m_everything);
    layout->addWidget(m_filtered);
    m_filtered->setEnabled(!m_filter.isEmpty());
    (m_filter.isEmpty() ? m_everything : m_filtered)->setChecked(true);
    if (!m_filter.isEmpty()) {
        auto *expression = new ElidedLabel(scope);
        expression->setText(m_filter.expression());
        expression->setForegroundRole(QPalette::PlaceholderText);
        expression->setContentsMargins(24, 0, 0, 0);
        layout->addWidget(expression);
    }
    layout->addWidget(m_selected);
    return scope;
}

QWidget *ExportDialog::makeTimes(QWidget *parent)
{
    auto *times = new QWidget(parent);
    auto *layout = new QGridLayout(times);
    layout->setContentsMargins({});
    const QDateTime now = QDateTime::currentDateTime();
    m_hasFrom = new QCheckBox(tr("F&rom"), times);
    m_from = timeEdit(now.addSecs(-3600), times);
    m_hasTo = new QCheckBox(tr("&Until"), times);
    m_to = timeEdit(now, times);
    m_from->setAccessibleName(tr("From"));
    m_to->setAccessibleName(tr("Until"));
    auto *zone = explanation(tr("Times in %1").arg(zoneText()), times);
    zone->setWordWrap(false);
    layout->addWidget(zone, 2, 0, 1, 2);
    layout->addWidget(m_hasFrom, 0, 0);
    layout->addWidget(m_from, 0, 1);
    layout->addWidget(m_hasTo, 1, 0);
    layout->addWidget(m_to, 1, 1);
    layout->setColumnStretch(1, 1);
    connect(m_hasFrom, &QCheckBox::toggled, m_from, &QWidget::setEnabled);
    connect(m_hasTo, &QCheckBox::toggled, m_to, &QWidget::setEnabled);
    return times;
}

QWidget *ExportDialog::makeMasking(QWidget *parent)
{
    auto *masking = new QWidget(parent);
    auto *layout = new QHBoxLayout(masking);
    layout->setContentsMargins({});
    m_mask = new QCheckBox(tr("Mas&k accounts, addresses and tokens"), masking);
    m_mask->setObjectName(u"mask"_s);
    m_mask->setToolTip(tr("Pseudonyms, the same for the same account everywhere in the file, in bodies, too."));
    auto *preview = new QPushButton(tr("&Preview…"), masking);
    connect(preview, &QAbstractButton::clicked, this, &ExportDialog::showMaskPreview);
    layout->addWidget(m_mask, 1);
    layout->addWidget(preview);
    return masking;
}

void ExportDialog::formatChosen()
{
    const FormChoice &form = formOf(m_format);
    m_columns.clear();
    const QFileInfo file(QDir::fromNativeSeparators(m_file->text()));
    const bool isOurSuffix = std::any_of(forms.begin(), forms.end(),
                                         [&](const FormChoice &other) { return file.suffix() == other.suffix; });
    const bool isOurStem = std::any_of(forms.begin(), forms.end(),
                                       [&](const FormChoice &other) { return file.completeBaseName() == other.stem; });
    const QString stem = isOurStem ? QString(form.stem) : file.completeBaseName();
    if (isOurSuffix)
        setFile(QDir(file.path()).filePath(QString(stem + u'.' + form.suffix)));
    updateControls();
    say({}, true);
}

QWidget *ExportDialog::makeCsvOptions()
{
    auto *options = new QWidget(this);
    auto *layout = new QVBoxLayout(options);
    layout->setContentsMargins({});
    layout->setSpacing(6);
    auto *delimiterRow = new QHBoxLayout;
    auto *delimiterLabel = new QLabel(tr("&Delimiter"), options);
    m_delimiter = new QComboBox(options);
    m_delimiter->addItem(tr("Comma  ,"), u","_s);
    m_delimiter->addItem(tr("Semicolon  ;"), u";"_s);
    m_delimiter->addItem(tr("Tab"), u"\t"_s);
    delimiterLabel->setBuddy(m_delimiter);
    delimiterRow->addWidget(delimiterLabel);
    delimiterRow->addWidget(m_delimiter);
    m_columnsButton = new QPushButton(options);
    m_columnsButton->setObjectName(u"columns"_s);
    connect(m_columnsButton, &QAbstractButton::clicked, this, &ExportDialog::chooseColumns);
    delimiterRow->addStretch();
    delimiterRow->addWidget(m_columnsButton);
    layout->addLayout(delimiterRow);
    auto *zoneRow = new QHBoxLayout;
    auto *zoneLabel = new QLabel(tr("&Times in"), options);
    m_zone = new QComboBox(options);
    m_zone->setObjectName(u"zone"_s);
    m_zone->addItem(zoneText(), QVariant::fromValue(shownZone()));
    if (zoneText() != "UTC"_L1)
        m_zone->addItem(tr("UTC"), QVariant::fromValue(QTimeZone::utc()));
    zoneLabel->setBuddy(m_zone);
    zoneRow->addWidget(zoneLabel);
    zoneRow->addWidget(m_zone);
    zoneRow->addStretch();
    layout->addLayout(zoneRow);
    m_byteOrderMark = new QCheckBox(tr("Byte-order &mark, so that Excel reads UTF-8"), options);
    layout->addWidget(m_byteOrderMark);
    m_spreadsheetSafe = new QCheckBox(tr("&Safe for spreadsheets"), options);
    m_spreadsheetSafe->setChecked(true);
    layout->addWidget(m_spreadsheetSafe);
    auto *why
        = explanation(tr("A text that begins with =, +, -, @, tab or line end gets a leading apostrophe, so that no "
                         "spreadsheet runs a member's name as a formula. Switch it off when another program reads "
                         "the file and needs every id as it was sent."),
                      options);
    why->setContentsMargins(24, 0, 0, 0);
    layout->addWidget(why);
    return options;
}

void ExportDialog::setFile(const QString &file)
{
    m_file->setText(QDir::toNativeSeparators(file));
}

ExportOptions ExportDialog::options() const
{
    ExportOptions options;
    options.dataFolder = m_dataFolder;
    options.file = QDir::fromNativeSeparators(m_file->text().trimmed());
    options.format = formOf(m_format).format;
    options.table = formOf(m_format).table;
    options.mask = m_mask->isChecked();
    if (m_filtered->isChecked()) {
        // Read anew: a Filter remembers texts of the timeline it was used on.
        auto parsed = Filter::parse(m_filter.expression(), {.zone = shownZone()});
        if (auto *filter = std::get_if<Filter>(&parsed))
            options.filter = std::move(*filter);
    }
    if (m_selected->isChecked())
        options.ids = m_selectedIds;
    if (m_hasFrom->isChecked())
        options.fromUs = m_from->dateTime().toMSecsSinceEpoch() * 1000;
    if (m_hasTo->isChecked())
        options.toUs = m_to->dateTime().toMSecsSinceEpoch() * 1000;
    options.csv.columns = m_columns;
    options.csv.zone = m_zone->currentData().value<QTimeZone>();
    options.csv.csv = {.byteOrderMark = m_byteOrderMark->isChecked(),
                       .delimiter = m_delimiter->currentData().toString().at(0).toLatin1(),
                       .spreadsheetSafe = m_spreadsheetSafe->isChecked()};
    return options;
}

void ExportDialog::chooseFile()
{
    const QString suffix = formOf(m_format).suffix;
    const QString filter = tr("%1 (*.%2);;All files (*)").arg(suffix.toUpper(), suffix);
    QFileDialog dialog(this, tr("Export To"), m_file->text(), filter);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(suffix);
    dialog.setOption(QFileDialog::DontConfirmOverwrite); // start() asks
    if (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty())
        setFile(dialog.selectedFiles().constFirst());
}

void ExportDialog::chooseColumns()
{
    ColumnsDialog dialog(csvColumns(formOf(m_format).table), m_columns, this);
    if (dialog.exec() == QDialog::Accepted)
        m_columns = dialog.columns();
    updateControls();
}

void ExportDialog::showMaskPreview()
{
    MaskPreview(m_dataFolder, this).exec();
}

void ExportDialog::updateControls()
{
    const bool running = isRunning();
    const FormChoice &form = formOf(m_format);
    const bool isStays = form.format == Format::Csv && form.table == CsvTable::Stays;
    m_selected->setEnabled(!m_selectedIds.isEmpty() && !isStays);
    if (m_selected->isChecked() && !m_selected->isEnabled())
        m_everything->setChecked(true);
    const qsizetype all = csvColumns(form.table).size();
    m_columnsButton->setText(m_columns.isEmpty() ? tr("&Columns: all…")
                                                 : tr("&Columns: %1 of %2…").arg(m_columns.size()).arg(all));
    m_contents->setEnabled(!running);
    m_csv->setVisible(form.format == Format::Csv);
    m_export->setText(running ? tr("&Cancel") : tr("&Export"));
    m_export->setEnabled(running || !m_file->text().trimmed().isEmpty());
    m_progress->setVisible(running);
}

void ExportDialog::say(const QString &text, bool good)
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, toneColor(good ? Tone::Good : Tone::Bad, palette()));
    m_said->setPalette(colors);
    m_said->setText(text);
    m_said->setVisible(!text.isEmpty());
    fitHeight();
}

void ExportDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    // Only now everything knows its size. A form leaves out of its own what spans its columns.
    const QMargins margins = layout()->contentsMargins();
    setMinimumWidth(std::max({fontMetrics().averageCharWidth() * 72, layout()->minimumSize().width(),
                              m_csv->minimumSizeHint().width() + margins.left() + margins.right()}));
    fitHeight();
}

/// What is hidden leaves no gap, and what is shown is seen.
void ExportDialog::fitHeight()
{
    m_contents->layout()->activate();
    layout()->activate();
    resize(width(), layout()->totalHeightForWidth(width()));
}

void ExportDialog::start()
{
    if (isRunning())
        return;
    const ExportOptions wanted = options();
    if (m_hasFrom->isChecked() && m_hasTo->isChecked() && wanted.fromUs >= wanted.toUs) {
        say(tr("The time “from” has to be before the time “until”."), false);
        return;
    }
    const QFileInfo file(wanted.file);
    if (file.isDir()) {
        say(tr("“%1” is a folder. Add the name of a file in it.").arg(m_file->text()), false);
        return;
    }
    if (file.exists()) {
        const auto answer
            = QMessageBox::question(this, tr("Export"), tr("“%1” exists already. Replace it?").arg(file.fileName()),
                                    QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
        if (answer != QMessageBox::Yes)
            return;
    }
    say({}, true);
    m_progress->setValue(0);
    m_progress->setFormat(tr("Reading the journal…"));
    m_run = std::make_shared<Run>();
    updateControls();
    m_timer->start();
    inPool([wanted, run = m_run] {
        return exportSession(wanted, [&run](qint64 done, qint64 total) {
            run->done = done;
            run->total = total;
            return !run->cancelled;
        });
    }).then(this, [this](const ExportResult &result) { finish(result); });
}

void ExportDialog::cancel()
{
    if (m_run)
        m_run->cancelled = true;
}

void ExportDialog::done(int result)
{
    cancel();
    QDialog::done(result);
}

void ExportDialog::showProgress()
{
    if (!m_run || m_run->total == 0)
        return;
    m_progress->setValue(int(m_run->done * progressSteps / m_run->total));
    m_progress->setFormat(m_run->cancelled
                              ? tr("Cancelling…")
                              : tr("%1 of %2 callbacks").arg(countText(m_run->done), countText(m_run->total)));
}

void ExportDialog::finish(const ExportResult &result)
{
    m_timer->stop();
    m_run.reset();
    updateControls();
    const FormChoice &form = formOf(m_format);
    const bool isCsv = form.format == Format::Csv;
    const QString done = isCsv && form.table == CsvTable::Changes ? tr("Done. Changes in “%1”: %2.")
        : isCsv && form.table == CsvTable::Stays                  ? tr("Done. Stays in “%1”: %2.")
                                                                  : tr("Done. Callbacks in “%1”: %2.");
    if (result.cancelled) {
        say(tr("Cancelled; no file was written."), false);
    } else if (result.error) {
        const QString sentence = errorText(*result.error);
        say(QString(sentence.left(1).toUpper() + sentence.mid(1)), false);
    } else {
        const QString sentence = done.arg(m_file->text(), countText(result.rows));
        say(result.damage ? QString(sentence + u' ' + errorText(*result.damage)) : sentence, !result.damage);
        m_close->setFocus();
    }
    emit exported(result);
}

} // namespace Roomscope
