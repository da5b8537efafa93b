// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/pagefile.h"

#include <QDataStream>
#include <QFile>
#include <QIODevice>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Counts up whenever the rows of the same callbacks, or their form, would be others.
constexpr int version = 7;
constexpr auto create = R"(
    PRAGMA application_id = 1381192753;
    PRAGMA user_version = 7;
    CREATE TABLE made(id INTEGER PRIMARY KEY, reading BLOB NOT NULL);
    CREATE TABLE pages(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, summary BLOB NOT NULL, data BLOB NOT NULL);
    CREATE TABLE evidence(callback INTEGER NOT NULL, page INTEGER NOT NULL, PRIMARY KEY(callback, page)) WITHOUT ROWID;
    CREATE INDEX evidence_by_page ON evidence(page);
    CREATE TABLE repeats(callback INTEGER PRIMARY KEY, repeats INTEGER NOT NULL);
)";

QString fileNameIn(const QString &dataFolder)
{
    return dataFolder + u"/timeline.sqlite"_s;
}

template<typename Value> QByteArray bytesOf(const Value &value)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << value;
    return bytes;
}

} // namespace

bool PageFile::openToRead(const QString &dataFolder, const Interpretation &interpretation)
{
    const QString fileName = fileNameIn(dataFolder);
    if (QFile::exists(fileName) && !m_database.open(fileName, Database::Access::ReadOnly)
        && isOfInterpretation(interpretation))
        return true;
    m_database.close();
    return false;
}

bool PageFile::openToWrite(const QString &dataFolder, const Interpretation &interpretation)
{
    const QString fileName = fileNameIn(dataFolder);
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (m_database.open(fileName, Database::Access::Create))
            return false;
        QFile::setPermissions(fileName, QFile::ReadOwner | QFile::WriteOwner);
        // A crash may cost the newest pages, not the order of what is written.
        if (m_database.run("PRAGMA journal_mode = WAL") && m_database.run("PRAGMA synchronous = NORMAL")
            && (isOfInterpretation(interpretation) || make(interpretation)))
            return true;
        m_database.close();
        for (const auto &suffix : {""_L1, "-wal"_L1, "-shm"_L1}) // no such file, or a damaged one
            QFile::remove(fileName + suffix);
    }
    return false;
}

bool PageFile::isOfInterpretation(const Interpretation &interpretation) const
{
    if (m_database.number("PRAGMA user_version") != version)
        return false;
    Statement made = m_database.prepare("SELECT reading FROM made");
    return made.step() == Statement::Step::Row && made.blob(0) == bytesOf(interpretation);
}

bool PageFile::make(const Interpretation &interpretation) const
{
    if (m_database.number("SELECT count(*) FROM sqlite_schema") != 0 || !m_database.run("BEGIN IMMEDIATE")
        || !m_database.run(create))
        return false;
    const QByteArray bytes = bytesOf(interpretation);
    return m_database.prepare("INSERT INTO made(id, reading) VALUES(1, ?1)").bindBlob(1, bytes).run()
        && m_database.run("COMMIT");
}

QList<PageSummary> PageFile::summaries() const
{
    QList<PageSummary> result;
    Statement statement = m_database.prepare("SELECT summary FROM pages ORDER BY first");
    while (statement.step() == Statement::Step::Row) {
        QDataStream stream(statement.blob(0));
        stream.setVersion(QDataStream::Qt_6_4);
        PageSummary summary;
        stream >> summary;
        result.append(summary);
    }
    return result;
}

bool PageFile::read(qint64 firstId, TimelinePage &into) const
{
    Statement statement = m_database.prepare("SELECT data FROM pages WHERE first = ?1");
    return statement.bind(1, firstId).step() == Statement::Step::Row && into.read(statement.blob(0));
}

QList<qint64> PageFile::pagesAbout(qint64 callbackId) const
{
    QList<qint64> result;
    Statement statement = m_database.prepare("SELECT page FROM evidence WHERE callback = ?1");
    statement.bind(1, callbackId);
    while (statement.step() == Statement::Step::Row)
        result.append(statement.number(0));
    return result;
}

QHash<qint64, quint32> PageFile::repeats() const
{
    QHash<qint64, quint32> result;
    Statement statement = m_database.prepare("SELECT callback, repeats FROM repeats");
    while (statement.step() == Statement::Step::Row)
        result.insert(statement.number(0), quint32(statement.number(1)));
    return result;
}

bool PageFile::write(const TimelinePage &page)
{
    const PageSummary &summary = page.summary();
    const QByteArray summaryBytes = bytesOf(summary);
    const QByteArray data = page.toBytes();
    Statement insert
        = m_database.prepare("INSERT OR REPLACE INTO pages(first, last, summary, data) VALUES(?1,?2,?3,?4)");
    insert.bind(1, summary.firstId).bind(2, summary.lastId).bindBlob(3, summaryBytes).bindBlob(4, data);
    bool isDone = m_database.run("BEGIN IMMEDIATE") && insert.run();
    Statement evidence = m_database.prepare("INSERT OR IGNORE INTO evidence(callback, page) VALUES(?1, ?2)");
    page.findings().forEach([&](const Finding &finding) {
        QList<qint64> about = finding.callbacks;
        about.append(finding.explainedBy);
        for (const qint64 callback : std::as_const(about))
            isDone = isDone && (callback == 0 || evidence.bind(1, callback).bind(2, summary.firstId).run());
    });
    if (isDone && m_database.run("COMMIT"))
        return true;
    static_cast<void>(m_database.run("ROLLBACK")); // the failure is told by the answer
    return false;
}

bool PageFile::writeRepeats(qint64 callbackId, quint32 repeats)
{
    return m_database.prepare("INSERT OR REPLACE INTO repeats(callback, repeats) VALUES(?1, ?2)")
        .bind(1, callbackId)
        .bind(2, repeats)
        .run();
}

bool PageFile::removeBefore(qint64 callbackId)
{
    return m_database.prepare("DELETE FROM evidence WHERE page IN (SELECT first FROM pages WHERE last < ?1)")
               .bind(1, callbackId)
               .run()
        && m_database.prepare("DELETE FROM pages WHERE last < ?1").bind(1, callbackId).run()
        && m_database.prepare("DELETE FROM repeats WHERE callback < ?1").bind(1, callbackId).run();
}

bool PageFile::removeBetween(qint64 after, qint64 before)
{
    return m_database.prepare("DELETE FROM evidence WHERE page > ?1 AND page < ?2").bind(1, after).bind(2, before).run()
        && m_database.prepare("DELETE FROM pages WHERE first > ?1 AND first < ?2").bind(1, after).bind(2, before).run();
}

bool PageFile::removeAll()
{
    return m_database.run("DELETE FROM pages") && m_database.run("DELETE FROM evidence")
        && m_database.run("DELETE FROM repeats");
}

} // namespace Roomscope
