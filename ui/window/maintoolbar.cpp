// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/maintoolbar.h"

#include "ui/timeline/searchfield.h"
#include "ui/window/statuswidgets.h"
#include "ui/window/windowactions.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

MainToolBar::MainToolBar(const WindowActions *actions, QWidget *window)
    : QToolBar(tr("Tool Bar"), window)
    , m_pill(new StatusPill(actions->copyUrl, this))
    , m_search(new SearchField(this))
    , m_rate(new RateMeter(this))
{
    const int unit = fontMetrics().height();
    setObjectName(u"toolBar"_s);
    setMovable(false);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    addGap(unit / 3);
    addWidget(m_pill);
    addGap(unit / 3);
    addActions({actions->startStop, actions->freeze, actions->demo, actions->exportFile});
    auto *space = new QWidget(this);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    addWidget(space);
    m_search->setMinimumWidth(unit * 9);
    m_search->setMaximumWidth(unit * 24);
    m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    addWidget(m_search);
    addGap(unit / 2);
    addWidget(m_rate);
    addGap(unit / 3);
}

void MainToolBar::addGap(int width)
{
    auto *gap = new QWidget(this);
    gap->setFixedWidth(width);
    addWidget(gap);
}

void MainToolBar::fitInto(int width)
{
    constexpr int leastUnits = 74;
    setToolButtonStyle(width >= fontMetrics().height() * leastUnits ? Qt::ToolButtonTextBesideIcon
                                                                    : Qt::ToolButtonIconOnly);
}

} // namespace Roomscope
