// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <vector>

namespace Roomscope {

/// Which rows of some thousand consecutive ones pass: a bit each, or all of them.
class RowBits final
{
public:
    explicit RowBits(qint64 firstNumber = 0)
        : m_firstNumber(firstNumber)
    {
    }
    /// All of so many pass.
    RowBits(qint64 firstNumber, qsizetype rows)
        : m_firstNumber(firstNumber)
        , m_rows(rows)
        , m_passing(rows)
    {
    }

    /// The next row.
    void append(bool passes);
    /// The first rows pass no more.
    void clearFirst(qsizetype rows);

    [[nodiscard]] qint64 firstNumber() const { return m_firstNumber; }
    [[nodiscard]] qint64 endNumber() const { return m_firstNumber + m_rows; }
    [[nodiscard]] qsizetype passing() const { return m_passing; }
    /// How many pass among the first rows.
    [[nodiscard]] qsizetype passingBefore(qsizetype rows) const;
    /// The row that is the one of that position among those that pass.
    [[nodiscard]] qsizetype rowAt(qsizetype position) const;

private:
    qint64 m_firstNumber;
    qsizetype m_rows = 0;
    qsizetype m_passing = 0;
    std::vector<quint64> m_words; ///< Empty: all pass.
};

/// The numbers of the rows that are shown, ascending, a bit or less each. Positions count them from 0. A value.
class ShownRows final
{
public:
    void clear() { m_parts.clear(); }
    /// Behind all others.
    void append(qint64 number, bool passes);
    /// Before all others.
    void prepend(const RowBits &part);
    /// Drops what is before that number, and answers how many were shown of it.
    qint64 dropBefore(qint64 number);

    [[nodiscard]] qint64 count() const;
    [[nodiscard]] qint64 numberAt(qint64 position) const;
    /// How many are shown before that number: the position of the first one that is not.
    [[nodiscard]] qint64 countBefore(qint64 number) const;

private:
    struct Part
    {
        qint64 before = 0; ///< How many are shown before it; counted from anywhere, only differences say something.
        RowBits bits;
    };
    std::deque<Part> m_parts;
};

} // namespace Roomscope
