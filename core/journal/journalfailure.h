// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace Roomscope {

/// Why the journal could not be opened, read or written.
struct JournalFailure
{
    enum class Kind : quint8 {
        CannotOpen,   ///< No folder, no permission.
        NotAJournal,  ///< Another kind of file, or one whose beginning is damaged.
        Locked,       ///< Another process writes to it.
        OtherVersion, ///< Written by another version of Roomscope.
        DiskFull,
        ReadOnly,
        Removed, ///< What was asked for has been trimmed away.
        Damaged, ///< A checksum or the database structure is wrong.
        Missing, ///< What was stored is known not to be there any more; all that is there can be read.
        Other,
    };
    Kind kind = Kind::Other;
    QString sentence; ///< English, complete, names the file and says what to do.

    /// Not all can be read, and what can be has been.
    [[nodiscard]] bool isDamage() const { return kind == Kind::Damaged || kind == Kind::Missing; }
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::JournalFailure)
