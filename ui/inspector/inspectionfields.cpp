// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectionfields.h"

#include "core/protocol/answer.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/decoder.h"
#include "core/protocol/forwardedpeer.h"
#include "core/protocol/keptbody.h"
#include "core/protocol/requesthead.h"
#include "core/protocol/signature.h"
#include "core/reception/judge.h"
#include "core/timeline/timeline.h"
#include "ui/style/appearance.h"
#include "ui/words/eventwords.h"
#include "ui/words/findingwords.h"
#include "ui/words/receiverwords.h"
#include "ui/words/words.h"

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
    return InspectionFields::tr("%1 ms").arg(QLocale().toString(milliseconds, 'f', milliseconds < 10 ? 1 : 0));
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
        const QString sent = kept.announced ? bytesText(*kept.announced) : InspectionFields::tr("not known");
        return callback.body.isEmpty() ? InspectionFields::tr("%1, not kept").arg(sent)
                                       : InspectionFields::tr("%1, of which %2 were kept").arg(sent, size);
    }
    const QByteArrayList codings = contentCodings(callback.head);
    if (codings.isEmpty() || callback.body.isEmpty())
        return size;
    const QString names = QString::fromUtf8(codings.join(", "));
    return shown.body == callback.body
        ? InspectionFields::tr("%1, %2, cannot be unpacked").arg(names, size)
        : InspectionFields::tr("%1, %2, unpacked %3").arg(names, size, bytesText(shown.body.size()));
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
            ? InspectionFields::tr("None was kept: the request was refused before one was read.")
            : InspectionFields::tr("It was not kept: %1 were announced, and the request was refused before them.")
                  .arg(announced);
    return announced.isEmpty()
        ? InspectionFields::tr("Only its beginning was kept, %1: the request was refused before its end.").arg(size)
        : InspectionFields::tr("Only its beginning was kept, %1 of %2: the request was refused before its end.")
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
        : InspectionFields::tr("%1, forwarded by %2").arg(callback.peer, callback.forwardedBy);
}

} // namespace

