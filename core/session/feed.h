// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/reception/receiverstatus.h"
#include "core/rooms/interpretation.h"

#include <QList>
#include <QObject>

namespace Roomscope {

/// Where the callbacks of an open session come from: the own receiver, or the journal that another process writes. What
/// it tells is stored. GUI or main thread.
class Feed : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// What storedUpTo() told has been read.
    virtual void acknowledge() { }

signals:
    /// Stored callbacks in order of ids.
    void received(const QList<Roomscope::Callback> &batch);
    /// Instead of received() where that was too much: these ids are stored, a JournalReader has the callbacks.
    void storedUpTo(qint64 firstId, qint64 lastId);
    /// A rejected request in the journal stands for so many by now.
    void repeated(qint64 id, quint32 repeats);
    /// The journal has nothing before that callback any more.
    void trimmed(qint64 firstKept);
    /// The session is interpreted in another way from now on.
    void interpretationChanged(const Roomscope::Interpretation &interpretation);
    void statusChanged(const Roomscope::ReceiverStatus &status);
};

} // namespace Roomscope
