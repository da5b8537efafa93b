// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journal.h"

#include "core/base/privatefolder.h"
#include "core/journal/block.h"
#include "core/journal/blockwriter.h"
#include "core/journal/database.h"
#include "core/journal/journalend.h"
#include "core/journal/journalreader.h"
#include "core/journal/journalsweeper.h"
#include "core/journal/listeninglog.h"
#include "core/journal/salvage.h"
#include "core/journal/schema.h"
#include "core/journal/structure.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QLockFile>
#include <QSysInfo>
#include <QTimer>

#ifdef Q_OS_UNIX
#include <csignal>
#endif

#include <algorithm>
#include <cerrno>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr auto answersDelay = 1s; // when no commit comes that could carry them
constexpr auto probeInterval = 1s;

// So many of the last blocks are checked at every start; older ones are checked when they are read.
constexpr int blocksChecked = 8;

constexpr auto sweepInterval = 20ms;

struct Answers
{
    qint64 firstId = 0;
    QByteArray durations;
};

} // namespace

class Journal::Private
{
public:
    std::optional<Error> openDatabase(const QString &fileName);
    std::optional<Error> checkVersion(const JournalEnd &end);
    bool lastBlocksAreIntact();
    void prepare();
    bool insert(const QList<Callback> &batch);
    bool insertRejected(const Callback &callback);
    bool writeNotes();
    void forgetNotes();
    bool writeBase(const JournalBase &base);
    void countRejected();
    qint64 firstKept() const;

    QString folder;
    std::unique_ptr<QLockFile> lock;
    Database database;
    QList<Error> repairs;
    std::unique_ptr<BlockWriter> blocks;
    std::unique_ptr<ListeningLog> listening;
    std::unique_ptr<JournalSweeper> sweeper;
    JournalEndWriter endWriter;
    qint64 nextId = 1;
    qint64 rejectedCount = 0;
    qint64 rejectedBytes = 0;
    QList<Answers> answers;
    QHash<qint64, quint32> repeats; ///< By the id of the rejected request.
    /// The first ids of batches whose answers are awaited, with the first id of the block each became. A batch of
    /// rejected requests only is none: their answers are not timed, strangers could fill the disk with them.
    QHash<qint64, qint64> awaited;
    bool isFailing = false;

    Statement insertRejectedRow;
    Statement dropRejectedRow;
    Statement insertAnswers;
    Statement updateRepeats;

    QTimer signTimer;
    QTimer answersTimer;
    QTimer probeTimer;
    QTimer sweepTimer;
};

std::optional<Error> Journal::Private::checkVersion(const JournalEnd &end)
{
    const qint64 id = database.number("PRAGMA application_id");
    if (database.isCorrupt())
        return database.failure();
    Statement tables = database.prepare("SELECT count(*) FROM sqlite_master");
    if (tables.step() != Statement::Step::Row)
        return database.failure();
    const bool isNew = id == 0 && tables.number(0) == 0;
    tables.reset();
    if (isNew) {
        if (!database.run("PRAGMA auto_vacuum = INCREMENTAL") || !database.run("PRAGMA journal_mode = WAL")
            || !database.run("BEGIN IMMEDIATE") || !database.run(Schema::create))
            return database.failure();
        Statement insertDictionary = database.prepare("INSERT INTO dictionary VALUES(1, ?)");
        const QByteArray dictionary = typicalText();
        insertDictionary.bindBlob(1, dictionary);
        if (!insertDictionary.run() || !database.run("COMMIT"))
            return database.failure();
        return structureFailure(database, end);
    }
    if (id != Schema::applicationId)
        return Error {ErrorKind::NotAJournalInFolder, {database.fileName()}};
    if (database.number("PRAGMA user_version") != Schema::version)
        return Error {ErrorKind::SessionOfOtherVersion, {folder}};
    return {};
}

bool Journal::Private::lastBlocksAreIntact()
{
    const BlockUnpacker unpacker(journalDictionary(database));
    Statement last = database.prepare("SELECT data FROM blocks ORDER BY first DESC LIMIT ?");
    last.bind(1, blocksChecked);
    for (;;) {
        switch (last.step()) {
        case Statement::Step::Row:
            if (!unpacker.unpack(last.blob(0)))
                return false;
            break;
        case Statement::Step::Done: return true;
        case Statement::Step::Error: return false;
        }
    }
}

