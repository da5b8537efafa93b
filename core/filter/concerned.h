// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"

#include <QList>
#include <QString>

namespace Roomscope {

/// Which seats and users a callback lists, as one text of a page's pool: what a filter asks where no line of its own
/// tells of them. Empty: none.
[[nodiscard]] QString concernedList(const Event &event);

/// Such a text taken apart. It has to live as long. A value.
struct Concerned
{
    explicit Concerned(QStringView list);

    QList<int> seats;
    QList<QStringView> users;
};

} // namespace Roomscope
