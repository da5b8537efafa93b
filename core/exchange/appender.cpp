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

std::optional<Error> Appender::open(const QString &dataFolder)
{
    m_journal = std::make_unique<Journal>();
    if (const auto failure = m_journal->open(dataFolder)) {
        m_journal.reset();
        return failure;
    }
    m_firstId = m_nextId = m_journal->nextId();
    return {};
}

std::optional<Error> Appender::append(const Callback &callback)
{
    // A block's callbacks are in order of arrival; what arrived earlier begins another one.
    const bool goesBack = !m_batch.isEmpty() && callback.receivedUs < m_batch.last().receivedUs;
    if (goesBack || m_batch.size() >= batchCallbacks || m_batchBytes >= batchBytes) {
        if (const auto failure = store())
            return failure;
    }
    m_batch.append(callback);
    m_batch.last().id = m_nextId++;
    m_batchBytes += callback.body.size() + callback.head.size();
    return {};
}

std::optional<Error> Appender::store()
{
    if (m_batch.isEmpty())
        return {};
    std::optional<Error> failure;
    const auto failed = QObject::connect(m_journal.get(), &Journal::failed, m_journal.get(),
                                         [&failure](const Error &error) { failure = error; });
    m_journal->append(m_batch);
    QObject::disconnect(failed);
    if (failure)
        return failure;
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

std::optional<Error> Appender::addListening(const QList<ListeningPeriod> &periods)
{
    return m_journal->addListening(periods);
}

std::optional<Error> Appender::close()
{
    std::optional<Error> failure = store();
    if (!failure) {
        const auto probed = QObject::connect(m_journal.get(), &Journal::probed, m_journal.get(),
                                             [&failure](const std::optional<Error> &error) { failure = error; });
        m_journal->probe(); // commits the durations of the last answers
        QObject::disconnect(probed);
    }
    m_journal.reset();
    return failure;
}

} // namespace Roomscope
