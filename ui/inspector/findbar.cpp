// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/findbar.h"

#include "ui/style/appearance.h"
#include "ui/words/words.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace Roomscope {

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_case(new QToolButton(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(2);
    m_text->setPlaceholderText(tr("Find in the body"));
    m_text->setAccessibleName(m_text->placeholderText());
    m_text->setMinimumWidth(60);
    m_text->setTextMargins(3, 0, 3, 0);
    m_text->setAcceptDrops(false); // files are the window's
    layout->addWidget(m_text, 1);
    m_count->setAccessibleName(tr("Hits"));
    m_count->setMargin(4);
    layout->addWidget(m_count);

    m_case->setText(u"Aa"_s);
    m_case->setCheckable(true);
    const auto add = [&](QToolButton *button, const QString &icon, const QString &tip) {
        if (!icon.isEmpty())
            button->setIcon(paletteIcon(icon));
        button->setAutoRaise(true);
        button->setToolTip(tip);
        button->setAccessibleName(tip.section(u" ("_s, 0, 0));
        layout->addWidget(button);
    };
    add(m_case, {}, tr("Match upper and lower case"));
    add(m_previous, u"chevron-up"_s, tr("Previous hit (Shift+F3)"));
    add(m_next, u"chevron-down"_s, tr("Next hit (F3)"));
    auto *close = new QToolButton(this);
    add(close, u"close"_s, tr("Close (Esc)"));

    connect(m_text, &QLineEdit::textChanged, this, &FindBar::changed);
    connect(m_case, &QAbstractButton::toggled, this, &FindBar::changed);
    connect(m_previous, &QAbstractButton::clicked, this, &FindBar::previousRequested);
    connect(m_next, &QAbstractButton::clicked, this, &FindBar::nextRequested);
    connect(close, &QAbstractButton::clicked, this, &FindBar::closed);
    setFocusProxy(m_text);
    showHits(0, 0, false);
}

void FindBar::open(const QString &text)
{
    if (!text.isEmpty())
        m_text->setText(text);
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

QString FindBar::text() const
{
    return m_text->text();
}

Qt::CaseSensitivity FindBar::caseSensitivity() const
{
    return m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
}

void FindBar::showHits(qsizetype current, qsizetype count, bool isMore)
{
    m_isMissing = count == 0 && !m_text->text().isEmpty();
    const QString number = isMore ? tr("%1+").arg(countText(count)) : countText(count);
    if (m_text->text().isEmpty())
        m_count->clear();
    else if (count == 0)
        m_count->setText(tr("no hits"));
    else if (current == 0)
        m_count->setText(count == 1 ? tr("1 hit") : tr("%1 hits").arg(number));
    else
        m_count->setText(tr("%1/%2").arg(countText(current), number));
    m_count->setToolTip(current > 0 ? tr("Hit %1 of %2").arg(countText(current), number) : QString());
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
    colourCount();
}

void FindBar::colourCount()
{
    QPalette coloured = palette();
    coloured.setColor(QPalette::WindowText, toneColor(m_isMissing ? Tone::Bad : Tone::Muted, palette()));
    m_count->setPalette(coloured);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape: emit closed(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers().testFlag(Qt::ShiftModifier))
            emit previousRequested();
        else
            emit nextRequested();
        return;
    default: QWidget::keyPressEvent(event);
    }
}

void FindBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourCount();
}

} // namespace Roomscope
