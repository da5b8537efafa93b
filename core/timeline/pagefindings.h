// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/finding.h"

#include <QByteArray>

#include <functional>
#include <optional>
#include <vector>

namespace Roomscope {

/// The findings of a page's rows, packed: pages are searched far more often than a finding is shown. A value; one
/// thread at a time.
class PageFindings final
{
public:
    /// Rows must ascend.
    void append(qsizetype row, const Finding &finding);
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    /// Returns nothing when the row has no finding.
    [[nodiscard]] std::optional<Finding> at(qsizetype row) const;
    void forEach(const std::function<void(const Finding &finding)> &take) const;

    friend QDataStream &operator<<(QDataStream &stream, const PageFindings &findings);
    friend QDataStream &operator>>(QDataStream &stream, PageFindings &findings);

private:
    struct Entry
    {
        quint32 row = 0;
        quint32 begin = 0; ///< Offset in m_bytes.
    };

    [[nodiscard]] Finding read(const Entry &entry) const;

    std::vector<Entry> m_entries;
    QByteArray m_bytes;
};

} // namespace Roomscope
