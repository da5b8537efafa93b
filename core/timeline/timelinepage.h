// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/textpool.h"
#include "core/filter/timelinerow.h"
#include "core/rooms/roomstore.h"
#include "core/timeline/pagefindings.h"

#include <QByteArray>

#include <array>
#include <optional>
#include <vector>

namespace Roomscope {

/// What can be told of a page without reading its rows. A value; any thread.
struct PageSummary
{
    qint64 after = 0;   ///< The last callback before the page; those between it and lastId are all in the page.
    qint64 firstId = 0; ///< The page's first callback.
    qint64 lastId = 0;
    qint64 anchorId
        = 0; ///< Its last callback that was not rejected, 0: none; a page of another journal is known by it.
    qint64 anchorUs = 0; ///< Its arrival.
    qint32 rows = 0;
    qint64 leastUs = std::numeric_limits<qint64>::max(); ///< The earliest arrival and the latest.
    qint64 mostUs = std::numeric_limits<qint64>::min();
    quint64 kinds = 0; ///< A bit a ChangeKind; of changes only.
    std::array<qint32, timelineCategories> inCategory {};
    std::array<qint32, ruleCount> findings {}; ///< Rows of each rule.

    void count(const TimelineRow &row);
};

/// Some thousand consecutive rows of the timeline, oldest first, with their texts and findings: what is packed, stored
/// and looked through as one. A callback's rows are never in two pages. A value; one thread at a time.
class TimelinePage final
{
public:
    /// It may have more by what one callback has.
    static constexpr qsizetype fullRows = 4096;
    static constexpr qsizetype fullTexts = 4 << 20; ///< Characters.

    TimelinePage() = default;
    /// after: the last callback before it.
    explicit TimelinePage(qint64 after);

    /// In place of one that cannot be read: as many rows, which say nothing.
    [[nodiscard]] static TimelinePage unreadable(const PageSummary &summary);

    /// The rows of the next callback: its changes, then its findings.
    void append(const AppliedCallback &applied);
    /// Its changes only.
    void appendChanges(const AppliedCallback &applied);

    /// Up to that callback there are no more that have rows.
    void endAt(qint64 lastId) { m_summary.lastId = lastId; }

    [[nodiscard]] qsizetype size() const { return qsizetype(m_rows.size()); }
    [[nodiscard]] bool isFull() const { return size() >= fullRows || m_texts.joined().size() >= fullTexts; }
    [[nodiscard]] const TimelineRow &row(qsizetype index) const { return m_rows[size_t(index)]; }
    /// As it was when it began or ended; nothing when the row is none.
    [[nodiscard]] std::optional<Finding> finding(qsizetype index) const { return m_findings.at(index); }
    [[nodiscard]] const PageFindings &findings() const { return m_findings; }
    [[nodiscard]] const TextPool &texts() const { return m_texts; }
    [[nodiscard]] const PageSummary &summary() const { return m_summary; }
    /// The first row whose callback is not before that one; size() when all are.
    [[nodiscard]] qsizetype rowNotBefore(qint64 callbackId) const;

    void setRepeats(qsizetype index, quint32 repeats) { m_rows[size_t(index)].repeats = repeats; }

    /// One frame with a checksum.
    [[nodiscard]] QByteArray toBytes() const;
    /// Becomes what toBytes() has packed. False when the bytes are damaged: it is good for nothing but reading then.
    [[nodiscard]] bool read(const QByteArray &bytes);

private:
    void add(const TimelineRow &row);
    void addFindings(const AppliedCallback &applied);

    std::vector<TimelineRow> m_rows;
    PageFindings m_findings;
    TextPool m_texts;
    PageSummary m_summary;
};

QDataStream &operator<<(QDataStream &stream, const PageSummary &summary);
QDataStream &operator>>(QDataStream &stream, PageSummary &summary);

} // namespace Roomscope
