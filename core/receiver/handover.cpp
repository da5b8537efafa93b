// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/handover.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace Roomscope {

namespace {

qsizetype bytesOf(const QList<Callback> &batch)
{
    return std::accumulate(batch.begin(), batch.end(), qsizetype(0), [](qsizetype sum, const Callback &callback) {
        return sum + callback.head.size() + callback.body.size();
    });
}

} // namespace

Handover::Handover(const ReceiverPace &pace, QObject *parent)
    : QObject(parent)
    , m_pace(pace)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Handover::handOver);
}

void Handover::offer(const QList<Callback> &batch)
{
    if (m_rangeFirst != 0) {
        m_rangeLast = batch.last().id;
    } else if (m_unsent.size() + batch.size() > m_pace.unsentCallbacks
               || (m_unsentBytes += bytesOf(batch)) > m_pace.unsentBytes) {
        m_rangeFirst = m_unsent.isEmpty() ? batch.first().id : m_unsent.first().id;
        m_rangeLast = batch.last().id;
        m_unsent.clear();
        m_unsentBytes = 0;
    } else if (m_unsent.isEmpty()) {
        m_unsent = batch;
    } else {
        m_unsent.append(batch);
    }
    schedule();
}

void Handover::acknowledge()
{
    m_awaitsAcknowledge = false;
    schedule();
}

void Handover::finish()
{
    if (!isEmpty())
        handOver();
    m_timer.stop();
}

void Handover::schedule()
{
    if (m_awaitsAcknowledge || m_timer.isActive() || isEmpty())
        return;
    const qint64 elapsed = m_sinceLast.isValid() ? m_sinceLast.elapsed() : m_pace.batchPause.count();
    m_timer.start(int(std::max<qint64>(0, m_pace.batchPause.count() - elapsed)));
}

void Handover::handOver()
{
    m_sinceLast.start();
    m_awaitsAcknowledge = true;
    if (m_rangeFirst != 0)
        emit rangeReady(std::exchange(m_rangeFirst, 0), m_rangeLast);
    else
        emit batchReady(std::exchange(m_unsent, {}));
    m_unsentBytes = 0;
}

} // namespace Roomscope
