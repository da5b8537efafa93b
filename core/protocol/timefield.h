// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringView>

#include <optional>

namespace Roomscope {

/// What a whole number counts that stands for a moment, since 1970.
enum class TimeUnit : quint8 { Seconds, Milliseconds, Microseconds, Nanoseconds };

/// By its size: the unit in which it is a time between 1973 and 5138; what is smaller is as documented.
[[nodiscard]] TimeUnit timeUnitOf(qint64 time, TimeUnit documented);
[[nodiscard]] qint64 millisecondsOf(qint64 time, TimeUnit unit);

/// A moment that a field says.
struct FieldTime
{
    qint64 timeMs = 0; ///< Milliseconds since 1970.
    TimeUnit unit = TimeUnit::Milliseconds;
};

/// What the field at that path of a body, "EventInfo.EventMsTs", or that parameter of a URL says; value: as it stands
/// there. Nothing when the catalogue has no time in it, or the value is none.
[[nodiscard]] std::optional<FieldTime> timeInField(QStringView path, const QByteArray &value);

} // namespace Roomscope
