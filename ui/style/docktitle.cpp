// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/docktitle.h"

#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace Roomscope {

DockTitle::DockTitle(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(title, this))
    , m_layout(new QHBoxLayout(this))
{
    const int unit = fontMetrics().height();
    if (title.isEmpty()) {
        m_title->hide();
        setFixedHeight(unit / 2);
        setCursor(Qt::SizeAllCursor);
        return;
    }
    m_layout->setContentsMargins(unit * 5 / 6, unit / 3, unit / 2, unit / 3);
    m_layout->setSpacing(unit / 2);
    m_layout->addWidget(m_title);
    m_layout->addStretch(1);
    setMinimumHeight(unit * 2);
    applyFonts();
}

void DockTitle::addWidget(QWidget *widget)
{
    m_layout->addWidget(widget);
}

void DockTitle::paintEvent(QPaintEvent *)
{
    if (m_layout->count() > 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().brush(QPalette::Mid));
    QRectF grip(0, 0, fontMetrics().height() * 2, 3);
    grip.moveCenter(QRectF(rect()).center());
    painter.drawRoundedRect(grip, 1.5, 1.5);
}

void DockTitle::applyFonts()
{
    m_title->setFont(headingFont(font()));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, toneColor(Tone::Muted, palette()));
    m_title->setPalette(muted);
}

void DockTitle::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyFonts();
}

} // namespace Roomscope
