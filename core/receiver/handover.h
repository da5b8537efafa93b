// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/receiver/receiverpace.h"

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QTimer>

namespace Roomscope {

/// Passes stored callbacks to their reader, at most once a frame, and only when the last ones have been read. When too
/// many are waiting, passes only their ids. Receiver thread.
class Handover final : public QObject
{
    Q_OBJECT

public:
    explicit Handover(const ReceiverPace &pace, QObject *parent = nullptr);

    /// Ids must ascend, also from call to call.
    void offer(const QList<Callback> &batch);
    /// The last batch or range has been read.
    void acknowledge();
    /// Passes on the rest, whether the last ones have been read or not.
    void finish();

signals:
    void batchReady(const QList<Roomscope::Callback> &batch);
    void rangeReady(qint64 firstId, qint64 lastId);

private:
    [[nodiscard]] bool isEmpty() const { return m_unsent.isEmpty() && m_rangeFirst == 0; }
    void schedule();
    void handOver();

    const ReceiverPace m_pace;
    QList<Callback> m_unsent;
    qsizetype m_unsentBytes = 0;
    qint64 m_rangeFirst = 0; ///< Unsent ids that were too many for m_unsent; 0: none.
    qint64 m_rangeLast = 0;
    bool m_awaitsAcknowledge = false;
    QTimer m_timer;
    QElapsedTimer m_sinceLast;
};

} // namespace Roomscope
