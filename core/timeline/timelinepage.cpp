// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timelinepage.h"

#include "core/base/packedtext.h"
#include "core/doctor/rules.h"
#include "core/filter/concerned.h"
#include "core/journal/block.h"
#include "core/protocol/forwardedpeer.h"
#include "core/timeline/narrownumbers.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <type_traits>
#include <utility>

namespace Roomscope {

namespace {

constexpr quint32 pageMagic = 0x52535450; // "RSTP"

/// The rows' values of one column after the other: alike ones are side by side, which packs well.
class ColumnWriter final
{
public:
    ColumnWriter(QByteArray &bytes, const std::vector<TimelineRow> &rows, const TimelineRow &before)
        : m_numbers(bytes)
        , m_rows(rows)
        , m_before(before)
    {
    }

    template<typename Value> void column(Value TimelineRow::*member)
    {
        put<Value>([member](const TimelineRow &row, const TimelineRow &) { return row.*member; });
    }
    /// As differences from the row before.
    template<typename Value> void growing(Value TimelineRow::*member)
    {
        using Unsigned = std::make_unsigned_t<Value>; // what is beyond the range wraps around, and back
        put<Value>([member](const TimelineRow &row, const TimelineRow &former) {
            return Value(Unsigned(row.*member) - Unsigned(former.*member));
        });
    }
    template<typename Value> void computed(Value (*value)(const TimelineRow &row))
    {
        put<Value>([value](const TimelineRow &row, const TimelineRow &) { return value(row); });
    }

private:
    template<typename Value> void put(const auto &valueOf)
    {
        std::vector<Value> values;
        values.reserve(m_rows.size());
        for (size_t i = 0; i < m_rows.size(); ++i)
            values.push_back(valueOf(m_rows[i], i == 0 ? m_before : m_rows[i - 1]));
        m_numbers.write(values);
    }

    NarrowWriter m_numbers;
    const std::vector<TimelineRow> &m_rows;
    const TimelineRow m_before;
};

/// The inverse.
class ColumnReader final
{
public:
    ColumnReader(NarrowReader &numbers, std::vector<TimelineRow> &rows, const TimelineRow &before)
        : m_numbers(numbers)
        , m_rows(rows)
        , m_before(before)
    {
    }

    template<typename Value> void column(Value TimelineRow::*member)
    {
        take<Value>([member](TimelineRow &row, Value value, const TimelineRow &) { row.*member = value; });
    }
    template<typename Value> void growing(Value TimelineRow::*member)
    {
        using Unsigned = std::make_unsigned_t<Value>;
        take<Value>([member](TimelineRow &row, Value value, const TimelineRow &former) {
            row.*member = Value(Unsigned(former.*member) + Unsigned(value));
        });
    }
    template<typename Value> void computed(void (*set)(TimelineRow &row, Value value))
    {
        take<Value>([set](TimelineRow &row, Value value, const TimelineRow &) { set(row, value); });
    }

private:
    template<typename Value> void take(const auto &set)
    {
        m_numbers.read<Value>(m_rows.size(), [&](size_t index, Value value) {
            set(m_rows[index], value, index == 0 ? m_before : m_rows[index - 1]);
        });
    }

