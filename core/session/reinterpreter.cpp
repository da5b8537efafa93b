// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/reinterpreter.h"

#include "core/session/journalfold.h"

#include <deque>
#include <utility>

namespace Roomscope {

namespace {

// So many callbacks that came in meanwhile are read in the monitor's thread: some hundredths of a second.
constexpr qint64 atOnce = 2000;

} // namespace

struct Reinterpreter::Result
{
    JournalReader reader;
    MonitorState state;
    std::deque<AppliedCallback> recent;
    qint64 recentCount = 0;
    std::optional<Error> error; ///< The last one.

    void note(const std::optional<Error> &failure)
    {
        if (failure)
            error = failure;
    }
    bool keep(const AppliedCallback &applied)
    {
        recent.push_back(applied);
        if (qint64(recent.size()) > recentCount)
            recent.pop_front();
        return true;
    }
    void continueTo(qint64 lastId)
    {
        note(continueFold(reader, state, lastId, 0, [this](const AppliedCallback &applied) { return keep(applied); }));
    }
};

Reinterpreter::Reinterpreter(Monitor *monitor, const QString &dataFolder, qint64 recentCount, QObject *parent)
    : QObject(parent)
    , m_monitor(monitor)
    , m_dataFolder(dataFolder)
    , m_recentCount(recentCount)
{
    m_pool.setMaxThreadCount(1);
}

Reinterpreter::~Reinterpreter()
{
    m_pool.waitForDone();
}

void Reinterpreter::read(const Interpretation &interpretation)
{
    if (!saveInterpretation(m_dataFolder, interpretation)) {
        emit failed({ErrorKind::InterpretationNotKept, {m_dataFolder}});
        emit interpretationChanged();
        return;
    }
    readAsStored();
}

void Reinterpreter::readAsStored()
{
    if (m_isRunning)
        m_again = true;
    else
        start();
    emit interpretationChanged();
}

void Reinterpreter::start()
{
    m_isRunning = true;
    m_again = false;
    m_pool.start([this, folder = m_dataFolder, recentCount = m_recentCount] {
        auto result = std::make_shared<Result>();
        result->recentCount = recentCount;
        result->note(result->reader.open(folder));
        if (!result->error) {
            const qint64 lastId = result->reader.lastId();
            result->note(foldJournal(result->reader, folder, result->state, lastId, lastId - recentCount + 1,
                                     [&](const AppliedCallback &applied) { return result->keep(applied); }));
            // What came in meanwhile, until it is little.
            for (qint64 former = -1; result->reader.lastId() - result->state.lastId > atOnce
                 && std::exchange(former, result->state.lastId) != result->state.lastId;)
                result->continueTo(result->reader.lastId());
        }
        QMetaObject::invokeMethod(
            this, [this, result] { adopt(result); }, Qt::QueuedConnection);
    });
}

void Reinterpreter::adopt(const std::shared_ptr<Result> &result)
{
    m_isRunning = false;
    if (m_again) {
        start();
        return;
    }
    if (result->state.lastId < m_monitor->state().lastId)
        result->continueTo(m_monitor->state().lastId);
    m_monitor->restore(std::move(result->state));
    emit done({result->recent.begin(), result->recent.end()});
    if (result->error)
        emit failed(*result->error);
    emit interpretationChanged();
}

} // namespace Roomscope
