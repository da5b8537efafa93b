// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <vector>

namespace Roomscope {

/// For every place that shows what others have sent: of a text that is too long to be laid out the beginning and the
/// end, with its length between them. So that nobody is deceived, characters that turn the direction of writing, that
/// cannot be seen or that control something are shown by their number, "[U+202E]"; line breaks stay, and joiners where
/// scripts and emoji need them. What is copied and searched is the whole text, as it came.
[[nodiscard]] QString shownText(QStringView text);
/// The same of all of a text, with the place in it of each of its characters and of its end, for views of the text
/// itself; tabs stay, too.
struct VisibleText
{
    QString text;
    std::vector<int> places;

    /// Of the character that is shown at that place.
    [[nodiscard]] int characterAt(int place) const;
};
[[nodiscard]] VisibleText visibleText(QStringView text);
/// Of its text; quick for megabytes.
[[nodiscard]] qsizetype visibleSize(QStringView text);
/// The same for a name in a line: line breaks and spaces at its ends are shown, too.
[[nodiscard]] QString shownName(QStringView name);
/// For tool tips that hold names of strangers: those may look like HTML, and Qt must not take them for it.
[[nodiscard]] QString plainToolTip(const QString &text);
/// For menus and tabs that hold names of strangers: there Qt takes an "&" for the mark of a key.
[[nodiscard]] QString withoutMnemonic(QString text);
/// The text of an action of ours as people read it: without the mark of its key.
[[nodiscard]] QString wordsOfAction(const QString &text);

} // namespace Roomscope
