// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/protocol/callback.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

namespace Roomscope {

class Feed;
class Monitor;

/// Lets the monitor ingest all that a feed tells, once and in order of ids: the batches as they come, and from the
/// journal what was too much to be handed over, in slices with the event loop between them. What comes meanwhile is
/// read from the journal after it. GUI or main thread.
class FeedReader final : public QObject
{
    Q_OBJECT

public:
    FeedReader(Monitor *monitor, const QString &dataFolder);

    /// Begins to take what the feed tells, which has to live as long.
    void attach(Feed *feed);

    /// Nothing is ingested until resume(); what is stored meanwhile stays in the journal until then.
    void pause();
    void resume();

    /// Ids that are stored and not ingested yet.
    [[nodiscard]] qint64 behind() const { return m_lastId - m_nextId + 1; }

signals:
    /// So many of the callbacks between these ids could not be read any more, say because they have been removed.
    void missed(qint64 firstId, qint64 lastId, qint64 callbacks);
    /// All that was stored is ingested; after a time of being behind.
    void caughtUp();
    /// Some of it cannot be read, now or ever. What can be is ingested.
    void failed(const Roomscope::Error &error);

private:
    void ingest(const QList<Callback> &batch);
    void ingestStored(qint64 firstId, qint64 lastId);
    void readSlice();
    void tellTrimmed();
    void tell(const Error &error);

    Monitor *const m_monitor;
    const QString m_dataFolder;
    JournalReader m_reader;
    bool m_isOpen = false;
    qint64 m_nextId = 1; ///< What is to be read from the journal, with m_lastId; none when that one is less.
    qint64 m_lastId = 0;
    int m_tries = 0; ///< Of reading what failed last.
    bool m_isPaused = false;
    std::optional<Error> m_told; ///< By failed(), last.
    QTimer m_timer;              ///< To the next slice.
};

} // namespace Roomscope
