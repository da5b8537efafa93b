// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QIODevice>
#include <QList>

namespace Roomscope {

struct CsvOptions
{
    bool byteOrderMark = false;
    char delimiter = ',';
    bool spreadsheetSafe = false; ///< Cells that a spreadsheet would run as a formula get a leading apostrophe.
};

/// A cell: UTF-8, or raw bytes. Our own numbers are never treated as formulas.
struct CsvCell
{
    QByteArray text;
    bool isNumber = false;
};

/// Adds a cell with its quotes, where it needs them, and defused; without delimiter or line end.
void appendCsvCell(QByteArray &line, QByteArrayView text, bool isNumber, const CsvOptions &options);

/// Writes RFC 4180 records: UTF-8, CRLF, quotes where needed. Any thread.
class CsvWriter final
{
public:
    CsvWriter(QIODevice *device, const CsvOptions &options);

    /// Returns false when the device wrote less than requested.
    [[nodiscard]] bool writeRecord(const QList<CsvCell> &cells);

private:
    QIODevice *m_device;
    CsvOptions m_options;
    QByteArray m_line;
};

} // namespace Roomscope
