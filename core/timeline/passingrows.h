// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/bodysearch.h"
#include "core/filter/filter.h"
#include "core/timeline/timelinepage.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace Roomscope {

/// Rows of a page, ascending.
struct PassingRows
{
    std::vector<qsizetype> rows;
    std::optional<Error> failure; ///< Bodies that could not be read; they count as empty ones.
};

/// Returns those of the ascending candidates that pass the filter. `bodies` is made from that filter; the journal,
/// opened by the calling thread, is read only where a body decides. After a stop the result is not usable. Any thread.
[[nodiscard]] PassingRows passingRows(const TimelinePage &page, const std::vector<qsizetype> &candidates,
                                      const Filter &filter, const BodySearch &bodies, const JournalReader &journal,
                                      const std::stop_token &stop = {});

} // namespace Roomscope
