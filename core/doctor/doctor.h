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

/// Watches the delivery of the callbacks and the consistency of the rooms: figures and findings, for each room and for
/// all. Pure: the same callbacks and the same interpretation give the same state, whenever advance() was called between
/// them. A value; one thread at a time.
class Doctor final
{
public:
    /// So many findings are kept; then the oldest go. foundInAll() goes on counting.
    static constexpr qsizetype maximumFindings = 20'000;
    /// Of one room so many are watched for their end at a time, and no more are added.
    static constexpr qsizetype maximumOpenOfRoom = 100;

    /// Looks at a callback that the rooms have just taken, and puts into applied.findings what began or ended with it.
    void note(AppliedCallback &applied, const RoomStore &rooms);
    /// It is that late now (milliseconds since 1970, by our clock): some rules wait for their time. The callbacks that
    /// arrived before must have been noted.
    void advance(qint64 nowMs);

    [[nodiscard]] const Figures &all() const { return m_all; }
    /// Null when no callback of the room has been seen.
    [[nodiscard]] const Figures *of(const RoomKey &key) const;
    /// Sorted by room id, then application.
    [[nodiscard]] QList<RoomKey> rooms() const;
    /// Oldest first.
    [[nodiscard]] const QList<Finding> &findings() const { return m_findings; }
    /// How often the rule has found something.
    [[nodiscard]] qint64 foundInAll(RuleId rule) const { return m_found[size_t(rule)]; }
    /// Counts up with every finding that begins or ends.
    [[nodiscard]] qint64 revision() const { return m_revision; }
    /// The command of a Tally; empty: one of those that are counted together, or none was said.
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
        QList<Finding> waiting; ///< They begin when their time has come, unless they are over before.
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
    QList<Finding> m_begun;           ///< Since the last callback, for its AppliedCallback::findings.
    QMultiMap<qint64, RoomKey> m_due; ///< When a waiting finding of a room begins.
    QList<QString> m_commands {QString()};
    QHash<QString, quint16> m_commandIndexes;
};

} // namespace Roomscope
