// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/protocol/receiveroptions.h"

#include <QByteArray>
#include <QByteArrayView>

namespace Roomscope {

/// The answer to everything that is accepted or flagged.
[[nodiscard]] const QByteArray &okAnswer();
/// The answer to everything else; the error code is the HTTP status.
[[nodiscard]] QByteArray failAnswer(int status, const QString &sentence);
/// The sentence of a failAnswer(); empty for other answers.
[[nodiscard]] QString failReason(const QByteArray &answer);
/// What follows an answer's status in its first line (RFC 9110 15); empty for those that are never answered.
[[nodiscard]] QByteArrayView reasonPhrase(int status);

/// Decides about a framed request: fills in verdict and reply from head, body and receivedUs, and the peer when a
/// trusted proxy tells of another. Pure; any thread.
void judge(Callback &callback, const ReceiverOptions &options);
/// The same for a request that was refused before it was whole.
void judgeRefused(Callback &callback, Rejection rejection, int status, const QString &sentence,
                  const ReceiverOptions &options);

} // namespace Roomscope
