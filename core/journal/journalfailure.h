// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace Roomscope {

/// Why the journal could not be opened, read or written.
struct JournalFailure
{
    enum class Kind : quint8 {
        CannotOpen,   ///< No folder, no permission, not a journal.
        Locked,       ///< Another process writes to it.
        NewerVersion, ///< Written by a newer Roomscope.
        DiskFull,
        ReadOnly,
        Removed, ///< What was asked for has been trimmed away.
        Damaged, ///< A checksum or the database structure is wrong.
        Other,
    };
    Kind kind = Kind::Other;
    QString sentence; ///< English, complete, names the file and says what to do.
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::JournalFailure)
