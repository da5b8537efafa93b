// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <optional>

namespace Roomscope {

/// How much of the journal is kept; the oldest callbacks are removed first. The one home of the defaults (everything is
/// kept) and of their validation. The setters change nothing when the value is wrong.
struct RetentionPolicy
{
    int keepDays = 0;     ///< Callbacks that arrived longer ago are removed; 0: never.
    qint64 keepBytes = 0; ///< About so large may the journal be on the disk; 0: no limit.

    static constexpr int mostDays = 36'500;
    static constexpr qint64 leastBytes = 1 << 20;

    [[nodiscard]] bool isOn() const { return keepDays > 0 || keepBytes > 0; }

    /// A whole number; 0 switches it off.
    [[nodiscard]] std::optional<Error> setKeepDays(QStringView text);
    /// A number of bytes, or with K, M, G or T behind it (of 1024); 0 switches it off.
    [[nodiscard]] std::optional<Error> setKeepBytes(QStringView text);

    friend bool operator==(const RetentionPolicy &, const RetentionPolicy &) = default;
};

/// "1500", "200K", "1.5G", "2 GiB"; nothing when it is no size. Powers of 1024.
[[nodiscard]] std::optional<qint64> bytesFromText(QStringView text);
/// The shortest form bytesFromText() reads back: "200M".
[[nodiscard]] QString textFromBytes(qint64 bytes);

} // namespace Roomscope
