// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

/// A key to sort by so that numbers in texts count: "2.json" before "10.json". The same in every locale.
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
