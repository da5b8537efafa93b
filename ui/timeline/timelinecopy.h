// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace Roomscope {

class TimelineTextProxy;

enum class CopyForm : quint8 { Words, Csv };

/// Copies all columns of the rows to the clipboard: as shown with tabs between, or as CSV with titles and exact times.
/// Columns from bodies delay this until the bodies have been read. GUI thread.
void copyRows(TimelineTextProxy *lines, const QList<int> &rows, CopyForm form);

} // namespace Roomscope
