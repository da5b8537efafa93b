// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"

#include "core/journal/block.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/journal/salvage.h"
#include "core/journal/schema.h"

#include <QDataStream>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

class JournalReader::Private
{
public:
    struct Block
    {
        qint64 first = 0;
        qint64 last = 0;
        QList<Callback> callbacks;
        bool damaged = false;
    };

    [[nodiscard]] QList<Callback> rejectedBetween(qint64 firstId, qint64 lastId);
    /// The block that holds id, or the next one; nothing behind the last one.
    [[nodiscard]] std::optional<Block> blockFrom(qint64 id);
    void addDurations(Block &block);

    QString fileName;
    Database database;
    std::unique_ptr<BlockUnpacker> unpacker;
    Statement selectBlockBefore;
    Statement selectBlockAfter;
    Statement selectAnswers;
    Statement selectRejected;
    std::optional<JournalFailure> failure; ///< Of the reading under way.
    std::optional<Block> lastBlock;        ///< The one read last: neighbours are asked for together.
};

JournalReader::JournalReader()
    : d(std::make_unique<Private>())
{
}

JournalReader::~JournalReader() = default;
JournalReader::JournalReader(JournalReader &&) noexcept = default;
JournalReader &JournalReader::operator=(JournalReader &&) noexcept = default;

std::optional<JournalFailure> JournalReader::open(const QString &dataFolder)
{
    d->fileName = QDir(dataFolder).filePath(QLatin1StringView(Schema::fileName));
    if (!QFileInfo::exists(d->fileName))
        return JournalFailure {
            JournalFailure::Kind::CannotOpen,
            u"There is no journal in “%1”: name the folder of a session with --data-dir."_s.arg(dataFolder)};
    if (const auto failure = d->database.open(d->fileName, Database::Access::ReadOnly))
        return failure;
    const qint64 applicationId = d->database.number("PRAGMA application_id");
    if (applicationId != Schema::applicationId)
        return d->database.isCorrupt() ? d->database.failure()
                                       : JournalFailure {JournalFailure::Kind::CannotOpen,
                                                         u"“%1” is not a journal of Roomscope."_s.arg(d->fileName)};
    if (d->database.number("PRAGMA user_version") > Schema::version)
        return JournalFailure {JournalFailure::Kind::NewerVersion,
                               u"“%1” was written by a newer Roomscope: open it with that one."_s.arg(d->fileName)};
    d->unpacker = std::make_unique<BlockUnpacker>(journalDictionary(d->database));
    d->selectBlockBefore
        = d->database.prepare("SELECT first, last, data FROM blocks WHERE first <= ? ORDER BY first DESC LIMIT 1");
    d->selectBlockAfter
        = d->database.prepare("SELECT first, last, data FROM blocks WHERE first > ? ORDER BY first LIMIT 1");
    d->selectAnswers = d->database.prepare("SELECT first, durations FROM answers WHERE first BETWEEN ? AND ?");
    d->selectRejected = d->database.prepare("SELECT data, repeats FROM rejected WHERE id BETWEEN ? AND ? ORDER BY id");
    return {};
}

qint64 JournalReader::firstId() const
{
    const qint64 block = d->database.number("SELECT first FROM blocks ORDER BY first LIMIT 1");
    const qint64 rejected = d->database.number("SELECT id FROM rejected ORDER BY id LIMIT 1");
    return block == 0 || rejected == 0 ? std::max(block, rejected) : std::min(block, rejected);
}

qint64 JournalReader::lastId() const
{
    return std::max(d->database.number("SELECT last FROM blocks ORDER BY first DESC LIMIT 1"),
                    d->database.number("SELECT id FROM rejected ORDER BY id DESC LIMIT 1"));
}

qint64 JournalReader::count() const
{
    return d->database.number("SELECT coalesce(sum(callbacks), 0) FROM blocks")
        + d->database.number("SELECT count(*) FROM rejected");
}

qint64 JournalReader::sizeOnDisk() const
{
    qint64 size = 0;
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s})
        size += QFileInfo(d->fileName + suffix).size();
    return size;
}

void JournalReader::Private::addDurations(Block &block)
{
    selectAnswers.bind(1, block.first).bind(2, block.last);
    while (selectAnswers.step() == Statement::Step::Row) {
        const qint64 first = selectAnswers.number(0);
        QDataStream durations(selectAnswers.blob(1));
        // Ids are gapless within an answer's row, rejected ones included.
        for (qint64 id = first; !durations.atEnd(); ++id) {
            qint64 durationUs = -1;
            durations >> durationUs;
            const auto it
                = std::lower_bound(block.callbacks.begin(), block.callbacks.end(), id,
                                   [](const Callback &callback, qint64 wanted) { return callback.id < wanted; });
            if (it == block.callbacks.end() || it->id != id)
                continue;
            if (durationUs < -1) {
                it->reply = Journal::lateReply();
                durationUs = -durationUs;
            }
            it->reply.durationUs = durationUs;
        }
    }
    selectAnswers.reset();
}

