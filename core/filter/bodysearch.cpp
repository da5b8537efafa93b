// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/bodysearch.h"

#include "core/filter/filter.h"

#include <algorithm>

namespace Roomscope {

bool BodyHits::contains(qsizetype text, qint64 callbackId) const
{
    return size_t(text) < m_ids.size()
        && std::binary_search(m_ids[size_t(text)].begin(), m_ids[size_t(text)].end(), callbackId);
}

BodySearch::BodySearch(const Filter &filter)
{
    for (const QList<Wildcard> &values : filter.bodyTexts())
        m_texts.emplace_back(values);
}

BodySearch::Result BodySearch::find(const JournalReader &reader, std::span<const qint64> ids,
                                    const std::stop_token &stop) const
{
    Result result;
    result.hits.m_ids.resize(m_texts.size());
    for (size_t text = 0; text < m_texts.size(); ++text) {
        if (m_texts[text].isInEmptyBody())
            result.hits.m_ids[text].assign(ids.begin(), ids.end());
    }
    result.failure = reader.forEachBody(ids, [&](qint64 id, QByteArrayView body) {
        for (size_t text = 0; text < m_texts.size(); ++text) {
            if (!m_texts[text].isInEmptyBody() && m_texts[text].isIn(body))
                result.hits.m_ids[text].push_back(id);
        }
        return !stop.stop_requested();
    });
    for (std::vector<qint64> &found : result.hits.m_ids)
        std::sort(found.begin(), found.end());
    return result;
}

} // namespace Roomscope
