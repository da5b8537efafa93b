// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace Roomscope {

/// A text in which a star matches any characters, also none. Compared without case. A value; any thread.
class Wildcard final
{
public:
    Wildcard() = default; ///< An empty text.
    /// literals: the texts between the stars, in order; a single one is a text without a star.
    explicit Wildcard(QStringList literals)
        : m_literals(std::move(literals))
    {
    }

    /// Whether the wildcard matches the whole text.
    [[nodiscard]] bool matches(QStringView text) const;
    /// Whether the wildcard matches a part of the text.
    [[nodiscard]] bool isIn(QStringView text) const;

    [[nodiscard]] bool isLiteral() const { return m_literals.size() == 1; }
    /// The texts between the stars, in order.
    [[nodiscard]] const QStringList &literals() const { return m_literals; }

private:
    QStringList m_literals {QString()};
};

} // namespace Roomscope
