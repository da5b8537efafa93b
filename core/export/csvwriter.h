// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QStringList>

namespace Roomscope {

struct CsvOptions
{
    bool byteOrderMark = false;
    char delimiter = ',';
    bool spreadsheetSafe = false; ///< Cells that a spreadsheet would run as a formula get a leading apostrophe.
};

/// Writes RFC 4180 records: UTF-8, CRLF, quotes where needed. Any thread.
class CsvWriter final
{
public:
    CsvWriter(QIODevice *device, const CsvOptions &options);

    /// False when the device took less than was given.
    [[nodiscard]] bool writeRecord(const QStringList &cells);

private:
    QIODevice *m_device;
    CsvOptions m_options;
    QByteArray m_line;
};

} // namespace Roomscope
