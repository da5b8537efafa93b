// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/salvage.h"

#include "core/journal/block.h"
#include "core/journal/schema.h"

#include <QDateTime>
#include <QFile>

#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct Rescue
{
    qint64 saved = 0;
    qint64 lastId = 0;
    bool complete = false; ///< The whole table could be walked.
};

/// Copies blocks in one direction until the damage stops it, or until stopAt is met.
Rescue copyBlocks(const Database &from, const Database &to, const BlockUnpacker &unpacker, bool ascending,
                  qint64 stopAt)
{
    Rescue rescue;
    Statement rows
        = from.prepare(ascending ? "SELECT * FROM blocks ORDER BY first" : "SELECT * FROM blocks ORDER BY first DESC");
    Statement insert = to.prepare("INSERT OR IGNORE INTO blocks VALUES(?, ?, ?, ?, ?, ?)");
    Statement::Step step = Statement::Step::Done;
    while ((step = rows.step()) == Statement::Step::Row) {
        const qint64 first = rows.number(0);
        if (!ascending && first <= stopAt)
            break;
        const QByteArray data = rows.blob(5);
        if (!unpacker.unpack(data))
            continue;
        insert.bind(1, first)
            .bind(2, rows.number(1))
            .bind(3, rows.number(2))
            .bind(4, rows.number(3))
            .bind(5, rows.number(4));
        if (!insert.bindBlob(6, data).run())
            break;
        rescue.saved += rows.number(2);
        rescue.lastId = std::max(rescue.lastId, rows.number(1));
    }
    rescue.complete = step == Statement::Step::Done;
    return rescue;
}

void copyRejected(const Database &from, const Database &to, const BlockUnpacker &unpacker)
{
    Statement rows = from.prepare("SELECT * FROM rejected ORDER BY id");
    Statement insert = to.prepare("INSERT OR IGNORE INTO rejected VALUES(?, ?, ?, ?)");
    while (rows.step() == Statement::Step::Row) {
        const QByteArray data = rows.blob(2);
        insert.bind(1, rows.number(0)).bind(2, rows.number(1)).bind(4, rows.number(3));
        if (unpacker.unpack(data) && !insert.bindBlob(3, data).run())
            return;
    }
}

void copyAnswers(const Database &from, const Database &to)
{
    Statement rows = from.prepare("SELECT * FROM answers ORDER BY first");
    Statement insert = to.prepare("INSERT OR IGNORE INTO answers VALUES(?, ?)");
    while (rows.step() == Statement::Step::Row) {
        const QByteArray durations = rows.blob(1);
        if (!insert.bind(1, rows.number(0)).bindBlob(2, durations).run())
            return;
    }
}

void copyListening(const Database &from, const Database &to)
{
    Statement rows = from.prepare("SELECT * FROM listening ORDER BY from_us");
    Statement insert = to.prepare("INSERT OR IGNORE INTO listening VALUES(?, ?, ?, ?)");
    while (rows.step() == Statement::Step::Row) {
        if (!insert.bind(1, rows.number(0))
                 .bind(2, rows.number(1))
                 .bind(3, rows.number(2))
                 .bindText(4, rows.text(3))
                 .run())
            return;
    }
}

} // namespace

QByteArray journalDictionary(const Database &database)
{
    Statement statement = database.prepare("SELECT bytes FROM dictionary");
    return statement.step() == Statement::Step::Row ? statement.blob(0) : typicalText();
}

std::variant<QString, JournalFailure> salvageJournal(const QString &fileName)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-ddTHHmmsszzz"_s);
    const QString aside = u"%1-damaged-%2.sqlite"_s.arg(fileName.chopped(7), stamp);
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s}) {
        if (QFile::exists(fileName + suffix) && !QFile::rename(fileName + suffix, aside + suffix))
            return JournalFailure {
                JournalFailure::Kind::Damaged,
                u"“%1” is damaged and cannot be set aside: check the folder's permissions."_s.arg(fileName)};
    }
    Database from;
    Database to;
    if (const auto failure = from.open(aside, Database::Access::ReadOnly))
        return *failure;
    // Of a file that has been cut off SQLite reads the rest only so.
    if (!from.run("PRAGMA writable_schema = ON"))
        return from.failure();
    if (const auto failure = to.open(fileName, Database::Access::Create))
        return *failure;
    const QByteArray dictionary = journalDictionary(from);
    Statement insertDictionary(nullptr);
    if (!to.run("PRAGMA journal_mode = WAL") || !to.run("BEGIN IMMEDIATE") || !to.run(Schema::create))
        return to.failure();
    insertDictionary = to.prepare("INSERT INTO dictionary VALUES(1, ?)");
    if (!insertDictionary.bindBlob(1, dictionary).run())
        return to.failure();

    const BlockUnpacker unpacker(dictionary);
    Rescue rescue = copyBlocks(from, to, unpacker, true, 0);
    if (!rescue.complete)
        rescue.saved += copyBlocks(from, to, unpacker, false, rescue.lastId).saved;
    copyRejected(from, to, unpacker);
    copyAnswers(from, to);
    copyListening(from, to);
    if (!to.run("COMMIT"))
        return to.failure();
    return u"The journal was damaged. %1 callbacks could be read and are kept; what could not be read is in “%2”."_s
        .arg(rescue.saved)
        .arg(aside);
}

} // namespace Roomscope
