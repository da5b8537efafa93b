// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/words.h"

#include "ui/words/detailwords.h"
#include "ui/words/showntext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <cmath>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::Words)
};

constexpr QChar minus(0x2212);
constexpr QChar narrowSpace(0x202f);

QString orNobody(const QString &account)
{
    return account.isEmpty() ? Words::tr("nobody") : account;
}

QString withDetail(const QString &text, const QString &detail)
{
    return detail.isEmpty() ? text : Words::tr("%1 (%2)").arg(text, detail);
}

/// "2.1", "38": one decimal below ten, none above.
QString shortNumber(double value)
{
    return QLocale().toString(value, 'f', value < 9.95 ? 1 : 0);
}

QString flagWord(Flag flag)
{
    switch (flag) {
    case Flag::Duplicate: return Words::tr("duplicate");
    case Flag::Late: return Words::tr("late");
    case Flag::Recovered: return Words::tr("recovered");
    case Flag::CommandMismatch: return Words::tr("command mismatch");
    case Flag::Unsigned: return Words::tr("unsigned");
    case Flag::StaleSignature: return Words::tr("stale signature");
    case Flag::ClockSkew: return Words::tr("clock skew");
    case Flag::EmptyBody: return Words::tr("empty body");
    case Flag::TimeUnit: return Words::tr("time unit");
    case Flag::NoEventTime: return Words::tr("no EventTime");
    case Flag::Incomplete: return Words::tr("incomplete");
    }
    return {};
}

constexpr std::array allFlags {Flag::Late,     Flag::Duplicate,      Flag::Recovered,  Flag::CommandMismatch,
                               Flag::Unsigned, Flag::StaleSignature, Flag::Incomplete, Flag::ClockSkew,
                               Flag::TimeUnit, Flag::NoEventTime,    Flag::EmptyBody};

VerdictNote flagNote(Flag flag)
{
    const QString word = flagWord(flag);
    VerdictNote note {.tone = Tone::Warning, .title = QString(word.left(1).toUpper() + word.mid(1))};
    switch (flag) {
    case Flag::Late:
        note.sentence
            = Words::tr("Its EventTime is older than something that was already applied, so the older part was "
                        "not applied. Callbacks can overtake each other: compare EventTime in your backend too.");
        break;
    case Flag::Duplicate:
        note.sentence = Words::tr("The same callback arrived before; it changed nothing. Senders repeat what was not "
                                  "answered in time: make sure that your backend answers within two seconds and takes "
                                  "repetitions.");
        break;
    case Flag::Recovered:
        note.sentence
            = Words::tr("The body is not valid JSON, but could be read tolerantly. A strict parser would refuse it.");
        break;
    case Flag::CommandMismatch:
        note.sentence = Words::tr("The URL and the body name different commands; the body was believed. Look whether "
                                  "something between the sender and Roomscope rewrites URLs.");
        break;
    case Flag::Unsigned:
        note.tone = Tone::Bad;
        note.sentence
            = Words::tr("A token is set, but the request carries no Sign. Switch callback authentication on in "
                        "the console, or remove the token here.");
        break;
    case Flag::StaleSignature:
        note.sentence = Words::tr("The signature is right, but its RequestTime is too far from this clock. "
                                  "Check the clocks, or suspect a replayed request.");
        break;
    case Flag::ClockSkew:
        note.sentence = Words::tr("Its EventTime lies more than a minute in the future of this computer, so it was not "
                                  "used: the callback was applied as it arrived, and its delay does not count. Check "
                                  "the clocks.");
        break;
    case Flag::TimeUnit:
        note.sentence = Words::tr("Its EventTime is not in the documented unit. It was read by its size, as seconds, "
                                  "milliseconds, microseconds or nanoseconds. Look what writes it.");
        break;
    case Flag::NoEventTime:
        note.sentence
            = Words::tr("It has no EventTime that is a time, so it was applied as it arrived and has no delay. "
                        "When callbacks overtake each other, nobody can tell.");
        break;
    case Flag::Incomplete:
        note.sentence
            = Words::tr("A part of the body could not be read and changed nothing; the rest was applied. What "
                        "was not read is named below.");
        break;
    case Flag::EmptyBody:
        note.tone = Tone::Muted;
        note.sentence = Words::tr(
            "The body is empty, as of the requests with which consoles probe a URL. When it names a command, "
            "look what sends it without a body.");
        break;
    }
    return note;
}

