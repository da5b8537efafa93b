// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/elidedlabel.h"

#include "ui/words/showntext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace Roomscope {

using namespace Qt::StringLiterals;

ElidedLabel::ElidedLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    QLabel::setText(shownText(text));
}

QSize ElidedLabel::minimumSizeHint() const
{
    const int some = fontMetrics().horizontalAdvance(u"MMM…"_s);
    return {std::min(some, QLabel::sizeHint().width()), QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect rect = contentsRect();
    style()->drawItemText(&painter, rect,
                          int(QStyle::visualAlignment(layoutDirection(), alignment())) | Qt::TextSingleLine, palette(),
                          isEnabled(), fontMetrics().elidedText(text(), m_mode, rect.width()), foregroundRole());
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        if (fontMetrics().horizontalAdvance(text()) > contentsRect().width())
            QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), plainToolTip(text()), this);
        return true;
    }
    return QLabel::event(event);
}

} // namespace Roomscope
