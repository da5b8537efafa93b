// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QByteArray>

namespace Roomscope {

/// The line that `serve` prints for a stored callback and that the NDJSON export writes; without the line end.
[[nodiscard]] QByteArray callbackJson(const AppliedCallback &applied);
/// The lines of several callbacks, each with its line end.
[[nodiscard]] QByteArray callbackLines(const QList<AppliedCallback> &batch);

/// What `rooms` prints: all rooms, or those of one id, as they are in the store. atUs: the moment shown.
[[nodiscard]] QByteArray roomsJson(const RoomStore &rooms, qint64 atUs, const QString &onlyRoom = {});

} // namespace Roomscope