VerdictNote rejectionNote(Rejection rejection)
{
    VerdictNote note {.tone = Tone::Bad, .title = Words::tr("Rejected")};
    switch (rejection) {
    case Rejection::None: break;
    case Rejection::SdkAppId:
        note.sentence = Words::tr("It is of an application that is not accepted here, so no room was touched. If it is "
                                  "yours, add its SDKAppID in the receiver settings.");
        break;
    case Rejection::Signature:
        note.sentence = Words::tr("Its signature does not match, is missing or is too old. Compare the token here with "
                                  "the one of the console; otherwise somebody else sends to this address.");
        break;
    case Rejection::Malformed: note.sentence = Words::tr("It could not be read, so no room was touched."); break;
    case Rejection::TooLarge:
        note.sentence = Words::tr("It exceeds a limit, so it was not taken in whole. Raise the limit in the receiver "
                                  "settings if such requests are right.");
        break;
    case Rejection::Method:
        note.sentence = Words::tr("Only POST is a callback. Somebody opened or probed the address.");
        break;
    case Rejection::Path:
        note.sentence
            = Words::tr("The path is not the one that is listened on. Correct the callback URL in the console, "
                        "or the path in the receiver settings.");
        break;
    case Rejection::Tls: note.sentence = Words::tr("No TLS connection came about, so no request could be sent."); break;
    }
    return note;
}

/// By the clocks of shownZone().
QDateTime localTime(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs);
}

QStringView clockFormat(ClockPrecision precision)
{
    switch (precision) {
    case ClockPrecision::Milliseconds: return u"HH:mm:ss.zzz";
    case ClockPrecision::Seconds: return u"HH:mm:ss";
    case ClockPrecision::Minutes: return u"HH:mm";
    }
    return {};
}

/// "UTC+08:00", "UTC"
QString offsetText(const QDateTime &time)
{
    const int minutes = time.offsetFromUtc() / 60;
    if (minutes == 0)
        return u"UTC"_s;
    const auto twoDigits = [](int number) { return u"%1"_s.arg(number, 2, 10, QChar(u'0')); };
    return u"UTC"_s + (minutes < 0 ? u'-' : u'+') + twoDigits(std::abs(minutes) / 60) + u':'
        + twoDigits(std::abs(minutes) % 60);
}

/// With the names in it as they can be read.
Change visible(Change change)
{
    change.member = shownName(change.member);
    change.previous = shownName(change.previous);
    return change;
}

} // namespace

QString changeTitle(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::SeatTaken: return Words::tr("Seat taken");
    case ChangeKind::SeatLeft: return Words::tr("Seat left");
    case ChangeKind::SeatSwapped: return Words::tr("Seat swapped");
    case ChangeKind::SeatMoved: return Words::tr("Seat moved");
    case ChangeKind::SeatLocked: return Words::tr("Seat locked");
    case ChangeKind::SeatUnlocked: return Words::tr("Seat unlocked");
    case ChangeKind::AudioProhibited: return Words::tr("Audio prohibited");
    case ChangeKind::AudioAllowed: return Words::tr("Audio allowed");
    case ChangeKind::VideoProhibited: return Words::tr("Video prohibited");
    case ChangeKind::VideoAllowed: return Words::tr("Video allowed");
    case ChangeKind::RoomCreated: return Words::tr("Room created");
    case ChangeKind::RoomUpdated: return Words::tr("Room updated");
    case ChangeKind::RoomDismissed: return Words::tr("Room dismissed");
    case ChangeKind::MemberEntered: return Words::tr("Member entered");
    case ChangeKind::MemberLeft: return Words::tr("Member left");
    case ChangeKind::OwnerChanged: return Words::tr("Owner changed");
    case ChangeKind::AdminChanged: return Words::tr("Admin changed");
    case ChangeKind::BattleCreated: return Words::tr("Battle created");
    case ChangeKind::BattleStarted: return Words::tr("Battle started");
    case ChangeKind::BattleEnded: return Words::tr("Battle ended");
    case ChangeKind::GiftRequested: return Words::tr("Gift requested");
    case ChangeKind::MessageSent: return Words::tr("Message sent");
    case ChangeKind::MetadataChanged: return Words::tr("Metadata changed");
    case ChangeKind::RecordingChanged: return Words::tr("Recording changed");
    case ChangeKind::FollowChanged: return Words::tr("Follow changed");
    case ChangeKind::Alert: return Words::tr("Quota alert");
    case ChangeKind::RtcEvent: return Words::tr("RTC event");
    case ChangeKind::UnknownCommand: return Words::tr("Unknown command");
    case ChangeKind::NoChange: return Words::tr("No change");
    }
    return {};
}

