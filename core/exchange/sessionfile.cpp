// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/sessionfile.h"

#include "core/exchange/appender.h"
#include "core/journal/database.h"
#include "core/journal/schema.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int stepsBetweenQuestions = 200'000; // of SQLite's virtual machine; some milliseconds

struct Closer
{
    void operator()(sqlite3 *handle) const { sqlite3_close_v2(handle); }
};
struct Finalizer
{
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};

} // namespace

bool isSessionFile(const QByteArray &beginning)
{
    return beginning.startsWith("SQLite format 3");
}

QString journalFile(const QString &folder)
{
    return QDir(folder).filePath(QLatin1StringView(Schema::fileName));
}

std::optional<Error> copySession(const QString &dataFolder, const QString &fileName,
                                 const std::function<bool()> &keepGoing)
{
    sqlite3 *opened = nullptr;
    const int openCode = sqlite3_open_v2(QFile::encodeName(journalFile(dataFolder)).constData(), &opened,
                                         SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, Closer> handle(opened);
    if (openCode != SQLITE_OK)
        return Error {ErrorKind::CannotOpenToCopy, {dataFolder, QString::fromUtf8(sqlite3_errmsg(handle.get()))}};
    sqlite3_busy_timeout(handle.get(), 2000);
    sqlite3_progress_handler(
        handle.get(), stepsBetweenQuestions,
        [](void *question) { return (*static_cast<const std::function<bool()> *>(question))() ? 0 : 1; },
        const_cast<std::function<bool()> *>(&keepGoing));

    sqlite3_stmt *prepared = nullptr;
    const QByteArray target = QFile::encodeName(fileName);
    sqlite3_prepare_v2(handle.get(), "VACUUM INTO ?", -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, Finalizer> statement(prepared);
    sqlite3_bind_text(statement.get(), 1, target.constData(), int(target.size()), SQLITE_STATIC);
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_DONE) {
        QFile::setPermissions(fileName, QFile::ReadOwner | QFile::WriteOwner);
        return {};
    }
    QFile::remove(fileName);
    if (code == SQLITE_INTERRUPT)
        return {};
    return Error {ErrorKind::SessionNotWritten, {QString::fromUtf8(sqlite3_errmsg(handle.get()))}};
}

std::optional<Error> writeInterpretation(const QString &fileName, const Interpretation &interpretation)
{
    const QString json = QString::fromUtf8(QJsonDocument(interpretation.toJson()).toJson(QJsonDocument::Compact));
    Database file;
    if (const auto failure = file.open(fileName, Database::Access::ReadWrite))
        return failure;
    if (file.run("CREATE TABLE IF NOT EXISTS reading(id INTEGER PRIMARY KEY, json TEXT NOT NULL)")
        && file.prepare("INSERT OR REPLACE INTO reading VALUES(1, ?)").bindText(1, json).run())
        return {};
    return file.failure();
}

std::optional<Error> unpackSession(const QString &fileName, const QString &folder)
{
    const QString journal = journalFile(folder);
    QFile file(fileName);
    if (!file.copy(journal))
        return Error {ErrorKind::CannotCopyFile, {fileName, folder, file.errorString()}};
    QFile::setPermissions(journal, QFile::ReadOwner | QFile::WriteOwner);

    Database database;
    if (const auto failure = database.open(journal, Database::Access::ReadOnly))
        return failure;
    if (!database.run("SELECT count(*) FROM sqlite_schema"))
        return database.isCorrupt() ? Error {ErrorKind::SessionFileDamaged, {fileName}} : database.failure();
    if (database.number("PRAGMA application_id") != Schema::applicationId)
        return Error {ErrorKind::NotASession, {fileName}};
    Statement row = database.prepare("SELECT json FROM reading");
    if (row.step() != Statement::Step::Row)
        return {}; // an older file; or none of ours, then opening the journal says so
    const QJsonDocument document = QJsonDocument::fromJson(row.text(0).toUtf8());
    const std::optional<Interpretation> interpretation
        = document.isObject() ? Interpretation::fromJson(document.object()) : std::nullopt;
    if (!interpretation)
        return Error {ErrorKind::NewerSessionFile, {fileName}};
    if (!saveInterpretation(folder, *interpretation))
        return Error {ErrorKind::CannotKeepInterpretation, {folder}};
    return {};
}

class SessionWriter::Private
{
public:
    QString folder;
    QList<ListeningPeriod> listening;
    Appender appender;
    std::optional<Error> error;
};

SessionWriter::SessionWriter(const QString &folder, const QList<ListeningPeriod> &listening)
    : d(new Private {.folder = folder, .listening = listening})
{
}

SessionWriter::~SessionWriter() = default;

bool SessionWriter::begin()
{
    d->error = d->appender.open(d->folder);
    return !d->error;
}

bool SessionWriter::write(const AppliedCallback &applied, const QList<qsizetype> &)
{
    ++m_count;
    d->error = d->appender.append(applied.callback);
    return !d->error;
}

bool SessionWriter::end()
{
    d->error = d->appender.addListening(d->listening);
    const auto closing = d->appender.close();
    if (!d->error)
        d->error = closing;
    return !d->error;
}

std::optional<Error> SessionWriter::error() const
{
    return d->error;
}

} // namespace Roomscope
