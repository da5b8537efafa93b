// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/reception/receiveroptions.h"

namespace Roomscope {

/// Sets verdict and reply of a framed request from head, body and receivedUs, and the peer if a trusted proxy reports
/// another one. Pure; any thread.
void judge(Callback &callback, const ReceiverOptions &options);
/// Sets verdict and reply of a request that was refused before it was complete, and the peer likewise.
void judgeRefused(Callback &callback, Rejection rejection, int status, const QString &sentence,
                  const ReceiverOptions &options);

} // namespace Roomscope
