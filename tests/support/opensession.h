// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/words/errorwords.h"

namespace Roomscope::Test {

/// Returns the session in that folder; ends the test if it cannot be opened.
inline std::unique_ptr<Session> sessionIn(const QString &folder, Session::IfInUse ifInUse = Session::IfInUse::Refuse)
{
    auto opened = Session::open(folder, ifInUse);
    if (!opened)
        qFatal("%s", qPrintable(errorText(opened.error())));
    return *std::move(opened);
}

} // namespace Roomscope::Test
