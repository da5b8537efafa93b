// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/signature.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace Roomscope {

namespace {

/// Takes the same time wherever the texts differ.
bool isSame(const QByteArray &expected, const QByteArray &given)
{
    if (expected.size() != given.size())
        return false;
    int difference = 0;
    for (qsizetype i = 0; i < expected.size(); ++i)
        difference |= expected[i] ^ given[i];
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
    else if (!isSame(check.expected, check.given.toLower()))
        check.result = Result::Wrong;
    else if (!check.hasAge || std::abs(receivedUs - seconds * second) > toleranceSeconds * second)
        check.result = Result::Stale;
    else
        check.result = Result::Right;
    return check;
}

SignatureCheck SignatureCheck::ofBody(const QByteArray &sign, const QByteArray &body, const QByteArray &key)
{
    SignatureCheck check {
        .given = sign,
        .expected = QMessageAuthenticationCode::hash(body, key, QCryptographicHash::Sha256).toBase64(),
    };
    check.result = sign.isEmpty() ? Result::Missing : isSame(check.expected, sign) ? Result::Right : Result::Wrong;
    return check;
}

} // namespace Roomscope
