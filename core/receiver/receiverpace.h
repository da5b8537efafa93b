// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Roomscope {

/// Pacing of batches and timeouts. Constants except for tests.
struct ReceiverPace
{
    qsizetype unsentCallbacks = 5000;           ///< With more, the reader gets a range of ids instead.
    qsizetype unsentBytes = 64 * 1024 * 1024;   ///< Likewise.
    std::chrono::milliseconds batchPause {16};  ///< Between two batches for the reader.
    std::chrono::milliseconds linger {2'000};   ///< For the peer to read the last answer and to close.
    std::chrono::milliseconds patience {1'500}; ///< With a journal that does not respond; senders wait for 2 s.
};

} // namespace Roomscope
