// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <optional>

namespace Roomscope {

/// How much of the journal is kept; the oldest callbacks are removed first. The only definition of the defaults
/// (everything is kept) and of their validation. The setters change nothing if the value is invalid.
struct RetentionPolicy
{
    int keepDays = 0;     ///< Callbacks that arrived more days ago are removed; 0: none.
    qint64 keepBytes = 0; ///< Approximate limit of the journal's size on disk; 0: no limit.

    static constexpr int mostDays = 36'500;
    static constexpr qint64 leastBytes = 1 << 20;

    [[nodiscard]] bool isOn() const { return keepDays > 0 || keepBytes > 0; }

    /// Expects a whole number; 0 disables the limit.
    [[nodiscard]] std::optional<Error> setKeepDays(QStringView text);
    /// Expects a number of bytes, or a number followed by K, M, G or T (powers of 1024); 0 disables the limit.
    [[nodiscard]] std::optional<Error> setKeepBytes(QStringView text);

    friend bool operator==(const RetentionPolicy &, const RetentionPolicy &) = default;
};

/// Parses "1500", "200K", "1.5G", "2 GiB" (powers of 1024); returns std::nullopt if it is not a size.
[[nodiscard]] std::optional<qint64> bytesFromText(QStringView text);
/// Returns the shortest text that bytesFromText() parses to the same value: "200M".
[[nodiscard]] QString textFromBytes(qint64 bytes);

} // namespace Roomscope
