// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/reception/receiveroptions.h"

namespace Roomscope {

/// Decides about a framed request: fills in verdict and reply from head, body and receivedUs, and the peer when a
/// trusted proxy tells of another. Pure; any thread.
void judge(Callback &callback, const ReceiverOptions &options);
/// The same for a request that was refused before it was whole.
void judgeRefused(Callback &callback, Rejection rejection, int status, const QString &sentence,
                  const ReceiverOptions &options);

} // namespace Roomscope
