// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringView>

namespace Roomscope {

/// Translated name and value of one field of a callback.
struct EventFact
{
    QString name;
    QString value;
};
/// Returns the fields that were sent, except seats, which the changes describe.
[[nodiscard]] QList<EventFact> eventFields(const Event &event);

/// Returns "2025-11-30 11:33:20.123 +08:00" for a field that holds a time, see timeInField(); empty for other fields.
[[nodiscard]] QString timeWords(QStringView path, const QByteArray &value);

/// Returns the counters of a dismissal in one line, "412 entries · 37 gifts"; empty when none were sent.
[[nodiscard]] QString statisticText(const RoomStatistic &statistic);

} // namespace Roomscope
