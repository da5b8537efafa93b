// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/passingrows.h"

namespace Roomscope {

PassingRows passingRows(const TimelinePage &page, const std::vector<qsizetype> &candidates, const Filter &filter,
                        const BodySearch &bodies, const JournalReader &journal, const std::stop_token &stop)
{
    using Decision = Filter::Decision;
    const Filter ofPage = filter.renewed();
    std::vector<Decision> decisions;
    decisions.reserve(candidates.size());
    std::vector<qint64> undecided; // callbacks
    for (const qsizetype row : candidates) {
        const TimelineRow &candidate = page.row(row);
        decisions.push_back(ofPage.decide(candidate, page.texts()));
        if (decisions.back() == Decision::BodyDecides
            && (undecided.empty() || undecided.back() != candidate.callbackId))
            undecided.push_back(candidate.callbackId);
    }
    BodySearch::Result found;
    if (!undecided.empty())
        found = bodies.find(journal, undecided, stop);
    PassingRows result {.rows = {}, .failure = found.failure};
    for (size_t i = 0; i < candidates.size(); ++i) {
        if (decisions[i] == Decision::Passes
            || (decisions[i] == Decision::BodyDecides
                && ofPage.matches(page.row(candidates[i]), page.texts(), found.hits)))
            result.rows.push_back(candidates[i]);
    }
    return result;
}

} // namespace Roomscope
