// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/doctor.h"
#include "core/journal/journalbase.h"
#include "core/rooms/roomstore.h"

#include <optional>

namespace Roomscope {

/// Totals of what a Monitor has applied so far, restored history included.
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
    qint64 lastId = 0;   ///< The last callback applied; 0: none.
    qint64 anchorId = 0; ///< The last callback that was not rejected; it identifies a checkpoint.
    qint64 anchorUs = 0; ///< Arrival of anchorId.

    /// Applies the next callback.
    AppliedCallback apply(const Callback &callback);

    [[nodiscard]] QByteArray toBytes() const;
    /// The rules that may have made the state: a checkpoint must be of the present rules, because it can be made again.
    enum class Rules : quint8 { OfToday, OfThen };
    /// Returns nothing when the bytes are damaged, by other rules, or of an unknown version.
    [[nodiscard]] static std::optional<MonitorState> fromBytes(const QByteArray &bytes, Rules rules = Rules::OfToday);
    /// The same of where a trimmed journal begins.
    [[nodiscard]] static std::optional<MonitorState> fromBase(const JournalBase &base);
};

} // namespace Roomscope
