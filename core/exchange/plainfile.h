// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QFile>
#include <QString>

#include <memory>
#include <optional>

namespace Roomscope {

/// Opens a file for reading as UTF-8 text: unpacks gzip, and converts UTF-16 and UTF-32.
/// Either is done on the disk, in a temporary file that goes with the result. A byte-order mark of UTF-8 stays, see
/// skipByteOrderMark(). Any thread.
[[nodiscard]] Result<std::unique_ptr<QFile>> openPlainFile(const QString &path);

/// Skips the byte-order mark at the beginning of a file, if any.
void skipByteOrderMark(QFile &file);

/// The next line with its end, which the last one may lack; empty at the end of the file. Nothing for a line that is
/// longer than that without its end, which is passed over.
[[nodiscard]] std::optional<QByteArray> readLine(QFile &file, qint64 longest);

} // namespace Roomscope
