// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session.h"

#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "core/timeline/timeline.h"

namespace Roomscope {

std::variant<Session, JournalFailure> openSession(const QString &dataFolder, IfInUse ifInUse)
{
    Session session;
    {
        // The writer repairs and creates; it is opened again by the receiver, so that the lock is its own.
        Journal journal;
        if (const auto failure = journal.open(dataFolder)) {
            session.isFollowed = failure->kind == JournalFailure::Kind::Locked && ifInUse == IfInUse::Follow;
            if (!session.isFollowed)
                return *failure;
        }
        session.notices = journal.repairs();
    }
    JournalReader reader;
    if (const auto failure = reader.open(dataFolder))
        return *failure;
    const qint64 lastId = reader.lastId();
    session.linesEnd = Timeline::storedTo(dataFolder, loadInterpretation(dataFolder));
    if (lastId - session.linesEnd > recentCallbacks) // a gap, which the timeline fills by itself
        session.linesEnd = lastId - recentCallbacks;
    const auto unreadable = foldJournal(reader, dataFolder, session.state, lastId, session.linesEnd + 1,
                                        [&session](const AppliedCallback &applied) {
                                            session.recent.append(applied);
                                            return true;
                                        });
    session.isWhole = !unreadable || unreadable->kind == JournalFailure::Kind::Missing;
    if (const auto damage = unreadable ? unreadable : reader.damage(1, lastId))
        session.notices.append(damage->sentence);
    return session;
}

} // namespace Roomscope
