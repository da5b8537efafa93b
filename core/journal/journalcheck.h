// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalerror.h"

#include <QList>

namespace Roomscope {

/// What is wrong with a journal, and what can be read all the same.
struct JournalCheck
{
    struct Damage
    {
        qint64 firstId = 0; ///< 0: does not concern callbacks.
        qint64 lastId = 0;
        qint64 callbacks = 0; ///< That cannot be read.
        Error error;
    };

    QString fileName;
    QList<Error> structure; ///< What SQLite complains about; empty when nothing.
    bool isRebuilt = false; ///< Its structure is damaged: who opens it to write puts a new one in its place.
    QList<Damage> damages;
    qint64 readable = 0; ///< Callbacks.
    qint64 readableRejected = 0;

    [[nodiscard]] bool isSound() const { return structure.isEmpty() && damages.isEmpty(); }
};

/// Checks the whole journal: SQLite's structure, each frame's checksum, and that rows match their content. Changes
/// nothing; others may write meanwhile. A failure means that it cannot be opened at all. Any thread.
[[nodiscard]] Result<JournalCheck> checkJournal(const QString &dataFolder);

} // namespace Roomscope
