// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/concerned.h"

namespace Roomscope {

Concerned Concerned::of(const Event &event)
{
    Concerned concerned;
    const auto addUser = [&concerned](const QString &user) {
        if (!user.isEmpty())
            concerned.users.append(user);
    };
    std::visit(
        [&](const auto &content) {
            if constexpr (requires { content.seats.first().index; }) {
                for (const auto &seat : content.seats) {
                    concerned.seats.append(seat.index);
                    addUser(seat.member);
                }
            } else if constexpr (requires { content.members.first().size(); }) {
                for (const QString &member : content.members)
                    addUser(member);
            } else if constexpr (requires {
                                     content.current.size();
                                     content.original.size();
                                 }) {
                addUser(content.current);
                addUser(content.original);
            } else if constexpr (requires { content.user.size(); }) {
                addUser(content.user);
            }
        },
        event.content);
    return concerned;
}

} // namespace Roomscope
