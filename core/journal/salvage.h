// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"

#include <QString>

#include <variant>

namespace Roomscope {

/// The zstd dictionary stored in the journal; the present one when that cannot be read.
[[nodiscard]] QByteArray journalDictionary(const Database &database);

/// Sets a damaged journal aside under another name and makes a new one of everything in it that can be read. Answers an
/// English sentence about what was saved and where the damaged file is.
[[nodiscard]] std::variant<QString, JournalFailure> salvageJournal(const QString &fileName);

} // namespace Roomscope
