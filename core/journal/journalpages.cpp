// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalpages.h"

#include <QtEndian>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

// See https://www.sqlite.org/fileformat2.html.

namespace {

constexpr QByteArrayView magic("SQLite format 3\0", 16);
constexpr qint64 fileHeadSize = 100;
constexpr qint64 logHeadSize = 32;
constexpr qint64 frameHeadSize = 24;
constexpr qint64 leafHeadSize = 8;
constexpr char leafOfTable = 0x0d;
constexpr qint64 largestRecord = 1LL << 30;

quint32 bigEndian32(QByteArrayView bytes, qint64 offset)
{
    return qFromBigEndian<quint32>(bytes.data() + offset);
}

quint16 bigEndian16(QByteArrayView bytes, qint64 offset)
{
    return qFromBigEndian<quint16>(bytes.data() + offset);
}

/// Nothing when it goes beyond the bytes. Moves offset behind it.
std::optional<qint64> variableNumber(QByteArrayView bytes, qint64 &offset)
{
    quint64 number = 0;
    for (int i = 0; i < 9 && offset < bytes.size(); ++i) {
        const auto byte = quint8(bytes[offset++]);
        if (i == 8)
            return qint64(number << 8 | byte);
        number = number << 7 | (byte & 0x7fU);
        if ((byte & 0x80U) == 0)
            return qint64(number);
    }
    return {};
}

struct Column
{
    char kind = 'n';
    qint64 size = 0;
    std::optional<qint64> number; ///< Known by the kind alone.
};

std::optional<Column> columnOf(qint64 serialType)
{
    constexpr qint64 sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (serialType < 0 || serialType == 10 || serialType == 11 || serialType > 2 * largestRecord)
        return {};
    if (serialType >= 12)
        return Column {.kind = serialType % 2 == 0 ? 'b' : 't', .size = (serialType - 12) / 2};
    Column column {.kind = serialType == 0 || serialType == 7 ? 'n' : 'i', .size = sizes[serialType]};
    if (serialType >= 8)
        column.number = serialType - 8;
    return column;
}

qint64 signedNumber(QByteArrayView bytes)
{
    qint64 number = bytes.isEmpty() || qint8(bytes[0]) >= 0 ? 0 : -1;
    for (const char byte : bytes)
        number = qint64(quint64(number) << 8 | quint8(byte));
    return number;
}

/// The columns of a record, and behind its head begin their values. Nothing when it makes no sense.
std::optional<std::vector<Column>> columnsOf(QByteArrayView record, qint64 &headSize)
{
    qint64 offset = 0;
    const std::optional<qint64> size = variableNumber(record, offset);
    if (!size || *size < offset || *size > record.size())
        return {};
    headSize = *size;
    std::vector<Column> columns;
    while (offset < headSize) {
        const std::optional<qint64> type = variableNumber(record.first(headSize), offset);
        const std::optional<Column> column = type ? columnOf(*type) : std::nullopt;
        if (!column)
            return {};
        columns.push_back(*column);
    }
    return columns;
}

} // namespace

JournalPages::JournalPages(const QString &fileName)
    : m_file(fileName)
    , m_log(fileName + u"-wal"_s)
{
    for (QFile *file : {&m_file, &m_log})
        static_cast<void>(file->open(QIODevice::ReadOnly)); // what is not there has no pages
    m_pageSize = pageSizeOf(m_file.isOpen() ? m_file.read(fileHeadSize) : QByteArray());
    readLog();
}

/// Of a damaged head the usual size.
qint64 JournalPages::pageSizeOf(const QByteArray &head) const
{
    constexpr qint64 usual = 4096;
    if (head.size() < fileHeadSize || !head.startsWith(magic))
        return usual;
    const qint64 size = bigEndian16(head, magic.size()); // 1 stands for 65536
    return size >= 512 && (size & (size - 1)) == 0 ? size : size == 1 ? 65536 : usual;
}

