// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

/// Returns a sort key that orders numbers in texts by value: "2.json" before "10.json". Independent of the locale.
[[nodiscard]] inline QString naturalKey(const QString &text)
{
    constexpr qsizetype longestNumber = 20;
    QString key;
    QString number;
    const auto flush = [&] {
        if (!number.isEmpty())
            key += number.rightJustified(longestNumber, u'0');
        number.clear();
    };
    for (const QChar c : text) {
        if (c >= u'0' && c <= u'9') {
            number += c;
            continue;
        }
        flush();
        key += c;
    }
    flush();
    return key;
}

} // namespace Roomscope
