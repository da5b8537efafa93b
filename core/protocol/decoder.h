// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"
#include "core/protocol/callback.h"
#include "core/protocol/event.h"
#include "core/protocol/requesthead.h"

#include <optional>

namespace Roomscope {

/// What a callback says, and what decoding it has to add to its verdict.
struct Decoded
{
    Event event;
    Flags flags;                    ///< Recovered, CommandMismatch and EmptyBody only.
    std::optional<JsonError> error; ///< Set when the body is unreadable: rejected as malformed.
};

/// Pure: the same bytes give the same event. Reads strictly first; a body that is not valid JSON is read once more
/// with comments, spare commas and missing commas between members allowed (faults of the vendor's own pages).
[[nodiscard]] Decoded decodeEvent(const CallbackParameters &parameters, const QByteArray &body);
[[nodiscard]] Decoded decodeEvent(const Callback &callback);
/// The same, but content (other than of an RTC event) and rooms are left out: what a verdict needs.
[[nodiscard]] Decoded decodeEnvelope(const CallbackParameters &parameters, const QByteArray &body);

/// Names of fields that the catalogue does not have for the command of the body, "SeatList.Colour": they are kept and
/// shown, and mean nothing here. Nothing for a command that is not known itself.
[[nodiscard]] QStringList unknownFields(const QByteArray &body);

/// Whether a field of that name stands in the catalogue, of whatever command and depth.
[[nodiscard]] bool isFieldName(const QByteArray &name);

/// The ErrorCode of a reply to a before-callback; nothing for all others, or when the reply is not JSON.
[[nodiscard]] std::optional<qint64> decisionOf(const Event &event, const Reply &reply);

/// Whether the command stands in the catalogue, under its name or an alias.
[[nodiscard]] bool isKnownCommand(QStringView command);

} // namespace Roomscope
