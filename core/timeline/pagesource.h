// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/pagefile.h"
#include "core/timeline/timelinepage.h"

#include <memory>

namespace Roomscope {

/// A page wherever it is: in memory, packed, or in the session's file. A value; load() in any thread.
struct PageSource
{
    PageSummary summary;
    qint64 firstNumber = 0;
    std::shared_ptr<const TimelinePage> page; ///< While it is in memory.
    QByteArray packed;                        ///< Where it cannot be stored.

    [[nodiscard]] qint64 endNumber() const { return firstNumber + summary.rows; }
    /// Null when it cannot be read. The file is that of the session, opened by the thread that asks.
    /// Of into, which nobody else may have, the memory is used again.
    [[nodiscard]] std::shared_ptr<const TimelinePage>
    load(const PageFile &file, std::shared_ptr<TimelinePage> into = std::make_shared<TimelinePage>()) const;
};

} // namespace Roomscope