QString changeSentence(const Change &told)
{
    const Change change = visible(told);
    const QString member = orNobody(change.member);
    const QString detail = detailWords(change.kind, change.details);
    const QString seat = QString::number(change.seat);
    const QString fromSeat = QString::number(change.fromSeat);
    QString sentence;
    switch (change.kind) {
    case ChangeKind::SeatTaken: sentence = Words::tr("Seat %1: %2 sat down (was empty)").arg(seat, member); break;
    case ChangeKind::SeatLeft: {
        const QString &who = change.member.isEmpty() ? change.previous : change.member;
        sentence = Words::tr("Seat %1: %2 left (is empty now)").arg(seat, orNobody(who));
        break;
    }
    case ChangeKind::SeatSwapped:
        sentence = Words::tr("Seat %1: %2 took the place of %3").arg(seat, member, orNobody(change.previous));
        break;
    case ChangeKind::SeatMoved:
        sentence = change.previous.isEmpty()
            ? Words::tr("Seat %1: %2 moved here from seat %3").arg(seat, member, fromSeat)
            : Words::tr("Seat %1: %2 moved here from seat %3 (%4 was here)")
                  .arg(seat, member, fromSeat, change.previous);
        break;
    case ChangeKind::SeatLocked: sentence = Words::tr("Seat %1: locked").arg(change.seat); break;
    case ChangeKind::SeatUnlocked: sentence = Words::tr("Seat %1: unlocked").arg(change.seat); break;
    case ChangeKind::AudioProhibited: sentence = Words::tr("Seat %1: audio prohibited").arg(change.seat); break;
    case ChangeKind::AudioAllowed: sentence = Words::tr("Seat %1: audio allowed").arg(change.seat); break;
    case ChangeKind::VideoProhibited: sentence = Words::tr("Seat %1: video prohibited").arg(change.seat); break;
    case ChangeKind::VideoAllowed: sentence = Words::tr("Seat %1: video allowed").arg(change.seat); break;
    case ChangeKind::RoomCreated:
        sentence
            = change.member.isEmpty() ? Words::tr("Room created") : Words::tr("Room created, owner %1").arg(member);
        sentence = withDetail(sentence, detail);
        break;
    case ChangeKind::RoomUpdated: sentence = Words::tr("Room updated: %1").arg(detail); break;
    case ChangeKind::RoomDismissed: sentence = withDetail(Words::tr("Room dismissed"), detail); break;
    case ChangeKind::MemberEntered: sentence = withDetail(Words::tr("%1 entered the room").arg(member), detail); break;
    case ChangeKind::MemberLeft: sentence = withDetail(Words::tr("%1 left the room").arg(member), detail); break;
    case ChangeKind::OwnerChanged:
        sentence = Words::tr("The owner is %1 now, before %2").arg(member, orNobody(change.previous));
        break;
    case ChangeKind::AdminChanged:
        sentence = change.details.as<AdminDetails>().added ? Words::tr("New admin: %1").arg(member)
                                                           : Words::tr("No longer admin: %1").arg(member);
        break;
    case ChangeKind::BattleCreated: sentence = withDetail(Words::tr("A battle was created"), detail); break;
    case ChangeKind::BattleStarted: sentence = withDetail(Words::tr("The battle started"), detail); break;
    case ChangeKind::BattleEnded: sentence = withDetail(Words::tr("The battle ended"), detail); break;
    case ChangeKind::GiftRequested:
        sentence = detail.isEmpty() ? Words::tr("%1 asks to send a gift").arg(member)
                                    : Words::tr("%1 asks to send a gift: %2").arg(member, detail);
        break;
    case ChangeKind::MessageSent:
        if (change.details.as<MessageDetails>().isAsked)
            sentence = detail.isEmpty() ? Words::tr("%1 asks to send a message").arg(member)
                                        : Words::tr("%1 asks to send a message: %2").arg(member, detail);
        else
            sentence = detail.isEmpty() ? Words::tr("%1 sent a message").arg(member)
                                        : Words::tr("%1 sent a message: %2").arg(member, detail);
        break;
    case ChangeKind::MetadataChanged: sentence = Words::tr("Metadata changed: %1").arg(detail); break;
    case ChangeKind::RecordingChanged: sentence = Words::tr("Recording: %1").arg(detail); break;
    case ChangeKind::FollowChanged: {
        const auto follow = change.details.as<FollowDetails>();
        const QString followed = shownName(follow.to.join(", "_L1));
        sentence = follow.added ? Words::tr("%1 follows %2 now").arg(member, followed)
                                : Words::tr("%1 no longer follows %2").arg(member, followed);
        break;
    }
    case ChangeKind::RtcEvent:
        sentence = change.member.isEmpty() ? Words::tr("RTC event: %1").arg(detail)
                                           : Words::tr("RTC event of %1: %2").arg(member, detail);
        break;
    case ChangeKind::Alert: sentence = Words::tr("The allowance of rooms is nearly used: %1").arg(detail); break;
    case ChangeKind::UnknownCommand: sentence = Words::tr("The command is not known; no room was changed"); break;
    case ChangeKind::NoChange: sentence = Words::tr("Nothing changed"); break;
    }
    return change.derived ? Words::tr("%1, as follows from the callback").arg(sentence) : sentence;
}

