// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/feedreader.h"

#include "core/session/feed.h"
#include "core/session/monitor.h"

#include <QDeadlineTimer>

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace Roomscope {

namespace {

// Of a slice. Ingesting takes about as long as reading, for a window somewhat longer.
constexpr qsizetype callbacksAtOnce = 500;
constexpr auto readingAtOnce = 4ms;

constexpr auto retryInterval = 1s;
constexpr int mostTries = 5;

} // namespace

FeedReader::FeedReader(Monitor *monitor, const QString &dataFolder)
    : m_monitor(monitor)
    , m_dataFolder(dataFolder)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FeedReader::readSlice);
}

void FeedReader::attach(Feed *feed)
{
    connect(feed, &Feed::received, this, &FeedReader::ingest);
    connect(feed, &Feed::storedUpTo, this, &FeedReader::ingestStored);
    connect(this, &FeedReader::caughtUp, feed, &Feed::acknowledge);
}

void FeedReader::pause()
{
    m_isPaused = true;
    m_timer.stop();
}

void FeedReader::resume()
{
    m_isPaused = false;
    if (behind() > 0 && !m_timer.isActive())
        m_timer.start(0ms);
}

void FeedReader::ingest(const QList<Callback> &batch)
{
    if (behind() > 0 || m_isPaused)
        ingestStored(batch.first().id, batch.last().id);
    else
        m_monitor->ingest(batch);
}

void FeedReader::ingestStored(qint64 firstId, qint64 lastId)
{
    if (behind() == 0)
        m_nextId = firstId;
    m_lastId = lastId;
    if (!m_isPaused && !m_timer.isActive())
        m_timer.start(0ms);
}

void FeedReader::readSlice()
{
    if (!m_isOpen || m_reader.isReplaced() || m_reader.lastId() < m_lastId) {
        m_isOpen = false;
        if (const auto failure = m_reader.open(m_dataFolder)) {
            tell(*failure);
            m_timer.start(retryInterval);
            return;
        }
        m_isOpen = true;
    }
    tellTrimmed();
    QList<Callback> batch;
    const qint64 firstId = m_nextId;
    const qint64 lastId = m_lastId;
    const QDeadlineTimer end(readingAtOnce);
    bool isAll = true;
    const auto failure = m_reader.forEach(firstId, lastId, [&](const Callback &callback) {
        batch.append(callback);
        isAll = batch.size() < callbacksAtOnce && !end.hasExpired();
        return isAll;
    });
    if (failure)
        tell(*failure);
    const bool mayPass = failure && !isDamage(failure->kind);
    if (mayPass && ++m_tries < mostTries) {
        m_isOpen = false;
        m_timer.start(retryInterval);
        return;
    }
    if (mayPass) { // what lies behind it is tried by parts
        m_nextId = std::min(lastId + 1, firstId + callbacksAtOnce);
        batch.removeIf([this](const Callback &callback) { return callback.id >= m_nextId; });
    } else {
        m_tries = 0;
        m_nextId = isAll ? lastId + 1 : batch.last().id + 1;
    }
    if (const qint64 missing = m_nextId - firstId - batch.size(); missing > 0)
        emit missed(firstId, m_nextId - 1, missing);
    if (!batch.isEmpty())
        m_monitor->ingest(batch);
    if (behind() > 0) {
        if (!m_isPaused)
            m_timer.start(0ms);
        return;
    }
    m_told.reset();
    emit caughtUp();
}

void FeedReader::tellTrimmed()
{
    if (m_reader.firstId() <= m_nextId)
        return;
    const auto base = m_reader.base();
    if (!base || base->firstKept <= m_nextId)
        return;
    const qint64 lastRemoved = std::min(base->firstKept - 1, m_lastId);
    const qint64 count = lastRemoved - m_nextId + 1;
    tell({ErrorKind::RemovedBeforeShown, {m_nextId, lastRemoved, count}});
    emit missed(m_nextId, lastRemoved, count);
    m_nextId = lastRemoved + 1;
}

void FeedReader::tell(const Error &error)
{
    if (error != m_told)
        emit failed(error);
    m_told = error;
}

} // namespace Roomscope
