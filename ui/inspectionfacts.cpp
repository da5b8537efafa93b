// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectionfacts.h"

#include "core/protocol/contentcoding.h"
#include "core/protocol/decoder.h"
#include "core/protocol/forwardedpeer.h"
#include "core/protocol/judge.h"
#include "core/protocol/keptbody.h"
#include "core/protocol/requesthead.h"
#include "core/protocol/signature.h"
#include "core/timeline/timeline.h"
#include "ui/appearance.h"
#include "ui/eventwords.h"
#include "ui/findingwords.h"
#include "ui/receiverwords.h"
#include "ui/words.h"

#include <QLocale>
#include <QUrlQuery>

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype maximumChanges = 60;
constexpr qsizetype maximumFields = 200;
constexpr qsizetype maximumDifferences = 300;

QString statusText(const Reply &reply)
{
    return u"%1 %2"_s.arg(reply.status).arg(QLatin1StringView(reasonPhrase(reply.status))).trimmed();
}

QString replyTime(qint64 durationUs)
{
    const double milliseconds = double(durationUs) / 1000;
    return InspectionFacts::tr("%1 ms").arg(QLocale().toString(milliseconds, 'f', milliseconds < 10 ? 1 : 0));
}

/// "the body is not valid JSON" with a capital and a full stop.
QString asSentence(const QString &reason)
{
    if (reason.isEmpty())
        return {};
    const QString sentence = reason.first(1).toUpper() + reason.sliced(1);
    return sentence.endsWith(u'?') || sentence.endsWith(u'.') ? sentence : QString(sentence + u'.');
}

/// "1.2 KB", "gzip, 210 B, unpacked 1.2 KB", "5.2 MB, not kept".
QString bodySizeText(const Inspection &shown)
{
    const Callback &callback = shown.callback;
    const QString size = bytesText(callback.body.size());
    if (const KeptBody kept = keptBody(callback); !kept.isWhole) {
        const QString sent = kept.announced ? bytesText(*kept.announced) : InspectionFacts::tr("not known");
        return callback.body.isEmpty() ? InspectionFacts::tr("%1, not kept").arg(sent)
                                       : InspectionFacts::tr("%1, of which %2 were kept").arg(sent, size);
    }
    const QByteArrayList codings = contentCodings(callback.head);
    if (codings.isEmpty() || callback.body.isEmpty())
        return size;
    const QString names = QString::fromUtf8(codings.join(", "));
    return shown.body == callback.body
        ? InspectionFacts::tr("%1, %2, cannot be unpacked").arg(names, size)
        : InspectionFacts::tr("%1, %2, unpacked %3").arg(names, size, bytesText(shown.body.size()));
}

/// Nothing when all of it was kept.
QString notKeptSentence(const Callback &callback)
{
    const KeptBody kept = keptBody(callback);
    if (kept.isWhole)
        return {};
    const QString size = bytesText(callback.body.size());
    const QString announced = kept.announced ? bytesText(*kept.announced) : QString();
    if (callback.body.isEmpty())
        return announced.isEmpty()
            ? InspectionFacts::tr("None was kept: the request was refused before one was read.")
            : InspectionFacts::tr("It was not kept: %1 were announced, and the request was refused before them.")
                  .arg(announced);
    return announced.isEmpty()
        ? InspectionFacts::tr("Only its beginning was kept, %1: the request was refused before its end.").arg(size)
        : InspectionFacts::tr("Only its beginning was kept, %1 of %2: the request was refused before its end.")
              .arg(size, announced);
}

std::optional<qint64> delayOf(const Inspection &shown)
{
    const std::optional<qint64> timeMs = shown.event.usableTimeMs(shown.callback.receivedUs);
    return timeMs ? std::optional(shown.callback.receivedUs / 1000 - *timeMs) : std::nullopt;
}