ChangeWords changeInTwoParts(const Change &told)
{
    const Change change = visible(told);
    const QString detail = detailWords(change.kind, change.details);
    const QString seat = Words::tr("Seat %1").arg(change.seat);
    const QString empty = Words::tr("empty");
    const auto transition
        = [](const QString &before, const QString &after) { return Words::tr("%1 → %2").arg(before, after); };
    switch (change.kind) {
    case ChangeKind::SeatTaken: return {seat, transition(empty, change.member)};
    case ChangeKind::SeatLeft:
        return {seat, transition(change.member.isEmpty() ? change.previous : change.member, empty)};
    case ChangeKind::SeatSwapped: return {seat, transition(change.previous, change.member)};
    case ChangeKind::SeatMoved:
        return {seat,
                Words::tr("%1, from seat %2")
                    .arg(transition(change.previous.isEmpty() ? empty : change.previous, change.member),
                         QString::number(change.fromSeat))};
    case ChangeKind::SeatLocked:
        return {Words::tr("%1 lock").arg(seat), transition(Words::tr("open"), Words::tr("locked"))};
    case ChangeKind::SeatUnlocked:
        return {Words::tr("%1 lock").arg(seat), transition(Words::tr("locked"), Words::tr("open"))};
    case ChangeKind::AudioProhibited:
        return {Words::tr("%1 audio").arg(seat), transition(Words::tr("allowed"), Words::tr("prohibited"))};
    case ChangeKind::AudioAllowed:
        return {Words::tr("%1 audio").arg(seat), transition(Words::tr("prohibited"), Words::tr("allowed"))};
    case ChangeKind::VideoProhibited:
        return {Words::tr("%1 video").arg(seat), transition(Words::tr("allowed"), Words::tr("prohibited"))};
    case ChangeKind::VideoAllowed:
        return {Words::tr("%1 video").arg(seat), transition(Words::tr("prohibited"), Words::tr("allowed"))};
    case ChangeKind::RoomCreated: return {Words::tr("Room"), withDetail(Words::tr("created"), detail)};
    case ChangeKind::RoomUpdated: return {Words::tr("Room"), detail};
    case ChangeKind::RoomDismissed: return {Words::tr("Room"), withDetail(Words::tr("dismissed"), detail)};
    case ChangeKind::MemberEntered: return {change.member, withDetail(Words::tr("entered"), detail)};
    case ChangeKind::MemberLeft: return {change.member, withDetail(Words::tr("left"), detail)};
    case ChangeKind::OwnerChanged:
        return {Words::tr("Owner"), transition(orNobody(change.previous), orNobody(change.member))};
    default: return {changeTitle(change.kind), changeSentence(told)};
    }
}

