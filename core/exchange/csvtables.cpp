// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/csvtables.h"

#include "core/base/times.h"
#include "core/exchange/changelines.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/keptbody.h"
#include "core/protocol/requesthead.h"

#include <algorithm>
#include <array>
#include <vector>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct CallbackRecord
{
    const AppliedCallback &applied;
    RequestHead head;
};

CsvCell number(qint64 value)
{
    return {QByteArray::number(value), true};
}

CsvCell text(const QString &value)
{
    return {value.toUtf8()};
}

CsvCell decimal(double value)
{
    return {QByteArray::number(value, 'f', 3), true};
}

CsvCell seconds(qint64 milliseconds)
{
    return decimal(double(milliseconds) / 1000.0);
}

CsvCell time(qint64 timeUs, const QTimeZone &zone)
{
    return {isoMilliseconds(timeUs, zone)};
}

CsvCell eventTime(const Event &event, const QTimeZone &zone)
{
    return event.eventTimeMs ? time(*event.eventTimeMs * 1000, zone) : CsvCell();
}

CsvCell delay(const AppliedCallback &applied)
{
    const std::optional<qint64> delayMs = applied.delayMs();
    return delayMs ? number(*delayMs) : CsvCell();
}

/// As sent; nothing when that is not known of a body that was not kept.
CsvCell bodyBytes(const Callback &callback)
{
    const KeptBody kept = keptBody(callback);
    if (kept.isWhole)
        return number(callback.body.size());
    return kept.announced ? number(*kept.announced) : CsvCell();
}

template<typename Record> struct Column
{
    QLatin1StringView name;
    CsvCell (*cell)(const Record &record, const QTimeZone &zone);
};

using Zone = const QTimeZone &;
using B = const CallbackRecord &;
constexpr std::array<Column<CallbackRecord>, 20> callbackColumns {{
    {"callback_id"_L1, [](B r, Zone) { return number(r.applied.callback.id); }},
    {"received"_L1, [](B r, Zone zone) { return time(r.applied.callback.receivedUs, zone); }},
    {"event_time"_L1, [](B r, Zone zone) { return eventTime(r.applied.event, zone); }},
    {"delay_ms"_L1, [](B r, Zone) { return delay(r.applied); }},
    {"sdk_app_id"_L1, [](B r, Zone) { return text(r.applied.event.sdkAppId); }},
    {"room_id"_L1, [](B r, Zone) { return text(r.applied.event.room()); }},
    {"command"_L1, [](B r, Zone) { return text(r.applied.event.command); }},
    {"operator"_L1, [](B r, Zone) { return text(r.applied.event.operatorAccount); }},
    {"platform"_L1, [](B r, Zone) { return text(r.applied.event.platform); }},
    {"client_ip"_L1, [](B r, Zone) { return text(r.applied.event.clientIp); }},
    {"peer"_L1, [](B r, Zone) { return text(r.applied.callback.peer); }},
    {"method"_L1, [](B r, Zone) { return CsvCell {r.head.method}; }},
    {"path"_L1, [](B r, Zone) { return CsvCell {r.head.path}; }},
    {"query"_L1, [](B r, Zone) { return CsvCell {r.head.query}; }},
    {"http_version"_L1, [](B r, Zone) { return CsvCell {r.head.version}; }},
    {"body_bytes"_L1, [](B r, Zone) { return bodyBytes(r.applied.callback); }},
    {"reply_status"_L1, [](B r, Zone) { return number(r.applied.callback.reply.status); }},
    {"reply_ms"_L1,
     [](B r, Zone) {
         const qint64 durationUs = r.applied.callback.reply.durationUs;
         return durationUs < 0 ? CsvCell() : decimal(double(durationUs) / 1000.0);
     }},
    {"verdict"_L1, [](B r, Zone) { return text(r.applied.verdict.toString()); }},
    {"body"_L1, [](B r, Zone) { return CsvCell {plainBody(r.applied.callback)}; }},
}};

using S = const Stay &;
/// What is only known of a stay that has ended.
CsvCell ifEnded(S stay, const CsvCell &cell)
{
    return stay.toMs ? cell : CsvCell();
}

constexpr std::array<Column<Stay>, 11> stayColumns {{
    {"sdk_app_id"_L1, [](S r, Zone) { return text(r.room.sdkAppId); }},
    {"room_id"_L1, [](S r, Zone) { return text(r.room.room); }},
    {"life"_L1, [](S r, Zone) { return number(r.life); }},
    {"seat"_L1, [](S r, Zone) { return number(r.seat); }},
    {"member"_L1, [](S r, Zone) { return text(r.member); }},
    {"from"_L1, [](S r, Zone zone) { return time(r.fromMs * 1000, zone); }},
    {"to"_L1, [](S r, Zone zone) { return ifEnded(r, time(r.toMs.value_or(0) * 1000, zone)); }},
    {"seconds"_L1, [](S r, Zone) { return ifEnded(r, seconds(r.toMs.value_or(0) - r.fromMs)); }},
    {"ended_by"_L1, [](S r, Zone) { return ifEnded(r, text(changeName(r.endedBy))); }},
    {"audio_prohibited_seconds"_L1, [](S r, Zone) { return ifEnded(r, seconds(r.audioProhibitedMs)); }},
    {"video_prohibited_seconds"_L1, [](S r, Zone) { return ifEnded(r, seconds(r.videoProhibitedMs)); }},
}};

