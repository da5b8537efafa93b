// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/eventwords.h"

#include "core/protocol/timefield.h"
#include "ui/words/detailwords.h"
#include "ui/words/words.h"

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
class EventFields final
{
public:
    void add(const QString &name, const QString &value)
    {
        if (!value.isEmpty())
            m_fields.append({name, value});
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

    [[nodiscard]] const QList<EventFact> &list() const { return m_fields; }

private:
    QList<EventFact> m_fields;
};

void addRoom(EventFields &fields, const RoomFields &room)
{
    fields.add(EventWords::tr("Name"), room.name.value_or(QString()));
    fields.add(EventWords::tr("Owner"), room.owner.value_or(QString()));
    fields.add(EventWords::tr("Type"), room.type.value_or(QString()));
    fields.number(EventWords::tr("Seats at most"), room.maxSeatCount);
    fields.number(EventWords::tr("Members at most"), room.maxMemberCount);
    fields.add(EventWords::tr("Seat mode"), room.takeSeatMode.value_or(QString()));
    fields.add(EventWords::tr("Notice"), room.notice.value_or(QString()));
    fields.add(EventWords::tr("Custom data"), room.customInfo.value_or(QString()));
    fields.seconds(EventWords::tr("Created"), room.createTime);
    for (auto it = room.others.cbegin(); it != room.others.cend(); ++it)
        fields.add(it.key(), it.value());
}

struct AddContent
{
    EventFields &fields;

    void operator()(const UnknownCommand &) const { }
    void operator()(const SeatInfoChanged &) const { }
    void operator()(const RoomCreated &content) const
    {
        addRoom(fields, content.fields);
        fields.add(EventWords::tr("Invited"), content.invited);
    }
    void operator()(const RoomUpdated &content) const { addRoom(fields, content.fields); }
    void operator()(const RoomDismissed &content) const
    {
        fields.add(EventWords::tr("Cause"), content.cause);
        fields.add(EventWords::tr("Statistics"), statisticText(content.statistic));
        addRoom(fields, content.fields);
    }
    void operator()(const MembersEntered &content) const
    {
        fields.add(EventWords::tr("Members"), content.members);
        fields.add(EventWords::tr("Cause"), content.cause);
        fields.number(EventWords::tr("Members now"), content.memberCount);
    }
    void operator()(const MembersLeft &content) const
    {
        fields.add(EventWords::tr("Members"), content.members);
        fields.add(EventWords::tr("Cause"), content.cause);
        fields.add(EventWords::tr("Reason"), content.reason);
        fields.number(EventWords::tr("Members now"), content.memberCount);
    }
    void operator()(const OwnerChanged &content) const
    {
        fields.add(EventWords::tr("Owner"), content.current);
        fields.add(EventWords::tr("Former owner"), content.original);
    }
    void operator()(const AdminsChanged &content) const
    {
        fields.add(content.added ? EventWords::tr("New admins") : EventWords::tr("No longer admins"), content.members);
    }
    void operator()(const BattleChanged &content) const
    {
        fields.add(EventWords::tr("Battle"), content.battleId);
        for (const BattleRoom &room : content.rooms) {
            QStringList parts {room.room};
            if (!room.owner.isEmpty())
                parts.append(EventWords::tr("owner %1").arg(room.owner));
            if (room.score)
                parts.append(EventWords::tr("score %1").arg(*room.score));
            fields.add(EventWords::tr("Room"), parts.join(u" · "_s));
        }
        fields.milliseconds(EventWords::tr("Length"), content.durationMs);
        fields.milliseconds(EventWords::tr("Time to answer"), content.timeoutMs);
        if (content.needsResponse)
            fields.add(EventWords::tr("Begins"),
                       *content.needsResponse ? EventWords::tr("when the asked owners have answered")
                                              : EventWords::tr("at once"));
        fields.seconds(EventWords::tr("Created"), content.createTime);
        fields.seconds(EventWords::tr("Started"), content.startTime);
        fields.seconds(EventWords::tr("Ended"), content.endTime);
        if (content.endReason)
            fields.add(EventWords::tr("Ended because"), battleEndText(*content.endReason));
        fields.add(EventWords::tr("Extension"), content.extension);
    }
    void operator()(const GiftRequested &content) const
    {
        fields.add(EventWords::tr("From"), content.from);
        fields.add(EventWords::tr("To"), content.to);
        fields.add(EventWords::tr("Gift"), u"%1 × %2"_s.arg(content.count).arg(content.giftId));
        fields.number(EventWords::tr("Coins of one"), content.coins);
        fields.seconds(EventWords::tr("Ordered"), content.time);
    }
    void operator()(const MessageSent &content) const
    {
        fields.add(EventWords::tr("From"), content.from);
        fields.add(EventWords::tr("Text"), content.text);
        fields.add(EventWords::tr("Type"), content.type);
        fields.add(EventWords::tr("Message"), content.messageId);
        fields.number(EventWords::tr("Number in the room"), content.sequence);
        fields.seconds(EventWords::tr("Sent"), content.time);
    }
    void operator()(const MetadataChanged &content) const
    {
        for (const MetadataChanged::Entry &entry : content.entries)
            fields.add(entry.key, entry.value ? *entry.value : EventWords::tr("deleted"));
    }
    void operator()(const RecordingChanged &content) const
    {
        fields.add(EventWords::tr("Recording"),
                   content.eventGroup == 3       ? EventWords::tr("cloud recording")
                       : content.eventGroup == 8 ? EventWords::tr("page recording")
                                                 : QString::number(content.eventGroup));
        fields.add(EventWords::tr("Event"), rtcEventText(content.eventType));
        fields.add(EventWords::tr("User"), content.user);
        fields.add(EventWords::tr("Task"), content.taskId);
        fields.number(EventWords::tr("Status"), content.status);
    }
    void operator()(const FollowChanged &content) const
    {
        fields.add(EventWords::tr("From"), content.from);
        fields.add(content.added ? EventWords::tr("Follows now") : EventWords::tr("No longer follows"), content.to);
    }
    void operator()(const QuotaAlert &content) const
    {
        fields.number(EventWords::tr("Rooms now"), content.current);
        fields.number(EventWords::tr("Rooms at most"), content.maximum);
    }
    void operator()(const RtcEvent &content) const
    {
        fields.add(EventWords::tr("RTC event"), rtcEventText(content.eventType));
        fields.add(EventWords::tr("Group"),
                   content.eventGroup == 1       ? EventWords::tr("room")
                       : content.eventGroup == 2 ? EventWords::tr("media")
                       : content.eventGroup == 3 ? EventWords::tr("cloud recording")
                                                 : QString::number(content.eventGroup));
        fields.add(EventWords::tr("User"), content.user);
        if (content.role)
            fields.add(EventWords::tr("Role"),
                       *content.role == 20       ? EventWords::tr("anchor")
                           : *content.role == 21 ? EventWords::tr("audience")
                                                 : QString::number(*content.role));
        fields.number(EventWords::tr("Reason"), content.reason);
    }
};

} // namespace

QList<EventFact> eventFields(const Event &event)
{
    EventFields fields;
    std::visit(AddContent {fields}, event.content);
    return fields.list();
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

} // namespace Roomscope
