// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <vector>

namespace Roomscope {

/// Which of some thousand consecutive rows pass: one bit per row, or all rows.
class RowBits final
{
public:
    explicit RowBits(qint64 firstNumber = 0)
        : m_firstNumber(firstNumber)
    {
    }
    /// All of that number of rows pass.
    RowBits(qint64 firstNumber, qsizetype rows)
        : m_firstNumber(firstNumber)
        , m_rows(rows)
        , m_passing(rows)
    {
    }

    /// Adds the next row.
    void append(bool passes);
    /// Makes the first rows not pass.
    void clearFirst(qsizetype rows);

    [[nodiscard]] qint64 firstNumber() const { return m_firstNumber; }
    [[nodiscard]] qint64 endNumber() const { return m_firstNumber + m_rows; }
    [[nodiscard]] qsizetype passing() const { return m_passing; }
    /// Returns how many of the first rows pass.
    [[nodiscard]] qsizetype passingBefore(qsizetype rows) const;
    /// Returns the row at a position among the passing ones.
    [[nodiscard]] qsizetype rowAt(qsizetype position) const;

private:
    qint64 m_firstNumber;
    qsizetype m_rows = 0;
    qsizetype m_passing = 0;
    std::vector<quint64> m_words; ///< Empty: all pass.
};

/// The numbers of the shown rows, ascending, in at most one bit each. Positions count them from 0. A value.
class ShownRows final
{
public:
    void clear() { m_parts.clear(); }
    /// Adds a row after all others.
    void append(qint64 number, bool passes);
    /// Adds rows before all others.
    void prepend(const RowBits &part);
    /// Drops the rows before that number; returns how many of them were shown.
    qint64 dropBefore(qint64 number);

    [[nodiscard]] qint64 count() const;
    [[nodiscard]] qint64 numberAt(qint64 position) const;
    /// Returns how many rows before that number are shown: the position of the first shown row at or after it.
    [[nodiscard]] qint64 countBefore(qint64 number) const;

private:
    struct Part
    {
        qint64 before = 0; ///< Shown rows before this part, from an arbitrary start; only differences matter.
        RowBits bits;
    };
    std::deque<Part> m_parts;
};

} // namespace Roomscope
