// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/csvwriter.h"

namespace Roomscope {

namespace {

constexpr char byteOrderMark[] = "\xEF\xBB\xBF";

bool runsAsFormula(const QByteArray &cell)
{
    return !cell.isEmpty() && QByteArrayView("=+-@\t\r").contains(cell.front());
}

} // namespace

CsvWriter::CsvWriter(QIODevice *device, const CsvOptions &options)
    : m_device(device)
    , m_options(options)
    , m_line(options.byteOrderMark ? byteOrderMark : "")
{
}

bool CsvWriter::writeRecord(const QList<CsvCell> &cells)
{
    bool first = true;
    for (const auto &[cell, isNumber] : cells) {
        if (!std::exchange(first, false))
            m_line.append(m_options.delimiter);
        const bool defused = m_options.spreadsheetSafe && !isNumber && runsAsFormula(cell);
        const bool quoted
            = cell.contains('"') || cell.contains('\n') || cell.contains('\r') || cell.contains(m_options.delimiter);
        if (quoted)
            m_line.append('"');
        if (defused)
            m_line.append('\'');
        if (quoted)
            m_line.append(QByteArray(cell).replace('"', "\"\"")).append('"');
        else
            m_line.append(cell);
    }
    if (cells.size() == 1 && cells.first().text.isEmpty())
        m_line.append("\"\""); // an empty line is no record to many readers
    m_line.append("\r\n");
    const bool written = m_device->write(m_line) == m_line.size();
    m_line.clear();
    return written;
}

} // namespace Roomscope
