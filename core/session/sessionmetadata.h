// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/payload/json.h"
#include "core/rooms/interpretation.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace Roomscope {

/// What belongs to the callbacks of a session without being in one of them. It travels with them. A value; any thread.
///
///     {"reading":{"order":"event-time","seatLists":"auto"},
///      "listening":[{"from":"2026-11-23T21:00:00.000000Z","to":"2026-11-23T23:12:09.120512Z","url":"http://127.0.0.1:8480/"}]}
///
/// Missing members mean that nothing is known. Unknown members are ignored.
struct SessionMetadata
{
    std::optional<Interpretation> interpretation; ///< How the callbacks were read into rooms.
    QList<ListeningPeriod> listening; ///< In their order; all of them have ended, at the latest by being handed over.

    [[nodiscard]] QByteArray toJson() const;
    /// Of a value that is missing: nothing is known. An error is about what cannot be used.
    [[nodiscard]] static Result<SessionMetadata> fromJson(const JsonValue &object);
};

} // namespace Roomscope
