// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/rules.h"
#include "core/filter/filter.h"
#include "core/timeline/timeline.h"

#include <QAbstractTableModel>
#include <QDeadlineTimer>
#include <QTimer>

#include <array>
#include <deque>

namespace Roomscope {

class Monitor;

/// The chips over the timeline.
enum class TimelineCategory : quint8 { All, Seats, AudioVideo, Locks, Room, Problems };
[[nodiscard]] bool isInCategory(const TimelineRow &row, TimelineCategory category);

/// The rows of the timeline that pass the filter and the category, oldest first. One insertion a batch. Plain values:
/// texts are made in ui/. GUI thread.
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

    explicit TimelineModel(Monitor *monitor, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// Qt::DisplayRole only, plain values of the column: microseconds, milliseconds (invalid: none), texts, ChangeKind
    /// as int, the seat (invalid: none), the verdict's word. Use rowAt() for all of a row.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    [[nodiscard]] const TimelineRow &rowAt(int row) const;
    [[nodiscard]] const Timeline &timeline() const { return m_timeline; }
    /// Null when the row tells no finding.
    [[nodiscard]] const Finding *findingAt(int row) const { return m_timeline.finding(m_shown[size_t(row)]); }
    /// The callback that the row shows; of a finding the newest one of its evidence.
    [[nodiscard]] qint64 callbackAt(int row) const;
    /// The first row of that callback, -1 when it is not shown.
    [[nodiscard]] int rowOfCallback(qint64 callbackId) const;

    /// Adds rows; the monitor's come by themselves, those of the journal before them by the one who restores it.
    void append(const QList<Roomscope::Applied> &batch);

    /// Drops all rows; their numbers are not used again.
    void clear();

    /// A rejected request stands for so many by now.
    void setRepeats(qint64 callbackId, quint32 repeats);

    /// What passes comes from the newest on: a first part at once, then older ones a slice of rows at a time from the
    /// event loop, inserted before the others. Another filter or category ends what is under way.
    /// A filter that looks into bodies takes smaller slices.
    void setFilter(const Filter &filter);
    /// Where such a filter finds bodies; without one it looks at rows only.
    void setBodySource(const Filter::BodySource &bodyOf) { m_bodyOf = bodyOf; }
    void setCategory(TimelineCategory category);
    /// Older rows are still being looked at.
    [[nodiscard]] bool isFiltering() const { return m_unseenEnd > m_timeline.firstNumber(); }
    /// Findings of rules that are switched off are not shown.
    void setRules(const RuleSwitches &rules);
    [[nodiscard]] qint64 countIn(TimelineCategory category) const { return m_counts[size_t(category)]; }

    /// A frozen model takes rows in but shows none of them until it is thawed.
    void setFrozen(bool frozen);
    [[nodiscard]] bool isFrozen() const { return m_frozen; }
    [[nodiscard]] qint64 hiddenByFreeze() const;

signals:
    /// Rows came, went or were hidden by freezing: counts are new.
    void countsChanged();

private:
    void showNewRows();
    [[nodiscard]] qint64 endToLookAt() const;
    [[nodiscard]] QDeadlineTimer sliceEnd() const;
    void rebuild();
    [[nodiscard]] std::deque<qint64> olderSlice();
    void showOlderRows();
    void dropOldest();
    [[nodiscard]] bool passes(qint64 number) const;
    [[nodiscard]] bool isOn(qint64 number) const;
    void countRows(qint64 fromNumber);

    Timeline m_timeline;
    Filter m_filter;
    Filter::BodySource m_bodyOf;
    QTimer m_nextSlice;
    TimelineCategory m_category = TimelineCategory::All;
    RuleSwitches m_rules;
    std::deque<qint64> m_shown; ///< Numbers of the rows shown, ascending.
    qint64 m_unseenEnd = 0;     ///< Rows before this number are still to be filtered.
    QTimer m_olderTimer;
    qint64 m_lookedAtEnd = 0; ///< Rows from this number on have not been looked at yet.
    bool m_frozen = false;
    qint64 m_frozenAt = 0; ///< Rows from this number on are hidden until it is thawed.
    std::array<qint64, size_t(TimelineCategory::Problems) + 1> m_counts {};
};

} // namespace Roomscope
