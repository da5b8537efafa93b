// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/readingmenu.h"

#include <QActionGroup>

namespace Roomscope {

using namespace Qt::StringLiterals;

ReadingMenu::ReadingMenu(const Reading &reading, QWidget *parent)
    : QMenu(tr("&How Callbacks Are Read"), parent)
    , m_reading(reading)
{
    setObjectName(u"readingMenu"_s);
    setToolTipsVisible(true);
    addChoices(tr("The newer one is"), {tr("the one with the later &EventTime"), tr("the one that &arrived later")},
               {tr("A callback that is older than what is known is late and is not applied."),
                tr("Nothing is late; a callback that was overtaken wins.")},
               [this](int choice) { m_reading.order = Reading::Order(choice); });
    addChoices(tr("A SeatList names"),
               {tr("what it &looks like (auto)"), tr("the &changed seats"), tr("all seats, the &full table")},
               {tr("Seats that are not listed stay as they are; a list of all seats is seen to be one."),
                tr("Seats that are not listed stay as they are."), tr("Seats that are not listed are empty.")},
               [this](int choice) { m_reading.seatLists = Reading::SeatLists(choice); });
    setReading(reading);
    setFixed({});
}

void ReadingMenu::setFixed(const QString &reason)
{
    m_fixedReason = reason;
    auto tip = m_tips.cbegin();
    for (const QActionGroup *group : std::as_const(m_groups)) {
        for (QAction *action : group->actions()) {
            action->setEnabled(reason.isEmpty());
            action->setToolTip(reason.isEmpty() ? *tip : reason);
            action->setStatusTip(action->toolTip());
            ++tip;
        }
    }
}

void ReadingMenu::addChoices(const QString &title, const QStringList &choices, const QStringList &tips,
                             const auto &choose)
{
    addSection(title);
    auto *group = new QActionGroup(this);
    for (qsizetype i = 0; i < choices.size(); ++i) {
        QAction *action = addAction(choices[i]);
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choose, i] {
            const Reading former = m_reading;
            choose(int(i));
            if (m_reading != former)
                emit readingRequested(m_reading);
        });
    }
    m_groups.append(group);
    m_tips.append(tips);
}

void ReadingMenu::setReading(const Reading &reading)
{
    m_reading = reading;
    m_groups[0]->actions().at(int(reading.order))->setChecked(true);
    m_groups[1]->actions().at(int(reading.seatLists))->setChecked(true);
}

QString ReadingMenu::words(const Reading &reading)
{
    const QString order = reading.order == Reading::Order::EventTime ? tr("By EventTime") : tr("By arrival");
    switch (reading.seatLists) {
    case Reading::SeatLists::Auto: return order;
    case Reading::SeatLists::ChangedSeats: return tr("%1 · lists: changed seats").arg(order);
    case Reading::SeatLists::FullTable: return tr("%1 · lists: all seats").arg(order);
    }
    return order;
}

} // namespace Roomscope
