// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/notices.h"

#include "ui/style/paintparts.h"
#include "ui/window/windowactions.h"
#include "ui/words/receiverwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace Roomscope {

using namespace Qt::StringLiterals;

NoticeBar::NoticeBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_buttons(new QHBoxLayout)
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    const int unit = fontMetrics().height();
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_layout->setContentsMargins(unit * 2 + unit / 3, unit / 3, unit / 2, unit / 3);
    m_layout->addWidget(m_text, 1);
    m_layout->addLayout(m_buttons);
    m_layout->setAlignment(m_buttons, Qt::AlignLeft | Qt::AlignVCenter);
    setVisible(false);
}

void NoticeBar::say(Tone tone, const QString &icon, const QString &sentence, const QList<QAction *> &actions)
{
    m_tone = tone;
    m_icon = icon;
    m_text->setText(sentence);
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (QAction *action : actions) {
        auto *button = new QPushButton(action->icon(), action->text(), this);
        button->setEnabled(action->isEnabled());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        m_buttons->addWidget(button);
    }
    arrange();
    setVisible(true);
    update();
}

/// The buttons stand beside the sentence where it has room for its words, below it otherwise.
void NoticeBar::arrange()
{
    const int unit = fontMetrics().height();
    const QMargins margins = m_layout->contentsMargins();
    const int beside = width() - margins.left() - margins.right() - unit - m_buttons->sizeHint().width();
    const bool fits = beside >= std::min(fontMetrics().horizontalAdvance(m_text->text()), unit * 24);
    m_layout->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_layout->setSpacing(fits ? unit : unit / 3);
}

void NoticeBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

void NoticeBar::clear()
{
    m_text->clear();
    setVisible(false);
}

QString NoticeBar::sentence() const
{
    return m_text->text();
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = toneColor(m_tone, palette());
    painter.fillRect(rect(), groundOf(color, palette()));
    painter.fillRect(QRect(0, 0, 3, height()), color);
    painter.fillRect(QRect(0, height() - 1, width(), 1), palette().color(QPalette::Mid));
    const qreal side = fontMetrics().height();
    paintIcon(&painter, QRectF(side * 0.8, (height() - side) / 2, side, side), m_icon, color);
}

Notices::Notices(const WindowActions *actions, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_receiver(new NoticeBar(this))
    , m_message(new NoticeBar(this))
    , m_frozen(new NoticeBar(this))
    , m_unpinned(new NoticeBar(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (NoticeBar *notice : {m_receiver, m_message, m_frozen, m_unpinned})
        layout->addWidget(notice);
    connect(actions->dismissNotice, &QAction::triggered, this, [this] {
        m_waiting.removeFirst();
        showMessage();
    });
}

void Notices::showReceiver(const ReceiverStatus &status)
{
    const ReceiverWords words = receiverWords(status);
    if (status.isReceiving() || status.state == ReceiverStatus::State::Starting)
        return m_receiver->clear();
    if (status.state == ReceiverStatus::State::Following)
        return m_receiver->say(words.tone, u"info"_s, words.sentence);
    QList<QAction *> actions;
    if (status.url.isEmpty()) // else it listens, and goes on by itself when it can store again
        actions.append(m_actions->startStop);
    if (status.url.isEmpty() && status.state != ReceiverStatus::State::Stopped)
        actions.append(m_actions->settings);
    m_receiver->say(words.tone == Tone::Bad ? Tone::Bad : Tone::Warning, u"warning"_s, words.sentence, actions);
}

void Notices::add(const QString &sentence)
{
    if (sentence.isEmpty() || m_waiting.contains(sentence))
        return;
    m_waiting.append(sentence);
    showMessage();
}

void Notices::takeFocus()
{
    const QList<QPushButton *> buttons = findChildren<QPushButton *>();
    const auto shown = std::find_if(buttons.cbegin(), buttons.cend(), [](const QPushButton *button) {
        return button->isVisible() && button->isEnabled();
    });
    if (shown != buttons.cend())
        (*shown)->setFocus(Qt::ShortcutFocusReason);
}

void Notices::showMessage()
{
    if (m_waiting.isEmpty())
        m_message->clear();
    else
        m_message->say(Tone::Warning, u"info"_s, m_waiting.first(), {m_actions->dismissNotice});
}

void Notices::showFrozen(qint64 atUs, qint64 since)
{
    const QString at = clockText(atUs, ClockPrecision::Seconds);
    m_frozen->say(
        Tone::Accent, u"freeze"_s,
        since == 0 ? tr("The view is frozen at %1. Nothing has come in since; capture goes on.").arg(at)
                   : tr("The view is frozen at %1. %2 since then; capture goes on.")
                         .arg(at, countedText(since, tr("%1 callback has come in"), tr("%1 callbacks have come in"))),
        {m_actions->resume});
}

void Notices::showUnpinned(const QString &sdkAppId)
{
    m_unpinned->say(
        Tone::Accent, u"pin"_s,
        tr("Callbacks of any application are accepted. Only SDKAppID %1 has sent some.").arg(shownText(sdkAppId)),
        {m_actions->pin, m_actions->dismissPinNotice});
}

} // namespace Roomscope
