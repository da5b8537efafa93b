// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/changelines.h"

#include <algorithm>
#include <charconv>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr std::array columnNames {
    "callback_id"_L1, "received"_L1,         "event_time"_L1,
    "delay_ms"_L1,    "sdk_app_id"_L1,       "room_id"_L1,
    "life"_L1,        "command"_L1,          "change"_L1,
    "seat"_L1,        "member"_L1,           "previous_member"_L1,
    "locked"_L1,      "audio_prohibited"_L1, "video_prohibited"_L1,
    "operator"_L1,    "platform"_L1,         "client_ip"_L1,
    "verdict"_L1,
};
constexpr qsizetype usualRecord = 240; // bytes

} // namespace

/// In the order of columnNames.
enum class ChangeLines::Column : quint8 {
    CallbackId,
    Received,
    EventTime,
    DelayMs,
    SdkAppId,
    RoomId,
    Life,
    Command,
    Kind,
    Seat,
    Member,
    PreviousMember,
    Locked,
    AudioProhibited,
    VideoProhibited,
    Operator,
    Platform,
    ClientIp,
    VerdictWords,
};

/// Grows by records.
class ChangeLines::Record final
{
public:
    explicit Record(qsizetype bytes)
        : m_bytes(bytes, Qt::Uninitialized)
        , m_at(m_bytes.data())
        , m_end(m_at + m_bytes.size())
    {
    }

    void append(char c)
    {
        need(1);
        *m_at++ = c;
    }
    void append(QByteArrayView cell)
    {
        need(cell.size());
        std::memcpy(m_at, cell.data(), size_t(cell.size()));
        m_at += cell.size();
    }
    void appendNumber(qint64 number)
    {
        need(20);
        m_at = std::to_chars(m_at, m_end, number).ptr;
    }
    void appendCell(QByteArrayView text, bool isNumber, const CsvOptions &options)
    {
        QByteArray cell;
        appendCsvCell(cell, text, isNumber, options);
        append(cell);
    }
    [[nodiscard]] qsizetype size() const { return m_at - m_bytes.constData(); }
    [[nodiscard]] QByteArray takeBytes()
    {
        m_bytes.truncate(size());
        return std::move(m_bytes);
    }

private:
    void need(qsizetype bytes)
    {
        if (m_end - m_at >= bytes)
            return;
        const qsizetype used = size();
        m_bytes.resize(2 * m_bytes.size() + bytes);
        m_at = m_bytes.data() + used;
        m_end = m_bytes.data() + m_bytes.size();
    }

    QByteArray m_bytes;
    char *m_at;
    char *m_end;
};

/// The cells of a page's texts, each made when it is first wanted.
class ChangeLines::Texts final
{
public:
    Texts(const TextPool &texts, const CsvOptions &options)
        : m_texts(texts)
        , m_options(options)
        , m_cells(texts.size())
    {
    }

    /// There until the next call.
    [[nodiscard]] QByteArrayView cell(quint32 id)
    {
        Cell &cell = m_cells[id];
        if (cell.size < 0) {
            cell.begin = m_bytes.size();
            appendCsvCell(m_bytes, utf8(m_texts.at(id)), false, m_options);
            cell.size = m_bytes.size() - cell.begin;
        }
        return {m_bytes.constData() + cell.begin, cell.size};
    }

private:
    struct Cell
    {
        qsizetype begin = 0;
        qsizetype size = -1;
    };

    /// Most texts are ASCII, and need no conversion.
    [[nodiscard]] QByteArrayView utf8(QStringView text)
    {
        m_utf8.resize(text.size());
        char *const bytes = m_utf8.data();
        char16_t all = 0;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char16_t unit = text[i].unicode();
            all |= unit;
            bytes[i] = char(unit);
        }
        if (all >= 0x80)
            m_utf8 = text.toUtf8();
        return m_utf8;
    }

    const TextPool &m_texts;
    const CsvOptions &m_options;
    std::vector<Cell> m_cells;
    QByteArray m_bytes;
    QByteArray m_utf8; ///< Of the last text.
};

ChangeLines::ChangeLines(const CsvTableOptions &options)
    : m_csv(options.csv)
    , m_isPlain(!QByteArrayView("0123456789+-.:TZ").contains(options.csv.delimiter))
    , m_received(options.zone)
    , m_eventTime(options.zone)
    , m_marks {cellOf("false"), cellOf("true")}
{
    const QStringList all = columns();
    for (const QString &name : options.columns.isEmpty() ? all : options.columns) {
        if (const qsizetype column = all.indexOf(name); column >= 0)
            m_columns.push_back(Column(column));
    }
    for (size_t kind = 0; kind < m_kinds.size(); ++kind)
        m_kinds[kind] = cellOf(changeName(ChangeKind(kind)));
}

