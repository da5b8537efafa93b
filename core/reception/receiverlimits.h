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

/// What a peer may take of our memory and time.
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

/// One row for each limit: the one home of its name, default and range, for command line, settings and documents.
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
    QLatin1StringView answer; ///< What a peer gets that exceeds it.
};

/// The limits that are in force. A value; any thread.
class ReceiverLimits final
{
public:
    ReceiverLimits();

    [[nodiscard]] static const std::array<LimitDescription, limitCount> &descriptions();
    [[nodiscard]] static const LimitDescription &description(Limit limit) { return descriptions()[size_t(limit)]; }

    /// Bytes, a number, or milliseconds.
    [[nodiscard]] qint64 operator[](Limit limit) const { return m_values[size_t(limit)]; }
    [[nodiscard]] std::chrono::milliseconds time(Limit limit) const
    {
        return std::chrono::milliseconds((*this)[limit]);
    }

    /// Reads a number as a person writes it, seconds with or without decimals. Nothing has changed when it is none or
    /// out of range.
    [[nodiscard]] std::optional<Error> set(Limit limit, QStringView text);
    /// What set() reads.
    [[nodiscard]] QString text(Limit limit) const;

    friend bool operator==(const ReceiverLimits &, const ReceiverLimits &) = default;

private:
    std::array<qint64, limitCount> m_values {};
};

/// How often the receiver had to defend itself since it was started. A value; any thread.
struct ReceiverCounters
{
    std::array<qint64, limitCount> exceeded {}; ///< By Limit.
    qint64 handshakesRefused = 0;
    qint64 folded = 0; ///< Rejected requests that have no row of their own.

    friend bool operator==(const ReceiverCounters &, const ReceiverCounters &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::ReceiverCounters)
