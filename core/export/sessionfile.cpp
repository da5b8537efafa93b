// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/sessionfile.h"

#include "core/import/appender.h"
#include "core/journal/schema.h"

#include <QDir>
#include <QFile>

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

QString copySession(const QString &dataFolder, const QString &fileName, const std::function<bool()> &keepGoing)
{
    sqlite3 *opened = nullptr;
    const int openCode = sqlite3_open_v2(QFile::encodeName(journalFile(dataFolder)).constData(), &opened,
                                         SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, Closer> handle(opened);
    if (openCode != SQLITE_OK)
        return u"The journal in “%1” cannot be opened: %2."_s.arg(dataFolder,
                                                                  QString::fromUtf8(sqlite3_errmsg(handle.get())));
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
    return u"The session could not be written: %1."_s.arg(QString::fromUtf8(sqlite3_errmsg(handle.get())));
}

class SessionWriter::Private
{
public:
    QString folder;
    Appender appender;
    QString error;
};

SessionWriter::SessionWriter(const QString &folder)
    : d(new Private {.folder = folder})
{
}

SessionWriter::~SessionWriter() = default;

bool SessionWriter::begin()
{
    d->error = d->appender.open(d->folder);
    return d->error.isEmpty();
}

bool SessionWriter::write(const Applied &applied, const QList<qsizetype> &)
{
    ++m_count;
    d->error = d->appender.append(applied.callback);
    return d->error.isEmpty();
}

bool SessionWriter::end()
{
    d->error = d->appender.close();
    return d->error.isEmpty();
}

QString SessionWriter::error() const
{
    return d->error;
}

} // namespace Roomscope
