// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace Roomscope {

/// The fewest letters that are added, left out, replaced or swapped with their neighbour between the two. Case does not
/// count.
[[nodiscard]] int wordDistance(QStringView a, QStringView b);
/// The one of the words, of which there is at least one, that is written most like it. Case does not count.
[[nodiscard]] QString nearestWord(const QString &word, const QStringList &words);

} // namespace Roomscope
