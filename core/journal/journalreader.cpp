// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"

#include "core/journal/block.h"
#include "core/journal/database.h"
#include "core/journal/journal.h"
#include "core/journal/salvage.h"
#include "core/journal/schema.h"
#include "core/journal/structure.h"
#include "core/protocol/contentcoding.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QMutex>
#include <QTemporaryDir>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

#include <algorithm>
#include <memory>
#include <variant>
#include <vector>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Of the row with that id, to be reset afterwards; empty when SQLite cannot read it.
QByteArray frameOf(Statement &select, qint64 id)
{
    return select.bind(1, id).step() == Statement::Step::Row ? select.blob(0) : QByteArray();
}

/// Another one for each file, whatever its name is; 0 when there is none.
quint64 fileNumber(const QString &fileName)
{
#ifdef Q_OS_UNIX
    struct stat status
    {
    };
    return ::stat(QFile::encodeName(fileName).constData(), &status) == 0 ? status.st_ino : 0;
#else
    return quint64(QFileInfo(fileName).birthTime().toMSecsSinceEpoch());
#endif
}

using Salvaged = Result<std::shared_ptr<const QTemporaryDir>>;

/// Of a journal that is damaged, what could be read of it, in a folder that goes with its last reader: all readers of
/// the process share one as long as the journal stays as it is.
Salvaged salvagedCopy(const QString &journalFile, const JournalEnd &end)
{
    struct Copy
    {
        QList<qint64> madeOf;
        std::weak_ptr<const QTemporaryDir> folder;
    };
    static QMutex mutex;
    static QHash<QString, Copy> copies;
    const QMutexLocker lock(&mutex); // whoever else wants it waits until it is made
    QList<qint64> madeOf;
    for (const QString &file : {journalFile, QString(journalFile + u"-wal"_s)}) {
        const QFileInfo info(file);
        madeOf += {qint64(fileNumber(file)), info.size(), info.lastModified().toMSecsSinceEpoch()};
    }
    Copy &copy = copies[journalFile];
    if (std::shared_ptr<const QTemporaryDir> folder = copy.folder.lock(); folder && copy.madeOf == madeOf)
        return folder;
    const auto folder = std::make_shared<const QTemporaryDir>();
    if (!folder->isValid())
        return Error {ErrorKind::CannotCopyDamagedJournal, {journalFile, folder->errorString()}};
    const auto salvaged = salvageInto(folder->filePath(QLatin1StringView(Schema::fileName)), journalFile, end);
    if (!salvaged)
        return salvaged.error();
    copy = {.madeOf = madeOf, .folder = folder};
    return folder;
}

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

    [[nodiscard]] QList<qint64> rejectedIds(qint64 firstId, qint64 lastId);
    [[nodiscard]] QList<Callback> rejectedBetween(qint64 firstId, qint64 lastId);
    /// Ids ascending. False when visit does not want any more.
    [[nodiscard]] bool visitRejectedBodies(std::span<const qint64> ids, const BodyVisit &visit);
    /// Takes away the newest ids, those of one block or between two. False when visit does not want any more.
    [[nodiscard]] bool visitNewestBodies(std::span<const qint64> &ids, const BodyVisit &visit);
    [[nodiscard]] std::optional<Error> openFile(const QString &folder, const JournalEnd &end);
    [[nodiscard]] std::optional<Error> openSalvaged(const Error &damage, const JournalEnd &end);
    void prepare();
    void noteDamage(qint64 first, qint64 last);
    void noteDamagedRejected();
    /// Of the reading that ends, or else what is wrong with the journal anyway.
    [[nodiscard]] std::optional<Error> failureOf(const std::optional<Error> &damage) const;
    /// The block that holds id, or the next one that can be read; nothing behind the last one.
    [[nodiscard]] std::optional<Block> blockFrom(qint64 id, qint64 lastId);
    void addDurations(Block &block);
    [[nodiscard]] qint64 firstKept() const { return database.number("SELECT first_kept FROM base"); }

    QString fileName;
    std::optional<Error> structure;            ///< Why the copy is read.
    std::shared_ptr<const QTemporaryDir> copy; ///< Goes after the database.
    quint64 openedFile = 0;
    QString folder;
    Database database;
    std::unique_ptr<BlockUnpacker> unpacker;
    Statement selectBlockBefore;
    Statement selectBlockAfter;
    Statement selectBlock;
    Statement selectAnswers;
    Statement selectRejectedIds;
    Statement selectRejected;
    qint64 dataVersion = 0;         ///< Of lastBlock.
    std::optional<Error> failure;   ///< Of the reading under way.
    QList<IdRange> unreadable;      ///< The same.
    BlockBodies bodies;             ///< Of the block read last by forEachBody().
    std::optional<Block> lastBlock; ///< The one read last: neighbours are asked for together.
};

