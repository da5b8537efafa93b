// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/selection.h"

#include <QList>
#include <QMenu>
#include <QStringList>

namespace Roomscope {

/// What a context menu applies to: what is known of the clicked item, and of the other lines if several are selected. A
/// value.
struct MenuSubject
{
    enum class View : quint8 { Rooms, Tab, Seats, Chart, Timeline, Doctor };

    View view = View::Rooms; ///< The view that was clicked.
    bool isSelected = false; ///< The view's shortcuts act on it, too, so the menu shows them.
    Selection place;         ///< The clicked item, for the other views to show.
    // The lists contain each value once.
    QList<qint64> callbacks; ///< To be copied.
    QList<qint64> markable;  ///< Callbacks that can be marked: those of the lines themselves.
    QStringList rooms;       ///< Room ids.
    QList<int> seats;        ///< Only if all are in one room.
    QStringList members;
    QStringList kinds; ///< See changeName().
    QStringList commands;
    QString cellTerm; ///< Filter term for the cell's text, see cellFilterTerm(); may be empty.
};

} // namespace Roomscope
