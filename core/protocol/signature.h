// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Roomscope {

/// Whether a request was signed with our token (647/64412, 647/118333): `Sign` is the SHA-256 of the token followed by
/// `RequestTime`, in hexadecimal. It covers neither the body nor the path. Pure; any thread.
struct SignatureCheck
{
    enum class Result : quint8 {
        Right,
        Missing, ///< No `Sign`.
        Stale,   ///< It matches, but `RequestTime` is too far from our clock, or no time at all.
        Wrong,   ///< It does not match.
    };

    Result result = Result::Missing;
    QByteArray given;      ///< As sent.
    QByteArray expected;   ///< Lower-case hexadecimal; anybody who knows it can sign for that second.
    QString requestTime;   ///< As sent.
    qint64 ageSeconds = 0; ///< Arrival minus RequestTime; negative when our clock is behind. 0 when there is no time.
    bool hasAge = false;

    /// Compared in constant time, without regard to the case of hexadecimal digits.
    [[nodiscard]] static SignatureCheck of(const QString &sign, const QString &requestTime, const QByteArray &token,
                                           qint64 receivedUs, int toleranceSeconds);
};

} // namespace Roomscope
