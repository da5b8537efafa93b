// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>

namespace Roomscope {

/// Up to where a journal has been committed, kept beside it in `journal.sqlite-end`. A file of SQLite that has lost its
/// last commits, say by one wrong bit in its log, looks as if they had never been: this one knows better. It is written
/// after each commit and left to the system to be flushed, so after a power cut it may be behind the journal; it is
/// never ahead of what was on the disk.
struct JournalEnd
{
    qint64 lastStored = 0; ///< The last callback in a block.
    qint64 lastId = 0;     ///< The last one, rejected ones included.
};

/// Nothing but zeros when there is no such file, or when it makes no sense.
[[nodiscard]] JournalEnd readJournalEnd(const QString &journalFile);

/// Keeps it. One thread at a time.
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
