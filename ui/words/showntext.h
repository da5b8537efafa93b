// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <vector>

namespace Roomscope {

/// Returns received text in a form that is safe to show. A text too long to lay out is reduced to its beginning and
/// end, with its length between them. Characters that change the writing direction, are invisible or are control
/// characters become their number, "[U+202E]". Line breaks stay, and so do joiners where scripts and emoji need them.
/// Copying and searching use the original text.
[[nodiscard]] QString shownText(QStringView text);
/// A whole text, escaped as by shownText() but with tabs kept, and the position in it of each original character and of
/// the end. For views of the text itself.
struct VisibleText
{
    QString text;
    std::vector<int> places;

    /// Returns the index of the original character shown at `place`.
    [[nodiscard]] int characterAt(int place) const;
};
[[nodiscard]] VisibleText visibleText(QStringView text);
/// Returns the size of visibleText(text).text; fast for megabytes.
[[nodiscard]] qsizetype visibleSize(QStringView text);
/// Like shownText(), for a name in a line: also escapes line breaks, and spaces at the ends.
[[nodiscard]] QString shownName(QStringView name);
/// For tool tips with received names: keeps Qt from interpreting them as HTML.
[[nodiscard]] QString plainToolTip(const QString &text);
/// For menus and tabs with received names: keeps Qt from interpreting "&" as a mnemonic.
[[nodiscard]] QString withoutMnemonic(QString text);
/// Returns the text of one of our own actions without its mnemonic.
[[nodiscard]] QString wordsOfAction(const QString &text);

} // namespace Roomscope
