// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/csvwriter.h"
#include "core/exchange/recordwriter.h"
#include "core/rooms/occupancy.h"

#include <QStringList>
#include <QTimeZone>

#include <memory>

namespace Roomscope {

/// What a line of a CSV file represents.
enum class CsvTable : quint8 { Changes, Callbacks, Stays };

/// The names of all columns, in their order in the file.
[[nodiscard]] QStringList csvColumns(CsvTable table);

struct CsvTableOptions
{
    CsvOptions csv;
    QStringList columns; ///< Names from csvColumns(), in the requested order; empty: all.
    QTimeZone zone = QTimeZone::utc();
};

[[nodiscard]] std::unique_ptr<RecordWriter> changesCsv(QIODevice *device, const CsvTableOptions &options);
[[nodiscard]] std::unique_ptr<RecordWriter> callbacksCsv(QIODevice *device, const CsvTableOptions &options);

/// The table of stays: fed by an Occupancy, not callback by callback. One thread at a time.
class StaysCsv final
{
public:
    StaysCsv(QIODevice *device, const CsvTableOptions &options);
    ~StaysCsv();

    [[nodiscard]] bool begin();
    [[nodiscard]] bool write(const Stay &stay);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Roomscope
