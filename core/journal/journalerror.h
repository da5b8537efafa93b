// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace Roomscope {

/// A checksum or the structure of the journal is wrong.
[[nodiscard]] constexpr bool isDamaged(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::JournalDamaged:
    case ErrorKind::JournalEmptied:
    case ErrorKind::JournalBeginningUnreadable:
    case ErrorKind::CannotSetJournalAside:
    case ErrorKind::CannotRenameSalvagedJournal:
    case ErrorKind::JournalDamagedAndMissing:
    case ErrorKind::CallbacksUnreadable:
    case ErrorKind::CallbacksUnreadableBesides:
    case ErrorKind::RejectedRequestUnreadable:
    case ErrorKind::FirstRoomsUnreadable: return true;
    default: return false;
    }
}

/// Not all can be read, and what can be has been.
[[nodiscard]] constexpr bool isDamage(ErrorKind kind)
{
    return isDamaged(kind) || kind == ErrorKind::CallbacksMissing;
}

[[nodiscard]] constexpr bool isDiskFull(ErrorKind kind)
{
    return kind == ErrorKind::JournalDiskFull || kind == ErrorKind::SessionDiskFull;
}

/// Another process has the session or its journal.
[[nodiscard]] constexpr bool isInUse(ErrorKind kind)
{
    return kind == ErrorKind::SessionInUse || kind == ErrorKind::JournalInUse;
}

/// The file is of another kind, or its beginning is damaged.
[[nodiscard]] constexpr bool isNoJournal(ErrorKind kind)
{
    return kind == ErrorKind::NotAJournal || kind == ErrorKind::NotAJournalInFolder;
}

} // namespace Roomscope
