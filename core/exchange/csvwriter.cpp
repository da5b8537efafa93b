// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/csvwriter.h"

#include <algorithm>

namespace Roomscope {

namespace {

constexpr char byteOrderMark[] = "\xEF\xBB\xBF";

bool runsAsFormula(QByteArrayView cell)
{
    return !cell.isEmpty() && QByteArrayView("=+-@\t\r").contains(cell.front());
}

} // namespace

void appendCsvCell(QByteArray &line, QByteArrayView text, bool isNumber, const CsvOptions &options)
{
    const bool isDefused = options.spreadsheetSafe && !isNumber && runsAsFormula(text);
    const bool isQuoted = std::any_of(text.begin(), text.end(), [delimiter = options.delimiter](char c) {
        return c == '"' || c == '\n' || c == '\r' || c == delimiter;
    });
    if (isQuoted)
        line.append('"');
    if (isDefused)
        line.append('\'');
    if (isQuoted)
        line.append(text.toByteArray().replace('"', "\"\"")).append('"');
    else
        line.append(text);
}

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
        appendCsvCell(m_line, cell, isNumber, m_options);
    }
    if (cells.size() == 1 && cells.first().text.isEmpty())
        m_line.append("\"\""); // an empty line is no record to many readers
    m_line.append("\r\n");
    const bool written = m_device->write(m_line) == m_line.size();
    m_line.clear();
    return written;
}

} // namespace Roomscope
