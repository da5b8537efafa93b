// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QByteArray>

namespace Roomscope {

/// Returns the line of a stored callback for `serve` and the NDJSON export, without the line end.
[[nodiscard]] QByteArray callbackJson(const AppliedCallback &applied);
/// Returns the lines of several callbacks, each with its line end.
[[nodiscard]] QByteArray callbackLines(const QList<AppliedCallback> &batch);

/// Returns the output of `rooms`: all rooms in the store, or those with one id. atUs: the time of the state.
[[nodiscard]] QByteArray roomsJson(const RoomStore &rooms, qint64 atUs, const QString &onlyRoom = {});

} // namespace Roomscope
