// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/showntext.h"

#include "ui/words/words.h"

#include <QCoreApplication>
#include <QList>
#include <QRegularExpression>
#include <QTextDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr QStringView stayingInText = u"\n\t";

struct ShownText
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::ShownText)
};

bool isHangulFiller(char32_t character)
{
    return character == 0x115f || character == 0x1160 || character == 0x3164 || character == 0xffa0;
}

bool isSeen(char32_t character)
{
    constexpr char32_t brailleBlank = 0x2800;
    constexpr char32_t wideSpace = 0x3000;
    constexpr char32_t narrowNoBreakSpace = 0x202f; // countText() has it
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return false;
    case QChar::Separator_Space: return character == u' ' || character == wideSpace || character == narrowNoBreakSpace;
    default: return !isHangulFiller(character) && character != brailleBlank;
    }
}

/// A joiner between letters of a script that is written with them, or within an emoji.
bool joins(char32_t before, char32_t character, char32_t after)
{
    constexpr char32_t nonJoiner = 0x200c;
    constexpr char32_t joiner = 0x200d;
    constexpr char32_t emojiForm = 0xfe0f;
    if ((character != nonJoiner && character != joiner) || before == 0 || after == 0)
        return false;
    const bool isEmoji = character == joiner
        && (QChar::category(before) == QChar::Symbol_Other || QChar::category(before) == QChar::Symbol_Modifier
            || before == emojiForm)
        && QChar::category(after) == QChar::Symbol_Other;
    const QChar::Script script = QChar::script(before);
    const bool isCursive = script == QChar::Script_Arabic || script == QChar::Script_Syriac
        || (script >= QChar::Script_Devanagari && script <= QChar::Script_Sinhala);
    return isEmoji || (isCursive && (QChar::isLetter(after) || QChar::category(after) == QChar::Mark_NonSpacing));
}

/// The character that begins there, half a surrogate pair as itself; 0 at the end.
char32_t characterAt(QStringView text, qsizetype at)
{
    if (at >= text.size())
        return 0;
    const bool isPair = text.at(at).isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate();
    return isPair ? QChar::surrogateToUcs4(text.at(at), text.at(at + 1)) : text.at(at).unicode();
}

/// "[U+202E]"
QString numberOf(char32_t character)
{
    return u"[U+%1]"_s.arg(quint32(character), 4, 16, QChar(u'0')).toUpper();
}

/// Calls visit for each character, and says whether it is shown by its number: it cannot be seen, and is none of those
/// that stay.
template<typename Visit> void forEachCharacter(QStringView text, QStringView staying, const Visit &visit)
{
    char32_t before = 0;
    for (qsizetype at = 0; at < text.size();) {
        const char32_t character = characterAt(text, at);
        const qsizetype size = QChar::requiresSurrogates(character) ? 2 : 1;
        const bool stays = isSeen(character) || (size == 1 && staying.contains(text.at(at)))
            || joins(before, character, characterAt(text, at + size));
        visit(text.sliced(at, size), character, !stays);
        before = character;
        at += size;
    }
}

/// With numbers for what cannot be seen.
QString visible(const QString &text)
{
    const auto isPlain = [](QChar character) {
        return (character.unicode() >= 0x20 && character.unicode() < 0x7f) || character == u'\n'
            || (character.unicode() > 0x7f && character.isLetterOrNumber() && !isHangulFiller(character.unicode()));
    };
    if (std::all_of(text.cbegin(), text.cend(), isPlain))
        return text;
    QString shown;
    forEachCharacter(text, u"\n", [&shown](QStringView units, char32_t character, bool isNumbered) {
        isNumbered ? shown += numberOf(character) : shown += units;
    });
    return shown;
}

/// The beginning and the end of a text beyond so many characters, with its length between them.
QString shortened(QStringView text, qsizetype longest)
{
    if (text.size() <= longest)
        return visible(text.toString());
    qsizetype begin = longest / 2;
    qsizetype end = text.size() - longest / 10;
    if (text.at(begin).isLowSurrogate())
        --begin;
    if (text.at(end).isLowSurrogate())
        ++end;
    return ShownText::tr("%1… [%2 characters] …%3")
        .arg(visible(text.first(begin).toString()), countText(text.size()), visible(text.sliced(end).toString()));
}

} // namespace

QString shownText(QStringView text)
{
    return shortened(text, 600);
}

VisibleText visibleText(QStringView text)
{
    VisibleText shown;
    shown.text.reserve(text.size());
    shown.places.reserve(size_t(text.size()) + 1);
    forEachCharacter(text, stayingInText, [&shown](QStringView units, char32_t character, bool isNumbered) {
        for (qsizetype i = 0; i < units.size(); ++i)
            shown.places.push_back(int(shown.text.size() + (isNumbered ? 0 : i)));
        isNumbered ? shown.text += numberOf(character) : shown.text += units;
    });
    shown.places.push_back(int(shown.text.size()));
    return shown;
}

qsizetype visibleSize(QStringView text)
{
    qsizetype size = 0;
    forEachCharacter(text, stayingInText, [&size](QStringView units, char32_t character, bool isNumbered) {
        const qsizetype digits = character > 0xfffff ? 6 : character > 0xffff ? 5 : 4;
        size += isNumbered ? digits + 4 : units.size();
    });
    return size;
}

int VisibleText::characterAt(int place) const
{
    const auto next = std::upper_bound(places.begin(), places.end(), place);
    if (next == places.begin())
        return 0;
    return int(std::lower_bound(places.begin(), next, *(next - 1)) - places.begin()); // never half of a pair
}

QString shownName(QStringView name)
{
    QString shown = shownText(name);
    shown.replace(u'\n', u'↵');
    for (qsizetype at = 0; at < shown.size() && shown.at(at).isSpace(); ++at)
        shown[at] = u'␣';
    for (qsizetype at = shown.size() - 1; at >= 0 && shown.at(at).isSpace(); --at)
        shown[at] = u'␣';
    return shown;
}

QString plainToolTip(const QString &text)
{
    const QString shown = shortened(text, 2000); // several lines, in which names have been cut already
    return Qt::mightBeRichText(shown) ? Qt::convertFromPlainText(shown) : shown;
}

QString withoutMnemonic(QString text)
{
    return shownName(text).replace(u'&', "&&"_L1);
}

QString wordsOfAction(const QString &text)
{
    static const QRegularExpression mark(u"&(.)"_s); // two of them are one
    return QString(text).replace(mark, u"\\1"_s);
}

} // namespace Roomscope
