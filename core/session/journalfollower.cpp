// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/journalfollower.h"

#include "core/base/times.h"

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
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
    std::optional<JournalFailure> failure = m_reader.open(m_dataFolder);
    if (!failure && m_reader.lastId() < m_lastKnownId)
        failure = JournalFailure {
            JournalFailure::Kind::Removed,
            u"The journal in “%1” ends before callback %2, which was read from it: open the session again."_s
                .arg(m_dataFolder)
                .arg(m_lastKnownId)};
    m_isOpen = !failure;
    if (failure)
        setStatus({.state = ReceiverStatus::State::JournalFailed, .sentence = failure->sentence, .sinceUs = nowUs()});
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
        && status.sentence == m_status.sentence;
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
                .sentence = u"The journal in “%1” is damaged. What could be read of it is shown; what comes is not, "
                            "until the Roomscope that receives is started again, which repairs it."_s.arg(m_dataFolder),
                .sinceUs = nowUs()};
    ReceiverStatus status {.state = ReceiverStatus::State::Following};
    const QList<ListeningPeriod> periods = m_reader.listeningPeriods();
    if (periods.isEmpty()) {
        status.sentence
            = u"Another Roomscope has this session open; it does not listen yet. This window only follows."_s;
        return status;
    }
    const ListeningPeriod &last = periods.last();
    status.sinceUs = last.fromUs;
    if (!last.open) {
        status.sentence
            = u"The Roomscope that received into this session has stopped. This window only follows; open the session "
              "again to receive here."_s;
    } else if (last.toUs < nowUs() - std::chrono::microseconds(longestSilence).count()) {
        status.sentence = u"The Roomscope that receives into this session gives no sign of life; it may have crashed. "
                          "This window only follows; open the session again to receive here."_s;
    } else {
        status.url = last.url;
        status.sentence
            = u"Another Roomscope receives into this session at %1. This window follows it and changes nothing."_s.arg(
                last.url);
    }
    return status;
}

} // namespace Roomscope
