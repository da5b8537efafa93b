// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/block.h"
#include "core/journal/database.h"

#include <span>

namespace Roomscope {

/// Writes callbacks into rows of the table of blocks, within the caller's transaction.
///
/// Small commits make small blocks, which compress badly and are slow to read. So the last small ones are kept in
/// memory, too, and are written again as one block by the commit that makes them large enough: nothing has to be
/// read or compressed behind an append's back, and a crash leaves the one form or the other. One thread at a time.
class BlockWriter final
{
public:
    /// Reads the small blocks at the end. The next block begins after lastStored.
    BlockWriter(const Database &database, qint64 lastStored);

    /// Ids must ascend, also from call to call. Returns false on an error of the database.
    [[nodiscard]] bool append(const QList<Callback> &callbacks);
    /// Removes the callbacks before id from the block that holds id; keeps whole blocks before it. False on an error.
    [[nodiscard]] bool cutBefore(qint64 id);
    /// Must be called at the end of each transaction that has appended.
    void committed() { m_tail = m_nextTail; }
    void rolledBack() { m_nextTail = m_tail; }

    /// The last committed callback in a block.
    [[nodiscard]] qint64 lastStored() const { return m_tail.last; }

    /// For records outside of blocks.
    [[nodiscard]] QByteArray pack(const Callback &callback) { return m_packer.pack({&callback, 1}); }

private:
    /// The small blocks at the end.
    struct Tail
    {
        QList<Callback> callbacks;
        qint64 first = 1; ///< Beginning of the first of these blocks, or of the next one.
        qint64 last = 0;  ///< Of all blocks.
    };
    [[nodiscard]] bool insert(std::span<const Callback> callbacks, qint64 first);
    void readTail(const Database &database);

    QByteArray m_dictionary;
    BlockPacker m_packer;
    Tail m_tail;
    Tail m_nextTail;
    Statement m_insert;
    Statement m_removeFrom;
    Statement m_removeFirst;
    Statement m_blockAt;
};

} // namespace Roomscope
