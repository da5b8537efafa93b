// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace Roomscope {

/// Format microseconds since 1970 as "2026-11-23T21:14:03.418Z", or with microseconds; UTC.
[[nodiscard]] QByteArray isoMilliseconds(qint64 timeUs);
[[nodiscard]] QByteArray isoMicroseconds(qint64 timeUs);
/// Returns the time in a zone, "2026-11-23T22:14:03.418+01:00"; with Z for UTC.
[[nodiscard]] QByteArray isoMilliseconds(qint64 timeUs, const QTimeZone &zone);

/// isoMilliseconds() for many times, most of which are in the same minute as the one before. A value; one thread at a
/// time.
class IsoClock final
{
public:
    explicit IsoClock(const QTimeZone &zone);

    /// Valid until the next call.
    [[nodiscard]] QByteArrayView milliseconds(qint64 timeUs);

private:
    QTimeZone m_zone;
    QByteArray m_text;
    qint64 m_minute = 0;
    bool m_isOfMinute = false; ///< m_text is of m_minute: only the digits of the seconds change.
};

/// Selects the first or the last moment when the clocks of a zone show a time twice, as when they are set back.
enum class Occurrence : quint8 { First, Last };

/// Parses ISO 8601: a date, or date and time with decimals of a second, of which six are kept. `zone` is for a text
/// that names none; a time that its clocks skip is the moment at which they go on.
[[nodiscard]] std::optional<qint64> timeFromIso(const QString &text, const QTimeZone &zone = QTimeZone::utc(),
                                                Occurrence occurrence = Occurrence::First);

/// Accepts "UTC", "local", a name like "Asia/Seoul", or "+09:00"; returns nothing for anything else, including
/// abbreviations like KST.
[[nodiscard]] std::optional<QTimeZone> zoneFromName(const QString &name);

/// For the arguments of an Error. To the millisecond.
[[nodiscard]] QDateTime utcDateTime(qint64 timeUs);

/// Now, microseconds since 1970, UTC.
[[nodiscard]] qint64 nowUs();

} // namespace Roomscope
