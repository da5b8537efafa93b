// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/retention.h"

#include "core/base/times.h"
#include "core/journal/block.h"
#include "core/journal/journal.h"
#include "core/session/journalfold.h"

#include <QThread>

#include <chrono>
#include <utility>

using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr auto interval = 2s;
constexpr auto shortInterval = 200ms; // after a trim, which may not have been enough
// Each trim stores the state of all rooms, so not every callback that comes of age is worth one.
constexpr auto ageSlack = 10min;

using Plan = Result<std::optional<JournalBase>>;

Plan planFor(const JournalReader &reader, const QString &dataFolder, const RetentionPolicy &policy, qint64 timeUs,
             const std::stop_token &stop)
{
    TrimLimits limits;
    const std::optional<Callback> oldest = reader.firstFrom(reader.firstId());
    if (policy.keepDays > 0 && oldest) {
        const qint64 sinceUs = timeUs - std::chrono::microseconds(24h).count() * policy.keepDays;
        if (oldest->receivedUs < sinceUs - std::chrono::microseconds(ageSlack).count())
            limits.sinceUs = sinceUs;
    }
    if (policy.keepBytes > 0 && reader.usedBytes() > policy.keepBytes - policy.keepBytes / 32)
        limits.keepBytes = policy.keepBytes - policy.keepBytes / 16; // not again with the next callback
    return planTrim(reader, dataFolder, limits, stop);
}

} // namespace

Plan planTrim(const JournalReader &reader, const QString &dataFolder, const TrimLimits &limits,
              const std::stop_token &stop)
{
    JournalBase base;
    if (limits.sinceUs) {
        base.firstKept = reader.firstIdAt(*limits.sinceUs);
        base.sinceUs = *limits.sinceUs;
    }
    if (limits.keepBytes) {
        const qint64 firstKept = reader.firstIdWithin(*limits.keepBytes);
        const std::optional<Callback> first = reader.firstFrom(firstKept);
        if (first && firstKept > base.firstKept) {
            base.firstKept = firstKept;
            base.sinceUs = first->receivedUs;
        }
    }
    if (base.firstKept <= reader.firstId() || reader.firstId() == 0)
        return std::optional<JournalBase>();
    MonitorState state;
    const auto failure = foldJournal(reader, dataFolder, state, base.firstKept - 1, base.firstKept, {}, stop);
    if (stop.stop_requested())
        return std::optional<JournalBase>();
    if (failure && !isDamage(failure->kind)) // what is unreadable was in no state before either
        return *failure;
    state.lastId = base.firstKept - 1;
    base.packedState = packFrame(state.toBytes());
    return std::optional(base);
}

Retention::Retention(Journal *journal, const QString &dataFolder, const RetentionPolicy &policy, QObject *parent)
    : QObject(parent)
    , m_journal(journal)
    , m_dataFolder(dataFolder)
    , m_policy(policy)
    , m_timer(this)
{
    m_planner.setMaxThreadCount(1);
    m_planner.setThreadPriority(QThread::LowPriority);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Retention::plan);
    m_journal->setSizeLimit(m_policy.keepBytes);
    if (m_policy.isOn())
        plan();
}

Retention::~Retention()
{
    m_stop.request_stop();
    m_planner.waitForDone();
}

void Retention::plan()
{
    m_planner.start([this, stop = m_stop.get_token()] {
        Plan plan = std::optional<JournalBase>();
        if (!m_reader) {
            JournalReader reader;
            if (const auto failure = reader.open(m_dataFolder))
                plan = *failure;
            else
                m_reader = std::move(reader);
        }
        if (m_reader)
            plan = planFor(*m_reader, m_dataFolder, m_policy, nowUs(), stop);
        QMetaObject::invokeMethod(
            this, [this, plan] { finish(plan); }, Qt::QueuedConnection);
    });
}

void Retention::finish(const Result<std::optional<JournalBase>> &plan)
{
    std::optional<Error> error;
    if (!plan)
        error = plan.error();
    else if (*plan)
        error = m_journal->trim(**plan);
    const bool isTrimmed = !error && *plan;
    if (isTrimmed)
        emit trimmed((*plan)->firstKept);
    if (const bool hadFailed = std::exchange(m_hasFailed, error.has_value()); error && !hadFailed)
        emit failed({ErrorKind::CannotRemoveOldCallbacks, {}, {*error}});
    m_journal->keepSizeLimit();
    m_timer.start(isTrimmed ? shortInterval : interval);
}

} // namespace Roomscope
