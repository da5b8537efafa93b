// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QLatin1StringView>

#include <optional>

namespace Roomscope {

/// How much of a request's body its record has: a request that is refused before it is whole is read no further, and
/// only the beginning of it is kept. No body in the record does not mean that there was none.
struct KeptBody
{
    bool isWhole = true;
    std::optional<qint64> announced; ///< Bytes, by Content-Length; nothing when it did not say.
};
/// Follows from head, verdict and answer of the record. Pure; any thread.
[[nodiscard]] KeptBody keptBody(const Callback &callback);

/// How the sentences begin that refuse a body of which something has come, before its end.
constexpr QLatin1StringView chunksRefusal("chunked body");
constexpr QLatin1StringView unfinishedRefusal("requests that have not come in whole");

} // namespace Roomscope
