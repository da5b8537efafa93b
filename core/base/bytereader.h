// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Roomscope {

/// Takes bytes from the front of others, which must outlive it. Once there are fewer than wanted it is broken and has
/// nothing any more. One thread.
class ByteReader final
{
public:
    explicit ByteReader(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] QByteArrayView consume(size_t size)
    {
        if (size > size_t(m_bytes.size()))
            fail();
        if (m_isBroken)
            return {};
        const QByteArrayView taken = m_bytes.first(qsizetype(size));
        m_bytes = m_bytes.sliced(qsizetype(size));
        return taken;
    }
    /// What has been taken makes no sense.
    void fail() { m_isBroken = true; }

    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// What has not been taken.
    [[nodiscard]] QByteArrayView rest() const { return m_bytes; }

private:
    QByteArrayView m_bytes;
    bool m_isBroken = false;
};

} // namespace Roomscope