std::optional<JournalReader::Private::Block> JournalReader::Private::blockFrom(qint64 id)
{
    if (lastBlock && lastBlock->first <= id && id <= lastBlock->last)
        return lastBlock;
    for (Statement *select : {&selectBlockBefore, &selectBlockAfter}) {
        select->bind(1, id);
        const Statement::Step step = select->step();
        if (step == Statement::Step::Error) {
            failure = database.failure();
            select->reset();
            return {};
        }
        Block block;
        if (step == Statement::Step::Row) {
            block.first = select->number(0);
            block.last = select->number(1);
        }
        if (block.last < id) { // none, or the one before ends before id
            select->reset();
            continue;
        }
        std::optional<QList<Callback>> callbacks = unpacker->unpack(select->blob(2));
        select->reset();
        if (callbacks)
            block.callbacks = std::move(*callbacks);
        else
            block.damaged = true;
        addDurations(block);
        lastBlock = block;
        return block;
    }
    return {};
}

QList<Callback> JournalReader::Private::rejectedBetween(qint64 firstId, qint64 lastId)
{
    QList<Callback> result;
    selectRejected.bind(1, firstId).bind(2, lastId);
    Statement::Step step = Statement::Step::Done;
    while ((step = selectRejected.step()) == Statement::Step::Row) {
        if (auto callbacks = unpacker->unpack(selectRejected.blob(0))) {
            for (Callback &callback : *callbacks)
                callback.repeats = quint32(selectRejected.number(1));
            result += *callbacks;
        } else {
            failure = JournalFailure {JournalFailure::Kind::Damaged,
                                      u"“%1” is damaged: a rejected request is unreadable."_s.arg(fileName)};
        }
    }
    if (step == Statement::Step::Error)
        failure = database.failure();
    selectRejected.reset();
    return result;
}

std::optional<Callback> JournalReader::read(qint64 id) const
{
    std::optional<Callback> result;
    forEach(id, id, [&result](const Callback &callback) {
        result = callback;
        return true;
    });
    return result;
}

std::optional<JournalFailure> JournalReader::forEach(qint64 firstId, qint64 lastId,
                                                     const std::function<bool(const Callback &)> &visit) const
{
    d->failure.reset();
    lastId = std::min(lastId, this->lastId());
    qint64 id = std::max<qint64>(firstId, 1);
    while (id <= lastId) {
        const std::optional<Private::Block> block = d->blockFrom(id);
        if (!block && d->failure)
            return d->failure;
        const qint64 end = block ? std::min(block->last, lastId) : lastId;
        QList<Callback> callbacks = d->rejectedBetween(id, end);
        const bool isMixed = !callbacks.isEmpty();
        if (block) {
            if (block->damaged)
                d->failure = JournalFailure {JournalFailure::Kind::Damaged,
                                             u"“%1” is damaged: callbacks %2 to %3 are unreadable."_s.arg(d->fileName)
                                                 .arg(block->first)
                                                 .arg(block->last)};
            if (!isMixed) {
                for (const Callback &callback : block->callbacks) {
                    if (callback.id >= id && callback.id <= end && !visit(callback))
                        return d->failure;
                }
                id = end + 1;
                continue;
            }
            for (const Callback &callback : block->callbacks) {
                if (callback.id >= id && callback.id <= end)
                    callbacks.append(callback);
            }
        }
        std::sort(callbacks.begin(), callbacks.end(), [](const Callback &a, const Callback &b) { return a.id < b.id; });
        for (const Callback &callback : std::as_const(callbacks)) {
            if (!visit(callback))
                return d->failure;
        }
        id = end + 1;
    }
    return d->failure;
}

qint64 JournalReader::firstIdAt(qint64 receivedUs) const
{
    qint64 result = lastId() + 1;
    Statement block = d->database.prepare("SELECT first FROM blocks WHERE last_us >= ? ORDER BY last_us LIMIT 1");
    block.bind(1, receivedUs);
    if (block.step() == Statement::Step::Row) {
        forEach(block.number(0), result - 1, [&](const Callback &callback) {
            if (callback.receivedUs < receivedUs)
                return true;
            result = callback.id;
            return false;
        });
    }
    Statement rejected = d->database.prepare("SELECT id FROM rejected WHERE received_us >= ? ORDER BY id LIMIT 1");
    rejected.bind(1, receivedUs);
    if (rejected.step() == Statement::Step::Row)
        result = std::min(result, rejected.number(0));
    return result;
}

QList<ListeningPeriod> JournalReader::listeningPeriods() const
{
    QList<ListeningPeriod> periods;
    Statement rows = d->database.prepare("SELECT from_us, to_us, ended, url FROM listening ORDER BY from_us");
    while (rows.step() == Statement::Step::Row)
        periods.append(
            {.fromUs = rows.number(0), .toUs = rows.number(1), .open = rows.number(2) == 0, .url = rows.text(3)});
    // After a crash the last stored callback is a sign of life, too.
    Statement lastBefore = d->database.prepare("SELECT max(last_us) FROM blocks WHERE last_us < ?");
    for (qsizetype i = 0; i < periods.size(); ++i) {
        if (!periods[i].open)
            continue;
        const qint64 end = i + 1 < periods.size() ? periods[i + 1].fromUs : std::numeric_limits<qint64>::max();
        if (lastBefore.bind(1, end).step() == Statement::Step::Row)
            periods[i].toUs = std::max(periods[i].toUs, lastBefore.number(0));
        lastBefore.reset();
    }
    return periods;
}

} // namespace Roomscope
