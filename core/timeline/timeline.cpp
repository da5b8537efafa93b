// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timeline.h"

#include "core/doctor/rules.h"

#include <algorithm>

namespace Roomscope {

quint32 TextPool::idOf(const QString &text)
{
    const auto it = m_ids.constFind(text);
    if (it != m_ids.cend())
        return *it;
    const quint32 id = size();
    m_texts.append(text);
    m_ids.insert(text, id);
    return id;
}

qint64 Timeline::append(const QList<Applied> &batch)
{
    const qint64 first = endNumber();
    for (const Applied &applied : batch)
        appendChanges(applied);
    return first;
}

qint64 Timeline::appendWithFindings(const QList<Applied> &batch)
{
    const qint64 first = endNumber();
    for (const Applied &applied : batch) {
        appendChanges(applied);
        appendFindings(applied);
    }
    return first;
}

void Timeline::appendChanges(const Applied &applied)
{
    const std::optional<qint64> delay = applied.delayMs();
    TimelineRow row {
        .callbackId = applied.callback.id,
        .receivedUs = applied.callback.receivedUs,
        .delayMs = delay
            ? qint32(std::clamp<qint64>(*delay, TimelineRow::noDelay + 1, std::numeric_limits<qint32>::max()))
            : TimelineRow::noDelay,
        .sdkAppId = m_texts.idOf(applied.event.sdkAppId),
        .room = m_texts.idOf(applied.event.room()),
        .command = m_texts.idOf(applied.event.command),
        .operatorAccount = m_texts.idOf(applied.event.operatorAccount),
        .platform = m_texts.idOf(applied.event.platform),
        .clientIp = m_texts.idOf(applied.event.clientIp),
        .detail = m_texts.idOf(applied.callback.note),
        .againstId = applied.repeatOf != 0 ? applied.repeatOf : applied.lateAgainst,
        .repeats = applied.callback.repeats,
        .verdict = applied.verdict,
    };
    if (applied.changes.isEmpty())
        m_rows.push_back(row); // a rejected request
    for (const Change &change : applied.changes) {
        row.room = m_texts.idOf(change.room);
        row.member = m_texts.idOf(change.member);
        row.previous = m_texts.idOf(change.previous);
        row.detail = m_texts.idOf(change.detail);
        row.life = change.life;
        row.seat = qint16(change.seat);
        row.fromSeat = qint16(change.fromSeat);
        row.kind = change.kind;
        row.derived = change.derived;
        m_rows.push_back(row);
    }
}

void Timeline::appendFindings(const Applied &applied)
{
    for (const Finding &finding : applied.findings) {
        m_findings.emplace(endNumber(), finding);
        m_rows.push_back({.callbackId = applied.callback.id,
                          .receivedUs = applied.callback.receivedUs,
                          .sdkAppId = m_texts.idOf(finding.room.sdkAppId),
                          .room = m_texts.idOf(finding.room.room),
                          .member = m_texts.idOf(finding.member),
                          .previous = m_texts.idOf(finding.previous),
                          .detail = m_texts.idOf(ruleOf(finding.rule).name),
                          .seat = qint16(finding.seat),
                          .fromSeat = qint16(finding.otherSeat),
                          .kind = ChangeKind::Alert,
                          .isFinding = true});
    }
}

QList<Finding> Timeline::findingsAbout(qint64 callbackId) const
{
    std::map<qint64, Finding> newest; // by the finding: it has a row for its beginning and one for its end
    for (const auto &[number, finding] : m_findings) {
        if (finding.callbacks.contains(callbackId) || finding.explainedBy == callbackId)
            newest[finding.id] = finding;
    }
    QList<Finding> result;
    for (const auto &[id, finding] : newest)
        result.append(finding);
    return result;
}

const Finding *Timeline::finding(qint64 number) const
{
    const auto it = m_findings.find(number);
    return it == m_findings.end() ? nullptr : &it->second;
}

qint64 Timeline::firstToKeep() const
{
    // In large steps: moving the rest to the front is not for every batch.
    const auto size = qsizetype(m_rows.size());
    return size <= maximumRows ? m_firstNumber : m_firstNumber + size - maximumRows + maximumRows / 10;
}

qint64 Timeline::numberOf(qint64 callbackId) const
{
    const auto it = std::lower_bound(m_rows.begin(), m_rows.end(), callbackId,
                                     [](const TimelineRow &row, qint64 id) { return row.callbackId < id; });
    const bool isThere = it != m_rows.end() && it->callbackId == callbackId;
    return isThere ? m_firstNumber + (it - m_rows.begin()) : endNumber();
}

void Timeline::dropBefore(qint64 number)
{
    m_rows.erase(m_rows.begin(), m_rows.begin() + (number - m_firstNumber));
    m_findings.erase(m_findings.begin(), m_findings.lower_bound(number));
    m_firstNumber = number;
}

} // namespace Roomscope
