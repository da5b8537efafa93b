// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

namespace Roomscope {

/// A factory for QAccessible::installFactory(): makes screen readers see a TimelineTable as a table, whose cells are
/// made when they are asked for. Null for all other classes. GUI thread.
[[nodiscard]] QAccessibleInterface *accessibleTimeline(const QString &className, QObject *object);

} // namespace Roomscope
