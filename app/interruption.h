// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>

namespace Roomscope {

/// Makes SIGINT and SIGTERM end a long operation cleanly instead of the process, and shows its progress on a terminal.
/// If the operation continues, for example in a write that blocks, the system's default action ends the process soon
/// after. One at a time, in the main thread.
class Interruption final
{
public:
    Interruption();
    ~Interruption();
    Q_DISABLE_COPY_MOVE(Interruption)

    /// The function returns false once a signal has arrived.
    [[nodiscard]] std::function<bool(qint64 done, qint64 total)> progress() const;
};

} // namespace Roomscope
