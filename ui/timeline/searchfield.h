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

/// The filter's input field. A valid expression takes effect at once; an invalid one is underlined, with a sentence
/// below the field. The last valid filter stays while the user is typing; what stays invalid is refused. GUI thread.
class SearchField final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchField(QWidget *parent = nullptr);
    ~SearchField() override;

    /// Returns the last valid filter.
    [[nodiscard]] const Filter &filter() const { return m_filter; }
    [[nodiscard]] const std::optional<FilterError> &error() const { return m_error; }

    void setExpression(const QString &expression);
    /// Adds a term, see ContextMenus::filterRequested().
    void addTerm(const QString &term);
    /// Returns completions for the value of a key, such as room ids for "room"; kinds and verdicts are built in.
    using ValueSource = std::function<QStringList(const QString &key)>;
    void setValueSource(const ValueSource &valuesOf) { m_valuesOf = valuesOf; }

    /// Expressions used before, the newest first; Up and Down go through them.
    [[nodiscard]] QStringList history() const { return m_history; }
    void setHistory(const QStringList &expressions) { m_history = expressions; }

signals:
    void filterChanged(const Roomscope::Filter &filter);
    /// The expression is invalid: a sentence with the place and perhaps a suggestion. Empty: it is valid, or still
    /// being typed.
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
        qsizetype start = 0;  ///< Where the completed word starts.
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
    QLabel *m_sentence = nullptr; ///< Child of the window, shown below the field.
    ValueSource m_valuesOf;
    QStringList m_history;
    QString m_draft; ///< The text typed before the user went through the history.
    qsizetype m_historyPlace = -1;
    Filter m_filter;
    std::optional<FilterError> m_error;
    QString m_refusal;        ///< As last emitted.
    bool m_isTyping = false;  ///< The text may end in half a word.
    bool m_composing = false; ///< An input method is composing text.
};

} // namespace Roomscope