std::optional<Error> Journal::Private::openDatabase(const QString &fileName)
{
    if (isEmptied(fileName))
        return Error {ErrorKind::JournalEmptied, {fileName}};
    const JournalEnd end = readJournalEnd(fileName);
    // Closing a journal that was opened to write makes SQLite put its log into the file, as far as that can be read.
    if (QFile::exists(fileName)) {
        Database looked;
        const auto failure = openToRead(looked, fileName, end);
        const bool isKnown = end.lastId > 0 && failure && isNoJournal(failure->kind);
        if (failure && (isDamaged(failure->kind) || looked.isCorrupt() || isKnown))
            return failure;
    }
    if (const auto failure = database.open(fileName, Database::Access::Create))
        return failure;
    QFile::setPermissions(fileName, QFile::ReadOwner | QFile::WriteOwner);
    if (const auto failure = checkVersion(end))
        return failure;
    if (!database.run("PRAGMA journal_mode = WAL") || !database.run("PRAGMA synchronous = FULL"))
        return database.failure();
    if (!lastBlocksAreIntact())
        return Error {ErrorKind::JournalDamaged, {fileName}, {Error {ErrorKind::LastBlocksUnreadable}}};
    return {};
}

void Journal::Private::prepare()
{
    blocks = std::make_unique<BlockWriter>(database, lastStoredId(database));
    listening = std::make_unique<ListeningLog>(database);
    sweeper = std::make_unique<JournalSweeper>(database);
    insertRejectedRow = database.prepare("INSERT INTO rejected VALUES(?, ?, ?, ?)");
    dropRejectedRow
        = database.prepare("DELETE FROM rejected WHERE id = (SELECT min(id) FROM rejected) RETURNING length(data)");
    insertAnswers = database.prepare("INSERT OR IGNORE INTO answers VALUES(?, ?)");
    updateRepeats = database.prepare("UPDATE rejected SET repeats = ? WHERE id = ?");
    nextId = std::max(blocks->lastStored(), database.number("SELECT max(id) FROM rejected")) + 1;
    countRejected();
}

qint64 Journal::Private::firstKept() const
{
    return database.number("SELECT first_kept FROM base");
}

void Journal::Private::countRejected()
{
    rejectedCount = database.number("SELECT count(*) FROM rejected");
    rejectedBytes = database.number("SELECT coalesce(sum(length(data)), 0) FROM rejected");
}

namespace {

/// No file in the folder can grow.
bool isFull(const QDir &folder)
{
    QFile probe(folder.filePath(u"journal.probe"_s));
    const QByteArray some(4096, ' ');
    const bool fails = !probe.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || probe.write(some) < some.size();
    const bool isFull = fails && isFullDisk(errno);
    probe.remove();
    return isFull;
}

/// QLockFile itself takes the lock of one that has died away, but needs room on the disk for that.
bool isHolderAlive(const QLockFile &lock)
{
#ifdef Q_OS_UNIX
    qint64 process = 0;
    QString machine;
    QString program;
    if (lock.getLockInfo(&process, &machine, &program) && machine == QSysInfo::machineHostName())
        return ::kill(pid_t(process), 0) == 0 || errno != ESRCH;
#else
    static_cast<void>(lock);
#endif
    return true;
}

} // namespace

Journal::Journal(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    for (QTimer *timer : {&d->signTimer, &d->answersTimer, &d->probeTimer, &d->sweepTimer})
        timer->setParent(this); // moves to another thread with this
    d->signTimer.setInterval(ListeningLog::signInterval);
    d->answersTimer.setInterval(answersDelay);
    d->answersTimer.setSingleShot(true);
    d->probeTimer.setInterval(probeInterval);
    for (const QTimer *timer : {&d->signTimer, &d->answersTimer, &d->probeTimer})
        connect(timer, &QTimer::timeout, this, &Journal::commitNotes);
    d->sweepTimer.setInterval(sweepInterval);
    connect(&d->sweepTimer, &QTimer::timeout, this, &Journal::sweepStep);
}

Journal::~Journal()
{
    stopListening();
}

