// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace Roomscope {

/// "2026-11-23T21:14:03.418Z", or with microseconds; UTC. Microseconds since 1970 in.
[[nodiscard]] QByteArray isoMilliseconds(qint64 timeUs);
[[nodiscard]] QByteArray isoMicroseconds(qint64 timeUs);
/// The same moment as clocks of that zone show it, "2026-11-23T22:14:03.418+01:00"; with Z when that is UTC.
[[nodiscard]] QByteArray isoMilliseconds(qint64 timeUs, const QTimeZone &zone);

/// isoMilliseconds() for many moments, of which most are in the same minute as the one before. A value; one thread at a
/// time.
class IsoClock final
{
public:
    explicit IsoClock(const QTimeZone &zone);

    /// There until the next call.
    [[nodiscard]] QByteArrayView milliseconds(qint64 timeUs);

private:
    QTimeZone m_zone;
    QByteArray m_text;
    qint64 m_minute = 0;
    bool m_isOfMinute = false; ///< In m_minute, only the digits of the seconds change.
};

/// Which of two moments a time means that clocks show twice, as when they are set back.
enum class Occurrence : quint8 { First, Last };

/// Reads ISO 8601: a date, or date and time with decimals of a second, of which six are kept. zone: when the text names
/// none; a time that its clocks leave out is the moment at which they go on.
[[nodiscard]] std::optional<qint64> timeFromIso(const QString &text, const QTimeZone &zone = QTimeZone::utc(),
                                                Occurrence occurrence = Occurrence::First);

/// "UTC", "local", a name like "Asia/Seoul" or "+09:00"; nothing for all else, abbreviations like KST, too.
[[nodiscard]] std::optional<QTimeZone> zoneFromName(const QString &name);

/// For the arguments of an Error. To the millisecond.
[[nodiscard]] QDateTime utcDateTime(qint64 timeUs);

/// Now, microseconds since 1970, UTC.
[[nodiscard]] qint64 nowUs();

} // namespace Roomscope
