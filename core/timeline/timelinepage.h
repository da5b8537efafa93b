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

/// Properties of a page that are known without reading its rows. A value; any thread.
struct PageSummary
{
    qint64 after = 0;   ///< The last callback before the page; the page covers all callbacks from there to lastId.
    qint64 firstId = 0; ///< The page's first callback.
    qint64 lastId = 0;
    qint64 anchorId
        = 0; ///< Its last callback that was not rejected, 0: none; a page of another journal is known by it.
    qint64 anchorUs = 0; ///< Arrival of anchorId.
    qint32 rows = 0;
    qint64 leastUs = std::numeric_limits<qint64>::max(); ///< The earliest and the latest arrival.
    qint64 mostUs = std::numeric_limits<qint64>::min();
    quint64 kinds = 0; ///< One bit per ChangeKind; changes only.
    std::array<qint32, timelineCategories> inCategory {};
    std::array<qint32, ruleCount> findings {}; ///< Rows of each rule.

    void count(const TimelineRow &row);
};

/// Some thousand consecutive rows of the timeline, oldest first, with their texts and findings: the unit of packing,
/// storing and scanning. All rows of a callback are in one page. A value; one thread at a time.
class TimelinePage final
{
public:
    /// The rows of the last callback may exceed it.
    static constexpr qsizetype fullRows = 4096;
    static constexpr qsizetype fullTexts = 4 << 20; ///< Characters.

    TimelinePage() = default;
    /// after: the last callback before the page.
    explicit TimelinePage(qint64 after);

    /// Returns a substitute for an unreadable page: the same number of empty rows.
    [[nodiscard]] static TimelinePage unreadable(const PageSummary &summary);

    /// Appends the rows of the next callback: its changes, then its findings.
    void append(const AppliedCallback &applied);
    /// Appends the rows of its changes only.
    void appendChanges(const AppliedCallback &applied);

    /// The page covers all callbacks up to lastId; no others up to there have rows.
    void endAt(qint64 lastId) { m_summary.lastId = lastId; }

    [[nodiscard]] qsizetype size() const { return qsizetype(m_rows.size()); }
    [[nodiscard]] bool isFull() const { return size() >= fullRows || m_texts.joined().size() >= fullTexts; }
    [[nodiscard]] const TimelineRow &row(qsizetype index) const { return m_rows[size_t(index)]; }
    /// Returns the finding as it was when it began or ended; nothing when the row is no finding.
    [[nodiscard]] std::optional<Finding> finding(qsizetype index) const { return m_findings.at(index); }
    [[nodiscard]] const PageFindings &findings() const { return m_findings; }
    [[nodiscard]] const TextPool &texts() const { return m_texts; }
    [[nodiscard]] const PageSummary &summary() const { return m_summary; }
    /// Returns the first row whose callback is not before that one; size() when all are.
    [[nodiscard]] qsizetype rowNotBefore(qint64 callbackId) const;

    void setRepeats(qsizetype index, quint32 repeats) { m_rows[size_t(index)].repeats = repeats; }

    /// Returns one frame with a checksum.
    [[nodiscard]] QByteArray toBytes() const;
    /// Reads what toBytes() has packed. Returns false when the bytes are damaged; the page may then only be read into
    /// again.
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
