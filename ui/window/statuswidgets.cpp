// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/statuswidgets.h"

#include "ui/style/elidedlabel.h"
#include "ui/style/paintparts.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace Roomscope {

using namespace Qt::StringLiterals;

StatusPill::StatusPill(QAction *copyAction, QWidget *parent)
    : QWidget(parent)
    , m_mark(new QWidget(this))
    , m_word(new QLabel(this))
    , m_url(new ElidedLabel(this))
    , m_copy(new QToolButton(this))
{
    const int unit = fontMetrics().height();
    setObjectName(u"statusPill"_s);
    m_mark->setFixedWidth(unit * 3 / 5);
    m_word->setTextFormat(Qt::PlainText);
    // A tool bar's children take the button colours otherwise.
    m_word->setForegroundRole(QPalette::WindowText);
    m_url->setForegroundRole(QPalette::WindowText);
    m_url->setElideMode(Qt::ElideMiddle);
    m_copy->setDefaultAction(copyAction);
    m_copy->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_copy->setAutoRaise(true);
    m_copy->setFixedSize(unit * 3 / 2, unit * 3 / 2);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(unit * 3 / 5, 2, unit / 4, 2);
    layout->setSpacing(unit / 2);
    layout->addWidget(m_mark);
    layout->addWidget(m_word);
    layout->addWidget(m_url);
    layout->addWidget(m_copy);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void StatusPill::show(MarkShape shape, Tone tone, const QString &word, const QString &url, const QString &sentence)
{
    m_shape = shape;
    m_tone = tone;
    m_word->setText(word);
    m_url->setText(url);
    m_url->setVisible(!url.isEmpty());
    m_copy->setVisible(!url.isEmpty());
    setToolTip(sentence);
    setAccessibleName(tr("Receiver: %1").arg(word));
    setAccessibleDescription(sentence);
    applyTone();
    updateGeometry();
}

QSize StatusPill::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), fontMetrics().height() * 22), QWidget::minimumSizeHint().height()};
}

QString StatusPill::word() const
{
    return m_word->text();
}

void StatusPill::applyTone()
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_word->setFont(bold);
    QPalette toned = palette();
    toned.setColor(QPalette::WindowText, toneColor(m_tone, palette()));
    m_word->setPalette(toned);
    update();
}

void StatusPill::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyTone();
}

void StatusPill::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        emit clicked();
}

void StatusPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Mid), 1));
    painter.setBrush(palette().brush(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);

    const QColor color = toneColor(m_tone, palette());
    const qreal side = m_mark->width();
    QRectF mark(0, 0, side, side);
    mark.moveCenter(QRectF(m_mark->geometry()).center());
    painter.setBrush(color);
    painter.setPen(Qt::NoPen);
    switch (m_shape) {
    case MarkShape::Dot: painter.drawEllipse(mark.adjusted(0.5, 0.5, -0.5, -0.5)); break;
    case MarkShape::Ring:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 2));
        painter.drawEllipse(mark.adjusted(1.5, 1.5, -1.5, -1.5));
        break;
    case MarkShape::Square: painter.drawRoundedRect(mark.adjusted(1, 1, -1, -1), 1.5, 1.5); break;
    case MarkShape::Triangle: paintIcon(&painter, mark.adjusted(-3, -3, 3, 3), u"warning"_s, color); break;
    }
}

RateMeter::RateMeter(QWidget *parent)
    : QWidget(parent)
    , m_counts(seconds, 0)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    advance();
}

void RateMeter::advance()
{
    m_counts.removeFirst();
    m_counts.append(m_current);
    m_current = 0;
    setToolTip(tr("Callbacks a second, over the last minute. Now: %1").arg(text()));
    setAccessibleName(tr("%1 callbacks a second").arg(QLocale().toString(rate(), 'f', rate() < 10 ? 1 : 0)));
    if (isVisible())
        update();
}

double RateMeter::rate() const
{
    constexpr int averaged = 3;
    double sum = 0;
    for (int i = 0; i < averaged; ++i)
        sum += m_counts[m_counts.size() - 1 - i];
    return sum / averaged;
}

QString RateMeter::text() const
{
    const double now = rate();
    return now > 0 && now < 9.95 ? tr("%1/s").arg(QLocale().toString(now, 'f', 1))
                                 : tr("%1/s").arg(QLocale().toString(qRound(now)));
}

QSize RateMeter::sizeHint() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(bold);
    return {metrics.height() * 7 / 2 + metrics.horizontalAdvance(u"10,000/s"_s) + 6, metrics.height() * 3 / 2};
}

void RateMeter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const qreal width = fontMetrics().height() * 3.5;
    paintSparkline(&painter, QRectF(0, height() * 0.2, width, height() * 0.6), m_counts, palette());
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(width, 0, this->width() - width, height()), Qt::AlignRight | Qt::AlignVCenter, text());
}

} // namespace Roomscope
