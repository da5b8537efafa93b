// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <rapidjson/error/error.h>

#include <cstddef>

// Only for the sources of this folder; no others include RapidJSON.
namespace Roomscope {

inline constexpr size_t maximumJsonDepth = 200;

/// Returns the reason of a JsonError.
[[nodiscard]] QString jsonErrorReason(rapidjson::ParseErrorCode code, bool atEnd);

} // namespace Roomscope
