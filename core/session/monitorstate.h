// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/doctor.h"
#include "core/journal/journalbase.h"
#include "core/rooms/roomstore.h"

#include <optional>

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

/// The state after a stored callback. A value.
struct MonitorState
{
    RoomStore rooms; ///< In the interpretation of the session, see loadInterpretation().
    MonitorCounters counters;
    Doctor doctor;
    qint64 lastId = 0;   ///< The last callback in it; 0: none.
    qint64 anchorId = 0; ///< The last one that was not rejected: a checkpoint is known by it.
    qint64 anchorUs = 0; ///< Its arrival.

    /// Takes the next callback.
    AppliedCallback apply(const Callback &callback);

    [[nodiscard]] QByteArray toBytes() const;
    /// By which rules the state may have been made: a checkpoint by those of today only, as it can be made again.
    enum class Rules : quint8 { OfToday, OfThen };
    /// Nothing when the bytes are damaged, by other rules, or of a version whose form is not known any more.
    [[nodiscard]] static std::optional<MonitorState> fromBytes(const QByteArray &bytes, Rules rules = Rules::OfToday);
    /// The same of where a trimmed journal begins.
    [[nodiscard]] static std::optional<MonitorState> fromBase(const JournalBase &base);
};

} // namespace Roomscope
