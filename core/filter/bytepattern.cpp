// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/bytepattern.h"

#include <QChar>
#include <QHash>
#include <QString>

#include <algorithm>
#include <bit>
#include <utility>

namespace Roomscope {

namespace {

constexpr char32_t lastWithCase = 0x1ffff; // planes behind it have no case

/// Characters by what they become without case, those that are so already not included.
QMultiHash<char32_t, char32_t> foldedCharacters()
{
    QMultiHash<char32_t, char32_t> result;
    for (char32_t c = 0; c <= lastWithCase; ++c) {
        if (QChar::toCaseFolded(c) != c)
            result.insert(QChar::toCaseFolded(c), c);
    }
    return result;
}

/// All characters that are the same without case.
std::vector<char32_t> spellingsOf(char32_t c)
{
    if (c < 0x80) {
        const auto letter = QChar(char16_t(c));
        return letter.isLetter() ? std::vector<char32_t> {letter.toLower().unicode(), letter.toUpper().unicode()}
                                 : std::vector {c};
    }
    static const QMultiHash<char32_t, char32_t> folded = foldedCharacters();
    const char32_t without = QChar::toCaseFolded(c);
    std::vector<char32_t> spellings {without};
    for (auto it = folded.constFind(without); it != folded.cend() && it.key() == without; ++it)
        spellings.push_back(it.value());
    return spellings;
}

QByteArray utf8(char32_t c)
{
    return QString::fromUcs4(&c, 1).toUtf8();
}

/// Decoding drops U+FEFF at the beginning, writes U+FFFD for what is damaged, and may be asked for half of a pair.
bool isPlain(char32_t c)
{
    return c != QChar::ByteOrderMark && c != QChar::ReplacementCharacter && !QChar::isSurrogate(c);
}

/// The smaller, the rarer is the byte in bodies. Letters are lower case.
qsizetype frequency(quint8 byte)
{
    constexpr QByteArrayView commonLast = "zqjx&+;@%(*^<>[{]}vygwh-98p7_.kfbm54632cudlnotri,1sa0e:\"";
    return commonLast.indexOf(char(byte));
}

} // namespace

BytePattern::BytePattern(QStringView text)
{
    // The longest run of characters of which every spelling takes as many bytes.
    std::vector<Byte> longest;
    const auto endRun = [&] {
        if (m_bytes.size() > longest.size())
            longest = m_bytes;
        m_bytes.clear();
    };
    for (const char32_t c : text.toUcs4()) {
        const std::vector<char32_t> spellings = spellingsOf(c);
        const qsizetype size = utf8(spellings.front()).size();
        const bool isRun = std::all_of(spellings.begin(), spellings.end(), [size](char32_t spelling) {
            return isPlain(spelling) && utf8(spelling).size() == size;
        });
        if (isRun) {
            append(spellings);
        } else {
            m_isExact = false;
            endRun();
        }
    }
    endRun();
    m_bytes = std::move(longest);
    chooseProbes();
}

void BytePattern::append(const std::vector<char32_t> &spellings)
{
    const QByteArray first = utf8(spellings.front());
    std::vector<Byte> bytes(size_t(first.size()));
    for (const char32_t spelling : spellings) {
        const QByteArray other = utf8(spelling);
        for (size_t i = 0; i < bytes.size(); ++i)
            bytes[i].ignored |= quint8(first.at(qsizetype(i)) ^ other.at(qsizetype(i)));
    }
    size_t matching = 1;
    for (size_t i = 0; i < bytes.size(); ++i) {
        bytes[i].value = quint8(quint8(first.at(qsizetype(i))) | bytes[i].ignored);
        matching <<= std::popcount(bytes[i].ignored);
    }
    // In some of its ways QString folds unit by unit; what takes two of them is left to it.
    const bool isFoldedAlways = spellings.size() == 1 || spellings.front() <= 0xffff;
    m_isExact = m_isExact && isFoldedAlways && matching == spellings.size();
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

void BytePattern::chooseProbes()
{
    const auto isRarer
        = [this](size_t one, size_t other) { return frequency(m_bytes[one].value) < frequency(m_bytes[other].value); };
    for (size_t i = 1; i < m_bytes.size(); ++i) {
        if (isRarer(i, m_rarest))
            m_rarest = i;
    }
    m_secondRarest = m_rarest;
    for (size_t i = 0; i < m_bytes.size(); ++i) {
        if (i != m_rarest && (m_secondRarest == m_rarest || isRarer(i, m_secondRarest)))
            m_secondRarest = i;
    }
}

bool BytePattern::isAt(const char *at) const
{
    return std::all_of(m_bytes.begin(), m_bytes.end(),
                       [&at](Byte byte) { return (quint8(*at++) | byte.ignored) == byte.value; });
}

qsizetype BytePattern::indexIn(QByteArrayView bytes, qsizetype from) const
{
    if (m_bytes.empty())
        return from;
    const Byte rarest = m_bytes[m_rarest];
    const Byte second = m_bytes[m_secondRarest];
    const qsizetype end = bytes.size() - size() + 1; // of the places where it could be
    const char *const start = bytes.data();
    constexpr qsizetype stride = 64;
    while (from + stride <= end) {
        const char *const rarestAt = start + from + m_rarest;
        const char *const secondAt = start + from + m_secondRarest;
        quint8 isAny = 0;
        for (qsizetype i = 0; i < stride; ++i) // compilers make vector instructions of it
            isAny |= quint8((quint8(rarestAt[i]) | rarest.ignored) == rarest.value)
                & quint8((quint8(secondAt[i]) | second.ignored) == second.value);
        for (qsizetype i = 0; isAny != 0 && i < stride; ++i) {
            if ((quint8(rarestAt[i]) | rarest.ignored) == rarest.value && isAt(start + from + i))
                return from + i;
        }
        from += stride;
        // The last stride goes back a little rather than byte by byte.
        if (from < end && from + stride > end)
            from = end - stride;
    }
    for (; from < end; ++from) {
        if (isAt(start + from))
            return from;
    }
    return -1;
}

} // namespace Roomscope
