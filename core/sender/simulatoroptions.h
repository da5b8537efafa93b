// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <optional>

namespace Roomscope {

/// What `roomscope simulate` and the demo send, and where. Defines the defaults and limits.
struct SimulatorOptions
{
    QUrl url;                 ///< The receiver; the vendor's query parameters are appended.
    double rate = 5;          ///< Callbacks a second, after the rooms have been opened within the first second.
    int rooms = 6;            ///< At most maximumRooms.
    int seats = 8;            ///< In every room, at most maximumSeats.
    quint64 seed = 1;         ///< The same seed gives the same traffic.
    qint64 count = 0;         ///< Number of callbacks, duplicates included; 0: until stopped.
    double duplicates = 0.01; ///< Share of callbacks that are sent twice.
    double late = 0.02;       ///< Share of callbacks that are held back until newer ones are sent.
    QString sdkAppId = QStringLiteral("1400000001");
    QByteArray token; ///< Signs every request when set.
    QByteArray
        fingerprint; ///< SHA-256 of a certificate to trust whoever issued it; hexadecimal, with or without colons.

    static constexpr double minimumRate = 0.01;
    static constexpr double maximumRate = 100'000;
    static constexpr int maximumRooms = 10'000;
    static constexpr int maximumSeats = 1'000;
    static constexpr double maximumShare = 0.25;
    static constexpr int maximumTokenLength = 128; ///< The vendor's limit (647/69528).

    /// Returns what makes the options unusable.
    [[nodiscard]] std::optional<Error> problem() const;
};

} // namespace Roomscope
