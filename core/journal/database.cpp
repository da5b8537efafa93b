// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/database.h"

#include <QFile>

#include <sqlite3.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace Roomscope {

void Database::Closer::operator()(sqlite3 *handle) const
{
    sqlite3_close_v2(handle);
}

void Statement::Finalizer::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

std::optional<Error> Database::open(const QString &fileName, Access access)
{
    m_fileName = fileName;
    const int flags = access == Access::ReadOnly ? SQLITE_OPEN_READONLY
        : access == Access::ReadWrite            ? SQLITE_OPEN_READWRITE
                                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(QFile::encodeName(fileName).constData(), &handle,
                                     flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    m_handle.reset(handle);
    if (code != SQLITE_OK) {
        const Error result = failure();
        m_handle.reset();
        return result;
    }
    waitForOthers();
    return {};
}

bool Database::run(const char *sql) const
{
    return sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

qint64 Database::number(const char *sql) const
{
    Statement statement = prepare(sql);
    return statement.step() == Statement::Step::Row ? statement.number(0) : 0;
}

std::optional<Error> Database::transact(const std::function<bool()> &body) const
{
    if (run("BEGIN IMMEDIATE") && body() && run("COMMIT"))
        return {};
    const Error result = failure();
    [[maybe_unused]] const bool rolledBack = run("ROLLBACK"); // fails when SQLite has done it by itself
    return result;
}

void Database::waitForOthers() const
{
    sqlite3_busy_timeout(m_handle.get(), 2000);
}

Statement Database::prepare(const char *sql) const
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v3(m_handle.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return Statement(statement); // null after an error: every step() fails then
}

qint64 Database::changes() const
{
    return sqlite3_total_changes(m_handle.get());
}

bool Database::isCorrupt() const
{
    const int code = sqlite3_errcode(m_handle.get()) & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool Database::isContentError() const
{
    const int code = sqlite3_extended_errcode(m_handle.get());
    return isCorrupt() || code == SQLITE_ERROR || code == SQLITE_IOERR_SHORT_READ;
}

bool isFullDisk(int writeError)
{
    return writeError == ENOSPC || writeError == EDQUOT || writeError == EFBIG;
}

Error Database::failure() const
{
    // SQLite knows a full disk by ENOSPC only and forgets the number of other write errors; nothing has been called
    // since.
    const int writeError = errno;
    const int extended = m_handle ? sqlite3_extended_errcode(m_handle.get()) : SQLITE_NOMEM;
    const QString text = QString::fromUtf8(m_handle ? sqlite3_errmsg(m_handle.get()) : sqlite3_errstr(SQLITE_NOMEM));
    switch (extended & 0xff) {
    case SQLITE_FULL: return {ErrorKind::JournalDiskFull, {m_fileName}};
    case SQLITE_IOERR:
        if (extended == SQLITE_IOERR_WRITE && isFullDisk(writeError))
            return {ErrorKind::JournalDiskFull, {m_fileName}};
        return {ErrorKind::JournalDiskFails, {m_fileName, text}};
    case SQLITE_READONLY: return {ErrorKind::JournalReadOnly, {m_fileName}};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH: return {ErrorKind::CannotOpenJournal, {m_fileName, text}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {ErrorKind::JournalInUse, {m_fileName}};
    case SQLITE_CORRUPT: return {ErrorKind::JournalDamaged, {m_fileName, text}};
    case SQLITE_NOTADB: return {ErrorKind::NotAJournal, {m_fileName}};
    default: return {ErrorKind::JournalUnusable, {m_fileName, text}};
    }
}

Statement &Statement::bind(int parameter, qint64 value)
{
    sqlite3_bind_int64(m_statement.get(), parameter, value);
    return *this;
}

Statement &Statement::bindBlob(int parameter, const QByteArray &bytes)
{
    sqlite3_bind_blob64(m_statement.get(), parameter, bytes.constData(), sqlite3_uint64(bytes.size()), SQLITE_STATIC);
    return *this;
}

Statement &Statement::bindText(int parameter, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    sqlite3_bind_text64(m_statement.get(), parameter, utf8.constData(), sqlite3_uint64(utf8.size()), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}

Statement::Step Statement::step()
{
    if (!m_statement)
        return Step::Error;
    switch (sqlite3_step(m_statement.get())) {
    case SQLITE_ROW: return Step::Row;
    case SQLITE_DONE: return Step::Done;
    default: return Step::Error;
    }
}

bool Statement::run()
{
    const bool done = step() == Step::Done;
    reset();
    return done;
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
}

qint64 Statement::number(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

QByteArray Statement::blob(int column) const
{
    const void *bytes = sqlite3_column_blob(m_statement.get(), column);
    return {static_cast<const char *>(bytes), sqlite3_column_bytes(m_statement.get(), column)};
}

QString Statement::text(int column) const
{
    return QString::fromUtf8(blob(column));
}

} // namespace Roomscope
