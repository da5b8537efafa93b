// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Roomscope {

/// Meanings that colours stand for (see toneColor()); always beside a shape or a word, never alone. Faint is for marks
/// that are not set, not for texts.
enum class Tone : quint8 { Accent, Good, Warning, Bad, Muted, Faint };

/// Shapes of the receiver's mark, so that its state can be told without colours.
enum class MarkShape : quint8 { Dot, Ring, Square, Triangle };

} // namespace Roomscope