QString peerText(const Callback &callback)
{
    return callback.forwardedBy.isEmpty()
        ? callback.peer
        : InspectionFacts::tr("%1, forwarded by %2").arg(callback.peer, callback.forwardedBy);
}

} // namespace

FactsText InspectionFacts::summary(const QList<Finding> &findings, const std::optional<QStringList> &accepted) const
{
    const Inspection &shown = m_shown;
    const Callback &callback = shown.callback;
    FactsText facts(m_palette);
    const QList<VerdictNote> notes = verdictNotes(shown.verdict);
    const QString reason = shown.verdict.isRejected() ? asSentence(failReason(callback.reply.body)) : QString();
    for (const VerdictNote &note : notes)
        facts.addNote(note.tone, note.title, reason.isEmpty() ? note.sentence : tr("%1 %2").arg(reason, note.sentence));
    if (const QString sentence = notKeptSentence(callback); !sentence.isEmpty())
        facts.addNote(Tone::Warning, tr("Body"), sentence);
    if (shown.jsonError
        && (shown.verdict.rejection == Rejection::Malformed || shown.verdict.flags.testFlag(Flag::Recovered)))
        facts.addLink(tr("Not valid JSON from"), shown.jsonError->toString(), u"fault:"_s);
    if (shown.againstId != 0)
        facts.addLink(shown.verdict.flags.testFlag(Flag::Duplicate) ? tr("It repeats") : tr("It lost against"),
                      u"#%1"_s.arg(countText(shown.againstId)), u"callback:%1"_s.arg(shown.againstId));
    if (!callback.note.isEmpty())
        facts.addParagraph(callback.note);
    if (callback.repeats > 1)
        facts.addParagraph(
            tr("%1 requests were rejected for this reason in a burst. Only the first ones are kept; this "
               "one stands for the others.")
                .arg(countText(callback.repeats)));
    for (qsizetype i = 0; i < std::min(shown.event.problems.size(), maximumChanges); ++i)
        facts.addNote(Tone::Warning, tr("Not used"), shown.event.problems[i]);
    if (shown.event.problems.size() > maximumChanges)
        facts.addParagraph(tr("and %1 more").arg(shown.event.problems.size() - maximumChanges));
    for (const Finding &finding : findings) {
        facts.addNote(findingTone(finding), findingTitle(finding), findingSentence(finding));
        for (const qint64 id : finding.callbacks + QList<qint64> {finding.explainedBy}) {
            if (id != 0 && id != callback.id)
                facts.addLink(id == finding.explainedBy ? tr("Explained by") : tr("Evidence"),
                              u"#%1"_s.arg(countText(id)), u"callback:%1"_s.arg(id));
        }
    }

    if (!shown.verdict.isRejected()) {
        facts.addHeading(tr("WHAT CHANGED"));
        const bool nothing = shown.changes.isEmpty()
            || (shown.changes.size() == 1 && shown.changes.first().kind == ChangeKind::NoChange);
        if (nothing)
            facts.addParagraph(shown.changes.isEmpty() ? tr("Its lines are no longer in the timeline.")
                                                       : tr("Nothing changed."));
        for (qsizetype i = 0; !nothing && i < std::min(shown.changes.size(), maximumChanges); ++i) {
            const ChangeWords words = changeInTwoParts(shown.changes[i]);
            facts.addFact(words.subject, words.transition, true);
        }
        if (shown.changes.size() > maximumChanges)
            facts.addParagraph(tr("and %1 more").arg(shown.changes.size() - maximumChanges));
    }

    const QList<EventFact> said = eventFacts(shown.event);
    if (!said.isEmpty() || !shown.unknownFields.isEmpty()) {
        facts.addHeading(tr("WHAT IT SAYS"));
        for (const EventFact &fact : said)
            facts.addFact(fact.name, fact.value);
        if (!shown.unknownFields.isEmpty())
            facts.addFact(tr("Fields not documented"), shown.unknownFields.join(", "_L1));
    }
    if (shown.event.asksForDecision() && callback.reply.status != 0) {
        const std::optional<qint64> decision = decisionOf(shown.event, callback.reply);
        facts.addNote(decision == 0 ? Tone::Accent : Tone::Warning, tr("Asks for a decision"),
                      !decision            ? tr("The answer was not one: %1.").arg(statusText(callback.reply))
                          : *decision == 0 ? tr("It was answered with ErrorCode 0: let it happen.")
                                           : tr("It was answered with ErrorCode %1: refused.").arg(*decision));
    }

    facts.addHeading(tr("REQUEST"));
    const QString address = shown.event.clientIp.isEmpty() ? addressOfPeer(callback.peer) : shown.event.clientIp;
    facts.addFact(tr("From"),
                  shown.event.platform.isEmpty() ? address : tr("%1 · %2").arg(address, shown.event.platform));
    if (!shown.event.operatorAccount.isEmpty())
        facts.addFact(tr("Operator"), shown.event.operatorAccount);
    if (!shown.event.sdkAppId.isEmpty())
        facts.addFact(tr("SdkAppid"), sdkAppIdText(shown.event.sdkAppId, accepted));
    QString received = momentText(callback.receivedUs / 1000);
    if (const std::optional<qint64> delay = delayOf(shown))
        received = tr("%1 (%2)").arg(received, delayText(delay));
    facts.addFact(tr("Received"), received);
    if (shown.event.eventTimeMs)
        facts.addFact(
            tr("EventTime"),
            shown.event.flags.testFlag(Flag::TimeUnit)
                ? momentText(*shown.event.eventTimeMs) // the number is another one
                : u"%1 · %2"_s.arg(QString::number(*shown.event.eventTimeMs), momentText(*shown.event.eventTimeMs)));
    facts.addFact(tr("Times in"), zoneText(callback.receivedUs));
    if (callback.reply.status != 0)
        facts.addFact(tr("Answered"),
                      callback.reply.durationUs < 0
                          ? statusText(callback.reply)
                          : tr("%1 in %2").arg(statusText(callback.reply), replyTime(callback.reply.durationUs)));
    facts.addFact(tr("Size"), bodySizeText(m_shown));
    return facts;
}

