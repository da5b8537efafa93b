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

/// Which rows of the timeline are wanted. For rows of one page, as its filter is.
struct RowChoice
{
    Filter filter;
    TimelineCategory category = TimelineCategory::All;
    RuleSwitches rules; ///< Findings of rules that are switched off are not wanted.

    /// The same, for rows of another page.
    [[nodiscard]] RowChoice renewed() const { return {filter.renewed(), category, rules}; }

    [[nodiscard]] bool isAll() const { return filter.isEmpty() && category == TimelineCategory::All; }
    [[nodiscard]] bool passes(const TimelineRow &row, const TextPool &texts, const Filter::BodySource &bodyOf) const;
    /// As far as the filter is not asked.
    [[nodiscard]] bool isCandidate(const TimelineRow &row) const;
    /// False when no row of the page can pass.
    [[nodiscard]] bool mayPass(const PageSummary &page) const;
    /// True when all of them do.
    [[nodiscard]] bool passesAll(const PageSummary &page) const;
};

/// Looks through pages of the timeline for rows that pass, in threads of the pool, and tells of them from the newest
/// page on. Another start, or its end, ends what is under way. GUI thread.
class TimelineScan final : public QObject
{
    Q_OBJECT

public:
    explicit TimelineScan(QObject *parent = nullptr);
    ~TimelineScan() override;

    /// The pages, at least one, come newest first; they are of that session.
    void start(std::vector<PageSource> pages, const RowChoice &choice, const Timeline &timeline);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }

signals:
    /// What passes of the next older pages, the newest page first; finished() after the last ones.
    void found(const QList<Roomscope::RowBits> &pages);
    /// A page could not be read; its first row.
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
