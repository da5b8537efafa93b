// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/selection.h"

#include <QList>
#include <QMenu>
#include <QStringList>

namespace Roomscope {

/// What a context menu is about: as much as is known of what was clicked, and of the other lines where several are
/// selected. A value.
struct MenuSubject
{
    enum class View : quint8 { Rooms, Tab, Seats, Chart, Timeline, Doctor };

    View view = View::Rooms; ///< Where it was clicked.
    bool isSelected = false; ///< What the keys of the view act on, too: they are shown.
    Selection place;         ///< What was clicked, for the other views to show.
    // Each once.
    QList<qint64> callbacks; ///< To be copied.
    QList<qint64> markable;  ///< Callbacks to be marked: those of the lines themselves.
    QStringList rooms;       ///< Their ids.
    QList<int> seats;        ///< When it is one room.
    QStringList members;
    QStringList kinds; ///< See changeName().
    QStringList commands;
    QString cellTerm; ///< Finds what the cell shows, see cellFilterTerm(); empty: nothing.
};

} // namespace Roomscope
