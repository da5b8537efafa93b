// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"
#include "core/journal/idrange.h"
#include "core/journal/journalend.h"

#include <QStringList>

#include <optional>

namespace Roomscope {

/// Nothing when the journal is whole as far as can be told without reading the callbacks: SQLite can walk the tables,
/// the blocks follow each other without a gap that is not known as missing, and reach as far as the end says, which has
/// to be read before. What the gap is, is found by salvageJournal().
[[nodiscard]] std::optional<Error> structureFailure(const Database &database, const JournalEnd &end);

/// Opens a journal and looks whether it is one, of a version that is known, and whole as above.
[[nodiscard]] std::optional<Error> openToRead(Database &database, const QString &journalFile, const JournalEnd &end);

/// Whether there was a journal whose file is missing or empty. SQLite would remove the log, which may still contain
/// pages.
[[nodiscard]] bool isEmptied(const QString &journalFile);

/// The journal's own file and SQLite's files beside it, existing or not.
[[nodiscard]] QStringList databaseFiles(const QString &journalFile);
/// Total size of these files.
[[nodiscard]] qint64 bytesOnDisk(const QString &journalFile);

/// What is known to be missing, of the callbacks that are kept.
[[nodiscard]] QList<IdRange> missingCallbacks(const Database &database);

/// The last id that the blocks reach, including removed and missing callbacks.
[[nodiscard]] qint64 lastStoredId(const Database &database);

} // namespace Roomscope
