// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/httpsyntax.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope::Http {

namespace {

constexpr std::array<bool, 256> tokenCharacters()
{
    std::array<bool, 256> result {};
    for (int c = 1; c < 128; ++c) {
        result[size_t(c)] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || QByteArrayView("!#$%&'*+-.^_`|~").contains(char(c));
    }
    return result;
}
const std::array<bool, 256> isOfToken = tokenCharacters();

} // namespace

bool isTokenCharacter(char c)
{
    return isOfToken[quint8(c)];
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return isOfToken[quint8(c)]; });
}

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool equals(QByteArrayView text, QByteArrayView word)
{
    return text.size() == word.size() && text.compare(word, Qt::CaseInsensitive) == 0;
}

QString described(char c)
{
    if (c == '\0')
        return u"a NUL byte"_s;
    if (c == '\r')
        return u"a bare carriage return"_s;
    if (c == '\n')
        return u"a bare line feed"_s;
    return u"the byte 0x%1"_s.arg(quint8(c), 2, 16, QLatin1Char('0'));
}

std::optional<QString> fieldLineProblem(QByteArrayView line)
{
    if (line.startsWith(' ') || line.startsWith('\t'))
        return u"it begins with a blank: folded header lines are not accepted"_s;
    const qsizetype colon = line.indexOf(':');
    if (colon < 0)
        return u"a header line needs a colon after its name"_s;
    if (colon > 0 && (line[colon - 1] == ' ' || line[colon - 1] == '\t'))
        return u"there is a blank between the header name and the colon"_s;
    if (!isToken(line.first(colon)))
        return u"the header name is empty or holds a character that names cannot have"_s;
    const QByteArrayView value = line.sliced(colon + 1);
    const auto wrong = std::find_if_not(value.begin(), value.end(),
                                        [](char c) { return c == '\t' || (quint8(c) >= ' ' && c != 0x7f); });
    if (wrong != value.end())
        return u"the header value holds %1"_s.arg(described(*wrong));
    return {};
}

} // namespace Roomscope::Http
