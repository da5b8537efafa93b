// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/pagefindings.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>

namespace Roomscope {

void PageFindings::append(qsizetype row, const Finding &finding)
{
    m_entries.push_back({.row = quint32(row), .begin = quint32(m_bytes.size())});
    QDataStream stream(&m_bytes, QIODevice::WriteOnly | QIODevice::Append);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << finding;
}

Finding PageFindings::read(const Entry &entry) const
{
    QDataStream stream(m_bytes.sliced(entry.begin));
    stream.setVersion(QDataStream::Qt_6_4);
    Finding finding;
    stream >> finding;
    return finding;
}

std::optional<Finding> PageFindings::at(qsizetype row) const
{
    const auto entry = std::lower_bound(m_entries.begin(), m_entries.end(), row,
                                        [](const Entry &one, qsizetype wanted) { return one.row < wanted; });
    return entry == m_entries.end() || entry->row != row ? std::nullopt : std::optional(read(*entry));
}

void PageFindings::forEach(const std::function<void(const Finding &finding)> &take) const
{
    for (const Entry &entry : m_entries)
        take(read(entry));
}

QDataStream &operator<<(QDataStream &stream, const PageFindings &findings)
{
    stream << quint32(findings.m_entries.size());
    for (const PageFindings::Entry &entry : findings.m_entries)
        stream << entry.row << entry.begin;
    return stream << findings.m_bytes;
}

QDataStream &operator>>(QDataStream &stream, PageFindings &findings)
{
    quint32 count = 0;
    stream >> count;
    findings.m_entries.clear();
    for (; count > 0 && stream.status() == QDataStream::Ok; --count) {
        PageFindings::Entry entry;
        stream >> entry.row >> entry.begin;
        findings.m_entries.push_back(entry);
    }
    stream >> findings.m_bytes;
    const bool isSound
        = std::all_of(findings.m_entries.begin(), findings.m_entries.end(), [&](const PageFindings::Entry &entry) {
              return qsizetype(entry.begin) < findings.m_bytes.size();
          });
    if (!isSound)
        stream.setStatus(QDataStream::ReadCorruptData);
    return stream;
}

} // namespace Roomscope
