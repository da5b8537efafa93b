// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

/// A word of a filter that finds exactly that value: `room:rid-123`, `room:"my room"`.
[[nodiscard]] QString filterTerm(const QString &key, const QString &value);
/// The expression with the word added, or unchanged when it is in it.
[[nodiscard]] QString withFilterTerm(const QString &expression, const QString &term);

} // namespace Roomscope