    NarrowReader &m_numbers;
    std::vector<TimelineRow> &m_rows;
    const TimelineRow m_before;
};

enum Mark : quint8 { Derived = 1, Locked = 2, AudioProhibited = 4, VideoProhibited = 8 };

quint8 marksOf(const TimelineRow &row)
{
    return quint8((row.derived ? Derived : 0) | (row.marks.locked ? Locked : 0)
                  | (row.marks.audioProhibited ? AudioProhibited : 0)
                  | (row.marks.videoProhibited ? VideoProhibited : 0));
}

void setMarks(TimelineRow &row, quint8 marks)
{
    row.derived = (marks & Derived) != 0;
    row.marks = {.locked = (marks & Locked) != 0,
                 .audioProhibited = (marks & AudioProhibited) != 0,
                 .videoProhibited = (marks & VideoProhibited) != 0};
}

/// All columns, in the order of the frame; the same for reading and writing.
void columns(auto &&each)
{
    each.growing(&TimelineRow::callbackId);
    each.growing(&TimelineRow::receivedUs);
    each.growing(&TimelineRow::eventTimeMs);
    each.column(&TimelineRow::sdkAppId);
    each.column(&TimelineRow::room);
    each.column(&TimelineRow::command);
    each.column(&TimelineRow::member);
    each.column(&TimelineRow::previous);
    each.column(&TimelineRow::operatorAccount);
    each.column(&TimelineRow::platform);
    each.column(&TimelineRow::clientIp);
    each.column(&TimelineRow::peer);
    each.column(&TimelineRow::detail);
    each.column(&TimelineRow::concerned);
    each.column(&TimelineRow::life);
    each.column(&TimelineRow::seat);
    each.column(&TimelineRow::fromSeat);
    each.column(&TimelineRow::againstId);
    each.column(&TimelineRow::repeats);
}

void computedColumns(ColumnWriter &writer)
{
    writer.computed<quint16>([](const TimelineRow &row) { return quint16(row.verdict.flags.toInt()); });
    writer.computed<quint8>([](const TimelineRow &row) { return quint8(row.verdict.rejection); });
    writer.computed<quint8>([](const TimelineRow &row) { return quint8(row.kind); });
    writer.computed<quint8>([](const TimelineRow &row) { return quint8(row.rule ? int(*row.rule) + 1 : 0); });
    writer.computed<quint8>(&marksOf);
}

void computedColumns(ColumnReader &reader)
{
    reader.computed<quint16>(
        [](TimelineRow &row, quint16 value) { row.verdict.flags = Flags::fromInt(Flags::Int(value)); });
    reader.computed<quint8>([](TimelineRow &row, quint8 value) { row.verdict.rejection = Rejection(value); });
    reader.computed<quint8>([](TimelineRow &row, quint8 value) { row.kind = ChangeKind(value); });
    reader.computed<quint8>(
        [](TimelineRow &row, quint8 value) { row.rule = value > 0 ? std::optional(RuleId(value - 1)) : std::nullopt; });
    reader.computed<quint8>(&setMarks);
}

/// What the growing columns of the first row are differences from: something close to it.
TimelineRow beforeFirst(const PageSummary &summary)
{
    return {.callbackId = summary.firstId, .receivedUs = summary.leastUs, .eventTimeMs = summary.leastUs / 1000};
}

/// How many characters each text has, then all of them; in front of it how many there are of each.
void writeTexts(QByteArray &bytes, const TextPool &texts)
{
    const QString &joined = texts.joined();
    std::vector<quint32> sizes;
    std::adjacent_difference(texts.ends().begin(), texts.ends().end(), std::back_inserter(sizes));
    NarrowWriter numbers(bytes);
    numbers.write(std::vector<quint32> {texts.size(), quint32(joined.size())});
    numbers.write(sizes);
    numbers.write(std::vector<char16_t>(joined.utf16(), joined.utf16() + joined.size()));
}

/// Nothing when they are damaged.
std::optional<TextPool> readTexts(NarrowReader &numbers)
{
    std::array<quint32, 2> counts {};
    numbers.read(counts.size(), counts.data());
    const auto [count, size] = counts;
    if (!numbers.has(count + quint64(size)))
        return {};
    std::vector<quint32> ends(count);
    numbers.read(count, ends.data());
    QString joined(qsizetype(size), Qt::Uninitialized);
    numbers.read(size, reinterpret_cast<char16_t *>(joined.data()));
    quint64 end = 0;
    for (quint32 &each : ends)
        each = quint32(end += each);
    const bool isSound = !ends.empty() && ends.front() == 0 && end == size;
    return isSound ? std::optional(TextPool(std::move(joined), std::move(ends))) : std::nullopt;
}

bool isWithin(const TimelineRow &row, quint32 texts)
{
    return std::max({row.sdkAppId, row.room, row.command, row.member, row.previous, row.operatorAccount, row.platform,
                     row.clientIp, row.peer, row.detail, row.concerned})
        < texts
        && int(row.kind) < changeKindCount && (!row.rule || int(*row.rule) < ruleCount);
}

} // namespace

bool isInCategory(const TimelineRow &row, TimelineCategory category)
{
    switch (category) {
    case TimelineCategory::All: return true;
    case TimelineCategory::Problems: return row.isFinding() || !row.verdict.isAccepted();
    default: break;
    }
    if (!row.isChange())
        return false;
    switch (row.kind) {
    case ChangeKind::SeatTaken:
    case ChangeKind::SeatLeft:
    case ChangeKind::SeatSwapped:
    case ChangeKind::SeatMoved: return category == TimelineCategory::Seats;
    case ChangeKind::SeatLocked:
    case ChangeKind::SeatUnlocked: return category == TimelineCategory::Locks;
    case ChangeKind::AudioProhibited:
    case ChangeKind::AudioAllowed:
    case ChangeKind::VideoProhibited:
    case ChangeKind::VideoAllowed: return category == TimelineCategory::AudioVideo;
    default: return category == TimelineCategory::Room;
    }
}

void PageSummary::count(const TimelineRow &row)
{
    ++rows;
    leastUs = std::min(leastUs, row.receivedUs);
    mostUs = std::max(mostUs, row.receivedUs);
    if (row.isChange())
        kinds |= quint64(1) << quint32(row.kind);
    for (size_t category = 0; category < timelineCategories; ++category)
        inCategory[category] += isInCategory(row, TimelineCategory(category)) ? 1 : 0;
    if (row.rule)
        ++findings[size_t(*row.rule)];
}

QDataStream &operator<<(QDataStream &stream, const PageSummary &summary)
{
    stream << summary.after << summary.firstId << summary.lastId << summary.anchorId << summary.anchorUs << summary.rows
           << summary.leastUs << summary.mostUs << summary.kinds;
    for (const qint32 rows : summary.inCategory)
        stream << rows;
    for (const qint32 rows : summary.findings)
        stream << rows;
    return stream;
}

QDataStream &operator>>(QDataStream &stream, PageSummary &summary)
{
    stream >> summary.after >> summary.firstId >> summary.lastId >> summary.anchorId >> summary.anchorUs >> summary.rows
        >> summary.leastUs >> summary.mostUs >> summary.kinds;
    for (qint32 &rows : summary.inCategory)
        stream >> rows;
    for (qint32 &rows : summary.findings)
        stream >> rows;
    return stream;
}

TimelinePage::TimelinePage(qint64 after)
{
    m_summary.after = after;
    m_summary.lastId = after;
}

TimelinePage TimelinePage::unreadable(const PageSummary &summary)
{
    TimelinePage page;
    page.m_summary = summary;
    page.m_rows.resize(size_t(summary.rows), {.callbackId = summary.firstId, .receivedUs = summary.leastUs});
    return page;
}

void TimelinePage::append(const AppliedCallback &applied)
{
    appendChanges(applied);
    addFindings(applied);
    if (m_summary.firstId == 0)
        m_summary.firstId = applied.callback.id;
    m_summary.lastId = applied.callback.id;
    if (!applied.verdict.isRejected()) {
        m_summary.anchorId = applied.callback.id;
        m_summary.anchorUs = applied.callback.receivedUs;
    }
}

void TimelinePage::appendChanges(const AppliedCallback &applied)
{
    TimelineRow row {
        .callbackId = applied.callback.id,
        .receivedUs = applied.callback.receivedUs,
        .eventTimeMs = applied.event.eventTimeMs.value_or(TimelineRow::noTime),
        .sdkAppId = m_texts.idOf(applied.event.sdkAppId),
        .room = m_texts.idOf(applied.event.room()),
        .command = m_texts.idOf(applied.event.command),
        .operatorAccount = m_texts.idOf(applied.event.operatorAccount),
        .platform = m_texts.idOf(applied.event.platform),
        .clientIp = m_texts.idOf(applied.event.clientIp),
        .peer = m_texts.idOf(addressOfPeer(applied.callback.peer)),
        .detail = m_texts.idOf(applied.callback.note),
        .againstId = applied.repeatOf != 0 ? applied.repeatOf : applied.lateAgainst,
        .repeats = applied.callback.repeats,
        .verdict = applied.verdict,
    };
    if (applied.changes.isEmpty())
        add(row); // a rejected request
    const bool isLost = bool(applied.verdict.flags & (Flag::Duplicate | Flag::Late));
    for (const Change &change : applied.changes) {
        row.concerned = isLost || change.kind == ChangeKind::NoChange
            ? m_texts.idOf(packedText(Concerned::of(applied.event)))
            : 0;
        row.room = m_texts.idOf(change.room);
        row.member = m_texts.idOf(change.member);
        row.previous = m_texts.idOf(change.previous);
        row.detail = m_texts.idOf(packedText(change.details));
        row.life = change.life;
        row.seat = qint16(change.seat);
        row.fromSeat = qint16(change.fromSeat);
        row.kind = change.kind;
        row.marks = change.marks;
        row.derived = change.derived;
        add(row);
    }
}

void TimelinePage::addFindings(const AppliedCallback &applied)
{
    for (const Finding &finding : applied.findings) {
        m_findings.append(size(), finding);
        add({.callbackId = applied.callback.id,
             .receivedUs = applied.callback.receivedUs,
             .sdkAppId = m_texts.idOf(finding.room.sdkAppId),
             .room = m_texts.idOf(finding.room.room),
             .member = m_texts.idOf(finding.member),
             .previous = m_texts.idOf(finding.previous),
             .detail = m_texts.idOf(ruleOf(finding.rule).name),
             .seat = qint16(finding.seat),
             .fromSeat = qint16(finding.otherSeat),
             .kind = ChangeKind::Alert,
             .rule = finding.rule});
    }
}

void TimelinePage::add(const TimelineRow &row)
{
    m_rows.push_back(row);
    m_summary.count(row);
}

qsizetype TimelinePage::rowNotBefore(qint64 callbackId) const
{
    const auto it = std::lower_bound(m_rows.begin(), m_rows.end(), callbackId,
                                     [](const TimelineRow &row, qint64 id) { return row.callbackId < id; });
    return it - m_rows.begin();
}

QByteArray TimelinePage::toBytes() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << pageMagic << m_summary << m_findings;
    ColumnWriter writer(bytes, m_rows, beforeFirst(m_summary));
    columns(writer);
    computedColumns(writer);
    writeTexts(bytes, m_texts);
    return packFrame(bytes);
}

bool TimelinePage::read(const QByteArray &bytes)
{
    thread_local QByteArray plain; // its memory is used again
    if (!unpackFrame(bytes, plain))
        return false;
    QDataStream stream(plain);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    stream >> magic >> m_summary >> m_findings;
    if (stream.status() != QDataStream::Ok || magic != pageMagic || m_summary.rows < 0)
        return false;
    NarrowReader numbers(QByteArrayView(plain).sliced(stream.device()->pos()));
    if (!numbers.has(quint64(m_summary.rows)))
        return false;
    m_rows.resize(size_t(m_summary.rows)); // whatever they were, every column is read
    ColumnReader reader(numbers, m_rows, beforeFirst(m_summary));
    columns(reader);
    computedColumns(reader);
    std::optional<TextPool> texts = readTexts(numbers);
    if (!texts || numbers.isBroken())
        return false;
    m_texts = std::move(*texts);
    return std::all_of(m_rows.begin(), m_rows.end(),
                       [count = m_texts.size()](const TimelineRow &row) { return isWithin(row, count); });
}

} // namespace Roomscope
