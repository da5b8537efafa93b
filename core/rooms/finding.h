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
/// Whether it suspects that a callback was lost; all others find states of a room that cannot be right.
constexpr bool isLossRule(RuleId rule)
{
    return rule <= RuleId::OwnerSkipped;
}

/// What a rule found: a suspected loss, or a state of a room that cannot be right. A value; any thread.
struct Finding
{
    static constexpr qint64 stillMs = -1;

    qint64 id = 0; ///< From 1, in the order in which they were found.
    RuleId rule = RuleId::SeatHandedOver;
    RoomKey room;
    int life = 0;
    int seat = -1;      ///< -1: it is about no seat.
    int otherSeat = -1; ///< The member's other seat, or the one they sat on before.
    QString member;     ///< Empty: it is about no member.
    QString previous;   ///< Who had the seat or the role before.
    int said = -1;      ///< MemberCount as sent, and as it should be.
    int counted = -1;
    /// EventTime. Of a state: when it began, and ended; stillMs: it lasts. Of a loss: the lost callback belongs
    /// between.
    qint64 fromMs = 0;
    qint64 toMs = stillMs;
    QList<qint64> callbacks; ///< The evidence: their ids, oldest first.
    qint64 explainedBy = 0;  ///< Of a loss: the callback that was missed and came late; 0: none has come.

    [[nodiscard]] bool isLoss() const { return isLossRule(rule); }
    /// A state that lasts, or a loss that nothing has explained.
    [[nodiscard]] bool isOpen() const { return isLoss() ? explainedBy == 0 : toMs == stillMs; }
    /// Whether it is about the same thing, perhaps at another time.
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
