// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/bodytext.h"

#include <QByteArray>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// The text with its \uXXXX escapes read.
QString withoutEscapes(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        bool isHex = false;
        const bool isEscape = text.at(at) == u'\\' && at + 6 <= text.size() && text.at(at + 1) == u'u';
        const ushort unit = isEscape ? QStringView(text).sliced(at + 2, 4).toUShort(&isHex, 16) : ushort(0);
        if (isHex) {
            result += QChar(unit);
            at += 5;
        } else {
            result += text.at(at);
        }
    }
    return result;
}

bool isAnyIn(const QList<Wildcard> &values, QStringView text)
{
    return std::any_of(values.begin(), values.end(), [text](const Wildcard &value) { return value.isIn(text); });
}

bool areIn(const std::vector<BytePattern> &literals, QByteArrayView body)
{
    qsizetype at = 0;
    for (const BytePattern &literal : literals) {
        at = literal.indexIn(body, at);
        if (at < 0)
            return false;
        at += literal.size();
    }
    return true;
}

/// For sequences of which the first byte is rare.
bool has(QByteArrayView sequence, QByteArrayView body)
{
    for (qsizetype at = body.indexOf(sequence.front()); at >= 0; at = body.indexOf(sequence.front(), at + 1)) {
        if (body.sliced(at).startsWith(sequence))
            return true;
    }
    return false;
}

/// With U+FFFD, which no BytePattern holds, for half of a pair.
QByteArray utf8(const QString &text)
{
    QString whole;
    for (const char32_t c : text.toUcs4())
        whole += QChar::fromUcs4(c);
    return whole.toUtf8();
}

/// The same in UTF-8, for BytePattern. Nothing when there are escapes of a form of which only the other knows.
std::optional<QByteArray> withoutEscapes(QByteArrayView text)
{
    constexpr qsizetype escapeSize = 6;
    QByteArray result;
    result.reserve(text.size());
    QString letters; // of escapes in a row: two may be one letter
    while (!text.isEmpty()) {
        if (text.startsWith("\\u") && text.size() >= escapeSize) {
            const QByteArrayView digits = text.sliced(2, 4);
            if (!std::all_of(digits.begin(), digits.end(), [](char c) { return std::isxdigit(uchar(c)) != 0; }))
                return {};
            letters += QChar(digits.toUShort(nullptr, 16));
            text = text.sliced(escapeSize);
        } else {
            const qsizetype next = text.indexOf('\\', 1);
            const QByteArrayView others = next < 0 ? text : text.first(next);
            result += utf8(std::exchange(letters, {}));
            result += others;
            text = text.sliced(others.size());
        }
    }
    return result += utf8(letters);
}

/// Letters that are not ASCII but the same as one that is, without case: U+212A and U+017F.
bool hasKelvinOrLongS(QByteArrayView body)
{
    return has("\u212a", body) || has("\u017f", body);
}

} // namespace

bool isInBody(const QList<Wildcard> &values, const QString &body)
{
    return isAnyIn(values, body) || (body.contains("\\u"_L1) && isAnyIn(values, withoutEscapes(body)));
}

BodyText::BodyText(const QList<Wildcard> &values)
    : m_values(values)
{
    for (const Wildcard &value : values) {
        Patterns patterns;
        for (const QString &literal : value.literals()) {
            m_hasKOrS = m_hasKOrS || literal.contains(u'k', Qt::CaseInsensitive)
                || literal.contains(u's', Qt::CaseInsensitive);
            if (literal.isEmpty())
                continue;
            patterns.literals.emplace_back(QStringView(literal));
            patterns.isExact = patterns.isExact && patterns.literals.back().isExact();
        }
        m_patterns.push_back(std::move(patterns));
    }
}

BodyText::Answer BodyText::answerOf(QByteArrayView bytes) const
{
    bool isPossible = m_hasKOrS && hasKelvinOrLongS(bytes);
    for (const Patterns &patterns : m_patterns) {
        if (!areIn(patterns.literals, bytes))
            continue;
        if (patterns.isExact)
            return Answer::Yes;
        isPossible = true;
    }
    return isPossible ? Answer::Unknown : Answer::No;
}

bool BodyText::isIn(QByteArrayView body) const
{
    Answer answer = answerOf(body);
    if (answer == Answer::No && has("\\u", body)) {
        const std::optional<QByteArray> read = withoutEscapes(body);
        answer = read ? answerOf(*read) : Answer::Unknown;
    }
    return answer == Answer::Unknown ? isInBody(m_values, QString::fromUtf8(body)) : answer == Answer::Yes;
}

} // namespace Roomscope
