// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace Roomscope {

/// A search field with the number of hits and buttons that go from one to the next. GUI thread.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    /// Opens the bar; a `text` of one line becomes the search text.
    void open(const QString &text);
    [[nodiscard]] QString text() const;
    [[nodiscard]] Qt::CaseSensitivity caseSensitivity() const;

    /// Shows the current hit, from 1 (0: none), and their number; with `isMore` there may be more.
    void showHits(qsizetype current, qsizetype count, bool isMore);

signals:
    /// The search text or its case sensitivity has changed.
    void changed();
    void nextRequested();
    void previousRequested();
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void colourCount();

    QLineEdit *m_text;
    QLabel *m_count;
    QToolButton *m_case;
    QToolButton *m_previous;
    QToolButton *m_next;
    bool m_isMissing = false; ///< There is a text, but no hit.
};

} // namespace Roomscope