void JournalPages::readLog()
{
    const qint64 frameSize = frameHeadSize + m_pageSize;
    QByteArray newest; // salts of the log as it was begun last
    QByteArray salts;
    qint64 begun = 0; // of a commit
    for (qint64 offset = logHeadSize; m_log.isOpen() && offset + frameSize <= m_log.size(); offset += frameSize) {
        m_log.seek(offset);
        const QByteArray head = m_log.read(frameHeadSize);
        if (head.size() < frameHeadSize)
            break;
        const auto index = qint64(m_frames.size());
        if (const QByteArray next = head.sliced(8, 8); next != salts) {
            salts = next;
            begun = index; // what has not been committed until here never was
        }
        if (newest.isEmpty())
            newest = salts;
        const bool isStale = salts != newest;
        m_frames.push_back({.page = bigEndian32(head, 0), .end = -1, .isStale = isStale});
        if (bigEndian32(head, 4) == 0) // no commit ends here
            continue;
        for (; begun <= index; ++begun)
            m_frames[size_t(begun)].end = index;
        if (!isStale)
            m_lastFrame = index;
    }
    for (qint64 index = 0; index < qint64(m_frames.size()); ++index) {
        Frame &frame = m_frames[size_t(index)];
        frame.isStale = frame.isStale || index > m_lastFrame; // not committed
        if (frame.end >= 0)                                   // else it was never committed
            m_framesOfPage[frame.page].append(index);
    }
}

QByteArray JournalPages::image(qint64 frame, qint64 page)
{
    QFile &file = frame < 0 ? m_file : m_log;
    const qint64 offset
        = frame < 0 ? (page - 1) * m_pageSize : logHeadSize + frame * (frameHeadSize + m_pageSize) + frameHeadSize;
    if (page < 1 || !file.isOpen() || !file.seek(offset))
        return {};
    const QByteArray bytes = file.read(m_pageSize);
    return bytes.size() == m_pageSize ? bytes : QByteArray();
}

qint64 JournalPages::frameOf(qint64 page, qint64 end) const
{
    const auto frames = m_framesOfPage.constFind(page);
    if (frames == m_framesOfPage.cend())
        return -1;
    const auto behind = std::upper_bound(frames->cbegin(), frames->cend(), end);
    return behind == frames->cbegin() ? -1 : *std::prev(behind);
}

std::optional<JournalPages::Cell> JournalPages::cellAt(const QByteArray &image, qint64 offset) const
{
    const std::optional<qint64> size = variableNumber(image, offset);
    const std::optional<qint64> id = size ? variableNumber(image, offset) : std::nullopt;
    if (!id || *size < 0 || *size > largestRecord)
        return {};
    Cell cell {.id = *id, .size = *size};
    const qint64 most = m_pageSize - 35;
    const qint64 least = (m_pageSize - 12) * 32 / 255 - 23;
    qint64 local = *size;
    if (local > most) {
        local = least + (*size - least) % (m_pageSize - 4);
        if (local > most)
            local = least;
        if (offset + local + 4 > image.size())
            return {};
        cell.nextPage = bigEndian32(image, offset + local);
    }
    if (offset + local > image.size())
        return {};
    cell.local = QByteArrayView(image).sliced(offset, local);
    return cell;
}

std::optional<JournalPages::Row> JournalPages::rowOf(const Cell &cell) const
{
    qint64 offset = 0;
    const auto columns = columnsOf(cell.local, offset);
    if (!columns || columns->empty())
        return {};
    Row row {.id = cell.id};
    for (const Column &column : *columns) {
        row.kinds.push_back(column.kind);
        Value value;
        if (column.number)
            value = *column.number;
        else if (column.kind == 'i' && offset + column.size <= cell.local.size())
            value = signedNumber(cell.local.sliced(offset, column.size));
        row.values.push_back(value);
        offset += column.size;
    }
    return offset == cell.size ? std::optional(row) : std::nullopt;
}

