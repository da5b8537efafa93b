// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace Roomscope {

class RoomSortProxy;
class RoomView;
class ViewClock;
class WindowActions;

/// The list of the rooms, with the filter and the order that it shares with the wall. GUI thread.
class RoomsDock final : public QDockWidget
{
    Q_OBJECT

public:
    /// Restores the saved order and whether dismissed rooms are hidden.
    RoomsDock(RoomSortProxy *rooms, const ViewClock *clock, const WindowActions *actions, QWidget *parent = nullptr);

    [[nodiscard]] RoomView *list() const { return m_list; }

    /// Gives the keyboard focus to the list, or to the filter.
    void focusList();
    void focusFilter();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeTitle();
    void restoreOrder();
    void setOrder(int order);
    void showCounts();
    void applyTones();

    RoomSortProxy *m_rooms;
    const WindowActions *m_actions;
    QToolButton *m_order = nullptr;
    QLineEdit *m_filter;
    QLabel *m_count;
    RoomView *m_list;
};

} // namespace Roomscope
