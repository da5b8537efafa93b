// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/showntext.h"

#include "ui/words.h"

#include <QCoreApplication>
#include <QList>
#include <QTextDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

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
bool joins(const QList<uint> &characters, qsizetype at)
{
    constexpr uint nonJoiner = 0x200c;
    constexpr uint joiner = 0x200d;
    constexpr uint emojiForm = 0xfe0f;
    if ((characters[at] != nonJoiner && characters[at] != joiner) || at == 0 || at + 1 == characters.size())
        return false;
    const uint before = characters[at - 1];
    const uint after = characters[at + 1];
    const bool isEmoji = characters[at] == joiner
        && (QChar::category(before) == QChar::Symbol_Other || QChar::category(before) == QChar::Symbol_Modifier
            || before == emojiForm)
        && QChar::category(after) == QChar::Symbol_Other;
    const QChar::Script script = QChar::script(before);
    const bool isCursive = script == QChar::Script_Arabic || script == QChar::Script_Syriac
        || (script >= QChar::Script_Devanagari && script <= QChar::Script_Sinhala);
    return isEmoji || (isCursive && (QChar::isLetter(after) || QChar::category(after) == QChar::Mark_NonSpacing));
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
    const QList<uint> characters = text.toUcs4();
    QString shown;
    for (qsizetype i = 0; i < characters.size(); ++i) {
        const char32_t character = characters[i];
        if (character != u'\n' && !isSeen(character) && !joins(characters, i))
            shown += u"[U+%1]"_s.arg(quint32(character), 4, 16, QChar(u'0')).toUpper();
        else
            shown += QString::fromUcs4(&character, 1);
    }
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

} // namespace Roomscope
