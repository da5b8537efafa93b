// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Roomscope {

/// "2026-11-23T21:14:03.418Z", or with microseconds; UTC. Microseconds since 1970 in.
[[nodiscard]] QByteArray isoMilliseconds(qint64 timeUs);
[[nodiscard]] QByteArray isoMicroseconds(qint64 timeUs);

/// Reads ISO 8601, UTC when no zone is given: a date, or date and time with up to six decimals of a second.
[[nodiscard]] std::optional<qint64> timeFromIso(const QString &text);

/// Now, microseconds since 1970, UTC.
[[nodiscard]] qint64 nowUs();

} // namespace Roomscope