QString verdictWords(const Verdict &verdict)
{
    switch (verdict.rejection) {
    case Rejection::None: break;
    case Rejection::SdkAppId: return Words::tr("other SDKAppID");
    case Rejection::Signature: return Words::tr("wrong signature");
    case Rejection::Malformed: return Words::tr("malformed");
    case Rejection::TooLarge: return Words::tr("too large");
    case Rejection::Method: return Words::tr("wrong method");
    case Rejection::Path: return Words::tr("wrong path");
    case Rejection::Tls: return Words::tr("TLS handshake");
    }
    QStringList words;
    for (const Flag flag : allFlags) {
        if (verdict.flags.testFlag(flag))
            words.append(flagWord(flag));
    }
    return words.isEmpty() ? Words::tr("ok") : words.join(u", "_s);
}

QList<VerdictNote> verdictNotes(const Verdict &verdict)
{
    QList<VerdictNote> notes;
    if (verdict.isRejected())
        notes.append(rejectionNote(verdict.rejection));
    for (const Flag flag : allFlags) {
        if (verdict.flags.testFlag(flag))
            notes.append(flagNote(flag));
    }
    return notes;
}

Tone changeTone(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::SeatTaken:
    case ChangeKind::SeatSwapped:
    case ChangeKind::SeatMoved:
    case ChangeKind::RoomUpdated:
    case ChangeKind::OwnerChanged:
    case ChangeKind::AdminChanged:
    case ChangeKind::BattleCreated:
    case ChangeKind::BattleStarted:
    case ChangeKind::GiftRequested:
    case ChangeKind::MessageSent:
    case ChangeKind::MetadataChanged:
    case ChangeKind::RecordingChanged:
    case ChangeKind::FollowChanged:
    case ChangeKind::RtcEvent: return Tone::Accent;
    case ChangeKind::SeatUnlocked:
    case ChangeKind::AudioAllowed:
    case ChangeKind::VideoAllowed:
    case ChangeKind::RoomCreated:
    case ChangeKind::MemberEntered: return Tone::Good;
    case ChangeKind::SeatLocked:
    case ChangeKind::UnknownCommand: return Tone::Warning;
    case ChangeKind::AudioProhibited:
    case ChangeKind::VideoProhibited:
    case ChangeKind::Alert: return Tone::Bad;
    case ChangeKind::SeatLeft:
    case ChangeKind::RoomDismissed:
    case ChangeKind::MemberLeft:
    case ChangeKind::BattleEnded:
    case ChangeKind::NoChange: return Tone::Muted;
    }
    return Tone::Muted;
}

Tone verdictTone(const Verdict &verdict)
{
    if (verdict.isRejected() || verdict.flags.testFlag(Flag::Unsigned))
        return Tone::Bad;
    if (verdict.flags == Flags(Flag::EmptyBody))
        return Tone::Muted;
    return verdict.flags ? Tone::Warning : Tone::Good;
}

QString categoryTitle(TimelineCategory category)
{
    switch (category) {
    case TimelineCategory::All: return Words::tr("All");
    case TimelineCategory::Seats: return Words::tr("Seats");
    case TimelineCategory::AudioVideo: return Words::tr("Audio / video");
    case TimelineCategory::Locks: return Words::tr("Locks");
    case TimelineCategory::Room: return Words::tr("Room");
    case TimelineCategory::Problems: return Words::tr("Problems");
    }
    return {};
}

QTimeZone shownZone()
{
    return QTimeZone::systemTimeZone();
}

QString zoneText(qint64 atUs)
{
    const QString offset = offsetText(localTime(atUs / 1000));
    const QString name = QString::fromUtf8(shownZone().id());
    return !name.contains(u'/') || name == "Etc/UTC"_L1 ? offset : u"%1 (%2)"_s.arg(offset, name);
}

QString clockText(qint64 timeUs, ClockPrecision precision, qint64 atUs)
{
    const QDateTime time = localTime(timeUs / 1000);
    const QString clock = clockFormat(precision).toString();
    return time.toString(time.date() == localTime(atUs / 1000).date() ? clock : QString(u"yyyy-MM-dd "_s + clock));
}

QString momentText(qint64 timeMs, ClockPrecision precision)
{
    const QDateTime time = localTime(timeMs);
    const QString offset = offsetText(time);
    return time.toString(u"yyyy-MM-dd "_s + clockFormat(precision)) + u' '
        + (time.offsetFromUtc() == 0 ? offset : offset.sliced(3));
}

