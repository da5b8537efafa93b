// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <optional>

namespace Roomscope {

/// What `roomscope simulate` and the demo send, and where. The one home of its defaults and of its limits.
struct SimulatorOptions
{
    QUrl url;                 ///< The receiver; the parameters of the vendor are put behind it.
    double rate = 5;          ///< Callbacks a second, after the rooms have been opened within the first second.
    int rooms = 6;            ///< At most maximumRooms.
    int seats = 8;            ///< In every room, at most maximumSeats.
    quint64 seed = 1;         ///< The same seed gives the same traffic.
    qint64 count = 0;         ///< Callbacks in all, duplicates included; 0: until stopped.
    double duplicates = 0.01; ///< Share of callbacks that are sent twice.
    double late = 0.02;       ///< Share of callbacks that are held back until newer ones have gone out.
    QString sdkAppId = QStringLiteral("1400000001");
    QByteArray token;       ///< Signs every request when set.
    QByteArray fingerprint; ///< SHA-256 of a certificate to trust whoever vouches for it; hexadecimal, colons or not.

    static constexpr double minimumRate = 0.01;
    static constexpr double maximumRate = 100'000;
    static constexpr int maximumRooms = 10'000;
    static constexpr int maximumSeats = 1'000;
    static constexpr double maximumShare = 0.25;
    static constexpr int maximumTokenLength = 128; ///< The vendor's limit (647/69528).

    /// What makes the options unusable.
    [[nodiscard]] std::optional<Error> problem() const;
};

} // namespace Roomscope
