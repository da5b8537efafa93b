// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/detailwords.h"

#include "core/protocol/event.h"
#include "ui/words/showntext.h"

#include <QCoreApplication>
#include <QHash>

#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct DetailWords
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::DetailWords)
};

/// A cause as the protocol names it, in words where they are known (647/64424, 647/60734, 647/60735).
QString causeWords(const CauseDetails &details)
{
    const QString &cause = details.cause;
    QString words = shownName(cause);
    if (cause == "Kicked"_L1)
        words = DetailWords::tr("was removed");
    else if (cause == "Expired"_L1 || cause == "HeartbeatInterrupt"_L1)
        words = DetailWords::tr("heartbeat lost");
    else if (cause == "HeartbeatRecover"_L1)
        words = DetailWords::tr("heartbeat is back");
    else if (cause == "Enter"_L1 || cause == "Leave"_L1)
        words.clear(); // nothing that the sentence does not say
    else if (cause == "DestroyByUser"_L1)
        words = DetailWords::tr("by a user");
    else if (cause == "DestroyBySystem"_L1)
        words = DetailWords::tr("by the system, it was empty");
    const QString reason = shownName(details.reason);
    return words.isEmpty() || reason.isEmpty() ? QString(words + reason) : DetailWords::tr("%1: %2").arg(words, reason);
}

QString rtcWords(qint64 eventType)
{
    static const QHash<qint64, QString> words {
        {101, DetailWords::tr("room created")},           {102, DetailWords::tr("room dismissed")},
        {103, DetailWords::tr("room entered")},           {104, DetailWords::tr("room left")},
        {105, DetailWords::tr("role changed")},           {201, DetailWords::tr("video started")},
        {202, DetailWords::tr("video stopped")},          {203, DetailWords::tr("audio started")},
        {204, DetailWords::tr("audio stopped")},          {205, DetailWords::tr("screen sharing started")},
        {206, DetailWords::tr("screen sharing stopped")},
    };
    const QString text = rtcEventText(eventType);
    return words.contains(eventType) ? DetailWords::tr("%1, %2").arg(words.value(eventType), text) : text;
}

QString contentWords(ChangeKind kind, const ChangeDetails &details)
{
    if (const auto *cause = std::get_if<CauseDetails>(&details.content))
        return causeWords(*cause);
    if (kind == ChangeKind::RtcEvent)
        return rtcWords(details.as<RtcDetails>().eventType);
    ChangeDetails rest {.content = details.content};
    auto *const battle = std::get_if<BattleDetails>(&rest.content);
    if (!battle || !battle->endReason)
        return shownName(rest.toText());
    const QString reason = battleEndText(*std::exchange(battle->endReason, {}));
    return DetailWords::tr("%1, %2").arg(shownName(rest.toText()), reason);
}

} // namespace

QString detailWords(ChangeKind kind, const ChangeDetails &details)
{
    const QString words = contentWords(kind, details);
    if (!details.decision) // the answer to what is asked for (647/72210, 647/74347)
        return words;
    const QString answer = *details.decision == 0 ? DetailWords::tr("answered 0, let through")
                                                  : DetailWords::tr("answered %1, refused").arg(*details.decision);
    return words.isEmpty() ? answer : DetailWords::tr("%1; %2").arg(words, answer);
}

QString battleEndText(qint64 reason)
{
    return reason == 0 ? DetailWords::tr("time was up")
        : reason == 1  ? DetailWords::tr("all owners had left")
        : reason == 2  ? DetailWords::tr("nobody had joined")
                       : QString::number(reason);
}

} // namespace Roomscope
