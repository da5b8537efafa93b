// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/callbackreceiver.h"

#include "core/base/times.h"
#include "core/journal/journal.h"
#include "core/protocol/answer.h"
#include "core/protocol/requesthead.h"
#include "core/receiver/connectionguard.h"
#include "core/receiver/guardedhttpserver.h"
#include "core/receiver/pendingreply.h"
#include "core/receiver/selftester.h"
#include "core/reception/judge.h"

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

#include <algorithm>
#include <cstring>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr qsizetype largestBatch = 4096; // callbacks of one commit; the rest waits for the next one
constexpr auto longestStop = 3s;
constexpr std::chrono::milliseconds longestGathering {2};

/// Connections are file descriptors, and the usual soft limit of 1,024 would leave none for the journal.
void raiseDescriptorLimit([[maybe_unused]] qint64 connections)
{
#ifdef Q_OS_UNIX
    rlimit limit {};
    const rlim_t wanted = rlim_t(connections) * 2 + 256;
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min(limit.rlim_max, wanted);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
#endif
}

} // namespace

CallbackReceiver::CallbackReceiver(const ReceiverOptions &options, const ReceiverPace &pace,
                                   const QByteArray &selfTestSecret)
    : m_options(options)
    , m_pace(pace)
    , m_selfTestSecret(selfTestSecret)
    , m_commitTimer(this)
    , m_patienceTimer(this)
    , m_handover(pace, this)
    , m_countsTimer(this)
{
    m_running.start();
    m_countsTimer.setSingleShot(true);
    m_countsTimer.setInterval(1s);
    connect(&m_countsTimer, &QTimer::timeout, this, &CallbackReceiver::tellCounts);
    m_commitTimer.setSingleShot(true);
    m_commitTimer.setTimerType(Qt::PreciseTimer);
    m_patienceTimer.setSingleShot(true);
    m_patienceTimer.setInterval(pace.patience);
    connect(&m_commitTimer, &QTimer::timeout, this, &CallbackReceiver::commit);
    connect(&m_patienceTimer, &QTimer::timeout, this, &CallbackReceiver::losePatience);
    connect(&m_handover, &Handover::batchReady, this, &CallbackReceiver::batchReady);
    connect(&m_handover, &Handover::rangeReady, this, &CallbackReceiver::rangeReady);
}

CallbackReceiver::~CallbackReceiver() = default;

void CallbackReceiver::start(qint64 nextId)
{
    m_nextId = nextId;
    raiseDescriptorLimit(m_options.limits[Limit::Connections]);
    listen();
    if (m_server)
        emit startedListening(m_status.url, m_status.sinceUs);
    emit statusChanged(m_status);
}

void CallbackReceiver::listen()
{
    auto server = std::make_unique<GuardedHttpServer>(
        m_options, m_pace,
        [this](ReceivedRequest &&request, PendingReply &&reply) { handle(std::move(request), std::move(reply)); });
    if (const auto failure = server->listen())
        return setStatus(failure->state, failure->error);
    m_server = std::move(server);
    connect(m_server.get(), &GuardedHttpServer::allClosed, this, &CallbackReceiver::finishStop, Qt::QueuedConnection);
    connect(m_server.get(), &GuardedHttpServer::handshakeRefused, this, &CallbackReceiver::noteRefusedHandshake);
    connect(m_server.get(), &GuardedHttpServer::certificateChanged, this, [this] {
        noteCertificate();
        emit statusChanged(m_status);
    });
    connect(m_server.get(), &GuardedHttpServer::countersChanged, &m_countsTimer, [this] {
        if (!m_countsTimer.isActive())
            m_countsTimer.start();
    });
    noteCertificate();
    m_status.url = m_server->url();
    setStatus(ReceiverStatus::State::Listening);
}

void CallbackReceiver::noteCertificate()
{
    m_status.certificate = m_server->certificate();
    m_status.warnings = m_server->certificateWarnings();
}

void CallbackReceiver::handle(ReceivedRequest &&request, PendingReply &&reply)
{
    if (std::strstr(request.head.constData(), SelfTester::headerName) // quicker than QByteArray's search
        && RequestHead::parse(request.head).value(SelfTester::headerName) == m_selfTestSecret) {
        m_selfTests.push_back(std::move(reply));
        emit probeRequested();
        return;
    }
    Callback callback {.receivedUs = request.receivedUs,
                       .peer = std::move(request.peer),
                       .head = std::move(request.head),
                       .body = std::move(request.body)};
    if (request.refusal.status != 0)
        judgeRefused(callback, request.refusal.rejection, request.refusal.status, request.refusal.sentence, m_options);
    else
        judge(callback, m_options);
    gather(std::move(callback), std::move(reply));
}

