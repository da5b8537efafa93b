// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/journalfollower.h"

#include "core/base/times.h"

#include <algorithm>
#include <chrono>
#include <utility>

using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr auto interval = 100ms;
constexpr auto retryInterval = 2s;
constexpr qint64 callbacksAtOnce = 2000;
// A writer that listens gives a sign of life every few seconds.
constexpr auto longestSilence = 20s;

} // namespace

JournalFollower::JournalFollower(const QString &dataFolder, QObject *parent)
    : Feed(parent)
    , m_dataFolder(dataFolder)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &JournalFollower::look);
}

void JournalFollower::start(qint64 lastKnownId)
{
    m_lastKnownId = lastKnownId;
    look();
}

bool JournalFollower::open()
{
    std::optional<Error> failure = m_reader.open(m_dataFolder);
    if (!failure && m_reader.lastId() < m_lastKnownId)
        failure = Error {ErrorKind::JournalEndsEarlier, {m_dataFolder, m_lastKnownId}};
    m_isOpen = !failure;
    if (failure)
        setStatus({.state = ReceiverStatus::State::JournalFailed, .error = failure, .sinceUs = nowUs()});
    return m_isOpen;
}

void JournalFollower::look()
{
    if ((!m_isOpen || m_reader.isReplaced() || m_reader.lastId() < m_lastKnownId) && !open()) {
        m_timer.start(retryInterval);
        return;
    }
    const qint64 lastId = m_reader.lastId();
    if (lastId > m_lastKnownId) {
        const qint64 firstNew = m_lastKnownId + 1;
        m_lastKnownId = std::min(lastId, m_lastKnownId + callbacksAtOnce);
        emit storedUpTo(firstNew, m_lastKnownId);
    }
    lookForRepeats();
    if (const qint64 firstId = m_reader.firstId(); firstId > std::exchange(m_firstId, firstId))
        emit trimmed(firstId);
    if (const Interpretation interpretation = loadInterpretation(m_dataFolder);
        interpretation != std::exchange(m_interpretation, interpretation))
        emit interpretationChanged(interpretation);
    setStatus(statusNow());
    m_timer.start(lastId > m_lastKnownId ? 0ms : interval);
}

void JournalFollower::setStatus(const ReceiverStatus &status)
{
    const bool failsAsBefore = status.state == ReceiverStatus::State::JournalFailed && status.state == m_status.state
        && status.error == m_status.error;
    if (failsAsBefore || status == m_status)
        return;
    m_status = status;
    emit statusChanged(m_status);
}

void JournalFollower::lookForRepeats()
{
    const QHash<qint64, quint32> repeats = m_reader.lastRepeats();
    for (auto it = repeats.cbegin(); it != repeats.cend(); ++it) {
        if (it.key() <= m_lastKnownId && m_repeats.value(it.key()) != it.value())
            emit repeated(it.key(), it.value());
    }
    m_repeats = repeats;
    m_repeats.removeIf([this](const auto &it) { return it.key() > m_lastKnownId; });
}

ReceiverStatus JournalFollower::statusNow() const
{
    if (m_reader.folder() != m_dataFolder)
        return {.state = ReceiverStatus::State::JournalFailed,
                .error = Error {ErrorKind::FollowedJournalDamaged, {m_dataFolder}},
                .sinceUs = nowUs()};
    ReceiverStatus status {.state = ReceiverStatus::State::Following};
    const QList<ListeningPeriod> periods = m_reader.listeningPeriods();
    if (periods.isEmpty()) {
        status.error = Error {ErrorKind::FollowedNotListening};
        return status;
    }
    const ListeningPeriod &last = periods.last();
    status.sinceUs = last.fromUs;
    if (!last.open) {
        status.error = Error {ErrorKind::FollowedStopped};
    } else if (last.toUs < nowUs() - std::chrono::microseconds(longestSilence).count()) {
        status.error = Error {ErrorKind::FollowedSilent};
    } else {
        status.url = last.url;
        status.error = Error {ErrorKind::Followed, {last.url}};
    }
    return status;
}

} // namespace Roomscope
