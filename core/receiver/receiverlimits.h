// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Roomscope {

/// What a peer may take of our time and memory, and how batches are paced. Constants but for tests.
struct ReceiverLimits
{
    int connections = 1024;
    qsizetype unsentCallbacks = 5000;          ///< Beyond it the reader is told a range of ids instead.
    std::chrono::milliseconds batchPause {16}; ///< Between two batches for the reader.
    std::chrono::milliseconds idle {75'000};   ///< A kept connection without a request.
    std::chrono::milliseconds head {10'000};   ///< From the first byte of a request to the end of its head.
    std::chrono::milliseconds body {30'000};
    std::chrono::milliseconds linger {2'000};   ///< For the peer to read the last answer and to hang up.
    std::chrono::milliseconds patience {1'500}; ///< With a journal that does not answer; senders wait for 2 s.
};

} // namespace Roomscope
