// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace Roomscope {

class ElidedLabel;
class RoomSortProxy;

/// A line over the wall: how many rooms it shows of how many, while it does not show all. GUI thread.
class HiddenRooms final : public QWidget
{
    Q_OBJECT

public:
    explicit HiddenRooms(RoomSortProxy *rooms, QWidget *parent = nullptr);

private:
    void showCount();

    RoomSortProxy *m_rooms;
    ElidedLabel *m_words;
    QToolButton *m_clear;
};

} // namespace Roomscope
