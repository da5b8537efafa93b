// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"
#include "core/protocol/callback.h"
#include "core/protocol/event.h"
#include "core/protocol/requesthead.h"

#include <optional>

namespace Roomscope {

/// The event of a callback, and what decoding adds to its verdict.
struct Decoded
{
    Event event;
    Flags flags;                    ///< Recovered, CommandMismatch and EmptyBody only.
    std::optional<JsonError> error; ///< Set when the body is unreadable; the callback is rejected as malformed.
};

/// Pure: the same bytes give the same event. Parses strictly first; a body that is not valid JSON is parsed again with
/// comments, extra commas and missing commas between members allowed (faults of the vendor's own pages).
[[nodiscard]] Decoded decodeEvent(const CallbackParameters &parameters, const QByteArray &body);
[[nodiscard]] Decoded decodeEvent(const Callback &callback);
/// Decodes only what a verdict needs: leaves out the rooms and the content, except that of an RTC event.
[[nodiscard]] Decoded decodeEnvelope(const CallbackParameters &parameters, const QByteArray &body);

/// Returns the names of fields that the catalogue does not list for the body's command, "SeatList.Colour": they are
/// kept and shown, but have no meaning here. Empty for an unknown command.
[[nodiscard]] QStringList unknownFields(const QByteArray &body);

/// Whether the catalogue contains a field of that name, for any command and at any depth.
[[nodiscard]] bool isFieldName(const QByteArray &name);

/// Returns the ErrorCode of a reply to a before-callback; nothing for all others, or when the reply is not JSON.
[[nodiscard]] std::optional<qint64> decisionOf(const Event &event, const Reply &reply);

/// Whether the catalogue contains the command, under its name or an alias.
[[nodiscard]] bool isKnownCommand(QStringView command);

} // namespace Roomscope
