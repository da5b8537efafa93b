// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/room.h"

#include <QList>
#include <QString>

namespace Roomscope {

/// The rules of the delivery doctor, see rules().
enum class RuleId : quint8 {
    SeatHandedOver,
    SeatLeftUntold,
    LeaveWithoutEntry,
    CountJumped,
    OwnerSkipped,
    MemberOnTwoSeats,
    SeatBeyondMaximum,
    LockedSeatTaken,
    SeatedWithoutEntry,
    SeatedAfterLeaving,
    HeartbeatLostSeated,
    MemberCountOff,
    EventAfterDismissal,
    AudioAllowedOnEmptied,
    OwnerUnknown,
};
constexpr int ruleCount = int(RuleId::OwnerUnknown) + 1;
/// Whether the rule suspects a lost callback; all others find states of a room that cannot be right.
constexpr bool isLossRule(RuleId rule)
{
    return rule <= RuleId::OwnerSkipped;
}

/// The finding of a rule: a suspected loss, or a state of a room that cannot be right. A value; any thread.
struct Finding
{
    static constexpr qint64 stillMs = -1;

    qint64 id = 0; ///< From 1, in the order of the findings.
    RuleId rule = RuleId::SeatHandedOver;
    RoomKey room;
    int life = 0;
    int seat = -1;      ///< -1: it concerns no seat.
    int otherSeat = -1; ///< The member's other or former seat.
    QString member;     ///< Empty: it concerns no member.
    QString previous;   ///< Who had the seat or the role before.
    int said = -1;      ///< MemberCount as sent, and as it should be.
    int counted = -1;
    /// EventTime. For a state: its beginning and end; stillMs: it lasts. For a loss: the lost callback belongs in
    /// between.
    qint64 fromMs = 0;
    qint64 toMs = stillMs;
    QList<qint64> callbacks; ///< Ids of the callbacks that are the evidence, oldest first.
    qint64 explainedBy = 0;  ///< For a loss: the missing callback, which arrived late; 0: it has not arrived.

    [[nodiscard]] bool isLoss() const { return isLossRule(rule); }
    /// A state that lasts, or a loss without an explanation.
    [[nodiscard]] bool isOpen() const { return isLoss() ? explainedBy == 0 : toMs == stillMs; }
    /// Whether both concern the same thing, perhaps at different times.
    [[nodiscard]] bool isAbout(const Finding &other) const
    {
        return rule == other.rule && life == other.life && seat == other.seat && otherSeat == other.otherSeat
            && member == other.member && room == other.room;
    }

    friend bool operator==(const Finding &, const Finding &) = default;
    friend QDataStream &operator<<(QDataStream &stream, const Finding &finding);
    friend QDataStream &operator>>(QDataStream &stream, Finding &finding);
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::Finding)
