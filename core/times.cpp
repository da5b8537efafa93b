// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/times.h"

#include <QDateTime>
#include <QRegularExpression>
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

std::optional<qint64> timeFromIso(const QString &text, const QTimeZone &zone)
{
    // QDateTime keeps milliseconds only: the decimals are read apart.
    static const QRegularExpression decimals(u"^(.*:\\d\\d)[.,](\\d{1,6})(.*)$"_s);
    QString rest = text.trimmed();
    qint64 fractionUs = 0;
    if (const QRegularExpressionMatch match = decimals.match(rest); match.hasMatch()) {
        fractionUs = match.captured(2).leftJustified(6, u'0').toLongLong();
        rest = match.captured(1) + match.captured(3);
    }
    QDateTime time = QDateTime::fromString(rest, Qt::ISODate);
    if (!time.isValid())
        return {};
    if (time.timeSpec() == Qt::LocalTime)
        time.setTimeZone(zone);
    return time.toSecsSinceEpoch() * 1'000'000 + fractionUs;
}

std::optional<QTimeZone> zoneFromName(const QString &name)
{
    if (name.compare("UTC"_L1, Qt::CaseInsensitive) == 0 || name == "Z"_L1)
        return QTimeZone::utc();
    if (name.compare("local"_L1, Qt::CaseInsensitive) == 0)
        return QTimeZone::systemTimeZone();
    static const QRegularExpression offset(u"^([+-])(\\d\\d?):?(\\d\\d)?$"_s);
    if (const QRegularExpressionMatch match = offset.match(name); match.hasMatch()) {
        const int seconds = match.captured(2).toInt() * 3600 + match.captured(3).toInt() * 60;
        const QTimeZone zone(match.captured(1) == "-"_L1 ? -seconds : seconds);
        return zone.isValid() ? std::optional(zone) : std::nullopt;
    }
    const QTimeZone zone(name.toUtf8());
    return zone.isValid() ? std::optional(zone) : std::nullopt;
}

qint64 nowUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace Roomscope
