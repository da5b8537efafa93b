// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace Roomscope {

/// A line for a text to be found, with the number of its hits and what goes from one to the next. GUI thread.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    /// Asks for a text; one line given is what is looked for at first.
    void open(const QString &text);
    [[nodiscard]] QString text() const;
    [[nodiscard]] Qt::CaseSensitivity caseSensitivity() const;

    /// The hit that is shown, from 1 (0: none), and how many there are; isMore: or even more.
    void showHits(qsizetype current, qsizetype count, bool isMore);

signals:
    /// Another text, or another case.
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
