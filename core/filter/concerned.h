// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"

#include <QList>
#include <QStringList>

#include <tuple>

namespace Roomscope {

/// Which seats and users a callback lists: what a filter asks where no line of its own tells of them. A value; any
/// thread. Pages keep it, see core/base/packedtext.h.
struct Concerned
{
    QList<int> seats;
    QStringList users;

    [[nodiscard]] static Concerned of(const Event &event);

    static auto parts(auto &self) { return std::tie(self.seats, self.users); }
    friend bool operator==(const Concerned &, const Concerned &) = default;
};

} // namespace Roomscope
