// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QHash>
#include <QList>
#include <QString>

#include <limits>
#include <map>
#include <vector>

namespace Roomscope {

/// Texts that occur many times, each kept once; 0 is the empty one.
class TextPool final
{
public:
    [[nodiscard]] quint32 idOf(const QString &text);
    [[nodiscard]] const QString &at(quint32 id) const { return m_texts[id]; }
    [[nodiscard]] quint32 size() const { return quint32(m_texts.size()); }

private:
    QList<QString> m_texts {QString()};
    QHash<QString, quint32> m_ids {{QString(), 0}};
};

/// One line of the timeline: a change, a rejected request, or a finding of the doctor that began or ended. Texts are
/// ids of Timeline::texts().
struct TimelineRow
{
    static constexpr qint32 noDelay = std::numeric_limits<qint32>::min();

    qint64 callbackId = 0;
    qint64 receivedUs = 0;
    qint32 delayMs = noDelay; ///< Arrival minus EventTime, clamped to 32 bits.
    quint32 sdkAppId = 0;
    quint32 room = 0;
    quint32 command = 0;
    quint32 member = 0;
    quint32 previous = 0;
    quint32 operatorAccount = 0;
    quint32 platform = 0;
    quint32 clientIp = 0;
    quint32 detail = 0;
    qint32 life = 0; ///< Of the room, from 1; 0 when it concerns no room that is known.
    qint16 seat = -1;
    qint16 fromSeat = -1;
    qint64 againstId = 0; ///< The callback that it repeats or lost against; 0: none.
    quint32 repeats = 1;  ///< How many rejected requests of one reason the row stands for.
    Verdict verdict;
    ChangeKind kind = ChangeKind::NoChange;
    bool derived = false;
    bool isFinding = false; ///< See Timeline::finding().
};

/// All rows of the timeline, oldest first, numbered without gaps from 0. Past maximumRows its owner drops the oldest
/// (they stay in the journal); numbers are never used again. GUI thread.
class Timeline final
{
public:
    static constexpr qsizetype maximumRows = 2'000'000;

    /// Adds the rows of the batch; the answer is the number of the first one added.
    qint64 append(const QList<Applied> &batch);
    /// The same, each callback's findings after its changes.
    qint64 appendWithFindings(const QList<Applied> &batch);

    /// The number before which rows are to be dropped; firstNumber() when there is room.
    [[nodiscard]] qint64 firstToKeep() const;
    void dropBefore(qint64 number);

    [[nodiscard]] qint64 firstNumber() const { return m_firstNumber; }
    [[nodiscard]] qint64 endNumber() const { return m_firstNumber + qint64(m_rows.size()); }
    /// The first row of that callback, endNumber() when it has none.
    [[nodiscard]] qint64 numberOf(qint64 callbackId) const;
    void setRepeats(qint64 number, quint32 repeats) { m_rows[size_t(number - m_firstNumber)].repeats = repeats; }
    [[nodiscard]] const TimelineRow &row(qint64 number) const { return m_rows[size_t(number - m_firstNumber)]; }
    /// As it was when it began or ended; null when the row is none.
    [[nodiscard]] const Finding *finding(qint64 number) const;
    /// Those with that callback among their evidence, as they are now.
    [[nodiscard]] QList<Finding> findingsAbout(qint64 callbackId) const;
    [[nodiscard]] const TextPool &texts() const { return m_texts; }
    [[nodiscard]] const QString &text(quint32 id) const { return m_texts.at(id); }

private:
    void appendChanges(const Applied &applied);
    void appendFindings(const Applied &applied);

    std::vector<TimelineRow> m_rows;
    std::map<qint64, Finding> m_findings; ///< By the numbers of their rows.
    qint64 m_firstNumber = 0;
    TextPool m_texts;
};

} // namespace Roomscope
