// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"

namespace Roomscope {

/// Frees the space before the journal's beginning, in steps of a few milliseconds, and gives free space back to the
/// file system. Used in the journal's thread, outside of transactions.
class JournalSweeper final
{
public:
    explicit JournalSweeper(const Database &database)
        : m_database(database)
    {
    }

    /// Sets the approximate limit for the total size of the journal's files: beyond it more free space is given back,
    /// and the log stays smaller. 0: no limit.
    void setSizeLimit(qint64 bytes);
    /// Whether the files are larger than the limit.
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
