// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/doctor.h"

#include <QByteArray>

namespace Roomscope {

/// What to report: all rooms, or those with one id.
struct DoctorScope
{
    QString room; ///< Empty: all.
    RuleSwitches rules;

    [[nodiscard]] bool includes(const RoomKey &key) const { return room.isEmpty() || key.room == room; }
    [[nodiscard]] bool includes(const Finding &finding) const
    {
        return includes(finding.room) && rules.isOn(finding.rule);
    }
    /// Oldest first.
    [[nodiscard]] QList<Finding> findings(const Doctor &doctor) const;
};

/// "#12, #15".
[[nodiscard]] QString evidenceText(const Finding &finding);
/// "agrees", "ahead", "behind" or "unknown".
[[nodiscard]] QLatin1StringView clockName(SenderClock::State state);

/// Returns the doctor's report at `atUs` (microseconds since 1970), one object, indented. Times are ISO 8601 UTC.
[[nodiscard]] QByteArray doctorJson(const Doctor &doctor, qint64 atUs, const DoctorScope &scope);
/// Returns the catalogue: a list of {"rule", "title", "severity", "loss", "sentence"}.
[[nodiscard]] QByteArray rulesJson();

} // namespace Roomscope
