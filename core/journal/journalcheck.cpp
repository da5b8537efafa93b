// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalcheck.h"

#include "core/journal/block.h"
#include "core/journal/journalreader.h"
#include "core/journal/salvage.h"
#include "core/journal/schema.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Less than the callbacks of most blocks.
constexpr qint64 probeDistance = 64;

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

    /// Where the table itself is damaged, what is behind is looked for by its id.
    void checkBlocks(qint64 lastId)
    {
        Statement next = m_database.prepare("SELECT first, last, callbacks, first_us, last_us, data FROM blocks "
                                            "WHERE first > ? ORDER BY first LIMIT 1");
        qint64 seen = 0; // all up to it has been judged
        for (qint64 probe = 0; probe <= lastId;) {
            const Statement::Step step = next.bind(1, probe).step();
            if (step == Statement::Step::Done)
                break;
            if (step == Statement::Step::Error) {
                probe += probeDistance;
            } else {
                if (probe > seen)
                    tellGap(seen + 1, next.number(0) - 1);
                checkBlock(next);
                seen = probe = std::max(next.number(0), next.number(1));
            }
            next.reset();
            if (probe > lastId && probe > seen)
                tellGap(seen + 1, lastId);
        }
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
        QByteArray state;
        if (base.step() == Statement::Step::Row && !unpackFrame(base.blob(1), state))
            m_check.damages.append(
                {.sentence = u"The rooms' state before callback %1, where the journal begins, cannot be read."_s.arg(
                     base.number(0))});
        if (storedDictionary(m_database) != journalDictionary(m_database))
            m_check.damages.append({.sentence = u"The dictionary is damaged; the usual one stands in for it."_s});
    }

private:
    void checkBlock(const Statement &row)
    {
        const qint64 first = row.number(0);
        const qint64 last = row.number(1);
        if (last < m_firstKept)
            return; // removed, and soon gone
        const QString problem = problemOf(m_unpacker.unpack(row.blob(5)), row);
        if (problem.isEmpty())
            m_check.readable += row.number(2);
        else
            m_check.damages.append({.firstId = first,
                                    .lastId = last,
                                    .callbacks = row.number(2),
                                    .sentence = u"Callbacks %1 to %2 cannot be read: %3."_s.arg(
                                        QString::number(first), QString::number(last), problem)});
    }

    void tellGap(qint64 first, qint64 last)
    {
        Statement rejected = m_database.prepare("SELECT count(*) FROM rejected WHERE id BETWEEN ? AND ?");
        rejected.bind(1, first).bind(2, last);
        const qint64 others = rejected.step() == Statement::Step::Row ? rejected.number(0) : 0;
        m_check.damages.append(
            {.firstId = first,
             .lastId = last,
             .callbacks = std::max<qint64>(0, last - first + 1 - others),
             .sentence
             = u"Callbacks %1 to %2 cannot be read: the table of blocks is damaged there."_s.arg(first).arg(last)});
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
    checker.checkBlocks(reader.lastId());
    checker.checkRejected();
    checker.checkRest();
    return check;
}

} // namespace Roomscope
