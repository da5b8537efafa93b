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

/// The columns of the timeline's table: their widths, as long as the reader has set none, and a menu that shows, hides,
/// adds and removes them, also over the header. GUI thread.
class TimelineColumns final : public QObject
{
    Q_OBJECT

public:
    /// Child of the table, whose parent the menu belongs to. All have to live as long.
    TimelineColumns(TimelineTextProxy *proxy, TimelineTable *table, const TimelineDelegate *delegate);

    /// Order, widths and visibility, and the paths of those out of bodies.
    [[nodiscard]] QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

    [[nodiscard]] QMenu *menu() const { return m_menu; }
    /// The oldest line was of another day when they were laid out.
    [[nodiscard]] bool showDates() const { return m_showDates; }
    /// It is now, and there is no room for them: a day has begun since.
    [[nodiscard]] bool needDates() const;
    void layOut();
    /// Lays out anew, soon, when the rows that are seen have wider texts than any before.
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
    std::vector<int> m_contents; ///< The widest texts seen, by column.
    QTimer m_measureTimer;
    bool m_byReader = false; ///< The reader has set widths: keep them.
    bool m_layingOut = false;
    bool m_showDates = false;
    qint64 m_oldestUs = 0; ///< Of the lines when they were laid out; 0: there were none.
};

} // namespace Roomscope
