// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <vector>

class QMenu;

namespace Roomscope {

class TimelineDelegate;
class TimelineTable;
class TimelineTextProxy;

/// The columns of the timeline's table: their widths, unless the user has set some, and a menu that shows, hides, adds
/// and removes columns, also over the header. GUI thread.
class TimelineColumns final : public QObject
{
    Q_OBJECT

public:
    /// This object becomes a child of the table, and the menu a child of the table's parent. The arguments must outlive
    /// it.
    TimelineColumns(TimelineTextProxy *proxy, TimelineTable *table, const TimelineDelegate *delegate);

    /// Order, widths and visibility, and the paths of columns from bodies.
    [[nodiscard]] QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

    [[nodiscard]] QMenu *menu() const { return m_menu; }
    /// Returns true if the oldest line was of another day when the columns were laid out.
    [[nodiscard]] bool showDates() const { return m_showDates; }
    /// Returns true if the oldest line is of another day now and the columns have no room for dates.
    [[nodiscard]] bool needDates() const;
    void layOut();
    /// Lays out again, soon, if the visible rows have wider texts than any before.
    void noteRows();

private:
    void fillMenu();
    void reset();
    void addBodyColumn();
    void setPaths(const QStringList &paths);
    [[nodiscard]] QString widthSample(int column) const;
    bool measureContents();

    TimelineTextProxy *m_proxy;
    TimelineTable *m_table;
    const TimelineDelegate *m_delegate;
    QMenu *m_menu;
    std::vector<int> m_contents; ///< The widest texts so far, by column.
    QTimer m_measureTimer;
    bool m_byReader = false; ///< The user has set widths, which stay.
    bool m_layingOut = false;
    bool m_showDates = false;
    qint64 m_oldestUs = 0; ///< Time of the oldest line when laid out; 0: no lines.
};

} // namespace Roomscope
