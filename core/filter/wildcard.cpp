// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/wildcard.h"

namespace Roomscope {

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
        const qsizetype at = rest.indexOf(m_literals[i], 0, Qt::CaseInsensitive);
        if (at < 0)
            return false;
        rest = rest.sliced(at + m_literals[i].size());
    }
    return true;
}

bool Wildcard::isIn(QStringView text) const
{
    for (const QString &literal : m_literals) {
        const qsizetype at = text.indexOf(literal, 0, Qt::CaseInsensitive);
        if (at < 0)
            return false;
        text = text.sliced(at + literal.size());
    }
    return true;
}

} // namespace Roomscope
