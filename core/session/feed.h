// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/reception/receiverstatus.h"
#include "core/rooms/interpretation.h"

#include <QList>
#include <QObject>

namespace Roomscope {

/// The source of an open session's callbacks: its own receiver, or the journal that another process writes. Reports
/// only stored callbacks. GUI or main thread.
class Feed : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The callbacks reported by storedUpTo() have been read.
    virtual void acknowledge() { }

signals:
    /// Stored callbacks in order of ids.
    void received(const QList<Roomscope::Callback> &batch);
    /// Instead of received() for too many callbacks: these ids are stored, a JournalReader has the callbacks.
    void storedUpTo(qint64 firstId, qint64 lastId);
    /// The number of rejected requests that a stored one represents has grown.
    void repeated(qint64 id, quint32 repeats);
    /// The journal contains nothing before that callback any more.
    void trimmed(qint64 firstKept);
    /// The session has another interpretation from now on.
    void interpretationChanged(const Roomscope::Interpretation &interpretation);
    void statusChanged(const Roomscope::ReceiverStatus &status);
};

} // namespace Roomscope
