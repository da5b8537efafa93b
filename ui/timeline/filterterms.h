// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/timelinemodel.h"

#include <QString>
#include <QStringList>

namespace Roomscope {

/// A value as it is written behind a key: in quotes if need be.
[[nodiscard]] QString filterValue(const QString &value);
/// A word of a filter that finds exactly that value: `room:rid-123`, `room:"my room"`.
[[nodiscard]] QString filterTerm(const QString &key, const QString &value);
/// A word that finds each of the values.
[[nodiscard]] QString filterTerm(const QString &key, const QStringList &values);
/// A word that finds what a cell of the timeline shows, such as `room:rid-123` or `delay>=40ms`; of the time, what came
/// then or later. Empty when the cell shows nothing.
[[nodiscard]] QString cellFilterTerm(const TimelineLine &line, int column);
/// The different values behind a key ("room", "user", …) among the last rows, the newest first; at most a few hundred.
[[nodiscard]] QStringList filterValues(const QString &key, const Timeline &timeline);
/// The expression with the words added that are not in it. Each takes the place of its opposite and, unless it
/// excludes, of a former word with its key: a line is of one room only. Where words are joined by OR or the like all
/// stay.
[[nodiscard]] QString withFilterTerm(const QString &expression, const QString &term);

} // namespace Roomscope
