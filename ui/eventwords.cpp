// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/eventwords.h"

#include "core/protocol/timefield.h"
#include "ui/detailwords.h"
#include "ui/words.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct EventWords
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::EventWords)
};

/// Collects what is there.
class Facts final
{
public:
    void add(const QString &name, const QString &value)
    {
        if (!value.isEmpty())
            m_facts.append({name, value});
    }
    void add(const QString &name, const QStringList &values) { add(name, values.join(", "_L1)); }
    void number(const QString &name, std::optional<qint64> value)
    {
        if (value)
            add(name, countText(*value));
    }
    /// The protocol counts some times in seconds.
    void seconds(const QString &name, std::optional<qint64> value)
    {
        if (value && *value > 0)
            add(name, clockText(*value * 1'000'000, ClockPrecision::Seconds));
    }
    void milliseconds(const QString &name, std::optional<qint64> value)
    {
        if (value)
            add(name, EventWords::tr("%1 s").arg(double(*value) / 1000));
    }

    [[nodiscard]] const QList<EventFact> &list() const { return m_facts; }

private:
    QList<EventFact> m_facts;
};

void addRoom(Facts &facts, const RoomFacts &room)
{
    facts.add(EventWords::tr("Name"), room.name.value_or(QString()));
    facts.add(EventWords::tr("Owner"), room.owner.value_or(QString()));
    facts.add(EventWords::tr("Type"), room.type.value_or(QString()));
    facts.number(EventWords::tr("Seats at most"), room.maxSeatCount);
    facts.number(EventWords::tr("Members at most"), room.maxMemberCount);
    facts.add(EventWords::tr("Seat mode"), room.takeSeatMode.value_or(QString()));
    facts.add(EventWords::tr("Notice"), room.notice.value_or(QString()));
    facts.add(EventWords::tr("Custom data"), room.customInfo.value_or(QString()));
    facts.seconds(EventWords::tr("Created"), room.createTime);
    for (auto it = room.others.cbegin(); it != room.others.cend(); ++it)
        facts.add(it.key(), it.value());
}

struct AddContent
{
    Facts &facts;

