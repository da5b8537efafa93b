// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/menusubject.h"

#include <QListView>

namespace Roomscope {

class RoomSortProxy;
class ViewClock;

/// The rooms as a list, or as a wall of cards in as many columns as the width allows. Enter and double click open a
/// room. GUI thread.
class RoomView final : public QListView
{
    Q_OBJECT

public:
    enum class Form : quint8 { List, Wall };

    RoomView(Form form, RoomSortProxy *rooms, const ViewClock *clock, QWidget *parent = nullptr);

    [[nodiscard]] std::optional<RoomKey> currentRoom() const;
    /// While a filter hides it there is no current room; it is the current one again as soon as it is back.
    void setCurrentRoom(const RoomKey &key);

signals:
    void roomActivated(const Roomscope::RoomKey &key);
    /// For others to add what they can do with the room it is about.
    void menuOpening(QMenu *menu, const Roomscope::MenuSubject &subject);

protected:
    bool viewportEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last) override;

private:
    void arrange();
    void showContextMenu(const QModelIndex &index, const QPoint &globalPosition);
    void roomsCame();
    void returnToRoom();

    Form m_form;
    RoomSortProxy *m_rooms;
    std::optional<RoomKey> m_room; ///< The current one, or the one that was before it was hidden.
    bool m_currentSeen = false;    ///< Before the rooms were sorted anew.
};

} // namespace Roomscope
