// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/doctor.h"
#include "core/rooms/roomstore.h"

#include <QList>
#include <QObject>

namespace Roomscope {

/// What has gone through a Monitor so far, restored history included.
struct MonitorCounters
{
    qint64 callbacks = 0; ///< Stored ones, rejected included.
    qint64 late = 0;
    qint64 duplicates = 0;
    qint64 rejected = 0;

    void count(const Verdict &verdict);
};

/// The present state of all rooms: callbacks go in, changes come out. GUI thread, or the main thread of `serve`.
class Monitor final : public QObject
{
    Q_OBJECT

public:
    explicit Monitor(QObject *parent = nullptr);

    /// Starts from a restored state, before the first ingest(). Emits restored().
    void restore(RoomStore rooms, const MonitorCounters &counters, Doctor doctor);

    [[nodiscard]] const RoomStore &rooms() const { return m_rooms; }
    [[nodiscard]] const MonitorCounters &counters() const { return m_counters; }
    [[nodiscard]] const Doctor &doctor() const { return m_doctor; }

    /// Applies the callbacks in order, then emits applied() once.
    void ingest(const QList<Roomscope::Callback> &batch);
    /// See Doctor::advance().
    void advanceDoctor(qint64 nowMs) { m_doctor.advance(nowMs); }

signals:
    /// The state is another one, see restore().
    void restored();
    void applied(const QList<Roomscope::Applied> &batch);

private:
    RoomStore m_rooms;
    MonitorCounters m_counters;
    Doctor m_doctor;
};

} // namespace Roomscope