FactsText InspectionFacts::request(const SignatureKeys &keys) const
{
    const Callback &callback = m_shown.callback;
    const RequestHead head = RequestHead::parse(callback.head);
    FactsText facts(m_palette);
    if (!callback.note.isEmpty()) {
        facts.addHeading(tr("NO REQUEST"));
        facts.addParagraph(callback.note);
        facts.addCode(tr("Peer"), peerText(callback));
        return facts;
    }
    facts.addHeading(tr("REQUEST LINE"));
    const qsizetype end = callback.head.indexOf('\n');
    facts.addBlock(QString::fromUtf8((end < 0 ? callback.head : callback.head.first(end)).trimmed()));

    facts.addHeading(tr("QUERY"));
    const auto items = QUrlQuery(QString::fromUtf8(head.query)).queryItems(QUrl::FullyDecoded);
    for (qsizetype i = 0; i < std::min(items.size(), maximumFields); ++i) {
        facts.addCode(items[i].first, items[i].second);
        const bool isRequestTime = items[i].first.compare("RequestTime"_L1, Qt::CaseInsensitive) == 0;
        const QString words = isRequestTime ? timeWords(u"RequestTime", items[i].second.toUtf8()) : QString();
        if (!words.isEmpty())
            facts.addFact(QString(), words);
    }
    if (items.size() > maximumFields)
        facts.addParagraph(tr("and %1 more").arg(items.size() - maximumFields));
    if (items.isEmpty())
        facts.addParagraph(tr("None"));

    facts.addHeading(tr("HEADERS"));
    for (qsizetype i = 0; i < std::min(head.fields.size(), maximumFields); ++i)
        facts.addCode(QString::fromUtf8(head.fields[i].name), QString::fromUtf8(head.fields[i].value));
    if (head.fields.size() > maximumFields)
        facts.addParagraph(tr("and %1 more").arg(head.fields.size() - maximumFields));
    if (head.fields.isEmpty())
        facts.addParagraph(tr("None"));

    facts.addHeading(tr("CONNECTION"));
    facts.addCode(tr("Peer"), peerText(callback));
    facts.addFact(tr("HTTP version"), head.version.isEmpty() ? tr("not given") : QString::fromLatin1(head.version));
    facts.addFact(tr("Size of the head"), bytesText(callback.head.size()));
    facts.addFact(tr("Size of the body"), bodySizeText(m_shown));
    addSignature(facts, keys);
    return facts;
}

