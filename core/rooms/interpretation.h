// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QJsonObject>
#include <QMetaType>
#include <QString>

#include <optional>

class QDataStream;

namespace Roomscope {

/// How the stored callbacks of a session are read into rooms. The same callbacks and the same interpretation give the
/// same state. A value; stored in the data folder as reading.json, so that the window and all commands use the same.
struct Interpretation
{
    /// Which of two events is the newer one.
    enum class Order : quint8 {
        EventTime, ///< The one with the later EventTime; an older one is late (README 10).
        Arrival,   ///< The one that arrived later; nothing is late.
    };
    /// What it means that a SeatList omits a seat (README 6: not documented).
    enum class SeatLists : quint8 {
        Auto,         ///< Nothing is known about the seat; a list without gaps is recognized as the whole table.
        ChangedSeats, ///< The seat has not changed.
        FullTable,    ///< The seat is empty and without marks.
    };

    Order order = Order::EventTime;
    SeatLists seatLists = SeatLists::Auto;

    /// {"order":"event-time","seatLists":"auto"}
    [[nodiscard]] QJsonObject toJson() const;
    /// Absent members get the defaults; returns nothing when a member has an unknown value.
    [[nodiscard]] static std::optional<Interpretation> fromJson(const QJsonObject &object);

    friend bool operator==(const Interpretation &, const Interpretation &) = default;
    friend QDataStream &operator<<(QDataStream &stream, const Interpretation &interpretation);
    friend QDataStream &operator>>(QDataStream &stream, Interpretation &interpretation);
};

/// The interpretation of a session; the default one when none was saved.
[[nodiscard]] Result<Interpretation> readInterpretation(const QString &dataFolder);
/// Likewise, and the default one when the saved one cannot be used.
[[nodiscard]] Interpretation loadInterpretation(const QString &dataFolder);
/// False when it could not be written.
[[nodiscard]] bool saveInterpretation(const QString &dataFolder, const Interpretation &interpretation);

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::Interpretation)
