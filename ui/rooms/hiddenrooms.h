// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace Roomscope {

class ElidedLabel;
class RoomSortProxy;

/// A line over the wall that shows how many of the rooms are shown while some are hidden. GUI thread.
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
