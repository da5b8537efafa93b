// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

/// The file `journal.sqlite`, version 1. Write-ahead log, synchronous=FULL: a commit is on the disk when it returns.
///
/// - dictionary: one row, the zstd dictionary of all frames in the file.
/// - blocks: a row a commit, the callbacks that were not rejected. first, last: their ids (ids of rejected ones may lie
///   between); callbacks: how many; first_us, last_us: arrivals; data: one zstd frame with checksum. Decompressed, in
///   QDataStream's form of Qt 6.4: quint32 count; for each id, arrival, flags, rejection, status, whether the reply is
///   the usual one, peer, size of head, size of body, note, the reply when it is another one; then heads and bodies in
///   turn. Larger blocks made of neighbouring small ones are allowed at any time.
/// - rejected: rejected requests, a frame of the same form each, bounded in number and bytes; repeats: how many of one
///   reason the row stands for.
/// - answers: how long the answers of the block that begins with that id took, microseconds, big-endian qint64 each,
///   negative when the sender was told that storing took too long; written with the commit after it.
/// - listening: the periods in which a receiver listened; to_us is the last sign of life, ended is 1 after a clean
/// stop.
namespace Roomscope::Schema {

constexpr int version = 1;
constexpr qint32 applicationId = 0x52534a31; // "RSJ1"

constexpr const char *create = R"(
    PRAGMA application_id = 1381190193;
    PRAGMA user_version = 1;
    CREATE TABLE dictionary(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE blocks(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, callbacks INTEGER NOT NULL,
                        first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE INDEX blocks_by_time ON blocks(last_us);
    CREATE TABLE rejected(id INTEGER PRIMARY KEY, received_us INTEGER NOT NULL, data BLOB NOT NULL,
                          repeats INTEGER NOT NULL);
    CREATE TABLE answers(first INTEGER PRIMARY KEY, durations BLOB NOT NULL);
    CREATE TABLE listening(from_us INTEGER PRIMARY KEY, to_us INTEGER NOT NULL, ended INTEGER NOT NULL, url TEXT NOT NULL);
)";

constexpr auto fileName = "journal.sqlite";

} // namespace Roomscope::Schema
