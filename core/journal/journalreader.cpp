// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"

#include "core/journal/block.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/journal/salvage.h"
#include "core/journal/schema.h"
#include "core/protocol/contentcoding.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Less than the callbacks of most blocks.
constexpr qint64 probeDistance = 64;

/// Calls visit with what is read of the body, which nearly always are its bytes.
bool visitPlain(const BlockBodies::Body &body, bool isRejected,
                const std::function<bool(qint64 id, QByteArrayView body)> &visit)
{
    if (contentCodings(body.head).isEmpty())
        return visit(body.callbackId, body.bytes);
    return visit(body.callbackId, plainBody(body.head, body.bytes.toByteArray(), isRejected));
}

} // namespace

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

    using BodyVisit = std::function<bool(qint64 id, QByteArrayView body)>;

    [[nodiscard]] QList<Callback> rejectedBetween(qint64 firstId, qint64 lastId);
    /// Ids ascending. False when visit does not want any more.
    [[nodiscard]] bool visitRejectedBodies(std::span<const qint64> ids, const BodyVisit &visit);
    /// Takes away the newest ids, those of one block or between two. False when visit does not want any more.
    [[nodiscard]] bool visitNewestBodies(std::span<const qint64> &ids, const BodyVisit &visit);
    void noteDamage(qint64 first, qint64 last);
    void noteDamagedRejected();
    /// The block that holds id, or the next one that can be read; nothing behind the last one.
    [[nodiscard]] std::optional<Block> blockFrom(qint64 id, qint64 lastId);
    void addDurations(Block &block);
    [[nodiscard]] qint64 firstKept() const { return database.number("SELECT first_kept FROM base"); }

    QString fileName;
    Database database;
    std::unique_ptr<BlockUnpacker> unpacker;
    Statement selectBlockBefore;
    Statement selectBlockAfter;
    Statement selectAnswers;
    Statement selectRejected;
    qint64 dataVersion = 0;                ///< Of lastBlock.
    std::optional<JournalFailure> failure; ///< Of the reading under way.
    BlockBodies bodies;                    ///< Of the block read last by forEachBody().
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
    d->selectAnswers
        = d->database.prepare("SELECT first, durations FROM answers WHERE first <= ?2 "
                              "AND first >= coalesce((SELECT max(first) FROM answers WHERE first <= ?1), 0)");
    d->selectRejected
        = d->database.prepare("SELECT data, repeats, id FROM rejected WHERE id BETWEEN ? AND ? ORDER BY id");
    return {};
}

std::optional<JournalBase> JournalReader::base() const
{
    Statement row = d->database.prepare("SELECT first_kept, since_us, state FROM base");
    if (row.step() != Statement::Step::Row)
        return {};
    return JournalBase {.firstKept = row.number(0), .sinceUs = row.number(1), .packedState = row.blob(2)};
}

qint64 JournalReader::firstId() const
{
    // Of what has been removed some may still be there.
    Statement firstBlock = d->database.prepare("SELECT first FROM blocks WHERE last >= ? ORDER BY first LIMIT 1");
    Statement firstRejected = d->database.prepare("SELECT id FROM rejected WHERE id >= ? ORDER BY id LIMIT 1");
    const qint64 kept = d->firstKept();
    const qint64 block = firstBlock.bind(1, kept).step() == Statement::Step::Row ? firstBlock.number(0) : 0;
    const qint64 rejected = firstRejected.bind(1, kept).step() == Statement::Step::Row ? firstRejected.number(0) : 0;
    return block == 0 || rejected == 0 ? std::max(block, rejected) : std::min(block, rejected);
}

