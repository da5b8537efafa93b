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

/// Passes everything that a feed reports to the monitor, once and in order of ids: batches as they arrive, and larger
/// ranges from the journal, in slices with the event loop between them. What arrives meanwhile is read from the journal
/// afterwards. GUI or main thread.
class FeedReader final : public QObject
{
    Q_OBJECT

public:
    FeedReader(Monitor *monitor, const QString &dataFolder);

    /// Starts to read the feed, which must outlive this object.
    void attach(Feed *feed);

    /// Ingests nothing until resume(); callbacks stored meanwhile stay in the journal until then.
    void pause();
    void resume();

    /// The number of ids that are stored and not ingested yet.
    [[nodiscard]] qint64 behind() const { return m_lastId - m_nextId + 1; }

signals:
    /// That number of callbacks between these ids could not be read, for example because they have been removed.
    void missed(qint64 firstId, qint64 lastId, qint64 callbacks);
    /// All stored callbacks are ingested, after having been behind.
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
    qint64 m_nextId = 1; ///< Range to read from the journal, with m_lastId; empty when that is less.
    qint64 m_lastId = 0;
    int m_tries = 0; ///< Attempts to read what failed last.
    bool m_isPaused = false;
    std::optional<Error> m_told; ///< By failed(), last.
    QTimer m_timer;              ///< To the next slice.
};

} // namespace Roomscope
