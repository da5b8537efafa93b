// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace Roomscope {

/// Detects that the machine slept, or that its clock was set, by comparing the wall clock with one that runs only while
/// the machine does. Pure; any thread.
class ClockWatch final
{
public:
    struct Jump
    {
        qint64 fromUs = 0; ///< Wall clock at the previous call.
        qint64 toUs = 0;   ///< Wall clock now; before fromUs when the clock was set back.
    };

    static constexpr qint64 smallestJumpUs = 10'000'000;

    /// Must be called every few seconds with both clocks, microseconds.
    [[nodiscard]] std::optional<Jump> look(qint64 wallUs, qint64 runningUs);

private:
    qint64 m_wallUs = 0; ///< 0: not called yet.
    qint64 m_runningUs = 0;
};

} // namespace Roomscope
