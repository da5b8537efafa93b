// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"

#include <QString>

#include <variant>

namespace Roomscope {

/// The bytes in the journal, damaged or not; empty when they cannot be read.
[[nodiscard]] QByteArray storedDictionary(const Database &database);
/// The zstd dictionary of the journal's frames: the stored one, or the present one when that is damaged.
[[nodiscard]] QByteArray journalDictionary(const Database &database);

/// Sets a damaged journal aside under another name and makes a new one of everything in it that can be read. Answers an
/// English sentence about what was saved and where the damaged file is.
[[nodiscard]] std::variant<QString, JournalFailure> salvageJournal(const QString &fileName);

} // namespace Roomscope
