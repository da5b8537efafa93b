// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filterwords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

QString filterTerm(const QString &key, const QString &value)
{
    // Quotes and bars cannot be written in a value; a wildcard finds them.
    QString written = value;
    written.replace(u'"', u'*').replace(u'|', u'*');
    const bool spaces = std::any_of(written.cbegin(), written.cend(), [](QChar c) { return c.isSpace(); });
    return spaces ? u"%1:\"%2\""_s.arg(key, written) : u"%1:%2"_s.arg(key, written);
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
