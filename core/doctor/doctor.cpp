// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/doctor.h"

#include "core/protocol/decoder.h"

#include <QDataStream>

#include <algorithm>
#include <tuple>
#include <utility>

namespace Roomscope {

namespace {

// So many different commands are told apart; a sender may invent them.
constexpr qsizetype maximumCommands = 250;

/// What ends with the life of a room. A loss stays lost, and events after a dismissal have to do with the next life.
bool endsWithLife(const Finding &finding)
{
    return !finding.isLoss() && finding.rule != RuleId::EventAfterDismissal;
}

} // namespace

quint16 Doctor::indexOf(const QString &command, bool rejected)
{
    const auto known = m_commandIndexes.constFind(command);
    if (known != m_commandIndexes.cend())
        return *known;
    if (command.isEmpty() || (rejected && !isKnownCommand(command)) || m_commands.size() >= maximumCommands)
        return 0;
    const auto index = quint16(m_commands.size());
    m_commands.append(command);
    m_commandIndexes.insert(command, index);
    return index;
}

const Figures *Doctor::of(const RoomKey &key) const
{
    const auto it = m_records.constFind(key);
    return it == m_records.cend() ? nullptr : &it->constData()->figures;
}

QList<RoomKey> Doctor::rooms() const
{
    QList<RoomKey> keys = m_records.keys();
    std::sort(keys.begin(), keys.end(), [](const RoomKey &a, const RoomKey &b) {
        return std::tie(a.room, a.sdkAppId) < std::tie(b.room, b.sdkAppId);
    });
    return keys;
}

Doctor::Record &Doctor::recordOf(const RoomKey &key)
{
    QSharedDataPointer<Record> &record = m_records[key];
    if (!record)
        record = new Record;
    return *record;
}

Finding *Doctor::find(qint64 id)
{
    const auto it = std::lower_bound(m_findings.begin(), m_findings.end(), id,
                                     [](const Finding &finding, qint64 wanted) { return finding.id < wanted; });
    return it == m_findings.end() || it->id != id ? nullptr : &*it;
}

void Doctor::note(AppliedCallback &applied, const RoomStore &rooms)
{
    advance(applied.callback.receivedUs / 1000);
    const std::optional<qint64> delay = applied.delayMs();
    const quint16 command = indexOf(applied.event.command, applied.verdict.isRejected());
    m_all.count(command, applied.verdict, applied.callback.receivedUs, delay);
    for (const RoomKey &key : std::as_const(applied.rooms)) {
        Record &record = recordOf(key);
        record.figures.count(command, applied.verdict, applied.callback.receivedUs, delay);
        const Room *room = rooms.find(key);
        if (room && !applied.verdict.flags.testFlag(Flag::Duplicate))
            lookAt(record, *room, rooms.interpretation(), applied);
    }
    applied.findings = std::exchange(m_begun, {}) + applied.findings;
}

void Doctor::lookAt(Record &record, const Room &room, const Interpretation &interpretation, AppliedCallback &applied)
{
    const int formerLife = record.memory.life;
    if (formerLife != room.life())
        record.memory = {.life = room.life()};
    const RuleInput now {.applied = applied,
                         .room = room,
                         .memory = record.memory,
                         .timeMs = applied.timeMs(),
                         .seatLists = interpretation.seatLists,
                         .formerLife = formerLife};
    endWhatIsOver(record, now, applied);
    const Raise raiseHere = [&](const Finding &found) { raise(record, found, now); };
    for (const Rule &rule : rules())
        rule.look(now, raiseHere);
    record.memory.note(now);
}

void Doctor::endWhatIsOver(Record &record, const RuleInput &now, AppliedCallback &applied)
{
    const auto isOver = [&](const Finding &finding) {
        const bool lifeIsOver = now.room.isDismissed() || now.room.life() != finding.life;
        return (lifeIsOver && endsWithLife(finding)) || !ruleOf(finding.rule).holds(now, finding);
    };
    record.open.removeIf([&](const Watched &watched) {
        if (isLossRule(watched.rule) && now.timeMs > watched.untilMs)
            return false; // most callbacks, and there may be many losses
        Finding *finding = find(watched.id);
        if (!finding)
            return true; // only the newest are kept
        if (!isOver(*finding))
            return false;
        if (finding->isLoss())
            finding->explainedBy = applied.callback.id;
        else
            finding->toMs = std::max(finding->fromMs, now.timeMs);
        applied.findings.append(*finding);
        ++m_revision;
        return true;
    });
    record.waiting.removeIf(isOver);
}

void Doctor::raise(Record &record, const Finding &found, const RuleInput &now)
{
    const auto isKnown = [&](const Watched &watched) {
        const Finding *known = watched.rule == found.rule && !found.isLoss() ? find(watched.id) : nullptr;
        return known && known->isAbout(found);
    };
    const auto waits = [&](const Finding &waiting) { return waiting.isAbout(found); };
    if (std::any_of(record.open.begin(), record.open.end(), isKnown)
        || std::any_of(record.waiting.begin(), record.waiting.end(), waits))
        return;
    if (record.open.size() + record.waiting.size() >= maximumOpenOfRoom) {
        const auto oldestLoss = std::find_if(record.open.begin(), record.open.end(),
                                             [](const Watched &watched) { return isLossRule(watched.rule); });
        if (oldestLoss == record.open.end())
            return;
        record.open.erase(oldestLoss);
    }
    if (found.fromMs <= now.timeMs) {
        begin(record, found);
    } else {
        record.waiting.append(found);
        m_due.insert(found.fromMs, found.room);
    }
}

void Doctor::begin(Record &record, Finding found)
{
    found.id = ++m_lastId;
    record.open.append({found.id, found.rule, found.toMs});
    m_findings.append(found);
    if (m_findings.size() > maximumFindings)
        m_findings.removeFirst();
    m_begun.append(found);
    ++m_found[size_t(found.rule)];
    ++m_revision;
}

void Doctor::advance(qint64 nowMs)
{
    while (!m_due.isEmpty() && m_due.firstKey() <= nowMs) {
        Record &record = recordOf(m_due.first());
        m_due.erase(m_due.begin());
        QList<Finding> waiting = std::exchange(record.waiting, {});
        for (const Finding &finding : std::as_const(waiting)) {
            if (finding.fromMs <= nowMs)
                begin(record, finding);
            else
                record.waiting.append(finding);
        }
    }
}

QDataStream &operator<<(QDataStream &stream, const Doctor &doctor)
{
    stream << doctor.m_all << doctor.m_lastId << doctor.m_revision << doctor.m_commands << doctor.m_findings
           << doctor.m_begun << qint32(doctor.m_records.size());
    for (const qint64 found : doctor.m_found)
        stream << found;
    for (auto it = doctor.m_records.cbegin(); it != doctor.m_records.cend(); ++it) {
        const Doctor::Record &record = **it;
        stream << it.key().sdkAppId << it.key().room << record.figures << record.memory << record.open
               << record.waiting;
    }
    return stream;
}

QDataStream &operator>>(QDataStream &stream, Doctor &doctor)
{
    doctor = {};
    qint32 size = 0;
    stream >> doctor.m_all >> doctor.m_lastId >> doctor.m_revision >> doctor.m_commands >> doctor.m_findings
        >> doctor.m_begun >> size;
    for (qint64 &found : doctor.m_found)
        stream >> found;
    for (qsizetype i = 1; i < doctor.m_commands.size(); ++i)
        doctor.m_commandIndexes.insert(doctor.m_commands[i], quint16(i));
    for (qint32 i = 0; i < size && stream.status() == QDataStream::Ok; ++i) {
        RoomKey key;
        stream >> key.sdkAppId >> key.room;
        Doctor::Record &record = doctor.recordOf(key);
        stream >> record.figures >> record.memory >> record.open >> record.waiting;
        for (const Finding &finding : std::as_const(record.waiting))
            doctor.m_due.insert(finding.fromMs, key);
    }
    return stream;
}

} // namespace Roomscope
