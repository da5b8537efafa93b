// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filterwords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

QString filterTerm(const QString &key, const QString &value)
{
    const bool isPlain = !value.isEmpty() && std::none_of(value.cbegin(), value.cend(), [](QChar c) {
        return c.isSpace() || c == u'"' || c == u'|' || c == u'*';
    });
    if (isPlain)
        return u"%1:%2"_s.arg(key, value);
    QString written = value;
    written.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
    return u"%1:\"%2\""_s.arg(key, written);
}

QString withFilterTerm(const QString &expression, const QString &term)
{
    const QString trimmed = expression.trimmed();
    if (trimmed.isEmpty())
        return term;
    if (u" %1 "_s.arg(trimmed).contains(u" %1 "_s.arg(term)))
        return trimmed;
    return u"%1 %2"_s.arg(trimmed, term);
}

} // namespace Roomscope
