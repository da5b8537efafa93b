// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/verdict.h"

#include <QHash>
#include <QList>

namespace Roomscope {

/// Keeps a burst of rejected requests from filling journal and timeline: the first few of one reason within a period
/// are kept whole; one more represents all the rest of the period. Pure; receiver thread.
class RejectionThrottle final
{
public:
    static constexpr int keptWhole = 20;
    static constexpr qint64 windowMs = 10'000;

    enum class Fate : quint8 {
        Keep, ///< As a row of its own.
        Open, ///< As the row that represents the following ones; pass its id to opened().
        Fold, ///< Only counted.
    };
    [[nodiscard]] Fate add(Rejection reason, qint64 nowMs);
    void opened(Rejection reason, qint64 id);

    struct Repeats
    {
        qint64 id = 0;
        quint32 count = 0; ///< Includes the row itself.
    };
    /// Returns the rows whose count has grown since the last call.
    [[nodiscard]] QList<Repeats> takeGrown();

private:
    struct Window
    {
        qint64 beginMs = 0;
        quint32 count = 0;
        qint64 openId = 0;  ///< 0: not stored yet, or none.
        quint32 folded = 0; ///< Excludes the row itself.
        bool hasGrown = false;
    };
    QHash<Rejection, Window> m_windows;
    QList<Repeats> m_closed; ///< Grown ones whose period is over.
};

} // namespace Roomscope
