// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/hiddenrooms.h"

#include "ui/rooms/roomsortproxy.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/paintparts.h"
#include "ui/words/showntext.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace Roomscope {

HiddenRooms::HiddenRooms(RoomSortProxy *rooms, QWidget *parent)
    : QWidget(parent)
    , m_rooms(rooms)
    , m_words(new ElidedLabel(this))
    , m_clear(new QToolButton(this))
{
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_clear->setText(tr("Clear the Filter"));
    m_clear->setAutoRaise(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, fontMetrics().height() / 2, 0);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_clear);
    connect(m_clear, &QToolButton::clicked, rooms, [rooms] { rooms->setFilter({}); });
    connect(rooms, &RoomSortProxy::shownChanged, this, &HiddenRooms::showCount);
    showCount();
}

void HiddenRooms::showCount()
{
    const QString count = m_rooms->countWords();
    const bool isFiltered = !m_rooms->filter().isEmpty();
    setVisible(!count.isEmpty());
    m_clear->setVisible(isFiltered);
    m_words->setText(isFiltered ? tr("%1 rooms: those with “%2”").arg(count, shownName(m_rooms->filter()))
                                : tr("%1 rooms: dismissed ones are not shown").arg(count));
}

} // namespace Roomscope
