// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/receiverhost.h"

#include "core/base/times.h"
#include "core/journal/journal.h"
#include "core/receiver/callbackreceiver.h"
#include "core/receiver/selftester.h"
#include "core/session/retention.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr auto clockInterval = 5s;
constexpr auto selfTestInterval = 10s;

/// The event loops of threads with GLib make a system call for each event that is posted, and two for each answer. Set
/// before main(): the environment is not to be changed beside other threads.
[[maybe_unused]] const bool isWithoutGLib = qputenv("QT_NO_THREADED_GLIB", "1");

ReceiverStatus statusNow(ReceiverStatus::State state, const std::optional<Error> &error = {})
{
    return {.state = state, .url = {}, .error = error, .sinceUs = nowUs()};
}

} // namespace

/// Two threads, and what lives in them. Objects are only touched through queued calls once their thread runs, and the
/// receiver is reached through the journal's thread where the order of both matters.
class ReceiverHost::Threads final
{
public:
    Threads(const ReceiverOptions &options, const ReceiverPace &pace, const QByteArray &selfTestSecret);
    ~Threads();

    void open(ReceiverHost *host, const ReceiverOptions &options);

    QThread journalThread;
    QThread receiverThread;
    Journal *const journal = new Journal;
    CallbackReceiver *const receiver;
};

ReceiverHost::Threads::Threads(const ReceiverOptions &options, const ReceiverPace &pace,
                               const QByteArray &selfTestSecret)
    : receiver(new CallbackReceiver(options, pace, selfTestSecret))
{
    journalThread.setObjectName(u"journal"_s);
    receiverThread.setObjectName(u"receiver"_s);
    journal->moveToThread(&journalThread);
    receiver->moveToThread(&receiverThread);
    connect(&journalThread, &QThread::finished, journal, &QObject::deleteLater);
    connect(&receiverThread, &QThread::finished, receiver, &QObject::deleteLater);
    connect(receiver, &CallbackReceiver::stopped, &receiverThread, &QThread::quit, Qt::DirectConnection);
    connect(receiver, &CallbackReceiver::gathered, journal, &Journal::append);
    connect(receiver, &CallbackReceiver::replied, journal, &Journal::noteReplies);
    connect(receiver, &CallbackReceiver::startedListening, journal, &Journal::startListening);
    connect(receiver, &CallbackReceiver::stoppedListening, journal, &Journal::stopListening);
    connect(journal, &Journal::committed, receiver, &CallbackReceiver::committed);
    connect(journal, &Journal::failed, receiver, &CallbackReceiver::failed);
    connect(journal, &Journal::notesFailed, receiver, &CallbackReceiver::notesFailed);
    connect(journal, &Journal::recovered, receiver, &CallbackReceiver::recovered);
    connect(receiver, &CallbackReceiver::repeated, journal, &Journal::noteRepeats);
    connect(receiver, &CallbackReceiver::probeRequested, journal, &Journal::probe);
    connect(journal, &Journal::probed, receiver, &CallbackReceiver::noteProbe);
    receiverThread.start();
    journalThread.start();
}

ReceiverHost::Threads::~Threads()
{
    // Through the journal's thread, where opening may still be going on and would start the receiver.
    QMetaObject::invokeMethod(
        journal,
        [target = receiver] { QMetaObject::invokeMethod(target, &CallbackReceiver::stop, Qt::QueuedConnection); },
        Qt::QueuedConnection);
    receiverThread.wait();
    // Behind what the receiver has sent to the journal last.
    QMetaObject::invokeMethod(
        journal, [] { QThread::currentThread()->quit(); }, Qt::QueuedConnection);
    journalThread.wait();
}

