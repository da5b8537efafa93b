// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session.h"

#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "core/timeline/timeline.h"

#include <algorithm>

namespace Roomscope {

std::variant<Session, JournalFailure> openSession(const QString &dataFolder, qint64 recentCount, IfInUse ifInUse)
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
    qint64 firstRecent = std::max<qint64>(1, lastId - recentCount + 1);
    session.linesEnd = firstRecent - 1;
    const qint64 storedTo = Timeline::storedTo(dataFolder, loadReading(dataFolder));
    if (lastId - storedTo <= recentCallbacks) { // else there is a gap, which the timeline fills by itself
        session.linesEnd = storedTo;
        firstRecent = std::min(firstRecent, storedTo + 1);
    }
    const auto unreadable
        = foldJournal(reader, dataFolder, session.state, lastId, firstRecent, [&session](const Applied &applied) {
              session.recent.append(applied);
              return true;
          });
    if (unreadable)
        session.notices.append(unreadable->sentence);
    return session;
}

} // namespace Roomscope