JournalReader::JournalReader()
    : d(std::make_unique<Private>())
{
}

JournalReader::~JournalReader() = default;
JournalReader::JournalReader(JournalReader &&) noexcept = default;
JournalReader &JournalReader::operator=(JournalReader &&) noexcept = default;

std::optional<Error> JournalReader::open(const QString &dataFolder)
{
    d->fileName = QDir(dataFolder).filePath(QLatin1StringView(Schema::fileName));
    d->structure.reset();
    d->lastBlock.reset();
    d->openedFile = fileNumber(d->fileName);
    const bool emptied = isEmptied(d->fileName);
    if (!emptied && !QFileInfo::exists(d->fileName))
        return Error {ErrorKind::NoJournal, {dataFolder}};
    const JournalEnd end = readJournalEnd(d->fileName); // before what it is compared with
    std::optional<Error> failure
        = emptied ? Error {ErrorKind::JournalEmptied, {d->fileName}} : d->openFile(dataFolder, end);
    if (failure && (isDamaged(failure->kind) || isNoJournal(failure->kind)))
        failure = d->openSalvaged(*failure, end);
    if (!failure)
        d->prepare();
    return failure;
}

std::optional<Error> JournalReader::Private::openSalvaged(const Error &damage, const JournalEnd &end)
{
    database.close();
    const bool isJournal = isDamaged(damage.kind);
    const Salvaged salvaged = salvagedCopy(fileName, end);
    if (!salvaged)
        return isJournal ? salvaged.error() : damage;
    copy = *salvaged;
    if (const auto problem = openFile(copy->path(), {}))
        return problem;
    if (!isJournal && end.lastId == 0
        && database.number("SELECT (SELECT count(*) FROM blocks) + (SELECT count(*) FROM rejected)") == 0)
        return damage; // it is none
    structure = isJournal ? damage : Error {ErrorKind::JournalBeginningUnreadable, {fileName}};
    return {};
}

std::optional<Error> JournalReader::Private::openFile(const QString &folderOfFile, const JournalEnd &end)
{
    folder = folderOfFile;
    return openToRead(database, QDir(folder).filePath(QLatin1StringView(Schema::fileName)), end);
}

void JournalReader::Private::prepare()
{
    unpacker = std::make_unique<BlockUnpacker>(journalDictionary(database));
    selectBlockBefore = database.prepare("SELECT first, last FROM blocks WHERE first <= ? ORDER BY first DESC LIMIT 1");
    selectBlockAfter = database.prepare("SELECT first, last FROM blocks WHERE first > ? ORDER BY first LIMIT 1");
    selectBlock = database.prepare("SELECT data FROM blocks WHERE first = ?");
    selectAnswers = database.prepare("SELECT first, durations FROM answers WHERE first <= ?2 "
                                     "AND first >= coalesce((SELECT max(first) FROM answers WHERE first <= ?1), 0)");
    selectRejectedIds = database.prepare("SELECT id FROM rejected WHERE id BETWEEN ? AND ? ORDER BY id");
    selectRejected = database.prepare("SELECT data, repeats FROM rejected WHERE id = ?");
}

std::optional<Error> JournalReader::damage(qint64 firstId, qint64 lastId) const
{
    QList<IdRange> missing;
    for (const IdRange &range : missingCallbacks(d->database)) {
        if (range.first <= lastId && range.last >= firstId)
            appendRange(missing, {.first = std::max(range.first, firstId), .last = std::min(range.last, lastId)});
    }
    if (missing.isEmpty())
        return d->structure;
    const QVariant ranges = QVariant::fromValue(missing);
    return d->structure ? Error {ErrorKind::JournalDamagedAndMissing, {ranges}, {*d->structure}}
                        : Error {ErrorKind::CallbacksMissing, {d->fileName, ranges}};
}

QString JournalReader::folder() const
{
    return d->folder;
}

bool JournalReader::isReplaced() const
{
    const quint64 file = fileNumber(d->fileName);
    return file != 0 && file != d->openedFile;
}

