// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/csvtables.h"

#include "core/protocol/requesthead.h"
#include "core/times.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct ChangeRecord
{
    const Applied &applied;
    const Change &change;
};

struct CallbackRecord
{
    const Applied &applied;
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

CsvCell delay(const Applied &applied)
{
    const std::optional<qint64> delayMs = applied.delayMs();
    return delayMs ? number(*delayMs) : CsvCell();
}

/// A mark of the change's seat; a change that concerns no seat has none.
CsvCell mark(const Change &change, bool SeatMarks::*member)
{
    if (change.seat < 0)
        return {};
    return {change.marks.*member ? "true" : "false"};
}

template<typename Record> struct Column
{
    QLatin1StringView name;
    CsvCell (*cell)(const Record &record, const QTimeZone &zone);
};

using Zone = const QTimeZone &;
using C = const ChangeRecord &;
constexpr std::array<Column<ChangeRecord>, 19> changeColumns {{
    {"callback_id"_L1, [](C r, Zone) { return number(r.applied.callback.id); }},
    {"received"_L1, [](C r, Zone zone) { return time(r.applied.callback.receivedUs, zone); }},
    {"event_time"_L1, [](C r, Zone zone) { return eventTime(r.applied.event, zone); }},
    {"delay_ms"_L1, [](C r, Zone) { return delay(r.applied); }},
    {"sdk_app_id"_L1, [](C r, Zone) { return text(r.applied.event.sdkAppId); }},
    {"room_id"_L1, [](C r, Zone) { return text(r.change.room); }},
    {"life"_L1, [](C r, Zone) { return r.change.life > 0 ? number(r.change.life) : CsvCell(); }},
    {"command"_L1, [](C r, Zone) { return text(r.applied.event.command); }},
    {"change"_L1, [](C r, Zone) { return text(changeName(r.change.kind)); }},
    {"seat"_L1, [](C r, Zone) { return r.change.seat >= 0 ? number(r.change.seat) : CsvCell(); }},
    {"member"_L1, [](C r, Zone) { return text(r.change.member); }},
    {"previous_member"_L1, [](C r, Zone) { return text(r.change.previous); }},
    {"locked"_L1, [](C r, Zone) { return mark(r.change, &SeatMarks::locked); }},
    {"audio_prohibited"_L1, [](C r, Zone) { return mark(r.change, &SeatMarks::audioProhibited); }},
    {"video_prohibited"_L1, [](C r, Zone) { return mark(r.change, &SeatMarks::videoProhibited); }},
    {"operator"_L1, [](C r, Zone) { return text(r.applied.event.operatorAccount); }},
    {"platform"_L1, [](C r, Zone) { return text(r.applied.event.platform); }},
    {"client_ip"_L1, [](C r, Zone) { return text(r.applied.event.clientIp); }},
    {"verdict"_L1, [](C r, Zone) { return text(r.applied.verdict.toString()); }},
}};

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
    {"body_bytes"_L1, [](B r, Zone) { return number(r.applied.callback.body.size()); }},
    {"reply_status"_L1, [](B r, Zone) { return number(r.applied.callback.reply.status); }},
    {"reply_ms"_L1,
     [](B r, Zone) {
         const qint64 durationUs = r.applied.callback.reply.durationUs;
         return durationUs < 0 ? CsvCell() : decimal(double(durationUs) / 1000.0);
     }},
    {"verdict"_L1, [](B r, Zone) { return text(r.applied.verdict.toString()); }},
    {"body"_L1, [](B r, Zone) { return CsvCell {r.applied.callback.body}; }},
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

class ChangesCsv final : public RecordWriter
{
public:
    ChangesCsv(QIODevice *device, const CsvTableOptions &options)
        : m_table(device, options, changeColumns)
    {
    }
    bool begin() override { return m_table.writeHeader(); }
    bool write(const Applied &applied, const QList<qsizetype> &rows) override
    {
        for (const qsizetype row : rows) {
            if (row >= applied.changes.size())
                continue; // a rejected request has a row, but changes nothing
            if (!m_table.write({applied, applied.changes[row]}))
                return false;
            ++m_count;
        }
        return true;
    }

private:
    Table<ChangeRecord> m_table;
};

class CallbacksCsv final : public RecordWriter
{
public:
    CallbacksCsv(QIODevice *device, const CsvTableOptions &options)
        : m_table(device, options, callbackColumns)
    {
    }
    bool begin() override { return m_table.writeHeader(); }
    bool write(const Applied &applied, const QList<qsizetype> &) override
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
    case CsvTable::Changes: return namesOf(changeColumns);
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