QStringList ChangeLines::columns()
{
    return {columnNames.begin(), columnNames.end()};
}

bool ChangeLines::writeHeader(QIODevice *device) const
{
    QList<CsvCell> cells;
    for (const Column column : m_columns) {
        const QLatin1StringView name = columnNames[size_t(column)];
        cells.append({QByteArray(name.data(), name.size())});
    }
    return CsvWriter(device, m_csv).writeRecord(cells);
}

QByteArray ChangeLines::cellOf(QByteArrayView text) const
{
    QByteArray cell;
    appendCsvCell(cell, text, false, m_csv);
    return cell;
}

const QByteArray &ChangeLines::verdictCell(const Verdict &verdict)
{
    const auto it = std::find_if(m_verdicts.begin(), m_verdicts.end(),
                                 [&verdict](const auto &known) { return known.first == verdict; });
    return it != m_verdicts.end() ? it->second
                                  : m_verdicts.emplace_back(verdict, cellOf(verdict.toString().toUtf8())).second;
}

void ChangeLines::appendNumber(qint64 number, Record &record) const
{
    if (m_isPlain)
        record.appendNumber(number);
    else
        record.appendCell(QByteArray::number(number), true, m_csv);
}

void ChangeLines::appendTime(IsoClock &clock, qint64 timeUs, Record &record) const
{
    const QByteArrayView text = clock.milliseconds(timeUs);
    if (m_isPlain && text.front() >= '0' && text.front() <= '9')
        record.append(text);
    else
        record.appendCell(text, false, m_csv);
}

void ChangeLines::appendCell(Column column, const TimelineRow &row, Texts &texts, Record &record)
{
    const auto mark = [&](bool value) {
        if (row.seat >= 0) // a change that concerns no seat has none
            record.append(m_marks[value ? 1 : 0]);
    };
    using enum Column;
    switch (column) {
    case CallbackId: return appendNumber(row.callbackId, record);
    case Received: return appendTime(m_received, row.receivedUs, record);
    case EventTime:
        if (row.eventTimeMs != TimelineRow::noTime) // also one that cannot be used
            appendTime(m_eventTime, row.eventTimeMs * 1000, record);
        return;
    case DelayMs:
        if (const std::optional<qint64> delayMs = row.delayMs())
            appendNumber(*delayMs, record);
        return;
    case SdkAppId: return record.append(texts.cell(row.sdkAppId));
    case RoomId: return record.append(texts.cell(row.room));
    case Life:
        if (row.life > 0)
            appendNumber(row.life, record);
        return;
    case Command: return record.append(texts.cell(row.command));
    case Kind: return record.append(m_kinds[size_t(row.kind)]);
    case Seat:
        if (row.seat >= 0)
            appendNumber(row.seat, record);
        return;
    case Member: return record.append(texts.cell(row.member));
    case PreviousMember: return record.append(texts.cell(row.previous));
    case Locked: return mark(row.marks.locked);
    case AudioProhibited: return mark(row.marks.audioProhibited);
    case VideoProhibited: return mark(row.marks.videoProhibited);
    case Operator: return record.append(texts.cell(row.operatorAccount));
    case Platform: return record.append(texts.cell(row.platform));
    case ClientIp: return record.append(texts.cell(row.clientIp));
    case VerdictWords: return record.append(verdictCell(row.verdict));
    }
}

QByteArray ChangeLines::records(const TimelinePage &page, std::span<const qsizetype> rows)
{
    Texts texts(page.texts(), m_csv);
    Record record(std::max(qsizetype(rows.size()) * usualRecord, m_bytes));
    for (const qsizetype index : rows) {
        const TimelineRow &row = page.row(index);
        const qsizetype begin = record.size();
        for (size_t i = 0; i < m_columns.size(); ++i) {
            if (i > 0)
                record.append(m_csv.delimiter);
            appendCell(m_columns[i], row, texts, record);
        }
        if (m_columns.size() == 1 && record.size() == begin)
            record.append("\"\""); // an empty line is no record to many readers
        record.append("\r\n");
    }
    QByteArray bytes = record.takeBytes();
    m_bytes = bytes.size();
    return bytes;
}

} // namespace Roomscope
