// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/interpretationmenu.h"

#include <QActionGroup>

namespace Roomscope {

using namespace Qt::StringLiterals;

InterpretationMenu::InterpretationMenu(const Interpretation &interpretation, QWidget *parent)
    : QMenu(tr("&How Callbacks Are Read"), parent)
    , m_interpretation(interpretation)
{
    setObjectName(u"readingMenu"_s);
    setToolTipsVisible(true);
    addChoices(tr("The newer one is"), {tr("the one with the later &EventTime"), tr("the one that &arrived later")},
               {tr("A callback that is older than what is known is late and is not applied."),
                tr("Nothing is late; a callback that was overtaken wins.")},
               [this](int choice) { m_interpretation.order = Interpretation::Order(choice); });
    addChoices(tr("A SeatList names"),
               {tr("what it &looks like (auto)"), tr("the &changed seats"), tr("all seats, the &full table")},
               {tr("Seats that are not listed stay as they are; a list of all seats is seen to be one."),
                tr("Seats that are not listed stay as they are."), tr("Seats that are not listed are empty.")},
               [this](int choice) { m_interpretation.seatLists = Interpretation::SeatLists(choice); });
    setInterpretation(interpretation);
    setFixed({});
}

void InterpretationMenu::setFixed(const QString &reason)
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

void InterpretationMenu::addChoices(const QString &title, const QStringList &choices, const QStringList &tips,
                                    const auto &choose)
{
    addSection(title);
    auto *group = new QActionGroup(this);
    for (qsizetype i = 0; i < choices.size(); ++i) {
        QAction *action = addAction(choices[i]);
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choose, i] {
            const Interpretation former = m_interpretation;
            choose(int(i));
            if (m_interpretation != former)
                emit interpretationRequested(m_interpretation);
        });
    }
    m_groups.append(group);
    m_tips.append(tips);
}

void InterpretationMenu::setInterpretation(const Interpretation &interpretation)
{
    m_interpretation = interpretation;
    m_groups[0]->actions().at(int(interpretation.order))->setChecked(true);
    m_groups[1]->actions().at(int(interpretation.seatLists))->setChecked(true);
}

QString InterpretationMenu::words(const Interpretation &interpretation)
{
    const QString order
        = interpretation.order == Interpretation::Order::EventTime ? tr("By EventTime") : tr("By arrival");
    switch (interpretation.seatLists) {
    case Interpretation::SeatLists::Auto: return order;
    case Interpretation::SeatLists::ChangedSeats: return tr("%1 · lists: changed seats").arg(order);
    case Interpretation::SeatLists::FullTable: return tr("%1 · lists: all seats").arg(order);
    }
    return order;
}

} // namespace Roomscope
