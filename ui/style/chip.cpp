// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/chip.h"

#include "ui/words/words.h"

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
    const QString text = count > 0 ? shortCountText(count) : QString();
    if (m_count == text && m_countTone == tone)
        return;
    const bool sameWidth = m_count.size() == text.size();
    m_count = text;
    m_countTone = tone;
    if (!sameWidth)
        updateGeometry();
    update();
}

void Chip::setCountShown(bool shown)
{
    if (m_countShown == shown)
        return;
    m_countShown = shown;
    updateGeometry();
    update();
}

int Chip::widthWith(bool count) const
{
    const QFontMetrics metrics(smallFont());
    const int bare = metrics.horizontalAdvance(text()) + 20;
    if (!count || m_count.isEmpty())
        return bare;
    // All digits as wide as the widest, so that counting does not move the others.
    return bare + metrics.horizontalAdvance(QString(m_count.size(), u'0')) + 5;
}

QSize Chip::sizeHint() const
{
    return {widthWith(m_countShown), QFontMetrics(smallFont()).height() + 6};
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
    const bool hasCount = m_countShown && !m_count.isEmpty();
    painter.drawText(inner, int(Qt::AlignVCenter | (hasCount ? Qt::AlignLeft : Qt::AlignHCenter)), text());
    if (hasCount) {
        painter.setPen(toneColor(m_countTone, palette()));
        painter.drawText(inner, int(Qt::AlignVCenter | Qt::AlignRight), m_count);
    }
}

} // namespace Roomscope
