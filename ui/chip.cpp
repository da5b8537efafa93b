// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chip.h"

#include "ui/words.h"

#include <QPainter>

namespace Roomscope {

Chip::Chip(const QString &text, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QFont Chip::smallFont() const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    small.setWeight(QFont::DemiBold);
    return small;
}

void Chip::setCount(qint64 count, Tone tone)
{
    const QString text = count > 0 ? countText(count) : QString();
    if (m_count == text && m_countTone == tone)
        return;
    const bool sameWidth = m_count.size() == text.size();
    m_count = text;
    m_countTone = tone;
    if (!sameWidth)
        updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    const QFontMetrics metrics(smallFont());
    int width = metrics.horizontalAdvance(text()) + 20;
    if (!m_count.isEmpty()) // all digits as wide as the widest, so that counting does not move the others
        width += metrics.horizontalAdvance(QString(m_count.size(), u'0')) + 5;
    return {width, metrics.height() + 6};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = toneColor(Tone::Accent, palette());
    const QRectF body = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = Qt::transparent;
    if (isChecked())
        fill = palette().color(QPalette::Highlight);
    else if (isDown() || underMouse())
        fill = palette().color(QPalette::AlternateBase);
    painter.setBrush(fill);
    painter.setPen(QPen(isChecked() ? accent : palette().color(QPalette::Mid), 1));
    painter.drawRoundedRect(body, body.height() / 2, body.height() / 2);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(accent, 1.5));
        painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), body.height() / 2 - 1, body.height() / 2 - 1);
    }
    painter.setFont(smallFont());
    painter.setPen(isChecked() ? accent : toneColor(Tone::Muted, palette()));
    const QRect inner = rect().adjusted(10, 0, -10, 0);
    painter.drawText(inner, int(Qt::AlignVCenter | (m_count.isEmpty() ? Qt::AlignHCenter : Qt::AlignLeft)), text());
    if (!m_count.isEmpty()) {
        painter.setPen(toneColor(m_countTone, palette()));
        painter.drawText(inner, int(Qt::AlignVCenter | Qt::AlignRight), m_count);
    }
}

} // namespace Roomscope
