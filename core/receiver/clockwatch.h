// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace Roomscope {

/// Notices that the machine slept, or that its clock was set, by comparing two clocks: the wall clock, and one that
/// only runs while the machine does. Pure; any thread.
class ClockWatch final
{
public:
    struct Jump
    {
        qint64 fromUs = 0; ///< Wall clock at the last look.
        qint64 toUs = 0;   ///< And now; before fromUs when the clock was set back.
    };

    static constexpr qint64 smallestJumpUs = 10'000'000;

    /// To be called every few seconds with both clocks, microseconds.
    [[nodiscard]] std::optional<Jump> look(qint64 wallUs, qint64 runningUs);

private:
    qint64 m_wallUs = 0; ///< 0: never looked.
    qint64 m_runningUs = 0;
};

} // namespace Roomscope
