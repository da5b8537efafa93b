// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/exportdialog.h"

#include "ui/appearance.h"
#include "ui/elidedlabel.h"
#include "ui/pool.h"
#include "ui/words.h"

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
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

enum FormatChoice { ChangesCsv, CallbacksCsv, CallbacksNdjson };
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

ExportDialog::ExportDialog(const QString &dataFolder, const Filter &current, QWidget *parent)
    : QDialog(parent)
    , m_dataFolder(dataFolder)
    , m_filter(current)
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
    setFile(QDir(folder.isEmpty() ? QDir::homePath() : folder).filePath(u"roomscope-changes.csv"_s));
    updateControls();
    setMinimumWidth(fontMetrics().averageCharWidth() * 72);
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
    m_format->addItem(tr("CSV, one line a change"));
    m_format->addItem(tr("CSV, one line a callback, with its body"));
    m_format->addItem(tr("NDJSON, one object a callback"));
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        QFileInfo file(m_file->text());
        const bool wasOurs = file.completeBaseName().startsWith("roomscope-"_L1);
        const QString name = wasOurs
            ? (m_format->currentIndex() == ChangesCsv ? u"roomscope-changes"_s : u"roomscope-callbacks"_s)
            : file.completeBaseName();
        if (file.suffix() == u"csv"_s || file.suffix() == u"ndjson"_s)
            m_file->setText(QDir::toNativeSeparators(QDir(file.path()).filePath(QString(name + u'.' + suffix()))));
        updateControls();
    });
    form->addRow(tr("F&ormat"), m_format);

    auto *scope = new QWidget(contents);
    auto *scopeLayout = new QVBoxLayout(scope);
    scopeLayout->setContentsMargins({});
    scopeLayout->setSpacing(4);
    m_everything = new QRadioButton(tr("E&verything in the session"), scope);
    m_filtered = new QRadioButton(
        m_filter.isEmpty() ? tr("What passes the &filter (none is set)") : tr("What passes the &filter:"), scope);
    scopeLayout->addWidget(m_everything);
    scopeLayout->addWidget(m_filtered);
    m_filtered->setEnabled(!m_filter.isEmpty());
    (m_filter.isEmpty() ? m_everything : m_filtered)->setChecked(true);
    if (!m_filter.isEmpty()) {
        auto *expression = new ElidedLabel(scope);
        expression->setText(m_filter.expression());
        expression->setForegroundRole(QPalette::PlaceholderText);
        expression->setContentsMargins(24, 0, 0, 0);
        scopeLayout->addWidget(expression);
    }
    auto *scopeLabel = new QLabel(tr("Content"), contents);
    form->addRow(scopeLabel, scope);

    auto *times = new QWidget(contents);
    auto *timesLayout = new QGridLayout(times);
    timesLayout->setContentsMargins({});
    const QDateTime now = QDateTime::currentDateTime();
    m_hasFrom = new QCheckBox(tr("F&rom"), times);
    m_from = timeEdit(now.addSecs(-3600), times);
    m_hasTo = new QCheckBox(tr("&Until"), times);
    m_to = timeEdit(now, times);
    m_from->setAccessibleName(tr("From"));
    m_to->setAccessibleName(tr("Until"));
    timesLayout->addWidget(m_hasFrom, 0, 0);
    timesLayout->addWidget(m_from, 0, 1);
    timesLayout->addWidget(m_hasTo, 1, 0);
    timesLayout->addWidget(m_to, 1, 1);
    timesLayout->setColumnStretch(1, 1);
    connect(m_hasFrom, &QCheckBox::toggled, m_from, &QWidget::setEnabled);
    connect(m_hasTo, &QCheckBox::toggled, m_to, &QWidget::setEnabled);
    form->addRow(tr("Received"), times);

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
    connect(m_file, &QLineEdit::textChanged, this, &ExportDialog::updateControls);
    fileLayout->addWidget(m_file, 1);
    fileLayout->addWidget(browse);
    auto *fileLabel = new QLabel(tr("F&ile"), contents);
    fileLabel->setBuddy(m_file);
    form->addRow(fileLabel, file);
    return contents;
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
    delimiterRow->addStretch();
    layout->addLayout(delimiterRow);
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

QString ExportDialog::suffix() const
{
    return m_format->currentIndex() == CallbacksNdjson ? u"ndjson"_s : u"csv"_s;
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
    options.format
        = m_format->currentIndex() == CallbacksNdjson ? ExportOptions::Format::Ndjson : ExportOptions::Format::Csv;
    options.what
        = m_format->currentIndex() == ChangesCsv ? ExportOptions::What::Changes : ExportOptions::What::Callbacks;
    if (m_filtered->isChecked()) {
        // Read anew: a Filter remembers texts of the timeline it was used on.
        auto parsed = Filter::parse(m_filter.expression());
        if (auto *filter = std::get_if<Filter>(&parsed))
            options.filter = std::move(*filter);
    }
    if (m_hasFrom->isChecked())
        options.fromUs = m_from->dateTime().toMSecsSinceEpoch() * 1000;
    if (m_hasTo->isChecked())
        options.toUs = m_to->dateTime().toMSecsSinceEpoch() * 1000;
    options.csv = {.byteOrderMark = m_byteOrderMark->isChecked(),
                   .delimiter = m_delimiter->currentData().toString().at(0).toLatin1(),
                   .spreadsheetSafe = m_spreadsheetSafe->isChecked()};
    return options;
}

void ExportDialog::chooseFile()
{
    const QString filter = m_format->currentIndex() == CallbacksNdjson ? tr("NDJSON (*.ndjson *.jsonl);;All files (*)")
                                                                       : tr("CSV (*.csv);;All files (*)");
    QFileDialog dialog(this, tr("Export To"), m_file->text(), filter);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(suffix());
    dialog.setOption(QFileDialog::DontConfirmOverwrite); // start() asks
    if (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty())
        setFile(dialog.selectedFiles().constFirst());
}

void ExportDialog::updateControls()
{
    const bool running = isRunning();
    m_contents->setEnabled(!running);
    m_csv->setVisible(m_format->currentIndex() != CallbacksNdjson);
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
    const bool changes = m_format->currentIndex() == ChangesCsv;
    if (result.cancelled) {
        say(tr("Cancelled; no file was written."), false);
    } else if (!result.error.isEmpty()) {
        const QString sentence = result.error;
        say(QString(sentence.left(1).toUpper() + sentence.mid(1)), false);
    } else {
        say((changes ? tr("Done. Changes in “%1”: %2.") : tr("Done. Callbacks in “%1”: %2."))
                .arg(m_file->text(), countText(result.rows)),
            true);
        m_close->setFocus();
    }
    emit exported(result);
}

} // namespace Roomscope