void CallbackReceiver::noteRefusedHandshake(const QString &peer, const QString &sentence)
{
    gather({.receivedUs = nowUs(), .peer = peer, .verdict = {.rejection = Rejection::Tls}, .note = sentence}, {});
}

void CallbackReceiver::gather(Callback &&callback, PendingReply &&reply)
{
    if (const Rejection reason = callback.verdict.rejection; reason != Rejection::None) {
        switch (m_fold.add(reason, m_running.elapsed())) {
        case RejectionThrottle::Fate::Keep: break;
        case RejectionThrottle::Fate::Open: m_opening.append(reason); break;
        case RejectionThrottle::Fate::Fold:
            reply.send(callback.reply);
            ++m_folded;
            if (!m_countsTimer.isActive())
                m_countsTimer.start();
            return;
        }
    }
    if (m_gathered.isEmpty())
        m_sinceGathered.start();
    m_gathered.append(std::move(callback));
    m_gatheredReplies.push_back(std::move(reply));
    if (m_storing.isEmpty()) {
        if (m_gathered.size() >= m_enough)
            commit();
        else if (!m_commitTimer.isActive())
            m_commitTimer.start(0ms); // when the event loop has read all that is there
    } else if (!m_patienceTimer.isActive()) {
        m_patienceTimer.start(m_isHanging ? 0ms : m_pace.patience);
    }
}

/// Of the patience with those that have been gathered, counted from the oldest: a slow commit before theirs counts too.
std::chrono::milliseconds CallbackReceiver::patienceLeft() const
{
    return std::max(0ms, m_pace.patience - std::chrono::milliseconds(m_sinceGathered.elapsed()));
}

void CallbackReceiver::commit()
{
    if (!m_storing.isEmpty() || m_gathered.isEmpty())
        return;
    m_patienceTimer.start(patienceLeft()); // those that stay behind because they are too many are hardly younger
    if (m_gathered.size() <= largestBatch) {
        m_storing = std::exchange(m_gathered, {});
        m_storingReplies = std::exchange(m_gatheredReplies, {});
    } else {
        m_storing = m_gathered.first(largestBatch);
        m_gathered.remove(0, largestBatch);
        const auto middle = m_gatheredReplies.begin() + largestBatch;
        m_storingReplies.assign(std::move_iterator(m_gatheredReplies.begin()), std::move_iterator(middle));
        m_gatheredReplies.erase(m_gatheredReplies.begin(), middle);
    }
    m_gathered.reserve(m_storing.size()); // about as many follow
    m_gatheredReplies.reserve(m_storingReplies.size());
    qint64 id = m_nextId;
    for (Callback &callback : m_storing) {
        callback.id = id++;
        if (m_opening.contains(callback.verdict.rejection))
            m_fold.opened(callback.verdict.rejection, callback.id); // the last one of its kind is it
    }
    m_opening.clear();
    m_sinceCommit.start();
    emit gathered(m_storing);
}

/// After a commit. Those that are answered now may be back at once: where commits are slow, waiting for them for a part
/// of that time makes one commit out of two; where they are fast, two halves of the senders take turns, one is stored
/// while the other is read.
void CallbackReceiver::scheduleCommit(qsizetype answered)
{
    const qsizetype expected = answered + m_gathered.size();
    const auto wait = std::min(std::chrono::milliseconds(m_sinceCommit.elapsed() / 2), longestGathering);
    m_enough = wait > 0ms ? expected : (expected + 1) / 2;
    if (m_gathered.size() >= m_enough)
        commit();
    else if (!m_gathered.isEmpty())
        m_commitTimer.start(wait);
}

void CallbackReceiver::committed(qint64 firstId, qint64 lastId)
{
    if (m_storing.isEmpty() || m_storing.first().id != firstId)
        return;
    m_patienceTimer.stop();
    m_isHanging = false;
    m_nextId = lastId + 1;
    QList<Callback> batch = std::exchange(m_storing, {});
    std::vector<PendingReply> replies = std::exchange(m_storingReplies, {});
    scheduleCommit(batch.size()); // before answering: the disk has something to do meanwhile
    QList<qint64> durations;
    durations.reserve(batch.size());
    for (size_t i = 0; i < replies.size(); ++i) { // answering may gather the next request of a connection
        Reply &reply = batch[qsizetype(i)].reply;
        reply.durationUs = replies[i].send(reply);
    }
    for (const Callback &callback : std::as_const(batch)) // of rejected ones the journal keeps no time
        durations.append(callback.reply.status == 503 ? -callback.reply.durationUs : callback.reply.durationUs);
    emit replied(firstId, durations);
    if (m_status.state != ReceiverStatus::State::Listening)
        recovered();
    m_handover.offer(batch);
    if (m_isStopping)
        finishStop();
}