    void operator()(const UnknownCommand &) const { }
    void operator()(const SeatInfoChanged &) const { }
    void operator()(const RoomCreated &content) const
    {
        addRoom(facts, content.facts);
        facts.add(EventWords::tr("Invited"), content.invited);
    }
    void operator()(const RoomUpdated &content) const { addRoom(facts, content.facts); }
    void operator()(const RoomDismissed &content) const
    {
        facts.add(EventWords::tr("Cause"), content.cause);
        facts.add(EventWords::tr("Statistics"), statisticText(content.statistic));
        addRoom(facts, content.facts);
    }
    void operator()(const MembersEntered &content) const
    {
        facts.add(EventWords::tr("Members"), content.members);
        facts.add(EventWords::tr("Cause"), content.cause);
        facts.number(EventWords::tr("Members now"), content.memberCount);
    }
    void operator()(const MembersLeft &content) const
    {
        facts.add(EventWords::tr("Members"), content.members);
        facts.add(EventWords::tr("Cause"), content.cause);
        facts.add(EventWords::tr("Reason"), content.reason);
        facts.number(EventWords::tr("Members now"), content.memberCount);
    }
    void operator()(const OwnerChanged &content) const
    {
        facts.add(EventWords::tr("Owner"), content.current);
        facts.add(EventWords::tr("Former owner"), content.original);
    }
    void operator()(const AdminsChanged &content) const
    {
        facts.add(content.added ? EventWords::tr("New admins") : EventWords::tr("No longer admins"), content.members);
    }
    void operator()(const BattleChanged &content) const
    {
        facts.add(EventWords::tr("Battle"), content.battleId);
        for (const BattleRoom &room : content.rooms) {
            QStringList parts {room.room};
            if (!room.owner.isEmpty())
                parts.append(EventWords::tr("owner %1").arg(room.owner));
            if (room.score)
                parts.append(EventWords::tr("score %1").arg(*room.score));
            facts.add(EventWords::tr("Room"), parts.join(u" · "_s));
        }
        facts.milliseconds(EventWords::tr("Length"), content.durationMs);
        facts.milliseconds(EventWords::tr("Time to answer"), content.timeoutMs);
        if (content.needsResponse)
            facts.add(EventWords::tr("Begins"),
                      *content.needsResponse ? EventWords::tr("when the asked owners have answered")
                                             : EventWords::tr("at once"));
        facts.seconds(EventWords::tr("Created"), content.createTime);
        facts.seconds(EventWords::tr("Started"), content.startTime);
        facts.seconds(EventWords::tr("Ended"), content.endTime);
        if (content.endReason)
            facts.add(EventWords::tr("Ended because"), battleEndText(*content.endReason));
        facts.add(EventWords::tr("Extension"), content.extension);
    }
    void operator()(const GiftRequested &content) const
    {
        facts.add(EventWords::tr("From"), content.from);
        facts.add(EventWords::tr("To"), content.to);
        facts.add(EventWords::tr("Gift"), u"%1 × %2"_s.arg(content.count).arg(content.giftId));
        facts.number(EventWords::tr("Coins of one"), content.coins);
        facts.seconds(EventWords::tr("Ordered"), content.time);
    }
    void operator()(const MessageSent &content) const
    {
        facts.add(EventWords::tr("From"), content.from);
        facts.add(EventWords::tr("Text"), content.text);
        facts.add(EventWords::tr("Type"), content.type);
        facts.add(EventWords::tr("Message"), content.messageId);
        facts.number(EventWords::tr("Number in the room"), content.sequence);
        facts.seconds(EventWords::tr("Sent"), content.time);
    }
    void operator()(const MetadataChanged &content) const
    {
        for (const MetadataChanged::Entry &entry : content.entries)
            facts.add(entry.key, entry.value ? *entry.value : EventWords::tr("deleted"));
    }
    void operator()(const RecordingChanged &content) const
    {
        facts.add(EventWords::tr("Recording"),
                  content.eventGroup == 3       ? EventWords::tr("cloud recording")
                      : content.eventGroup == 8 ? EventWords::tr("page recording")
                                                : QString::number(content.eventGroup));
        facts.add(EventWords::tr("Event"), rtcEventText(content.eventType));
        facts.add(EventWords::tr("User"), content.user);
        facts.add(EventWords::tr("Task"), content.taskId);
        facts.number(EventWords::tr("Status"), content.status);
    }
    void operator()(const FollowChanged &content) const
    {
        facts.add(EventWords::tr("From"), content.from);
        facts.add(content.added ? EventWords::tr("Follows now") : EventWords::tr("No longer follows"), content.to);
    }
    void operator()(const QuotaAlert &content) const
    {
        facts.number(EventWords::tr("Rooms now"), content.current);
        facts.number(EventWords::tr("Rooms at most"), content.maximum);
    }
    void operator()(const RtcEvent &content) const
    {
        facts.add(EventWords::tr("RTC event"), rtcEventText(content.eventType));
        facts.add(EventWords::tr("Group"),
                  content.eventGroup == 1       ? EventWords::tr("room")
                      : content.eventGroup == 2 ? EventWords::tr("media")
                      : content.eventGroup == 3 ? EventWords::tr("cloud recording")
                                                : QString::number(content.eventGroup));
        facts.add(EventWords::tr("User"), content.user);
        if (content.role)
            facts.add(EventWords::tr("Role"),
                      *content.role == 20       ? EventWords::tr("anchor")
                          : *content.role == 21 ? EventWords::tr("audience")
                                                : QString::number(*content.role));
        facts.number(EventWords::tr("Reason"), content.reason);
    }
};

} // namespace

QList<EventFact> eventFacts(const Event &event)
{
    Facts facts;
    std::visit(AddContent {facts}, event.content);
    return facts.list();
}

QString timeWords(QStringView path, const QByteArray &value)
{
    const std::optional<FieldTime> time = timeInField(path, value);
    return time ? momentText(time->timeMs,
                             time->unit == TimeUnit::Seconds ? ClockPrecision::Seconds : ClockPrecision::Milliseconds)
                : QString();
}

QString statisticText(const RoomStatistic &statistic)
{
    QStringList parts;
    const auto add = [&](const std::optional<qint64> &count, const QString &one, const QString &many) {
        if (count)
            parts.append(countedText(*count, one, many));
    };
    add(statistic.viewers, EventWords::tr("%1 entry"), EventWords::tr("%1 entries"));
    add(statistic.gifts, EventWords::tr("%1 gift"), EventWords::tr("%1 gifts"));
    add(statistic.giftCoins, EventWords::tr("%1 coin"), EventWords::tr("%1 coins"));
    add(statistic.giftSenders, EventWords::tr("%1 gift sender"), EventWords::tr("%1 gift senders"));
    add(statistic.likes, EventWords::tr("%1 like"), EventWords::tr("%1 likes"));
    return parts.join(u" · "_s);
}

QString rtcEventText(qint64 eventType)
{
    const QLatin1StringView name = rtcEventName(eventType);
    return name.isEmpty() ? QString::number(eventType) : EventWords::tr("%1 (%2)").arg(name).arg(eventType);
}

} // namespace Roomscope
