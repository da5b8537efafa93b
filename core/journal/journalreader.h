// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalfailure.h"
#include "core/protocol/callback.h"

#include <QList>

#include <functional>
#include <memory>
#include <optional>

namespace Roomscope {

/// A span of time in which a receiver was listening.
struct ListeningPeriod
{
    qint64 fromUs = 0; ///< Microseconds since 1970, UTC.
    qint64 toUs = 0;   ///< The last sign of life when it has not ended properly.
    bool open = false; ///< Still listening, or ended by a crash.
    QString url;
};

/// Reads the committed callbacks of a session through a connection of its own, beside a writer or without one.
/// Use one reader in one thread at a time; make as many as you need.
class JournalReader final
{
public:
    JournalReader();
    ~JournalReader();
    JournalReader(JournalReader &&) noexcept;
    JournalReader &operator=(JournalReader &&) noexcept;

    /// Never creates or changes anything. Nothing on success.
    [[nodiscard]] std::optional<JournalFailure> open(const QString &dataFolder);

    /// 0 when the journal is empty. Asked anew each time: a writer may be adding.
    [[nodiscard]] qint64 firstId() const;
    [[nodiscard]] qint64 lastId() const;
    /// Stored callbacks, rejected ones included.
    [[nodiscard]] qint64 count() const;
    /// Bytes on the disk, all files of the journal.
    [[nodiscard]] qint64 sizeOnDisk() const;

    /// Nothing when there is none of that id (never stored, or a rejected one that was dropped since).
    [[nodiscard]] std::optional<Callback> read(qint64 id) const;

    /// Calls visit for each stored callback from firstId to lastId in order of ids, until it answers false.
    /// Reads block by block: memory does not grow with the range. Says what is damaged instead of skipping silently:
    /// unreadable blocks are reported through the returned failure after the readable rest was visited.
    std::optional<JournalFailure> forEach(qint64 firstId, qint64 lastId,
                                          const std::function<bool(const Callback &)> &visit) const;

    /// The id of the first callback received at or after that time (microseconds), lastId() + 1 when there is none.
    [[nodiscard]] qint64 firstIdAt(qint64 receivedUs) const;

    [[nodiscard]] QList<ListeningPeriod> listeningPeriods() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Roomscope
