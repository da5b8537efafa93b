// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalcheck.h"

#include "core/journal/block.h"
#include "core/journal/journalreader.h"
#include "core/journal/salvage.h"
#include "core/journal/schema.h"
#include "core/journal/structure.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Nothing when the frame is whole and holds what its row says.
std::optional<ErrorKind> problemOf(const std::optional<QList<Callback>> &callbacks, const Statement &row)
{
    if (!callbacks)
        return ErrorKind::BlockChecksumWrong;
    const bool isAsSaid = !callbacks->isEmpty() && callbacks->first().id >= row.number(0)
        && callbacks->last().id == row.number(1) && callbacks->size() == row.number(2)
        && callbacks->first().receivedUs == row.number(3) && callbacks->last().receivedUs == row.number(4);
    return isAsSaid ? std::nullopt : std::optional(ErrorKind::BlockContradictsItsRow);
}

class Checker final
{
public:
    Checker(const Database &database, JournalCheck &check)
        : m_database(database)
        , m_check(check)
        , m_unpacker(journalDictionary(database))
        , m_firstKept(database.number("SELECT first_kept FROM base"))
    {
    }

    void checkBlocks()
    {
        Statement rows = m_database.prepare(
            "SELECT first, last, callbacks, first_us, last_us FROM blocks NOT INDEXED ORDER BY first");
        Statement data = m_database.prepare("SELECT data FROM blocks WHERE first = ?");
        while (rows.step() == Statement::Step::Row) {
            const bool isRead = data.bind(1, rows.number(0)).step() == Statement::Step::Row;
            checkBlock(rows, isRead ? data.blob(0) : QByteArray());
            data.reset();
        }
        for (const IdRange &range : missingCallbacks(m_database))
            tellMissing(range);
    }

    void checkRejected()
    {
        Statement rows = m_database.prepare("SELECT id FROM rejected ORDER BY id");
        Statement data = m_database.prepare("SELECT data FROM rejected WHERE id = ?");
        while (rows.step() == Statement::Step::Row) {
            const qint64 id = rows.number(0);
            const bool isRead = data.bind(1, id).step() == Statement::Step::Row;
            const std::optional<QList<Callback>> callbacks = m_unpacker.unpack(isRead ? data.blob(0) : QByteArray());
            data.reset();
            if (callbacks && callbacks->size() == 1 && callbacks->first().id == id)
                ++m_check.readableRejected;
            else
                m_check.damages.append(
                    {.firstId = id, .lastId = id, .callbacks = 1, .error = {ErrorKind::RejectedChecksumWrong, {id}}});
        }
    }

    void checkRest()
    {
        Statement answers = m_database.prepare("SELECT first, durations FROM answers ORDER BY first");
        Statement::Step step = Statement::Step::Done;
        while ((step = answers.step()) == Statement::Step::Row) {
            if (!unpackDurations(answers.blob(1)))
                m_check.damages.append({.error = {ErrorKind::AnswerTimesUnreadable, {answers.number(0)}}});
        }
        if (step == Statement::Step::Error)
            m_check.damages.append({.error = {ErrorKind::SomeAnswerTimesUnreadable}});
        Statement base = m_database.prepare("SELECT first_kept, state FROM base");
        QByteArray state;
        if (base.step() == Statement::Step::Row && !unpackFrame(base.blob(1), state))
            m_check.damages.append({.error = {ErrorKind::BaseUnreadable, {base.number(0)}}});
        if (storedDictionary(m_database) != journalDictionary(m_database))
            m_check.damages.append({.error = {ErrorKind::DictionaryDamaged}});
    }

private:
    void checkBlock(const Statement &row, const QByteArray &frame)
    {
        const qint64 first = row.number(0);
        const qint64 last = row.number(1);
        if (last < m_firstKept)
            return; // removed, and soon gone
        if (const auto problem = problemOf(m_unpacker.unpack(frame), row))
            m_check.damages.append(
                {.firstId = first, .lastId = last, .callbacks = row.number(2), .error = {*problem, {first, last}}});
        else
            m_check.readable += row.number(2);
    }

    void tellMissing(IdRange range)
    {
        Statement rejected = m_database.prepare("SELECT count(*) FROM rejected WHERE id BETWEEN ? AND ?");
        rejected.bind(1, range.first).bind(2, range.last);
        const qint64 others = rejected.step() == Statement::Step::Row ? rejected.number(0) : 0;
        m_check.damages.append({.firstId = range.first,
                                .lastId = range.last,
                                .callbacks = range.count() - others,
                                .error = {ErrorKind::BlocksMissing, {range.first, range.last}}});
    }

    const Database &m_database;
    JournalCheck &m_check;
    BlockUnpacker m_unpacker;
    qint64 m_firstKept;
};

/// What SQLite complains about.
QList<Error> complaints(const QString &fileName)
{
    QList<Error> result;
    Database database;
    if (const auto failure = database.open(fileName, Database::Access::ReadOnly))
        return {*failure};
    Statement rows = database.prepare("PRAGMA quick_check(20)");
    Statement::Step step = Statement::Step::Done;
    while ((step = rows.step()) == Statement::Step::Row) {
        if (rows.text(0) != "ok"_L1)
            result.append({ErrorKind::SystemMessage, {rows.text(0)}});
    }
    if (step == Statement::Step::Error)
        result.append(database.failure());
    return result;
}

} // namespace

Result<JournalCheck> checkJournal(const QString &dataFolder)
{
    // It knows what a journal is and which versions there are, and how to read a damaged one.
    JournalReader reader;
    if (const auto failure = reader.open(dataFolder))
        return *failure;
    JournalCheck check {.fileName = QDir(dataFolder).filePath(QLatin1StringView(Schema::fileName)),
                        .isRebuilt = reader.folder() != dataFolder};
    if (!isEmptied(check.fileName)) // SQLite would remove the log
        check.structure = complaints(check.fileName);
    if (const auto damage = reader.damage(1, 0); damage && !check.structure.contains(*damage))
        check.structure.prepend(*damage);
    Database database;
    if (const auto failure = database.open(QDir(reader.folder()).filePath(QLatin1StringView(Schema::fileName)),
                                           Database::Access::ReadOnly))
        return *failure;
    // One picture of the journal, however long it takes.
    if (!database.run("BEGIN"))
        return database.failure();
    Checker checker(database, check);
    checker.checkBlocks();
    checker.checkRejected();
    checker.checkRest();
    return check;
}

} // namespace Roomscope
