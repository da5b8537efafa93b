// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/figures.h"
#include "core/doctor/rules.h"
#include "core/rooms/finding.h"
#include "core/rooms/roomstore.h"

#include <QHash>
#include <QList>
#include <QMultiMap>
#include <QSharedData>
#include <QString>

#include <array>

class QDataStream;

namespace Roomscope {

/// Watches the delivery of the callbacks and the consistency of the rooms: figures and findings for each room and for
/// all. Pure: the same callbacks and the same interpretation give the same state, regardless of the calls of advance()
/// between them. A value; one thread at a time.
class Doctor final
{
public:
    /// The most findings that are kept; the oldest are dropped first. foundInAll() counts all.
    static constexpr qsizetype maximumFindings = 20'000;
    /// The most open findings of one room that are watched for their end; further ones are not added.
    static constexpr qsizetype maximumOpenOfRoom = 100;

    /// Checks a callback that the rooms have just applied, and fills applied.findings with what began or ended with it.
    void note(AppliedCallback &applied, const RoomStore &rooms);
    /// Sets the current time (milliseconds since 1970, by our clock), for which some rules wait. Callbacks that arrived
    /// earlier must have been noted.
    void advance(qint64 nowMs);

    [[nodiscard]] const Figures &all() const { return m_all; }
    /// Returns null when no callback of the room has been seen.
    [[nodiscard]] const Figures *of(const RoomKey &key) const;
    /// Sorted by room id, then application.
    [[nodiscard]] QList<RoomKey> rooms() const;
    /// Oldest first.
    [[nodiscard]] const QList<Finding> &findings() const { return m_findings; }
    /// The number of findings of the rule so far.
    [[nodiscard]] qint64 foundInAll(RuleId rule) const { return m_found[size_t(rule)]; }
    /// Increases with every finding that begins or ends.
    [[nodiscard]] qint64 revision() const { return m_revision; }
    /// The command of a Tally; empty: one of those counted together, or none was sent.
    [[nodiscard]] const QString &command(quint16 index) const { return m_commands[index]; }

    friend QDataStream &operator<<(QDataStream &stream, const Doctor &doctor);
    friend QDataStream &operator>>(QDataStream &stream, Doctor &doctor);

private:
    static constexpr int slicesOfAll = 120;
    struct Watched
    {
        qint64 id = 0;
        RuleId rule = RuleId::SeatHandedOver;
        qint64 untilMs = 0; ///< No callback with a later EventTime can explain the loss.

        friend QDataStream &operator<<(QDataStream &stream, const Watched &watched)
        {
            return stream << watched.id << quint8(watched.rule) << watched.untilMs;
        }
        friend QDataStream &operator>>(QDataStream &stream, Watched &watched)
        {
            quint8 number = 0;
            stream >> watched.id >> number >> watched.untilMs;
            watched.rule = RuleId(number);
            return stream;
        }
    };
    struct Record : QSharedData
    {
        Figures figures;
        RoomMemory memory;
        QList<Watched> open;    ///< The findings that may end, or be explained.
        QList<Finding> waiting; ///< Findings that begin at their due time, unless they are over before.
    };

    [[nodiscard]] quint16 indexOf(const QString &command, bool rejected);
    void lookAt(Record &record, const Room &room, const Interpretation &interpretation, AppliedCallback &applied);
    void endWhatIsOver(Record &record, const RuleInput &now, AppliedCallback &applied);
    void raise(Record &record, const Finding &found, const RuleInput &now);
    void begin(Record &record, Finding found);
    [[nodiscard]] Record &recordOf(const RoomKey &key);
    [[nodiscard]] Finding *find(qint64 id);

    Figures m_all {slicesOfAll};
    QHash<RoomKey, QSharedDataPointer<Record>> m_records;
    QList<Finding> m_findings; ///< By id.
    qint64 m_lastId = 0;
    qint64 m_revision = 0;
    std::array<qint64, ruleCount> m_found {};
    QList<Finding> m_begun;           ///< Findings begun since the last callback, for its AppliedCallback::findings.
    QMultiMap<qint64, RoomKey> m_due; ///< When a waiting finding of a room begins.
    QList<QString> m_commands {QString()};
    QHash<QString, quint16> m_commandIndexes;
};

} // namespace Roomscope
