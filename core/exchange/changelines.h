// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/times.h"
#include "core/exchange/csvtables.h"
#include "core/protocol/verdict.h"
#include "core/timeline/timelinepage.h"

#include <QByteArray>
#include <QIODevice>
#include <QStringList>

#include <array>
#include <span>
#include <utility>
#include <vector>

namespace Roomscope {

/// Makes records of the table `changes` from rows of the timeline, millions a second. A value; one thread at a time.
class ChangeLines final
{
public:
    explicit ChangeLines(const CsvTableOptions &options);

    /// The names of all columns, in their order in the file.
    [[nodiscard]] static QStringList columns();

    /// Returns false when the device wrote less than requested.
    [[nodiscard]] bool writeHeader(QIODevice *device) const;
    /// rows: rows of that page, all of them changes.
    [[nodiscard]] QByteArray records(const TimelinePage &page, std::span<const qsizetype> rows);

private:
    enum class Column : quint8;
    class Record;
    class Texts;

    void appendCell(Column column, const TimelineRow &row, Texts &texts, Record &record);
    void appendNumber(qint64 number, Record &record) const;
    void appendTime(IsoClock &clock, qint64 timeUs, Record &record) const;
    [[nodiscard]] QByteArray cellOf(QByteArrayView text) const;
    [[nodiscard]] const QByteArray &verdictCell(const Verdict &verdict);

    CsvOptions m_csv;
    std::vector<Column> m_columns;
    bool m_isPlain; ///< Numbers and times never contain the delimiter.
    IsoClock m_received;
    IsoClock m_eventTime;
    std::array<QByteArray, changeKindCount> m_kinds; ///< Cells.
    std::array<QByteArray, 2> m_marks;
    std::vector<std::pair<Verdict, QByteArray>> m_verdicts; ///< Verdicts that have occurred.
    qsizetype m_bytes = 0;                                  ///< Of the last page.
};

} // namespace Roomscope