FieldList InspectionFields::summary(const QList<Finding> &findings, const std::optional<QStringList> &accepted) const
{
    const Inspection &shown = m_shown;
    const Callback &callback = shown.callback;
    FieldList fields(m_palette);
    const QList<VerdictNote> notes = verdictNotes(shown.verdict);
    const QString reason = shown.verdict.isRejected() ? asSentence(failReason(callback.reply.body)) : QString();
    for (const VerdictNote &note : notes)
        fields.addNote(note.tone, note.title,
                       reason.isEmpty() ? note.sentence : tr("%1 %2").arg(reason, note.sentence));
    if (const QString sentence = notKeptSentence(callback); !sentence.isEmpty())
        fields.addNote(Tone::Warning, tr("Body"), sentence);
    if (shown.jsonError
        && (shown.verdict.rejection == Rejection::Malformed || shown.verdict.flags.testFlag(Flag::Recovered)))
        fields.addLink(tr("Not valid JSON from"), shown.jsonError->toString(), u"fault:"_s);
    if (shown.againstId != 0)
        fields.addLink(shown.verdict.flags.testFlag(Flag::Duplicate) ? tr("It repeats") : tr("It lost against"),
                       u"#%1"_s.arg(countText(shown.againstId)), u"callback:%1"_s.arg(shown.againstId));
    if (!callback.note.isEmpty())
        fields.addParagraph(callback.note);
    if (callback.repeats > 1)
        fields.addParagraph(
            tr("%1 requests were rejected for this reason in a burst. Only the first ones are kept; this "
               "one stands for the others.")
                .arg(countText(callback.repeats)));
    for (qsizetype i = 0; i < std::min(shown.event.problems.size(), maximumChanges); ++i)
        fields.addNote(Tone::Warning, tr("Not used"), shown.event.problems[i]);
    if (shown.event.problems.size() > maximumChanges)
        fields.addParagraph(tr("and %1 more").arg(shown.event.problems.size() - maximumChanges));
    for (const Finding &finding : findings) {
        fields.addNote(findingTone(finding), findingTitle(finding), findingSentence(finding));
        for (const qint64 id : finding.callbacks + QList<qint64> {finding.explainedBy}) {
            if (id != 0 && id != callback.id)
                fields.addLink(id == finding.explainedBy ? tr("Explained by") : tr("Evidence"),
                               u"#%1"_s.arg(countText(id)), u"callback:%1"_s.arg(id));
        }
    }

    if (!shown.verdict.isRejected()) {
        fields.addHeading(tr("WHAT CHANGED"));
        const bool nothing = shown.changes.isEmpty()
            || (shown.changes.size() == 1 && shown.changes.first().kind == ChangeKind::NoChange);
        if (nothing)
            fields.addParagraph(shown.changes.isEmpty() ? tr("Its lines are no longer in the timeline.")
                                                        : tr("Nothing changed."));
        for (qsizetype i = 0; !nothing && i < std::min(shown.changes.size(), maximumChanges); ++i) {
            const ChangeWords words = changeInTwoParts(shown.changes[i]);
            fields.addFact(words.subject, words.transition, true);
        }
        if (shown.changes.size() > maximumChanges)
            fields.addParagraph(tr("and %1 more").arg(shown.changes.size() - maximumChanges));
    }

    const QList<EventFact> said = eventFields(shown.event);
    if (!said.isEmpty() || !shown.unknownFields.isEmpty()) {
        fields.addHeading(tr("WHAT IT SAYS"));
        for (const EventFact &fact : said)
            fields.addFact(fact.name, fact.value);
        if (!shown.unknownFields.isEmpty())
            fields.addFact(tr("Fields not documented"), shown.unknownFields.join(", "_L1));
    }
    if (shown.event.asksForDecision() && callback.reply.status != 0) {
        const std::optional<qint64> decision = decisionOf(shown.event, callback.reply);
        fields.addNote(decision == 0 ? Tone::Accent : Tone::Warning, tr("Asks for a decision"),
                       !decision            ? tr("The answer was not one: %1.").arg(statusText(callback.reply))
                           : *decision == 0 ? tr("It was answered with ErrorCode 0: let it happen.")
                                            : tr("It was answered with ErrorCode %1: refused.").arg(*decision));
    }

    fields.addHeading(tr("REQUEST"));
    const QString address = shown.event.clientIp.isEmpty() ? addressOfPeer(callback.peer) : shown.event.clientIp;
    fields.addFact(tr("From"),
                   shown.event.platform.isEmpty() ? address : tr("%1 · %2").arg(address, shown.event.platform));
    if (!shown.event.operatorAccount.isEmpty())
        fields.addFact(tr("Operator"), shown.event.operatorAccount);
    if (!shown.event.sdkAppId.isEmpty())
        fields.addFact(tr("SdkAppid"), sdkAppIdText(shown.event.sdkAppId, accepted));
    QString received = momentText(callback.receivedUs / 1000);
    if (const std::optional<qint64> delay = delayOf(shown))
        received = tr("%1 (%2)").arg(received, delayText(delay));
    fields.addFact(tr("Received"), received);
    if (shown.event.eventTimeMs)
        fields.addFact(
            tr("EventTime"),
            shown.event.flags.testFlag(Flag::TimeUnit)
                ? momentText(*shown.event.eventTimeMs) // the number is another one
                : u"%1 · %2"_s.arg(QString::number(*shown.event.eventTimeMs), momentText(*shown.event.eventTimeMs)));
    fields.addFact(tr("Times in"), zoneText(callback.receivedUs));
    if (callback.reply.status != 0)
        fields.addFact(tr("Answered"),
                       callback.reply.durationUs < 0
                           ? statusText(callback.reply)
                           : tr("%1 in %2").arg(statusText(callback.reply), replyTime(callback.reply.durationUs)));
    fields.addFact(tr("Size"), bodySizeText(m_shown));
    return fields;
}

