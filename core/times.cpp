// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/times.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <chrono>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QByteArray isoSeconds(qint64 timeUs)
{
    const qint64 seconds = (timeUs - (timeUs < 0 ? 999'999 : 0)) / 1'000'000;
    return QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc()).toString(u"yyyy-MM-ddTHH:mm:ss").toLatin1();
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

std::optional<qint64> timeFromIso(const QString &text)
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
        time.setTimeZone(QTimeZone::utc());
    return time.toSecsSinceEpoch() * 1'000'000 + fractionUs;
}

qint64 nowUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace Roomscope
