// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace Roomscope {

class TimelineTextProxy;

enum class CopyForm : quint8 { Words, Csv };

/// Puts rows on the clipboard as they are shown, all columns: words with tabs between, or CSV with titles and exact
/// times. With columns out of bodies it is there when these have been read. GUI thread.
void copyRows(TimelineTextProxy *lines, const QList<int> &rows, CopyForm form);

} // namespace Roomscope
