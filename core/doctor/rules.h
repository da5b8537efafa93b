// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/finding.h"
#include "core/rooms/roomstore.h"

#include <QBitArray>
#include <QMap>
#include <QStringList>

#include <functional>
#include <optional>
#include <span>

namespace Roomscope {

struct RuleInput;

/// What the doctor remembers of one life of a room beside the room itself.
struct RoomMemory
{
    struct Moment
    {
        qint64 timeMs = 0; ///< EventTime.
        qint64 callbackId = 0;
    };
    struct SaidCount
    {
        int count = 0;
        Moment moment;
    };

    int life = 0;
    bool entriesSeen = false;    ///< Some callback reported an entry: those of the room do come.
    QMap<int, Moment> occupants; ///< By seat: when somebody last sat down there or left it.
    std::optional<SaidCount> said;

    void note(const RuleInput &now);

    friend QDataStream &operator<<(QDataStream &stream, const RoomMemory &memory);
    friend QDataStream &operator>>(QDataStream &stream, RoomMemory &memory);
};

/// A callback that was taken by a room, as the rules look at it.
struct RuleInput
{
    const AppliedCallback &applied;
    const Room &room;         ///< After the callback.
    const RoomMemory &memory; ///< Before the callback; of the room's present life.
    qint64 timeMs = 0;        ///< EventTime, else the arrival.
    Interpretation::SeatLists seatLists = Interpretation::SeatLists::Auto;
    int formerLife = 0; ///< The room's life before the callback; 0: it was not known.

    /// A finding of the rule about that seat, with this callback and what the seat's occupant came or left by as
    /// evidence. Of a loss it says that the callback is missing since then.
    [[nodiscard]] Finding finding(RuleId rule, int seat = -1, const QString &member = {}) const;
};

using Raise = std::function<void(const Finding &)>;

enum class Severity : quint8 { Hint, Warning, Error };
[[nodiscard]] QLatin1StringView severityName(Severity severity);

/// One rule: what it is called, what it means, and how it is checked.
struct Rule
{
    RuleId id;
    QLatin1StringView name; ///< Stable: command line, settings, JSON.
    Severity severity;
    QLatin1StringView title;
    QLatin1StringView sentence; ///< For the catalogue, in English.
    /// Raises what the callback shows. It may raise again what is known already.
    void (*look)(const RuleInput &, const Raise &);
    /// Of a state: whether it lasts after the callback. Of a loss: whether the callback is not the missing one.
    bool (*holds)(const RuleInput &, const Finding &);

    [[nodiscard]] bool isLoss() const { return isLossRule(id); }
};

/// All rules, by RuleId.
[[nodiscard]] std::span<const Rule, ruleCount> rules();
[[nodiscard]] const Rule &ruleOf(RuleId id);
[[nodiscard]] std::optional<RuleId> ruleNamed(QStringView name);

/// The rules that are switched on: all, unless said otherwise. Switching one off hides its findings.
class RuleSwitches final
{
public:
    RuleSwitches();
    /// Names that are not known are ignored.
    explicit RuleSwitches(const QStringList &namesOff);

    [[nodiscard]] bool isOn(RuleId rule) const { return !m_off.testBit(int(rule)); }
    void set(RuleId rule, bool on) { m_off.setBit(int(rule), !on); }
    [[nodiscard]] QStringList namesOff() const;

    friend bool operator==(const RuleSwitches &, const RuleSwitches &) = default;

private:
    QBitArray m_off;
};

/// "bob sits on seats 2 and 5." In English.
[[nodiscard]] QString findingSentence(const Finding &finding);

/// How long a member may sit on after the heartbeat was lost.
constexpr qint64 heartbeatGraceMs = 120'000;

} // namespace Roomscope
