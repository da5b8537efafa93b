// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

namespace Roomscope::Test {

/// How long tests wait for an expected result. They continue as soon as it is there, so only a failing test takes as
/// long; Qt's default of five seconds is too short on a busy machine.
constexpr int patienceMs = 60'000;

} // namespace Roomscope::Test

#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT((expression), Roomscope::Test::patienceMs)
#define QTRY_VERIFY2(expression, message) QTRY_VERIFY2_WITH_TIMEOUT((expression), message, Roomscope::Test::patienceMs)
#define QTRY_COMPARE(expression, expected)                                                                             \
    QTRY_COMPARE_WITH_TIMEOUT((expression), expected, Roomscope::Test::patienceMs)
