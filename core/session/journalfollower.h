// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/session/feed.h"

#include <QHash>
#include <QTimer>

namespace Roomscope {

/// Reports what another process stores in a session, and whether it still receives. Only reads. While the journal
/// cannot be read, or is too damaged to see new callbacks, the status reports that, for example until the other process
/// has repaired it. GUI or main thread.
class JournalFollower final : public Feed
{
    Q_OBJECT

public:
    explicit JournalFollower(const QString &dataFolder, QObject *parent = nullptr);

    /// Starts with the callback after that one.
    void start(qint64 lastKnownId);

private:
    [[nodiscard]] bool open();
    void look();
    void lookForRepeats();
    [[nodiscard]] ReceiverStatus statusNow() const;
    void setStatus(const ReceiverStatus &status);

    QString m_dataFolder;
    JournalReader m_reader;
    bool m_isOpen = false;
    qint64 m_lastKnownId = 0;
    qint64 m_firstId = 0;
    QHash<qint64, quint32> m_repeats;
    Interpretation m_interpretation;
    ReceiverStatus m_status;
    QTimer m_timer;
};

} // namespace Roomscope
