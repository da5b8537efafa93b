// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/welcomepage.h"

#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

QPushButton *buttonFor(QAction *action, QWidget *parent)
{
    auto *button = new QPushButton(action->icon(), action->text(), parent);
    button->setEnabled(action->isEnabled());
    button->setToolTip(action->toolTip());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button, [button, action] {
        button->setEnabled(action->isEnabled());
        button->setText(action->text());
        button->setIcon(action->icon());
    });
    return button;
}

} // namespace

WelcomePage::WelcomePage(const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(tr("Waiting for the first callback"), this))
    , m_lead(new QLabel(this))
    , m_url(new QLineEdit(this))
    , m_urlRow(new QWidget(this))
    , m_stoppedRow(new QWidget(this))
    , m_stopped(new QLabel(this))
{
    const int unit = fontMetrics().height();
    const auto hint = [this](const QString &text) {
        auto *label = new QLabel(text, this);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        m_hints.append(label);
        return label;
    };

    m_lead->setWordWrap(true);
    m_lead->setText(
        tr("Enter this URL as the callback URL of your application in the console, then tick the room, seat and "
           "live callbacks you want to see:"));
    m_url->setReadOnly(true);
    m_url->setAccessibleName(tr("Callback URL"));
    auto *urlLayout = new QHBoxLayout(m_urlRow);
    urlLayout->setContentsMargins(0, 0, 0, 0);
    urlLayout->addWidget(m_url, 1);
    urlLayout->addWidget(buttonFor(actions.copyUrl, this));

    m_stopped->setWordWrap(true);
    m_stopped->setTextFormat(Qt::PlainText);
    auto *stoppedLayout = new QHBoxLayout(m_stoppedRow);
    stoppedLayout->setContentsMargins(0, 0, 0, 0);
    stoppedLayout->addWidget(m_stopped, 1);
    stoppedLayout->addWidget(buttonFor(actions.start, this));
    stoppedLayout->addWidget(buttonFor(actions.settings, this));

    auto *tryRow = new QHBoxLayout;
    tryRow->addWidget(buttonFor(actions.testCallback, this));
    tryRow->addWidget(buttonFor(actions.demo, this));
    tryRow->addStretch(1);

    auto *column = new QWidget(this);
    column->setMaximumWidth(unit * 36);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit * 2 / 3);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_stoppedRow);
    layout->addWidget(m_lead);
    layout->addWidget(m_urlRow);
    layout->addWidget(
        hint(tr("Callbacks come from Tencent's servers, so they need a public address: run a tunnel to this "
                "computer and enter the tunnel's URL, or let your own backend pass its callbacks on to "
                "this one.")));
    layout->addSpacing(unit / 2);
    layout->addWidget(hint(tr("Nothing at hand yet? Send one callback to yourself, or watch a few simulated rooms:")));
    layout->addLayout(tryRow);
    layout->addStretch(3);

    // Small windows scroll instead of squeezing the sentences.
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    auto *centered = new QWidget(scroll);
    auto *centeredLayout = new QHBoxLayout(centered);
    centeredLayout->setContentsMargins(0, 0, 0, 0);
    centeredLayout->addStretch(1);
    centeredLayout->addWidget(column, 100);
    centeredLayout->addStretch(1);
    scroll->setWidget(centered);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    applyFonts();
}

void WelcomePage::showReceiver(const QString &url, const QString &sentence)
{
    const bool listens = !url.isEmpty();
    m_title->setText(listens ? tr("Waiting for the first callback") : tr("No callback can arrive yet"));
    m_url->setText(url);
    m_lead->setVisible(listens);
    m_urlRow->setVisible(listens);
    m_stopped->setText(sentence);
    m_stoppedRow->setVisible(!listens);
}

void WelcomePage::applyFonts()
{
    QFont large = font();
    large.setWeight(QFont::Bold);
    if (large.pointSizeF() > 0)
        large.setPointSizeF(large.pointSizeF() * 1.7);
    m_title->setFont(large);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, toneColor(Tone::Muted, palette()));
    for (QLabel *label : std::as_const(m_hints))
        label->setPalette(muted);
    QPalette bad = palette();
    bad.setColor(QPalette::WindowText, toneColor(Tone::Bad, palette()));
    m_stopped->setPalette(bad);
}

void WelcomePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyFonts();
}

} // namespace Roomscope