std::optional<Error> Journal::open(const QString &dataFolder)
{
    d->folder = dataFolder;
    if (!makePrivateFolder(dataFolder))
        return Error {ErrorKind::CannotMakeFolder, {dataFolder}};
    const QDir folder(dataFolder);
    const QString lockName = folder.filePath(u"journal.lock"_s);
    auto lock = std::make_unique<QLockFile>(lockName);
    lock->setStaleLockTime(0);
    if (!lock->tryLock()) {
        if (lock->error() == QLockFile::LockFailedError && isHolderAlive(*lock))
            return Error {ErrorKind::SessionInUse, {dataFolder}};
        if (isFull(folder))
            return Error {ErrorKind::SessionDiskFull, {dataFolder}};
        return Error {ErrorKind::FolderReadOnly, {dataFolder}};
    }
    QFile::setPermissions(lockName, QFile::ReadOwner | QFile::WriteOwner);
    d->lock = std::move(lock);

    const QString fileName = folder.filePath(QLatin1StringView(Schema::fileName));
    std::optional<Error> failure = d->openDatabase(fileName);
    if (failure && (isDamaged(failure->kind) || isNoJournal(failure->kind))) {
        d->database.close();
        if (const auto repairs = salvageJournal(fileName, *failure)) {
            d->repairs += *repairs;
            failure = d->openDatabase(fileName);
        } else {
            failure = repairs.error();
        }
    }
    if (failure) {
        d->database.close();
        d->lock.reset();
        return failure;
    }
    d->prepare();
    if (!d->endWriter.open(fileName)) {
        d->database.close();
        d->lock.reset();
        return Error {ErrorKind::FolderReadOnly, {dataFolder}};
    }
    if (d->firstKept() > 0)
        d->sweepTimer.start(); // a crash may have left something
    return {};
}

QList<Error> Journal::repairs() const
{
    return d->repairs;
}

qint64 Journal::nextId() const
{
    return d->nextId;
}

bool Journal::Private::insertRejected(const Callback &callback)
{
    const QByteArray record = blocks->pack(callback);
    if (!insertRejectedRow.bind(1, callback.id)
             .bind(2, callback.receivedUs)
             .bindBlob(3, record)
             .bind(4, callback.repeats)
             .run())
        return false;
    ++rejectedCount;
    rejectedBytes += record.size();
    while (rejectedCount > Schema::mostRejected || (rejectedBytes > Schema::mostRejectedBytes && rejectedCount > 1)) {
        if (dropRejectedRow.step() != Statement::Step::Row)
            return false;
        rejectedBytes -= dropRejectedRow.number(0);
        --rejectedCount;
        dropRejectedRow.reset();
    }
    return true;
}

/// What is known only later: durations of answers, repeats, and the sign of life.
bool Journal::Private::writeNotes()
{
    for (const Answers &noted : std::as_const(answers)) {
        if (!insertAnswers.bind(1, noted.firstId).bindBlob(2, noted.durations).run())
            return false;
    }
    for (auto it = repeats.cbegin(); it != repeats.cend(); ++it) {
        if (!updateRepeats.bind(1, qint64(it.value())).bind(2, it.key()).run())
            return false;
    }
    return listening->writeSign();
}

void Journal::Private::forgetNotes()
{
    answers.clear();
    repeats.clear();
    answersTimer.stop();
}

bool Journal::Private::insert(const QList<Callback> &batch)
{
    QList<Callback> kept;
    kept.reserve(batch.size());
    for (const Callback &callback : batch) {
        if (!callback.verdict.isRejected())
            kept.append(callback);
        else if (!insertRejected(callback))
            return false;
    }
    return blocks->append(kept) && writeNotes();
}

void Journal::append(const QList<Callback> &batch)
{
    d->listening->noteArrivals(batch.first().receivedUs, batch.last().receivedUs);
    const qint64 formerCount = d->rejectedCount;
    const qint64 formerBytes = d->rejectedBytes;
    if (const auto failure = d->database.transact([&] { return d->insert(batch); })) {
        d->blocks->rolledBack();
        d->rejectedCount = formerCount;
        d->rejectedBytes = formerBytes;
        noteFailure();
        emit failed(*failure);
        return;
    }
    d->blocks->committed();
    d->endWriter.write({.lastStored = d->blocks->lastStored(), .lastId = batch.last().id});
    d->forgetNotes();
    d->nextId = batch.last().id + 1;
    const auto stored = std::find_if(batch.begin(), batch.end(),
                                     [](const Callback &callback) { return !callback.verdict.isRejected(); });
    if (stored != batch.end())
        d->awaited.insert(batch.first().id, stored->id);
    noteSuccess();
    emit committed(batch.first().id, batch.last().id);
}

