// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/concerned.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr QChar mark(0x1f); // an account that holds one is found by its parts only
constexpr QChar seatMark = u's';
constexpr QChar userMark = u'u';

} // namespace

QString concernedList(const Event &event)
{
    QString list;
    const auto addUser = [&list](const QString &user) {
        if (!user.isEmpty())
            list += QString(mark) + userMark + user;
    };
    std::visit(
        [&](const auto &content) {
            if constexpr (requires { content.seats.first().index; }) {
                for (const auto &seat : content.seats) {
                    list += QString(mark) + seatMark + QString::number(seat.index);
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
    return list;
}

Concerned::Concerned(QStringView list)
{
    for (const QStringView part : list.split(mark, Qt::SkipEmptyParts)) {
        if (part.front() == seatMark)
            seats.append(part.sliced(1).toInt());
        else
            users.append(part.sliced(1));
    }
}

} // namespace Roomscope
