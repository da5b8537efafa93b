// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/pagefile.h"
#include "core/timeline/timelinepage.h"

#include <memory>

namespace Roomscope {

/// A page in memory, packed, or in the session's file. A value; load() in any thread.
struct PageSource
{
    PageSummary summary;
    qint64 firstNumber = 0;
    std::shared_ptr<const TimelinePage> page; ///< While it is in memory.
    QByteArray packed;                        ///< Set when the page cannot be stored.

    [[nodiscard]] qint64 endNumber() const { return firstNumber + summary.rows; }
    /// Returns null when the page cannot be read. `file` is the session's, opened by the calling thread. Reuses the
    /// memory of `into`; the caller must be its only owner.
    [[nodiscard]] std::shared_ptr<const TimelinePage>
    load(const PageFile &file, std::shared_ptr<TimelinePage> into = std::make_shared<TimelinePage>()) const;
};

} // namespace Roomscope
