// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/appender.h"

#include "core/journal/journal.h"

namespace Roomscope {

namespace {

// As many as the journal's own merged blocks, unless they are large.
constexpr qsizetype batchCallbacks = 256;
constexpr qint64 batchBytes = 8 << 20;

} // namespace

Appender::Appender() = default;
Appender::~Appender() = default;

QString Appender::open(const QString &dataFolder)
{
    m_journal = std::make_unique<Journal>();
    if (const auto failure = m_journal->open(dataFolder)) {
        m_journal.reset();
        return errorText(*failure);
    }
    m_firstId = m_nextId = m_journal->nextId();
    return {};
}

QString Appender::append(const Callback &callback)
{
    // A block's callbacks are in order of arrival; what arrived earlier begins another one.
    const bool goesBack = !m_batch.isEmpty() && callback.receivedUs < m_batch.last().receivedUs;
    if (goesBack || m_batch.size() >= batchCallbacks || m_batchBytes >= batchBytes) {
        if (const QString problem = store(); !problem.isEmpty())
            return problem;
    }
    m_batch.append(callback);
    m_batch.last().id = m_nextId++;
    m_batchBytes += callback.body.size() + callback.head.size();
    return {};
}

QString Appender::store()
{
    if (m_batch.isEmpty())
        return {};
    QString problem;
    const auto failed = QObject::connect(m_journal.get(), &Journal::failed, m_journal.get(),
                                         [&problem](const Error &failure) { problem = errorText(failure); });
    m_journal->append(m_batch);
    QObject::disconnect(failed);
    if (!problem.isEmpty())
        return problem;
    QList<qint64> durations;
    durations.reserve(m_batch.size());
    for (const Callback &callback : std::as_const(m_batch))
        durations.append(callback.reply.durationUs);
    m_journal->noteReplies(m_batch.first().id, durations);
    m_stored += m_batch.size();
    m_batch.clear();
    m_batchBytes = 0;
    return {};
}

QString Appender::addListening(const QList<ListeningPeriod> &periods)
{
    const auto failure = m_journal->addListening(periods);
    return failure ? errorText(*failure) : QString();
}

QString Appender::close()
{
    QString problem = store();
    if (problem.isEmpty()) {
        const auto probed
            = QObject::connect(m_journal.get(), &Journal::probed, m_journal.get(),
                               [&problem](const auto &what) { problem = what ? errorText(*what) : QString(); });
        m_journal->probe(); // commits the durations of the last answers
        QObject::disconnect(probed);
    }
    m_journal.reset();
    return problem;
}

} // namespace Roomscope
