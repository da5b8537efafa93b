// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

namespace Roomscope {

/// A factory for QAccessible::installFactory(): presents a TimelineTable to screen readers as a table, whose cells are
/// created on request. Returns null for all other classes. GUI thread.
[[nodiscard]] QAccessibleInterface *accessibleTimeline(const QString &className, QObject *object);

} // namespace Roomscope
