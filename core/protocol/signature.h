// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Roomscope {

/// Whether a request was signed with our secret. Pure; any thread.
///
/// Callbacks (647/64412, 647/118333): the parameter `Sign` is the SHA-256 of the token followed by `RequestTime`, in
/// hexadecimal. It covers neither the body nor the path. RTC event callbacks (647/39558): the header field `Sign` is
/// the HMAC-SHA256 of the body with the key, in base64; it covers no time.
struct SignatureCheck
{
    enum class Result : quint8 {
        Right,
        Missing, ///< No `Sign`.
        Stale,   ///< `Sign` matches, but `RequestTime` is too far from our clock, or no valid time.
        Wrong,   ///< `Sign` does not match.
    };

    Result result = Result::Missing;
    QByteArray given;      ///< As sent.
    QByteArray expected;   ///< Secret: anybody who knows it can sign for that second, or that body.
    QString requestTime;   ///< As sent.
    qint64 ageSeconds = 0; ///< Arrival minus RequestTime; negative when our clock is behind. 0 when there is no time.
    bool hasAge = false;

    /// Compares in constant time, and hexadecimal digits without case.
    [[nodiscard]] static SignatureCheck of(const QString &sign, const QString &requestTime, const QByteArray &token,
                                           qint64 receivedUs, int toleranceSeconds);
    /// Checks an RTC event callback; never Stale.
    [[nodiscard]] static SignatureCheck ofBody(const QByteArray &sign, const QByteArray &body, const QByteArray &key);
};

} // namespace Roomscope
