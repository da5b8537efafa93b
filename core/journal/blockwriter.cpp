// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/blockwriter.h"

#include "core/journal/salvage.h"

#include <span>

namespace Roomscope {

namespace {

// A block compresses well enough from here on, and is left alone: as many as half of 64 senders have under way.
constexpr size_t largeCount = 32;
constexpr qsizetype largeBytes = 128 << 10;

// Blocks are about so large: small ones are joined when they reach one of them together, large commits are divided.
constexpr size_t goodCount = 256;
constexpr qsizetype goodBytes = 1 << 20;

qsizetype textSize(const Callback &callback)
{
    return callback.head.size() + callback.body.size();
}

bool reaches(std::span<const Callback> callbacks, size_t count, qsizetype bytes)
{
    if (callbacks.size() >= count)
        return true;
    qsizetype size = 0;
    for (const Callback &callback : callbacks)
        size += textSize(callback);
    return size >= bytes;
}

} // namespace

BlockWriter::BlockWriter(const Database &database, qint64 lastStored)
    : m_dictionary(journalDictionary(database))
    , m_packer(m_dictionary)
    , m_insert(database.prepare("INSERT INTO blocks VALUES(?, ?, ?, ?, ?, ?)"))
    , m_removeFrom(database.prepare("DELETE FROM blocks WHERE first >= ?"))
    , m_removeFirst(database.prepare("DELETE FROM blocks WHERE first = ?"))
    , m_blockAt(database.prepare("SELECT first, data FROM blocks WHERE first < ?1 AND last >= ?1 ORDER BY first DESC"))
{
    m_tail = {.first = lastStored + 1, .last = lastStored};
    readTail(database);
}

void BlockWriter::readTail(const Database &database)
{
    const BlockUnpacker unpacker(m_dictionary);
    Statement last = database.prepare("SELECT data, first, last FROM blocks "
                                      "WHERE last >= coalesce((SELECT first_kept FROM base), 0) ORDER BY first DESC");
    while (last.step() == Statement::Step::Row && last.number(2) + 1 == m_tail.first) {
        const std::optional<QList<Callback>> callbacks = unpacker.unpack(last.blob(0));
        if (!callbacks || reaches(*callbacks, largeCount, largeBytes))
            break; // a damaged one is left alone, too: readers tell of it
        const QList<Callback> joined = *callbacks + m_tail.callbacks;
        if (!m_tail.callbacks.isEmpty() && m_tail.callbacks.first().receivedUs < callbacks->last().receivedUs)
            break;
        if (reaches(joined, goodCount, goodBytes))
            break;
        m_tail.callbacks = joined;
        m_tail.first = last.number(1);
    }
    m_nextTail = m_tail;
}

bool BlockWriter::append(const QList<Callback> &callbacks)
{
    if (callbacks.isEmpty())
        return true;
    const bool isLarge = reaches(callbacks, largeCount, largeBytes);
    // After the clock was set back another block begins, so that the arrivals of one tell which times it is about.
    const bool goesBack
        = !m_tail.callbacks.isEmpty() && callbacks.first().receivedUs < m_tail.callbacks.last().receivedUs;
    const Tail tail = goesBack ? Tail {.first = m_tail.last + 1, .last = m_tail.last} : m_tail;
    const QList<Callback> joined = tail.callbacks + callbacks;
    const qint64 last = joined.last().id;
    if (!isLarge && !reaches(joined, goodCount, goodBytes)) {
        m_nextTail = {.callbacks = joined, .first = tail.first, .last = last};
        return insert(callbacks, tail.last + 1);
    }
    m_nextTail = {.first = last + 1, .last = last};
    if (!tail.callbacks.isEmpty() && !m_removeFrom.bind(1, tail.first).run())
        return false;
    qint64 first = tail.first;
    std::span<const Callback> rest(joined);
    while (!rest.empty()) {
        size_t count = 0;
        for (qsizetype bytes = 0; count < rest.size() && count < goodCount && bytes < goodBytes; ++count)
            bytes += textSize(rest[count]);
        if (!reaches(rest.subspan(count), largeCount, largeBytes))
            count = rest.size(); // no small one at the end
        if (!insert(rest.first(count), first))
            return false;
        first = rest[count - 1].id + 1;
        rest = rest.subspan(count);
    }
    return true;
}

bool BlockWriter::insert(std::span<const Callback> callbacks, qint64 first)
{
    const QByteArray block = m_packer.pack(callbacks);
    return m_insert.bind(1, first)
        .bind(2, callbacks.back().id)
        .bind(3, qint64(callbacks.size()))
        .bind(4, callbacks.front().receivedUs)
        .bind(5, callbacks.back().receivedUs)
        .bindBlob(6, block)
        .run();
}

bool BlockWriter::cutBefore(qint64 id)
{
    const auto isBefore = [id](const Callback &callback) { return callback.id < id; };
    m_nextTail.callbacks.removeIf(isBefore);
    m_nextTail.first = std::max(m_nextTail.first, id);
    m_nextTail.last = std::max(m_nextTail.last, id - 1);
    m_blockAt.bind(1, id);
    const Statement::Step step = m_blockAt.step();
    const qint64 first = step == Statement::Step::Row ? m_blockAt.number(0) : 0;
    std::optional<QList<Callback>> callbacks;
    if (step == Statement::Step::Row)
        callbacks = BlockUnpacker(m_dictionary).unpack(m_blockAt.blob(1));
    m_blockAt.reset();
    if (!callbacks)
        return step != Statement::Step::Error; // it begins with id, or is damaged and stays whole
    callbacks->removeIf(isBefore);
    return m_removeFirst.bind(1, first).run() && insert(*callbacks, id);
}

} // namespace Roomscope