std::optional<qint64> momentFromText(const QString &text, qint64 nearUs, qint64 fromUs, qint64 toUs)
{
    const QString trimmed = text.simplified();
    for (const auto *format : {"H:mm", "H:mm:ss", "H:mm:ss.z", "H:mm:ss.zzz"}) {
        const QTime time = QTime::fromString(trimmed, QString::fromLatin1(format));
        if (!time.isValid())
            continue;
        const QDate day = QDateTime::fromMSecsSinceEpoch(nearUs / 1000).date();
        for (const int days : {0, -1, 1}) {
            const qint64 moment = QDateTime(day.addDays(days), time).toMSecsSinceEpoch() * 1000;
            if (moment >= fromUs && moment <= toUs)
                return moment;
        }
        return QDateTime(day, time).toMSecsSinceEpoch() * 1000;
    }
    const QDateTime moment = QDateTime::fromString(trimmed, Qt::ISODateWithMs); // a blank is as good as the T
    return moment.isValid() ? std::optional(moment.toMSecsSinceEpoch() * 1000) : std::nullopt;
}

QString delayText(std::optional<qint64> delayMs)
{
    if (!delayMs)
        return {};
    const double size = std::abs(double(*delayMs));
    const QString number = size < 1000 ? Words::tr("%1 ms").arg(qRound64(size))
        : size < 60'000                ? Words::tr("%1 s").arg(QLocale().toString(std::floor(size / 100) / 10, 'f', 1))
        : size < 3'600'000             ? Words::tr("%1 min").arg(shortNumber(size / 60'000))
        : size < 86'400'000            ? Words::tr("%1 h").arg(shortNumber(size / 3'600'000))
                                       : Words::tr("%1 d").arg(shortNumber(size / 86'400'000));
    return (*delayMs < 0 ? minus : QChar(u'+')) + number;
}

QString durationText(qint64 milliseconds)
{
    const qint64 seconds = std::max<qint64>(milliseconds, 0) / 1000;
    const qint64 hours = seconds / 3600;
    if (hours >= 24)
        return Words::tr("%1 d").arg(hours / 24);
    const QString minutesAndSeconds
        = u"%1:%2"_s.arg(seconds / 60 % 60, 2, 10, QChar(u'0')).arg(seconds % 60, 2, 10, QChar(u'0'));
    return hours > 0 ? u"%1:%2"_s.arg(hours).arg(minutesAndSeconds) : minutesAndSeconds;
}

QString agoText(qint64 milliseconds)
{
    const qint64 seconds = std::max<qint64>(milliseconds, 0) / 1000;
    if (seconds < 1)
        return Words::tr("now");
    if (seconds < 60)
        return Words::tr("%1 s ago").arg(seconds);
    if (seconds < 3600)
        return Words::tr("%1 m ago").arg(seconds / 60);
    if (seconds < 86'400)
        return Words::tr("%1 h ago").arg(seconds / 3600);
    return Words::tr("%1 d ago").arg(seconds / 86'400);
}

QString bytesText(qint64 bytes)
{
    if (bytes < 1000)
        return Words::tr("%1 B").arg(bytes);
    double size = double(bytes) / 1000;
    if (size < 999.5)
        return Words::tr("%1 KB").arg(shortNumber(size));
    size /= 1000;
    if (size < 999.5)
        return Words::tr("%1 MB").arg(shortNumber(size));
    return Words::tr("%1 GB").arg(shortNumber(size / 1000));
}

QString countText(qint64 count)
{
    QString text = QString::number(count);
    const qsizetype firstDigit = count < 0 ? 1 : 0;
    for (qsizetype at = text.size() - 3; at > firstDigit; at -= 3)
        text.insert(at, narrowSpace);
    return text;
}

QString shortCountText(qint64 count)
{
    constexpr qint64 exact = 10'000;
    constexpr qint64 thousand = 1'000;
    constexpr qint64 million = thousand * thousand;
    if (count < exact)
        return countText(count);
    if (count < million)
        return countText(count / thousand) + narrowSpace + u'k';
    if (count < 100 * million)
        return u"%1.%2"_s.arg(count / million).arg(count % million * 10 / million) + narrowSpace + u'M';
    return countText(count / million) + narrowSpace + u'M';
}

QString countedText(qint64 count, const QString &one, const QString &many)
{
    return (count == 1 ? one : many).arg(countText(count));
}

} // namespace Roomscope
