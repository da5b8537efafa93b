// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace Roomscope {

/// A span of time in which a receiver was listening.
struct ListeningPeriod
{
    qint64 fromUs = 0; ///< Microseconds since 1970, UTC.
    qint64 toUs = 0;   ///< The last sign of life when the period has no proper end.
    bool open = false; ///< Still listening, or ended by a crash.
    QString url;
};

/// A span of time in which no receiver was listening: events in it are not known.
struct ListeningGap
{
    qint64 fromUs = 0; ///< Microseconds since 1970, UTC.
    qint64 toUs = 0;   ///< The largest number: it has not ended.

    friend bool operator==(const ListeningGap &, const ListeningGap &) = default;
};

/// Returns the gaps between and after the periods, oldest first. Periods must be in the order of their beginnings;
/// those of several sessions may overlap. listeningSinceUs: the beginning of the present period, which may be missing
/// in the list; nothing when nobody listens now.
[[nodiscard]] QList<ListeningGap> listeningGaps(const QList<ListeningPeriod> &periods,
                                                std::optional<qint64> listeningSinceUs);

} // namespace Roomscope
