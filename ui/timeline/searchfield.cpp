// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/searchfield.h"

#include "ui/style/appearance.h"
#include "ui/timeline/filterterms.h"
#include "ui/words/errorwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QDragEnterEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QStringListModel>
#include <QStyle>
#include <QStyleOptionFrame>
#include <QTextCharFormat>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int debounceMs = 150;
constexpr qsizetype maximumHistory = 30;

} // namespace

SearchField::SearchField(QWidget *parent)
    : QLineEdit(parent)
    , m_timer(new QTimer(this))
    , m_completer(new QCompleter(this))
    , m_offers(new QStringListModel(this))
{
    setPlaceholderText(tr("room:rid-123 kind:seat-taken user:min-jun text…"));
    setClearButtonEnabled(true);
    setAccessibleName(tr("Filter"));
    addAction(paletteIcon(u"search"_s), QLineEdit::LeadingPosition);
    setMinimumWidth(120);

    m_completer->setModel(m_offers);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(10);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &SearchField::insertOffer);

    m_timer->setSingleShot(true);
    m_timer->setInterval(debounceMs);
    connect(m_timer, &QTimer::timeout, this, &SearchField::parse);
    connect(this, &QLineEdit::textChanged, this, [this] { m_timer->start(); });
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_isTyping = true;
        m_historyPlace = -1;
        offer();
    });
    connect(this, &QLineEdit::editingFinished, this, &SearchField::remember);
}

SearchField::~SearchField()
{
    delete m_sentence;
}

void SearchField::setExpression(const QString &expression)
{
    if (expression != text())
        setText(expression);
    settle();
}

/// What is there is meant as it is.
void SearchField::settle()
{
    m_isTyping = false;
    parse();
}

void SearchField::addTerm(const QString &term)
{
    setExpression(withFilterTerm(text(), term));
}

void SearchField::remember()
{
    const QString expression = text().trimmed();
    if (m_error || expression.isEmpty())
        return;
    m_history.removeAll(expression);
    m_history.prepend(expression);
    if (m_history.size() > maximumHistory)
        m_history.removeLast();
}

QStringList SearchField::valuesOf(const QString &key) const
{
    if (key == "kind"_L1)
        return Filter::kindWords();
    if (key == "verdict"_L1)
        return Filter::verdictWords();
    return m_valuesOf ? m_valuesOf(key) : QStringList();
}

void SearchField::parse()
{
    m_timer->stop();
    auto parsed = Filter::parse(text(), {.zone = shownZone()}); // as the timeline shows times
    if (const auto *error = std::get_if<FilterError>(&parsed)) {
        m_error = *error;
    } else {
        m_error.reset();
        Filter filter = std::get<Filter>(std::move(parsed));
        const bool changed = filter.expression() != m_filter.expression();
        m_filter = std::move(filter);
        if (changed)
            emit filterChanged(m_filter);
    }
    underline();
    const QString problem = m_error ? errorText(m_error->error) : QString();
    setToolTip(m_error ? problem
                       : tr("Words that a line or its callback must have. Keys: %1. “-” excludes, “|” is or, “*” is "
                            "any text.")
                             .arg(Filter::keys().join(u' ')));
    setAccessibleDescription(problem);
    showSentence();
    const QString refusal = m_error && !m_isTyping
        ? tr("The filter cannot be read. At letter %1, “%2”: %3.")
              .arg(QString::number(m_error->position + 1),
                   shownText(QStringView(text()).sliced(m_error->position).left(m_error->length)), problem)
        : QString();
    if (std::exchange(m_refusal, refusal) != refusal)
        emit refused(refusal);
}

// A text format of the input method is the one way to underline a part of a line edit's text.
void SearchField::underline()
{
    if (m_composing)
        return;
    QList<QInputMethodEvent::Attribute> attributes;
    if (m_error && !text().isEmpty()) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(toneColor(Tone::Bad, palette()));
        format.setForeground(toneColor(Tone::Bad, palette()));
        const qsizetype start = std::clamp<qsizetype>(m_error->position, 0, text().size() - 1);
        const qsizetype length = std::clamp<qsizetype>(m_error->length, 1, text().size() - start);
        attributes.append({QInputMethodEvent::TextFormat, int(start) - cursorPosition(), int(length), format});
    }
    QInputMethodEvent event(QString(), attributes);
    QLineEdit::inputMethodEvent(&event);
}

void SearchField::showSentence()
{
    const bool wanted = m_error && hasFocus() && !m_completer->popup()->isVisible();
    if (!wanted) {
        if (m_sentence)
            m_sentence->hide();
        return;
    }
    if (!m_sentence || m_sentence->parentWidget() != window()) {
        delete m_sentence;
        m_sentence = new QLabel(window());
        m_sentence->setObjectName(u"searchFieldSentence"_s);
        m_sentence->setAutoFillBackground(true);
        m_sentence->setFrameShape(QFrame::Box);
        m_sentence->setMargin(6);
        m_sentence->setWordWrap(true);
        m_sentence->setTextFormat(Qt::PlainText);
        connect(m_sentence, &QObject::destroyed, this, [this] { m_sentence = nullptr; });
    }
    QPalette colors = palette();
    colors.setColor(QPalette::Window, palette().color(QPalette::ToolTipBase));
    colors.setColor(QPalette::WindowText, toneColor(Tone::Bad, palette()));
    m_sentence->setPalette(colors);
    const QString sentence = errorText(m_error->error);
    m_sentence->setText(sentence.left(1).toUpper() + sentence.mid(1));
    const int width = std::min(std::max(this->width(), 260), window()->width() - 16);
    m_sentence->setFixedWidth(width);
    m_sentence->adjustSize();
    QPoint place = mapTo(window(), QPoint(0, height() + 3));
    place.setX(std::max(8, std::min(place.x(), window()->width() - width - 8)));
    if (place.y() + m_sentence->height() > window()->height())
        place.setY(mapTo(window(), QPoint()).y() - m_sentence->height() - 3);
    m_sentence->move(place);
    m_sentence->show();
    m_sentence->raise();
}

