// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/export.h"

#include <QDialog>

#include <atomic>
#include <memory>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QDialogButtonBox;
class QGroupBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QTimer;

namespace Roomscope {

/// Writes a session to a file in the pool, with progress. Closing the dialog cancels the export. GUI thread.
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `selected` contains the callbacks selected by the user; empty: none.
    ExportDialog(const QString &dataFolder, const Filter &current, const QSet<qint64> &selected = {},
                 QWidget *parent = nullptr);
    ~ExportDialog() override;

    void setFile(const QString &file);
    /// Returns the options as set in the dialog at present.
    [[nodiscard]] ExportOptions options() const;
    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }

    void start();
    void cancel();
    void done(int result) override;

protected:
    void showEvent(QShowEvent *event) override;

signals:
    void exported(const Roomscope::ExportResult &result);

private:
    /// Shared with the pool.
    struct Run
    {
        std::atomic<bool> cancelled = false;
        std::atomic<qint64> done = 0;
        std::atomic<qint64> total = 0;
    };

    QWidget *makeContents();
    QWidget *makeScope(QWidget *parent);
    QWidget *makeTimes(QWidget *parent);
    QWidget *makeMasking(QWidget *parent);
    QWidget *makeCsvOptions();
    void formatChosen();
    void chooseFile();
    void chooseColumns();
    void showMaskPreview();
    void updateControls();
    void showProgress();
    void finish(const ExportResult &result);
    void fitHeight();
    void say(const QString &text, bool good);

    QString m_dataFolder;
    Filter m_filter;
    QSet<qint64> m_selectedIds;
    QStringList m_columns; ///< Empty: all.
    std::shared_ptr<Run> m_run;

    QWidget *m_contents = nullptr;
    QComboBox *m_format = nullptr;
    QRadioButton *m_everything = nullptr;
    QRadioButton *m_filtered = nullptr;
    QRadioButton *m_selected = nullptr;
    QCheckBox *m_hasFrom = nullptr;
    QCheckBox *m_hasTo = nullptr;
    QDateTimeEdit *m_from = nullptr;
    QDateTimeEdit *m_to = nullptr;
    QGroupBox *m_csv = nullptr;
    QComboBox *m_delimiter = nullptr;
    QCheckBox *m_byteOrderMark = nullptr;
    QCheckBox *m_spreadsheetSafe = nullptr;
    QComboBox *m_zone = nullptr;
    QPushButton *m_columnsButton = nullptr;
    QCheckBox *m_mask = nullptr;
    QLineEdit *m_file = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_said = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    QPushButton *m_export = nullptr;
    QPushButton *m_close = nullptr;
    QTimer *m_timer = nullptr;
};

} // namespace Roomscope
