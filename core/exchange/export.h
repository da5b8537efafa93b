// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/csvtables.h"
#include "core/filter/filter.h"

#include <QSet>
#include <QString>

#include <functional>
#include <limits>

namespace Roomscope {

/// What to export and how, for the command line and the dialog.
struct ExportOptions
{
    enum class Format : quint8 {
        Csv,
        Ndjson,    ///< As `serve` prints it: callbacks with their changes, without their bytes.
        Har,       ///< For browser tools; can be imported.
        Callbacks, ///< Byte for byte, for import; see callbackfile.h.
        Session    ///< A whole session in one file; see sessionfile.h.
    };

    QString dataFolder;
    QString file; ///< "-": standard output (not for a session).
    Format format = Format::Csv;
    CsvTable table = CsvTable::Changes; ///< CSV only.
    CsvTableOptions csv;
    /// Changes of which a row passes; callbacks of which one does; stays that would pass as the row that began them.
    Filter filter;
    QSet<qint64> ids; ///< Only these callbacks; empty: all.
    /// Received at or after, and before; microseconds since 1970, UTC. Stays that touch the time (EventTime). Periods
    /// of listening are cut to it, whatever else is left out: a filter does not change that somebody listened.
    qint64 fromUs = std::numeric_limits<qint64>::min();
    qint64 toUs = std::numeric_limits<qint64>::max();
    bool mask = false; ///< Pseudonyms for accounts and addresses, no tokens; see Masker.

    /// Tests ids and times only; the filter tests rows.
    [[nodiscard]] bool wants(qint64 callbackId, qint64 receivedUs) const
    {
        return receivedUs >= fromUs && receivedUs < toUs && (ids.isEmpty() || ids.contains(callbackId));
    }
};

struct ExportResult
{
    qint64 rows = 0; ///< Changes, stays or callbacks.
    bool cancelled = false;
    std::optional<Error> error;  ///< After it or a cancel there is no file.
    std::optional<Error> damage; ///< What of the journal could not be read; the file holds the rest.
};

/// Called periodically with the number of callbacks done and in all; returning false cancels.
using ExportProgress = std::function<bool(qint64 done, qint64 total)>;

/// Reads the journal of a session and writes the file, whole or not at all, readable by its owner only. Memory does not
/// grow with the number of callbacks. Any thread, usually the pool.
[[nodiscard]] ExportResult exportSession(const ExportOptions &options, const ExportProgress &progress = {});

} // namespace Roomscope
