// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/words/tone.h"

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QString>

class QWidget;

namespace Roomscope {

/// Readable on the palette's grounds, selected ones included, light or dark: texts with a contrast of at least 4.5,
/// faint marks of 3.
[[nodiscard]] QColor toneColor(Tone tone, const QPalette &palette);
/// A quiet ground of that colour; all texts stay readable on it.
[[nodiscard]] QColor groundOf(const QColor &color, const QPalette &palette);
/// Of two opaque colours, from 1 to 21, as the WCAG define it.
[[nodiscard]] double contrast(const QColor &one, const QColor &other);
[[nodiscard]] bool isDark(const QPalette &palette);
/// Gives the widget's text that colour; anew after each change of the palette.
void setTextTone(QWidget *widget, Tone tone);

/// The colour of a member's disc and bars: the same for the same id, white text is readable on it.
[[nodiscard]] QColor memberColor(const QString &member, const QPalette &palette);
/// One or two letters for the disc, "#" for an id of digits.
[[nodiscard]] QString memberInitials(const QString &member);

/// An icon of resources/icons (name without ".svg"), filled with the palette's text colour, disabled and selected
/// states included, sharp at every device pixel ratio.
[[nodiscard]] QIcon paletteIcon(const QString &name);
/// The same in one given colour, for delegates.
void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color);

/// The user's choice; System follows the desktop.
enum class ColorScheme : quint8 { System, Light, Dark };
/// Sets style and palette of the application (Qt 6.4 has no scheme of its own; the system's is asked for).
void applyColorScheme(ColorScheme scheme);

} // namespace Roomscope
