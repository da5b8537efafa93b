// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>

namespace Roomscope {

/// The last commit of a journal, recorded beside it in `journal.sqlite-end`. A SQLite file that has lost its last
/// commits, for example by one wrong bit in its log, looks as if they never existed; this file reveals the loss. It is
/// written after each commit and flushed by the system, so after a power cut it may be behind the journal, but never
/// ahead of it.
struct JournalEnd
{
    qint64 lastStored = 0; ///< The last callback in a block.
    qint64 lastId = 0;     ///< The last callback, rejected ones included.
};

/// Returns zeros when the file is missing or invalid.
[[nodiscard]] JournalEnd readJournalEnd(const QString &journalFile);

/// Writes the file. One thread at a time.
class JournalEndWriter final
{
public:
    /// False when the file cannot be written.
    [[nodiscard]] bool open(const QString &journalFile);
    void write(const JournalEnd &end);

private:
    QFile m_file;
};

} // namespace Roomscope
