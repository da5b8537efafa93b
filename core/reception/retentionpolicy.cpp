// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reception/retentionpolicy.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr QStringView units = u"KMGT";

} // namespace

std::optional<qint64> bytesFromText(QStringView text)
{
    QStringView number = text.trimmed();
    if (number.endsWith(u'B', Qt::CaseInsensitive))
        number.chop(1);
    if (number.endsWith(u'i', Qt::CaseInsensitive))
        number.chop(1);
    double factor = 1;
    if (!number.isEmpty()) {
        if (const qsizetype unit = units.indexOf(number.back().toUpper()); unit >= 0) {
            factor = std::pow(1024, unit + 1);
            number.chop(1);
        }
    }
    bool isNumber = false;
    const double bytes = number.trimmed().toDouble(&isNumber) * factor;
    constexpr double most = 1e18;
    if (!isNumber || !(bytes >= 0) || bytes > most) // also what is not a number at all
        return {};
    return qint64(bytes);
}

QString textFromBytes(qint64 bytes)
{
    qsizetype unit = 0;
    while (bytes > 0 && bytes % 1024 == 0 && unit < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    const QString number = QString::number(bytes);
    return unit == 0 ? number : QString(number + units[unit - 1]);
}

std::optional<Error> RetentionPolicy::setKeepDays(QStringView text)
{
    bool isNumber = false;
    const int days = text.trimmed().toInt(&isNumber);
    if (!isNumber || days < 0 || days > mostDays)
        return Error {ErrorKind::NotKeepDays, {text.toString(), mostDays}};
    keepDays = days;
    return {};
}

std::optional<Error> RetentionPolicy::setKeepBytes(QStringView text)
{
    const std::optional<qint64> bytes = bytesFromText(text);
    if (!bytes || (*bytes > 0 && *bytes < leastBytes))
        return Error {ErrorKind::NotKeepBytes, {text.toString(), textFromBytes(leastBytes)}};
    keepBytes = *bytes;
    return {};
}

} // namespace Roomscope
