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

/// Receives callbacks, gives the verdict, has them stored and then answers. A burst of rejected ones is folded; those
/// beyond the first few are answered at once. Callbacks that arrive while a batch is being stored form the next batch.
/// Receiver thread; connected to the journal only through signals and slots.
class CallbackReceiver final : public QObject
{
    Q_OBJECT

public:
    /// `secret` identifies the requests of the SelfTester.
    CallbackReceiver(const ReceiverOptions &options, const ReceiverPace &pace, const QByteArray &selfTestSecret);
    ~CallbackReceiver() override;

    /// Starts to listen; the journal must be open and give nextId to the next callback.
    void start(qint64 nextId);
    /// Answers the requests that have been read, then emits stopped().
    void stop();
    /// The reader has processed the last batch or range.
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
    /// To be appended to the journal; committed() or failed() must follow.
    void gathered(const QList<Roomscope::Callback> &batch);
    void replied(qint64 firstId, const QList<qint64> &durationsUs);
    /// Stored callbacks for the reader; the next batch or range waits for acknowledge().
    void batchReady(const QList<Roomscope::Callback> &batch);
    void rangeReady(qint64 firstId, qint64 lastId);
    /// Asks the journal to store a sign of life, as proof that it can store.
    void probeRequested();
    /// The number of rejected requests that a stored one represents has grown; at most once a second.
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
    QElapsedTimer m_sinceGathered;              ///< Since the oldest gathered callback.
    QList<Rejection> m_opening;                 ///< Reasons for which the last gathered callback opens a fold.
    QList<Callback> m_storing;                  ///< The batch in the journal; empty: none.
    std::vector<PendingReply> m_storingReplies; ///< Also empty after they were answered because storing takes too long.
    qint64 m_nextId = 1;
    QTimer m_commitTimer;
    QElapsedTimer m_sinceCommit;
    qsizetype m_enough = 1; ///< Number of gathered callbacks that are stored without waiting for more.
    QTimer m_patienceTimer;

    Handover m_handover;
    std::vector<PendingReply> m_selfTests;
    RejectionThrottle m_fold;
    qint64 m_folded = 0;
    QElapsedTimer m_running;
    QTimer m_countsTimer;

    bool m_isStopping = false;
    bool m_isHanging = false; ///< The journal has not responded within ReceiverPace::patience.
};

} // namespace Roomscope
