// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rereader.h"

#include "core/history.h"

#include <deque>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// So many callbacks that came in meanwhile are read in the monitor's thread: some hundredths of a second.
constexpr qint64 atOnce = 2000;

} // namespace

struct Rereader::Result
{
    JournalReader reader;
    RoomsAt state;
    std::deque<Applied> recent;
    qint64 recentCount = 0;
    QString problem;

    void note(const std::optional<JournalFailure> &failure)
    {
        if (failure)
            problem = failure->sentence;
    }
    bool keep(const Applied &applied)
    {
        recent.push_back(applied);
        if (qint64(recent.size()) > recentCount)
            recent.pop_front();
        return true;
    }
    void continueTo(qint64 lastId)
    {
        note(continueFold(reader, state, lastId, 0, [this](const Applied &applied) { return keep(applied); }));
    }
};

Rereader::Rereader(Monitor *monitor, const QString &dataFolder, qint64 recentCount, QObject *parent)
    : QObject(parent)
    , m_monitor(monitor)
    , m_dataFolder(dataFolder)
    , m_recentCount(recentCount)
{
    m_pool.setMaxThreadCount(1);
}

Rereader::~Rereader()
{
    m_pool.waitForDone();
}

void Rereader::read(const Reading &reading)
{
    if (!saveReading(m_dataFolder, reading)) {
        emit failed(u"How to read the session cannot be kept in “%1”; nothing was changed."_s.arg(m_dataFolder));
        emit readingChanged();
        return;
    }
    readAsKept();
}

void Rereader::readAsKept()
{
    if (m_isReading)
        m_again = true;
    else
        start();
    emit readingChanged();
}

void Rereader::start()
{
    m_isReading = true;
    m_again = false;
    m_pool.start([this, folder = m_dataFolder, recentCount = m_recentCount] {
        auto result = std::make_shared<Result>();
        result->recentCount = recentCount;
        result->note(result->reader.open(folder));
        if (result->problem.isEmpty()) {
            const qint64 lastId = result->reader.lastId();
            result->note(foldJournal(result->reader, folder, result->state, lastId, lastId - recentCount + 1,
                                     [&](const Applied &applied) { return result->keep(applied); }));
            // What came in meanwhile, until it is little.
            for (qint64 former = -1; result->reader.lastId() - result->state.lastId > atOnce
                 && std::exchange(former, result->state.lastId) != result->state.lastId;)
                result->continueTo(result->reader.lastId());
        }
        QMetaObject::invokeMethod(
            this, [this, result] { take(result); }, Qt::QueuedConnection);
    });
}

void Rereader::take(const std::shared_ptr<Result> &result)
{
    m_isReading = false;
    if (m_again) {
        start();
        return;
    }
    if (result->state.lastId < m_monitor->state().lastId)
        result->continueTo(m_monitor->state().lastId);
    m_monitor->restore(std::move(result->state));
    emit done({result->recent.begin(), result->recent.end()});
    if (!result->problem.isEmpty())
        emit failed(result->problem);
    emit readingChanged();
}

} // namespace Roomscope
