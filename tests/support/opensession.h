// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

namespace Roomscope::Test {

/// The session in that folder; ends the test when it cannot be opened.
inline std::unique_ptr<Session> sessionIn(const QString &folder, Session::IfInUse ifInUse = Session::IfInUse::Refuse)
{
    auto opened = Session::open(folder, ifInUse);
    if (const auto *failure = std::get_if<JournalFailure>(&opened))
        qFatal("%s", qPrintable(failure->sentence));
    return std::move(std::get<0>(opened));
}

} // namespace Roomscope::Test