qint64 JournalReader::lastId() const
{
    constexpr qint64 mostInBlock = 4096;
    qint64 inBlocks = d->database.number("SELECT last FROM blocks ORDER BY first DESC LIMIT 1");
    if (d->database.isCorrupt()) // the index has another copy of first
        inBlocks = mostInBlock + d->database.number("SELECT max(first) FROM blocks INDEXED BY blocks_by_time");
    return std::max(
        {inBlocks, d->database.number("SELECT id FROM rejected ORDER BY id DESC LIMIT 1"), d->firstKept() - 1});
}

qint64 JournalReader::count() const
{
    Statement counts = d->database.prepare("SELECT coalesce(sum(callbacks), 0) + (SELECT count(*) FROM rejected "
                                           "WHERE id >= ?1) FROM blocks WHERE last >= ?1");
    return counts.bind(1, d->firstKept()).step() == Statement::Step::Row ? counts.number(0) : 0;
}

qint64 JournalReader::sizeOnDisk() const
{
    qint64 size = 0;
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s})
        size += QFileInfo(d->fileName + suffix).size();
    return size;
}

qint64 JournalReader::usedBytes() const
{
    return (d->database.number("PRAGMA page_count") - d->database.number("PRAGMA freelist_count"))
        * d->database.number("PRAGMA page_size");
}

qint64 JournalReader::firstIdWithin(qint64 bytes) const
{
    // Of a long blob SQLite knows the length without reading it.
    const qint64 inBlocks = d->database.number("SELECT coalesce(sum(length(data)), 0) FROM blocks");
    const double overhead = inBlocks == 0 ? 1 : double(usedBytes()) / double(inBlocks);
    Statement blocks
        = d->database.prepare("SELECT first, length(data) FROM blocks WHERE last >= ? ORDER BY first DESC");
    blocks.bind(1, d->firstKept());
    qint64 result = lastId() + 1;
    double taken = 0;
    while (blocks.step() == Statement::Step::Row) {
        const bool isNewest = taken == 0;
        taken += double(blocks.number(1)) * overhead;
        if (taken > double(bytes) && !isNewest)
            break;
        result = blocks.number(0);
    }
    return result;
}

