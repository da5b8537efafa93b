// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/timelinemodel.h"

#include <QString>
#include <QStringList>

namespace Roomscope {

/// Returns a value as written after a key: in quotes if necessary.
[[nodiscard]] QString filterValue(const QString &value);
/// Returns a term that finds exactly that value: `room:rid-123`, `room:"my room"`.
[[nodiscard]] QString filterTerm(const QString &key, const QString &value);
/// Returns a term that finds each of the values.
[[nodiscard]] QString filterTerm(const QString &key, const QStringList &values);
/// Returns a term that finds the value of a cell, such as `room:rid-123` or `delay>=40ms`; for the time, lines received
/// then or later. Empty if the cell is empty.
[[nodiscard]] QString cellFilterTerm(const TimelineLine &line, int column);
/// Returns the different values of a key ("room", "user", …) in the last rows, the newest first; at most a few hundred.
[[nodiscard]] QStringList filterValues(const QString &key, const Timeline &timeline);
/// Returns the expression with the missing terms added. Each replaces its opposite and, unless it excludes, an earlier
/// term with its key, because a line is in one room only. If terms are joined by OR or the like, all stay.
[[nodiscard]] QString withFilterTerm(const QString &expression, const QString &term);

} // namespace Roomscope