template<typename Columns> QStringList namesOf(const Columns &columns)
{
    QStringList names;
    for (const auto &column : columns)
        names.append(column.name);
    return names;
}

/// The chosen columns of one table.
template<typename Record> class Table final
{
public:
    template<typename Columns>
    Table(QIODevice *device, const CsvTableOptions &options, const Columns &columns)
        : m_csv(device, options.csv)
        , m_zone(options.zone)
    {
        const QStringList wanted = options.columns.isEmpty() ? namesOf(columns) : options.columns;
        for (const QString &name : wanted) {
            const auto it
                = std::find_if(columns.begin(), columns.end(), [&](const auto &column) { return column.name == name; });
            if (it != columns.end())
                m_columns.append(*it);
        }
    }

    [[nodiscard]] bool writeHeader()
    {
        QList<CsvCell> cells;
        for (const Column<Record> &column : m_columns)
            cells.append({QByteArray(column.name.data(), column.name.size())});
        return m_csv.writeRecord(cells);
    }

    [[nodiscard]] bool write(const Record &record)
    {
        m_cells.clear();
        for (const Column<Record> &column : m_columns)
            m_cells.append(column.cell(record, m_zone));
        return m_csv.writeRecord(m_cells);
    }

private:
    CsvWriter m_csv;
    QTimeZone m_zone;
    QList<Column<Record>> m_columns;
    QList<CsvCell> m_cells;
};

/// Collects rows as the timeline does, and writes a page of them at once.
class ChangesCsv final : public RecordWriter
{
public:
    ChangesCsv(QIODevice *device, const CsvTableOptions &options)
        : m_device(device)
        , m_lines(options)
    {
    }
    bool begin() override { return m_lines.writeHeader(m_device); }
    bool write(const AppliedCallback &applied, const QList<qsizetype> &rows) override
    {
        if (applied.verdict.isRejected())
            return true; // it has a row, but changes nothing
        const qsizetype first = m_page.size();
        m_page.appendChanges(applied);
        for (const qsizetype row : rows)
            m_rows.push_back(first + row);
        m_count += rows.size();
        return !m_page.isFull() || writePage();
    }
    bool end() override { return writePage(); }

private:
    [[nodiscard]] bool writePage()
    {
        const QByteArray records = m_lines.records(m_page, m_rows);
        m_page = {};
        m_rows.clear();
        return m_device->write(records) == records.size();
    }

    QIODevice *m_device;
    ChangeLines m_lines;
    TimelinePage m_page;
    std::vector<qsizetype> m_rows;
};

class CallbacksCsv final : public RecordWriter
{
public:
    CallbacksCsv(QIODevice *device, const CsvTableOptions &options)
        : m_table(device, options, callbackColumns)
    {
    }
    bool begin() override { return m_table.writeHeader(); }
    bool write(const AppliedCallback &applied, const QList<qsizetype> &) override
    {
        ++m_count;
        return m_table.write({applied, RequestHead::parse(applied.callback.head)});
    }

private:
    Table<CallbackRecord> m_table;
};

} // namespace

QStringList csvColumns(CsvTable table)
{
    switch (table) {
    case CsvTable::Changes: return ChangeLines::columns();
    case CsvTable::Callbacks: return namesOf(callbackColumns);
    case CsvTable::Stays: return namesOf(stayColumns);
    }
    return {};
}

std::unique_ptr<RecordWriter> changesCsv(QIODevice *device, const CsvTableOptions &options)
{
    return std::make_unique<ChangesCsv>(device, options);
}

std::unique_ptr<RecordWriter> callbacksCsv(QIODevice *device, const CsvTableOptions &options)
{
    return std::make_unique<CallbacksCsv>(device, options);
}

class StaysCsv::Private
{
public:
    Table<Stay> table;
};

StaysCsv::StaysCsv(QIODevice *device, const CsvTableOptions &options)
    : d(new Private {Table<Stay>(device, options, stayColumns)})
{
}

StaysCsv::~StaysCsv() = default;

bool StaysCsv::begin()
{
    return d->table.writeHeader();
}

bool StaysCsv::write(const Stay &stay)
{
    return d->table.write(stay);
}

} // namespace Roomscope