void JournalReader::Private::addDurations(Block &block)
{
    selectAnswers.bind(1, block.first).bind(2, block.last);
    while (selectAnswers.step() == Statement::Step::Row) {
        // Ids are gapless within an answer's row, rejected ones included. Damaged times are not known.
        qint64 id = selectAnswers.number(0);
        for (qint64 durationUs : unpackDurations(selectAnswers.blob(1)).value_or(QList<qint64>())) {
            const auto it
                = std::lower_bound(block.callbacks.begin(), block.callbacks.end(), id,
                                   [](const Callback &callback, qint64 wanted) { return callback.id < wanted; });
            const bool isHere = it != block.callbacks.end() && it->id == id;
            ++id;
            if (!isHere)
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

std::optional<JournalReader::Private::Block> JournalReader::Private::blockFrom(qint64 id, qint64 lastId)
{
    const qint64 version = database.number("PRAGMA data_version"); // another one after a commit of the writer
    if (lastBlock && version == dataVersion && lastBlock->first <= id && id <= lastBlock->last)
        return lastBlock;
    dataVersion = version;
    // Where the table itself is damaged, what is behind is found by its id.
    for (qint64 probe = id; probe <= lastId; probe += probeDistance) {
        bool isUnreadable = false;
        for (Statement *select : {&selectBlockBefore, &selectBlockAfter}) {
            select->bind(1, probe);
            const Statement::Step step = select->step();
            isUnreadable = step == Statement::Step::Error;
            if (isUnreadable) {
                if (!failure)
                    failure = database.failure();
                select->reset();
                break;
            }
            Block block;
            if (step == Statement::Step::Row) {
                block.first = select->number(0);
                block.last = select->number(1);
            }
            if (block.last < probe) { // none, or the one before ends before it
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
        if (!isUnreadable || !database.isCorrupt())
            return {};
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
            noteDamagedRejected();
        }
    }
    if (step == Statement::Step::Error)
        failure = database.failure();
    selectRejected.reset();
    return result;
}

void JournalReader::Private::noteDamage(qint64 first, qint64 last)
{
    failure = JournalFailure {JournalFailure::Kind::Damaged,
                              u"“%1” is damaged: callbacks %2 to %3 are unreadable."_s.arg(
                                  fileName, QString::number(first), QString::number(last))};
}

void JournalReader::Private::noteDamagedRejected()
{
    failure = JournalFailure {JournalFailure::Kind::Damaged,
                              u"“%1” is damaged: a rejected request is unreadable."_s.arg(fileName)};
}

bool JournalReader::Private::visitRejectedBodies(std::span<const qint64> ids, const BodyVisit &visit)
{
    if (ids.empty())
        return true;
    selectRejected.bind(1, ids.front()).bind(2, ids.back());
    Statement::Step step = Statement::Step::Done;
    bool isWanted = true;
    while (isWanted && (step = selectRejected.step()) == Statement::Step::Row) {
        if (!std::binary_search(ids.begin(), ids.end(), selectRejected.number(2)))
            continue;
        if (!unpacker->unpackBodies(selectRejected.blob(0), bodies))
            noteDamagedRejected();
        for (const BlockBodies::Body &body : bodies.bodies)
            isWanted = isWanted && visitPlain(body, true, visit);
    }
    if (step == Statement::Step::Error)
        failure = database.failure();
    selectRejected.reset();
    return isWanted;
}

bool JournalReader::Private::visitNewestBodies(std::span<const qint64> &ids, const BodyVisit &visit)
{
    selectBlockBefore.bind(1, ids.back());
    const Statement::Step step = selectBlockBefore.step();
    if (step == Statement::Step::Error) { // the table itself is damaged there
        if (!failure)
            failure = database.failure();
        selectBlockBefore.reset();
        ids = ids.first(ids.size() - 1);
        return true;
    }
    const qint64 last = step == Statement::Step::Row ? selectBlockBefore.number(1) : 0;
    const bool isInBlock = last >= ids.back();
    const qint64 first = isInBlock ? selectBlockBefore.number(0) : last + 1;
    if (isInBlock && !unpacker->unpackBodies(selectBlockBefore.blob(2), bodies))
        noteDamage(first, last);
    selectBlockBefore.reset();

    const auto older = size_t(std::lower_bound(ids.begin(), ids.end(), first) - ids.begin());
    const std::span<const qint64> newest = ids.subspan(older);
    ids = ids.first(older);
    if (!isInBlock)
        return visitRejectedBodies(newest, visit);
    std::vector<qint64> others;
    auto body = bodies.bodies.cbegin();
    for (const qint64 id : newest) {
        while (body != bodies.bodies.cend() && body->callbackId < id)
            ++body;
        if (body == bodies.bodies.cend() || body->callbackId != id)
            others.push_back(id);
        else if (!visitPlain(*body, false, visit))
            return false;
    }
    return visitRejectedBodies(others, visit);
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
    qint64 id = std::max({firstId, d->firstKept(), qint64(1)});
    while (id <= lastId) {
        const std::optional<Private::Block> block = d->blockFrom(id, lastId);
        const qint64 end = block ? std::min(block->last, lastId) : lastId;
        QList<Callback> callbacks = d->rejectedBetween(id, end);
        const bool isMixed = !callbacks.isEmpty();
        if (block) {
            if (block->damaged)
                d->noteDamage(block->first, block->last);
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

std::optional<JournalFailure>
JournalReader::forEachBody(std::span<const qint64> ids,
                           const std::function<bool(qint64 id, QByteArrayView body)> &visit) const
{
    d->failure.reset();
    const qint64 firstKept = std::max<qint64>(d->firstKept(), 1);
    ids = ids.subspan(size_t(std::lower_bound(ids.begin(), ids.end(), firstKept) - ids.begin()));
    while (!ids.empty() && d->visitNewestBodies(ids, visit)) { }
    return d->failure;
}

qint64 JournalReader::firstIdAt(qint64 receivedUs) const
{
    const qint64 kept = d->firstKept();
    if (receivedUs < d->database.number("SELECT since_us FROM base"))
        return kept - 1;
    qint64 result = lastId() + 1;
    // Arrivals may go back, after a clock was set or an import: the first one by id counts.
    Statement block
        = d->database.prepare("SELECT first FROM blocks WHERE last_us >= ? AND last >= ? ORDER BY first LIMIT 1");
    block.bind(1, receivedUs).bind(2, kept);
    if (block.step() == Statement::Step::Row) {
        forEach(block.number(0), result - 1, [&](const Callback &callback) {
            if (callback.receivedUs < receivedUs)
                return true;
            result = callback.id;
            return false;
        });
    }
    Statement rejected
        = d->database.prepare("SELECT id FROM rejected WHERE received_us >= ? AND id >= ? ORDER BY id LIMIT 1");
    rejected.bind(1, receivedUs).bind(2, kept);
    if (rejected.step() == Statement::Step::Row)
        result = std::min(result, rejected.number(0));
    return result;
}

qint64 JournalReader::lastIdBefore(qint64 receivedUs) const
{
    Statement block = d->database.prepare(
        "SELECT last FROM blocks WHERE first_us < ?1 OR last_us < ?1 ORDER BY first DESC LIMIT 1");
    Statement rejected = d->database.prepare("SELECT id FROM rejected WHERE received_us < ? ORDER BY id DESC LIMIT 1");
    qint64 result = 0;
    for (Statement *row : {&block, &rejected}) {
        if (row->bind(1, receivedUs).step() == Statement::Step::Row)
            result = std::max(result, row->number(0));
    }
    return result;
}

QHash<qint64, quint32> JournalReader::lastRepeats() const
{
    // More than a fold keeps whole of all its reasons, until it is over.
    Statement rows
        = d->database.prepare("SELECT id, repeats FROM "
                              "(SELECT id, repeats FROM rejected ORDER BY id DESC LIMIT 500) WHERE repeats > 1");
    QHash<qint64, quint32> repeats;
    while (rows.step() == Statement::Step::Row)
        repeats.insert(rows.number(0), quint32(rows.number(1)));
    return repeats;
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

JournalStats JournalReader::stats() const
{
    JournalStats stats {.version = int(d->database.number("PRAGMA user_version")),
                        .bytesOnDisk = sizeOnDisk(),
                        .bytesInUse = usedBytes(),
                        .firstId = firstId(),
                        .lastId = lastId(),
                        .listening = listeningPeriods()};
    const qint64 kept = d->firstKept();
    Statement blocks = d->database.prepare("SELECT coalesce(sum(callbacks), 0), count(*), coalesce(min(first_us), 0), "
                                           "coalesce(max(last_us), 0) FROM blocks WHERE last >= ?");
    if (blocks.bind(1, kept).step() == Statement::Step::Row) {
        stats.callbacks = blocks.number(0);
        stats.blocks = blocks.number(1);
        stats.fromUs = blocks.number(2);
        stats.toUs = blocks.number(3);
    }
    Statement rejected = d->database.prepare("SELECT count(*), min(received_us), max(received_us) FROM rejected "
                                             "WHERE id >= ?");
    if (rejected.bind(1, kept).step() == Statement::Step::Row && rejected.number(0) > 0) {
        stats.rejected = rejected.number(0);
        stats.fromUs = stats.blocks == 0 ? rejected.number(1) : std::min(stats.fromUs, rejected.number(1));
        stats.toUs = std::max(stats.toUs, rejected.number(2));
    }
    if (const std::optional<JournalBase> trimmed = base())
        stats.removedBeforeUs = trimmed->sinceUs;
    return stats;
}

} // namespace Roomscope
