// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Roomscope {

/// Meanings that colours stand for, see toneColor(). A colour always accompanies a shape or a word. Faint is for marks
/// that are not set, not for text.
enum class Tone : quint8 { Accent, Good, Warning, Bad, Muted, Faint };

/// Shapes of the receiver's mark: they distinguish its states without colours.
enum class MarkShape : quint8 { Dot, Ring, Square, Triangle };

} // namespace Roomscope
