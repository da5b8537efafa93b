// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/reception/receiverstatus.h"
#include "core/rooms/interpretation.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace Roomscope {

/// Tells what another process stores in a session, and whether it still receives. Reads only. When the journal cannot
/// be read, or is damaged so that nothing that comes can be seen, the status says so until it can be, say after the
/// other one's repair. GUI or main thread.
class JournalFollower final : public QObject
{
    Q_OBJECT

public:
    explicit JournalFollower(const QString &dataFolder, QObject *parent = nullptr);

    /// From the callback after that one on.
    void start(qint64 lastKnownId);

signals:
    /// These ids are stored, a bounded number at a time; a JournalReader has the callbacks.
    void storedUpTo(qint64 firstId, qint64 lastId);
    /// A rejected request that is stored stands for so many by now.
    void repeated(qint64 id, quint32 repeats);
    /// The journal has nothing before that callback any more.
    void trimmed(qint64 firstKept);
    /// The session is read in another way from now on.
    void interpretationChanged(const Roomscope::Interpretation &interpretation);
    /// Following, with the other one's URL while it listens.
    void statusChanged(const Roomscope::ReceiverStatus &status);

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