void JournalPages::visitPage(const QByteArray &image, const Place &place,
                             const std::function<void(const Row &)> &visit) const
{
    const qint64 head = place.page == 1 ? fileHeadSize : 0;
    if (image.size() < m_pageSize || image.at(head) != leafOfTable)
        return;
    const qint64 count = bigEndian16(image, head + 3);
    for (qint64 i = 0; i < count; ++i) {
        const qint64 pointer = head + leafHeadSize + 2 * i;
        if (pointer + 2 > image.size())
            return;
        const qint64 offset = bigEndian16(image, pointer);
        const std::optional<Cell> cell = cellAt(image, offset);
        std::optional<Row> row = cell ? rowOf(*cell) : std::nullopt;
        if (!row)
            continue;
        row->place = place;
        row->place.offset = offset;
        visit(*row);
    }
}

void JournalPages::forEachRow(const std::function<void(const Row &)> &visit)
{
    const qint64 pages = m_file.isOpen() ? m_file.size() / m_pageSize : 0;
    for (qint64 page = 1; page <= pages; ++page)
        visitPage(image(-1, page), {.page = page}, visit);
    for (qint64 index = 0; index < qint64(m_frames.size()); ++index) {
        const Frame &frame = m_frames[size_t(index)];
        if (frame.end >= 0) // else it was never committed
            visitPage(image(index, frame.page), {.frame = index, .page = frame.page, .isStale = frame.isStale}, visit);
    }
}

std::optional<qint64> JournalPages::number(const Place &place, qsizetype column)
{
    const QByteArray leaf = image(place.frame, place.page);
    const std::optional<Cell> cell = leaf.isEmpty() ? std::nullopt : cellAt(leaf, place.offset);
    const std::optional<Row> row = cell ? rowOf(*cell) : std::nullopt;
    if (!row || size_t(column) >= row->kinds.size() || row->kinds[size_t(column)] != 'i')
        return {};
    if (const auto *const known = std::get_if<qint64>(&row->values[size_t(column)]))
        return *known;
    const QList<QByteArray> found = bytes(place, column);
    return found.isEmpty() ? std::nullopt : std::optional(signedNumber(found.first()));
}

QList<QByteArray> JournalPages::bytes(const Place &place, qsizetype column)
{
    const QByteArray leaf = image(place.frame, place.page);
    const std::optional<Cell> cell = leaf.isEmpty() ? std::nullopt : cellAt(leaf, place.offset);
    if (!cell)
        return {};
    qint64 begin = 0;
    const auto columns = columnsOf(cell->local, begin);
    if (!columns || column >= qsizetype(columns->size()))
        return {};
    for (qsizetype i = 0; i < column; ++i)
        begin += (*columns)[size_t(i)].size;
    const qint64 size = (*columns)[size_t(column)].size;
    if (begin + size > cell->size) // a writer has put something else there
        return {};

    // As it was when the leaf was committed; for one of the file, as it is now, or as the file alone has it.
    const qint64 end = place.frame >= 0 ? m_frames[size_t(place.frame)].end : m_lastFrame;
    QList<QByteArray> results;
    for (const qint64 seenFrom : {end, qint64(-1)}) {
        QByteArray record = cell->local.toByteArray();
        for (qint64 next = cell->nextPage; next != 0 && record.size() < cell->size;) {
            const QByteArray overflow = image(frameOf(next, seenFrom), next);
            if (overflow.isEmpty())
                break;
            record += QByteArrayView(overflow).sliced(4, std::min(m_pageSize - 4, cell->size - record.size()));
            next = bigEndian32(overflow, 0);
        }
        if (record.size() < cell->size)
            continue;
        const QByteArray value = record.sliced(begin, size);
        if (!results.contains(value))
            results.append(value);
    }
    return results;
}

} // namespace Roomscope
