// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <rapidjson/error/error.h>

#include <cstddef>

// For the sources of this folder, which alone know RapidJSON.
namespace Roomscope {

inline constexpr size_t maximumJsonDepth = 200;

/// The reason of a JsonError.
[[nodiscard]] QString jsonErrorReason(rapidjson::ParseErrorCode code, bool atEnd);

} // namespace Roomscope