/// Checked anew against the present token: the one that was set at the time is not kept.
void InspectionFacts::addSignature(FactsText &facts, const SignatureKeys &keys) const
{
    using Result = SignatureCheck::Result;
    const Callback &callback = m_shown.callback;
    const CallbackParameters parameters = RequestHead::parse(callback.head).parameters();
    facts.addHeading(tr("SIGNATURE"));
    if (std::holds_alternative<RtcEvent>(m_shown.event.content))
        return addRtcSignature(facts, keys.rtcKey);
    if (keys.token.isEmpty()) {
        facts.addParagraph(parameters.sign.isEmpty() ? tr("None, and no token is set to check one.")
                                                     : tr("There is one, but no token is set to check it."));
        return;
    }
    const SignatureCheck check = SignatureCheck::of(parameters.sign, parameters.requestTime, keys.token,
                                                    callback.receivedUs, keys.toleranceSeconds);
    switch (check.result) {
    case Result::Right: facts.addParagraph(tr("It matches the token."), Tone::Good); break;
    case Result::Missing: facts.addParagraph(tr("There is none, although a token is set."), Tone::Bad); break;
    case Result::Stale:
        facts.addParagraph(check.hasAge ? tr("It matches the token, but its time is too far from ours.")
                                        : tr("It matches the token, but its RequestTime is no time."),
                           Tone::Warning);
        break;
    case Result::Wrong:
        facts.addParagraph(check.requestTime.isEmpty() ? tr("It cannot be checked: there is no RequestTime.")
                                                       : tr("It does not match the token."),
                           Tone::Bad);
        break;
    }
    if (check.result != Result::Missing) {
        facts.addCode(tr("Sign"), QString::fromUtf8(check.given));
        if (!check.requestTime.isEmpty())
            facts.addCode(tr("Expected"), QString::fromLatin1(check.expected));
    }
    if (check.hasAge)
        facts.addFact(tr("Age"),
                      check.ageSeconds < 0
                          ? tr("%1 s ahead of our clock").arg(-check.ageSeconds)
                          : tr("%1 s; %2 s are allowed").arg(check.ageSeconds).arg(keys.toleranceSeconds));
    facts.addParagraph(tr("It shows that the sender knows the token. It covers neither the body nor the path."));
}

/// RTC event callbacks are signed over their body.
void InspectionFacts::addRtcSignature(FactsText &facts, const QByteArray &key) const
{
    using Result = SignatureCheck::Result;
    const QByteArray sign = RequestHead::parse(m_shown.callback.head).value("Sign");
    if (key.isEmpty()) {
        facts.addParagraph(sign.isEmpty() ? tr("None, and no RTC event key is set to check one.")
                                          : tr("There is one, but no RTC event key is set to check it."));
        return;
    }
    const SignatureCheck check = SignatureCheck::ofBody(sign, m_shown.body, key);
    if (check.result == Result::Right)
        facts.addParagraph(tr("It matches the key and the body."), Tone::Good);
    else
        facts.addParagraph(check.result == Result::Missing ? tr("There is none, although a key is set.")
                                                           : tr("It does not match the key and the body."),
                           Tone::Bad);
    if (check.result != Result::Missing) {
        facts.addCode(tr("Sign"), QString::fromUtf8(check.given));
        facts.addCode(tr("Expected"), QString::fromLatin1(check.expected));
    }
}

