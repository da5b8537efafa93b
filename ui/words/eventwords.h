// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringView>

namespace Roomscope {

/// What a callback says, field by field, in words (tr()): name and value.
struct EventFact
{
    QString name;
    QString value;
};
/// Of everything but seats, which the changes tell; only what was sent.
[[nodiscard]] QList<EventFact> eventFields(const Event &event);

/// "2025-11-30 11:33:20.123 +08:00" for a field that says when something was, see timeInField(); empty for all others.
[[nodiscard]] QString timeWords(QStringView path, const QByteArray &value);

/// The counters of a dismissal in one line, "412 entries · 37 gifts"; empty when none was sent.
[[nodiscard]] QString statisticText(const RoomStatistic &statistic);

} // namespace Roomscope
