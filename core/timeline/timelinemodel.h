// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/shownrows.h"
#include "core/timeline/timeline.h"
#include "core/timeline/timelinescan.h"

#include <QAbstractTableModel>

namespace Roomscope {

/// The rows of the timeline that pass the filter and the category, oldest first. One insertion per batch. Plain values:
/// ui/ makes the texts. Memory grows only by one bit for each row that a filter has tested. GUI thread.
class TimelineModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        TimeColumn,
        DelayColumn,
        RoomColumn,
        EventColumn,
        SeatColumn,
        MemberColumn,
        OperatorColumn,
        PlatformColumn,
        StatusColumn
    };
    static constexpr int columns = StatusColumn + 1;

    explicit TimelineModel(Timeline *timeline, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// Qt::DisplayRole only, plain values of the column: microseconds, milliseconds (invalid: none), texts, ChangeKind
    /// as int, the seat (invalid: none), the verdict's word. Use lineAt() for a whole row.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    [[nodiscard]] TimelineLine lineAt(int row) const { return m_timeline->line(m_shown.numberAt(row)); }
    [[nodiscard]] TimelineRow rowAt(int row) const { return lineAt(row).row(); }
    [[nodiscard]] const Timeline &timeline() const { return *m_timeline; }
    /// Returns the callback of the row; for a finding, the newest one of its evidence.
    [[nodiscard]] qint64 callbackAt(int row) const;
    /// Returns the first row of that callback; -1 when it is not shown.
    [[nodiscard]] int rowOfCallback(qint64 callbackId) const;
    /// Returns the row's number in the timeline, see Timeline; it does not depend on the filter.
    [[nodiscard]] qint64 numberAt(int row) const { return m_shown.numberAt(row); }
    /// Returns the first row that is not before that number; rowCount() when all are.
    [[nodiscard]] int rowNotBeforeNumber(qint64 number) const;
    /// Returns the first row whose callback is not before that one; rowCount() when all are.
    [[nodiscard]] int rowNotBefore(qint64 callbackId) const;
    /// Returns the first row that was received at or after timeUs, microseconds; rowCount() when none was.
    [[nodiscard]] int rowReceivedFrom(qint64 timeUs) const;

    /// Shows the passing ones of the newest rows at once; older ones follow page by page, inserted before the others.
    /// Another filter or category ends a running scan.
    void setFilter(const Filter &filter);
    void setCategory(TimelineCategory category);
    /// Whether older rows are still being scanned.
    [[nodiscard]] bool isFiltering() const { return m_scan.isRunning(); }
    /// Whether neither a filter nor a category hides rows.
    [[nodiscard]] bool showsAll() const { return m_choice.isAll(); }
    /// Hides findings of rules that are switched off.
    void setRules(const RuleSwitches &rules);
    /// Counts all rows, regardless of the filter.
    [[nodiscard]] qint64 countIn(TimelineCategory category) const;

    /// A frozen model accepts rows but shows none of them until it is thawed.
    void setFrozen(bool frozen);
    [[nodiscard]] bool isFrozen() const { return m_frozen; }
    [[nodiscard]] qint64 hiddenByFreeze() const;

signals:
    /// Rows were added, removed or hidden by freezing, so that counts have changed.
    void countsChanged();
    /// See TimelineScan::failed().
    void failed(const Roomscope::Error &error);

private:
    void showAppended(qint64 firstNumber, const QList<AppliedCallback> &batch);
    void showRepeats(qint64 callbackId);
    void clear();
    void lookAtNew(qint64 firstNumber, const Filter::BodySource &bodyOf);
    void showCounted();
    void showOlder(const QList<RowBits> &pages);
    void dropRows(qint64 firstNumber);
    void rebuild();
    [[nodiscard]] QList<RowBits> scanOlder();
    [[nodiscard]] QList<RowBits> clipped(QList<RowBits> pages) const;

    Timeline *const m_timeline;
    TimelineScan m_scan;
    RowChoice m_choice;
    RowChoice m_newChoice;                ///< The same, for the newest page.
    const TextPool *m_newTexts = nullptr; ///< Texts of the newest page; only compared.
    ShownRows m_shown;
    int m_rowCount = 0;
    qint64 m_notScannedBefore = 0; ///< Rows before this number are not scanned yet.
    bool m_frozen = false;
    qint64 m_frozenAt = 0; ///< Rows from this number on are hidden until it is thawed.
};

} // namespace Roomscope