FieldList InspectionFields::request(const SignatureKeys &keys) const
{
    const Callback &callback = m_shown.callback;
    const RequestHead head = RequestHead::parse(callback.head);
    FieldList fields(m_palette);
    if (!callback.note.isEmpty()) {
        fields.addHeading(tr("NO REQUEST"));
        fields.addParagraph(callback.note);
        fields.addCode(tr("Peer"), peerText(callback));
        return fields;
    }
    fields.addHeading(tr("REQUEST LINE"));
    const qsizetype end = callback.head.indexOf('\n');
    fields.addBlock(QString::fromUtf8((end < 0 ? callback.head : callback.head.first(end)).trimmed()));

    fields.addHeading(tr("QUERY"));
    const auto items = QUrlQuery(QString::fromUtf8(head.query)).queryItems(QUrl::FullyDecoded);
    for (qsizetype i = 0; i < std::min(items.size(), maximumFields); ++i) {
        fields.addCode(items[i].first, items[i].second);
        const bool isRequestTime = items[i].first.compare("RequestTime"_L1, Qt::CaseInsensitive) == 0;
        const QString words = isRequestTime ? timeWords(u"RequestTime", items[i].second.toUtf8()) : QString();
        if (!words.isEmpty())
            fields.addFact(QString(), words);
    }
    if (items.size() > maximumFields)
        fields.addParagraph(tr("and %1 more").arg(items.size() - maximumFields));
    if (items.isEmpty())
        fields.addParagraph(tr("None"));

    fields.addHeading(tr("HEADERS"));
    for (qsizetype i = 0; i < std::min(head.fields.size(), maximumFields); ++i)
        fields.addCode(QString::fromUtf8(head.fields[i].name), QString::fromUtf8(head.fields[i].value));
    if (head.fields.size() > maximumFields)
        fields.addParagraph(tr("and %1 more").arg(head.fields.size() - maximumFields));
    if (head.fields.isEmpty())
        fields.addParagraph(tr("None"));

    fields.addHeading(tr("CONNECTION"));
    fields.addCode(tr("Peer"), peerText(callback));
    fields.addFact(tr("HTTP version"), head.version.isEmpty() ? tr("not given") : QString::fromLatin1(head.version));
    fields.addFact(tr("Size of the head"), bytesText(callback.head.size()));
    fields.addFact(tr("Size of the body"), bodySizeText(m_shown));
    addSignature(fields, keys);
    return fields;
}

/// Checked anew against the present token: the one that was set at the time is not kept.
void InspectionFields::addSignature(FieldList &fields, const SignatureKeys &keys) const
{
    using Result = SignatureCheck::Result;
    const Callback &callback = m_shown.callback;
    const CallbackParameters parameters = RequestHead::parse(callback.head).parameters();
    fields.addHeading(tr("SIGNATURE"));
    if (std::holds_alternative<RtcEvent>(m_shown.event.content))
        return addRtcSignature(fields, keys.rtcKey);
    if (keys.token.isEmpty()) {
        fields.addParagraph(parameters.sign.isEmpty() ? tr("None, and no token is set to check one.")
                                                      : tr("There is one, but no token is set to check it."));
        return;
    }
    const SignatureCheck check = SignatureCheck::of(parameters.sign, parameters.requestTime, keys.token,
                                                    callback.receivedUs, keys.toleranceSeconds);
    switch (check.result) {
    case Result::Right: fields.addParagraph(tr("It matches the token."), Tone::Good); break;
    case Result::Missing: fields.addParagraph(tr("There is none, although a token is set."), Tone::Bad); break;
    case Result::Stale:
        fields.addParagraph(check.hasAge ? tr("It matches the token, but its time is too far from ours.")
                                         : tr("It matches the token, but its RequestTime is no time."),
                            Tone::Warning);
        break;
    case Result::Wrong:
        fields.addParagraph(check.requestTime.isEmpty() ? tr("It cannot be checked: there is no RequestTime.")
                                                        : tr("It does not match the token."),
                            Tone::Bad);
        break;
    }
    if (check.result != Result::Missing) {
        fields.addCode(tr("Sign"), QString::fromUtf8(check.given));
        if (!check.requestTime.isEmpty())
            fields.addCode(tr("Expected"), QString::fromLatin1(check.expected));
    }
    if (check.hasAge)
        fields.addFact(tr("Age"),
                       check.ageSeconds < 0
                           ? tr("%1 s ahead of our clock").arg(-check.ageSeconds)
                           : tr("%1 s; %2 s are allowed").arg(check.ageSeconds).arg(keys.toleranceSeconds));
    fields.addParagraph(tr("It shows that the sender knows the token. It covers neither the body nor the path."));
}

