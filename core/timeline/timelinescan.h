// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/rules.h"
#include "core/filter/filter.h"
#include "core/timeline/shownrows.h"
#include "core/timeline/timeline.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace Roomscope {

/// Which rows of the timeline are wanted. Like its filter, it is for rows of one page only.
struct RowChoice
{
    Filter filter;
    TimelineCategory category = TimelineCategory::All;
    RuleSwitches rules; ///< Findings of rules that are switched off are not wanted.

    /// Returns the same choice for rows of another page.
    [[nodiscard]] RowChoice renewed() const { return {filter.renewed(), category, rules}; }

    [[nodiscard]] bool isAll() const { return filter.isEmpty() && category == TimelineCategory::All; }
    [[nodiscard]] bool passes(const TimelineRow &row, const TextPool &texts, const Filter::BodySource &bodyOf) const;
    /// Whether the row passes everything but the filter.
    [[nodiscard]] bool isCandidate(const TimelineRow &row) const;
    /// False when no row of the page can pass.
    [[nodiscard]] bool mayPass(const PageSummary &page) const;
    /// True when all of them do.
    [[nodiscard]] bool passesAll(const PageSummary &page) const;
};

/// Scans pages of the timeline for rows that pass, in threads of the pool, and reports them from the newest page on.
/// Another start, or the destructor, ends a running scan. GUI thread.
class TimelineScan final : public QObject
{
    Q_OBJECT

public:
    explicit TimelineScan(QObject *parent = nullptr);
    ~TimelineScan() override;

    /// Scans pages of that timeline's session, at least one, newest first.
    void start(std::vector<PageSource> pages, const RowChoice &choice, const Timeline &timeline);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }

signals:
    /// The passing rows of the next older pages, the newest page first; finished() follows the last ones.
    void found(const QList<Roomscope::RowBits> &pages);
    /// A page could not be read; number is that of its first row.
    void unreadable(qint64 number);
    /// Bodies could not be read: they count as empty ones. English sentence.
    void failed(const Roomscope::Error &error);
    void finished();

private:
    struct Found;
    struct Run;
    void adopt(const std::shared_ptr<Run> &run, size_t index, const Found &found);
    void tell();

    std::shared_ptr<Run> m_run;
    QTimer m_tellSoon;
    QThreadPool m_pool;
};

} // namespace Roomscope
