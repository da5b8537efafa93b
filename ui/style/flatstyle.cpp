// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/flatstyle.h"

#include "ui/style/appearance.h"
#include "ui/style/paintparts.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

#include <algorithm>

namespace Roomscope {

using namespace Qt::StringLiterals;

FlatStyle::FlatStyle()
    : QProxyStyle(u"Fusion"_s)
{
}

void FlatStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const
{
    const QPalette &palette = option->palette;
    const QColor hairline = palette.color(QPalette::Mid);
    const QColor accent = toneColor(Tone::Accent, palette);
    const QRectF rect = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    switch (element) {
    case PE_FrameFocusRect: {
        painter->setPen(QPen(accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4);
        break;
    }
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool: {
        const bool flat = element == PE_PanelButtonTool;
        const bool enabled = option->state.testFlag(State_Enabled);
        const bool down = option->state.testFlag(State_Sunken);
        const bool on = option->state.testFlag(State_On);
        const bool hover = enabled && option->state.testFlag(State_MouseOver);
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const bool isDefault = button && button->features.testFlag(QStyleOptionButton::DefaultButton);
        QColor fill = palette.color(flat ? QPalette::Window : QPalette::Button);
        if (on)
            fill = palette.color(QPalette::Highlight);
        if (down)
            fill = palette.color(QPalette::Mid);
        else if (hover && !on)
            fill = palette.color(QPalette::AlternateBase);
        if (!flat || on || down || hover) {
            painter->setPen(QPen(on || (isDefault && enabled) ? accent : flat && !down ? fill : hairline, 1));
            painter->setBrush(fill);
            painter->drawRoundedRect(rect, 5, 5);
        }
        if (flat && option->state.testFlag(State_HasFocus) && option->state.testFlag(State_KeyboardFocusChange)) {
            painter->setPen(QPen(accent, 1.5));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4);
        }
        break;
    }
    case PE_PanelLineEdit:
    case PE_FrameLineEdit: {
        if (element == PE_PanelLineEdit) {
            const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            if (frame && frame->lineWidth <= 0) {
                painter->fillRect(option->rect, palette.brush(QPalette::Base));
                break;
            }
        }
        const bool focused = option->state.testFlag(State_HasFocus) && option->state.testFlag(State_Enabled);
        painter->setPen(QPen(focused ? accent : hairline, focused ? 1.5 : 1));
        painter->setBrush(element == PE_PanelLineEdit ? palette.brush(QPalette::Base) : QBrush(Qt::NoBrush));
        painter->drawRoundedRect(rect, 5, 5);
        break;
    }
    case PE_PanelItemViewItem: {
        if (!widget || !widget->property(cardsProperty).toBool()) {
            painter->restore();
            QProxyStyle::drawPrimitive(element, option, painter, widget);
            return;
        }
        const bool selected = option->state.testFlag(State_Selected);
        const bool hover = option->state.testFlag(State_MouseOver);
        const qreal radius = std::min(cardRadius, rect.height() / 6);
        if (selected) {
            painter->setPen(QPen(palette.color(QPalette::Highlight), 4));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(rect, radius, radius);
        }
        painter->setPen(selected ? QPen(accent, 1.5) : QPen(hover ? palette.color(QPalette::Dark) : hairline, 1));
        painter->setBrush(palette.brush(QPalette::Button));
        painter->drawRoundedRect(rect, radius, radius);
        break;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorRadioButton: {
        // Fusion's outline is a darker window colour, which nobody sees on a dark window.
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool enabled = option->state.testFlag(State_Enabled);
        painter->setPen(QPen(toneColor(enabled ? Tone::Muted : Tone::Faint, palette), 1));
        painter->setBrush(Qt::NoBrush);
        if (element == PE_IndicatorCheckBox)
            painter->drawRect(rect);
        else
            painter->drawEllipse(rect);
        break;
    }
    case PE_FrameStatusBarItem:
    case PE_PanelScrollAreaCorner: break;
    case PE_PanelStatusBar: {
        painter->fillRect(option->rect, palette.brush(QPalette::Window));
        painter->fillRect(QRect(option->rect.topLeft(), QSize(option->rect.width(), 1)), hairline);
        break;
    }
    case PE_FrameMenu: {
        painter->setPen(QPen(hairline, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(rect);
        break;
    }
    case PE_FrameTabBarBase: {
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), hairline);
        break;
    }
    case PE_FrameTabWidget: {
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1), hairline);
        break;
    }
    case PE_IndicatorDockWidgetResizeHandle: {
        const QRect whole = option->rect;
        const QRect line = option->state.testFlag(State_Horizontal)
            ? QRect(whole.left(), whole.center().y(), whole.width(), 1)
            : QRect(whole.center().x(), whole.top(), 1, whole.height());
        painter->fillRect(line, option->state.testFlag(State_MouseOver) ? accent : hairline);
        break;
    }
    case PE_IndicatorTabClose: {
        const bool hover = option->state.testFlag(State_MouseOver) && option->state.testFlag(State_Enabled);
        if (hover) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(hairline);
            painter->drawRoundedRect(rect, 4, 4);
        }
        QRectF cross(0, 0, 10, 10);
        cross.moveCenter(QRectF(option->rect).center());
        paintIcon(painter, cross, u"close"_s,
                  hover ? palette.color(QPalette::WindowText) : toneColor(Tone::Muted, palette));
        break;
    }
    default:
        painter->restore();
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        return;
    }
    painter->restore();
}

void FlatStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                            const QWidget *widget) const
{
    const QPalette &palette = option->palette;
    switch (element) {
    case CE_TabBarTabShape: {
        const bool selected = option->state.testFlag(State_Selected);
        const bool hover = option->state.testFlag(State_MouseOver) && option->state.testFlag(State_Enabled);
        if (selected || hover) {
            const QRect rect = option->rect;
            painter->fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2),
                              selected ? toneColor(Tone::Accent, palette) : palette.color(QPalette::Mid));
        }
        return;
    }
    case CE_TabBarTabLabel: {
        const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        if (!tab)
            break;
        QStyleOptionTab copy(*tab);
        if (!tab->state.testFlag(State_Selected))
            copy.palette.setColor(QPalette::WindowText, toneColor(Tone::Muted, palette));
        // The style reserves a frame of Fusion's shape for focus; keyboard focus is drawn over the label instead.
        copy.state &= ~State_HasFocus;
        copy.shape = tab->shape;
        QProxyStyle::drawControl(element, &copy, painter, widget);
        if (tab->state.testFlag(State_HasFocus) && tab->state.testFlag(State_KeyboardFocusChange)) {
            QStyleOptionFocusRect focus;
            focus.QStyleOption::operator=(*option);
            focus.rect = option->rect.adjusted(3, 4, -3, -4);
            proxy()->drawPrimitive(PE_FrameFocusRect, &focus, painter, widget);
        }
        return;
    }
    case CE_ToolBar: {
        painter->fillRect(option->rect, palette.brush(QPalette::Window));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          palette.color(QPalette::Mid));
        return;
    }
    case CE_FocusFrame: {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(*option);
        proxy()->drawPrimitive(PE_FrameFocusRect, &focus, painter, widget);
        return;
    }
    case CE_MenuBarEmptyArea: painter->fillRect(option->rect, palette.brush(QPalette::Window)); return;
    case CE_MenuBarItem: {
        const bool active = option->state.testFlag(State_Selected);
        painter->fillRect(option->rect, palette.brush(QPalette::Window));
        if (active) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(palette.brush(QPalette::Highlight));
            painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 2, -1, -2), 4, 4);
            painter->restore();
        }
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            int flags = Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextDontClip | Qt::TextSingleLine;
            if (!proxy()->styleHint(SH_UnderlineShortcut, option, widget, nullptr))
                flags |= Qt::TextHideMnemonic;
            proxy()->drawItemText(painter, item->rect, flags, palette, item->state.testFlag(State_Enabled), item->text,
                                  QPalette::WindowText);
        }
        return;
    }
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: {
        painter->fillRect(option->rect, palette.brush(QPalette::Base));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          palette.color(QPalette::Mid));
        return;
    }
    case CE_HeaderLabel: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (!header)
            break;
        QStyleOptionHeader copy(*header);
        copy.palette.setColor(QPalette::ButtonText, toneColor(Tone::Muted, palette));
        QProxyStyle::drawControl(element, &copy, painter, widget);
        return;
    }
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

int FlatStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_DockWidgetSeparatorExtent: return 5;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap: return 0;
    case PM_TabBarTabHSpace: return 22;
    case PM_TabBarTabVSpace: return 16;
    case PM_ToolBarFrameWidth: return 0;
    case PM_ToolBarItemMargin: return 5;
    case PM_HeaderMargin: return 8;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin: return 0;
    case PM_ToolBarItemSpacing: return 4;
    case PM_ToolBarIconSize:
    case PM_SmallIconSize:
    case PM_ButtonIconSize: return 16;
    case PM_ScrollBarExtent: return 12;
    case PM_ScrollBarSliderMin: return 28;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FlatStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                         QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_ScrollBar_Transient: return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_EtchDisabledText: return 0;
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    case SH_TabBar_PreferNoArrows: return 0;
    case SH_FocusFrame_AboveWidget: return 1;
    default: return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QRect FlatStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                const QWidget *widget) const
{
    const auto *bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider *>(option) : nullptr;
    if (!bar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    // No arrows: the slider has the whole length.
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const int length = horizontal ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int slider = length;
    if (range > 0) {
        slider = int(qint64(bar->pageStep) * length / (range + bar->pageStep));
        slider = std::min(std::max(slider, proxy()->pixelMetric(PM_ScrollBarSliderMin, bar, widget)), length);
    }
    const int start
        = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
    const auto along = [&](int from, int size) {
        const QRect rect
            = horizontal ? QRect(from, 0, size, bar->rect.height()) : QRect(0, from, bar->rect.width(), size);
        return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
    };
    switch (part) {
    case SC_ScrollBarSlider: return along(start, slider);
    case SC_ScrollBarSubPage: return along(0, start);
    case SC_ScrollBarAddPage: return along(start + slider, length - start - slider);
    case SC_ScrollBarGroove: return bar->rect;
    default: return {};
    }
}

/// The arrow stands in the line of the text, not below it.
void FlatStyle::drawMenuButton(const QStyleOptionToolButton &button, QPainter *painter, const QWidget *widget) const
{
    QStyleOptionToolButton plain = button;
    plain.features &= ~QStyleOptionToolButton::ToolButtonFeatures(QStyleOptionToolButton::HasMenu);
    QProxyStyle::drawComplexControl(CC_ToolButton, &plain, painter, widget);
    const int side = button.fontMetrics.height() * 2 / 3;
    const QRect place(button.rect.right() - side, button.rect.center().y() - side / 2 + 1, side, side);
    paintIcon(painter, visualRect(button.direction, button.rect, place), u"chevron-down"_s,
              toneColor(Tone::Muted, button.palette));
}

void FlatStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                   const QWidget *widget) const
{
    const auto *button = control == CC_ToolButton ? qstyleoption_cast<const QStyleOptionToolButton *>(option) : nullptr;
    if (button && button->features.testFlag(QStyleOptionToolButton::HasMenu)
        && !button->features.testFlag(QStyleOptionToolButton::MenuButtonPopup) && !button->text.isEmpty()) {
        drawMenuButton(*button, painter, widget);
        return;
    }
    const auto *bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider *>(option) : nullptr;
    if (!bar) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        return;
    }
    if (bar->maximum <= bar->minimum)
        return;
    const bool held = bar->state.testFlag(State_Sunken) || bar->state.testFlag(State_MouseOver);
    const QColor color = toneColor(held ? Tone::Muted : Tone::Faint, bar->palette);
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const QRectF slider = QRectF(proxy()->subControlRect(control, option, SC_ScrollBarSlider, widget));
    const QRectF thumb = horizontal ? slider.adjusted(2, 3, -2, -3) : slider.adjusted(3, 2, -3, -2);
    const qreal radius = std::min(thumb.width(), thumb.height()) / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(thumb, radius, radius);
    painter->restore();
}

QSize FlatStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                  const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ToolButton)
        result += QSize(8, 4);
    else if (type == CT_MenuBarItem)
        result.rheight() += 4;
    else if (type == CT_LineEdit)
        result.rheight() += 4;
    else if (type == CT_PushButton)
        result += QSize(14, 4);
    return result;
}

} // namespace Roomscope
