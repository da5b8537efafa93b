// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <vector>

namespace Roomscope {

/// Stores each of many repeated texts once, all in one string; id 0 is the empty text. One string, because a page of
/// the timeline has thousands of texts, most of which are never read. A value; one thread at a time.
class TextPool final
{
public:
    TextPool() = default;
    /// From another pool's joined() and ends(); damaged ones are allowed.
    TextPool(QString joined, std::vector<quint32> ends)
        : m_joined(std::move(joined))
        , m_ends(std::move(ends))
    {
        if (m_ends.empty())
            m_ends.push_back(0);
    }

    [[nodiscard]] quint32 idOf(const QString &text)
    {
        if (m_ids.isEmpty()) {
            for (quint32 id = size(); id-- > 0;)
                m_ids.insert(at(id).toString(), id);
        }
        const auto it = m_ids.constFind(text);
        if (it != m_ids.cend())
            return *it;
        const quint32 id = size();
        m_joined += text;
        m_ends.push_back(quint32(m_joined.size()));
        m_ids.insert(text, id);
        return id;
    }
    /// Valid until the next idOf().
    [[nodiscard]] QStringView at(quint32 id) const
    {
        const quint32 begin = id == 0 ? 0 : m_ends[id - 1];
        return QStringView(m_joined).sliced(begin, m_ends[id] - begin);
    }
    [[nodiscard]] quint32 size() const { return quint32(m_ends.size()); }

    /// All texts in order of their ids, and the end of each.
    [[nodiscard]] const QString &joined() const { return m_joined; }
    [[nodiscard]] const std::vector<quint32> &ends() const { return m_ends; }

private:
    QString m_joined;
    std::vector<quint32> m_ends {0};
    QHash<QString, quint32> m_ids; ///< Filled at the first idOf().
};

} // namespace Roomscope
