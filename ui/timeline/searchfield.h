// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/filter.h"

#include <QLineEdit>

#include <functional>
#include <optional>

class QCompleter;
class QLabel;
class QStringListModel;
class QTimer;

namespace Roomscope {

/// Where the filter is written. What can be read filters at once; what cannot is underlined, with a sentence below the
/// field. The last good filter stays while the reader is typing; what is left unreadable is refused. GUI thread.
class SearchField final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchField(QWidget *parent = nullptr);
    ~SearchField() override;

    /// The last expression that could be read.
    [[nodiscard]] const Filter &filter() const { return m_filter; }
    [[nodiscard]] const std::optional<FilterError> &error() const { return m_error; }

    void setExpression(const QString &expression);
    /// Adds a word, as ContextMenus::filterRequested() gives it.
    void addTerm(const QString &term);
    /// Asked for what to offer behind a key, such as the ids of rooms behind "room"; kinds and verdicts are there
    /// already.
    using ValueSource = std::function<QStringList(const QString &key)>;
    void setValueSource(const ValueSource &valuesOf) { m_valuesOf = valuesOf; }

    /// Expressions that were used, the newest first; Up and Down go through them.
    [[nodiscard]] QStringList history() const { return m_history; }
    void setHistory(const QStringList &expressions) { m_history = expressions; }

signals:
    void filterChanged(const Roomscope::Filter &filter);
    /// The expression that was written cannot be read: a sentence with the place and what was meant perhaps. Empty: it
    /// can, or it is being typed.
    void refused(const QString &sentence);

protected:
    bool event(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    [[nodiscard]] QSize sizeHint() const override;

private:
    struct Word
    {
        qsizetype start = 0;  ///< Of what is completed.
        qsizetype length = 0; ///< Up to the cursor.
        QStringList offers;
    };

    void parse();
    void settle();
    void underline();
    void showSentence();
    void offer();
    void insertOffer(const QString &text);
    void remember();
    [[nodiscard]] Word wordAtCursor() const;
    [[nodiscard]] QStringList valuesOf(const QString &key) const;

    QTimer *m_timer;
    QCompleter *m_completer;
    QStringListModel *m_offers;
    QLabel *m_sentence = nullptr; ///< Of the window, below the field.
    ValueSource m_valuesOf;
    QStringList m_history;
    QString m_draft; ///< What was typed before the history was gone through.
    qsizetype m_historyPlace = -1;
    Filter m_filter;
    std::optional<FilterError> m_error;
    QString m_refusal;        ///< As last told.
    bool m_isTyping = false;  ///< What is there may be half a word.
    bool m_composing = false; ///< An input method is at work.
};

} // namespace Roomscope
