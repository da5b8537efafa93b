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

/// Those of the candidates, ascending, that the filter passes. bodies is made of that filter; the journal, opened by
/// the thread that asks, is read only where a body decides. After a stop the result is of no use. Any thread.
[[nodiscard]] PassingRows passingRows(const TimelinePage &page, const std::vector<qsizetype> &candidates,
                                      const Filter &filter, const BodySearch &bodies, const JournalReader &journal,
                                      const std::stop_token &stop = {});

} // namespace Roomscope
