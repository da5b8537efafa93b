// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/words/tone.h"

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QString>

class QWidget;

namespace Roomscope {

/// Returns a colour that is readable on the palette's backgrounds, selected ones included, light or dark: a contrast of
/// at least 4.5 for text, 3 for faint marks.
[[nodiscard]] QColor toneColor(Tone tone, const QPalette &palette);
/// Returns a muted background of that colour; all text stays readable on it.
[[nodiscard]] QColor groundOf(const QColor &color, const QPalette &palette);
/// Returns the WCAG contrast of two opaque colours, from 1 to 21.
[[nodiscard]] double contrast(const QColor &one, const QColor &other);
[[nodiscard]] bool isDark(const QPalette &palette);
/// Sets the colour of the widget's text; call it again after each change of the palette.
void setTextTone(QWidget *widget, Tone tone);

/// Returns the colour of a member's disc and bars: always the same for an id; white text is readable on it.
[[nodiscard]] QColor memberColor(const QString &member, const QPalette &palette);
/// Returns one or two letters for the disc, "#" for an id of digits.
[[nodiscard]] QString memberInitials(const QString &member);

/// Returns an icon of resources/icons (name without ".svg") in the palette's text colour, with disabled and selected
/// states, sharp at every device pixel ratio.
[[nodiscard]] QIcon paletteIcon(const QString &name);
/// Paints an icon of resources/icons in one colour, for delegates.
void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color);

/// The user's choice; System follows the desktop.
enum class ColorScheme : quint8 { System, Light, Dark };
/// Sets style and palette of the application. Qt 6.4 has no colour scheme of its own, so System asks the desktop.
void applyColorScheme(ColorScheme scheme);

} // namespace Roomscope
