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

/// What the doctor remembers about one life of a room beside the room itself.
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
    bool entriesSeen = false;    ///< A callback reported an entry, so entry callbacks of the room do arrive.
    QMap<int, Moment> occupants; ///< By seat: when somebody last sat down there or left it.
    std::optional<SaidCount> said;

    void note(const RuleInput &now);

    friend QDataStream &operator<<(QDataStream &stream, const RoomMemory &memory);
    friend QDataStream &operator>>(QDataStream &stream, RoomMemory &memory);
};

/// A callback that a room has applied, as input for the rules.
struct RuleInput
{
    const AppliedCallback &applied;
    const Room &room;         ///< After the callback.
    const RoomMemory &memory; ///< Before the callback; of the room's present life.
    qint64 timeMs = 0;        ///< EventTime, else the arrival.
    Interpretation::SeatLists seatLists = Interpretation::SeatLists::Auto;
    int formerLife = 0; ///< The room's life before the callback; 0: the room was not known.

    /// Returns a finding of the rule about a seat. The evidence is this callback and the one with which the seat's
    /// occupant came or left; for a loss, the missing callback belongs between the two.
    [[nodiscard]] Finding finding(RuleId rule, int seat = -1, const QString &member = {}) const;
};

using Raise = std::function<void(const Finding &)>;

enum class Severity : quint8 { Hint, Warning, Error };
[[nodiscard]] QLatin1StringView severityName(Severity severity);

/// One rule: its name, its meaning, and its check.
struct Rule
{
    RuleId id;
    QLatin1StringView name; ///< Stable: used by command line, settings and JSON.
    Severity severity;
    QLatin1StringView title;
    QLatin1StringView sentence; ///< For the catalogue, in English.
    /// Raises the findings of the callback. It may raise known ones again.
    void (*look)(const RuleInput &, const Raise &);
    /// For a state: whether it lasts after the callback. For a loss: whether the callback is not the missing one.
    bool (*holds)(const RuleInput &, const Finding &);

    [[nodiscard]] bool isLoss() const { return isLossRule(id); }
};

/// All rules, by RuleId.
[[nodiscard]] std::span<const Rule, ruleCount> rules();
[[nodiscard]] const Rule &ruleOf(RuleId id);
[[nodiscard]] std::optional<RuleId> ruleNamed(QStringView name);

/// The rules that are switched on: all by default. Switching one off hides its findings.
class RuleSwitches final
{
public:
    RuleSwitches();
    /// Ignores unknown names.
    explicit RuleSwitches(const QStringList &namesOff);

    [[nodiscard]] bool isOn(RuleId rule) const { return !m_off.testBit(int(rule)); }
    void set(RuleId rule, bool on) { m_off.setBit(int(rule), !on); }
    [[nodiscard]] QStringList namesOff() const;

    friend bool operator==(const RuleSwitches &, const RuleSwitches &) = default;

private:
    QBitArray m_off;
};

/// Returns "bob sits on seats 2 and 5.", in English.
[[nodiscard]] QString findingSentence(const Finding &finding);

/// How long a member may stay seated after the heartbeat was lost.
constexpr qint64 heartbeatGraceMs = 120'000;

} // namespace Roomscope