void ReceiverHost::Threads::open(ReceiverHost *host, const ReceiverOptions &options)
{
    const auto open = [host, options, store = journal, target = receiver] {
        if (const std::optional<Error> failure = store->open(options.dataFolder)) {
            const auto state
                = isDiskFull(failure->kind) ? ReceiverStatus::State::DiskFull : ReceiverStatus::State::JournalFailed;
            // The host waits for this thread before it goes.
            QMetaObject::invokeMethod(
                host, [host, status = statusNow(state, failure)] { host->setStatus(status); }, Qt::QueuedConnection);
            return;
        }
        const QList<Error> repairs = store->repairs();
        for (const Error &repair : repairs)
            QMetaObject::invokeMethod(
                host, [host, repair] { emit host->noticed(repair); }, Qt::QueuedConnection);
        const auto *retention = new Retention(store, options.dataFolder, options.retention, store);
        connect(retention, &Retention::failed, host, &ReceiverHost::noticed);
        connect(retention, &Retention::trimmed, host, &ReceiverHost::trimmed);
        QMetaObject::invokeMethod(
            target, [target, nextId = store->nextId()] { target->start(nextId); }, Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(journal, open, Qt::QueuedConnection);
}

ReceiverHost::ReceiverHost(QObject *parent)
    : ReceiverHost(ReceiverPace(), parent)
{
}

ReceiverHost::ReceiverHost(const ReceiverPace &pace, QObject *parent)
    : Feed(parent)
    , m_pace(pace)
    , m_selfTester(new SelfTester(this))
    , m_selfTestTimer(this)
    , m_clockTimer(this)
{
    m_selfTestTimer.setSingleShot(true);
    m_selfTestTimer.setInterval(selfTestInterval);
    connect(&m_selfTestTimer, &QTimer::timeout, this, &ReceiverHost::testSelf);
    connect(m_selfTester, &SelfTester::finished, this, [this](const SelfTest &result) {
        m_selfTest = result;
        if (result.error)
            m_selfTestTimer.start();
        update();
    });
    m_running.start();
    m_clockTimer.setInterval(clockInterval);
    connect(&m_clockTimer, &QTimer::timeout, this, &ReceiverHost::lookAtClocks);
    qRegisterMetaType<Error>(); // Threads are connected with queued calls
}

ReceiverHost::~ReceiverHost()
{
    if (m_threads) // nobody is told any more
        m_threads->receiver->disconnect(this);
    m_threads.reset();
}

void ReceiverHost::start(const ReceiverOptions &options)
{
    if (m_threads && options == m_options && m_status.isReceiving())
        return;
    stop();
    m_options = options;
    setStatus(statusNow(ReceiverStatus::State::Starting));
    m_threads = std::make_unique<Threads>(options, m_pace, m_selfTester->secret());
    CallbackReceiver *const receiver = m_threads->receiver;
    connect(receiver, &CallbackReceiver::statusChanged, this, &ReceiverHost::setStatus);
    connect(receiver, &CallbackReceiver::repeated, this, &ReceiverHost::repeated);
    connect(receiver, &CallbackReceiver::countersChanged, this, &ReceiverHost::countersChanged);
    connect(receiver, &CallbackReceiver::batchReady, this, [this](const QList<Callback> &batch) {
        emit received(batch);
        acknowledge();
    });
    connect(receiver, &CallbackReceiver::rangeReady, this, &ReceiverHost::storedUpTo);
    m_threads->open(this, options);
    m_clockWatch = {};
    lookAtClocks();
    m_clockTimer.start();
}

void ReceiverHost::acknowledge()
{
    if (m_threads)
        QMetaObject::invokeMethod(m_threads->receiver, &CallbackReceiver::acknowledge, Qt::QueuedConnection);
}

void ReceiverHost::stop()
{
    if (!m_threads)
        return;
    m_clockTimer.stop();
    m_selfTestTimer.stop();
    m_selfTester->cancel();
    m_threads.reset();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall); // what the threads have said last
    setStatus(statusNow(ReceiverStatus::State::Stopped));
}

void ReceiverHost::setStatus(const ReceiverStatus &status)
{
    using State = ReceiverStatus::State;
    const bool begins = status.state == State::Listening && m_reported.state != State::Listening;
    if (begins || status.url != m_reported.url)
        m_selfTest.reset();
    m_reported = status;
    update();
    if (begins)
        testSelf();
}

/// What the receiver says, and what the self-test has shown: it is trusted no longer when it does not answer itself.
void ReceiverHost::update()
{
    ReceiverStatus status = m_reported;
    status.selfTest = m_selfTest;
    if (m_selfTest && m_selfTest->error && status.isReceiving()) {
        status.state = ReceiverStatus::State::NotAnswering;
        status.error = Error {ErrorKind::ReceiverNotAnswering, {}, {*m_selfTest->error}};
    }
    if (status == m_status)
        return;
    m_status = status;
    emit statusChanged(m_status);
}

void ReceiverHost::testSelf()
{
    if (!m_status.url.isEmpty() && m_threads)
        m_selfTester->start(m_status.url, m_status.certificate ? m_status.certificate->fingerprint : QByteArray());
}

void ReceiverHost::lookAtClocks()
{
    const auto jump = m_clockWatch.look(nowUs(), m_running.nsecsElapsed() / 1000);
    if (!jump || m_status.url.isEmpty() || !m_threads)
        return;
    if (jump->toUs > jump->fromUs) {
        QMetaObject::invokeMethod(
            m_threads->journal,
            [journal = m_threads->journal, jump = *jump] { journal->noteGap(jump.fromUs, jump.toUs); },
            Qt::QueuedConnection);
        emit noticed(
            {ErrorKind::MachineSlept,
             {QDateTime::fromMSecsSinceEpoch(jump->fromUs / 1000), QDateTime::fromMSecsSinceEpoch(jump->toUs / 1000)}});
    }
    testSelf();
}

} // namespace Roomscope
