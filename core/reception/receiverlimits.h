// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QLatin1StringView>
#include <QMetaType>
#include <QString>

#include <array>
#include <chrono>
#include <optional>

namespace Roomscope {

/// Limits on the memory and time that a peer may use.
enum class Limit : quint8 {
    Head,
    Target,
    Headers,
    Body,
    Connections,
    ConnectionsPerPeer,
    FirstByteTime,
    HeadTime,
    BodyTime,
    IdleTime,
    AnswerTime,
    UnreadAnswers,
    Unfinished,
};
constexpr size_t limitCount = size_t(Limit::Unfinished) + 1;

/// The only definition of each limit's name, default and range, for command line, settings and documents.
struct LimitDescription
{
    enum class Unit : quint8 { Number, Bytes, Seconds };

    Limit limit;
    QLatin1StringView option; ///< Without the dashes.
    Unit unit;
    qint64 usual; ///< The default; times in milliseconds.
    qint64 least;
    qint64 most;
    QLatin1StringView what;   ///< What is limited: "The largest body".
    QLatin1StringView answer; ///< The reply to a peer that exceeds it.
};

/// The limits in force. A value; any thread.
class ReceiverLimits final
{
public:
    ReceiverLimits();

    [[nodiscard]] static const std::array<LimitDescription, limitCount> &descriptions();
    [[nodiscard]] static const LimitDescription &description(Limit limit) { return descriptions()[size_t(limit)]; }

    /// Returns bytes, a number, or milliseconds.
    [[nodiscard]] qint64 operator[](Limit limit) const { return m_values[size_t(limit)]; }
    [[nodiscard]] std::chrono::milliseconds time(Limit limit) const
    {
        return std::chrono::milliseconds((*this)[limit]);
    }

    /// Parses a number as a user types it, seconds with or without decimals. Changes nothing if it is invalid or out of
    /// range.
    [[nodiscard]] std::optional<Error> set(Limit limit, QStringView text);
    /// Returns the text that set() parses.
    [[nodiscard]] QString text(Limit limit) const;

    friend bool operator==(const ReceiverLimits &, const ReceiverLimits &) = default;

private:
    std::array<qint64, limitCount> m_values {};
};

/// How often the receiver applied a limit or a refusal since it was started. A value; any thread.
struct ReceiverCounters
{
    std::array<qint64, limitCount> exceeded {}; ///< By Limit.
    qint64 handshakesRefused = 0;
    qint64 folded = 0; ///< Rejected requests that have no row of their own.

    friend bool operator==(const ReceiverCounters &, const ReceiverCounters &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::ReceiverCounters)
