// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/wildcard.h"

#include <algorithm>

namespace Roomscope {

namespace {

/// Where the literal begins, without case; -1: nowhere. QStringView::indexOf() of Qt 6.8 does not find what is beyond
/// U+FFFF in a long text.
qsizetype indexIn(QStringView text, QStringView literal)
{
    if (std::none_of(literal.begin(), literal.end(), [](QChar c) { return c.isSurrogate(); }))
        return text.indexOf(literal, 0, Qt::CaseInsensitive);
    for (qsizetype at = 0; at + literal.size() <= text.size(); ++at) {
        if (text.sliced(at).startsWith(literal, Qt::CaseInsensitive))
            return at;
    }
    return -1;
}

} // namespace

// Not a regular expression: those refuse texts with lone surrogates, which members may have in their names.
bool Wildcard::matches(QStringView text) const
{
    const QString &first = m_literals.first();
    if (isLiteral())
        return text.compare(first, Qt::CaseInsensitive) == 0;
    const QString &last = m_literals.last();
    if (text.size() < first.size() + last.size() || !text.startsWith(first, Qt::CaseInsensitive)
        || !text.endsWith(last, Qt::CaseInsensitive))
        return false;
    QStringView rest = text.sliced(first.size()).chopped(last.size());
    for (qsizetype i = 1; i + 1 < m_literals.size(); ++i) {
        const qsizetype at = indexIn(rest, m_literals[i]);
        if (at < 0)
            return false;
        rest = rest.sliced(at + m_literals[i].size());
    }
    return true;
}

bool Wildcard::isIn(QStringView text) const
{
    for (const QString &literal : m_literals) {
        const qsizetype at = indexIn(text, literal);
        if (at < 0)
            return false;
        text = text.sliced(at + literal.size());
    }
    return true;
}

} // namespace Roomscope
