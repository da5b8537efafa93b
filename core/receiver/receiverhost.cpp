// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/receiverhost.h"

#include "core/journal/journal.h"
#include "core/receiver/callbackreceiver.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QThread>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

ReceiverStatus statusNow(ReceiverStatus::State state, const QString &sentence = {})
{
    return {.state = state, .url = {}, .sentence = sentence, .sinceUs = QDateTime::currentMSecsSinceEpoch() * 1000};
}

} // namespace

/// Two threads, and what lives in them. Objects are only touched through queued calls once their thread runs, and the
/// receiver is reached through the journal's thread where the order of both matters.
class ReceiverHost::Threads final
{
public:
    Threads(const ReceiverOptions &options, const ReceiverLimits &limits);
    ~Threads();

    void open(ReceiverHost *host, const QString &dataFolder);

    QThread journalThread;
    QThread receiverThread;
    Journal *const journal = new Journal;
    CallbackReceiver *const receiver;
};

ReceiverHost::Threads::Threads(const ReceiverOptions &options, const ReceiverLimits &limits)
    : receiver(new CallbackReceiver(options, limits))
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
    connect(journal, &Journal::recovered, receiver, &CallbackReceiver::recovered);
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

void ReceiverHost::Threads::open(ReceiverHost *host, const QString &dataFolder)
{
    const auto open = [host, dataFolder, store = journal, target = receiver] {
        if (const std::optional<JournalFailure> failure = store->open(dataFolder)) {
            const auto state = failure->kind == JournalFailure::Kind::DiskFull ? ReceiverStatus::State::DiskFull
                                                                               : ReceiverStatus::State::JournalFailed;
            // The host waits for this thread before it goes.
            QMetaObject::invokeMethod(
                host, [host, status = statusNow(state, failure->sentence)] { host->setStatus(status); },
                Qt::QueuedConnection);
            return;
        }
        if (const QStringList repairs = store->repairs(); !repairs.isEmpty())
            QMetaObject::invokeMethod(
                host, [host, repairs] { emit host->journalRepaired(repairs); }, Qt::QueuedConnection);
        QMetaObject::invokeMethod(
            target, [target, nextId = store->nextId()] { target->start(nextId); }, Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(journal, open, Qt::QueuedConnection);
}

ReceiverHost::ReceiverHost(QObject *parent)
    : ReceiverHost(ReceiverLimits(), parent)
{
}

ReceiverHost::ReceiverHost(const ReceiverLimits &limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
{
    qRegisterMetaType<JournalFailure>(); // Threads are connected with queued calls
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
    m_threads = std::make_unique<Threads>(options, m_limits);
    CallbackReceiver *const receiver = m_threads->receiver;
    connect(receiver, &CallbackReceiver::statusChanged, this, &ReceiverHost::setStatus);
    const auto acknowledge = [this] {
        if (m_threads)
            QMetaObject::invokeMethod(m_threads->receiver, &CallbackReceiver::acknowledge, Qt::QueuedConnection);
    };
    connect(receiver, &CallbackReceiver::batchReady, this, [this, acknowledge](const QList<Callback> &batch) {
        emit received(batch);
        acknowledge();
    });
    connect(receiver, &CallbackReceiver::rangeReady, this, [this, acknowledge](qint64 firstId, qint64 lastId) {
        emit storedUpTo(firstId, lastId);
        acknowledge();
    });
    m_threads->open(this, options.dataFolder);
}

void ReceiverHost::stop()
{
    if (!m_threads)
        return;
    m_threads.reset();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall); // what the threads have said last
    setStatus(statusNow(ReceiverStatus::State::Stopped));
}

void ReceiverHost::setStatus(const ReceiverStatus &status)
{
    if (m_status == status)
        return;
    m_status = status;
    emit statusChanged(m_status);
}

} // namespace Roomscope
