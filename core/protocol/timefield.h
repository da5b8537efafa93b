// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringView>

#include <optional>

namespace Roomscope {

/// The unit of a time since 1970 in a whole number.
enum class TimeUnit : quint8 { Seconds, Milliseconds, Microseconds, Nanoseconds };

/// Returns the unit in which the number is a time between 1973 and 5138; `documented` for smaller numbers.
[[nodiscard]] TimeUnit timeUnitOf(qint64 time, TimeUnit documented);
[[nodiscard]] qint64 millisecondsOf(qint64 time, TimeUnit unit);

/// A time in a field.
struct FieldTime
{
    qint64 timeMs = 0; ///< Milliseconds since 1970.
    TimeUnit unit = TimeUnit::Milliseconds;
};

/// Returns the time in the field at that path of a body, "EventInfo.EventMsTs", or in that parameter of a URL; `value`
/// is its raw text. Nothing when the catalogue has no time there, or the value is none.
[[nodiscard]] std::optional<FieldTime> timeInField(QStringView path, const QByteArray &value);

} // namespace Roomscope
