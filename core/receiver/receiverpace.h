// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Roomscope {

/// How batches are paced and how long we wait for ourselves. Constants but for tests.
struct ReceiverPace
{
    qsizetype unsentCallbacks = 5000;           ///< Beyond it the reader is told a range of ids instead.
    qsizetype unsentBytes = 64 * 1024 * 1024;   ///< Likewise.
    std::chrono::milliseconds batchPause {16};  ///< Between two batches for the reader.
    std::chrono::milliseconds linger {2'000};   ///< For the peer to read the last answer and to hang up.
    std::chrono::milliseconds patience {1'500}; ///< With a journal that does not answer; senders wait for 2 s.
};

} // namespace Roomscope
