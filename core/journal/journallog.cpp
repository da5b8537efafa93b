// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journallog.h"

#include <QByteArray>
#include <QFile>
#include <QtEndian>

namespace Roomscope {

// See https://www.sqlite.org/fileformat2.html#the_write_ahead_log.

namespace {

constexpr qint64 headSize = 32;
constexpr qint64 frameHeadSize = 24;
constexpr quint32 magic = 0x377f0682; // with the lowest bit where checksums are of big-endian words

quint32 numberAt(QByteArrayView bytes, qsizetype offset)
{
    return qFromBigEndian<quint32>(bytes.data() + offset);
}

/// Of all of the log up to a place.
class Checksum final
{
public:
    explicit Checksum(bool isBigEndian)
        : m_isBigEndian(isBigEndian)
    {
    }
    void add(QByteArrayView bytes)
    {
        for (qsizetype at = 0; at + 8 <= bytes.size(); at += 8) {
            m_first += word(bytes, at) + m_second;
            m_second += word(bytes, at + 4) + m_first;
        }
    }
    /// As it is written there.
    [[nodiscard]] bool isAt(QByteArrayView bytes, qsizetype offset) const
    {
        return numberAt(bytes, offset) == m_first && numberAt(bytes, offset + 4) == m_second;
    }

private:
    [[nodiscard]] quint32 word(QByteArrayView bytes, qsizetype at) const
    {
        return m_isBigEndian ? numberAt(bytes, at) : qFromLittleEndian<quint32>(bytes.data() + at);
    }

    bool m_isBigEndian;
    quint32 m_first = 0;
    quint32 m_second = 0;
};

} // namespace

bool isLogBroken(const QString &journalFile)
{
    QFile log(journalFile + QStringLiteral("-wal"));
    if (!log.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return false;
    const QByteArray head = log.read(headSize);
    if (head.size() < headSize)
        return false;
    Checksum checksum((numberAt(head, 0) & 1) != 0);
    checksum.add(QByteArrayView(head).first(24));
    bool isWhole = (numberAt(head, 0) & ~1U) == magic && checksum.isAt(head, 24);
    const qint64 pageSize = isWhole ? numberAt(head, 8) : 4096;
    QByteArray salts = isWhole ? head.sliced(16, 8) : QByteArray();
    int commits = 0; // from the first place on that is not as it was
    for (;;) {
        const QByteArray frame = log.read(frameHeadSize + pageSize);
        if (frame.size() < frameHeadSize + pageSize)
            break;
        const QByteArrayView bytes(frame);
        if (salts.isEmpty())
            salts = frame.sliced(8, 8);
        if (isWhole) {
            checksum.add(bytes.first(8));
            checksum.add(bytes.sliced(frameHeadSize));
            isWhole = bytes.sliced(8, 8) == salts && checksum.isAt(bytes, 16);
        }
        if (!isWhole && bytes.sliced(8, 8) == salts && numberAt(bytes, 4) != 0)
            ++commits;
    }
    // A writer may have begun the log anew meanwhile.
    return commits > 1 && log.seek(0) && log.read(headSize) == head;
}

} // namespace Roomscope
