// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/signature.h"

#include <QCryptographicHash>

namespace Roomscope {

namespace {

/// Takes the same time wherever the texts differ.
bool isSameHex(const QByteArray &expected, const QByteArray &given)
{
    if (expected.size() != given.size())
        return false;
    int difference = 0;
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const char c = given[i];
        difference |= expected[i] ^ (c >= 'A' && c <= 'F' ? c | 0x20 : c);
    }
    return difference == 0;
}

} // namespace

SignatureCheck SignatureCheck::of(const QString &sign, const QString &requestTime, const QByteArray &token,
                                  qint64 receivedUs, int toleranceSeconds)
{
    constexpr qint64 second = 1'000'000;
    constexpr qint64 latest = 253'402'300'799; // the end of the year 9999
    SignatureCheck check {
        .given = sign.toUtf8(),
        .expected
        = QCryptographicHash::hash(QByteArray(token + requestTime.toUtf8()), QCryptographicHash::Sha256).toHex(),
        .requestTime = requestTime,
    };
    bool isNumber = false;
    const qint64 seconds = requestTime.toLongLong(&isNumber);
    check.hasAge = isNumber && seconds > 0 && seconds <= latest;
    if (check.hasAge)
        check.ageSeconds = receivedUs / second - seconds;
    if (sign.isEmpty())
        check.result = Result::Missing;
    else if (!isSameHex(check.expected, check.given))
        check.result = Result::Wrong;
    else if (!check.hasAge || std::abs(receivedUs - seconds * second) > toleranceSeconds * second)
        check.result = Result::Stale;
    else
        check.result = Result::Right;
    return check;
}

} // namespace Roomscope
