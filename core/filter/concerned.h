// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/event.h"

#include <QList>
#include <QStringList>

#include <tuple>

namespace Roomscope {

/// The seats and users that a callback lists, for filters on callbacks without a line of their own for them. A value;
/// any thread. Pages store it, see core/base/packedtext.h.
struct Concerned
{
    QList<int> seats;
    QStringList users;

    [[nodiscard]] static Concerned of(const Event &event);

    static auto parts(auto &self) { return std::tie(self.seats, self.users); }
    friend bool operator==(const Concerned &, const Concerned &) = default;
};

} // namespace Roomscope
