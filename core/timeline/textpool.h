// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace Roomscope {

/// Texts that occur many times, each kept once; 0 is the empty one.
class TextPool final
{
public:
    TextPool() = default;
    /// texts() of another one, or damaged ones.
    explicit TextPool(const QList<QString> &texts)
        : m_texts(texts)
    {
        if (m_texts.isEmpty())
            m_texts.append(QString());
    }

    [[nodiscard]] quint32 idOf(const QString &text)
    {
        if (m_ids.isEmpty()) {
            for (qsizetype id = m_texts.size() - 1; id >= 0; --id)
                m_ids.insert(m_texts[id], quint32(id));
        }
        const auto it = m_ids.constFind(text);
        if (it != m_ids.cend())
            return *it;
        const quint32 id = size();
        m_texts.append(text);
        m_ids.insert(text, id);
        return id;
    }
    [[nodiscard]] const QString &at(quint32 id) const { return m_texts[id]; }
    [[nodiscard]] quint32 size() const { return quint32(m_texts.size()); }
    /// In order of their ids, the empty one first.
    [[nodiscard]] const QList<QString> &texts() const { return m_texts; }

private:
    QList<QString> m_texts {QString()};
    QHash<QString, quint32> m_ids;
};

} // namespace Roomscope
