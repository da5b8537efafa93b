// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

#include <optional>

namespace Roomscope {

/// The certificate that peers see.
struct CertificateSummary
{
    QString subject;
    QByteArray fingerprint;  ///< SHA-256 of the certificate, hexadecimal with colons.
    qint64 expiresMs = 0;    ///< Since 1970, UTC.
    bool selfSigned = false; ///< Created by Roomscope.

    friend bool operator==(const CertificateSummary &, const CertificateSummary &) = default;
};

/// The result of a POST from the receiver to its own address.
struct SelfTest
{
    qint64 atUs = 0;
    qint64 durationUs = 0;      ///< Until it was stored and answered.
    std::optional<Error> error; ///< Nothing when it was answered.

    friend bool operator==(const SelfTest &, const SelfTest &) = default;
};

/// Whether callbacks can be received and stored right now. A value; any thread.
struct ReceiverStatus
{
    enum class State : quint8 {
        Stopped,
        Starting,
        Listening,
        AddressInUse,
        CannotListen,
        CertificateRefused, ///< Our certificate cannot be used for TLS; nobody listens.
        NotAnswering,       ///< Listening, but the self-test failed.
        DiskFull,           ///< Listening if there is a url, but every callback is answered 503.
        Following,          ///< Another process receives into this session, at the url if it listens; nobody does here.
        JournalFailed,      ///< Like DiskFull; or the journal could not be opened, and nobody listens.
    };
    State state = State::Stopped;
    QString url;                                   ///< Where it listens, with the actual port; empty when it does not.
    std::optional<Error> error;                    ///< What is wrong; also whom it follows.
    qint64 sinceUs = 0;                            ///< Microseconds since 1970, UTC.
    std::optional<CertificateSummary> certificate; ///< None without TLS.
    QList<Error> warnings;                         ///< What will be wrong soon.
    std::optional<SelfTest> selfTest;              ///< The last one since it listens.

    [[nodiscard]] bool isReceiving() const { return state == State::Listening; }

    friend bool operator==(const ReceiverStatus &, const ReceiverStatus &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::ReceiverStatus)
