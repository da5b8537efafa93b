// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

/// Whether the write-ahead log of a journal has commits behind a place that is not as it was written: SQLite takes
/// nothing from there on, as if it had never been committed. Each commit was on the disk before the next one was begun,
/// so only the last one can have been cut off. Says less than JournalEnd, for journals of before there was one.
[[nodiscard]] bool isLogBroken(const QString &journalFile);

} // namespace Roomscope
