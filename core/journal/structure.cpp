// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/structure.h"

#include "core/journal/schema.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

bool isCovered(const QList<IdRange> &ranges, qint64 first, qint64 last)
{
    for (const IdRange &range : ranges) {
        if (range.first <= first && first <= range.last)
            first = range.last + 1;
    }
    return first > last;
}

Error damaged(const Database &database, const Error &problem)
{
    return {ErrorKind::JournalDamaged, {database.fileName()}, {problem}};
}

Error readFailure(const Database &database)
{
    const Error failure = database.failure();
    // Where a table is not known by its name any more, or a page is not there, SQLite calls it no damage.
    const bool isOther = failure.kind == ErrorKind::JournalDiskFails || failure.kind == ErrorKind::JournalUnusable;
    return isOther && database.isContentError() ? damaged(database, failure) : failure;
}

/// Walks the tables within the caller's transaction.
class Walk final
{
public:
    Walk(const Database &database, const JournalEnd &end)
        : m_database(database)
        , m_end(end)
        , m_firstKept(std::max<qint64>(1, database.number("SELECT first_kept FROM base")))
        , m_reached(m_firstKept - 1)
        , m_missing(missingCallbacks(database))
    {
    }

    std::optional<Error> failure()
    {
        if (!walkBlocks() || !walkRejected() || !walkRest())
            return m_problem ? damaged(m_database, *m_problem) : readFailure(m_database);
        return {};
    }

private:
    bool complain(const Error &problem)
    {
        m_problem = problem;
        return false;
    }

    bool walkBlocks()
    {
        Statement rows = m_database.prepare("SELECT first, last FROM blocks NOT INDEXED ORDER BY first");
        Statement::Step step = Statement::Step::Done;
        qint64 count = 0;
        qint64 former = 0;
        while ((step = rows.step()) == Statement::Step::Row) {
            ++count;
            const qint64 first = rows.number(0);
            const qint64 last = rows.number(1);
            if (first <= former || last < first)
                return complain({ErrorKind::BlocksOutOfOrder});
            former = last;
            if (last < m_firstKept)
                continue; // removed, and soon gone
            if (!isCovered(m_missing, m_reached + 1, first - 1))
                return complain({ErrorKind::BlocksMissingBefore, {first}});
            m_reached = last;
        }
        if (step == Statement::Step::Error)
            return false;
        if (!isCovered(m_missing, m_reached + 1, m_end.lastStored))
            return complain({ErrorKind::LastCommitsMissing});
        Statement byTime = m_database.prepare("SELECT count(*) FROM blocks INDEXED BY blocks_by_time");
        if (byTime.step() != Statement::Step::Row)
            return false;
        return byTime.number(0) == count || complain({ErrorKind::TimeIndexWrong});
    }

    bool walkRejected()
    {
        Statement rows = m_database.prepare("SELECT id FROM rejected ORDER BY id");
        Statement::Step step = Statement::Step::Done;
        qint64 former = 0;
        while ((step = rows.step()) == Statement::Step::Row) {
            if (rows.number(0) <= former)
                return complain({ErrorKind::RejectedOutOfOrder});
            former = rows.number(0);
        }
        if (step == Statement::Step::Error)
            return false;
        return isCovered(m_missing, std::max(m_reached, former) + 1, m_end.lastId)
            || complain({ErrorKind::LastCommitsMissing});
    }

    bool walkRest()
    {
        for (const char *sql : {"SELECT count(*) FROM listening", "SELECT bytes FROM dictionary"}) {
            if (m_database.prepare(sql).step() != Statement::Step::Row)
                return false;
        }
        return true;
    }

    const Database &m_database;
    const JournalEnd &m_end;
    qint64 m_firstKept;
    qint64 m_reached;
    QList<IdRange> m_missing;
    std::optional<Error> m_problem;
};

} // namespace

std::optional<Error> structureFailure(const Database &database, const JournalEnd &end)
{
    if (!database.run("BEGIN"))
        return database.failure();
    const std::optional<Error> failure = Walk(database, end).failure();
    [[maybe_unused]] const bool ended = database.run("COMMIT"); // nothing was changed
    return failure;
}

std::optional<Error> openToRead(Database &database, const QString &journalFile, const JournalEnd &end)
{
    if (const auto failure = database.open(journalFile, Database::Access::ReadOnly))
        return failure;
    Statement applicationId = database.prepare("PRAGMA application_id");
    if (applicationId.step() != Statement::Step::Row)
        return readFailure(database);
    if (applicationId.number(0) != Schema::applicationId)
        return Error {ErrorKind::NotAJournal, {journalFile}};
    applicationId.reset();
    if (database.number("PRAGMA user_version") != Schema::version)
        return Error {ErrorKind::JournalOfOtherVersion, {journalFile}};
    return structureFailure(database, end);
}

bool isEmptied(const QString &journalFile)
{
    return QFileInfo(journalFile).size() == 0
        && (QFileInfo(journalFile + u"-wal"_s).size() > 0 || readJournalEnd(journalFile).lastId > 0);
}

QStringList databaseFiles(const QString &journalFile)
{
    return {journalFile, journalFile + u"-wal"_s, journalFile + u"-shm"_s};
}

qint64 bytesOnDisk(const QString &journalFile)
{
    qint64 bytes = 0;
    for (const QString &file : databaseFiles(journalFile))
        bytes += QFileInfo(file).size();
    return bytes;
}

QList<IdRange> missingCallbacks(const Database &database)
{
    QList<IdRange> ranges;
    Statement rows
        = database.prepare("SELECT max(first, coalesce((SELECT first_kept FROM base), 1)), last FROM missing "
                           "WHERE last >= coalesce((SELECT first_kept FROM base), 1) ORDER BY first");
    while (rows.step() == Statement::Step::Row)
        ranges.append({.first = rows.number(0), .last = rows.number(1)});
    return ranges;
}

qint64 lastStoredId(const Database &database)
{
    const QList<IdRange> missing = missingCallbacks(database);
    return std::max({database.number("SELECT last FROM blocks ORDER BY first DESC LIMIT 1"),
                     database.number("SELECT first_kept - 1 FROM base"), missing.isEmpty() ? 0 : missing.last().last});
}

} // namespace Roomscope
