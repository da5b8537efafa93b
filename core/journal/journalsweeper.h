// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"

namespace Roomscope {

/// Frees what lies before the journal's beginning, in steps of a few milliseconds, and gives what is free back to the
/// file system. One thread at a time, that of the journal; outside of transactions.
class JournalSweeper final
{
public:
    explicit JournalSweeper(const Database &database)
        : m_database(database)
    {
    }

    /// About so large may the journal's files be together: more of what is free is given back then, and the log stays
    /// smaller. 0: no limit.
    void setSizeLimit(qint64 bytes);
    /// They are larger than the limit.
    [[nodiscard]] bool isTooLarge() const;

    struct Step
    {
        bool hasRemoved = false;      ///< Rows.
        bool isLast = false;          ///< There is nothing more to do for now.
        std::optional<Error> failure; ///< The last one, then.
    };
    [[nodiscard]] Step step();
    /// All of it at once, which takes long for a large journal. Nothing on success.
    [[nodiscard]] std::optional<Error> sweep();

private:
    [[nodiscard]] std::optional<Error> remove(bool &removed);
    [[nodiscard]] bool hasToShrink() const;
    void shrinkLog();

    const Database &m_database;
    qint64 m_sizeLimit = 0;
};

} // namespace Roomscope
