// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/marks.h"

#include "core/base/outputfile.h"
#include "core/journal/journalreader.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>

#include <chrono>
#include <iterator>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int formatVersion = 1;
constexpr std::chrono::milliseconds lockWait {500}; // another window writes for a few milliseconds

} // namespace

Marks::Marks(QObject *parent)
    : QObject(parent)
{
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &Marks::lookAtFile);
}

void Marks::open(const QString &dataFolder)
{
    m_dataFolder = dataFolder;
    if (dataFolder.isEmpty())
        return;
    lookAtFile();
    if (!m_marks.isEmpty()) {
        JournalReader reader;
        if (!reader.open(dataFolder)) // who opens the session tells what is wrong with its journal
            dropBefore(reader.base().value_or(JournalBase {}).firstKept);
    }
    m_watcher.addPath(dataFolder);
}

const Mark *Marks::find(qint64 callbackId, qint64 receivedUs) const
{
    const auto mark = m_marks.constFind(callbackId);
    return mark != m_marks.constEnd() && mark->receivedUs == receivedUs ? &*mark : nullptr;
}

qint64 Marks::nextAfter(qint64 callbackId) const
{
    const auto mark = m_marks.upperBound(callbackId);
    return mark == m_marks.constEnd() ? 0 : mark.key();
}

qint64 Marks::lastBefore(qint64 callbackId) const
{
    const auto mark = m_marks.lowerBound(callbackId);
    return mark == m_marks.constBegin() ? 0 : std::prev(mark).key();
}

void Marks::add(const QList<Mark> &marks)
{
    edit([&marks](MarkMap &all) {
        for (const Mark &mark : marks)
            all.insert(mark.callbackId, mark);
    });
}

void Marks::remove(const QList<qint64> &callbackIds)
{
    edit([&callbackIds](MarkMap &all) {
        for (const qint64 id : callbackIds)
            all.remove(id);
    });
}

void Marks::dropBefore(qint64 callbackId)
{
    if (lastBefore(callbackId) == 0)
        return;
    edit([callbackId](MarkMap &all) {
        while (!all.isEmpty() && all.firstKey() < callbackId)
            all.erase(all.begin());
    });
}

QString Marks::fileName() const
{
    return QDir(m_dataFolder).filePath(u"marks.json"_s);
}

/// Nothing when the file is not to be touched.
std::optional<Marks::MarkMap> Marks::readFile()
{
    QFile file(fileName());
    if (!file.exists())
        return MarkMap();
    if (!file.open(QIODevice::ReadOnly)) {
        emit failed({ErrorKind::CannotReadMarks, {file.fileName(), file.errorString()}});
        return std::nullopt;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (document[u"version"_s].toInteger() > formatVersion) {
        emit failed({ErrorKind::MarksOfNewerVersion});
        return std::nullopt;
    }
    MarkMap marks;
    bool isWhole = document[u"version"_s].toInteger() == formatVersion && document[u"marks"_s].isArray();
    const QJsonArray list = document[u"marks"_s].toArray();
    for (const QJsonValue &entry : list) {
        const Mark mark {.callbackId = entry[u"callback"_s].toInteger(),
                         .receivedUs = entry[u"receivedUs"_s].toInteger(),
                         .note = entry[u"note"_s].toString()};
        isWhole = isWhole && mark.callbackId > 0 && mark.receivedUs > 0;
        marks.insert(mark.callbackId, mark);
    }
    if (isWhole)
        return marks;
    if (!setAside(error.error == QJsonParseError::NoError ? Error {ErrorKind::NotMarks}
                                                          : Error {ErrorKind::SystemMessage, {error.errorString()}}))
        return std::nullopt;
    return m_marks; // what this window has seen of them
}

bool Marks::setAside(const Error &reason)
{
    const QDir folder(m_dataFolder);
    QString aside = u"marks-damaged.json"_s;
    for (int number = 2; folder.exists(aside); ++number)
        aside = u"marks-damaged-%1.json"_s.arg(number);
    QFile file(fileName());
    const bool isAside = file.rename(folder.filePath(aside));
    emit failed(isAside ? Error {ErrorKind::MarksSetAside, {folder.filePath(aside)}, {reason}}
                        : Error {ErrorKind::CannotSetMarksAside, {fileName(), file.errorString()}, {reason}});
    return isAside;
}

std::optional<Error> Marks::writeFile(const MarkMap &marks) const
{
    QJsonArray list;
    for (const Mark &mark : marks) {
        QJsonObject entry {{u"callback"_s, mark.callbackId}, {u"receivedUs"_s, mark.receivedUs}};
        if (!mark.note.isEmpty())
            entry.insert(u"note"_s, mark.note);
        list.append(entry);
    }
    OutputFile file;
    if (const auto error = file.open(fileName()))
        return error;
    file.device()->write(QJsonDocument(QJsonObject {{u"version"_s, formatVersion}, {u"marks"_s, list}}).toJson());
    return file.finish(); // which fails when the write did
}

void Marks::edit(const std::function<void(MarkMap &)> &change)
{
    if (m_dataFolder.isEmpty()) {
        MarkMap marks = m_marks;
        change(marks);
        adopt(marks);
        return;
    }
    QLockFile lock(fileName() + u".lock"_s);
    if (!lock.tryLock(int(lockWait.count()))) {
        emit failed({ErrorKind::CannotLockMarks, {fileName()}});
        return;
    }
    std::optional<MarkMap> marks = readFile();
    if (!marks)
        return;
    change(*marks);
    if (const auto error = writeFile(*marks))
        emit failed({ErrorKind::CannotKeepMarks, {}, {*error}});
    else
        adopt(*marks);
}

void Marks::adopt(const MarkMap &marks)
{
    if (m_marks == marks)
        return;
    m_marks = marks;
    emit changed();
}

/// Something in the folder has changed.
void Marks::lookAtFile()
{
    if (const std::optional<MarkMap> inFile = readFile())
        adopt(*inFile);
}

} // namespace Roomscope
