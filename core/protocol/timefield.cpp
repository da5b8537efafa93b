// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/timefield.h"

#include "core/payload/json.h"

#include <QLatin1StringView>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct TimeField
{
    QLatin1StringView path;
    TimeUnit unit;
};

// Of the catalogue of callbacks.
constexpr std::array timeFields {
    TimeField {"EventTime"_L1, TimeUnit::Milliseconds},
    TimeField {"CallbackTs"_L1, TimeUnit::Milliseconds},
    TimeField {"EventInfo.EventMsTs"_L1, TimeUnit::Milliseconds},
    TimeField {"EventInfo.EventTs"_L1, TimeUnit::Seconds},
    TimeField {"RoomInfo.CreateTime"_L1, TimeUnit::Seconds},
    TimeField {"RoomInfo.ScheduleStartTime"_L1, TimeUnit::Seconds},
    TimeField {"RoomInfo.ScheduleEndTime"_L1, TimeUnit::Seconds},
    TimeField {"CreateTime"_L1, TimeUnit::Seconds},
    TimeField {"StartTime"_L1, TimeUnit::Seconds},
    TimeField {"EndTime"_L1, TimeUnit::Seconds},
    TimeField {"GiftWater.Time"_L1, TimeUnit::Seconds},
    TimeField {"MsgTime"_L1, TimeUnit::Seconds},
    TimeField {"RequestTime"_L1, TimeUnit::Seconds},
};

const TimeField *find(QStringView path)
{
    const auto *const found = std::find_if(timeFields.begin(), timeFields.end(),
                                           [path](const TimeField &field) { return field.path == path; });
    return found == timeFields.end() ? nullptr : found;
}

} // namespace

TimeUnit timeUnitOf(qint64 time, TimeUnit documented)
{
    constexpr qint64 least = 100'000'000; // seconds
    if (time < least)
        return documented;
    if (time < least * 1000)
        return TimeUnit::Seconds;
    if (time < least * 1'000'000)
        return TimeUnit::Milliseconds;
    return time < least * 1'000'000'000 ? TimeUnit::Microseconds : TimeUnit::Nanoseconds;
}

qint64 millisecondsOf(qint64 time, TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Seconds: return time * 1000;
    case TimeUnit::Milliseconds: break;
    case TimeUnit::Microseconds: return time / 1000;
    case TimeUnit::Nanoseconds: return time / 1'000'000;
    }
    return time;
}

std::optional<FieldTime> timeInField(QStringView path, const QByteArray &value)
{
    const TimeField *const field = find(path);
    if (!field)
        return {};
    const auto parsed = JsonText::parse(value, JsonText::Grammar::Strict);
    const auto *const json = std::get_if<JsonText>(&parsed);
    const std::optional<qint64> time = json ? json->root().toInteger() : std::nullopt;
    if (!time || *time <= 0)
        return {};
    const TimeUnit unit = timeUnitOf(*time, field->unit);
    return FieldTime {.timeMs = millisecondsOf(*time, unit), .unit = unit};
}

} // namespace Roomscope
