// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalerror.h"
#include "core/protocol/callback.h"
#include "core/receiver/handover.h"
#include "core/receiver/receiverpace.h"
#include "core/receiver/rejectionthrottle.h"
#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace Roomscope {

class GuardedHttpServer;
class PendingReply;
struct ReceivedRequest;

/// Takes callbacks, gives the verdict, has them stored and then answers; a burst of rejected ones is folded, and those
/// beyond the first few are answered at once. What comes while one batch is being stored makes the next one. Receiver
/// thread; knows the journal only through signals and slots.
class CallbackReceiver final : public QObject
{
    Q_OBJECT

public:
    /// The secret is what the SelfTester's requests carry.
    CallbackReceiver(const ReceiverOptions &options, const ReceiverPace &pace, const QByteArray &selfTestSecret);
    ~CallbackReceiver() override;

    /// Begins to listen; the journal is open and will give nextId to the next callback.
    void start(qint64 nextId);
    /// Answers what has been read, then emits stopped().
    void stop();
    /// The reader is done with the last batch or range.
    void acknowledge();

    void committed(qint64 firstId, qint64 lastId);
    void failed(const Roomscope::Error &failure);
    void notesFailed(const Roomscope::Error &failure);
    void recovered();
    void noteProbe(const std::optional<Roomscope::Error> &failure);

signals:
    void statusChanged(const Roomscope::ReceiverStatus &status);
    void startedListening(const QString &url, qint64 sinceUs);
    void stoppedListening();
    /// To be appended to the journal; answered by committed() or failed().
    void gathered(const QList<Roomscope::Callback> &batch);
    void replied(qint64 firstId, const QList<qint64> &durationsUs);
    /// Stored callbacks for the reader; the next batch or range waits for acknowledge().
    void batchReady(const QList<Roomscope::Callback> &batch);
    void rangeReady(qint64 firstId, qint64 lastId);
    /// The journal is to show by a sign of life that it can store.
    void probeRequested();
    /// A rejected request stands for so many by now; at most once a second.
    void repeated(qint64 id, quint32 repeats);
    void countersChanged(const Roomscope::ReceiverCounters &counters);
    void stopped();

private:
    void listen();
    void noteCertificate();
    void handle(ReceivedRequest &&request, PendingReply &&reply);
    void commit();
    void gather(Callback &&callback, PendingReply &&reply);
    [[nodiscard]] std::chrono::milliseconds patienceLeft() const;
    void scheduleCommit(qsizetype answered);
    void noteRefusedHandshake(const QString &peer, const QString &sentence);
    void tellCounts();
    void raiseAlarm(const Error &failure);
    void refuseGathered(const QString &sentence);
    void losePatience();
    void finishStop();
    void setStatus(ReceiverStatus::State state, const std::optional<Error> &error = {});

    const ReceiverOptions m_options;
    const ReceiverPace m_pace;
    const QByteArray m_selfTestSecret;
    std::unique_ptr<GuardedHttpServer> m_server; ///< Null unless it listens.
    ReceiverStatus m_status;

    QList<Callback> m_gathered;
    std::vector<PendingReply> m_gatheredReplies;
    QElapsedTimer m_sinceGathered;              ///< Of the oldest one gathered.
    QList<Rejection> m_opening;                 ///< Reasons of which the last one gathered opens a fold.
    QList<Callback> m_storing;                  ///< The batch that the journal has, empty when it has none.
    std::vector<PendingReply> m_storingReplies; ///< Empty also when they have been told that it takes too long.
    qint64 m_nextId = 1;
    QTimer m_commitTimer;
    QElapsedTimer m_sinceCommit;
    qsizetype m_enough = 1; ///< So many gathered ones are stored without waiting for more.
    QTimer m_patienceTimer;

    Handover m_handover;
    std::vector<PendingReply> m_selfTests;
    RejectionThrottle m_fold;
    qint64 m_folded = 0;
    QElapsedTimer m_running;
    QTimer m_countsTimer;

    bool m_isStopping = false;
    bool m_isHanging = false; ///< The journal has not answered within our patience.
};

} // namespace Roomscope
