// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace Roomscope {

/// For every place that shows what others have sent: of a text that is too long to be laid out the beginning and the
/// end, with its length between them. So that nobody is deceived, characters that turn the direction of writing, that
/// cannot be seen or that control something are shown by their number, "[U+202E]"; line breaks stay, and joiners where
/// scripts and emoji need them. What is copied and searched is the whole text, as it came.
[[nodiscard]] QString shownText(QStringView text);
/// The same for a name in a line: line breaks and spaces at its ends are shown, too.
[[nodiscard]] QString shownName(QStringView name);
/// For tool tips that hold names of strangers: those may look like HTML, and Qt must not take them for it.
[[nodiscard]] QString plainToolTip(const QString &text);
/// For menus and tabs that hold names of strangers: there Qt takes an "&" for the mark of a key.
[[nodiscard]] QString withoutMnemonic(QString text);

} // namespace Roomscope
