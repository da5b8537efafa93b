// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/viewclock.h"

#include "core/base/times.h"

#include <chrono>
#include <utility>

namespace Roomscope {

ViewClock::ViewClock(QObject *parent)
    : QObject(parent)
    , m_today(QDate::currentDate())
{
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ViewClock::tick);
    m_timer.start(std::chrono::seconds(1));
}

void ViewClock::tick()
{
    emit ticked();
    if (const QDate today = QDate::currentDate(); std::exchange(m_today, today) != today)
        emit dayBegan();
}

qint64 ViewClock::nowUs() const
{
    return m_frozenUs ? *m_frozenUs : Roomscope::nowUs();
}

void ViewClock::setFrozen(bool frozen)
{
    if (frozen == isFrozen())
        return;
    if (frozen)
        m_frozenUs = Roomscope::nowUs();
    else
        m_frozenUs.reset();
    emit frozenChanged(frozen);
}

} // namespace Roomscope
