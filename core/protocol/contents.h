// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"

namespace Roomscope {

class Body;

// Decode the body of one command each; the decoder's table names them. Pure; any thread.
[[nodiscard]] EventContent seatInfoChanged(const Body &body);
[[nodiscard]] EventContent roomCreated(const Body &body);
[[nodiscard]] EventContent roomUpdated(const Body &body);
[[nodiscard]] EventContent roomDismissed(const Body &body);
[[nodiscard]] EventContent membersEntered(const Body &body);
[[nodiscard]] EventContent membersLeft(const Body &body);
[[nodiscard]] EventContent memberStateChanged(const Body &body);
[[nodiscard]] EventContent ownerChanged(const Body &body);
[[nodiscard]] EventContent adminsChanged(const Body &body);
[[nodiscard]] EventContent battleCreated(const Body &body);
[[nodiscard]] EventContent battleStarted(const Body &body);
[[nodiscard]] EventContent battleEnded(const Body &body);
[[nodiscard]] EventContent giftRequested(const Body &body);
[[nodiscard]] EventContent messageSent(const Body &body);
[[nodiscard]] EventContent metadataSet(const Body &body);
[[nodiscard]] EventContent metadataDeleted(const Body &body);
[[nodiscard]] EventContent recordingChanged(const Body &body);
[[nodiscard]] EventContent followAdded(const Body &body);
[[nodiscard]] EventContent followDeleted(const Body &body);
[[nodiscard]] EventContent quotaAlert(const Body &body);
[[nodiscard]] EventContent rtcEvent(const Body &body);

} // namespace Roomscope
