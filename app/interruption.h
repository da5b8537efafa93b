// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>

namespace Roomscope {

/// Lets SIGINT and SIGTERM end a long piece of work in good order instead of the process, and shows on a terminal how
/// far it is. Work that goes on all the same, such as a write that nobody reads, is ended by the system's own action
/// soon after. One at a time, in the main thread.
class Interruption final
{
public:
    Interruption();
    ~Interruption();
    Q_DISABLE_COPY_MOVE(Interruption)

    /// Answers false once a signal has come.
    [[nodiscard]] std::function<bool(qint64 done, qint64 total)> progress() const;
};

} // namespace Roomscope