/// RTC event callbacks are signed over their body.
void InspectionFields::addRtcSignature(FieldList &fields, const QByteArray &key) const
{
    using Result = SignatureCheck::Result;
    const QByteArray sign = RequestHead::parse(m_shown.callback.head).value("Sign");
    if (key.isEmpty()) {
        fields.addParagraph(sign.isEmpty() ? tr("None, and no RTC event key is set to check one.")
                                           : tr("There is one, but no RTC event key is set to check it."));
        return;
    }
    const SignatureCheck check = SignatureCheck::ofBody(sign, m_shown.body, key);
    if (check.result == Result::Right)
        fields.addParagraph(tr("It matches the key and the body."), Tone::Good);
    else
        fields.addParagraph(check.result == Result::Missing ? tr("There is none, although a key is set.")
                                                            : tr("It does not match the key and the body."),
                            Tone::Bad);
    if (check.result != Result::Missing) {
        fields.addCode(tr("Sign"), QString::fromUtf8(check.given));
        fields.addCode(tr("Expected"), QString::fromLatin1(check.expected));
    }
}

FieldList InspectionFields::reply() const
{
    const Reply &reply = m_shown.callback.reply;
    FieldList fields(m_palette);
    fields.addHeading(tr("REPLY"));
    if (reply.status == 0) {
        fields.addParagraph(m_shown.callback.note.isEmpty() ? tr("What was answered is not known.")
                                                            : tr("There was no request to answer."));
        return fields;
    }
    fields.addFact(tr("Status"), statusText(reply), true);
    fields.addFact(tr("Answered in"), reply.durationUs < 0 ? tr("not measured") : replyTime(reply.durationUs));
    fields.addFact(tr("Size"), bytesText(reply.body.size()));
    fields.addHeading(tr("BODY"));
    if (reply.body.isEmpty())
        fields.addParagraph(tr("Empty"));
    else
        fields.addBlock(QString::fromUtf8(reply.body));
    return fields;
}

FieldList InspectionFields::differences() const
{
    const Inspection &shown = m_shown;
    FieldList fields(m_palette);
    if (shown.formerId == 0) {
        fields.addHeading(tr("DIFFERENCES"));
        fields.addParagraph(shown.event.rooms.isEmpty()
                                ? tr("This callback names no room, so there is none before it to compare it with.")
                                : tr("No earlier callback of this room is in the timeline, so there is nothing to "
                                     "compare with."));
        fields.addLink(tr("Another one:"), tr("Compare with…"), u"compare:"_s);
        return fields;
    }
    fields.addLink(tr("Compared with"), u"#%1"_s.arg(countText(shown.formerId)), u"callback:%1"_s.arg(shown.formerId));
    if (shown.formerReceivedUs != 0) {
        const qint64 apartMs = (shown.callback.receivedUs - shown.formerReceivedUs) / 1000;
        const QString apart
            = (apartMs < 0 ? tr("%1 later") : tr("%1 earlier")).arg(delayText(std::abs(apartMs)).mid(1));
        switch (shown.formerIs) {
        case Inspection::Former::SameSeats:
            fields.addParagraph(tr("The one before it that lists one of its seats, %1.").arg(apart));
            break;
        case Inspection::Former::SameCommand:
            fields.addParagraph(tr("The one before it with the same command in this room, %1.").arg(apart));
            break;
        case Inspection::Former::SameRoom:
            fields.addParagraph(
                tr("The one before it in this room, %1; it has another command: %2.").arg(apart, shown.formerCommand));
            break;
        case Inspection::Former::Chosen:
            fields.addParagraph(tr("The one that was chosen, %1: %2.").arg(apart, shown.formerCommand));
            break;
        }
    }
    fields.addLink(tr("Another one:"), tr("Compare with…"), u"compare:"_s);
    if (shown.formerReceivedUs == 0)
        fields.addParagraph(tr("It can no longer be read from the journal."), Tone::Warning);
    else if (!shown.readable || !shown.formerReadable)
        fields.addParagraph(shown.readable ? tr("Its body is not JSON, so the two cannot be compared.")
                                           : tr("This body is not JSON, so the two cannot be compared."),
                            Tone::Warning);
    else if (shown.differences.isEmpty())
        fields.addParagraph(tr("The bodies say the same."));
    for (qsizetype i = 0; i < std::min(shown.differences.size(), maximumDifferences); ++i) {
        const PayloadDifference &difference = shown.differences[i];
        fields.addDifference(difference.path, difference.former, difference.present);
    }
    if (shown.differences.size() > maximumDifferences)
        fields.addParagraph(tr("and %1 more").arg(shown.differences.size() - maximumDifferences));
    return fields;
}

} // namespace Roomscope