std::optional<Error> JournalReader::Private::failureOf(const std::optional<Error> &damage) const
{
    if (unreadable.isEmpty())
        return failure ? failure : damage;
    const QVariantList arguments {fileName, QVariant::fromValue(unreadable)};
    return damage ? Error {ErrorKind::CallbacksUnreadableBesides, arguments, {*damage}}
                  : Error {ErrorKind::CallbacksUnreadable, arguments};
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
    const qint64 block
        = firstBlock.bind(1, kept).step() == Statement::Step::Row ? std::max(kept, firstBlock.number(0)) : 0;
    const qint64 rejected = firstRejected.bind(1, kept).step() == Statement::Step::Row ? firstRejected.number(0) : 0;
    return block == 0 || rejected == 0 ? std::max(block, rejected) : std::min(block, rejected);
}

qint64 JournalReader::lastId() const
{
    return std::max(lastStoredId(d->database), d->database.number("SELECT id FROM rejected ORDER BY id DESC LIMIT 1"));
}

qint64 JournalReader::count() const
{
    Statement counts = d->database.prepare("SELECT coalesce(sum(callbacks), 0) + (SELECT count(*) FROM rejected "
                                           "WHERE id >= ?1) FROM blocks WHERE last >= ?1");
    return counts.bind(1, d->firstKept()).step() == Statement::Step::Row ? counts.number(0) : 0;
}

qint64 JournalReader::sizeOnDisk() const
{
    return bytesOnDisk(d->fileName);
}

qint64 JournalReader::usedBytes() const
{
    return (d->database.number("PRAGMA page_count") - d->database.number("PRAGMA freelist_count"))
        * d->database.number("PRAGMA page_size");
}

qint64 JournalReader::firstIdWithin(qint64 bytes) const
{
    // Of a long blob SQLite knows the length without reading it.
    constexpr auto rowsSql = "SELECT first, length(data) FROM blocks WHERE last >= ?1 "
                             "UNION ALL SELECT id, length(data) FROM rejected WHERE id >= ?1 ORDER BY 1 DESC";
    const std::optional<JournalBase> trimmed = base();
    const qint64 stateSize = trimmed ? trimmed->packedState.size() : 0;
    const qint64 inRows = d->database.number("SELECT (SELECT coalesce(sum(length(data)), 0) FROM blocks) "
                                             "+ (SELECT coalesce(sum(length(data)), 0) FROM rejected)");
    const double overhead = inRows == 0 ? 1 : double(usedBytes() - stateSize) / double(inRows);
    Statement rows = d->database.prepare(rowsSql);
    rows.bind(1, d->firstKept());
    qint64 result = lastId() + 1;
    // A large state of the rooms does not drive out what there is to be seen.
    const double most = double(std::max(bytes - stateSize, bytes / 2));
    double taken = 0;
    while (rows.step() == Statement::Step::Row) {
        const bool isNewest = taken == 0;
        taken += double(rows.number(1)) * overhead;
        if (taken > most && !isNewest)
            break;
        result = rows.number(0);
    }
    return result;
}

