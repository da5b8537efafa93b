// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalcheck.h"

#include "core/journal/block.h"
#include "core/journal/journalreader.h"
#include "core/journal/salvage.h"
#include "core/journal/schema.h"

#include <QDir>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Nothing when the frame is whole and holds what its row says.
QString problemOf(const std::optional<QList<Callback>> &callbacks, const Statement &row)
{
    if (!callbacks)
        return u"their checksum is wrong"_s;
    const bool isAsSaid = !callbacks->isEmpty() && callbacks->first().id == row.number(0)
        && callbacks->last().id == row.number(1) && callbacks->size() == row.number(2)
        && callbacks->first().receivedUs == row.number(3) && callbacks->last().receivedUs == row.number(4);
    return isAsSaid ? QString() : u"their row says something else than what is in it"_s;
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

    void checkStructure()
    {
        Statement rows = m_database.prepare("PRAGMA quick_check(20)");
        Statement::Step step = Statement::Step::Done;
        while ((step = rows.step()) == Statement::Step::Row) {
            if (rows.text(0) != "ok"_L1)
                m_check.structure.append(rows.text(0));
        }
        if (step == Statement::Step::Error)
            m_check.structure.append(m_database.failure().sentence);
    }

    /// From both ends, as far as the table can be walked.
    void checkBlocks()
    {
        const qint64 lastSeen = walkBlocks(true, 0);
        if (lastSeen == std::numeric_limits<qint64>::max())
            return;
        const qint64 firstSeen = walkBlocks(false, lastSeen);
        m_check.damages.append(
            {.firstId = lastSeen + 1,
             .lastId = firstSeen - 1,
             .callbacks = std::max<qint64>(0, firstSeen - 1 - lastSeen),
             .sentence = u"Callbacks %1 to %2 cannot be read: the table of blocks is damaged there."_s.arg(lastSeen + 1)
                             .arg(firstSeen - 1)});
    }

    void checkRejected()
    {
        Statement rows = m_database.prepare("SELECT id, data FROM rejected ORDER BY id");
        Statement::Step step = Statement::Step::Done;
        while ((step = rows.step()) == Statement::Step::Row) {
            const qint64 id = rows.number(0);
            const std::optional<QList<Callback>> callbacks = m_unpacker.unpack(rows.blob(1));
            if (callbacks && callbacks->size() == 1 && callbacks->first().id == id)
                ++m_check.readableRejected;
            else
                m_check.damages.append(
                    {.firstId = id,
                     .lastId = id,
                     .callbacks = 1,
                     .sentence = u"The rejected request %1 cannot be read: its checksum is wrong."_s.arg(id)});
        }
        if (step == Statement::Step::Error)
            m_check.damages.append({.sentence = u"Some of the rejected requests cannot be read."_s});
    }

    void checkRest()
    {
        Statement answers = m_database.prepare("SELECT first, durations FROM answers ORDER BY first");
        Statement::Step step = Statement::Step::Done;
        while ((step = answers.step()) == Statement::Step::Row) {
            if (!unpackDurations(answers.blob(1)))
                m_check.damages.append(
                    {.sentence
                     = u"How long the answers from callback %1 on took cannot be read: the checksum is wrong."_s.arg(
                         answers.number(0))});
        }
        if (step == Statement::Step::Error)
            m_check.damages.append({.sentence = u"Some of the times that answers took cannot be read."_s});
        Statement base = m_database.prepare("SELECT first_kept, state FROM base");
        if (base.step() == Statement::Step::Row && !unpackFrame(base.blob(1)))
            m_check.damages.append(
                {.sentence = u"The rooms' state before callback %1, where the journal begins, cannot be read."_s.arg(
                     base.number(0))});
        if (storedDictionary(m_database) != journalDictionary(m_database))
            m_check.damages.append({.sentence = u"The dictionary is damaged; the usual one stands in for it."_s});
    }

private:
    /// The last id seen; the largest number when the walk came to its end.
    qint64 walkBlocks(bool ascending, qint64 stopAt)
    {
        Statement rows = m_database.prepare(
            ascending ? "SELECT first, last, callbacks, first_us, last_us, data FROM blocks ORDER BY first"
                      : "SELECT first, last, callbacks, first_us, last_us, data FROM blocks ORDER BY first DESC");
        qint64 seen = ascending ? 0 : std::numeric_limits<qint64>::max();
        Statement::Step step = Statement::Step::Done;
        while ((step = rows.step()) == Statement::Step::Row) {
            const qint64 first = rows.number(0);
            const qint64 last = rows.number(1);
            if (!ascending && first <= stopAt)
                break;
            seen = ascending ? std::max(first, last) : first;
            if (last < m_firstKept)
                continue; // removed, and soon gone
            const QString problem = problemOf(m_unpacker.unpack(rows.blob(5)), rows);
            if (problem.isEmpty())
                m_check.readable += rows.number(2);
            else
                m_check.damages.append({.firstId = first,
                                        .lastId = last,
                                        .callbacks = rows.number(2),
                                        .sentence = u"Callbacks %1 to %2 cannot be read: %3."_s.arg(
                                            QString::number(first), QString::number(last), problem)});
        }
        return ascending && step == Statement::Step::Done ? std::numeric_limits<qint64>::max() : seen;
    }

    const Database &m_database;
    JournalCheck &m_check;
    BlockUnpacker m_unpacker;
    qint64 m_firstKept;
};

} // namespace

std::variant<JournalCheck, JournalFailure> checkJournal(const QString &dataFolder)
{
    // It knows what a journal is and which versions there are.
    JournalReader reader;
    if (const auto failure = reader.open(dataFolder))
        return *failure;
    JournalCheck check {.fileName = QDir(dataFolder).filePath(QLatin1StringView(Schema::fileName))};
    Database database;
    if (const auto failure = database.open(check.fileName, Database::Access::ReadOnly))
        return *failure;
    // One picture of the journal, however long it takes.
    if (!database.run("BEGIN"))
        return database.failure();
    Checker checker(database, check);
    checker.checkStructure();
    checker.checkBlocks();
    checker.checkRejected();
    checker.checkRest();
    return check;
}

} // namespace Roomscope