SearchField::Word SearchField::wordAtCursor() const
{
    const QString all = text();
    const qsizetype cursor = cursorPosition();
    qsizetype start = 0;
    bool quoted = false;
    for (qsizetype i = 0; i < cursor; ++i) {
        if (all.at(i) == u'"')
            quoted = !quoted;
        else if (!quoted && all.at(i).isSpace())
            start = i + 1;
    }
    QString word = all.sliced(start, cursor - start);
    if (word.startsWith(u'-')) {
        word.remove(0, 1);
        ++start;
    }
    Word result;
    QStringList candidates;
    const qsizetype colon = word.indexOf(u':');
    if (colon < 0) {
        result.start = start;
        candidates = Filter::keys();
    } else {
        const qsizetype bar = word.lastIndexOf(u'|');
        result.start = start + std::max(colon, bar) + 1;
        candidates = valuesOf(word.first(colon).toLower());
    }
    result.length = cursor - result.start;
    QString begun = all.sliced(result.start, result.length);
    if (begun.startsWith(u'"'))
        begun.remove(0, 1);
    if (colon < 0 && begun.isEmpty())
        return result;
    // First what begins so, then what contains it: "locked" finds "seat-locked".
    for (const QString &candidate : std::as_const(candidates)) {
        if (candidate.startsWith(begun, Qt::CaseInsensitive) && candidate != begun)
            result.offers.append(candidate);
    }
    for (const QString &candidate : std::as_const(candidates)) {
        if (colon >= 0 && !candidate.startsWith(begun, Qt::CaseInsensitive)
            && candidate.contains(begun, Qt::CaseInsensitive))
            result.offers.append(candidate);
    }
    return result;
}

void SearchField::offer()
{
    const Word word = wordAtCursor();
    if (word.offers.isEmpty() || m_composing) {
        m_completer->popup()->hide();
        return;
    }
    m_offers->setStringList(word.offers);
    QRect place = cursorRect();
    place.setBottom(rect().bottom());
    place.setWidth(m_completer->popup()->sizeHintForColumn(0) + 40);
    m_completer->complete(place);
    // A list that comes up by itself must not take what Return means: none is current until the reader goes there.
    m_completer->popup()->setCurrentIndex({});
}

void SearchField::insertOffer(const QString &offered)
{
    const Word word = wordAtCursor();
    const bool isKey = Filter::keys().contains(offered);
    QString all = text();
    QString inserted = isKey ? offered : filterValue(offered);
    if (!isKey && word.start + word.length == all.size())
        inserted += u' ';
    all.replace(word.start, word.length, inserted);
    setText(all);
    setCursorPosition(int(word.start + inserted.size()));
    if (isKey)
        offer();
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (m_completer->popup()->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Enter:
        case Qt::Key_Return:
            if (!m_completer->popup()->currentIndex().isValid())
                break;
            [[fallthrough]];
        case Qt::Key_Escape:
        case Qt::Key_Tab:
        case Qt::Key_Backtab: event->ignore(); return; // the completer's
        default: break;
        }
    }
    switch (event->key()) {
    case Qt::Key_Escape:
        if (text().isEmpty()) {
            event->ignore();
        } else {
            clear();
            parse();
            event->accept();
        }
        return;
    case Qt::Key_Enter:
    case Qt::Key_Return:
        m_completer->popup()->hide();
        settle();
        break;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const qsizetype place = m_historyPlace + (event->key() == Qt::Key_Up ? 1 : -1);
        if (place >= -1 && place < m_history.size()) {
            if (m_historyPlace < 0)
                m_draft = text();
            m_historyPlace = place;
            setText(place < 0 ? m_draft : m_history.at(place));
        }
        event->accept();
        return;
    }
    default: break;
    }
    QLineEdit::keyPressEvent(event);
}

bool SearchField::event(QEvent *event)
{
    // On X11 Ctrl+E goes to the end of a line, which has the key End; the window exports with it.
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->keyCombination() == QKeyCombination(Qt::ControlModifier, Qt::Key_E)) {
        event->ignore();
        return true;
    }
    return QLineEdit::event(event);
}

/// Files are the window's, which opens them.
void SearchField::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->ignore();
    else
        QLineEdit::dragEnterEvent(event);
}

void SearchField::inputMethodEvent(QInputMethodEvent *event)
{
    m_composing = !event->preeditString().isEmpty();
    QLineEdit::inputMethodEvent(event);
}

QSize SearchField::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 48, QLineEdit::sizeHint().height()};
}

void SearchField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    if (text().isEmpty() && !hasFocus() && !m_composing) {
        const QString shortcut = QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText);
        const int wanted = fontMetrics().horizontalAdvance(placeholderText() + u"    "_s + shortcut);
        if (wanted + fontMetrics().height() * 3 < width()) {
            painter.setPen(toneColor(Tone::Muted, palette()));
            painter.drawText(rect().adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, shortcut);
        }
    }
    if (!m_error)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(toneColor(Tone::Bad, palette()), 1.5));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 5, 5);
}

void SearchField::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason && m_isTyping)
        settle();
    showSentence();
}

void SearchField::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    showSentence();
}

void SearchField::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    showSentence();
}

void SearchField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_error)
        underline();
}

} // namespace Roomscope
