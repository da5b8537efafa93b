// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/shownrows.h"

#include <algorithm>
#include <bit>

namespace Roomscope {

namespace {

constexpr qsizetype wordBits = 64;
constexpr qsizetype rowsInPart = 4096;

} // namespace

void RowBits::append(bool passes)
{
    if (m_passing == m_rows && !passes) { // until now all did
        m_words.assign(size_t(m_rows / wordBits + 1), ~quint64(0));
        m_words.back() = (quint64(1) << (m_rows % wordBits)) - 1;
    } else if (m_passing != m_rows) {
        if (m_rows % wordBits == 0)
            m_words.push_back(0);
        if (passes)
            m_words.back() |= quint64(1) << (m_rows % wordBits);
    }
    ++m_rows;
    m_passing += passes ? 1 : 0;
}

void RowBits::clearFirst(qsizetype rows)
{
    if (m_passing == m_rows) {
        m_firstNumber += rows;
        m_rows -= rows;
        m_passing -= rows;
        return;
    }
    m_passing -= passingBefore(rows);
    for (qsizetype row = 0; row < rows; ++row)
        m_words[size_t(row / wordBits)] &= ~(quint64(1) << (row % wordBits));
}

qsizetype RowBits::passingBefore(qsizetype rows) const
{
    if (m_passing == m_rows)
        return rows;
    qsizetype count = 0;
    for (qsizetype word = 0; word < rows / wordBits; ++word)
        count += std::popcount(m_words[size_t(word)]);
    if (rows % wordBits != 0)
        count += std::popcount(m_words[size_t(rows / wordBits)] & ((quint64(1) << (rows % wordBits)) - 1));
    return count;
}

qsizetype RowBits::rowAt(qsizetype position) const
{
    if (m_passing == m_rows)
        return position;
    for (size_t word = 0;; ++word) {
        const qsizetype here = std::popcount(m_words[word]);
        if (position >= here) {
            position -= here;
            continue;
        }
        quint64 bits = m_words[word];
        for (; position > 0; --position)
            bits &= bits - 1;
        return qsizetype(word) * wordBits + std::countr_zero(bits);
    }
}

void ShownRows::append(qint64 number, bool passes)
{
    if (m_parts.empty() || m_parts.back().bits.endNumber() != number
        || number - m_parts.back().bits.firstNumber() >= rowsInPart) {
        const qint64 before = m_parts.empty() ? 0 : m_parts.back().before + m_parts.back().bits.passing();
        m_parts.push_back({before, RowBits(number)});
    }
    m_parts.back().bits.append(passes);
}

void ShownRows::prepend(const RowBits &part)
{
    const qint64 behind = m_parts.empty() ? 0 : m_parts.front().before;
    m_parts.push_front({behind - part.passing(), part});
}

qint64 ShownRows::dropBefore(qint64 number)
{
    const qint64 former = count();
    while (!m_parts.empty() && m_parts.front().bits.endNumber() <= number)
        m_parts.pop_front();
    if (!m_parts.empty() && m_parts.front().bits.firstNumber() < number) {
        Part &first = m_parts.front();
        const qsizetype passed = first.bits.passing();
        first.bits.clearFirst(number - first.bits.firstNumber());
        first.before += passed - first.bits.passing();
    }
    return former - count();
}

qint64 ShownRows::count() const
{
    return m_parts.empty() ? 0 : m_parts.back().before + m_parts.back().bits.passing() - m_parts.front().before;
}

qint64 ShownRows::numberAt(qint64 position) const
{
    const qint64 wanted = m_parts.front().before + position;
    const auto behind = std::upper_bound(m_parts.begin(), m_parts.end(), wanted,
                                         [](qint64 before, const Part &part) { return before < part.before; });
    const Part &part = *std::prev(behind); // the last of those with nothing before them: the others are empty
    return part.bits.firstNumber() + part.bits.rowAt(wanted - part.before);
}

qint64 ShownRows::countBefore(qint64 number) const
{
    const auto part
        = std::lower_bound(m_parts.begin(), m_parts.end(), number,
                           [](const Part &candidate, qint64 wanted) { return candidate.bits.endNumber() <= wanted; });
    if (part == m_parts.end())
        return count();
    const qsizetype rows = std::max<qint64>(0, number - part->bits.firstNumber());
    return part->before + part->bits.passingBefore(rows) - m_parts.front().before;
}

} // namespace Roomscope
