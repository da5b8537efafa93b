// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/doctorreport.h"

#include "core/base/times.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString iso(qint64 timeUs)
{
    return QString::fromLatin1(isoMilliseconds(timeUs));
}

QJsonValue orNull(std::optional<qint64> number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject delaysJson(const DelaySketch &delays)
{
    return {{u"count"_s, delays.count()},
            {u"least"_s, orNull(delays.least())},
            {u"p50"_s, orNull(delays.quantile(0.50))},
            {u"p95"_s, orNull(delays.quantile(0.95))},
            {u"p99"_s, orNull(delays.quantile(0.99))},
            {u"most"_s, orNull(delays.most())}};
}

QJsonArray commandsJson(const Doctor &doctor, const Figures &figures)
{
    QMap<QString, QJsonObject> verdicts;
    QMap<QString, qint64> totals;
    for (const Tally &tally : figures.tallies) {
        const QString &command = doctor.command(tally.command);
        verdicts[command].insert(tally.verdict.toString(), tally.callbacks);
        totals[command] += tally.callbacks;
    }
    QJsonArray commands;
    for (auto it = totals.cbegin(); it != totals.cend(); ++it)
        commands.append(QJsonObject {
            {u"command"_s, orNull(it.key())}, {u"callbacks"_s, it.value()}, {u"verdicts"_s, verdicts.value(it.key())}});
    return commands;
}

QJsonArray seriesJson(const DelaySeries &series)
{
    QJsonArray slices;
    for (const DelaySlice &slice : series.slices())
        slices.append(QJsonObject {{u"from"_s, iso(slice.fromUs)},
                                   {u"callbacks"_s, slice.callbacks},
                                   {u"late"_s, slice.late},
                                   {u"duplicates"_s, slice.duplicates},
                                   {u"delayMs"_s, delaysJson(slice.delays)}});
    return slices;
}

QJsonObject figuresJson(const Doctor &doctor, const Figures &figures, const QList<Finding> &findings)
{
    const auto count = [&](auto matches) { return qint64(std::count_if(findings.begin(), findings.end(), matches)); };
    const SenderClock clock = figures.senderClock();
    return {{u"callbacks"_s, figures.callbacks},
            {u"late"_s, figures.late},
            {u"duplicates"_s, figures.duplicates},
            {u"rejected"_s, figures.rejected},
            {u"suspectedLosses"_s, count([](const Finding &found) { return found.isLoss() && found.isOpen(); })},
            {u"violations"_s, count([](const Finding &found) { return !found.isLoss() && found.isOpen(); })},
            {u"first"_s, figures.callbacks > 0 ? QJsonValue(iso(figures.firstUs)) : QJsonValue()},
            {u"last"_s, figures.callbacks > 0 ? QJsonValue(iso(figures.lastUs)) : QJsonValue()},
            {u"perSecond"_s, std::round(figures.rate() * 1000) / 1000},
            {u"busiestSecond"_s, figures.busiestSecond},
            {u"delayMs"_s, delaysJson(figures.delays)},
            {u"senderClock"_s,
             QJsonObject {
                 {u"state"_s, clockName(clock.state)},
                 {u"leastDelayMs"_s, clock.state == SenderClock::State::Unknown ? QJsonValue() : clock.leastDelayMs}}},
            {u"commands"_s, commandsJson(doctor, figures)},
            {u"sliceSeconds"_s, figures.series.sliceUs() / 1'000'000},
            {u"series"_s, seriesJson(figures.series)}};
}

QJsonObject findingJson(const Finding &finding)
{
    QJsonArray callbacks;
    for (const qint64 id : finding.callbacks)
        callbacks.append(id);
    const Rule &rule = ruleOf(finding.rule);
    const auto numberOrNull = [](int number) { return number < 0 ? QJsonValue() : QJsonValue(number); };
    return {{u"id"_s, finding.id},
            {u"rule"_s, rule.name},
            {u"severity"_s, severityName(rule.severity)},
            {u"loss"_s, finding.isLoss()},
            {u"open"_s, finding.isOpen()},
            {u"sdkAppId"_s, finding.room.sdkAppId},
            {u"room"_s, finding.room.room},
            {u"life"_s, finding.life},
            {u"seat"_s, numberOrNull(finding.seat)},
            {u"otherSeat"_s, numberOrNull(finding.otherSeat)},
            {u"member"_s, orNull(finding.member)},
            {u"previous"_s, orNull(finding.previous)},
            {u"said"_s, numberOrNull(finding.said)},
            {u"counted"_s, numberOrNull(finding.counted)},
            {u"from"_s, iso(finding.fromMs * 1000)},
            {u"to"_s, finding.toMs == Finding::stillMs ? QJsonValue() : QJsonValue(iso(finding.toMs * 1000))},
            {u"callbacks"_s, callbacks},
            {u"explainedBy"_s, finding.explainedBy > 0 ? QJsonValue(finding.explainedBy) : QJsonValue()},
            {u"sentence"_s, findingSentence(finding)}};
}

} // namespace

QList<Finding> DoctorScope::findings(const Doctor &doctor) const
{
    QList<Finding> found;
    std::copy_if(doctor.findings().begin(), doctor.findings().end(), std::back_inserter(found),
                 [this](const Finding &finding) { return includes(finding); });
    return found;
}

QString evidenceText(const Finding &finding)
{
    QStringList ids;
    for (const qint64 id : finding.callbacks)
        ids.append(u'#' + QString::number(id));
    return ids.join(", "_L1);
}

QLatin1StringView clockName(SenderClock::State state)
{
    static constexpr std::array names {"unknown"_L1, "agrees"_L1, "ahead"_L1, "behind"_L1};
    return names[size_t(state)];
}

QByteArray doctorJson(const Doctor &doctor, qint64 atUs, const DoctorScope &scope)
{
    const QList<Finding> findings = scope.findings(doctor);
    QHash<RoomKey, QList<Finding>> ofRoom;
    QJsonArray found;
    for (const Finding &finding : findings) {
        ofRoom[finding.room].append(finding);
        found.append(findingJson(finding));
    }
    QJsonArray rooms;
    for (const RoomKey &key : doctor.rooms()) {
        if (!scope.includes(key))
            continue;
        QJsonObject room = figuresJson(doctor, *doctor.of(key), ofRoom.value(key));
        room.insert(u"sdkAppId"_s, key.sdkAppId);
        room.insert(u"room"_s, key.room);
        rooms.append(room);
    }
    QJsonObject report {{u"at"_s, iso(atUs)}, {u"rooms"_s, rooms}, {u"findings"_s, found}};
    if (scope.room.isEmpty())
        report.insert(u"all"_s, figuresJson(doctor, doctor.all(), findings));
    return QJsonDocument(report).toJson();
}

QByteArray rulesJson()
{
    QJsonArray catalogue;
    for (const Rule &rule : rules())
        catalogue.append(QJsonObject {{u"rule"_s, rule.name},
                                      {u"title"_s, rule.title},
                                      {u"severity"_s, severityName(rule.severity)},
                                      {u"loss"_s, rule.isLoss()},
                                      {u"sentence"_s, rule.sentence}});
    return QJsonDocument(catalogue).toJson();
}

} // namespace Roomscope
