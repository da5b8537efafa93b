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
    qint64 toUs = 0;   ///< The last sign of life when it has not ended properly.
    bool open = false; ///< Still listening, or ended by a crash.
    QString url;
};

/// A span of time in which no receiver was listening: what happened in it is not known.
struct ListeningGap
{
    qint64 fromUs = 0; ///< Microseconds since 1970, UTC.
    qint64 toUs = 0;   ///< The largest number: it has not ended.

    friend bool operator==(const ListeningGap &, const ListeningGap &) = default;
};

/// What lies between and behind the periods, oldest first. They come in the order of their beginnings; those of several
/// sessions in one may lie within each other. listeningSinceUs: when the present one began, which may not be among them
/// yet; nothing when nobody listens now.
[[nodiscard]] QList<ListeningGap> listeningGaps(const QList<ListeningPeriod> &periods,
                                                std::optional<qint64> listeningSinceUs);

} // namespace Roomscope
