// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctortext.h"

#include "app/terminal.h"
#include "core/base/times.h"

#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString iso(qint64 timeUs)
{
    return QString::fromLatin1(isoMilliseconds(timeUs));
}

QString milliseconds(std::optional<qint64> delay)
{
    return delay ? u"%1 ms"_s.arg(*delay) : u"–"_s;
}

QString delaysText(const DelaySketch &delays)
{
    return u"p50 %1, p95 %2, p99 %3, most %4, of %5"_s.arg(
        milliseconds(delays.quantile(0.50)), milliseconds(delays.quantile(0.95)), milliseconds(delays.quantile(0.99)),
        milliseconds(delays.most()), QString::number(delays.count()));
}

QString clockText(const SenderClock &clock)
{
    switch (clock.state) {
    case SenderClock::State::Unknown: return u"not known, no EventTime was sent"_s;
    case SenderClock::State::Agrees: return u"agrees with ours (least delay %1 ms)"_s.arg(clock.leastDelayMs);
    case SenderClock::State::Ahead: return u"ahead of ours by at least %1 ms"_s.arg(-clock.leastDelayMs);
    case SenderClock::State::Behind:
        return u"behind ours by at most %1 ms, or the way is that long"_s.arg(clock.leastDelayMs);
    }
    Q_UNREACHABLE();
}

QString commandsText(const Doctor &doctor, const Figures &figures)
{
    QMap<QString, QStringList> lines;
    for (const Tally &tally : figures.tallies)
        lines[doctor.command(tally.command)].append(u"%1 %2"_s.arg(tally.callbacks).arg(tally.verdict.toString()));
    QString text;
    for (auto it = lines.cbegin(); it != lines.cend(); ++it)
        text += u"    %1  %2\n"_s.arg(
            (it.key().isEmpty() ? u"(no or another command)"_s : printable(it.key())).leftJustified(42),
            it->join(", "_L1));
    return text;
}

QString figuresText(const Doctor &doctor, const Figures &figures)
{
    if (figures.callbacks == 0)
        return u"  No callback has come in.\n"_s;
    QString text;
    text += u"  callbacks     %1, from %2 to %3\n"_s.arg(figures.callbacks)
                .arg(iso(figures.firstUs), iso(figures.lastUs));
    text += u"  rate          %1 a second, at most %2 in one\n"_s.arg(figures.rate(), 0, 'f', 2)
                .arg(figures.busiestSecond);
    text += u"  delay         %1\n"_s.arg(delaysText(figures.delays));
    text += u"  sender clock  %1\n"_s.arg(clockText(figures.senderClock()));
    text += u"  flagged       %1 late, %2, %3 rejected\n"_s.arg(figures.late)
                .arg(counted(figures.duplicates, u"duplicate"_s, u"duplicates"_s))
                .arg(figures.rejected);
    return text + u"  commands\n"_s + commandsText(doctor, figures);
}

QString findingText(const Finding &finding)
{
    const Rule &rule = ruleOf(finding.rule);
    const QString ended = finding.isOpen() ? QString()
        : finding.isLoss()                 ? u"; callback #%1 came late and explains it"_s.arg(finding.explainedBy)
                                           : u"; over since %1"_s.arg(iso(finding.toMs * 1000));
    return u"  %1  %2  %3  room %4, life %5: %6 (%7%8)\n"_s.arg(
        iso((finding.isLoss() ? finding.toMs : finding.fromMs) * 1000), severityName(rule.severity), rule.name,
        printable(finding.room.room), QString::number(finding.life), printable(findingSentence(finding)),
        evidenceText(finding), ended);
}

QString findingsText(const QList<Finding> &findings, bool losses)
{
    QString lines;
    qint64 open = 0;
    qint64 over = 0;
    for (const Finding &finding : findings) {
        if (finding.isLoss() != losses)
            continue;
        ++(finding.isOpen() ? open : over);
        lines += findingText(finding);
    }
    const QString title = losses ? u"Suspected losses"_s : u"Violations of consistency"_s;
    if (open + over == 0)
        return u"\n%1: none\n"_s.arg(title);
    return u"\n%1: %2, %3 %4\n"_s.arg(title).arg(open).arg(over).arg(losses ? u"explained"_s : u"over"_s) + lines;
}

QString roomsText(const Doctor &doctor, const QList<Finding> &findings)
{
    QHash<RoomKey, qint64> open;
    for (const Finding &finding : findings)
        open[finding.room] += finding.isOpen() ? 1 : 0;
    QString text = u"\nRooms\n"_s;
    for (const RoomKey &key : doctor.rooms()) {
        const Figures &figures = *doctor.of(key);
        text += u"  %1  %2, delay %3; %4 late, %5, %6\n"_s.arg(
            printable(key.room).leftJustified(20), counted(figures.callbacks, u"callback"_s, u"callbacks"_s),
            delaysText(figures.delays), QString::number(figures.late),
            counted(figures.duplicates, u"duplicate"_s, u"duplicates"_s),
            counted(open.value(key), u"finding"_s, u"findings"_s));
    }
    return text;
}

} // namespace

QString doctorText(const Doctor &doctor, qint64 atUs, const DoctorScope &scope)
{
    const QList<Finding> findings = scope.findings(doctor);
    QString text;
    if (scope.room.isEmpty()) {
        text += u"All rooms, at %1\n"_s.arg(iso(atUs)) + figuresText(doctor, doctor.all());
        if (!doctor.rooms().isEmpty())
            text += roomsText(doctor, findings);
    } else {
        for (const RoomKey &key : doctor.rooms()) {
            if (scope.includes(key))
                text += u"Room %1 of application %2, at %3\n"_s.arg(printable(key.room), printable(key.sdkAppId),
                                                                    iso(atUs))
                    + figuresText(doctor, *doctor.of(key));
        }
    }
    return text + findingsText(findings, true) + findingsText(findings, false);
}

QString rulesText()
{
    QString text;
    for (const bool losses : {true, false}) {
        text += losses ? u"Suspected losses\n"_s : u"\nConsistency\n"_s;
        for (const Rule &rule : rules()) {
            if (rule.isLoss() == losses)
                text += u"  %1 (%2)\n    %3\n"_s.arg(rule.name, severityName(rule.severity), rule.sentence);
        }
    }
    return text;
}

} // namespace Roomscope