void CallbackReceiver::failed(const Error &failure)
{
    m_patienceTimer.stop();
    m_isHanging = false;
    m_storing.clear();
    const QString reason
        = isDiskFull(failure.kind) ? u"not stored: the disk is full"_s : u"not stored: the journal cannot be written"_s;
    const Reply reply {.status = 503, .body = failAnswer(503, reason)};
    for (PendingReply &pending : std::exchange(m_storingReplies, {}))
        pending.send(reply);
    raiseAlarm(failure);
    if (!m_gathered.isEmpty())
        m_commitTimer.start(0ms);
    else if (m_isStopping)
        finishStop();
}

void CallbackReceiver::notesFailed(const Error &failure)
{
    raiseAlarm(failure);
}

void CallbackReceiver::raiseAlarm(const Error &failure)
{
    setStatus(isDiskFull(failure.kind) ? ReceiverStatus::State::DiskFull : ReceiverStatus::State::JournalFailed,
              failure);
}

void CallbackReceiver::noteProbe(const std::optional<Error> &failure)
{
    const Reply reply = failure ? Reply {.status = 503, .body = failAnswer(503, u"nothing can be stored"_s)}
                                : Reply {.status = 200, .body = okAnswer()};
    for (PendingReply &pending : std::exchange(m_selfTests, {}))
        pending.send(reply);
}

void CallbackReceiver::tellCounts()
{
    if (!m_server)
        return;
    const QList<RejectionThrottle::Repeats> grown = m_fold.takeGrown();
    for (const RejectionThrottle::Repeats &repeats : grown)
        emit repeated(repeats.id, repeats.count);
    ReceiverCounters counters = m_server->counters();
    counters.folded = m_folded;
    emit countersChanged(counters);
}

void CallbackReceiver::recovered()
{
    if (m_server && !m_isStopping)
        setStatus(ReceiverStatus::State::Listening);
}

/// The journal has a batch and does not answer, say because the disk hangs. Its senders and those behind them are told
/// while they still listen. The batch may be stored nevertheless, and is shown then; what was gathered behind it is
/// dropped.
void CallbackReceiver::losePatience()
{
    m_isHanging = true;
    for (size_t i = 0; i < m_storingReplies.size(); ++i) {
        Callback &callback = m_storing[qsizetype(i)];
        if (!callback.verdict.isRejected()) // those are told why, as ever
            callback.reply = Journal::lateReply();
        callback.reply.durationUs = m_storingReplies[i].send(callback.reply);
    }
    m_storingReplies.clear();
    setStatus(ReceiverStatus::State::JournalFailed,
              Error {ErrorKind::JournalNotAnswering, {qint64(m_pace.patience.count()), m_options.dataFolder}});
    refuseGathered(u"the journal has not answered for more than %1 ms"_s.arg(m_pace.patience.count()));
}

void CallbackReceiver::refuseGathered(const QString &sentence)
{
    m_gathered.clear();
    m_opening.clear();
    const Reply reply {.status = 503, .body = failAnswer(503, u"not stored: %1"_s.arg(sentence))};
    for (PendingReply &pending : std::exchange(m_gatheredReplies, {}))
        pending.send(reply);
}

void CallbackReceiver::acknowledge()
{
    m_handover.acknowledge();
}

void CallbackReceiver::stop()
{
    m_isStopping = true;
    if (m_server) {
        m_server->closeSoon();
        QTimer::singleShot(longestStop, this, [this] {
            refuseGathered(u"the receiver is stopping"_s);
            emit stopped();
        });
    }
    finishStop();
}

void CallbackReceiver::finishStop()
{
    if (!m_isStopping || !m_storing.isEmpty() || !m_gathered.isEmpty() || (m_server && m_server->hasConnections()))
        return;
    if (m_server) {
        tellCounts();
        emit stoppedListening();
    }
    m_handover.finish();
    emit stopped();
}

void CallbackReceiver::setStatus(ReceiverStatus::State state, const std::optional<Error> &error)
{
    if (m_status.state == state && m_status.error == error)
        return;
    m_status.state = state;
    m_status.error = error;
    m_status.sinceUs = nowUs();
    emit statusChanged(m_status);
}

} // namespace Roomscope
