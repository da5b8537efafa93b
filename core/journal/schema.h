// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

/// The file `journal.sqlite`, version 4. Write-ahead log, synchronous=FULL: a commit is on the disk when it returns.
///
/// - dictionary: one row, the zstd dictionary of all frames in the file.
/// - blocks: the callbacks that were not rejected, up to a few hundred a row. A commit makes at least one; small ones
///   are joined with those that come after them, in the commit that makes them large enough. last: the id of the last
///   one; first: the id behind the last of the block before, so that a block that is not there is missed (ids of
///   rejected ones may lie before and between the others);
///   callbacks: how many; first_us, last_us: arrivals; data: one zstd frame with checksum. Decompressed, in
///   QDataStream's form of Qt 6.4: quint32 count; for each id, arrival, flags, rejection, status, whether the reply is
///   the usual one, peer (behind it, after a line feed, Callback::forwardedBy where there is one), size of head, size
///   of body, note, the reply when it is another one; then heads and bodies in turn.
/// - rejected: rejected requests, a frame of the same form each, bounded in number and bytes; repeats: how many of one
///   reason the row stands for.
/// - answers: how long the answers of the commit whose first stored callback has that id took, microseconds,
///   big-endian qint64 each, negative when the sender was told that storing took too long, and qChecksum() of them;
///   written with the commit after it. Its ids may go beyond a block.
/// - listening: the periods in which a receiver listened; to_us is the last sign of life, ended is 1 after a clean
///   stop.
/// - base: no row, or one: what has been removed. Everything before the id first_kept is removed, even what is still in
///   the tables above: it goes step by step. since_us: what is kept arrived then or later. state: the rooms after the
///   last one removed, as MonitorState::toBytes() writes them, one zstd frame with checksum. Without it the rooms could
///   not be told any more, so it is part of the journal, not a cache.
/// - missing: callbacks that were stored and are not here any more, or cannot be read: from first to last, known since
///   then.
///
/// Beside it, `journal.sqlite-end` records the last commit, see JournalEnd.
///
/// A change of what is in a frame or a table counts the version up; once a version has been released, a writer brings
/// its files up to date and a reader reads them as they are. Every other version is refused.
namespace Roomscope::Schema {

constexpr int version = 4;
constexpr qint32 applicationId = 0x52534a31; // "RSJ1"

constexpr const char *create = R"(
    PRAGMA application_id = 1381190193;
    PRAGMA user_version = 4;
    CREATE TABLE dictionary(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE blocks(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, callbacks INTEGER NOT NULL,
                        first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE INDEX blocks_by_time ON blocks(last_us);
    CREATE TABLE rejected(id INTEGER PRIMARY KEY, received_us INTEGER NOT NULL, data BLOB NOT NULL,
                          repeats INTEGER NOT NULL);
    CREATE TABLE answers(first INTEGER PRIMARY KEY, durations BLOB NOT NULL);
    CREATE TABLE listening(from_us INTEGER PRIMARY KEY, to_us INTEGER NOT NULL, ended INTEGER NOT NULL, url TEXT NOT NULL);
    CREATE TABLE base(id INTEGER PRIMARY KEY, first_kept INTEGER NOT NULL, since_us INTEGER NOT NULL, state BLOB NOT NULL);
    CREATE TABLE missing(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, since_us INTEGER NOT NULL);
)";

// Strangers must not fill the disk: the oldest rejected requests go beyond either.
constexpr qint64 mostRejected = 10'000;
constexpr qint64 mostRejectedBytes = 16LL << 20;

constexpr auto fileName = "journal.sqlite";

} // namespace Roomscope::Schema
