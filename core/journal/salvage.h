// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"
#include "core/journal/idrange.h"
#include "core/journal/journalend.h"

#include <QString>

namespace Roomscope {

/// The bytes in the journal, damaged or not; empty when they cannot be read.
[[nodiscard]] QByteArray storedDictionary(const Database &database);
/// Returns the zstd dictionary of the journal's frames: the stored one, or the present one when that is damaged.
[[nodiscard]] QByteArray journalDictionary(const Database &database);

/// The readable part of a damaged journal.
struct SalvagedJournal
{
    qint64 callbacks = 0; ///< Without the rejected ones.
    qint64 rejected = 0;
    QList<IdRange> missing; ///< Stored callbacks that could not be read.

    [[nodiscard]] bool isEmpty() const { return callbacks == 0 && rejected == 0; }
};

/// Writes all that can be read of a journal, page by page, into a new one, which knows what is missing. The journal is
/// only read. It was committed up to that end.
[[nodiscard]] Result<SalvagedJournal> salvageInto(const QString &newFile, const QString &journalFile,
                                                  const JournalEnd &end);

/// Puts a new journal of everything that can be read of a damaged one in its place, and the damaged one aside under
/// another name; says so. Damage: why it is done; what is no journal at all stays where it is, and damage is answered.
[[nodiscard]] Result<QList<Error>> salvageJournal(const QString &fileName, const Error &damage);

} // namespace Roomscope
