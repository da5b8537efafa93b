// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectortabs.h"

#include "ui/style/appearance.h"

#include <QPainter>
#include <QResizeEvent>
#include <QStyle>
#include <QStyleOptionTab>

#include <algorithm>

namespace Roomscope {

InspectorTabs::InspectorTabs(QWidget *parent)
    : QTabBar(parent)
{
    setDocumentMode(true);
    setExpanding(false);
    setUsesScrollButtons(true);
    setDrawBase(true);
}

int InspectorTabs::textWidth(int index) const
{
    return fontMetrics().horizontalAdvance(tabText(index)) + 2;
}

QSize InspectorTabs::minimumSizeHint() const
{
    return {120, QTabBar::minimumSizeHint().height()};
}

QSize InspectorTabs::tabSizeHint(int index) const
{
    int texts = 0;
    for (int tab = 0; tab < count(); ++tab)
        texts += textWidth(tab);
    const int space = std::clamp((width() - texts - 2) / std::max(1, count()), 8, 28);
    return {textWidth(index) + space, QTabBar::tabSizeHint(index).height()};
}

// The style's own label keeps its margins, and would cut the text instead.
void InspectorTabs::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionTabBarBase base;
    base.initFrom(this);
    style()->drawPrimitive(QStyle::PE_FrameTabBarBase, &base, &painter, this);
    for (int tab = 0; tab < count(); ++tab) {
        QStyleOptionTab option;
        initStyleOption(&option, tab);
        style()->drawControl(QStyle::CE_TabBarTabShape, &option, &painter, this);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter.setPen(selected ? palette().color(QPalette::WindowText) : toneColor(Tone::Muted, palette()));
        painter.drawText(option.rect, Qt::AlignCenter, option.text);
        if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
            QStyleOptionFocusRect focus;
            focus.initFrom(this);
            focus.rect = option.rect.adjusted(2, 4, -2, -4);
            style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
        }
    }
}

void InspectorTabs::resizeEvent(QResizeEvent *event)
{
    QTabBar::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        setIconSize(iconSize()); // lays the tabs out anew
}

} // namespace Roomscope
