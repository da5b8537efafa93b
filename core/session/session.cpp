// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "core/session/feed.h"
#include "core/session/journalfold.h"

#include <algorithm>
#include <utility>

namespace Roomscope {

namespace {

/// How many of the newest lines tell who sat where and when a room was last heard of.
constexpr qint64 linesInViews = 50'000;

} // namespace

Session::Session(const QString &dataFolder, Timeline::Access access)
    : m_dataFolder(dataFolder)
    , m_access(access)
    , m_reinterpreter(&m_monitor, dataFolder, recentCallbacks)
    , m_reader(&m_monitor, dataFolder)
{
    connect(&m_monitor, &Monitor::applied, &m_timeline, &Timeline::append);
    connect(&m_timeline, &Timeline::failed, this, &Session::failed);
    connect(&m_timeline, &Timeline::dropping, this, [this](qint64 firstNumber) {
        m_marks.dropBefore(firstNumber < m_timeline.endNumber() ? m_timeline.row(firstNumber).callbackId
                                                                : m_monitor.state().lastId + 1);
    });
    connect(&m_marks, &Marks::failed, this, &Session::failed);
    connect(&m_reader, &FeedReader::failed, this, &Session::failed);
    connect(&m_reinterpreter, &Reinterpreter::failed, this, &Session::failed);
    connect(&m_reinterpreter, &Reinterpreter::done, this, [this](const QList<AppliedCallback> &recent) {
        openLines(recent, recent.isEmpty() ? m_monitor.state().lastId : recent.first().callback.id - 1);
        emit reinterpreted();
    });
}

Session::Session()
    : Session({}, Timeline::Access::Write)
{
}

Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(const QString &dataFolder, IfInUse ifInUse)
{
    auto access = Timeline::Access::Write;
    QList<Error> notices;
    {
        // The writer repairs and creates; it is opened again by the receiver, so that the lock is its own.
        Journal journal;
        if (const auto failure = journal.open(dataFolder)) {
            if (!isInUse(failure->kind) || ifInUse == IfInUse::Refuse)
                return *failure;
            access = Timeline::Access::Read;
        }
        notices = journal.repairs();
    }
    JournalReader reader;
    if (const auto failure = reader.open(dataFolder))
        return *failure;
    const qint64 lastId = reader.lastId();
    qint64 linesEnd = Timeline::storedTo(dataFolder, loadInterpretation(dataFolder));
    if (lastId - linesEnd > recentCallbacks) // a gap, which the timeline fills by itself
        linesEnd = lastId - recentCallbacks;
    MonitorState state;
    QList<AppliedCallback> recent;
    const auto unreadable
        = foldJournal(reader, dataFolder, state, lastId, linesEnd + 1, [&recent](const AppliedCallback &applied) {
              recent.append(applied);
              return true;
          });
    if (const auto damage = unreadable ? unreadable : reader.damage(1, lastId))
        notices.append(*damage);

    std::unique_ptr<Session> session(new Session(dataFolder, access));
    session->m_notices = notices;
    session->m_monitor.restore(std::move(state));
    // A state in which callbacks are missing that are in the journal and cannot be read is worth no checkpoint: whoever
    // read it would not meet them.
    if (!session->isFollowed() && (!unreadable || unreadable->kind == ErrorKind::CallbacksMissing)) {
        session->m_keeper.emplace(&session->m_monitor, dataFolder);
        connect(&*session->m_keeper, &CheckpointKeeper::failed, session.get(), &Session::failed);
    }
    session->openLines(recent, linesEnd);
    session->m_marks.open(dataFolder);
    return session;
}

void Session::attach(Feed *feed)
{
    m_reader.attach(feed);
    connect(feed, &Feed::trimmed, &m_timeline, &Timeline::dropBefore);
    connect(feed, &Feed::repeated, &m_timeline, &Timeline::setRepeats);
    connect(feed, &Feed::interpretationChanged, this, [this](const Interpretation &interpretation) {
        if (interpretation != m_monitor.rooms().interpretation() || m_reinterpreter.isRunning())
            m_reinterpreter.readAsStored();
    });
}

void Session::makeViews()
{
    m_roomList.emplace(&m_monitor);
    connect(&m_monitor, &Monitor::applied, this,
            [this](const QList<AppliedCallback> &batch) { m_occupancy.append(batch); });
    m_timeline.makeOlder(visitCallbacks);
    readLines();
}

/// The lines after that callback are made of recent.
void Session::openLines(const QList<AppliedCallback> &recent, qint64 linesEnd)
{
    m_timeline.open(m_dataFolder, m_monitor.rooms().interpretation(), m_access, linesEnd);
    m_timeline.append(recent);
    if (m_roomList) {
        m_timeline.makeOlder(visitCallbacks);
        readLines();
    }
}

void Session::readLines()
{
    m_occupancy = {};
    for (qint64 number = std::max(m_timeline.firstNumber(), m_timeline.endNumber() - linesInViews);
         number < m_timeline.endNumber(); ++number) {
        const TimelineLine line = m_timeline.line(number);
        const RoomKey room {line.text(line->sdkAppId), line.text(line->room)};
        if (line->isChange())
            m_occupancy.append(room, line.change(), line->timeMs(), line->callbackId);
        if (!line->verdict.isRejected())
            m_roomList->noteReceived(room, line->receivedUs);
    }
}

} // namespace Roomscope
