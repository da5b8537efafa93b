// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"

#include <QList>
#include <QString>

namespace Roomscope {

/// What a callback says, field by field, in words (tr()): name and value.
struct EventFact
{
    QString name;
    QString value;
};
/// Of everything but seats, which the changes tell; only what was sent.
[[nodiscard]] QList<EventFact> eventFacts(const Event &event);

/// The counters of a dismissal in one line, "412 entries · 37 gifts"; empty when none was sent.
[[nodiscard]] QString statisticText(const RoomStatistic &statistic);

/// "EnterRoom (103)"; a number that is not known stays one.
[[nodiscard]] QString rtcEventText(qint64 eventType);

} // namespace Roomscope
