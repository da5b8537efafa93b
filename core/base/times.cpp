// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/times.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <chrono>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// The years 1 to 9999, which have four digits.
constexpr qint64 firstPlainUs = -62'135'596'800'000'000;
constexpr qint64 endOfPlainUs = 253'402'300'800'000'000;

/// By hand: QDateTime takes microseconds, and an export writes millions.
QByteArray isoSeconds(qint64 timeUs)
{
    using namespace std::chrono;
    if (timeUs < firstPlainUs || timeUs >= endOfPlainUs) {
        const qint64 seconds = (timeUs - (timeUs < 0 ? 999'999 : 0)) / 1'000'000;
        return QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc()).toString(u"yyyy-MM-ddTHH:mm:ss").toLatin1();
    }
    const auto time = floor<seconds>(sys_time<microseconds>(microseconds(timeUs)));
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    QByteArray text = "0000-00-00T00:00:00"_ba;
    const auto put = [&text](qsizetype end, auto number) {
        for (auto rest = qint64(number); rest > 0; rest /= 10)
            text[end--] = char('0' + rest % 10);
    };
    put(3, int(date.year()));
    put(6, unsigned(date.month()));
    put(9, unsigned(date.day()));
    put(12, clock.hours().count());
    put(15, clock.minutes().count());
    put(18, clock.seconds().count());
    return text;
}

QByteArray fraction(qint64 timeUs, qint64 unit, int digits)
{
    const qint64 rest = ((timeUs % 1'000'000) + 1'000'000) % 1'000'000 / unit;
    return QByteArray::number(rest).rightJustified(digits, '0');
}

/// The moment at which clocks of that zone show this; milliseconds since 1970, local ones as if they were UTC.
qint64 momentOf(qint64 localMs, const QTimeZone &zone, Occurrence occurrence)
{
    constexpr qint64 dayMs = 86'400'000;
    const auto offsetAt = [&zone](qint64 ms) {
        return zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc())) * 1000LL;
    };
    const qint64 withOlder = localMs - offsetAt(localMs - dayMs);
    const qint64 withNewer = localMs - offsetAt(localMs + dayMs);
    const bool isOlder = withOlder + offsetAt(withOlder) == localMs;
    const bool isNewer = withNewer + offsetAt(withNewer) == localMs;
    if (isOlder && isNewer)
        return occurrence == Occurrence::First ? std::min(withOlder, withNewer) : std::max(withOlder, withNewer);
    if (isOlder || isNewer)
        return isOlder ? withOlder : withNewer;
    const QDateTime behind = QDateTime::fromMSecsSinceEpoch(std::max(withOlder, withNewer) + 1, QTimeZone::utc());
    return zone.previousTransition(behind).atUtc.toMSecsSinceEpoch();
}

} // namespace

QByteArray isoMilliseconds(qint64 timeUs)
{
    return isoSeconds(timeUs) + '.' + fraction(timeUs, 1000, 3) + 'Z';
}

QByteArray isoMicroseconds(qint64 timeUs)
{
    return isoSeconds(timeUs) + '.' + fraction(timeUs, 1, 6) + 'Z';
}

QByteArray isoMilliseconds(qint64 timeUs, const QTimeZone &zone)
{
    if (zone == QTimeZone::utc())
        return isoMilliseconds(timeUs);
    const int offset = zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(timeUs / 1000, QTimeZone::utc()));
    if (offset == 0 && zone.id() == "UTC")
        return isoMilliseconds(timeUs);
    const auto twoDigits = [](int number) { return QByteArray::number(number).rightJustified(2, '0'); };
    const int minutes = std::abs(offset) / 60;
    return isoMilliseconds(timeUs + offset * 1'000'000LL).chopped(1) + (offset < 0 ? '-' : '+')
        + twoDigits(minutes / 60) + ':' + twoDigits(minutes % 60);
}

IsoClock::IsoClock(const QTimeZone &zone)
    : m_zone(zone)
{
}

