// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace Roomscope {

/// Returns the edit distance: the fewest letters to add, remove, replace or swap with their neighbour. Ignores case.
[[nodiscard]] int wordDistance(QStringView a, QStringView b);
/// Returns the most similar of the words; there must be at least one. Ignores case.
[[nodiscard]] QString nearestWord(const QString &word, const QStringList &words);

} // namespace Roomscope
