// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/csvwriter.h"
#include "core/filter/filter.h"

#include <QString>

#include <functional>
#include <limits>

namespace Roomscope {

/// What to write and how: the same for the command line and the dialog.
struct ExportOptions
{
    enum class Format : quint8 { Csv, Ndjson };
    enum class What : quint8 { Changes, Callbacks };

    QString dataFolder;
    QString file; ///< "-": standard output.
    Format format = Format::Csv;
    What what = What::Changes; ///< NDJSON holds callbacks.
    Filter filter;
    qint64 fromUs = 0;                                ///< Received at or after; microseconds since 1970, UTC.
    qint64 toUs = std::numeric_limits<qint64>::max(); ///< Received before.
    CsvOptions csv;
};

struct ExportResult
{
    qint64 rows = 0;
    bool cancelled = false;
    QString error; ///< English sentence; empty on success. After an error or a cancel there is no file.
};

/// Asked now and then with the callbacks done and the callbacks in all; answering false cancels.
using ExportProgress = std::function<bool(qint64 done, qint64 total)>;

/// Reads the journal of a session and writes the file, whole or not at all. Any thread, most often the pool.
[[nodiscard]] ExportResult exportSession(const ExportOptions &options, const ExportProgress &progress = {});

} // namespace Roomscope
