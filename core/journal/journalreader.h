// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalbase.h"
#include "core/journal/journalerror.h"
#include "core/journal/listening.h"
#include "core/protocol/callback.h"

#include <QByteArrayView>
#include <QHash>
#include <QList>

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace Roomscope {

/// A journal in figures.
struct JournalStats
{
    int version = 0;
    qint64 callbacks = 0; ///< Without the rejected ones.
    qint64 rejected = 0;
    qint64 folded = 0; ///< Rejected requests that were only counted, see Callback::repeats.
    qint64 blocks = 0;
    qint64 bytesOnDisk = 0; ///< All files of the journal.
    qint64 bytesInUse = 0;  ///< In journal.sqlite; the rest of it is free for reuse.
    qint64 firstId = 0;     ///< 0: no callbacks; see JournalReader::firstId().
    qint64 lastId = 0;      ///< The last stored one, see JournalReader::lastId().
    qint64 fromUs = 0;      ///< Arrival of the first one and of the last one.
    qint64 toUs = 0;
    std::optional<qint64> removedBeforeUs; ///< Callbacks that arrived before have been trimmed away.
    QList<ListeningPeriod> listening;
};

/// Reads the committed callbacks of a session through its own connection, with or without a writer. Use a reader in one
/// thread at a time; any number of readers may exist.
class JournalReader final
{
public:
    JournalReader();
    ~JournalReader();
    JournalReader(JournalReader &&) noexcept;
    JournalReader &operator=(JournalReader &&) noexcept;

    /// Never creates or changes anything there. Of a journal whose structure is damaged what can be read goes into a
    /// temporary one, which is read instead; damage() says so. Nothing on success.
    [[nodiscard]] std::optional<Error> open(const QString &dataFolder);

    /// The journal was not as it should be when it was opened, or some of its callbacks from firstId to lastId are
    /// known to be missing: what is read is not all. Nothing when all is well; whether each block can be read is not
    /// asked.
    [[nodiscard]] std::optional<Error> damage(qint64 firstId, qint64 lastId) const;
    /// The folder that is read: that of a temporary journal where the structure was damaged, to which nothing comes.
    [[nodiscard]] QString folder() const;
    /// Another file has taken the journal's place since it was opened, as a repair does: open it again.
    [[nodiscard]] bool isReplaced() const;

    /// Returns nothing when nothing has been removed from the journal.
    [[nodiscard]] std::optional<JournalBase> base() const;

    /// 0 when the journal is empty. What that one was, say a rejected request, need not be there any more. Asked anew
    /// each time: a writer may be adding.
    [[nodiscard]] qint64 firstId() const;
    /// The last stored callback, even if all have been removed since; 0: none was ever stored.
    [[nodiscard]] qint64 lastId() const;
    /// Stored callbacks, rejected ones included.
    [[nodiscard]] qint64 count() const;
    /// Bytes on the disk, all files of the journal.
    [[nodiscard]] qint64 sizeOnDisk() const;
    /// Bytes of the journal's file that are in use; what has been freed is used again.
    [[nodiscard]] qint64 usedBytes() const;
    /// Returns the id from which on the journal takes about that many bytes on the disk; always includes the newest
    /// callback.
    [[nodiscard]] qint64 firstIdWithin(qint64 bytes) const;

    /// Returns nothing when that id was never stored, or was a rejected request dropped since.
    [[nodiscard]] std::optional<Callback> read(qint64 id) const;

    /// Returns the first readable callback from that id on.
    [[nodiscard]] std::optional<Callback> firstFrom(qint64 firstId) const;

    /// Calls visit for each stored callback from firstId to lastId in order of ids, until it answers false.
    /// Reads block by block: memory does not grow with the range. Says what is damaged instead of skipping silently:
    /// unreadable blocks, and what damage() says, are reported through the returned failure after the readable rest was
    /// visited.
    std::optional<Error> forEach(qint64 firstId, qint64 lastId,
                                 const std::function<bool(const Callback &)> &visit) const;

    /// Calls visit with the bodies of the callbacks of those ids (ascending), as plainBody() has them, as far as they
    /// are stored, rejected requests included, until it answers false. The bytes are there until it returns. Newer
    /// blocks come before older ones; a block without any of the ids is not read. Damage is told like by forEach().
    std::optional<Error> forEachBody(std::span<const qint64> ids,
                                     const std::function<bool(qint64 id, QByteArrayView body)> &visit) const;

    /// Returns the id of the first callback received at or after that time (microseconds), lastId() + 1 when there is
    /// none. For a time before base()->sinceUs, whose callbacks were removed: an id before all kept ones.
    [[nodiscard]] qint64 firstIdAt(qint64 receivedUs) const;
    /// An id after which no callback was received before that time (microseconds), few ids after the last one that was;
    /// 0 when none was.
    [[nodiscard]] qint64 lastIdBefore(qint64 receivedUs) const;

    [[nodiscard]] QList<ListeningPeriod> listeningPeriods() const;

    /// The last rejected requests that represent several, see Callback::repeats; their counts may still grow.
    [[nodiscard]] QHash<qint64, quint32> lastRepeats() const;

    /// Fast at any size: reads no callbacks.
    [[nodiscard]] JournalStats stats() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Roomscope