void Journal::noteSuccess()
{
    if (std::exchange(d->isFailing, false)) {
        d->probeTimer.stop();
        emit recovered();
    }
}

void Journal::noteFailure()
{
    d->isFailing = true;
    d->listening->wantSign(); // the next probe writes it
    d->probeTimer.start();
}

void Journal::noteReplies(qint64 firstId, const QList<qint64> &durationsUs)
{
    const qint64 firstStored = d->awaited.take(firstId);
    if (firstStored == 0)
        return;
    const Answers noted {.firstId = firstStored, .durations = packDurations(durationsUs.sliced(firstStored - firstId))};
    d->answers.append(noted);
    if (!d->answersTimer.isActive())
        d->answersTimer.start();
}

Reply Journal::lateReply()
{
    return {.status = 503,
            .body = R"({"ActionStatus":"FAIL","ErrorInfo":"not stored in time: the disk is slow","ErrorCode":503})"};
}

/// Commits the notes without a batch: when idle, and as a probe after a failure.
std::optional<Error> Journal::commitNotes()
{
    const auto failure = d->database.transact([this] { return d->writeNotes(); });
    if (!failure) {
        d->forgetNotes();
        noteSuccess();
        return {};
    }
    const bool wasFailing = d->isFailing;
    noteFailure();
    if (!wasFailing)
        emit notesFailed(*failure);
    return failure;
}

bool Journal::Private::writeBase(const JournalBase &base)
{
    Statement insertBase = database.prepare("INSERT OR REPLACE INTO base VALUES(1, ?, ?, ?)");
    return blocks->cutBefore(base.firstKept)
        && insertBase.bind(1, base.firstKept).bind(2, base.sinceUs).bindBlob(3, base.packedState).run()
        && listening->cutBefore(base.sinceUs);
}

std::optional<Error> Journal::trim(const JournalBase &base)
{
    if (base.firstKept <= d->firstKept())
        return {};
    if (const auto failure = d->database.transact([&] { return d->writeBase(base); })) {
        d->blocks->rolledBack();
        return failure;
    }
    d->blocks->committed();
    d->listening->cutCommitted(base.sinceUs);
    d->sweepTimer.start();
    return {};
}

void Journal::setSizeLimit(qint64 bytes)
{
    d->sweeper->setSizeLimit(bytes);
}

void Journal::keepSizeLimit()
{
    if (d->sweeper->isTooLarge() && !d->sweepTimer.isActive())
        d->sweepTimer.start();
}

void Journal::sweepStep()
{
    const JournalSweeper::Step step = d->sweeper->step();
    if (step.hasRemoved)
        d->countRejected();
    if (step.isLast)
        d->sweepTimer.stop();
    if (step.failure) {
        noteFailure();
        emit notesFailed(*step.failure);
    }
}

std::optional<Error> Journal::sweep()
{
    d->sweepTimer.stop();
    const auto failure = d->sweeper->sweep();
    d->countRejected();
    return failure;
}

void Journal::noteRepeats(qint64 id, quint32 repeats)
{
    d->repeats.insert(id, repeats);
    if (!d->answersTimer.isActive())
        d->answersTimer.start();
}

void Journal::probe()
{
    d->listening->wantSign(); // so that there is something to write
    emit probed(commitNotes());
}

void Journal::noteGap(qint64 fromUs, qint64 toUs)
{
    if (d->listening && !d->listening->divide(fromUs, toUs)) {
        noteFailure();
        emit notesFailed(d->database.failure());
    }
}

std::optional<Error> Journal::addListening(const QList<ListeningPeriod> &periods)
{
    return d->database.transact([&] { return d->listening->add(periods); });
}

void Journal::startListening(const QString &url, qint64 sinceUs)
{
    stopListening();
    if (!d->listening->start(url, sinceUs)) {
        noteFailure();
        emit notesFailed(d->database.failure());
    }
    d->signTimer.start();
}

void Journal::stopListening()
{
    if (!d->listening || !d->listening->isListening())
        return;
    d->signTimer.stop();
    d->answersTimer.stop();
    commitNotes();
    if (!d->listening->stop())
        emit notesFailed(d->database.failure());
}

} // namespace Roomscope
