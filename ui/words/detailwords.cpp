// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/detailwords.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct DetailWords
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::DetailWords)
};

constexpr auto codeWord = "ErrorCode "_L1;
constexpr auto battleEndWord = "; OpType "_L1;

/// A cause as the protocol names it, in words where they are known (647/64424, 647/60734, 647/60735).
QString causeWords(const QString &cause)
{
    const QString word = cause.section(u": "_s, 0, 0);
    const QString reason = cause.section(u": "_s, 1);
    QString words = word;
    if (word == "Kicked"_L1)
        words = DetailWords::tr("was removed");
    else if (word == "Expired"_L1 || word == "HeartbeatInterrupt"_L1)
        words = DetailWords::tr("heartbeat lost");
    else if (word == "HeartbeatRecover"_L1)
        words = DetailWords::tr("heartbeat is back");
    else if (word == "Enter"_L1 || word == "Leave"_L1)
        words.clear(); // nothing that the sentence does not say
    else if (word == "DestroyByUser"_L1)
        words = DetailWords::tr("by a user");
    else if (word == "DestroyBySystem"_L1)
        words = DetailWords::tr("by the system, it was empty");
    return reason.isEmpty() ? words : DetailWords::tr("%1: %2").arg(words, reason);
}

/// What is asked for, and the answer that was given (647/72210, 647/74347).
QString askedWords(const QString &detail)
{
    const qsizetype at = detail.lastIndexOf(codeWord);
    const qint64 code = detail.sliced(at + codeWord.size()).toLongLong();
    const QString answer
        = code == 0 ? DetailWords::tr("answered 0, let through") : DetailWords::tr("answered %1, refused").arg(code);
    return at < 2 ? answer : DetailWords::tr("%1; %2").arg(detail.first(at - 2), answer);
}

QString battleEndWords(const QString &detail)
{
    const qsizetype at = detail.lastIndexOf(battleEndWord);
    if (at < 0)
        return detail;
    return DetailWords::tr("%1, %2").arg(detail.first(at),
                                         battleEndText(detail.sliced(at + battleEndWord.size()).toLongLong()));
}

/// An RTC event by its name, "EnterRoom (103)"; a number that is not known stays one.
QString rtcWords(const QString &detail)
{
    const QString name = detail.section(u' ', 0, 0);
    static const QHash<QString, QString> words {
        {u"CreateRoom"_s, DetailWords::tr("room created")},
        {u"DismissRoom"_s, DetailWords::tr("room dismissed")},
        {u"EnterRoom"_s, DetailWords::tr("room entered")},
        {u"ExitRoom"_s, DetailWords::tr("room left")},
        {u"ChangeRole"_s, DetailWords::tr("role changed")},
        {u"StartVideo"_s, DetailWords::tr("video started")},
        {u"StopVideo"_s, DetailWords::tr("video stopped")},
        {u"StartAudio"_s, DetailWords::tr("audio started")},
        {u"StopAudio"_s, DetailWords::tr("audio stopped")},
        {u"StartAssist"_s, DetailWords::tr("screen sharing started")},
        {u"StopAssist"_s, DetailWords::tr("screen sharing stopped")},
    };
    const QString known = words.value(name);
    return known.isEmpty() ? detail : DetailWords::tr("%1, %2").arg(known, detail);
}

} // namespace

QString detailWords(ChangeKind kind, const QString &detail)
{
    switch (kind) {
    case ChangeKind::RoomDismissed:
    case ChangeKind::MemberEntered:
    case ChangeKind::MemberLeft: return causeWords(detail);
    case ChangeKind::GiftRequested:
    case ChangeKind::MessageSent: return isAsked(detail) ? askedWords(detail) : detail;
    case ChangeKind::BattleEnded: return battleEndWords(detail);
    case ChangeKind::RtcEvent: return rtcWords(detail);
    default: return detail;
    }
}

bool isAsked(const QString &detail)
{
    static const QRegularExpression answered(u"(^|; )ErrorCode -?\\d+$"_s);
    return answered.match(detail).hasMatch();
}

QString battleEndText(qint64 reason)
{
    return reason == 0 ? DetailWords::tr("time was up")
        : reason == 1  ? DetailWords::tr("all owners had left")
        : reason == 2  ? DetailWords::tr("nobody had joined")
                       : QString::number(reason);
}

} // namespace Roomscope