void JournalReader::Private::addDurations(Block &block)
{
    selectAnswers.bind(1, block.first).bind(2, block.last);
    Statement::Step step = Statement::Step::Done;
    while ((step = selectAnswers.step()) == Statement::Step::Row) {
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
    if (step == Statement::Step::Error && !failure)
        failure = database.failure();
    selectAnswers.reset();
}

std::optional<JournalReader::Private::Block> JournalReader::Private::blockFrom(qint64 id, qint64 lastId)
{
    const qint64 version = database.number("PRAGMA data_version"); // another one after a commit of the writer
    if (lastBlock && version == dataVersion && lastBlock->first <= id && id <= lastBlock->last)
        return lastBlock;
    dataVersion = version;
    for (Statement *select : {&selectBlockBefore, &selectBlockAfter}) {
        const Statement::Step step = select->bind(1, id).step();
        Block block;
        if (step == Statement::Step::Row) {
            block.first = select->number(0);
            block.last = select->number(1);
        }
        if (step == Statement::Step::Error) {
            failure = database.failure();
            select->reset();
            return {};
        }
        if (block.last < id || block.first > lastId) { // none, or the one before ends before it
            select->reset();
            continue;
        }
        std::optional<QList<Callback>> callbacks = unpacker->unpack(frameOf(selectBlock, block.first));
        selectBlock.reset();
        select->reset(); // not before: until then the writer's joining of blocks is not seen
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

QList<qint64> JournalReader::Private::rejectedIds(qint64 firstId, qint64 lastId)
{
    QList<qint64> ids;
    selectRejectedIds.bind(1, firstId).bind(2, lastId);
    Statement::Step step = Statement::Step::Done;
    while ((step = selectRejectedIds.step()) == Statement::Step::Row)
        ids.append(selectRejectedIds.number(0));
    if (step == Statement::Step::Error)
        failure = database.failure();
    selectRejectedIds.reset();
    return ids;
}

QList<Callback> JournalReader::Private::rejectedBetween(qint64 firstId, qint64 lastId)
{
    QList<Callback> result;
    const bool isBegun = database.run("BEGIN"); // until it ends no removal is seen
    for (const qint64 id : rejectedIds(firstId, lastId)) {
        if (auto callbacks = unpacker->unpack(frameOf(selectRejected, id))) {
            for (Callback &callback : *callbacks)
                callback.repeats = quint32(selectRejected.number(1));
            result += *callbacks;
        } else {
            noteDamagedRejected();
        }
        selectRejected.reset();
    }
    if (isBegun && !database.run("COMMIT"))
        failure = database.failure();
    return result;
}

void JournalReader::Private::noteDamage(qint64 first, qint64 last)
{
    unreadable.append({.first = first, .last = last});
}

void JournalReader::Private::noteDamagedRejected()
{
    failure = Error {ErrorKind::RejectedRequestUnreadable, {fileName}};
}

bool JournalReader::Private::visitRejectedBodies(std::span<const qint64> ids, const BodyVisit &visit)
{
    bool isWanted = true;
    const bool isBegun = database.run("BEGIN"); // until it ends no removal is seen
    for (const qint64 id : ids.empty() ? QList<qint64>() : rejectedIds(ids.front(), ids.back())) {
        if (!isWanted || !std::binary_search(ids.begin(), ids.end(), id))
            continue;
        if (!unpacker->unpackBodies(frameOf(selectRejected, id), bodies))
            noteDamagedRejected();
        selectRejected.reset();
        for (const BlockBodies::Body &body : bodies.bodies)
            isWanted = isWanted && visitPlain(body, true, visit);
    }
    if (isBegun && !database.run("COMMIT"))
        failure = database.failure();
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
    if (isInBlock && !unpacker->unpackBodies(frameOf(selectBlock, first), bodies))
        noteDamage(first, last);
    selectBlock.reset();
    selectBlockBefore.reset(); // not before: until then the writer's joining of blocks is not seen

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

std::optional<Callback> JournalReader::firstFrom(qint64 firstId) const
{
    std::optional<Callback> result;
    forEach(firstId, lastId(), [&result](const Callback &callback) {
        result = callback;
        return false;
    });
    return result;
}

std::optional<Error> JournalReader::forEach(qint64 firstId, qint64 lastId,
                                            const std::function<bool(const Callback &)> &visit) const
{
    d->failure.reset();
    d->unreadable.clear();
    lastId = std::min(lastId, this->lastId());
    qint64 id = std::max({firstId, d->firstKept(), qint64(1)});
    const std::optional<Error> damage = this->damage(id, lastId);
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
                        return d->failureOf(damage);
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
                return d->failureOf(damage);
        }
        id = end + 1;
    }
    return d->failureOf(damage);
}

std::optional<Error> JournalReader::forEachBody(std::span<const qint64> ids,
                                                const std::function<bool(qint64 id, QByteArrayView body)> &visit) const
{
    d->failure.reset();
    d->unreadable.clear();
    const qint64 firstKept = std::max<qint64>(d->firstKept(), 1);
    ids = ids.subspan(size_t(std::lower_bound(ids.begin(), ids.end(), firstKept) - ids.begin()));
    const std::optional<Error> damage = ids.empty() ? std::nullopt : this->damage(ids.front(), ids.back());
    while (!ids.empty() && d->visitNewestBodies(ids, visit)) { }
    std::reverse(d->unreadable.begin(), d->unreadable.end());
    return d->failureOf(damage);
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
    Statement rejected = d->database.prepare("SELECT count(*), min(received_us), max(received_us), "
                                             "sum(repeats - 1) FROM rejected WHERE id >= ?");
    if (rejected.bind(1, kept).step() == Statement::Step::Row && rejected.number(0) > 0) {
        stats.rejected = rejected.number(0);
        stats.folded = rejected.number(3);
        stats.fromUs = stats.blocks == 0 ? rejected.number(1) : std::min(stats.fromUs, rejected.number(1));
        stats.toUs = std::max(stats.toUs, rejected.number(2));
    }
    if (const std::optional<JournalBase> trimmed = base())
        stats.removedBeforeUs = trimmed->sinceUs;
    return stats;
}

} // namespace Roomscope
