// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QLatin1StringView>

#include <optional>

namespace Roomscope {

/// How much of a request's body its record contains: a request that is rejected before its end is read no further, and
/// only the beginning of its body is kept. A record without a body does not mean that there was none.
struct KeptBody
{
    bool isWhole = true;
    std::optional<qint64> announced; ///< Bytes, by Content-Length; nothing when that was missing.
};
/// Derived from head, verdict and reply of the record. Pure; any thread.
[[nodiscard]] KeptBody keptBody(const Callback &callback);

/// The first words of the sentences that reject a body after its first byte and before its end.
constexpr QLatin1StringView chunksRefusal("chunked body");
constexpr QLatin1StringView unfinishedRefusal("requests that have not come in whole");

} // namespace Roomscope