FactsText InspectionFacts::reply() const
{
    const Reply &reply = m_shown.callback.reply;
    FactsText facts(m_palette);
    facts.addHeading(tr("REPLY"));
    if (reply.status == 0) {
        facts.addParagraph(m_shown.callback.note.isEmpty() ? tr("What was answered is not known.")
                                                           : tr("There was no request to answer."));
        return facts;
    }
    facts.addFact(tr("Status"), statusText(reply), true);
    facts.addFact(tr("Answered in"), reply.durationUs < 0 ? tr("not measured") : replyTime(reply.durationUs));
    facts.addFact(tr("Size"), bytesText(reply.body.size()));
    facts.addHeading(tr("BODY"));
    if (reply.body.isEmpty())
        facts.addParagraph(tr("Empty"));
    else
        facts.addBlock(QString::fromUtf8(reply.body));
    return facts;
}

FactsText InspectionFacts::differences() const
{
    const Inspection &shown = m_shown;
    FactsText facts(m_palette);
    if (shown.formerId == 0) {
        facts.addHeading(tr("DIFFERENCES"));
        facts.addParagraph(shown.event.rooms.isEmpty()
                               ? tr("This callback names no room, so there is none before it to compare it with.")
                               : tr("No earlier callback of this room is in the timeline, so there is nothing to "
                                    "compare with."));
        facts.addLink(tr("Another one:"), tr("Compare with…"), u"compare:"_s);
        return facts;
    }
    facts.addLink(tr("Compared with"), u"#%1"_s.arg(countText(shown.formerId)), u"callback:%1"_s.arg(shown.formerId));
    if (shown.formerReceivedUs != 0) {
        const qint64 apartMs = (shown.callback.receivedUs - shown.formerReceivedUs) / 1000;
        const QString apart
            = (apartMs < 0 ? tr("%1 later") : tr("%1 earlier")).arg(delayText(std::abs(apartMs)).mid(1));
        switch (shown.formerIs) {
        case Inspection::Former::SameSeats:
            facts.addParagraph(tr("The one before it that lists one of its seats, %1.").arg(apart));
            break;
        case Inspection::Former::SameCommand:
            facts.addParagraph(tr("The one before it with the same command in this room, %1.").arg(apart));
            break;
        case Inspection::Former::SameRoom:
            facts.addParagraph(
                tr("The one before it in this room, %1; it has another command: %2.").arg(apart, shown.formerCommand));
            break;
        case Inspection::Former::Chosen:
            facts.addParagraph(tr("The one that was chosen, %1: %2.").arg(apart, shown.formerCommand));
            break;
        }
    }
    facts.addLink(tr("Another one:"), tr("Compare with…"), u"compare:"_s);
    if (shown.formerReceivedUs == 0)
        facts.addParagraph(tr("It can no longer be read from the journal."), Tone::Warning);
    else if (!shown.readable || !shown.formerReadable)
        facts.addParagraph(shown.readable ? tr("Its body is not JSON, so the two cannot be compared.")
                                          : tr("This body is not JSON, so the two cannot be compared."),
                           Tone::Warning);
    else if (shown.differences.isEmpty())
        facts.addParagraph(tr("The bodies say the same."));
    for (qsizetype i = 0; i < std::min(shown.differences.size(), maximumDifferences); ++i) {
        const PayloadDifference &difference = shown.differences[i];
        facts.addDifference(difference.path, difference.former, difference.present);
    }
    if (shown.differences.size() > maximumDifferences)
        facts.addParagraph(tr("and %1 more").arg(shown.differences.size() - maximumDifferences));
    return facts;
}

} // namespace Roomscope
