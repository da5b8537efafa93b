// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace Roomscope {

/// What must hold whatever comes; the fuzzer keeps the input for which it does not.
inline void require(bool condition)
{
    if (!condition)
        std::abort();
}

inline QByteArray fuzzed(const uint8_t *data, size_t size)
{
    return {reinterpret_cast<const char *>(data), qsizetype(size)};
}

} // namespace Roomscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
