// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFlags>
#include <QMetaType>
#include <QString>

namespace Roomscope {

/// What was suspicious about a callback that was still accepted.
enum class Flag : quint16 {
    Duplicate = 0x01,       ///< Same application, command, room, EventTime and body as an earlier one; changed nothing.
    Late = 0x02,            ///< Older, by EventTime, than something already applied; the older part was not applied.
    Recovered = 0x04,       ///< The body was not valid JSON, but could be parsed tolerantly.
    CommandMismatch = 0x08, ///< URL and body name different commands; the one in the body is used.
    Unsigned = 0x10,        ///< A token is set, but the request carries no Sign.
    StaleSignature = 0x20,  ///< Sign matches, but RequestTime is more than a minute away from our clock.
    ClockSkew = 0x40,       ///< EventTime lies in our future and cannot be used.
    EmptyBody = 0x80,       ///< A POST without a body, as consoles send to probe a URL.
    TimeUnit = 0x100,       ///< EventTime has another unit than the documented one, and was converted from it.
    NoEventTime = 0x200,    ///< EventTime is missing, or no valid time.
    Incomplete = 0x400,     ///< A part of the body could not be read, see Event::problems.
};
Q_DECLARE_FLAGS(Flags, Flag)
Q_DECLARE_OPERATORS_FOR_FLAGS(Flags)

/// Why a request was not accepted; Tls: the handshake failed, so there was no request. Rejected callbacks never change
/// a room.
enum class Rejection : quint8 { None, SdkAppId, Signature, Malformed, TooLarge, Method, Path, Tls };

/// The flags that RoomStore::apply() determines anew each time; their stored values are ignored.
constexpr Flags flagsOfInterpretation
    = Flag::Duplicate | Flag::Late | Flag::ClockSkew | Flag::TimeUnit | Flag::NoEventTime | Flag::Incomplete;

/// Accepted, flagged or rejected, and why. All flags but flagsOfInterpretation come from the receiver and are stored
/// with the callback.
struct Verdict
{
    Flags flags;
    Rejection rejection = Rejection::None;

    [[nodiscard]] bool isRejected() const { return rejection != Rejection::None; }
    [[nodiscard]] bool isAccepted() const { return !isRejected() && !flags; }

    /// "accepted", "flagged:late,recovered" or "rejected:sdkappid": the stable words of CSV, NDJSON and filters.
    [[nodiscard]] QString toString() const;
    /// The inverse of toString(); ignores unknown words.
    [[nodiscard]] static Verdict fromString(QStringView text);

    friend bool operator==(const Verdict &, const Verdict &) = default;
};

} // namespace Roomscope
