// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalend.h"

#include <QtEndian>

#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype sizeOfIds = 2 * sizeof(qint64);

QString endFile(const QString &journalFile)
{
    return journalFile + u"-end"_s;
}

} // namespace

JournalEnd readJournalEnd(const QString &journalFile)
{
    QFile file(endFile(journalFile));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    const QByteArrayView ids = QByteArrayView(bytes).first(std::min(bytes.size(), sizeOfIds));
    if (bytes.size() != sizeOfIds + qsizetype(sizeof(quint16))
        || qFromBigEndian<quint16>(bytes.constData() + sizeOfIds) != qChecksum(ids))
        return {};
    return {.lastStored = qFromBigEndian<qint64>(ids.data()),
            .lastId = qFromBigEndian<qint64>(ids.data() + sizeof(qint64))};
}

bool JournalEndWriter::open(const QString &journalFile)
{
    m_file.close();
    m_file.setFileName(endFile(journalFile));
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return false;
    m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner); // where the file system has them
    return true;
}

void JournalEndWriter::write(const JournalEnd &end)
{
    std::array<char, sizeOfIds + sizeof(quint16)> bytes {};
    qToBigEndian(end.lastStored, bytes.data());
    qToBigEndian(end.lastId, bytes.data() + sizeof(qint64));
    qToBigEndian(qChecksum(QByteArrayView(bytes.data(), sizeOfIds)), bytes.data() + sizeOfIds);
    // What is not written is written with the next commit.
    if (m_file.seek(0))
        m_file.write(bytes.data(), qint64(bytes.size()));
}

} // namespace Roomscope
