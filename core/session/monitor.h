// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/monitorstate.h"

#include <QList>
#include <QObject>

namespace Roomscope {

/// The present state of all rooms: callbacks go in, changes come out. GUI thread, or the main thread of `serve`.
class Monitor final : public QObject
{
    Q_OBJECT

public:
    explicit Monitor(QObject *parent = nullptr);

    /// Replaces the state. Callbacks that it already contains are ignored when they are ingested again. Emits
    /// restored().
    void restore(MonitorState state);

    [[nodiscard]] const MonitorState &state() const { return m_state; }
    [[nodiscard]] const RoomStore &rooms() const { return m_state.rooms; }
    [[nodiscard]] const MonitorCounters &counters() const { return m_state.counters; }
    [[nodiscard]] const Doctor &doctor() const { return m_state.doctor; }

    /// Applies the callbacks in order, then emits applied() once.
    void ingest(const QList<Roomscope::Callback> &batch);
    /// See Doctor::advance().
    void advanceDoctor(qint64 nowMs) { m_state.doctor.advance(nowMs); }

signals:
    /// The state was replaced, see restore().
    void restored();
    void applied(const QList<Roomscope::AppliedCallback> &batch);

private:
    MonitorState m_state;
    qint64 m_restoredId = 0; ///< The last callback of the restored state.
};

} // namespace Roomscope
