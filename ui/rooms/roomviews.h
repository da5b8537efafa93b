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
    /// While a filter hides the room there is no current room; it becomes current again when it reappears.
    void setCurrentRoom(const RoomKey &key);

signals:
    void roomActivated(const Roomscope::RoomKey &key);
    /// A context menu of a room opens; receivers add their actions for the subject.
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
    std::optional<RoomKey> m_room; ///< The current room, or the one that was current before it was hidden.
    bool m_currentSeen = false;    ///< The current room was visible before the rooms were sorted again.
};

} // namespace Roomscope