QByteArrayView IsoClock::milliseconds(qint64 timeUs)
{
    constexpr qsizetype digits = 17; // "2026-11-23T21:14:03.418": before the seconds
    constexpr qint64 minuteUs = 60'000'000;
    if (timeUs < firstPlainUs || timeUs >= endOfPlainUs) {
        m_isOfMinute = false;
        m_text = isoMilliseconds(timeUs, m_zone);
        return m_text;
    }
    const qint64 minute = (timeUs - firstPlainUs) / minuteUs;
    const qint64 withinMs = (timeUs - firstPlainUs) % minuteUs / 1000;
    if (minute != m_minute || !m_isOfMinute) {
        // An offset may change within a minute, or have seconds: the first moment and the last one tell.
        const qint64 beginUs = firstPlainUs + minute * minuteUs;
        m_text = isoMilliseconds(beginUs, m_zone);
        m_minute = minute;
        m_isOfMinute = m_text.mid(digits, 6) == "00.000"
            && isoMilliseconds(beginUs + minuteUs - 1000, m_zone) == QByteArray(m_text).replace(digits, 6, "59.999");
        if (!m_isOfMinute) {
            m_text = isoMilliseconds(timeUs, m_zone);
            return m_text;
        }
    }
    char *const at = m_text.data() + digits;
    const auto put = [](char *end, qint64 number, int count) {
        for (; count > 0; --count, number /= 10)
            *--end = char('0' + number % 10);
    };
    put(at + 2, withinMs / 1000, 2);
    put(at + 6, withinMs % 1000, 3);
    return m_text;
}

std::optional<qint64> timeFromIso(const QString &text, const QTimeZone &zone, Occurrence occurrence)
{
    // QDateTime keeps milliseconds only, and takes a time without a zone for one of this machine's.
    static const QRegularExpression form(u"^(\\d{4}-\\d\\d-\\d\\d)(?:[T ](\\d\\d:\\d\\d(?::\\d\\d)?)(?:[.,](\\d+))?\\s*"
                                         "(Z|[+-]\\d\\d(?::?\\d\\d)?)?)?$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return {};
    const QString timeOfDay = match.hasCaptured(2) ? match.captured(2) : u"00:00"_s;
    const QString offset = match.captured(4).toUpper();
    const QString isoText = match.captured(1) + u'T' + timeOfDay + (offset.isEmpty() ? u"Z"_s : offset);
    const QDateTime time = QDateTime::fromString(isoText, Qt::ISODate);
    if (!time.isValid())
        return {};
    const qint64 fractionUs = match.captured(3).left(6).leftJustified(6, u'0').toLongLong();
    const qint64 ms = time.toMSecsSinceEpoch();
    return (offset.isEmpty() ? momentOf(ms, zone, occurrence) : ms) * 1000 + fractionUs;
}

std::optional<QTimeZone> zoneFromName(const QString &name)
{
    if (name.compare("UTC"_L1, Qt::CaseInsensitive) == 0 || name == "Z"_L1)
        return QTimeZone::utc();
    if (name.compare("local"_L1, Qt::CaseInsensitive) == 0)
        return QTimeZone::systemTimeZone();
    static const QRegularExpression offset(u"^([+-])(\\d\\d?):?(\\d\\d)?$"_s);
    if (const QRegularExpressionMatch match = offset.match(name); match.hasMatch()) {
        const int minutes = match.captured(3).toInt();
        const int seconds = match.captured(2).toInt() * 3600 + minutes * 60;
        const QTimeZone zone(match.captured(1) == "-"_L1 ? -seconds : seconds);
        return zone.isValid() && minutes < 60 ? std::optional(zone) : std::nullopt;
    }
    // QTimeZone takes a word that names no zone, "KST", for a rule of POSIX with an offset of 0.
    static const QRegularExpression areaAndCity(u"^[A-Za-z]+(/[A-Za-z0-9_+-]+)+$"_s);
    if (!areaAndCity.match(name).hasMatch())
        return {};
    const QTimeZone zone(name.toUtf8());
    return zone.isValid() ? std::optional(zone) : std::nullopt;
}

QDateTime utcDateTime(qint64 timeUs)
{
    return QDateTime::fromMSecsSinceEpoch(timeUs / 1000, QTimeZone::utc());
}

qint64 nowUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace Roomscope
