// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/bodytext.h"
#include "core/journal/journalreader.h"

#include <span>
#include <stop_token>
#include <vector>

namespace Roomscope {

class Filter;

/// Which callbacks have the texts of a filter in their bodies. A value.
class BodyHits final
{
public:
    BodyHits() = default; ///< None.

    /// text: an index in Filter::bodyTexts().
    [[nodiscard]] bool contains(qsizetype text, qint64 callbackId) const;

private:
    friend class BodySearch;
    std::vector<std::vector<qint64>> m_ids; ///< A list a text, ascending.
};

/// Looks for the texts of a filter in the bodies of many callbacks at once. A value; any number of threads, each with
/// a reader of its own.
class BodySearch final
{
public:
    explicit BodySearch(const Filter &filter);

    struct Result
    {
        BodyHits hits;
        std::optional<Error> failure; ///< Bodies that cannot be read count as empty ones.
    };
    /// ids: of the callbacks to be looked at, ascending; what is not stored has an empty body. Costs least when they
    /// are near each other: they are read in blocks of a few hundred. After a stop, in milliseconds, the result is of
    /// no use.
    [[nodiscard]] Result find(const JournalReader &reader, std::span<const qint64> ids,
                              const std::stop_token &stop = {}) const;

private:
    std::vector<BodyText> m_texts;
};

} // namespace Roomscope
