// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/bodytext.h"
#include "core/journal/journalreader.h"

#include <span>
#include <stop_token>
#include <vector>

namespace Roomscope {

class Filter;

/// The callbacks whose bodies contain the texts of a filter. A value.
class BodyHits final
{
public:
    BodyHits() = default; ///< No callbacks.

    /// text: an index in Filter::bodyTexts().
    [[nodiscard]] bool contains(qsizetype text, qint64 callbackId) const;

private:
    friend class BodySearch;
    std::vector<std::vector<qint64>> m_ids; ///< One list per text, ascending.
};

/// Searches the bodies of many callbacks for the texts of a filter. A value; any number of threads, each with its own
/// reader.
class BodySearch final
{
public:
    explicit BodySearch(const Filter &filter);

    struct Result
    {
        BodyHits hits;
        std::optional<Error> failure; ///< Bodies that cannot be read count as empty ones.
    };
    /// Searches the callbacks with these ids, ascending; a callback that is not stored has an empty body. Fastest when
    /// the ids are close together: bodies are read in blocks of a few hundred. After a stop, which takes milliseconds,
    /// the result is not usable.
    [[nodiscard]] Result find(const JournalReader &reader, std::span<const qint64> ids,
                              const std::stop_token &stop = {}) const;

private:
    std::vector<BodyText> m_texts;
};

} // namespace Roomscope
