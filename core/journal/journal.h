// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalbase.h"
#include "core/journal/journalerror.h"
#include "core/protocol/callback.h"

#include <QList>
#include <QObject>

#include <memory>
#include <optional>

namespace Roomscope {

struct ListeningPeriod;

/// The durable store of one session: appends batches of callbacks to `journal.sqlite` in the data folder.
///
/// Only one Journal at a time may have a folder open for writing, in any process; any number of JournalReaders may.
/// Lives in any one thread, which calls open() and append() and emits the signals.
class Journal final : public QObject
{
    Q_OBJECT

public:
    explicit Journal(QObject *parent = nullptr);
    ~Journal() override;

    /// Creates the folder and the file when they are missing. A damaged one is set aside and
    /// replaced by what can be read of it; repairs() then says so. Nothing on success.
    [[nodiscard]] std::optional<Error> open(const QString &dataFolder);

    /// What open() had to set aside or repair; most often empty.
    [[nodiscard]] QList<Error> repairs() const;

    /// The id of the next stored callback; the caller assigns ids from here on, without gaps.
    [[nodiscard]] qint64 nextId() const;

    /// Stores the batch (ids ascending, from nextId() on) in one commit, which is on the disk when committed() is
    /// emitted. Rejected callbacks go to a store bounded in number and bytes, which drops its oldest. Emits committed()
    /// or failed() before it returns.
    void append(const QList<Callback> &batch);

    /// Records the durations of replies once they are known; written with the next commit. In the order of the ids from
    /// firstId on (the first id of a batch), microseconds; negative when storing took too long and the sender received
    /// lateReply() after that time. A crash loses the last durations, never a callback.
    void noteReplies(qint64 firstId, const QList<qint64> &durationsUs);

    /// The number of requests that a stored rejected request represents has grown, see Callback::repeats.
    void noteRepeats(qint64 id, quint32 repeats);

    /// Removes everything before base.firstKept, at once for readers; the space is freed step by step between appends,
    /// by a timer of this thread. base.state has to be the rooms' state after the last callback removed: it is stored
    /// in the same transaction. Ids go on. Nothing on success, and nothing has changed otherwise.
    [[nodiscard]] std::optional<Error> trim(const JournalBase &base);
    /// About so large may its files be together: more of what is free in them is given back, and the log stays smaller.
    /// 0: no limit.
    void setSizeLimit(qint64 bytes);
    /// Begins to give back free space when the files are larger than the limit.
    void keepSizeLimit();
    /// Frees what trim() has left to be freed, and gives it back to the file system; takes long for a large journal.
    [[nodiscard]] std::optional<Error> sweep();

    /// Records that a receiver listens at url since that time (microseconds); ends with stopListening(), or at the last
    /// sign of life after a crash.
    void startListening(const QString &url, qint64 sinceUs);
    void stopListening();
    /// Records that nobody listened for a time within these limits, for example because the machine slept: in the
    /// longest pause between arrivals. Wall clock, microseconds; fromUs is before toUs.
    void noteGap(qint64 fromUs, qint64 toUs);

    /// Somebody listened then, in another session whose callbacks have been taken over. Periods that begin with one
    /// that is known are known.
    [[nodiscard]] std::optional<Error> addListening(const QList<ListeningPeriod> &periods);

    /// Writes a sign of life to the disk and emits probed(), to test whether storing works.
    void probe();

    [[nodiscard]] static Reply lateReply();

signals:
    void committed(qint64 firstId, qint64 lastId);
    /// Nothing of the batch is stored. The journal tries anew with every append().
    void failed(const Roomscope::Error &failure);
    /// What was to be written without a batch is not; no batch is concerned.
    void notesFailed(const Roomscope::Error &failure);
    /// After a failure the journal also probes by itself: writing works again.
    void recovered();
    /// Without a failure when all is well.
    void probed(const std::optional<Roomscope::Error> &failure);

private:
    std::optional<Error> commitNotes();
    void noteSuccess();
    void noteFailure();
    void sweepStep();

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Roomscope
